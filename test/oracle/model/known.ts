/** What can be known of the world: its shapes, without a word on how they come about (knowledge.ts). */
import { danishMoment } from './dates.js';
import type { Day, DayType, Enrolled, Fact, HalfDay, Kind, Moment, Part, Presence } from './facts.js';

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
  /** Such work was approved, whether or not it was withdrawn since. */
  everTask: boolean;
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

export function get<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The model does not know ${key}`);
  return value;
}
