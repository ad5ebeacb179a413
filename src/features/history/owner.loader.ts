import { Injectable } from '@nestjs/common';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { groupBy } from '../../domain/group-by.js';
import { HistoryRepository } from './history.repository.js';
import { standsByItself } from './record-conditions.js';

/** By subject of the log: the one enrolment that it belongs to; null where there is none or more. Ids only. */
@Injectable()
export class OwnerLoader extends BatchLoader<string | null> {
  constructor(private readonly records: HistoryRepository) {
    super();
  }

  protected async batch(_context: RequestContext, subjectIds: readonly string[]) {
    const belonging = subjectIds.filter((id) => !standsByItself(id));
    const rows = belonging.length === 0 ? [] : await this.records.enrolmentsNamed(belonging);
    const bySubject = groupBy(rows, (row) => row.subjectId);
    return subjectIds.map((id) => {
      const [one, ...more] = bySubject.get(id) ?? [];
      return more.length === 0 ? (one?.enrolmentId ?? null) : null;
    });
  }
}
