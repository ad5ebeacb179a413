/** What was open when a named person decided that a certificate holds all the same (V25, L22). */
import { halfDayKey, type AttendanceAnswer } from './attendance.js';
import type { Track } from './programme.js';
import {
  gate,
  isSatisfied,
  type GateAnswer,
  type RequirementAnswer,
  type RequirementKind,
} from './requirements.js';
import type { SupervisionAnswer } from './supervision.js';

/** One open requirement that holds up the issue of a certificate. */
export interface OpenRequirement {
  readonly requirement: RequirementKind;
  /** Half-days or minutes; of an assessment always 1. */
  readonly missing: number;
  /** Those that were missed, as keys; empty for the other requirements. */
  readonly halfDays: readonly string[];
}
export type Shortfall = readonly OpenRequirement[];

interface Standing {
  readonly track: Track;
  readonly requirements: readonly RequirementAnswer[];
  readonly attendance: Pick<
    AttendanceAnswer,
    'requiredHalfDays' | 'attendedHalfDays' | 'madeUpHalfDays' | 'missed'
  >;
  readonly supervision: Pick<SupervisionAnswer, 'remainingMinutes'>;
}

/**
 * V20: whatever the gates say, there is no certificate without a passed attempt, or a dispensation from it. Where the course
 * has no certification, its certificate says that it was completed, so that it waits for what completion waits for.
 */
export function issueGate({ track, requirements }: Pick<Standing, 'track' | 'requirements'>): GateAnswer {
  if (track.certification === null) return gate('COMPLETION', track, requirements);
  const { blocked, warned } = gate('CERTIFICATE_ISSUE', track, requirements);
  const notPassed = requirements.filter((each) => each.kind === 'ASSESSMENT' && !isSatisfied(each));
  return {
    blocked: [...blocked.filter((each) => each.kind !== 'ASSESSMENT'), ...notPassed],
    warned: warned.filter((each) => each.kind !== 'ASSESSMENT'),
  };
}

/** What would hold up the issue as things stand; empty when nothing would. */
export function shortfallOf(standing: Standing): Shortfall {
  return issueGate(standing).blocked.map(({ kind }) => openRequirement(kind, standing));
}

/**
 * Whether a decision on what was open then also covers what is open now: the same half-days or fewer of them, no more
 * half-days and minutes in all, and no other requirement. Anything else is a new fact, which nobody has decided on.
 */
export function covers(decided: Shortfall, open: Shortfall): boolean {
  return open.every((now) => {
    const then = decided.find((each) => each.requirement === now.requirement);
    return (
      then !== undefined &&
      now.missing <= then.missing &&
      now.halfDays.every((halfDay) => then.halfDays.includes(halfDay))
    );
  });
}

function openRequirement(requirement: RequirementKind, standing: Standing): OpenRequirement {
  const { track, attendance, supervision } = standing;
  switch (requirement) {
    case 'ATTENDANCE': {
      const needed = (attendance.requiredHalfDays ?? 0) - track.attendance.toleranceHalfDays;
      const missing = needed - attendance.attendedHalfDays - attendance.madeUpHalfDays;
      return { requirement, missing, halfDays: attendance.missed.map(halfDayKey).sort() };
    }
    case 'SUPERVISION':
      return { requirement, missing: supervision.remainingMinutes ?? 0, halfDays: [] };
    case 'ASSESSMENT':
      return { requirement, missing: 1, halfDays: [] };
  }
}
