import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { teamOn } from '../../domain/kick-off.js';
import { invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { Idempotency } from '../../storage/idempotency.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { PersonRepository } from '../person/index.js';
import type { Dossier } from './dossier.js';
import type { AttendanceRow, MeetingRow, StatusTexts } from './dossier.repository.js';
import type { EngagementMeetingHoldInput } from './dto/meeting.inputs.js';
import { Finder } from './finder.js';
import { MeetingRecords, type AttendanceEntry } from './meeting.records.js';

const TEXTS = ['planStatus', 'adjustments', 'challenges', 'sparring', 'maintenance'] as const;

/** That a meeting took place, who was there, and what a status meeting said (R33); again, with a reason, it corrects. */
@Injectable()
export class MeetingHolding {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly finder: Finder,
    private readonly people: PersonRepository,
    private readonly records: MeetingRecords,
  ) {}

  /** Of people and texts that are not named, what was recorded before stands. */
  async hold(actor: Actor, input: EngagementMeetingHoldInput): Promise<string> {
    return this.unitOfWork.run(async () => {
      const action = 'engagementMeetingHold';
      const opened = await this.finder.meeting(actor, action, input.meetingId);
      const { engagement, dossier, meeting, attendance } = opened;
      if (await this.idempotency.answeredBefore(actor, action, input.idempotencyKey, input))
        return meeting.id;
      const reason = requireReason(meeting, input);
      const date = this.dateOf(meeting, input);
      const texts = textsOf(meeting, input);
      const entries = await this.entries(actor, dossier, attendance, input, date);
      const named = new Set([...entries.map((entry) => entry.personId), ...(input.removedPersonIds ?? [])]);
      const superseded = attendance.filter((row) => named.has(row.personId));
      await this.records.write(actor, meeting.id, meeting.recordId, {
        ...meeting,
        ...texts,
        date,
        datePrecision: 'DAY',
        status: 'HELD',
        reason,
      });
      await this.records.writeAttendance(
        actor,
        meeting.id,
        superseded.map((row) => row.recordId),
        entries,
        reason,
      );
      await this.audit.record(actor, {
        action,
        subjectId: engagement.id,
        before: { meetingId: meeting.id, status: meeting.status, date: meeting.date, attendance: superseded },
        after: { meetingId: meeting.id, status: 'HELD', date, attendance: entries, ...texts },
        reason,
      });
      return meeting.id;
    });
  }

  private dateOf(meeting: MeetingRow, input: EngagementMeetingHoldInput): LocalDate {
    const date = input.date ?? (meeting.datePrecision === 'DAY' ? meeting.date : null);
    if (date === null)
      throw invalidInput({ path: 'date', message: 'is needed: the meeting was planned roughly' });
    if (date > this.clock.today()) throw invalidInput({ path: 'date', message: 'must not be in the future' });
    return date;
  }

  private async entries(
    actor: Actor,
    dossier: Dossier,
    recorded: readonly AttendanceRow[],
    input: EngagementMeetingHoldInput,
    date: LocalDate,
  ): Promise<AttendanceEntry[]> {
    const known = [...dossier.team, ...recorded].map((each) => each.personId);
    const named = (input.attendees ?? []).map((attendee, index) => personOf(dossier, attendee, index));
    const ids = await this.resolve(actor, known, named);
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (twice >= 0) throw invalidInput({ path: `attendees.${twice}`, message: 'is named twice' });
    const entries = (input.attendees ?? []).map(({ state, role }, index) => ({
      personId: ids[index] ?? '',
      state,
      role: role ?? null,
    }));
    if (!input.allPresent) return entries;
    const others = [...teamOn(dossier.team, date).keys()].filter(
      (id) => !ids.includes(id) && recorded.every((row) => row.personId !== id),
    );
    return [...entries, ...others.map((personId) => ({ personId, state: 'PRESENT' as const, role: null }))];
  }

  /**
   * People whom the actor may see, each as the one that they were merged into (L25); and those who are in the team or on
   * the record of this meeting anyway.
   */
  private async resolve(actor: Actor, known: readonly string[], ids: readonly string[]): Promise<string[]> {
    const others = ids.filter((id) => !known.includes(id));
    const visible = await this.people.findVisible(reachOf(actor, 'person'), others);
    const found = new Map(visible.map((row) => [row.askedId, row.id]));
    return ids.map((id) => {
      const personId = known.includes(id) ? id : found.get(id);
      if (personId === undefined) throw notFound('person');
      return personId;
    });
  }
}

function personOf(
  dossier: Dossier,
  named: { personId?: string | null; memberId?: string | null },
  index: number,
): string {
  const { personId, memberId } = named;
  if ((personId == null) === (memberId == null))
    throw invalidInput({ path: `attendees.${index}`, message: 'needs either personId or memberId' });
  if (personId != null) return personId;
  const member = dossier.team.find((each) => each.id === memberId);
  if (member === undefined) throw notFound('member of the team');
  return member.personId;
}

function requireReason(meeting: MeetingRow, input: EngagementMeetingHoldInput): string | null {
  if (meeting.status === 'CANCELLED')
    throw invalidState('This meeting was cancelled: plan another one.', 'CANCELLED', [
      'engagementMeetingPlan',
    ]);
  if (meeting.status === 'HELD' && input.reason == null)
    throw invalidInput({ path: 'reason', message: 'is needed: this meeting was recorded already' });
  return input.reason ?? null;
}

function textsOf(meeting: MeetingRow, input: EngagementMeetingHoldInput): StatusTexts {
  const given = TEXTS.filter((name) => input[name] != null);
  const [first] = given;
  if (first !== undefined && meeting.kind !== 'STATUS_MEETING')
    throw invalidInput({ path: first, message: 'is for status meetings' });
  const text = (name: (typeof TEXTS)[number]) => (input[name] === undefined ? meeting[name] : input[name]);
  return {
    planStatus: text('planStatus'),
    adjustments: text('adjustments'),
    challenges: text('challenges'),
    sparring: text('sparring'),
    maintenance: text('maintenance'),
  };
}
