import { toHalfDay, type CourseDay } from '../cohort/index.js';
import type { Enrolment } from '../enrolment/index.js';
import type { SheetWarning } from './attendance.warnings.js';
import {
  AttendanceRow,
  AttendanceState,
  AttendanceWarning,
  AttendanceWarningItem,
} from './dto/attendance.model.js';
import type { SheetLine } from './sheet.js';

export function toRow(day: CourseDay, enrolment: Enrolment, line: SheetLine): AttendanceRow {
  const { record, madeUpBy } = line;
  return Object.assign(new AttendanceRow(), {
    enrolment,
    halfDay: toHalfDay(day, line.part),
    state: record === null ? null : AttendanceState[record.state],
    notified: record?.notified ?? null,
    recordedAt: record?.recordedAt ?? null,
    madeUpByRef: madeUpBy,
    makesUpRef: record?.makesUp ?? null,
  });
}

export function toWarning(day: CourseDay, { enrolmentId, part }: SheetWarning): AttendanceWarningItem {
  return Object.assign(new AttendanceWarningItem(), {
    enrolmentId,
    warning: AttendanceWarning.OVERLAPS_SUPERVISION,
    halfDay: toHalfDay(day, part),
  });
}
