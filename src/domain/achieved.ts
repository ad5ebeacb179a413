/** Which requirements somebody has met, in figures alone: the part of every answer about them that reports count. */
import type { AttendanceAnswer } from './attendance.js';
import type { Track } from './programme.js';
import type { Attempt, RequirementKind, RequirementStanding } from './requirements.js';
import { hasReachedTarget, type SupervisionAnswer } from './supervision.js';

/** What decides whether requirements are met. */
export interface Achieved {
  readonly attendance: Pick<AttendanceAnswer, 'requiredHalfDays' | 'attendedHalfDays' | 'madeUpHalfDays'>;
  readonly supervision: Pick<SupervisionAnswer, 'targetMinutes' | 'creditedMinutes'>;
  readonly attempts: readonly Attempt[];
  readonly dispensed: ReadonlySet<RequirementKind>;
}

/** Null for what is open still, or lifted by dispensation. */
type Settled = (track: Track, achieved: Achieved) => 'NOT_APPLICABLE' | 'MET' | null;

export const settled: Readonly<Record<RequirementKind, Settled>> = {
  ATTENDANCE: (track, { attendance: { requiredHalfDays, attendedHalfDays, madeUpHalfDays } }) => {
    if (requiredHalfDays === null) return 'NOT_APPLICABLE';
    const enough = requiredHalfDays - track.attendance.toleranceHalfDays;
    return attendedHalfDays + madeUpHalfDays >= enough ? 'MET' : null;
  },
  SUPERVISION: (_, { supervision }) => {
    if (supervision.targetMinutes === null) return 'NOT_APPLICABLE';
    return hasReachedTarget(supervision) ? 'MET' : null;
  },
  ASSESSMENT: (track, { attempts }) => {
    if (track.certification === null) return 'NOT_APPLICABLE';
    return attempts.some(hasPassed) ? 'MET' : null;
  },
};

const KINDS = ['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT'] as const;

/** The requirements that `evaluateRequirements` explains, satisfied by the same; whatever is open is PENDING here. */
export function requirementStandings(track: Track, achieved: Achieved): readonly RequirementStanding[] {
  return KINDS.map((kind) => ({
    kind,
    state: settled[kind](track, achieved) ?? (achieved.dispensed.has(kind) ? 'DISPENSED' : 'PENDING'),
  }));
}

export function hasPassed({ outcome }: Attempt): boolean {
  return outcome === 'PASSED';
}
