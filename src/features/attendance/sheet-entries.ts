/** What an input says about a sheet, and what is to be written so that the sheet says it. */
import { halfDayKey, type AttendanceState, type DayPart, type HalfDayRef } from '../../domain/attendance.js';
import { invalidInput, type InputProblem } from '../../domain/refusal.js';
import { readHalfDayId } from '../cohort/index.js';
import type { ApologisedHalfDay, AttendanceRecord } from './attendance.repository.js';
import type { AttendanceEntryInput } from './dto/attendance.inputs.js';
import { PARTS, personHalfDay, type CohortPerson } from './sheet.js';

/** One person at one half-day, as the input says. */
export interface SheetEntry extends HalfDayRef {
  /** Its place in the input. */
  readonly index: number;
  readonly enrolmentId: string;
  readonly state: AttendanceState;
  readonly notified: boolean | null;
  readonly makesUp: HalfDayRef | null;
}

/** One record to write; what it supersedes is kept as history (V7). */
export interface NewRecord extends HalfDayRef {
  readonly enrolmentId: string;
  readonly state: AttendanceState;
  readonly notified: boolean | null;
  readonly makesUp: HalfDayRef | null;
  readonly supersedes: AttendanceRecord | null;
  readonly reason: string | null;
}

const RECORDED_AGAIN = 'Recorded again on the sheet';

/** Entries by half-day. Refuses, all at once and with their paths, those that contradict themselves or each other. */
export function readEntries(courseDayId: string, inputs: readonly AttendanceEntryInput[]): SheetEntry[] {
  const problems: InputProblem[] = [];
  const named = new Set<string>();
  const madeUp = new Set<string>();
  const entries = inputs.flatMap((input, index) => {
    const makesUp = input.makesUpHalfDayId ? readHalfDayId(input.makesUpHalfDayId) : null;
    const parts: readonly DayPart[] = input.part ? [input.part] : PARTS;
    const own = parts.map((part) => ({ courseDayId, part }));
    const { enrolmentId, state } = input;
    const notified = input.notified ?? null;
    const refuse = (field: string, message: string) =>
      problems.push({ path: `entries.${index}.${field}`, message });
    if (notified !== null && state === 'PRESENT')
      refuse('notified', 'goes with ABSENT only: an apology is for not being there');
    if (input.makesUpHalfDayId) {
      if (makesUp === null) refuse('makesUpHalfDayId', 'is not the id of a half-day');
      if (!input.part) refuse('part', 'is needed: one attendance makes up one half-day');
      if (state !== 'PRESENT') refuse('state', 'must be PRESENT: only being there makes up for a half-day');
    }
    if (own.some((halfDay) => named.has(personHalfDay(enrolmentId, halfDay))))
      refuse('part', 'is said of this person in an earlier entry already');
    if (makesUp !== null && madeUp.has(personHalfDay(enrolmentId, makesUp)))
      refuse('makesUpHalfDayId', 'is made up by an earlier entry already');
    for (const halfDay of own) named.add(personHalfDay(enrolmentId, halfDay));
    if (makesUp !== null) madeUp.add(personHalfDay(enrolmentId, makesUp));
    return own.map((halfDay) => ({ index, enrolmentId, state, notified, makesUp, ...halfDay }));
  });
  if (problems.length > 0) throw invalidInput(...problems);
  return entries;
}

/**
 * What is to be written: every entry that is new or differs from what is recorded, and the default for those members'
 * half-days that nothing is said or recorded about. The default never changes a record, and leaves out people on leave and those who were erased.
 *
 * Whoever sent an apology becomes present only when an entry names them (Decision 3): the default PRESENT leaves them
 * out, the default ABSENT notes that an apology came (L10). So does an ABSENT that does not say.
 */
export function newRecords(
  entries: readonly SheetEntry[],
  fallback: AttendanceState | null,
  courseDayId: string,
  members: readonly CohortPerson[],
  leftOut: ReadonlySet<string>,
  records: readonly AttendanceRecord[],
  apologies: readonly ApologisedHalfDay[],
): NewRecord[] {
  const apologised = new Set(apologies.map((each) => personHalfDay(each.enrolmentId, each)));
  const recordOf = new Map(records.map((record) => [personHalfDay(record.enrolmentId, record), record]));
  const named = new Set(entries.map((entry) => personHalfDay(entry.enrolmentId, entry)));
  const explicit = entries.flatMap((entry): NewRecord[] => {
    const key = personHalfDay(entry.enrolmentId, entry);
    const supersedes = recordOf.get(key) ?? null;
    if (supersedes !== null && saysTheSame(entry, supersedes)) return [];
    const { index: _, ...said } = entry;
    const notified = said.notified ?? notifiedBy(said.state, apologised.has(key));
    return [{ supersedes, reason: supersedes === null ? null : RECORDED_AGAIN, ...said, notified }];
  });
  if (fallback === null) return explicit;
  const rest = members
    .filter(({ enrolmentId }) => !leftOut.has(enrolmentId))
    .flatMap(({ enrolmentId }) => PARTS.map((part) => ({ enrolmentId, courseDayId, part })))
    .filter((blank) => {
      const key = personHalfDay(blank.enrolmentId, blank);
      const present = fallback === 'PRESENT' && apologised.has(key);
      return !named.has(key) && !recordOf.has(key) && !present;
    })
    .map((blank) => ({
      state: fallback,
      notified: notifiedBy(fallback, apologised.has(personHalfDay(blank.enrolmentId, blank))),
      makesUp: null,
      supersedes: null,
      reason: null,
      ...blank,
    }));
  return [...explicit, ...rest];
}

/** Where nobody says whether an apology came: yes when one was sent here, else not said. Presence has none. */
export function notifiedBy(state: AttendanceState, apologised: boolean): boolean | null {
  return state === 'ABSENT' && apologised ? true : null;
}

/** What an entry leaves out it does not change. */
function saysTheSame(entry: SheetEntry, record: AttendanceRecord): boolean {
  return (
    entry.state === record.state &&
    (entry.notified === null || entry.notified === record.notified) &&
    (entry.makesUp === null ||
      (record.makesUp !== null && halfDayKey(entry.makesUp) === halfDayKey(record.makesUp)))
  );
}
