import { Injectable } from '@nestjs/common';
import { attendanceProgress } from '../../domain/attendance.js';
import { addDays, copenhagenInstant, type Instant, type LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import type { Leave } from '../../domain/leave.js';
import { requiredHalfDays, type Track } from '../../domain/programme.js';
import type { Attempt } from '../../domain/requirements.js';
import { creditedMinutes } from '../../domain/supervision.js';
import type { AsOf } from '../../graphql/as-of.js';
import { Rulebook } from '../programme/index.js';
import { Calendar, cohortSpans } from './calendar.js';
import {
  FactsRepository,
  type AlternativeMakeUpFact,
  type AttendanceRecordFact,
  type CertificateEventFact,
  type ChangeFact,
  type DispensationFact,
  type EnrolmentFact,
  type PlannedMeetingFact,
  type PresenceRecordFact,
} from './facts.repository.js';
import {
  asItStood,
  courseHalfDays,
  isCertified,
  lastAttendedOn,
  toAttendance,
  toPresence,
} from './from-facts.js';
import type { Standing } from './standing.js';

/** Which rules a track of a programme has in a version. */
export type Rules = Pick<Rulebook, 'track'>;

/** A standing, and how long it says how things are while nothing is recorded. */
export interface WorkedOut {
  readonly standing: Standing;
  /** The first instant at which something of it can be different. */
  readonly holdsUntil: Instant;
  /** The same for what reports count, which a half-day that ends without a record changes nothing of. */
  readonly countsUntil: Instant;
}

/** Later than anything happens. */
export const FOREVER = '9999-12-31T23:59:59.999Z' as Instant;

/** What is known of one enrolment. */
interface Known {
  readonly enrolment: EnrolmentFact;
  readonly changes: readonly ChangeFact[];
  readonly leaves: readonly Leave[];
  readonly records: readonly AttendanceRecordFact[];
  readonly alternatives: readonly AlternativeMakeUpFact[];
  /** Of the person, on all their tracks. */
  readonly presences: readonly PresenceRecordFact[];
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
    const known = await this.known(enrolmentIds, asOf);
    const calendar = await this.calendar(known, asOf);
    const people = new Map(known.map((each) => [each.enrolment.personId, each.presences]));
    const credits = credit([...people.values()].flat(), asOf, rules);
    return new Map(
      known.map((each) => [each.enrolment.id, workOut(each, calendar, credits, asOf, rules)] as const),
    );
  }

  /** Credited minutes of each presence, by presence id, for everybody who was at the meetings of these people. */
  async creditOfPresences(personIds: readonly string[], asOf: AsOf): Promise<ReadonlyMap<string, number>> {
    return credit(await this.facts.presences([...new Set(personIds)], asOf), asOf, this.rulebook);
  }

  private async known(enrolmentIds: readonly string[], asOf: AsOf): Promise<Known[]> {
    const enrolments = await this.facts.enrolments(enrolmentIds, asOf);
    const ids = enrolments.map((enrolment) => enrolment.id);
    const changes = groupBy(await this.facts.changes(ids, asOf), ofEnrolment);
    const leaves = groupBy(await this.facts.leaves(ids, asOf), ofEnrolment);
    const records = groupBy(await this.facts.attendance(ids, asOf), ofEnrolment);
    const alternatives = groupBy(await this.facts.alternatives(ids, asOf), ofEnrolment);
    const people = [...new Set(enrolments.map((enrolment) => enrolment.personId))];
    const presences = groupBy(await this.facts.presences(people, asOf), (presence) => presence.personId);
    const ahead = groupBy(await this.facts.plannedMeetings(ids, asOf), ofEnrolment);
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

function workOut(
  known: Known,
  calendar: Calendar,
  credits: ReadonlyMap<string, number>,
  asOf: AsOf,
  rules: Rules,
): WorkedOut {
  const then = untilThen(known, asOf);
  const { changes, leaves, records, alternatives, attempts, dispensations } = then;
  const last = changes.at(-1);
  const enrolment = asItStood(known.enrolment, last);
  const track = rules.track(enrolment.programmeKey, enrolment.ruleVersion, enrolment.trackKey);
  const spans = cohortSpans(changes);
  const facts = records.map(toAttendance);
  const halfDays = calendar.halfDaysFor(spans, facts, alternatives);
  const own = then.presences
    .filter((presence) => presence.enrolmentId === enrolment.id)
    .map(({ id, startedAt }) => ({ startedAt, minutes: credits.get(id) ?? 0 }))
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
    credits: own,
    ahead: known.ahead
      .map(({ meetingId, groupId, startsAt, endsAt }) => ({ meetingId, groupId, startsAt, endsAt }))
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.meetingId.localeCompare(b.meetingId)),
    attempts: attempts.map(({ number, outcome, date }) => ({ number, outcome, date })),
    lifted: dispensations,
    certified: isCertified(known.events, asOf.validOn),
    begun: courseHalfDays(records, calendar).length + alternatives.length + own.length + attempts.length > 0,
    lastAttendedOn: lastAttendedOn(then, calendar),
  };
  const countsUntil = firstAfter(asOf.at, turns(known, track, asOf));
  const ends = halfDays.map((halfDay) => halfDay.endsAt);
  return { standing, countsUntil, holdsUntil: firstAfter(asOf.at, [...ends, countsUntil]) };
}

/**
 * Without what is about days that had not come. A change for a coming day holds from the day it was recorded; before the
 * first one holds there is no enrolment yet: somebody can be said to have left on a day before that.
 */
function untilThen(known: Known, asOf: AsOf): Known {
  const { validOn, at } = asOf;
  const held = (change: ChangeFact) => hasHeld(change, asOf);
  const begins = known.changes[0];
  return {
    ...known,
    changes: begins !== undefined && held(begins) ? known.changes.filter(held) : [],
    records: known.records.filter(({ date }) => date <= validOn),
    alternatives: known.alternatives.filter(({ doneOn }) => doneOn <= validOn),
    presences: known.presences.filter(({ startedAt }) => startedAt <= at),
    attempts: known.attempts.filter(({ date }) => date <= validOn),
    dispensations: known.dispensations.filter(
      ({ validOn: from, until }) => from <= validOn && (until === null || until >= validOn),
    ),
  };
}

function hasHeld({ validOn, recordedAt }: ChangeFact, then: AsOf): boolean {
  return validOn <= then.validOn || recordedAt <= then.at;
}

/** The instants at which the passing of time alone can change what reports count, in no order, earlier ones among them. */
function turns(known: Known, track: Track, asOf: AsOf): Instant[] {
  const { validOn } = asOf;
  const changes = known.changes.filter((change) => !hasHeld(change, asOf));
  const { leaves, records, alternatives, presences, attempts, dispensations, events } = known;
  const dayAfter = (day: LocalDate | null) => (day === null ? [] : [addDays(day, 1)]);
  // An open leave moves the end of the period day by day, and with it what lies inside.
  const moving = track.supervision?.windowMonths != null && leaves.some(({ to }) => to === null);
  const days = [
    ...changes.map((change) => change.validOn),
    ...records.map((fact) => fact.date),
    ...alternatives.map((fact) => fact.doneOn),
    ...attempts.map((attempt) => attempt.date),
    ...dispensations.flatMap((each) => [each.validOn, ...dayAfter(each.until)]),
    ...events.flatMap((event) => [event.on, ...dayAfter(event.validUntil)]),
    ...(moving ? dayAfter(validOn) : []),
  ];
  return [
    ...[...new Set(days)].filter((day) => day > validOn).map((day) => copenhagenInstant(day, '00:00')),
    ...changes.map((change) => change.recordedAt),
    ...presences.map((presence) => presence.startedAt),
  ];
}

function firstAfter(at: Instant, instants: readonly Instant[]): Instant {
  return instants.reduce((first, each) => (each > at && each < first ? each : first), FOREVER);
}

function credit(
  presences: readonly PresenceRecordFact[],
  { at }: AsOf,
  rules: Rules,
): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  const then = presences.filter((presence) => presence.startedAt <= at);
  const ruleOf = new Map(then.map((fact) => [fact.id, creditRule(fact, rules)]));
  for (const own of groupBy(then, (fact) => fact.personId).values())
    for (const [id, minutes] of creditedMinutes(own.map(toPresence), ({ id }) => ruleOf.get(id) ?? 'CLOCK'))
      all.set(id, minutes);
  return all;
}

function creditRule(fact: PresenceRecordFact, rules: Rules) {
  return rules.track(fact.programmeKey, fact.ruleVersion, fact.trackKey).supervision?.credit ?? 'CLOCK';
}
