import { toRequirement, type ProgressAnswer } from '../progress/index.js';
import type { CertificationStatusRow } from '../reporting/index.js';
import { KnownAnswer, MovedAnswer, MovedStatusRow } from './dto/changes.model.js';

interface Pair {
  readonly before: ProgressAnswer | undefined;
  readonly after: ProgressAnswer | undefined;
}

/** The enrolments whose answers differ, by id. The words of a requirement alone move nothing. */
export function movedAnswers(pairs: readonly Pair[]): MovedAnswer[] {
  return pairs
    .flatMap(({ before, after }) => {
      const known = after === undefined ? null : toKnown(after);
      if (after === undefined || known === null) return [];
      if (before !== undefined && figures(before) === figures(after)) return [];
      return [
        Object.assign(new MovedAnswer(), {
          enrolmentId: after.enrolment.id,
          before: before === undefined ? null : toKnown(before),
          after: known,
        }),
      ];
    })
    .sort((a, b) => (a.enrolmentId < b.enrolmentId ? -1 : 1));
}

/** The rows that differ, in the order of the report now, those that are gone last. */
export function movedRows(
  before: readonly CertificationStatusRow[],
  after: readonly CertificationStatusRow[],
): MovedStatusRow[] {
  const earlier = new Map(before.map((row) => [groupOf(row), row]));
  const moved: MovedStatusRow[] = [];
  for (const row of after) {
    const old = earlier.get(groupOf(row)) ?? null;
    earlier.delete(groupOf(row));
    if (JSON.stringify(old) !== JSON.stringify(row))
      moved.push(Object.assign(new MovedStatusRow(), { before: old, after: row }));
  }
  const gone = [...earlier.values()].map((row) =>
    Object.assign(new MovedStatusRow(), { before: row, after: null }),
  );
  return [...moved, ...gone];
}

function groupOf({ programmeKey, trackKey, municipalityCode }: CertificationStatusRow): string {
  return JSON.stringify([programmeKey, trackKey, municipalityCode]);
}

/** Null before the enrolment was recorded. */
function toKnown(answer: ProgressAnswer): KnownAnswer | null {
  if (answer.status === null) return null;
  return Object.assign(new KnownAnswer(), {
    municipalityCode: answer.enrolment.municipalityCode,
    status: answer.status,
    holdsSeat: answer.holdsSeat,
    attendedHalfDays: answer.attendance.attendedHalfDays,
    madeUpHalfDays: answer.attendance.madeUpHalfDays,
    creditedMinutes: answer.supervision.creditedMinutes,
    requirements: answer.requirements.map(toRequirement),
    certified: answer.certified,
    completed: answer.completed,
  });
}

function figures(answer: ProgressAnswer): string {
  const { status, holdsSeat, attendance, supervision, requirements, certified, completed } = answer;
  return JSON.stringify([
    answer.enrolment.municipalityCode,
    status,
    holdsSeat,
    attendance.attendedHalfDays,
    attendance.madeUpHalfDays,
    supervision.creditedMinutes,
    requirements.map((each) => [each.kind, each.state]),
    certified,
    completed,
  ]);
}
