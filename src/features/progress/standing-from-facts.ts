import { Injectable } from '@nestjs/common';
import { attendanceProgress, halfDayKey } from '../../domain/attendance.js';
import { addDays, copenhagenInstant, type Instant, type LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import type { Leave } from '../../domain/leave.js';
import { requiredHalfDays, type Track } from '../../domain/programme.js';
import type { Attempt } from '../../domain/requirements.js';
import type { PresenceFact } from '../../domain/credit.js';
import type { AsOf } from '../../graphql/as-of.js';
import { Rulebook } from '../programme/index.js';
import { Calendar, cohortSpans } from './calendar.js';
import { CreditFromFacts, type PresenceCredit, type Rules } from './credit-from-facts.js';
import {
  FactsRepository,
  type AlternativeMakeUpFact,
  type AttendanceRecordFact,
  type CertificateEventFact,
  type ChangeFact,
  type DispensationFact,
  type EnrolmentFact,
} from './facts.repository.js';
import {
  asItStood,
  courseHalfDays,
  heldChanges,
  heldDispensations,
  heldFrom,
  isCertified,
  lastAttendedOn,
  toAttendance,
} from './from-facts.js';
import { MeetingsRepository, type PlannedMeetingFact } from './meetings.repository.js';
import type { Standing } from './standing.js';

/** A standing, and how long it says how things are while nothing is recorded. */
export interface WorkedOut {
  readonly standing: Standing;
  /** The first instant at which something of it can be different. */
  readonly holdsUntil: Instant;
  /** The same for what reports count, which a half-day that ends without a record changes nothing of. */
  readonly countsUntil: Instant;
  /** From when on what reports count held already, by everything that is known now. */
  readonly countsSince: Instant;
}

/** Later and earlier than anything happens. */
export const FOREVER = '9999-12-31T23:59:59.999Z' as Instant;
const BEGINNING = '0000-01-01T00:00:00.000Z' as Instant;

/** What is known of one enrolment. */
interface Known {
  readonly enrolment: EnrolmentFact;
  readonly changes: readonly ChangeFact[];
  readonly leaves: readonly Leave[];
  readonly records: readonly AttendanceRecordFact[];
  readonly alternatives: readonly AlternativeMakeUpFact[];
  /** Of the person, on all their tracks. */
  readonly presences: readonly PresenceFact[];
  /** Of the enrolment alone. */
  readonly credits: readonly PresenceCredit[];
  readonly ahead: readonly PlannedMeetingFact[];
  readonly attempts: readonly Attempt[];
  readonly dispensations: readonly DispensationFact[];
  readonly events: readonly CertificateEventFact[];
}

/** Standings worked out from the facts, for any point in time. */
@Injectable()
export class StandingFromFacts {
  constructor(
    private readonly facts: FactsRepository,
    private readonly meetings: MeetingsRepository,
    private readonly credit: CreditFromFacts,
    private readonly rulebook: Rulebook,
  ) {}

  /**
   * By enrolment id. Inside a unit of work it takes that work's own writes into account. With other `rules` than those
   * that the enrolments go by, what they would say (A28).
   */
  async of(
    enrolmentIds: readonly string[],
    asOf: AsOf,
    rules: Rules = this.rulebook,
  ): Promise<ReadonlyMap<string, WorkedOut>> {
    if (enrolmentIds.length === 0) return new Map();
    const known = await this.known(enrolmentIds, asOf, rules);
    const calendar = await this.calendar(known, asOf);
    return new Map(known.map((each) => [each.enrolment.id, workOut(each, calendar, asOf, rules)] as const));
  }

  private async known(enrolmentIds: readonly string[], asOf: AsOf, rules: Rules): Promise<Known[]> {
    const wanted = new Set(enrolmentIds);
    const all = await this.facts.enrolments(enrolmentIds, asOf);
    const enrolments = all.filter((enrolment) => wanted.has(enrolment.id));
    const ids = enrolments.map((enrolment) => enrolment.id);
    const { changes, presences, credits } = await this.credit.of(all, asOf, rules);
    const leaves = groupBy(await this.facts.leaves(ids, asOf), ofEnrolment);
    const records = groupBy(await this.facts.attendance(ids, asOf), ofEnrolment);
    const alternatives = groupBy(await this.facts.alternatives(ids, asOf), ofEnrolment);
    const ahead = groupBy(await this.meetings.planned(ids, asOf), ofEnrolment);
    const attempts = groupBy(await this.facts.attempts(ids, asOf), ofEnrolment);
    const dispensations = groupBy(await this.facts.dispensations(ids, asOf), ofEnrolment);
    const events = groupBy(await this.facts.certificateEvents(ids, asOf), ofEnrolment);
    return enrolments.map((enrolment) => ({
      enrolment,
      changes: changes.get(enrolment.id) ?? [],
      leaves: leaves.get(enrolment.id) ?? [],
      records: records.get(enrolment.id) ?? [],
      alternatives: alternatives.get(enrolment.id) ?? [],
      presences: presences.get(enrolment.personId) ?? [],
      credits: credits.get(enrolment.id) ?? [],
      ahead: ahead.get(enrolment.id) ?? [],
      attempts: attempts.get(enrolment.id) ?? [],
      dispensations: dispensations.get(enrolment.id) ?? [],
      events: events.get(enrolment.id) ?? [],
    }));
  }

  /** The days of everybody's cohorts, and those that records and make-ups name. */
  private async calendar(known: readonly Known[], asOf: AsOf): Promise<Calendar> {
    const cohortIds = known.flatMap(({ changes }) => changes.flatMap((change) => change.cohortId ?? []));
    const dayIds = known.flatMap(({ records, alternatives }) => [
      ...records.flatMap((fact) => [fact.courseDayId, fact.makesUpCourseDayId ?? []].flat()),
      ...alternatives.map((fact) => fact.courseDayId),
    ]);
    return new Calendar(await this.facts.courseDays([...new Set(cohortIds)], [...new Set(dayIds)], asOf));
  }
}

const ofEnrolment = (fact: { readonly enrolmentId: string }) => fact.enrolmentId;

function workOut(known: Known, calendar: Calendar, asOf: AsOf, rules: Rules): WorkedOut {
  const then = untilThen(known, calendar, asOf);
  const { changes, leaves, records, alternatives, attempts, dispensations } = then;
  const last = changes.at(-1);
  const enrolment = asItStood(known.enrolment, last);
  const track = rules.track(enrolment.programmeKey, enrolment.ruleVersion, enrolment.trackKey);
  const spans = cohortSpans(changes);
  const facts = records.map(toAttendance);
  const halfDays = calendar.halfDaysFor(spans, facts, alternatives);
  const credits = known.credits
    .map(({ startedAt, minutes }) => ({ startedAt, minutes }))
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.minutes - b.minutes);
  const standing: Standing = {
    enrolment,
    status: last?.status ?? null,
    holdsSeat: (last?.seatId ?? null) !== null,
    seatedOn: changes.find((change) => change.seatId !== null)?.validOn ?? null,
    leaves: leaves.map(({ from, to }) => ({ from, to })),
    spans,
    attendance: attendanceProgress(
      requiredHalfDays(track),
      halfDays,
      facts,
      spans,
      asOf.at,
      alternatives,
      leaves,
    ),
    credits,
    ahead: known.ahead
      .map(({ meetingId, groupId, startsAt, endsAt }) => ({ meetingId, groupId, startsAt, endsAt }))
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.meetingId.localeCompare(b.meetingId)),
    attempts: attempts.map(({ number, outcome, date }) => ({ number, outcome, date })),
    lifted: dispensations,
    certified: isCertified(known.events, asOf.validOn),
    issued: known.events.length > 0,
    begun:
      courseHalfDays(records, calendar).length + alternatives.length + credits.length + attempts.length > 0,
    lastAttendedOn: lastAttendedOn(then, calendar),
  };
  const turning = turns(known, calendar, track, asOf);
  const countsUntil = firstAfter(asOf.at, turning);
  const ends = halfDays.map((halfDay) => halfDay.endsAt);
  return {
    standing,
    countsSince: lastUntil(asOf.at, turning),
    countsUntil,
    holdsUntil: firstAfter(asOf.at, [...ends, countsUntil]),
  };
}

/** Without what is about days that had not come. */
function untilThen(known: Known, calendar: Calendar, asOf: AsOf): Known {
  const { validOn } = asOf;
  const hasCome = (record: AttendanceRecordFact) => {
    const date = dateOf(record, calendar);
    return date !== null && date <= validOn;
  };
  return {
    ...known,
    changes: heldChanges(known.changes, asOf),
    records: known.records.filter(hasCome),
    alternatives: known.alternatives.filter(({ doneOn }) => doneOn <= validOn),
    attempts: known.attempts.filter(({ date }) => date <= validOn),
    dispensations: heldDispensations(known.dispensations, asOf),
  };
}

/** The day that it is planned for; null for one without a plan that was known. */
function dateOf(record: AttendanceRecordFact, calendar: Calendar): LocalDate | null {
  return calendar.find(halfDayKey(record))?.date ?? null;
}

/** The instants at which the passing of time alone changes what reports count, or has changed it, in no order. */
function turns(known: Known, calendar: Calendar, track: Track, asOf: AsOf): Instant[] {
  const { validOn } = asOf;
  const { changes, leaves, records, alternatives, presences, attempts, dispensations, events } = known;
  const dayAfter = (day: LocalDate | null) => (day === null ? [] : [addDays(day, 1)]);
  // An open leave moves the end of the period day by day, and with it what lies inside.
  const moving = track.supervision?.windowMonths != null && leaves.some(({ to }) => to === null);
  const days = [
    ...records.flatMap((fact) => dateOf(fact, calendar) ?? []),
    ...alternatives.map((fact) => fact.doneOn),
    ...attempts.map((attempt) => attempt.date),
    ...dispensations.flatMap((each) => [each.validOn, ...dayAfter(each.until)]),
    ...events.flatMap((event) => [event.on, ...dayAfter(event.validUntil)]),
    ...(moving ? [validOn, ...dayAfter(validOn)] : []),
  ];
  return [
    ...[...new Set(days)].map((day) => copenhagenInstant(day, '00:00')),
    ...changes.map(heldFrom),
    ...presences.map(({ meeting }) => meeting.startedAt),
  ];
}

function lastUntil(at: Instant, instants: readonly Instant[]): Instant {
  return instants.reduce((last, each) => (each <= at && each > last ? each : last), BEGINNING);
}

function firstAfter(at: Instant, instants: readonly Instant[]): Instant {
  return instants.reduce((first, each) => (each > at && each < first ? each : first), FOREVER);
}
