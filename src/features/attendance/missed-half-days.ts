import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { halfDayKey, type HalfDayRef } from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { CohortRepository, CourseDayRepository } from '../cohort/index.js';
import type { EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService } from '../progress/index.js';
import { AttendanceRepository } from './attendance.repository.js';
import { MakeUpRepository } from './make-up.repository.js';
import { cohortPeople } from './sheet.js';

/** Whether a half-day was missed, so that an approved task can make up for it (L1). */
@Injectable()
export class MissedHalfDays {
  constructor(
    private readonly clock: Clock,
    private readonly courseDays: CourseDayRepository,
    private readonly cohorts: CohortRepository,
    private readonly attendance: AttendanceRepository,
    private readonly makeUps: MakeUpRepository,
    private readonly progress: ProgressService,
  ) {}

  /** Who runs the cohort of the half-day, and who the cohort that the person is in now. */
  async providersOf(enrolment: EnrolmentRow, { courseDayId }: HalfDayRef): Promise<(string | null)[]> {
    const days = await this.courseDays.find([courseDayId]);
    const cohorts = await this.cohorts.find(enrolment.cohortId === null ? [] : [enrolment.cohortId]);
    return [...days, ...cohorts].map((each) => each.providerId);
  }

  /** Refuses a half-day that is not missed, with the reason, and one that has been made up already. */
  async requireToMakeUp(enrolment: EnrolmentRow, halfDay: HalfDayRef, on: LocalDate): Promise<void> {
    const refuse = (message: string) => invalidInput({ path: 'halfDayId', message });
    const [day] = await this.courseDays.find([halfDay.courseDayId]);
    const [person] = cohortPeople(await this.attendance.changesOf([enrolment.id]));
    const answer = (await this.progress.answers([enrolment.id], asOf(null, this.clock))).get(enrolment.id);
    const records = await this.attendance.recordsOfDays([halfDay.courseDayId]);
    const record = records.find((each) => each.enrolmentId === enrolment.id && each.part === halfDay.part);
    const own = record !== undefined || person?.spans.some((span) => span.cohortId === day?.cohortId);
    if (day === undefined || person === undefined || answer === undefined || !own) throw notFound('half-day');

    if (day.type === 'CERTIFICATION_DAY')
      throw refuse('is on a certification day: that has attempts, not attendance to make up');
    if (!answer.track.attendance.makeUp)
      throw invalidState('The rules of this track do not allow making up.', 'MISSED', []);
    const leftOn = person.spans.at(-1)?.to ?? null;
    if (leftOn !== null && leftOn <= on)
      throw invalidState('This person had left before this day.', enrolment.status, []);
    if (day.cancelled) throw refuse('was cancelled: it counts for nobody');
    if (record?.state === 'PRESENT') throw refuse('was attended: there is nothing to make up');
    await this.requireOnce(enrolment.id, halfDay);
    const among = (list: readonly HalfDayRef[]) =>
      list.some((each) => halfDayKey(each) === halfDayKey(halfDay));
    if (among(answer.attendance.missed)) return;
    if (among(answer.attendance.notRecorded))
      throw invalidState('Nothing is recorded for this half-day: record the absence first.', 'NOT_RECORDED', [
        'attendanceRecord',
      ]);
    const endsAt = halfDay.part === 'AM' ? day.amEndsAt : day.pmEndsAt;
    if (endsAt > this.clock.now()) throw refuse('has not been held yet');
    throw refuse('is not among the half-days that this person has missed so far');
  }

  /** At most once, over both kinds. */
  private async requireOnce(enrolmentId: string, halfDay: HalfDayRef): Promise<void> {
    const elsewhere = await this.attendance.makeUpsOf([enrolmentId], [halfDay.courseDayId]);
    const guest = elsewhere.find((row) => halfDayKey(row.makesUp) === halfDayKey(halfDay));
    if (guest !== undefined)
      throw duplicate('This half-day has been made up at another half-day already; it is made up once.', [
        guest.courseDayId,
      ]);
    if ((await this.makeUps.of(enrolmentId, halfDay)) !== null)
      throw duplicate('This half-day has been made up by an approved task already; it is made up once.', [
        halfDay.courseDayId,
      ]);
  }
}
