import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { putRight, type KeptTable } from './kept-rows.js';

/** The list that every enrolment is in. */
export const ALL = 'ALL';

/** Every enrolment in the list of all, and in that of whoever has taught it, by the name of the person that it is of. */
export const LISTED_BY_THE_FACTS = sql`
  SELECT e.id AS enrolment_id, r.reader, p.sort_key AS person_key, e.programme_key, e.track_key
  FROM (SELECT id AS enrolment_id, 'ALL' AS reader FROM enrolment
    UNION ALL SELECT enrolment_id, provider_id FROM enrolment_provider) r
  JOIN enrolment e ON e.id = r.enrolment_id JOIN person p ON p.id = e.person_id`;
const KEPT: KeptTable = {
  table: 'enrolment_listing',
  columns: ['enrolment_id', 'reader', 'person_key', 'programme_key', 'track_key'],
  byTheFacts: LISTED_BY_THE_FACTS,
};

/**
 * Where enrolments stand in lists in the order of names, so that a page is read along an index (EnrolmentRepository). The
 * database itself keeps it up with the facts (migrations, ListedByName); here it is compared with them.
 */
@Injectable()
export class NameList {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Puts right what is kept; answers the enrolments of which it said something else. There must be none. */
  async reconcile(): Promise<string[]> {
    return this.unitOfWork.run(async () => putRight(this.store, KEPT));
  }
}
