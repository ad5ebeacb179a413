/** What is known of one person on one track while their history is told. */
import type { LocalDate } from '../../src/domain/calendar.js';
import type { EnrolmentStatus } from '../../src/domain/enrolment.js';
import type { DayPlan } from './data-course.js';
import type { CohortPlan, PersonPlan, TrackKey } from './data-plan.js';

/** Who recorded all of it. */
export const RECORDER = 'local:agency';

/** What is true of an enrolment, to compare the product's answers with. */
export interface Truth {
  readonly enrolmentId: string;
  readonly personId: string;
  readonly track: TrackKey;
  readonly town: number;
  readonly status: EnrolmentStatus;
  readonly attended: number;
  readonly madeUp: number;
  readonly missed: number;
  readonly credited: number;
  readonly certified: boolean;
  readonly completed: boolean;
}

export interface CohortFacts {
  readonly cohort: CohortPlan;
  readonly days: readonly DayPlan[];
  /** Those of another cohort that is some time behind, where people make up for what they missed; null where there is none. */
  readonly later: readonly DayPlan[] | null;
  readonly seatOf: (person: number) => string;
}

export interface Member extends PersonPlan {
  readonly enrolmentId: string;
  readonly seatId: string;
  readonly leavesOn: LocalDate | null;
  attended: number;
  madeUp: number;
  missed: number;
  credited: number;
  /** By the day of certification. */
  creditedThen: number;
  certifiedOn: LocalDate | null;
  readonly happenedOn: LocalDate[];
}

export const REQUIRED: Readonly<Record<TrackKey, number>> = { MEETING_LEADER: 16, INTRO: 8 };
export const TARGET: Readonly<Record<TrackKey, number>> = { MEETING_LEADER: 3_000, INTRO: 900 };

export function hasLeft({ leavesOn }: Member, on: LocalDate): boolean {
  return leavesOn !== null && on >= leavesOn;
}
