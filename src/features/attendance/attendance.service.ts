import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Idempotency } from '../../storage/idempotency.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CourseDayService, type CourseDayRow } from '../cohort/index.js';
import { AttendanceRecords } from './attendance.records.js';
import { AttendanceRepository } from './attendance.repository.js';
import type { AttendanceRecordInput } from './dto/attendance.inputs.js';
import { MakeUpService, notOnSheet, type GuestEntry } from './make-up.service.js';
import { newRecords, readEntries, type NewRecord, type SheetEntry } from './sheet-entries.js';
import { cohortPeople, membersOn, type CohortPerson } from './sheet.js';

/** Recording the sheet of a course day: a default for everybody not named, and what is known otherwise (A15). */
@Injectable()
export class AttendanceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly courseDays: CourseDayService,
    private readonly repository: AttendanceRepository,
    private readonly makeUps: MakeUpService,
    private readonly records: AttendanceRecords,
  ) {}

  /**
   * All of the sheet, or nothing of it. Guarantees: one current record per person and half-day, a difference is a
   * correction with history (V7); the default never changes a record; the same key and input again writes nothing.
   */
  async record(actor: Actor, input: AttendanceRecordInput): Promise<CourseDayRow> {
    return this.unitOfWork.run(async () => {
      const day = await this.courseDays.requireOwn(actor, 'attendanceRecord', input.courseDayId);
      const key = input.idempotencyKey;
      if (await this.idempotency.answeredBefore(actor, 'attendanceRecord', key, input)) return day;
      requireRecordable(day, this.clock.today());
      const records = await this.decide(day, input);
      await this.records.write(actor, 'attendanceRecord', records);
      return { ...day, recorded: day.recorded || records.length > 0 };
    });
  }

  private async decide(day: CourseDayRow, input: AttendanceRecordInput): Promise<NewRecord[]> {
    const fallback = input.default ?? null;
    const entries = readEntries(day.id, input.entries ?? []);
    if (fallback === null && entries.length === 0)
      throw invalidInput({ path: 'entries', message: 'must name somebody where there is no default' });
    const changes = await this.repository.changesInCohort(day.cohortId, day.date as LocalDate);
    const members = membersOn(day, cohortPeople(changes));
    const leftOut = new Set(changes.flatMap((change) => (change.leftOut ? change.enrolmentId : [])));
    const records = day.recorded ? await this.repository.recordsOfDays([day.id]) : [];
    await this.makeUps.require(day, guestsAmong(entries, members));
    const apologies = day.apologised ? await this.repository.apologies(day.id) : [];
    return newRecords(entries, fallback, day.id, members, leftOut, records, apologies);
  }
}

/** Nobody can have been at a day that is cancelled or has not come (V18, L24). */
function requireRecordable(day: CourseDayRow, today: LocalDate): void {
  if (day.cancelled)
    throw invalidState('This day is cancelled: it counts for nobody.', 'CANCELLED', ['PLANNED']);
  if (day.date > today)
    throw invalidInput({
      path: 'courseDayId',
      message: 'is a day that has not come yet: nobody can have been there',
    });
}

/** Whoever is not on the sheet must say what they make up for; whoever is on it cannot make up at the same time. */
function guestsAmong(entries: readonly SheetEntry[], members: readonly CohortPerson[]): GuestEntry[] {
  const expected = new Set(members.map((member) => member.enrolmentId));
  return entries.flatMap((entry) => {
    const { makesUp, index } = entry;
    if (expected.has(entry.enrolmentId)) {
      if (makesUp === null) return [];
      throw invalidInput({
        path: `entries.${index}.makesUpHalfDayId`,
        message: 'is for guests, and this person is on the sheet of this day',
      });
    }
    if (makesUp === null) throw notOnSheet(index);
    return [{ ...entry, makesUp }];
  });
}
