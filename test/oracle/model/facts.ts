/**
 * What has been accepted, as a plain list in the order it was recorded. This is all that the second implementation knows:
 * it imports nothing from the product, and the two are compared in test/oracle/progress.spec.ts.
 */

/** A calendar date, `2025-03-04`; sorts as text. */
export type Day = string;
/** An instant in UTC, `2025-03-04T08:00:00.000Z`; sorts as text. */
export type Moment = string;

export type Part = 'AM' | 'PM';
export type Presence = 'PRESENT' | 'ABSENT';
export type Kind = 'ATTENDANCE' | 'SUPERVISION' | 'ASSESSMENT';
export type Capacity = 'EMPLOYEE' | 'LEADER' | 'PARTNER';
export type DayType = 'SEMINAR' | 'COURSE_DAY' | 'CERTIFICATION_DAY';

/** A half-day of a course day. */
export interface HalfDay {
  readonly day: string;
  readonly part: Part;
}

export interface Enrolled {
  readonly kind: 'enrolled';
  readonly id: string;
  readonly person: string;
  readonly engagement: string;
  readonly municipality: string;
  readonly track: string;
  readonly capacity: Capacity;
  readonly cohort: string | null;
  /** First day on the seat. */
  readonly on: Day;
  /** First day in the cohort; null = from its beginning. */
  readonly from: Day | null;
}

export interface SheetEntry {
  readonly enrolment: string;
  /** Null = both half-days. */
  readonly part: Part | null;
  readonly state: Presence;
  readonly makesUp: HalfDay | null;
}

export interface PresenceEntry {
  readonly enrolment: string;
  readonly from: Moment | null;
  readonly to: Moment | null;
  readonly absent: boolean;
}

export type Happening =
  | {
      readonly kind: 'engagement';
      readonly id: string;
      readonly startsOn: Day;
      readonly programme: string;
      readonly municipalities: readonly string[];
    }
  | { readonly kind: 'cohort'; readonly id: string; readonly track: string }
  | {
      readonly kind: 'day laid';
      readonly id: string;
      readonly cohort: string;
      readonly type: DayType;
      readonly unit: number;
      readonly number: number;
      readonly date: Day;
    }
  | { readonly kind: 'day moved'; readonly id: string; readonly date: Day }
  | { readonly kind: 'day cancelled'; readonly id: string }
  | Enrolled
  | {
      readonly kind: 'assigned';
      readonly enrolment: string;
      readonly cohort: string;
      readonly from: Day | null;
      /** The day from which the move holds. */
      readonly on: Day;
    }
  | {
      readonly kind: 'left';
      readonly enrolment: string;
      readonly on: Day;
      /** Null = as long as nobody needs to approve it (L7): whoever tells may approve it, or not. */
      readonly release: boolean | null;
      readonly mayApprove: boolean;
    }
  | { readonly kind: 'reuse approved'; readonly enrolment: string }
  | { readonly kind: 'replaced'; readonly enrolment: string; readonly on: Day }
  | {
      readonly kind: 'transferred';
      readonly enrolment: string;
      readonly engagement: string;
      readonly municipality: string;
      readonly on: Day;
    }
  | {
      readonly kind: 'leave';
      readonly id: string;
      readonly enrolment: string;
      readonly from: Day;
      /** First day back; null = not known. */
      readonly to: Day | null;
    }
  | { readonly kind: 'leave cancelled'; readonly id: string; readonly enrolment: string }
  | {
      readonly kind: 'sheet';
      readonly day: string;
      readonly default: Presence | null;
      readonly entries: readonly SheetEntry[];
    }
  | ({
      readonly kind: 'attendance corrected';
      readonly enrolment: string;
      readonly state: Presence;
    } & HalfDay)
  | ({
      /** Approved work that makes up for a half-day. */
      readonly kind: 'task';
      readonly id: string;
      readonly enrolment: string;
      readonly on: Day;
    } & HalfDay)
  | { readonly kind: 'task withdrawn'; readonly id: string; readonly enrolment: string }
  | { readonly kind: 'group'; readonly id: string; readonly members: readonly string[] }
  | {
      readonly kind: 'group joined';
      readonly id: string;
      readonly enrolment: string;
      readonly from: Day;
    }
  | {
      readonly kind: 'group left';
      readonly id: string;
      readonly enrolment: string;
      /** The first day no longer in it. */
      readonly on: Day;
    }
  | {
      readonly kind: 'meeting moved';
      readonly id: string;
      readonly startsAt: Moment;
      readonly endsAt: Moment;
    }
  | {
      readonly kind: 'meeting planned';
      readonly id: string;
      readonly group: string;
      readonly startsAt: Moment;
      readonly endsAt: Moment;
    }
  | { readonly kind: 'meeting cancelled'; readonly id: string }
  | {
      readonly kind: 'meeting held';
      readonly id: string;
      readonly startedAt: Moment;
      readonly endedAt: Moment;
      readonly breakMinutes: number;
      readonly allPresent: boolean;
      readonly presences: readonly PresenceEntry[];
    }
  | ({ readonly kind: 'presence corrected'; readonly meeting: string } & PresenceEntry)
  | {
      readonly kind: 'attempt';
      readonly enrolment: string;
      readonly day: string;
      readonly outcome: 'PASSED' | 'FAILED';
    }
  | {
      readonly kind: 'certificate';
      readonly number: string;
      readonly enrolment: string;
      /** Null = the usual day: see `usualIssue`. */
      readonly issuedOn: Day | null;
    }
  | { readonly kind: 'certificate revoked'; readonly number: string; readonly on: Day }
  | { readonly kind: 'certificate reinstated'; readonly number: string; readonly on: Day }
  | {
      readonly kind: 'dispensation';
      readonly id: string;
      readonly enrolment: string;
      readonly requirement: Kind;
      readonly on: Day;
      /** The last day on which it holds; null = no end. */
      readonly until: Day | null;
    }
  | {
      readonly kind: 'dispensation ended';
      readonly id: string;
      readonly enrolment: string;
      /** The first day on which it no longer holds. */
      readonly on: Day;
    };

/** Something that happened, and when the system was told. */
export type Fact = Happening & { readonly at: Moment };
