import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { PersonMerge } from './dto/merge.dto.js';
import { MergeRepository, type MergeRow } from './merge.repository.js';

const mayMerge = (context: RequestContext) => reachOf(actorOf(context), 'personMerge').everything;

/** Null for everybody but those who merge. */
@Injectable()
export class MergeLoader extends BatchLoader<PersonMerge | null> {
  constructor(private readonly merges: MergeRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = mayMerge(context) ? await this.merges.find(ids) : [];
    return inOrder(ids, rows, (row) => row.id, toMerge);
  }
}

/** By the person that was kept. None for everybody but those who merge. */
@Injectable()
export class MergesOfPersonLoader extends BatchLoader<PersonMerge[]> {
  constructor(private readonly merges: MergeRepository) {
    super();
  }

  protected async batch(context: RequestContext, personIds: readonly string[]) {
    const rows = mayMerge(context) ? await this.merges.findOfKept(personIds) : [];
    return grouped(personIds, rows, (row) => row.keptId).map((each) => each.map(toMerge));
  }
}

export function toMerge({ id, keptId, mergedName, mergedEmail, reason, ...row }: MergeRow): PersonMerge {
  return Object.assign(new PersonMerge(), {
    id,
    keptId,
    mergedName,
    mergedEmail,
    reason,
    mergedAt: row.recordedAt,
    undoneAt: row.supersededAt,
  });
}
