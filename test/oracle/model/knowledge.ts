/** What is known at a moment: the facts recorded by then, read one after the other. A later record takes the place of an earlier one. */
import { danishDay, danishMoment, plusDays } from './dates.js';
import type {
  Day,
  DayType,
  Enrolled,
  Fact,
  HalfDay,
  Kind,
  Moment,
  Part,
  Presence,
  PresenceEntry,
} from './facts.js';

export interface CourseDay {
  readonly id: string;
  readonly cohort: string;
  readonly type: DayType;
  readonly unit: number;
  readonly number: number;
  date: Day;
  cancelled: boolean;
}

/** What stands on a sheet about one person at one half-day. */
export interface Mark extends HalfDay {
  readonly enrolment: string;
  state: Presence;
  /** Of a guest who was there: which half-day this makes up for. */
  makesUp: HalfDay | null;
  /** What it made up for before it was corrected away. */
  madeUpBefore: HalfDay | null;
}

export interface Stay {
  readonly cohort: string;
  /** Null = from its beginning. */
  readonly from: Day | null;
  /** The day from which this holds. */
  readonly on: Day;
  readonly at: Moment;
}

export type Leaving = 'WITHDRAWN' | 'CANCELLED' | 'REPLACED';

/** `to` is the first day back; null = not known. */
export interface Leave {
  readonly from: Day;
  readonly to: Day | null;
}

export interface Dispensation {
  readonly requirement: Kind;
  readonly on: Day;
  /** The last day; null = no end. */
  readonly until: Day | null;
}

export interface Certificate {
  readonly number: string;
  /** Issued, revoked, reinstated: whether it holds from then on. */
  readonly turns: { readonly on: Day; readonly holds: boolean }[];
}

export interface Person {
  readonly enrolled: Enrolled & { readonly at: Moment };
  readonly stays: Stay[];
  readonly leavings: {
    readonly on: Day;
    readonly at: Moment;
    readonly as: Leaving;
    readonly release: boolean;
  }[];
  reuseApproved: boolean;
  readonly transfers: {
    readonly on: Day;
    readonly at: Moment;
    readonly engagement: string;
    readonly municipality: string;
  }[];
  readonly leaves: Map<string, Leave>;
  /** Approved work that makes up for half-days. */
  readonly tasks: Map<string, HalfDay & { readonly on: Day }>;
  readonly attempts: { readonly on: Day; readonly outcome: 'PASSED' | 'FAILED' }[];
  readonly dispensations: Map<string, Dispensation>;
  readonly certificates: Certificate[];
}

export interface Attendee {
  from: Moment | null;
  to: Moment | null;
  absent: boolean;
  /** Was there by this record or an earlier one. */
  everPresent: boolean;
}

export interface Meeting {
  readonly id: string;
  readonly group: string;
  plannedStart: Moment;
  plannedEnd: Moment;
  cancelled: boolean;
  held: { readonly start: Moment; readonly end: Moment; readonly breaks: number } | null;
  readonly attendees: Map<string, Attendee>;
}

/** Null = from the beginning, without an end. */
export interface Member {
  readonly enrolment: string;
  readonly from: Day | null;
  to: Day | null;
}

export interface Knowledge {
  readonly engagements: Map<string, Fact & { kind: 'engagement' }>;
  readonly days: Map<string, CourseDay>;
  readonly people: Map<string, Person>;
  readonly marks: Map<string, Mark>;
  readonly groups: Map<string, Member[]>;
  readonly meetings: Map<string, Meeting>;
}

export const PARTS: readonly Part[] = ['AM', 'PM'];

/** R05: half-days are 09-12 and 13-16 in Denmark. */
export function endOf(day: CourseDay, part: Part): Moment {
  return danishMoment(day.date, part === 'AM' ? 12 : 16);
}

export function keyOf(enrolment: string, { day, part }: HalfDay): string {
  return `${enrolment} ${day} ${part}`;
}

export function whatIsKnown(facts: readonly Fact[], at: Moment): Knowledge {
  const known: Knowledge = {
    engagements: new Map(),
    days: new Map(),
    people: new Map(),
    marks: new Map(),
    groups: new Map(),
    meetings: new Map(),
  };
  for (const fact of facts) if (fact.at <= at) learn(known, fact);
  return known;
}

function learn(known: Knowledge, fact: Fact): void {
  switch (fact.kind) {
    case 'engagement':
      known.engagements.set(fact.id, fact);
      return;
    case 'cohort':
      return;
    case 'day laid':
      known.days.set(fact.id, { ...fact, cancelled: false });
      return;
    case 'day moved':
      Object.assign(get(known.days, fact.id), { date: fact.date, cancelled: false });
      return;
    case 'day cancelled':
      get(known.days, fact.id).cancelled = true;
      return;
    case 'enrolled':
      known.people.set(fact.id, {
        enrolled: fact,
        stays: fact.cohort === null ? [] : [{ ...fact, cohort: fact.cohort }],
        leavings: [],
        reuseApproved: false,
        transfers: [],
        leaves: new Map(),
        tasks: new Map(),
        attempts: [],
        dispensations: new Map(),
        certificates: [],
      });
      return;
    case 'assigned':
      get(known.people, fact.enrolment).stays.push(fact);
      return;
    case 'left': {
      const person = get(known.people, fact.enrolment);
      const already = person.leavings.at(-1)?.as;
      const as = already ?? (hasBegun(known, person, fact.on, fact.at) ? 'WITHDRAWN' : 'CANCELLED');
      const today = danishDay(fact.at);
      const passes = fact.mayApprove || passesOn(known, person, fact.on > today ? fact.on : today);
      const release = as === 'CANCELLED' || (fact.release ?? passes);
      person.leavings.push({ ...fact, as, release });
      return;
    }
    case 'reuse approved':
      get(known.people, fact.enrolment).reuseApproved = true;
      return;
    case 'replaced':
      get(known.people, fact.enrolment).leavings.push({ ...fact, as: 'REPLACED', release: true });
      return;
    case 'transferred':
      get(known.people, fact.enrolment).transfers.push(fact);
      return;
    case 'leave':
      get(known.people, fact.enrolment).leaves.set(fact.id, fact);
      return;
    case 'leave cancelled':
      get(known.people, fact.enrolment).leaves.delete(fact.id);
      return;
    case 'sheet':
      recordSheet(known, fact);
      return;
    case 'attendance corrected': {
      const mark = get(known.marks, keyOf(fact.enrolment, fact));
      mark.state = fact.state;
      mark.makesUp = fact.state === 'PRESENT' ? mark.madeUpBefore : null;
      return;
    }
    case 'task':
      get(known.people, fact.enrolment).tasks.set(fact.id, fact);
      return;
    case 'task withdrawn':
      get(known.people, fact.enrolment).tasks.delete(fact.id);
      return;
    case 'group':
      known.groups.set(
        fact.id,
        fact.members.map((enrolment) => ({ enrolment, from: null, to: null })),
      );
      return;
    case 'group joined':
      get(known.groups, fact.id).push({ enrolment: fact.enrolment, from: fact.from, to: null });
      return;
    case 'group left':
      for (const member of get(known.groups, fact.id))
        if (member.enrolment === fact.enrolment && isMember(member, plusDays(fact.on, -1)))
          member.to = fact.on;
      return;
    case 'meeting planned':
      known.meetings.set(fact.id, {
        id: fact.id,
        group: fact.group,
        plannedStart: fact.startsAt,
        plannedEnd: fact.endsAt,
        cancelled: false,
        held: null,
        attendees: new Map(),
      });
      return;
    case 'meeting moved':
      Object.assign(get(known.meetings, fact.id), { plannedStart: fact.startsAt, plannedEnd: fact.endsAt });
      return;
    case 'meeting cancelled':
      get(known.meetings, fact.id).cancelled = true;
      return;
    case 'meeting held':
      holdMeeting(known, fact);
      return;
    case 'presence corrected': {
      attend(get(known.meetings, fact.meeting), fact);
      return;
    }
    case 'attempt':
      get(known.people, fact.enrolment).attempts.push({
        on: get(known.days, fact.day).date,
        outcome: fact.outcome,
      });
      return;
    case 'certificate':
      get(known.people, fact.enrolment).certificates.push({
        number: fact.number,
        turns: [{ on: fact.issuedOn ?? usualIssue(known, fact.enrolment, fact.at), holds: true }],
      });
      return;
    case 'certificate revoked':
    case 'certificate reinstated': {
      const all = [...known.people.values()].flatMap((person) => person.certificates);
      const turn = { on: fact.on, holds: fact.kind === 'certificate reinstated' };
      all.find((each) => each.number === fact.number)?.turns.push(turn);
      return;
    }
    case 'dispensation':
      get(known.people, fact.enrolment).dispensations.set(fact.id, fact);
      return;
    case 'dispensation ended': {
      const { dispensations } = get(known.people, fact.enrolment);
      const until = plusDays(fact.on, -1);
      dispensations.set(fact.id, { ...get(dispensations, fact.id), until });
    }
  }
}

/** A15: what is said of those who are named; the default for everybody else in the cohort that day, where nothing is recorded. */
function recordSheet(known: Knowledge, sheet: Fact & { kind: 'sheet' }): void {
  const day = get(known.days, sheet.day);
  const write = (enrolment: string, part: Part, state: Presence, makesUp: HalfDay | null) => {
    const key = keyOf(enrolment, { day: day.id, part });
    const before = known.marks.get(key)?.madeUpBefore ?? null;
    const target = state === 'PRESENT' ? makesUp : null;
    known.marks.set(key, {
      enrolment,
      day: day.id,
      part,
      state,
      makesUp: target,
      madeUpBefore: target ?? before,
    });
  };
  const named = new Set<string>();
  for (const entry of sheet.entries)
    for (const part of entry.part === null ? PARTS : [entry.part]) {
      named.add(keyOf(entry.enrolment, { day: day.id, part }));
      write(entry.enrolment, part, entry.state, entry.makesUp);
    }
  if (sheet.default === null) return;
  for (const person of known.people.values())
    if (inCohortOn(person, day.cohort, day.date) && !onLeave(person, day.date))
      for (const part of PARTS) {
        const key = keyOf(person.enrolled.id, { day: day.id, part });
        if (!named.has(key) && !known.marks.has(key)) write(person.enrolled.id, part, sheet.default, null);
      }
}

function holdMeeting(known: Knowledge, fact: Fact & { kind: 'meeting held' }): void {
  const meeting = get(known.meetings, fact.id);
  meeting.held = { start: fact.startedAt, end: fact.endedAt, breaks: fact.breakMinutes };
  for (const entry of fact.presences) attend(meeting, entry);
  if (!fact.allPresent) return;
  const day = danishDay(fact.startedAt);
  for (const member of known.groups.get(meeting.group) ?? []) {
    const person = get(known.people, member.enrolment);
    const there = isMember(member, day) && !hadLeft(person, day) && !onLeave(person, day);
    if (there && !meeting.attendees.has(member.enrolment))
      attend(meeting, { enrolment: member.enrolment, from: null, to: null, absent: false });
  }
}

export function isMember({ from, to }: Member, day: Day): boolean {
  return (from === null || from <= day) && (to === null || day < to);
}

function attend({ attendees }: Meeting, { enrolment, from, to, absent }: PresenceEntry): void {
  const everPresent = !absent || (attendees.get(enrolment)?.everPresent ?? false);
  attendees.set(enrolment, { from, to, absent, everPresent });
}

/** Decision 5: whether a requirement is lifted on a day. */
export function isLifted({ dispensations }: Person, requirement: Kind, day: Day): boolean {
  return [...dispensations.values()].some(
    (each) =>
      each.requirement === requirement && each.on <= day && (each.until === null || day <= each.until),
  );
}

/** L9 */
export function onLeave({ leaves }: Person, day: Day): boolean {
  return [...leaves.values()].some(({ from, to }) => from <= day && (to === null || day < to));
}

/** A stretch of days in a cohort. */
export interface Span {
  readonly cohort: string;
  readonly from: Day | null;
  readonly to: Day | null;
}

/** From where one looks: the day, and until when. Null = by everything that is known. */
export type Eye = { readonly on: Day; readonly until: Moment } | null;

/** A change for a coming day is decided from the day it was recorded: the seat is passed on then (V2). */
export function decided({ on, at }: { readonly on: Day; readonly at: Moment }, eye: Eye): boolean {
  return eye === null || on <= eye.on || at <= eye.until;
}

/** Where somebody belongs day by day, by the changes that are decided. */
export function spansOf(person: Person, eye: Eye): Span[] {
  const stays = person.stays.filter((stay) => decided(stay, eye));
  const left = leftOn(person, eye);
  return stays.map((stay, index) => {
    const next = stays[index + 1];
    const moved = next === undefined ? null : (next.from ?? next.on);
    const to = [moved, left].filter((day) => day !== null).sort()[0] ?? null;
    return { cohort: stay.cohort, from: stay.from, to };
  });
}

export function inSpan(span: Span, day: Day): boolean {
  return (span.from === null || span.from <= day) && (span.to === null || day < span.to);
}

export function inCohortOn(person: Person, cohort: string, day: Day): boolean {
  return spansOf(person, null).some((span) => span.cohort === cohort && inSpan(span, day));
}

/** The first day without somebody who left. */
function leftOn(person: Person, eye: Eye): Day | null {
  const days = person.leavings.filter((each) => decided(each, eye)).map((each) => each.on);
  return days.sort()[0] ?? null;
}

/** Whether somebody had left by a day, by all that is known. */
function hadLeft(person: Person, by: Day): boolean {
  const left = leftOn(person, null);
  return left !== null && left <= by;
}

/** L6: something is recorded, or a half-day that the person was expected at has been. */
function hasBegun(known: Knowledge, person: Person, by: Day, at: Moment): boolean {
  return (
    hasRecords(known, person) ||
    [...known.days.values()].some(
      (day) =>
        !day.cancelled &&
        day.date < by &&
        endOf(day, 'AM') <= at &&
        spansOf(person, null).some((span) => span.cohort === day.cohort && inSpan(span, day.date)),
    )
  );
}

/** L7: by itself before seminar 2 begins in the leaver's cohort, later with the provider's approval. */
function passesOn(known: Knowledge, person: Person, on: Day): boolean {
  const cohort = spansOf(person, null).at(-1)?.cohort;
  const late = [...known.days.values()].some(
    (day) =>
      day.cohort === cohort &&
      day.type !== 'CERTIFICATION_DAY' &&
      day.unit >= 2 &&
      !day.cancelled &&
      day.date <= on,
  );
  return !late || person.reuseApproved;
}

function hasRecords(known: Knowledge, { enrolled, attempts, tasks }: Person): boolean {
  return (
    attempts.length + tasks.size > 0 ||
    [...known.marks.values()].some((mark) => mark.enrolment === enrolled.id) ||
    [...known.meetings.values()].some((meeting) => meeting.attendees.has(enrolled.id))
  );
}

/** The day of the attempt that was passed or of the last half-day attended, whichever is later; else today. */
function usualIssue(known: Knowledge, enrolment: string, at: Moment): Day {
  const passed = get(known.people, enrolment).attempts.find((each) => each.outcome === 'PASSED');
  if (passed === undefined) return danishDay(at);
  const attended = [...known.marks.values()]
    .filter((mark) => mark.enrolment === enrolment && mark.state === 'PRESENT')
    .map((mark) => get(known.days, mark.day))
    .filter((day) => day.type !== 'CERTIFICATION_DAY')
    .map((day) => day.date);
  const tasks = [...get(known.people, enrolment).tasks.values()].map((task) => task.on);
  return [passed.on, ...attended, ...tasks].sort().at(-1) ?? passed.on;
}

export function get<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The model does not know ${key}`);
  return value;
}
