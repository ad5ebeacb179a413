import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { SupervisionRecordEntity } from '../../storage/supervision.entity.js';
import type { SupervisionMeetingHoldInput } from './dto/presence.inputs.js';
import { LeaderRecords } from './leader.records.js';
import { requireMeetingTimes } from './meeting-times.js';
import type { MeetingRow } from './meeting.repository.js';

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
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    const changed = await this.store.change(
      sql`UPDATE supervision_meeting SET status = 'HELD' WHERE id = ${meeting.id} AND status = 'PLANNED'`,
    );
    if (changed !== 1) throw new Error('A planned meeting could not be held');
    await this.store.insert(SupervisionRecordEntity, {
      id: newId('fact'),
      meetingId: meeting.id,
      ...record,
      ...stamp,
      supersededAt: null,
    });
    const led = { id: meeting.id, providerId: meeting.providerId, startsAt: record.startedAt };
    const supervisors = await this.leaders.set(actor, led, input.supervisorIds ?? null);
    await this.audit.record(actor, {
      action: 'supervisionMeetingHold',
      subjectId: meeting.id,
      before: { status: meeting.status, supervisorIds: supervisors.before },
      after: { status: 'HELD', ...record, supervisorIds: supervisors.after },
    });
  }

  private read({ startedAt, endedAt, breakMinutes }: SupervisionMeetingHoldInput) {
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

function requirePlanned({ status }: MeetingRow): void {
  if (status === 'HELD')
    throw invalidState(
      'This meeting was recorded already. Correct who was there with supervisionCorrect.',
      'HELD',
      ['supervisionCorrect'],
    );
  if (status === 'CANCELLED')
    throw invalidState('This meeting was cancelled: plan another one.', 'CANCELLED', [
      'supervisionMeetingPlan',
    ]);
}
