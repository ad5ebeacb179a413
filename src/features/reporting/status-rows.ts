/** What a report says of a set of answers: which of them it counts, in which groups, and what the groups add up to. */
import type { ProgressAnswer } from '../progress/index.js';
import { CertificationStatusRow, StatusGrouping, type StatusFilter } from './dto/status.model.js';
import type { Place, PlaceOf } from './places.js';

type OnTrack = Pick<ProgressAnswer['enrolment'], 'programmeKey' | 'trackKey'>;

interface Group {
  readonly programmeKey: string | null;
  readonly trackKey: string | null;
  readonly municipalityCode: string | null;
  readonly region: string | null;
  readonly year: number | null;
}

/** One row for each group that has anybody in it, in no order. */
export function rowsOf(
  answers: readonly ProgressAnswer[],
  filter: StatusFilter,
  groupBy: readonly StatusGrouping[],
  placeOf: PlaceOf,
): CertificationStatusRow[] {
  const groups = new Map<string, { group: Group; answers: ProgressAnswer[] }>();
  for (const answer of answers) {
    const place = placeOf(answer);
    if (place === null || !isCounted(answer) || !isAskedFor(answer.enrolment, place, filter)) continue;
    const group = groupOf(answer.enrolment, place, groupBy);
    const key = JSON.stringify(group);
    const entry = groups.get(key);
    if (entry === undefined) groups.set(key, { group, answers: [answer] });
    else entry.answers.push(answer);
  }
  return [...groups.values()].map((entry) => toRow(entry.group, entry.answers));
}

/** Whether a report tells of somebody: on a seat, or gone after the course had begun. */
export function isCounted({ holdsSeat, status }: ProgressAnswer): boolean {
  return holdsSeat || status === 'WITHDRAWN' || status === 'REPLACED';
}

export function isAskedFor(enrolment: OnTrack, place: Place, filter: StatusFilter): boolean {
  const { programmeKey, trackKey, municipalityCode, region } = filter;
  return (
    (!programmeKey || programmeKey === enrolment.programmeKey) &&
    (!trackKey || trackKey === enrolment.trackKey) &&
    (!municipalityCode || municipalityCode === place.municipalityCode) &&
    (!region || region === place.region)
  );
}

export function groupOf(enrolment: OnTrack, place: Place, groupBy: readonly StatusGrouping[]): Group {
  const by = (grouping: StatusGrouping) => groupBy.includes(grouping);
  return {
    programmeKey: by(StatusGrouping.PROGRAMME) ? enrolment.programmeKey : null,
    trackKey: by(StatusGrouping.TRACK) ? enrolment.trackKey : null,
    municipalityCode: by(StatusGrouping.MUNICIPALITY) ? place.municipalityCode : null,
    region: by(StatusGrouping.REGION) ? place.region : null,
    year: by(StatusGrouping.YEAR) ? place.year : null,
  };
}

function toRow(group: Group, answers: readonly ProgressAnswer[]): CertificationStatusRow {
  const seated = answers.filter((answer) => answer.holdsSeat);
  const sum = (value: (answer: ProgressAnswer) => number | null) =>
    seated.reduce((total, answer) => total + (value(answer) ?? 0), 0);
  return Object.assign(new CertificationStatusRow(), group, {
    persons: personsOn(answers),
    enrolled: seated.length,
    certified: seated.filter((answer) => answer.certified).length,
    completed: seated.filter((answer) => answer.completed).length,
    withdrawn: answers.filter((answer) => answer.status === 'WITHDRAWN').length,
    replaced: answers.filter((answer) => answer.status === 'REPLACED').length,
    supervisionMinutes: sum((answer) => answer.supervision.creditedMinutes),
    supervisionTargetMinutes: sum((answer) => answer.supervision.targetMinutes),
    attendedHalfDays: sum((answer) => answer.attendance.attendedHalfDays),
    madeUpHalfDays: sum((answer) => answer.attendance.madeUpHalfDays),
    requiredHalfDays: sum((answer) => answer.attendance.requiredHalfDays),
  });
}

/** Unique persons on a seat (V28). */
function personsOn(answers: readonly ProgressAnswer[]): number {
  return new Set(answers.filter((answer) => answer.holdsSeat).map((answer) => answer.enrolment.personId))
    .size;
}
