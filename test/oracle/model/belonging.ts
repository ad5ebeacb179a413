/** Who belongs where on a day, and what has come of them by then, by what is known. */
import type { Day, Kind, Moment } from './facts.js';
import { endOf, type Knowledge, type Member, type Person } from './known.js';

export function isMember({ from, to }: Member, day: Day): boolean {
  return (from === null || from <= day) && (to === null || day < to);
}

/** Decision 5: whether a requirement is lifted on a day. */
export function isLifted(person: Person, requirement: Kind, day: Day): boolean {
  return dispensationsOn(person, requirement, day).length > 0;
}

/** Those that lift a requirement on a day. */
export function dispensationsOn({ dispensations }: Person, requirement: Kind, day: Day) {
  return [...dispensations.values()].filter(
    (each) =>
      each.requirement === requirement && each.on <= day && (each.until === null || day <= each.until),
  );
}

/** L9 */
export function onLeave({ leaves }: Person, day: Day): boolean {
  return [...leaves.values()].some(({ from, to }) => from <= day && (to === null || day < to));
}

/** A stretch of days in a cohort. */
export interface Span {
  readonly cohort: string;
  readonly from: Day | null;
  readonly to: Day | null;
}

/** From where one looks: the day, and until when. Null = by everything that is known. */
export type Eye = { readonly on: Day; readonly until: Moment } | null;

/** A change for a coming day is decided from the day it was recorded: the seat is passed on then (V2). */
export function decided({ on, at }: { readonly on: Day; readonly at: Moment }, eye: Eye): boolean {
  return eye === null || on <= eye.on || at <= eye.until;
}

/** Where somebody belongs day by day, by the changes that are decided. */
export function spansOf(person: Person, eye: Eye): Span[] {
  const stays = person.stays.filter((stay) => decided(stay, eye));
  const left = leftOn(person, eye);
  return stays.map((stay, index) => {
    const next = stays[index + 1];
    const moved = next === undefined ? null : (next.from ?? next.on);
    const to = [moved, left].filter((day) => day !== null).sort()[0] ?? null;
    return { cohort: stay.cohort, from: stay.from, to };
  });
}

export function inSpan(span: Span, day: Day): boolean {
  return (span.from === null || span.from <= day) && (span.to === null || day < span.to);
}

export function inCohortOn(person: Person, cohort: string, day: Day): boolean {
  return spansOf(person, null).some((span) => span.cohort === cohort && inSpan(span, day));
}

/** The first day without somebody who left. */
function leftOn(person: Person, eye: Eye): Day | null {
  const days = person.leavings.filter((each) => decided(each, eye)).map((each) => each.on);
  return days.sort()[0] ?? null;
}

/** Whether somebody had left by a day, by all that is known. */
export function hadLeft(person: Person, by: Day): boolean {
  const left = leftOn(person, null);
  return left !== null && left <= by;
}

/** L6: something is recorded, or a half-day that the person was expected at has been. */
export function hasBegun(known: Knowledge, person: Person, by: Day, at: Moment): boolean {
  return (
    hasRecords(known, person) ||
    [...known.days.values()].some(
      (day) =>
        !day.cancelled &&
        day.date < by &&
        endOf(day, 'AM') <= at &&
        spansOf(person, null).some((span) => span.cohort === day.cohort && inSpan(span, day.date)),
    )
  );
}

/** L7: by itself before seminar 2 begins in the leaver's cohort, later with the provider's approval. */
export function passesOn(known: Knowledge, person: Person, on: Day): boolean {
  const cohort = spansOf(person, null).at(-1)?.cohort;
  const late = [...known.days.values()].some(
    (day) =>
      day.cohort === cohort &&
      day.type !== 'CERTIFICATION_DAY' &&
      day.unit >= 2 &&
      !day.cancelled &&
      day.date <= on,
  );
  return !late || person.reuseApproved;
}

function hasRecords(known: Knowledge, { enrolled, attempts, everTask }: Person): boolean {
  return (
    attempts.length > 0 ||
    everTask ||
    [...known.marks.values()].some((mark) => mark.enrolment === enrolled.id) ||
    [...known.meetings.values()].some((meeting) => meeting.attendees.has(enrolled.id))
  );
}
