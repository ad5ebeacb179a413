import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { halfDayKey, type HalfDayRef } from '../../domain/attendance.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CorrectionEffects, type Effects } from '../certification/index.js';
import { CourseDayService, readHalfDayId, type CourseDayRow } from '../cohort/index.js';
import { EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import { AttendanceRecords } from './attendance.records.js';
import { AttendanceRepository } from './attendance.repository.js';
import { AttendanceWarnings, type SheetWarning } from './attendance.warnings.js';
import type { AttendanceCorrectInput } from './dto/attendance.inputs.js';

export interface CorrectedAttendance extends Effects {
  readonly enrolment: EnrolmentRow;
  readonly day: CourseDayRow;
  readonly warnings: readonly SheetWarning[];
}

/** Correcting one record, also long after: old, new and reason are kept (A18, V44). */
@Injectable()
export class AttendanceCorrection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly courseDays: CourseDayService,
    private readonly enrolments: EnrolmentService,
    private readonly repository: AttendanceRepository,
    private readonly records: AttendanceRecords,
    private readonly warnings: AttendanceWarnings,
    private readonly effects: CorrectionEffects,
  ) {}

  /**
   * What rests on the record follows in the same transaction (V25, L22). A dry run does all of it and takes it back, and
   * answers with the same effects.
   */
  async correct(actor: Actor, input: AttendanceCorrectInput): Promise<CorrectedAttendance> {
    const correction = async () => {
      const halfDay = readHalfDayId(input.halfDayId);
      if (halfDay === null) throw notFound('half-day');
      const day = await this.courseDays.requireOwn(actor, 'attendanceCorrect', halfDay.courseDayId);
      const enrolment = await this.enrolments.require(actor, 'attendanceCorrect', input.enrolmentId);
      const { id } = enrolment;
      const records = await this.repository.recordsOfDays([day.id]);
      const current = records.find((record) => record.enrolmentId === id && record.part === halfDay.part);
      if (current === undefined)
        throw invalidState('Nothing is recorded yet for this half-day; record it first.', 'NOT_RECORDED', [
          'attendanceRecord',
        ]);
      if (current.state === input.state)
        throw invalidInput({ path: 'state', message: 'is what is recorded already' });
      const record = {
        ...halfDay,
        enrolmentId: id,
        state: input.state,
        notified: null,
        makesUp: input.state === 'PRESENT' ? await this.regained(id, halfDay) : null,
        supersedes: current,
        reason: input.reason,
      };
      const effects = await this.effects.around(actor, [enrolment.personId], () =>
        this.records.write(actor, 'attendanceCorrect', [record]),
      );
      const warnings = await this.warnings.of(day);
      return {
        enrolment: input.dryRun ? enrolment : await this.enrolments.require(actor, 'attendanceCorrect', id),
        day,
        ...effects,
        warnings: warnings.filter((warning) => warning.enrolmentId === id),
      };
    };
    return input.dryRun ? this.unitOfWork.preview(correction) : this.unitOfWork.run(correction);
  }

  /**
   * A guest who was not there after all makes up nothing, so that the half-day can be made up elsewhere. Found to have
   * been there none the less, the guest makes up the same half-day again, unless that has happened meanwhile.
   */
  private async regained(enrolmentId: string, halfDay: HalfDayRef): Promise<HalfDayRef | null> {
    const makesUp = await this.repository.formerMakeUp(enrolmentId, halfDay);
    if (makesUp === null) return null;
    const meanwhile = await this.repository.makeUpsOf([enrolmentId], [makesUp.courseDayId]);
    const other = meanwhile.find((row) => halfDayKey(row.makesUp) === halfDayKey(makesUp));
    if (other !== undefined)
      throw duplicate('The half-day that this made up for has been made up elsewhere meanwhile.', [
        other.courseDayId,
      ]);
    return makesUp;
  }
}
