import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { halfDayKey, type HalfDayRef } from '../../domain/attendance.js';
import { duplicate, invalidInput, invalidState, Refused } from '../../domain/refusal.js';
import { CohortRepository, CourseDayRepository, type CohortRow, type CourseDayRow } from '../cohort/index.js';
import { EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { AttendanceRepository, type AttendanceRecord, type MakeUpRow } from './attendance.repository.js';
import { MakeUpRepository } from './make-up.repository.js';
import type { SheetEntry } from './sheet-entries.js';
import { cohortPeople, personHalfDay, type CohortPerson } from './sheet.js';

/** A guest's entry: not on the sheet, but there to make up for a missed half-day. */
export type GuestEntry = SheetEntry & { readonly makesUp: HalfDayRef };

/** What is known about the guests and the half-days they say they missed. */
interface Known {
  readonly cohort: CohortRow;
  readonly enrolments: ReadonlyMap<string, EnrolmentRow>;
  readonly progress: ReadonlyMap<string, ProgressAnswer>;
  readonly missedDays: ReadonlyMap<string, CourseDayRow>;
  /** Those of the guests who ever had a seat, by enrolment. */
  readonly people: ReadonlyMap<string, CohortPerson>;
  /** Current records of the guests on the missed days, by person and half-day. */
  readonly records: ReadonlyMap<string, AttendanceRecord>;
  readonly makeUps: ReadonlyMap<string, MakeUpRow>;
  /** Approved tasks that make up for half-days of the missed days, by person and half-day. */
  readonly alternatives: ReadonlySet<string>;
}

const EVERYTHING = { everything: true, municipalityCodes: [], providerIds: [], personIds: [] };

/**
 * Whether guests may make up what they say (L1). A guest may come from anywhere, so enrolments and days are looked up
 * without regard to reach; whoever does not know both the enrolment and a half-day of its own learns nothing.
 */
@Injectable()
export class MakeUpService {
  constructor(
    private readonly clock: Clock,
    private readonly repository: AttendanceRepository,
    private readonly alternatives: MakeUpRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly cohorts: CohortRepository,
    private readonly courseDays: CourseDayRepository,
    private readonly progress: ProgressService,
  ) {}

  /** Refuses the first entry that may not be; as many statements for one guest as for many. */
  async require(day: CourseDayRow, entries: readonly GuestEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const known = await this.load(day, entries);
    for (const entry of entries) requireMakeUp(day, entry, known);
  }

  private async load(day: CourseDayRow, entries: readonly GuestEntry[]): Promise<Known> {
    const ids = [...new Set(entries.map((entry) => entry.enrolmentId))];
    const dayIds = [...new Set(entries.map((entry) => entry.makesUp.courseDayId))];
    const [cohort] = await this.cohorts.findVisible(EVERYTHING, [day.cohortId]);
    if (cohort === undefined) throw new Error('A course day without its cohort');
    const enrolments = await this.enrolments.find(ids);
    const missedDays = await this.courseDays.findVisible(EVERYTHING, dayIds);
    const people = cohortPeople(await this.repository.changesOf(ids));
    const records = await this.repository.recordsOfDays(dayIds);
    const makeUps = await this.repository.makeUpsOf(ids, dayIds);
    const alternatives = await this.alternatives.ofDays(dayIds);
    return {
      cohort,
      enrolments: new Map(enrolments.map((row) => [row.id, row])),
      progress: await this.progress.answers(ids, asOf(null, this.clock)),
      missedDays: new Map(missedDays.map((row) => [row.id, row])),
      people: new Map(people.map((person) => [person.enrolmentId, person])),
      records: new Map(records.map((record) => [personHalfDay(record.enrolmentId, record), record])),
      makeUps: new Map(makeUps.map((row) => [personHalfDay(row.enrolmentId, row.makesUp), row])),
      alternatives: new Set(alternatives.map((row) => personHalfDay(row.enrolmentId, row))),
    };
  }
}

export function notOnSheet(index: number): Refused {
  return new Refused({
    code: 'NOT_A_MEMBER',
    message: `entries.${index}: was not in the cohort on this day. A guest names the half-day of their own that is made up.`,
  });
}

function requireMakeUp(day: CourseDayRow, entry: GuestEntry, known: Known): void {
  const { enrolmentId, makesUp, index } = entry;
  const refuse = (message: string) => invalidInput({ path: `entries.${index}.makesUpHalfDayId`, message });
  const key = personHalfDay(enrolmentId, makesUp);
  const enrolment = known.enrolments.get(enrolmentId);
  const answer = known.progress.get(enrolmentId);
  const person = known.people.get(enrolmentId);
  const missedDay = known.missedDays.get(makesUp.courseDayId);
  const record = known.records.get(key);
  const own = record !== undefined || person?.spans.some((span) => span.cohortId === missedDay?.cohortId);
  if (
    enrolment === undefined ||
    answer === undefined ||
    person === undefined ||
    missedDay === undefined ||
    !own
  )
    throw notOnSheet(index);

  const leftOn = person.spans.at(-1)?.to ?? null;
  if (leftOn !== null && leftOn <= day.date)
    throw invalidState('This person had left before this day.', enrolment.status, []);
  const sameTrack =
    enrolment.programmeKey === known.cohort.programmeKey && enrolment.trackKey === known.cohort.trackKey;
  if (!sameTrack) throw refuse('belongs to another track than this day');
  if (missedDay.type === 'CERTIFICATION_DAY')
    throw refuse('is on a certification day: that has attempts, not attendance to make up');
  if (missedDay.type !== day.type || missedDay.unit !== day.unit)
    throw refuse(`belongs to ${place(missedDay)}, and this day to ${place(day)}: they must be the same`);
  if (missedDay.id === day.id) throw refuse('is on this day itself');
  if (!answer.track.attendance.makeUp)
    throw invalidState('The rules of this track do not allow making up.', 'MISSED', []);

  const madeUp = known.makeUps.get(key);
  if (madeUp !== undefined && halfDayKey(madeUp) === halfDayKey(entry)) return;
  if (madeUp !== undefined)
    throw duplicate('This half-day has been made up already; one attendance makes up one half-day.', [
      madeUp.courseDayId,
    ]);
  if (known.alternatives.has(key))
    throw duplicate('This half-day has been made up by an approved task already; it is made up once.', [
      makesUp.courseDayId,
    ]);
  const { missed, notRecorded } = answer.attendance;
  if ([...missed, ...notRecorded].some((halfDay) => halfDayKey(halfDay) === halfDayKey(makesUp))) return;
  if (record?.state === 'PRESENT') throw refuse('was attended: there is nothing to make up');
  if (missedDay.cancelled) throw refuse('was cancelled: it counts for nobody');
  throw refuse('is not among the half-days that this person has missed so far');
}

function place(day: CourseDayRow): string {
  return `${day.type} ${day.unit}`;
}
