import type { LocalDate } from '../../domain/calendar.js';
import type { RequirementKind } from '../../domain/requirements.js';
import type { ProgressAnswer } from '../progress/index.js';
import type { DispensationRow } from './dispensation.repository.js';

/** What a certificate rests on, kept as JSON from the moment it is issued (V24). */
export interface CertificateSnapshot {
  /** Of a course without certification that was completed; left out for a certificate. */
  readonly kind?: 'COURSE';
  readonly name: string;
  readonly title: string;
  readonly programmeKey: string;
  readonly trackKey: string;
  /** Who held the course, by name; left out where nobody is known. */
  readonly provider?: string;
  readonly ruleVersion: number;
  readonly requiredHalfDays: number | null;
  readonly attendedHalfDays: number;
  readonly madeUpHalfDays: number;
  readonly supervisionMinutes: number;
  readonly supervisionTargetMinutes: number | null;
  /** Null where the assessment was lifted. */
  readonly attempt: { readonly number: number; readonly date: LocalDate } | null;
  readonly dispensations: readonly { readonly requirement: RequirementKind; readonly grantedOn: LocalDate }[];
}

export function takeSnapshot(
  answer: ProgressAnswer,
  face: Pick<CertificateSnapshot, 'kind' | 'name' | 'title' | 'provider'>,
  dispensations: readonly DispensationRow[],
): CertificateSnapshot {
  const { enrolment, attendance, supervision } = answer;
  const passed = passedAttempt(answer);
  return {
    ...face,
    programmeKey: enrolment.programmeKey,
    trackKey: enrolment.trackKey,
    ruleVersion: enrolment.ruleVersion,
    requiredHalfDays: attendance.requiredHalfDays,
    attendedHalfDays: attendance.attendedHalfDays,
    madeUpHalfDays: attendance.madeUpHalfDays,
    supervisionMinutes: supervision.creditedMinutes,
    supervisionTargetMinutes: supervision.targetMinutes,
    attempt: passed === null ? null : { number: passed.number, date: passed.date },
    dispensations: dispensations.map(({ requirement, validOn }) => ({ requirement, grantedOn: validOn })),
  };
}

/** The attempt that was passed; null while there is none. */
export function passedAttempt(answer: ProgressAnswer) {
  return answer.attempts.find((attempt) => attempt.outcome === 'PASSED') ?? null;
}
