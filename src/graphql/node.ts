import { Injectable } from '@nestjs/common';
import { Field, ID, InterfaceType } from '@nestjs/graphql';
import type { RequestContext } from './context.js';

@InterfaceType({ description: 'Anything with an id that `node` can find again.' })
export abstract class Node {
  @Field(() => ID, { description: 'Opaque.' }) id!: string;
}

type Load = (context: RequestContext, id: string) => Promise<Node | null>;

/** Which room answers for which kind of id. Every feature with nodes registers here when it starts. */
@Injectable()
export class NodeRegistry {
  private readonly rooms = new Map<string, Load>();

  register(prefix: string, load: Load): void {
    this.rooms.set(prefix, load);
  }

  /** Null for what does not exist and for what the actor may not see. */
  async load(context: RequestContext, id: string): Promise<Node | null> {
    const room = this.rooms.get(id.split('_', 1)[0] ?? '');
    return room === undefined ? null : room(context, id);
  }

  /** Those that the actor may see. */
  async loadVisible(context: RequestContext, ids: readonly string[]): Promise<Node[]> {
    const nodes = await Promise.all(ids.map((id) => this.load(context, id)));
    return nodes.filter((node): node is Node => node !== null);
  }
}
