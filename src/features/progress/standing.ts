/** How one enrolment stands: what an answer about it is worked out from, without what the passing of time alone decides. */
import type { AttendanceAnswer, CohortSpan } from '../../domain/attendance.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { SEATED, statusOnDay, type EnrolmentStatus } from '../../domain/enrolment.js';
import {
  supervisionOutlook,
  type PlannedMeeting,
  type SupervisionOutlookFacts,
} from '../../domain/forecast.js';
import { isOnLeave, type Leave } from '../../domain/leave.js';
import { statesDaysOrHours, type Track } from '../../domain/programme.js';
import {
  evaluateRequirements,
  isCompleted,
  type Attempt,
  type RequirementAnswer,
  type RequirementStanding,
} from '../../domain/requirements.js';
import { supervisionWindow, type SupervisionAnswer } from '../../domain/supervision.js';
import type { AsOf } from '../../graphql/as-of.js';
import type { DispensationFact, EnrolmentFact } from './facts.repository.js';
import { dispensationOf } from './from-facts.js';

/** Credited minutes of one meeting. */
export interface Credit {
  readonly startedAt: Instant;
  readonly minutes: number;
}

/**
 * Everything that is known about one enrolment at a point in time, as far as it rests on facts. It is JSON through and
 * through, so that it can be kept beside the facts (standing.repository.ts).
 */
export interface Standing {
  /** As it stood: whose, on whose seat, by which rules. */
  readonly enrolment: EnrolmentFact;
  /** As the latest change says, leave left aside; null before the enrolment was recorded. */
  readonly status: EnrolmentStatus | null;
  readonly holdsSeat: boolean;
  /** First day on a seat; null when it never had one. */
  readonly seatedOn: LocalDate | null;
  /** Leave that is known, also leave that is still to come. */
  readonly leaves: readonly Leave[];
  /** The stretches of time in cohorts. */
  readonly spans: readonly CohortSpan[];
  readonly attendance: AttendanceAnswer;
  readonly credits: readonly Credit[];
  readonly ahead: readonly PlannedMeeting[];
  readonly attempts: readonly Attempt[];
  readonly lifted: readonly DispensationFact[];
  readonly certified: boolean;
  /** A certificate was issued on it, of a course too, whatever became of it. */
  readonly issued: boolean;
  /** Something is recorded of the person's course: a half-day, supervision, an attempt. What passed before they joined is not. */
  readonly begun: boolean;
  /** Date of the last half-day that was attended or made up; null when there is none. */
  readonly lastAttendedOn: LocalDate | null;
}

/** Everything that is known about one enrolment at one point in time. */
export interface ProgressAnswer extends Omit<Standing, 'credits' | 'ahead' | 'lifted' | 'issued'> {
  readonly track: Track;
  /** With leave: the status on the day. */
  readonly status: EnrolmentStatus | null;
  readonly supervision: SupervisionAnswer;
  /** What `supervision` rests on, to ask what if some of the meetings ahead are left out (domain/forecast.ts). */
  readonly supervisionFacts: SupervisionOutlookFacts;
  readonly requirements: readonly RequirementAnswer[];
  readonly completed: boolean;
  readonly left: Departure | null;
}

/** How somebody can have gone after the course had begun; whoever was replaced has handed over the seat. */
export type Departure = Extract<EnrolmentStatus, 'WITHDRAWN' | 'REPLACED'>;

/** What a standing comes to by the rules of its track, at the point that it is of, or later as long as it holds. */
export function answerOf(
  standing: Standing,
  track: Track,
  { validOn, at }: Pick<AsOf, 'validOn' | 'at'>,
): ProgressAnswer {
  const { enrolment, leaves, attendance, credits, ahead, attempts, lifted, certified } = standing;
  const status = statusOn(standing.status, leaves, validOn);
  const onLeave = status === 'ON_LEAVE';
  const dispensed = new Set(lifted.map((each) => each.requirement));
  const supervisionFacts: SupervisionOutlookFacts = {
    capacity: enrolment.capacity,
    credits,
    ahead: status !== null && SEATED.includes(status) ? ahead.filter(({ startsAt }) => startsAt > at) : [],
    window: supervisionWindow(track.supervision, enrolment.startsOn, leaves, validOn),
    dispensed: dispensed.has('SUPERVISION'),
    onLeave,
  };
  const supervision = supervisionOutlook(track.supervision, supervisionFacts, at);
  const requirements = evaluateRequirements(track, {
    attendance,
    supervision,
    attempts,
    dispensed,
    onLeave,
  }).map((answer) => ({ dispensation: dispensationOf(answer.kind, lifted), ...answer }));
  return {
    enrolment,
    status,
    holdsSeat: standing.holdsSeat,
    seatedOn: standing.seatedOn,
    leaves,
    spans: standing.spans,
    attendance,
    attempts,
    certified,
    begun: standing.begun,
    lastAttendedOn: standing.lastAttendedOn,
    track,
    supervision,
    supervisionFacts,
    requirements,
    completed: hasCompleted(track, requirements, certified, status),
    left: departureOf(status),
  };
}

export function departureOf(status: EnrolmentStatus | null): Departure | null {
  return status === 'WITHDRAWN' || status === 'REPLACED' ? status : null;
}

/** By what is required, or by hand where the programme states neither days nor hours. */
export function hasCompleted(
  track: Track,
  requirements: readonly RequirementStanding[],
  certified: boolean,
  status: EnrolmentStatus | null,
): boolean {
  return isCompleted(track, requirements, certified) || (status === 'COMPLETED' && !statesDaysOrHours(track));
}

/** As people see it: the stored one, and leave. */
export function statusOn(
  status: EnrolmentStatus | null,
  leaves: readonly Leave[],
  day: LocalDate,
): EnrolmentStatus | null {
  return status === null ? null : statusOnDay(status, isOnLeave(leaves, day));
}
