import { Field, ObjectType } from '@nestjs/graphql';
import { Node } from '../../../graphql/node.js';

@ObjectType({ implements: () => [Node], description: 'A Danish municipality (kommune).' })
export class Municipality extends Node {
  @Field(() => String, { description: 'Kommunekode, three digits.' }) code!: string;
  @Field(() => String, { description: 'Without the word Kommune, as in `Herlev`.' }) name!: string;
}

/** Codes are stable and public, so the id is made of the code. */
export function municipalityId(code: string): string {
  return `mun_${code}`;
}
