/** What stands between a person and the certificate or completion, explained in words and numbers (Decisions 5 and 6). */
import { hasPassed, settled, type Achieved } from './achieved.js';
import type { AttendanceAnswer, HalfDay } from './attendance.js';
import { formatDanishDate, type LocalDate } from './calendar.js';
import type { GateCondition, GateStep, Texts, Track } from './programme.js';
import type { SupervisionAnswer } from './supervision.js';

export type RequirementKind = 'ATTENDANCE' | 'SUPERVISION' | 'ASSESSMENT';
export type RequirementState = 'MET' | 'PENDING' | 'AT_RISK' | 'IMPOSSIBLE' | 'DISPENSED' | 'NOT_APPLICABLE';

/** A requirement lifted for one enrolment (Decision 5). */
export interface RequirementDispensation {
  readonly reason: string;
  readonly grantedBy: string;
  readonly grantedAt: string;
  readonly validOn: LocalDate;
  /** The last day on which it holds; null = no end. */
  readonly until: LocalDate | null;
}

export interface RequirementAnswer {
  readonly kind: RequirementKind;
  readonly state: RequirementState;
  readonly explanation: Texts;
  /** The one that holds, also while the requirement is met without it; null or left out where none does. */
  readonly dispensation?: RequirementDispensation | null;
}

export interface Attempt {
  readonly number: number;
  readonly outcome: 'PASSED' | 'FAILED';
  readonly date: LocalDate;
}

export interface RequirementFacts extends Achieved {
  readonly attendance: AttendanceAnswer;
  readonly supervision: SupervisionAnswer;
  /** On leave nothing is "at risk" (L9). */
  readonly onLeave: boolean;
}

/** All three requirements of a track, always in the same order. */
export function evaluateRequirements(track: Track, facts: RequirementFacts): readonly RequirementAnswer[] {
  return [attendance(track, facts), supervision(facts), assessment(track, facts)].map((answer) => {
    if (answer.state !== 'NOT_APPLICABLE' && answer.state !== 'MET' && facts.dispensed.has(answer.kind))
      return {
        ...answer,
        state: 'DISPENSED',
        explanation: {
          da: `${answer.explanation.da} Fritaget ved dispensation.`,
          en: `${answer.explanation.en} Lifted by dispensation.`,
        },
      };
    return answer.state === 'AT_RISK' && facts.onLeave ? { ...answer, state: 'PENDING' } : answer;
  });
}

/** A requirement without words about it. */
export type RequirementStanding = Pick<RequirementAnswer, 'kind' | 'state'>;

export function isSatisfied(answer: RequirementStanding): boolean {
  return answer.state === 'MET' || answer.state === 'DISPENSED' || answer.state === 'NOT_APPLICABLE';
}

export interface GateAnswer<R extends RequirementStanding = RequirementAnswer> {
  /** Unmet requirements that hold the step up. */
  readonly blocked: readonly R[];
  /** Unmet requirements that are only pointed out. */
  readonly warned: readonly R[];
}

const CONDITION_OF: Readonly<Record<RequirementKind, GateCondition>> = {
  ATTENDANCE: 'attendance',
  SUPERVISION: 'supervision',
  ASSESSMENT: 'assessment',
};

export function gate<R extends RequirementStanding>(
  step: GateStep,
  track: Track,
  requirements: readonly R[],
): GateAnswer<R> {
  const unmet = requirements.filter((answer) => !isSatisfied(answer));
  const effect = (answer: R) => track.gates[step][CONDITION_OF[answer.kind]] ?? 'NONE';
  return {
    blocked: unmet.filter((answer) => effect(answer) === 'BLOCK'),
    warned: unmet.filter((answer) => effect(answer) === 'WARN'),
  };
}

/**
 * Completed = nothing that blocks COMPLETION is open. A track that states no requirement at all is never completed by
 * itself: nothing says when it would be.
 */
export function isCompleted(
  track: Track,
  requirements: readonly RequirementStanding[],
  certified: boolean,
): boolean {
  const rule = track.gates.COMPLETION;
  const stated = requirements.some(
    (answer) => rule[CONDITION_OF[answer.kind]] === 'BLOCK' && answer.state !== 'NOT_APPLICABLE',
  );
  const needsCertificate = rule.certified === 'BLOCK' && track.certification !== null;
  if (!stated && !needsCertificate) return false;
  return gate('COMPLETION', track, requirements).blocked.length === 0 && (!needsCertificate || certified);
}

/** `2 t 20 min`: hours and minutes of a whole number of minutes; rounding never enters (V10). */
export function hoursAndMinutes(minutes: number, minutesPerHour = 60): string {
  return `${Math.floor(minutes / minutesPerHour)} t ${minutes % minutesPerHour} min`;
}

function english(text: string): string {
  return text.replace(' t ', ' h ');
}

const UNIT_WORDS = {
  SEMINAR: { da: 'seminar', en: 'seminar' },
  COURSE_DAY: { da: 'kursusdag', en: 'course day' },
  CERTIFICATION_DAY: { da: 'certificeringsdag', en: 'certification day' },
} as const;

/** `seminar 2, dag 1, eftermiddag` (L1). */
export function describeHalfDay(halfDay: Pick<HalfDay, 'type' | 'unit' | 'day' | 'part'>): Texts {
  const day = describeDay(halfDay);
  return {
    da: `${day.da}, ${halfDay.part === 'AM' ? 'formiddag' : 'eftermiddag'}`,
    en: `${day.en}, ${halfDay.part === 'AM' ? 'morning' : 'afternoon'}`,
  };
}

/** `seminar 2, dag 1`. */
export function describeDay({ type, unit, day }: Pick<HalfDay, 'type' | 'unit' | 'day'>): Texts {
  const word = UNIT_WORDS[type];
  const named = type === 'SEMINAR' || day > 1;
  return {
    da: `${word.da} ${unit}${named ? `, dag ${day}` : ''}`,
    en: `${word.en} ${unit}${named ? `, day ${day}` : ''}`,
  };
}

function list(halfDays: readonly HalfDay[], locale: keyof Texts): string {
  return halfDays.map((halfDay) => describeHalfDay(halfDay)[locale]).join('; ');
}

function attendance(track: Track, facts: RequirementFacts): RequirementAnswer {
  const {
    requiredHalfDays: required,
    attendedHalfDays,
    madeUpHalfDays,
    missed,
    notRecorded,
  } = facts.attendance;
  const kind = 'ATTENDANCE' as const;
  if (required === null)
    return {
      kind,
      state: 'NOT_APPLICABLE',
      explanation: { da: 'Programmet angiver ingen kursusdage.', en: 'The programme states no course days.' },
    };
  const got = attendedHalfDays + madeUpHalfDays;
  const { makeUp, toleranceHalfDays } = track.attendance;
  const da = [`${got} af ${required} halve dage.`];
  const en = [`${got} of ${required} half-days.`];
  if (madeUpHalfDays > 0) {
    da.push(`Heraf ${madeUpHalfDays} ved opsamling.`);
    en.push(`Of these ${madeUpHalfDays} made up.`);
  }
  if (missed.length > 0) {
    da.push(`Mangler: ${list(missed, 'da')}.`);
    en.push(`Missing: ${list(missed, 'en')}.`);
  }
  if (notRecorded.length > 0) {
    da.push(`Mangler registrering: ${list(notRecorded, 'da')}.`);
    en.push(`Not recorded yet: ${list(notRecorded, 'en')}.`);
  }
  const explain = (state: RequirementState) => ({
    kind,
    state,
    explanation: { da: da.join(' '), en: en.join(' ') },
  });
  if (settled.ATTENDANCE(track, facts) === 'MET') return explain('MET');
  if (missed.length <= toleranceHalfDays) return explain('PENDING');
  if (!makeUp) return explain('IMPOSSIBLE');
  if (!facts.onLeave) {
    da.push('Kan ikke gennemføre uden opsamling.');
    en.push('Cannot complete without making up.');
  }
  return explain('AT_RISK');
}

function supervision(facts: RequirementFacts): RequirementAnswer {
  const { targetMinutes, creditedMinutes, remainingMinutes, outlook, minutesPerHour, outsideWindowMinutes } =
    facts.supervision;
  const kind = 'SUPERVISION' as const;
  const credited = hoursAndMinutes(creditedMinutes, minutesPerHour);
  if (targetMinutes === null || remainingMinutes === null)
    return {
      kind,
      state: 'NOT_APPLICABLE',
      explanation: { da: `${credited} afholdt.`, en: `${english(credited)} held.` },
    };
  const target = hoursAndMinutes(targetMinutes, minutesPerHour);
  const remaining = hoursAndMinutes(remainingMinutes, minutesPerHour);
  const da = [`${credited} af ${target}.`];
  const en = [`${english(credited)} of ${english(target)}.`];
  if (remainingMinutes > 0) {
    da.push(`Mangler ${remaining}.`);
    en.push(`${english(remaining)} missing.`);
  }
  if (outsideWindowMinutes > 0) {
    const outside = hoursAndMinutes(outsideWindowMinutes, minutesPerHour);
    da.push(`${outside} ligger uden for perioden og tæller ikke.`);
    en.push(`${english(outside)} lie outside the period and do not count.`);
  }
  const states = {
    NO_TARGET: 'NOT_APPLICABLE',
    MET: 'MET',
    ON_TRACK: 'PENDING',
    AT_RISK: 'AT_RISK',
    IMPOSSIBLE: 'IMPOSSIBLE',
  } as const;
  return { kind, state: states[outlook], explanation: { da: da.join(' '), en: en.join(' ') } };
}

function assessment(track: Track, facts: RequirementFacts): RequirementAnswer {
  const kind = 'ASSESSMENT' as const;
  if (track.certification === null)
    return {
      kind,
      state: 'NOT_APPLICABLE',
      explanation: { da: 'Sporet har ingen certificering.', en: 'The track has no certification.' },
    };
  const passed = facts.attempts.find(hasPassed);
  if (passed !== undefined)
    return {
      kind,
      state: 'MET',
      explanation: {
        da: `Bestået i forsøg ${passed.number} den ${formatDanishDate(passed.date)}.`,
        en: `Passed in attempt ${passed.number} on ${passed.date}.`,
      },
    };
  const last = facts.attempts.at(-1);
  const { maxAttempts } = track.certification;
  const usedUp = maxAttempts !== null && facts.attempts.length >= maxAttempts;
  return {
    kind,
    state: usedUp ? 'IMPOSSIBLE' : 'PENDING',
    explanation:
      last === undefined
        ? { da: 'Ingen forsøg endnu.', en: 'No attempt yet.' }
        : {
            da: `Forsøg ${last.number} den ${formatDanishDate(last.date)}: ikke bestået.`,
            en: `Attempt ${last.number} on ${last.date}: failed.`,
          },
  };
}
