import { Injectable } from '@nestjs/common';
import { contains, hasLeftBy } from '../../domain/agenda.js';
import { isExpected, type DayPart, type HalfDay } from '../../domain/attendance.js';
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { isOnLeave } from '../../domain/leave.js';
import type { Texts } from '../../domain/programme.js';
import { describeDay } from '../../domain/requirements.js';
import { cohortSpans } from '../progress/index.js';
import {
  ScheduleRepository,
  type Period,
  type ScheduledChange,
  type ScheduledDay,
  type ScheduledMeeting,
} from './schedule.repository.js';

/** Something that one person is expected at: a course day, or a meeting of their supervision group. */
export interface Appointment {
  readonly enrolmentId: string;
  readonly courseDayId: string | null;
  readonly meetingId: string | null;
  readonly title: Texts;
  readonly date: LocalDate;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Of a course day; empty for a meeting. */
  readonly halfDays: readonly {
    readonly part: DayPart;
    readonly startsAt: Instant;
    readonly endsAt: Instant;
  }[];
  readonly venue: string | null;
  readonly hostMunicipalityCode: string | null;
  readonly ownMunicipalityCode: string;
  readonly providerId: string | null;
}

/**
 * When people are expected where: in their cohorts and groups as they were or are members by date, not while on leave
 * (L9), not after they left, and not at what is cancelled (V18).
 */
@Injectable()
export class ScheduleService {
  constructor(private readonly repository: ScheduleRepository) {}

  /** By enrolment, in the order of time. */
  async appointments(
    enrolmentIds: readonly string[],
    period: Period,
  ): Promise<ReadonlyMap<string, Appointment[]>> {
    const changes = groupBy(await this.repository.changes(enrolmentIds), (change) => change.enrolmentId);
    const cohortIds = [...changes.values()].flat().flatMap((change) => change.cohortId ?? []);
    const days = await this.repository.courseDays([...new Set(cohortIds)], period);
    const daysOf = groupBy(days, (day) => day.cohortId);
    const leavesOf = groupBy(await this.repository.leaves(enrolmentIds), (leave) => leave.enrolmentId);
    const meetings = await this.repository.meetings(enrolmentIds);
    const meetingsOf = groupBy(meetings, (meeting) => meeting.enrolmentId);
    return new Map(
      [...changes].map(([id, own]) => {
        const spans = cohortSpans(own);
        const mine = [...new Set(spans.map((span) => span.cohortId))].flatMap(
          (each) => daysOf.get(each) ?? [],
        );
        const leaves = leavesOf.get(id) ?? [];
        const expected = [
          ...mine.filter((day) => isExpected(morning(day), spans)).map((day) => fromDay(day, own)),
          ...members(meetingsOf.get(id) ?? [], own, period).map((meeting) => fromMeeting(meeting, own)),
        ].filter((each) => !isOnLeave(leaves, each.date));
        return [id, expected.sort(byTime)];
      }),
    );
  }
}

/** Each meeting once, whatever the number of memberships; only those on a day that the person is a member. */
function members(
  meetings: readonly ScheduledMeeting[],
  changes: readonly ScheduledChange[],
  { from, to }: Period,
): ScheduledMeeting[] {
  const found = new Map<string, ScheduledMeeting>();
  for (const meeting of meetings) {
    const date = copenhagenDate(meeting.startsAt);
    const within = (from === null || from <= date) && (to === null || date <= to);
    const member = contains({ from: meeting.validFrom, to: meeting.validTo }, date);
    if (within && member && !hasLeftBy(changes, date)) found.set(meeting.id, meeting);
  }
  return [...found.values()];
}

function fromDay(day: ScheduledDay, changes: readonly ScheduledChange[]): Appointment {
  return {
    ...whose(changes),
    courseDayId: day.id,
    meetingId: null,
    title: describeDay(day),
    date: day.date,
    startsAt: day.amStartsAt,
    endsAt: day.pmEndsAt,
    halfDays: [
      { part: 'AM', startsAt: day.amStartsAt, endsAt: day.amEndsAt },
      { part: 'PM', startsAt: day.pmStartsAt, endsAt: day.pmEndsAt },
    ],
    venue: day.venue,
    hostMunicipalityCode: day.hostMunicipalityCode,
    providerId: day.providerId,
  };
}

function fromMeeting(meeting: ScheduledMeeting, changes: readonly ScheduledChange[]): Appointment {
  return {
    ...whose(changes),
    courseDayId: null,
    meetingId: meeting.id,
    title: { da: `supervision, ${meeting.groupName}`, en: `supervision, ${meeting.groupName}` },
    date: copenhagenDate(meeting.startsAt),
    startsAt: meeting.startsAt,
    endsAt: meeting.endsAt,
    halfDays: [],
    venue: meeting.venue,
    hostMunicipalityCode: meeting.hostMunicipalityCode,
    providerId: meeting.providerId,
  };
}

function whose(changes: readonly ScheduledChange[]) {
  const { enrolmentId = '', municipalityCode: ownMunicipalityCode = '' } = changes[0] ?? {};
  return { enrolmentId, ownMunicipalityCode };
}

/** Both half-days of a day are on the same date, so that one tells for both. */
function morning(day: ScheduledDay): HalfDay {
  const { cohortId, type, unit, day: number, amStartsAt: startsAt, amEndsAt: endsAt } = day;
  const place = { courseDayId: day.id, part: 'AM' as const, cohortId, type, unit, day: number };
  return { ...place, startsAt, endsAt, cancelled: false };
}

function byTime(a: Appointment, b: Appointment): number {
  return a.startsAt.localeCompare(b.startsAt) || a.title.da.localeCompare(b.title.da);
}
