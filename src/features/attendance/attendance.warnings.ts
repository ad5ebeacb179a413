import { Injectable } from '@nestjs/common';
import type { DayPart } from '../../domain/attendance.js';
import { msOfInstant, type Instant } from '../../domain/calendar.js';
import { presentInterval } from '../../domain/credit.js';
import type { CourseDayRow } from '../cohort/index.js';
import { AttendanceRepository, type SupervisionPresenceRow } from './attendance.repository.js';

/** Something about one person at one half-day that is worth a second look. */
export interface SheetWarning {
  readonly enrolmentId: string;
  readonly part: DayPart;
  readonly warning: 'OVERLAPS_SUPERVISION' | 'APOLOGISED';
}

/**
 * What is recorded and cannot both be true (V13), and who sent an apology and is not recorded yet, since nothing turns
 * into presence by itself (Decision 3): pointed out, never refused.
 */
@Injectable()
export class AttendanceWarnings {
  constructor(private readonly repository: AttendanceRepository) {}

  /** About everybody on the sheet of a day, as recorded now; each person and half-day once. */
  async of(day: CourseDayRow): Promise<SheetWarning[]> {
    const found = new Map<string, SheetWarning>();
    for (const row of await this.repository.supervisionOn(day.id))
      if (overlaps(row, day))
        found.set(`${row.enrolmentId}@${row.part}`, { ...row, warning: 'OVERLAPS_SUPERVISION' });
    for (const row of await this.repository.unansweredApologies(day.id))
      found.set(`${row.enrolmentId}@${row.part}`, { ...row, warning: 'APOLOGISED' });
    return [...found.values()].map(({ enrolmentId, part, warning }) => ({ enrolmentId, part, warning }));
  }
}

function overlaps(row: SupervisionPresenceRow, day: CourseDayRow): boolean {
  const { startedAt, endedAt, fromAt: from, toAt: to } = row;
  const meeting = { id: '', startedAt, endedAt, breakMinutes: 0, present: 1 };
  const there = presentInterval({ id: '', enrolmentId: row.enrolmentId, meeting, from, to });
  const startsAt = row.part === 'AM' ? day.amStartsAt : day.pmStartsAt;
  const endsAt = row.part === 'AM' ? day.amEndsAt : day.pmEndsAt;
  return (
    there !== null &&
    there.start < msOfInstant(endsAt as Instant) &&
    msOfInstant(startsAt as Instant) < there.end
  );
}
