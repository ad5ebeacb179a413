import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { Instant } from '../../domain/calendar.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { SupervisionRecordEntity } from '../../storage/supervision.entity.js';
import type { SupervisionMeetingCorrectInput, SupervisionMeetingHoldInput } from './dto/presence.inputs.js';
import { requireMeets } from './group-closing.rules.js';
import { LeaderRecords } from './leader.records.js';
import { requireMeetingTimes } from './meeting-times.js';
import type { MeetingRow } from './meeting.repository.js';

/** When a meeting took place, and how long its breaks were. */
export interface MeetingRecord {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly breakMinutes: number;
}

type Times = Pick<SupervisionMeetingHoldInput, keyof MeetingRecord>;

/** Writes that a meeting took place: its actual times win over the planned ones (L3). Inside a unit of work. */
@Injectable()
export class MeetingRecords {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly leaders: LeaderRecords,
  ) {}

  /** Refuses a meeting that is not planned, and times that cannot have been. */
  async hold(actor: Actor, meeting: MeetingRow, input: SupervisionMeetingHoldInput): Promise<void> {
    requirePlanned(meeting);
    const record = this.read(input);
    requireMeets(meeting, record.startedAt);
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    const changed = await this.store.change(
      sql`UPDATE supervision_meeting SET status = 'HELD' WHERE id = ${meeting.id} AND status = 'PLANNED'`,
    );
    if (changed !== 1) throw new Error('A planned meeting could not be held');
    await this.insert(meeting.id, record, stamp);
    const supervisors = await this.lead(actor, meeting, record, input.supervisorIds);
    await this.audit.record(actor, {
      action: 'supervisionMeetingHold',
      subjectId: meeting.id,
      before: { status: meeting.status, supervisorIds: supervisors.before },
      after: { status: 'HELD', ...record, supervisorIds: supervisors.after },
    });
  }

  /**
   * What was recorded of a held meeting was wrong; the earlier record stays as history. What is not said is as it was.
   * It is told of the meeting, and of each of the enrolments, whose minutes rest on it.
   */
  async correct(
    actor: Actor,
    meeting: MeetingRow,
    said: SupervisionMeetingCorrectInput,
    enrolmentIds: readonly string[],
  ): Promise<MeetingRecord> {
    const before = recordOf(meeting);
    const record = this.read({
      startedAt: said.startedAt ?? before.startedAt,
      endedAt: said.endedAt ?? before.endedAt,
      breakMinutes: said.breakMinutes ?? before.breakMinutes,
    });
    requireMeets(meeting, record.startedAt);
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    const changed = await this.store
      .change(sql`UPDATE supervision_record SET superseded_at = ${stamp.recordedAt}
      WHERE meeting_id = ${meeting.id} AND superseded_at IS NULL`);
    if (changed !== 1) throw new Error('The record of a held meeting is gone');
    await this.insert(meeting.id, record, stamp);
    const supervisors = await this.lead(actor, meeting, record, said.supervisorIds);
    const entry = { action: 'supervisionMeetingCorrect', reason: said.reason } as const;
    await this.audit.record(
      actor,
      {
        ...entry,
        subjectId: meeting.id,
        before: { ...before, supervisorIds: supervisors.before },
        after: { ...record, supervisorIds: supervisors.after },
      },
      ...enrolmentIds.map((subjectId) => ({
        ...entry,
        subjectId,
        before: { meetingId: meeting.id, ...before },
        after: { meetingId: meeting.id, ...record },
      })),
    );
    return record;
  }

  private async insert(
    meetingId: string,
    record: MeetingRecord,
    stamp: { recordedAt: string; recordedBy: string },
  ): Promise<void> {
    const row = { id: newId('fact'), meetingId, ...record, ...stamp, supersededAt: null };
    await this.store.insert(SupervisionRecordEntity, row);
  }

  private async lead(
    actor: Actor,
    { id, providerId }: MeetingRow,
    { startedAt }: MeetingRecord,
    supervisorIds: readonly string[] | null | undefined,
  ) {
    return this.leaders.set(actor, { id, providerId, startsAt: startedAt }, supervisorIds ?? null);
  }

  private read({ startedAt, endedAt, breakMinutes }: Times): MeetingRecord {
    const length = requireMeetingTimes(startedAt, endedAt, 'endedAt');
    if (endedAt > this.clock.now())
      throw invalidInput({ path: 'endedAt', message: 'must not be in the future' });
    const record = { startedAt, endedAt, breakMinutes: breakMinutes ?? 0 };
    if (record.breakMinutes >= length)
      throw invalidInput({
        path: 'breakMinutes',
        message: `must be less than the meeting's ${length} minutes`,
      });
    return record;
  }
}

/** What is recorded of a meeting; refused unless it was held. */
export function recordOf({ status, startedAt, endedAt, breakMinutes }: MeetingRow): MeetingRecord {
  if (startedAt === null || endedAt === null)
    throw invalidState(
      'Only the record of a meeting that was held can be corrected.',
      status,
      status === 'PLANNED' ? ['supervisionMeetingHold'] : [],
    );
  return { startedAt, endedAt, breakMinutes: breakMinutes ?? 0 };
}

function requirePlanned({ status }: MeetingRow): void {
  if (status === 'HELD')
    throw invalidState(
      'This meeting was recorded already. Correct who was there with supervisionCorrect, its times with supervisionMeetingCorrect.',
      'HELD',
      ['supervisionCorrect', 'supervisionMeetingCorrect'],
    );
  if (status === 'CANCELLED')
    throw invalidState('This meeting was cancelled: plan another one.', 'CANCELLED', [
      'supervisionMeetingPlan',
    ]);
}
