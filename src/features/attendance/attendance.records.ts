import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { HalfDayRef } from '../../domain/attendance.js';
import { groupBy } from '../../domain/group-by.js';
import { duplicate } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { AttendanceEntity } from '../../storage/course.entity.js';
import { newId } from '../../storage/ids.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { Settlement } from '../certification/index.js';
import { halfDayId } from '../cohort/index.js';
import { asOf, ProgressService, standingsAfter } from '../progress/index.js';
import type { AttendanceRecord } from './attendance.repository.js';
import type { NewRecord } from './sheet-entries.js';

/** Writes attendance: nothing is overwritten, what a new record replaces stays as history (Decision 2, V7, V44). */
@Injectable()
export class AttendanceRecords {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly settlement: Settlement,
    private readonly progress: ProgressService,
  ) {}

  /**
   * Inside a unit of work. The facts in as many statements for a whole sheet as for one person, then what follows from
   * them: a completion is reached or reopened, a certificate that would not be issued now is put under review (V25).
   */
  async write(actor: Actor, action: string, records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return;
    const recordedAt = this.clock.now();
    const firsts = firstRecords(records);
    const now = asOf(null, this.clock);
    const before = await this.progress.standings([...firsts.keys()], now);
    await this.supersede(
      records.flatMap((record) => record.supersedes?.id ?? []),
      recordedAt,
    );
    await this.store.insert(
      AttendanceEntity,
      records.map(({ enrolmentId, courseDayId, part, state, notified, makesUp, reason }) => ({
        id: newId('fact'),
        enrolmentId,
        courseDayId,
        part,
        state,
        notified,
        makesUpCourseDayId: makesUp?.courseDayId ?? null,
        makesUpPart: makesUp?.part ?? null,
        reason,
        recordedAt,
        recordedBy: actor.subject,
        supersededAt: null,
      })),
    );
    await this.audit.record(
      actor,
      ...records.map((record) => ({
        action,
        subjectId: record.enrolmentId,
        before: record.supersedes === null ? null : auditText(record.supersedes),
        after: auditText(record),
        reason: record.reason,
      })),
    );
    await this.settlement.settle(
      actor,
      records.map((record) => record.enrolmentId),
      standingsAfter(before, firsts, now),
    );
  }

  private async supersede(ids: readonly string[], at: string): Promise<void> {
    if (ids.length === 0) return;
    const changed = await this.store.change(
      sql`UPDATE attendance SET superseded_at = ${at} WHERE id IN ${among(ids)} AND superseded_at IS NULL`,
    );
    if (changed !== ids.length)
      throw duplicate('Somebody else has just corrected this. Look again before you repeat it.', []);
  }
}

/** Of those about whom nothing else is recorded than the first time that they were there or not, by enrolment. */
function firstRecords(records: readonly NewRecord[]): ReadonlyMap<string, NewRecord[]> {
  const byEnrolment = groupBy(records, (record) => record.enrolmentId);
  for (const [id, own] of byEnrolment)
    if (own.some((record) => record.supersedes !== null || record.makesUp !== null)) byEnrolment.delete(id);
  return byEnrolment;
}

function auditText(record: Pick<AttendanceRecord, 'state' | 'notified' | 'makesUp'> & HalfDayRef) {
  const { state, notified, makesUp } = record;
  return {
    halfDayId: halfDayId(record.courseDayId, record.part),
    state,
    notified,
    makesUpHalfDayId: makesUp === null ? null : halfDayId(makesUp.courseDayId, makesUp.part),
  };
}
