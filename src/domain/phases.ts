/** The phases of an engagement: planned by the programme, ended by what happened (R17-R20, R30, V35). */
import { addDays, addMonths, type LocalDate } from './calendar.js';
import { isActiveOn, type TeamMemberFact } from './kick-off.js';
import type { Phase } from './programme.js';

/** A phase in the calendar as planned; both days are included. */
export interface PlannedPhase {
  readonly key: string;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly approximate: boolean;
  /** True where the length is worked out, not stated (R18). */
  readonly derived: boolean;
}

export type PhaseStatus = 'PAST' | 'CURRENT' | 'COMING';
/** Why a phase goes on after its planned end. */
export type PhaseHoldUp = 'NO_TEAM' | 'NO_APPROVED_ANCHORING_PLAN' | 'NOT_CLOSED';

export interface PhaseAnswer extends PlannedPhase {
  readonly status: PhaseStatus;
  /** Null while it has not begun. */
  readonly beganOn: LocalDate | null;
  /** Its last day; null while it has not ended. */
  readonly endedOn: LocalDate | null;
  readonly holdUps: readonly PhaseHoldUp[];
}

/** What decides when phases end. */
export interface PhaseFacts {
  readonly team: readonly TeamMemberFact[];
  /** When the newest anchoring plan was approved; null when it was not, or when there is none. */
  readonly anchoringPlanApprovedOn: LocalDate | null;
  readonly closedOn: LocalDate | null;
}

/** The first phase; it is not left without a team (R30). */
export const PREPARATION = 'PREPARATION';
/** The last phase; it ends when the engagement is closed, which takes an approved anchoring plan (R20, V35). */
export const ANCHORING = 'ANCHORING';

/** V35: contiguous and without overlap, from the start on. Each start is counted from the engagement's, so that months do not drift. */
export function plannedPhases(phases: readonly Phase[], startsOn: LocalDate): PlannedPhase[] {
  let months = 0;
  return phases.map((phase) => {
    const from = addMonths(startsOn, months);
    months += phase.months;
    return {
      key: phase.key,
      startsOn: from,
      endsOn: addDays(addMonths(startsOn, months), -1),
      approximate: phase.approximate,
      derived: phase.derived,
    };
  });
}

/**
 * Where an engagement is on a day. A phase begins the day after the one before it ended; it ends as planned, but
 * PREPARATION not before there is a team, and ANCHORING when the engagement is closed.
 */
export function phasesOn(planned: readonly PlannedPhase[], facts: PhaseFacts, on: LocalDate): PhaseAnswer[] {
  let began: LocalDate | null = planned[0]?.startsOn ?? null;
  return planned.map((phase) => {
    if (began === null || began > on)
      return { ...phase, status: 'COMING', beganOn: null, endedOn: null, holdUps: [] };
    const beganOn: LocalDate = began;
    const endedOn = endOf(phase, beganOn, facts);
    if (endedOn !== null && isOver(phase, endedOn, on)) {
      began = addDays(endedOn, 1);
      return { ...phase, status: 'PAST', beganOn, endedOn, holdUps: [] };
    }
    began = null;
    const holdUps = phase.endsOn < on ? holdUpsOf(phase, facts, on) : [];
    return { ...phase, status: 'CURRENT', beganOn, endedOn: null, holdUps };
  });
}

/** The day after the closing is none of the engagement's; the day itself is its last. */
function isOver(phase: PlannedPhase, endedOn: LocalDate, on: LocalDate): boolean {
  return phase.key === ANCHORING ? endedOn <= on : endedOn < on;
}

function endOf(phase: PlannedPhase, beganOn: LocalDate, facts: PhaseFacts): LocalDate | null {
  const natural = phase.endsOn < beganOn ? beganOn : phase.endsOn;
  if (phase.key === ANCHORING)
    return facts.closedOn !== null && facts.closedOn < beganOn ? beganOn : facts.closedOn;
  if (phase.key !== PREPARATION) return natural;
  const left = firstDayWithTeam(facts.team, addDays(natural, 1));
  return left === null ? null : addDays(left, -1);
}

/** The first day, not before `from`, on which anybody is in the team. */
function firstDayWithTeam(team: readonly TeamMemberFact[], from: LocalDate): LocalDate | null {
  const days = team
    .map((member) => (member.from > from ? member.from : from))
    .filter((day, index) => {
      const member = team[index];
      return member !== undefined && isActiveOn(member, day);
    });
  return days.sort()[0] ?? null;
}

function holdUpsOf(phase: PlannedPhase, facts: PhaseFacts, on: LocalDate): PhaseHoldUp[] {
  if (phase.key === PREPARATION) return ['NO_TEAM'];
  if (phase.key !== ANCHORING) return [];
  const { anchoringPlanApprovedOn: approved } = facts;
  return approved !== null && approved <= on ? ['NOT_CLOSED'] : ['NO_APPROVED_ANCHORING_PLAN'];
}
