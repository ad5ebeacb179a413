import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { putRight, type KeptTable } from './kept-rows.js';

/** Whoever had somebody in a cohort or a group, or as a guest at a course day or a meeting. */
export const BY_THE_FACTS = sql`
  SELECT c.enrolment_id, h.provider_id FROM enrolment_change c JOIN cohort h ON h.id = c.cohort_id
    WHERE h.provider_id IS NOT NULL
  UNION SELECT a.enrolment_id, h.provider_id FROM attendance a JOIN course_day d ON d.id = a.course_day_id
    JOIN cohort h ON h.id = d.cohort_id WHERE h.provider_id IS NOT NULL
  UNION SELECT m.enrolment_id, g.provider_id FROM group_member m JOIN supervision_group g ON g.id = m.group_id
    WHERE g.provider_id IS NOT NULL
  UNION SELECT p.enrolment_id, g.provider_id FROM presence p JOIN supervision_meeting m ON m.id = p.meeting_id
    JOIN supervision_group g ON g.id = m.group_id WHERE g.provider_id IS NOT NULL`;
const KEPT: KeptTable = {
  table: 'enrolment_provider',
  columns: ['enrolment_id', 'provider_id'],
  byTheFacts: BY_THE_FACTS,
};

/**
 * Which training providers have taught an enrolment: what they may see of it rests on that (access/visibility.ts). The database
 * itself keeps it up with the facts (migrations, WhoTaught); here it is compared with them.
 */
@Injectable()
export class WhoTaught {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Puts right what is kept; answers the enrolments of which it said something else. There must be none. */
  async reconcile(): Promise<string[]> {
    return this.unitOfWork.run(async () => putRight(this.store, KEPT));
  }
}
