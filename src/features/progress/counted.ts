import type { ProgressAnswer } from './standing.js';

/** What reports ask of an answer, and no more: what they tell of an enrolment and where. */
export interface CountedAnswer extends Pick<
  ProgressAnswer,
  'holdsSeat' | 'seatedOn' | 'left' | 'certified' | 'completed'
> {
  readonly enrolment: Pick<
    ProgressAnswer['enrolment'],
    'id' | 'personId' | 'programmeKey' | 'trackKey' | 'municipalityCode'
  >;
  readonly attendance: Pick<
    ProgressAnswer['attendance'],
    'requiredHalfDays' | 'attendedHalfDays' | 'madeUpHalfDays'
  >;
  readonly supervision: Pick<ProgressAnswer['supervision'], 'creditedMinutes' | 'targetMinutes'>;
}

/** What reports count of one enrolment, and where. The figures below `seated` count while it holds a seat. */
export interface Counted {
  readonly programmeKey: string;
  readonly trackKey: string;
  /** Whose seat it is. */
  readonly municipalityCode: string;
  readonly personId: string;
  readonly seated: number;
  readonly certified: number;
  readonly completed: number;
  /** Gone after the course had begun, and whether somebody took over the seat. */
  readonly withdrawn: number;
  readonly replaced: number;
  readonly creditedMinutes: number;
  readonly targetMinutes: number;
  readonly attendedHalfDays: number;
  readonly madeUpHalfDays: number;
  readonly requiredHalfDays: number;
}

/** What a row of reports is the sum of: of which figure of each enrolment, and whether only while it holds a seat. */
export const SUMS = [
  { sum: 'enrolled', of: 'seated', whileSeated: false },
  { sum: 'certified', of: 'certified', whileSeated: false },
  { sum: 'completed', of: 'completed', whileSeated: false },
  { sum: 'withdrawn', of: 'withdrawn', whileSeated: false },
  { sum: 'replaced', of: 'replaced', whileSeated: false },
  { sum: 'supervisionMinutes', of: 'creditedMinutes', whileSeated: true },
  { sum: 'supervisionTargetMinutes', of: 'targetMinutes', whileSeated: true },
  { sum: 'attendedHalfDays', of: 'attendedHalfDays', whileSeated: true },
  { sum: 'madeUpHalfDays', of: 'madeUpHalfDays', whileSeated: true },
  { sum: 'requiredHalfDays', of: 'requiredHalfDays', whileSeated: true },
] as const;

type Sums = Record<(typeof SUMS)[number]['sum'], number>;

/** Of nobody. */
export function noSums(): Sums {
  return Object.fromEntries(SUMS.map(({ sum }) => [sum, 0])) as Sums;
}

/** Puts one enrolment into sums, or takes it out of them. */
export function addTo(sums: Sums, row: Counted, sign: 1 | -1 = 1): void {
  for (const { sum, of, whileSeated } of SUMS) sums[sum] += sign * row[of] * (whileSeated ? row.seated : 1);
}

/** In the order of the columns that they are kept in. */
export function countedOf(answer: CountedAnswer): Counted {
  const { enrolment, holdsSeat, left, attendance, supervision } = answer;
  return {
    programmeKey: enrolment.programmeKey,
    trackKey: enrolment.trackKey,
    municipalityCode: enrolment.municipalityCode,
    personId: enrolment.personId,
    seated: Number(holdsSeat),
    certified: Number(holdsSeat && answer.certified),
    completed: Number(holdsSeat && answer.completed),
    withdrawn: Number(left === 'WITHDRAWN'),
    replaced: Number(left === 'REPLACED'),
    creditedMinutes: supervision.creditedMinutes,
    targetMinutes: supervision.targetMinutes ?? 0,
    attendedHalfDays: attendance.attendedHalfDays,
    madeUpHalfDays: attendance.madeUpHalfDays,
    requiredHalfDays: attendance.requiredHalfDays ?? 0,
  };
}
