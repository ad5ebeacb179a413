import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { copenhagenDate, endOfDay, type Instant, type LocalDate } from '../../domain/calendar.js';
import { lastDayOverdue, workingDaysAfter } from '../../domain/working-days.js';
import { OverdueRepository } from './overdue.repository.js';
import { ScheduleService, type Appointment } from './schedule.service.js';

/** A session that is over and not fully recorded. */
export interface Overdue {
  readonly courseDayId: string | null;
  readonly meetingId: string | null;
  readonly date: LocalDate;
  readonly endedAt: Instant;
  readonly workingDays: number;
  readonly people: number;
}

/** Sessions held some working days ago whose sheets are not filled in (Q6). Who is expected decides, as on the sheet. */
@Injectable()
export class OverdueRegistrations {
  constructor(
    private readonly clock: Clock,
    private readonly repository: OverdueRepository,
    private readonly schedule: ScheduleService,
  ) {}

  /** Oldest first. More than `days` working days have come since. */
  async list(actor: Actor, days: number, providerId: string | null): Promise<Overdue[]> {
    const reach = reachOf(actor, 'registrationsOverdue');
    const until = lastDayOverdue(this.clock.today(), days);
    const overdue = [
      ...(await this.courseDays(await this.repository.days(reach, providerId, until), until)),
      ...(await this.meetings(await this.repository.meetings(reach, providerId, endOfDay(until)))),
    ];
    return overdue.sort((a, b) => a.endedAt.localeCompare(b.endedAt));
  }

  private async courseDays(
    days: readonly { id: string; cohortId: string }[],
    until: LocalDate,
  ): Promise<Overdue[]> {
    if (days.length === 0) return [];
    const people = await this.repository.everIn([...new Set(days.map((day) => day.cohortId))]);
    const appointments = await this.schedule.appointments(people, { from: null, to: until });
    const records = await this.repository.records(days.map((day) => day.id));
    const recorded = new Set(records.map((row) => `${row.enrolmentId}@${row.courseDayId}:${row.part}`));
    const blank = ({ enrolmentId, courseDayId, halfDays }: Appointment) =>
      halfDays.some(({ part }) => !recorded.has(`${enrolmentId}@${courseDayId}:${part}`));
    const wanted = new Set(days.map((day) => day.id));
    const missing = [...appointments.values()]
      .flat()
      .filter((each) => each.courseDayId !== null && wanted.has(each.courseDayId) && blank(each));
    return this.counted(missing);
  }

  /** Each meeting, also one whose members have all left: it was held, or should have been cancelled. */
  private async meetings(open: readonly { id: string; endsAt: Instant }[]): Promise<Overdue[]> {
    if (open.length === 0) return [];
    const members = await this.repository.members(open.map((meeting) => meeting.id));
    const people = [...new Set(members.map((member) => member.enrolmentId))];
    const appointments = await this.schedule.appointments(people, { from: null, to: this.clock.today() });
    const counted = this.counted([...appointments.values()].flat().filter((each) => each.meetingId !== null));
    const countOf = new Map(counted.map((each) => [each.meetingId, each.people]));
    return open.map(({ id, endsAt }) => ({
      courseDayId: null,
      meetingId: id,
      ...this.since(endsAt),
      people: countOf.get(id) ?? 0,
    }));
  }

  /** One for each session, with the number of people. */
  private counted(appointments: readonly Appointment[]): Overdue[] {
    const found = new Map<string, Overdue>();
    for (const { courseDayId, meetingId, endsAt } of appointments) {
      const key = courseDayId ?? meetingId ?? '';
      const before = found.get(key);
      found.set(key, {
        courseDayId,
        meetingId,
        ...(before ?? this.since(endsAt)),
        people: (before?.people ?? 0) + 1,
      });
    }
    return [...found.values()];
  }

  private since(endedAt: Instant) {
    const date = copenhagenDate(endedAt);
    return { date, endedAt, workingDays: workingDaysAfter(date, this.clock.today()) };
  }
}
