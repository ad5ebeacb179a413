/** What an apology or a dispute is about: one half-day, or one supervision meeting. */
import type { DayPart } from '../../domain/attendance.js';
import type { Instant } from '../../domain/calendar.js';
import { invalidInput, notFound } from '../../domain/refusal.js';
import type { Appointment } from '../agenda/index.js';
import { halfDayId, readHalfDayId } from '../cohort/index.js';

export interface Subject {
  readonly courseDayId: string | null;
  readonly part: DayPart | null;
  readonly meetingId: string | null;
}

/** Refuses an input that names both, or neither. */
export function readSubject(input: { halfDayId?: string | null; meetingId?: string | null }): Subject {
  if (Boolean(input.halfDayId) === Boolean(input.meetingId))
    throw invalidInput({ path: 'halfDayId', message: 'or `meetingId` is needed, and not both' });
  if (input.meetingId) return { courseDayId: null, part: null, meetingId: input.meetingId };
  const halfDay = readHalfDayId(input.halfDayId ?? '');
  if (halfDay === null) throw notFound('half-day');
  return { ...halfDay, meetingId: null };
}

export function isAbout(subject: Subject, other: Subject): boolean {
  return (
    subject.courseDayId === other.courseDayId &&
    subject.part === other.part &&
    subject.meetingId === other.meetingId
  );
}

/** The subjects that one appointment has: two half-days, or a meeting; with when each begins and ends. */
export function subjectsOf(
  appointment: Pick<Appointment, 'courseDayId' | 'meetingId' | 'halfDays' | 'startsAt' | 'endsAt'>,
): (Subject & { readonly startsAt: Instant; readonly endsAt: Instant })[] {
  const { courseDayId, meetingId, halfDays, startsAt, endsAt } = appointment;
  if (courseDayId === null) return [{ courseDayId, part: null, meetingId, startsAt, endsAt }];
  return halfDays.map((halfDay) => ({ ...halfDay, courseDayId, meetingId: null }));
}

/** As an input would name it, for the log. */
export function subjectText({ courseDayId, part, meetingId }: Subject) {
  return courseDayId === null || part === null ? { meetingId } : { halfDayId: halfDayId(courseDayId, part) };
}
