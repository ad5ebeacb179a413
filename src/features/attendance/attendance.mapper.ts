import { copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { isRecordedLate } from '../../domain/working-days.js';
import { toHalfDay, type CourseDay } from '../cohort/index.js';
import type { Enrolment } from '../enrolment/index.js';
import type { SheetWarning } from './attendance.warnings.js';
import {
  AlternativeMakeUp,
  AttendanceRow,
  AttendanceState,
  AttendanceWarning,
  AttendanceWarningItem,
} from './dto/attendance.model.js';
import type { AlternativeRow } from './make-up.repository.js';
import type { SheetLine } from './sheet.js';

export function toRow(day: CourseDay, enrolment: Enrolment, line: SheetLine): AttendanceRow {
  const { record, madeUpBy, alternative, firstRecordedAt } = line;
  return Object.assign(new AttendanceRow(), {
    enrolment,
    halfDay: toHalfDay(day, line.part),
    state: record === null ? null : AttendanceState[record.state],
    notified: record?.notified ?? null,
    recordedAt: record?.recordedAt ?? null,
    recordedLate:
      record === null || firstRecordedAt === null
        ? null
        : isRecordedLate(day.date as LocalDate, copenhagenDate(firstRecordedAt)),
    madeUpByAlternative: alternative === null ? null : toAlternative(alternative),
    madeUpByRef: madeUpBy,
    makesUpRef: record?.makesUp ?? null,
  });
}

export function toAlternative(row: AlternativeRow): AlternativeMakeUp {
  const { id, description, doneOn, recordedAt, supersededAt } = row;
  return Object.assign(new AlternativeMakeUp(), {
    id,
    description,
    on: doneOn,
    recordedAt,
    withdrawnAt: supersededAt,
  });
}

export function toWarning(
  day: CourseDay,
  { enrolmentId, part, warning }: SheetWarning,
): AttendanceWarningItem {
  return Object.assign(new AttendanceWarningItem(), {
    enrolmentId,
    warning: AttendanceWarning[warning],
    halfDay: toHalfDay(day, part),
  });
}
