import { copenhagenInstant, type Instant, type LocalDate } from '../domain/calendar.js';
import type { DemoClient } from './client.js';
import type { Dice, Rosters, RoleWord } from './people.js';
import type { Timeline } from './timeline.js';

interface Member {
  readonly enrolmentId: string;
  readonly capacity: string;
}

interface CourseDay {
  readonly id: string;
  readonly date: LocalDate;
  readonly type: string;
  readonly unit: number;
  readonly halfDays: { readonly id: string; readonly part: 'AM' | 'PM' }[];
}

interface Presence {
  readonly enrolmentId: string;
  readonly absent?: boolean;
  readonly from?: Instant;
}

/** A row of a roster: department, job title, role word. */
export type Staff = readonly [unit: string, title: string, role: RoleWord];

/** What people do in the example, each as the mutations that do it. */
export class World {
  /** Enrolments of people who have left. */
  private readonly gone = new Set<string>();
  /** Half-days missed so far, for make-ups in later cohorts: by track, unit, day and part. */
  private readonly missed: { enrolmentId: string; halfDayId: string; place: string; date: LocalDate }[] = [];

  constructor(
    private readonly client: DemoClient,
    readonly dice: Dice,
    readonly rosters: Rosters,
    readonly timeline: Timeline,
  ) {}

  async provider(key: string, name: string): Promise<string> {
    const { provider } = await this.client.run<{ provider: { id: string } }>(
      'providerRegister',
      { key, name },
      'provider { id }',
    );
    return provider.id;
  }

  async engagement(programmeKey: string, municipalityCodes: string[], startsOn: LocalDate): Promise<string> {
    const { engagement } = await this.client.run<{ engagement: { id: string } }>(
      'engagementOpen',
      { programmeKey, municipalityCodes, startsOn },
      'engagement { id }',
    );
    return engagement.id;
  }

  async cohort(input: {
    programmeKey: string;
    trackKey: string;
    name: string;
    providerId: string;
    engagementId?: string;
  }): Promise<string> {
    const { cohort } = await this.client.run<{ cohort: { id: string } }>(
      'cohortOpen',
      input,
      'cohort { id }',
    );
    return cohort.id;
  }

  /** A new list of made-up people, imported as a file onto the seats of a municipality. */
  async enrolNew(
    place: string,
    target: { engagementId: string; municipalityCode: string; trackKey: string; cohortId?: string },
    staff: readonly Staff[],
  ): Promise<{ members: Member[]; file: string }> {
    const file = this.rosters.file(staff.map((each) => this.rosters.row(place, ...each)));
    return { members: await this.enrol(target, file), file };
  }

  async enrol(
    target: { engagementId: string; municipalityCode: string; trackKey: string; cohortId?: string },
    file: string,
  ): Promise<Member[]> {
    const { rows } = await this.client.run<{
      rows: { enrolment: { id: string; capacity: string } | null }[];
    }>('rosterImport', { ...target, file, dryRun: false }, 'rows { enrolment { id capacity } }');
    return rows.flatMap(({ enrolment }) =>
      enrolment === null ? [] : [{ enrolmentId: enrolment.id, capacity: enrolment.capacity }],
    );
  }

  async schedule(
    cohortId: string,
    type: string,
    unit: number,
    dates: LocalDate[],
    where: { readonly venue: string; readonly hostMunicipalityCode: string },
  ): Promise<CourseDay[]> {
    const { courseDays } = await this.client.run<{ courseDays: CourseDay[] }>(
      'courseDaySchedule',
      { cohortId, type, unit, dates, ...where },
      'courseDays { id date type unit halfDays { id part } }',
    );
    return courseDays;
  }

  /** The sheet is filled in at the end of the day: all present but a few; some make up what they missed elsewhere. */
  recordLater(day: CourseDay, members: readonly Member[], trackKey: string, absence = 0.03): void {
    this.timeline.at(day.date, '16:20', async () => {
      const place = (part: string) => `${trackKey}/${day.unit}/${part}`;
      const absent = this.present(members).flatMap(({ enrolmentId }) =>
        day.halfDays
          .filter(() => this.dice.chance(absence / 2))
          .map(({ id, part }) => ({ enrolmentId, part, halfDayId: id })),
      );
      const guests = day.halfDays.flatMap(({ part }) => {
        const index = this.missed.findIndex(
          (miss) =>
            miss.place === place(part) &&
            miss.date < day.date &&
            !this.gone.has(miss.enrolmentId) &&
            members.every((member) => member.enrolmentId !== miss.enrolmentId),
        );
        return index < 0 ? [] : this.missed.splice(index, 1).map((miss) => ({ ...miss, part }));
      });
      await this.client.run(
        'attendanceRecord',
        {
          courseDayId: day.id,
          default: 'PRESENT',
          entries: [
            ...absent.map(({ enrolmentId, part }) => ({
              enrolmentId,
              part,
              state: 'ABSENT',
              notified: this.dice.chance(0.7),
            })),
            ...guests.map(({ enrolmentId, part, halfDayId }) => ({
              enrolmentId,
              part,
              state: 'PRESENT',
              makesUpHalfDayId: halfDayId,
            })),
          ],
        },
        'courseDay { id }',
      );
      for (const { enrolmentId, part, halfDayId } of absent)
        this.missed.push({ enrolmentId, halfDayId, place: place(part), date: day.date });
    });
  }

  async group(
    programmeKey: string,
    trackKey: string,
    name: string,
    providerId: string,
    members: readonly Member[],
  ): Promise<string> {
    const { group } = await this.client.run<{ group: { id: string } }>(
      'supervisionGroupForm',
      { programmeKey, trackKey, name, providerId, enrolmentIds: members.map((member) => member.enrolmentId) },
      'group { id }',
    );
    return group.id;
  }

  /** Plans a meeting of three hours and lets it take place: now and then somebody is late, away, or it runs over. */
  async meeting(groupId: string, date: LocalDate, host: string, members: readonly Member[]): Promise<void> {
    const startsAt = copenhagenInstant(date, '09:00');
    const { meeting } = await this.client.run<{ meeting: { id: string } }>(
      'supervisionMeetingPlan',
      { groupId, startsAt, endsAt: copenhagenInstant(date, '12:00'), hostMunicipalityCode: host },
      'meeting { id }',
    );
    this.timeline.at(date, '12:45', async () => {
      const endedAt = copenhagenInstant(date, this.dice.chance(0.1) ? '12:30' : '12:00');
      const presences = this.present(members).flatMap<Presence>(({ enrolmentId }) => {
        if (this.dice.chance(0.02)) return [{ enrolmentId, absent: true }];
        return this.dice.chance(0.03) ? [{ enrolmentId, from: lateOn(date) }] : [];
      });
      await this.client.run(
        'supervisionMeetingHold',
        { meetingId: meeting.id, startedAt: startsAt, endedAt, breakMinutes: 0, allPresent: true, presences },
        'meeting { id }',
      );
    });
  }

  async attempt(courseDayId: string, member: Member, outcome: 'PASSED' | 'FAILED'): Promise<void> {
    const video = this.dice.pick(['SHOWN', 'SHOWN', 'NOT_POSSIBLE']);
    await this.client.run(
      'certificationAttemptRecord',
      {
        courseDayId,
        enrolmentId: member.enrolmentId,
        outcome,
        video,
        ...(video === 'NOT_POSSIBLE' ? { alternativeBasis: 'Rollespil' } : {}),
      },
      'attempt { id }',
    );
  }

  /** Null where a requirement still blocks the certificate. */
  async certificate(member: Member): Promise<string | null> {
    try {
      const { certificate } = await this.client.run<{ certificate: { number: string } }>(
        'certificateIssue',
        { enrolmentId: member.enrolmentId },
        'certificate { number }',
      );
      return certificate.number;
    } catch (error) {
      if (error instanceof Error && error.message.includes('certificateIssue')) return null;
      throw error;
    }
  }

  /** Before the first day: no trace in the drop-out rate. Later: a withdrawal. */
  async leave(member: Member, on: LocalDate, releaseSeat = true): Promise<void> {
    this.gone.add(member.enrolmentId);
    await this.client.run(
      'enrolmentWithdraw',
      { enrolmentId: member.enrolmentId, on, releaseSeat },
      'enrolment { id }',
    );
  }

  /** Somebody else takes over the seat and starts at zero. */
  async replace(member: Member, place: string, municipalityCode: string, on: LocalDate): Promise<void> {
    this.gone.add(member.enrolmentId);
    const { name, email } = this.rosters.somebody(place);
    const { person } = await this.client.run<{ person: { id: string } }>(
      'personRegister',
      { name, email, municipalityCode, organisation: `${place} Kommune` },
      'person { id }',
    );
    await this.client.run(
      'enrolmentReplace',
      { enrolmentId: member.enrolmentId, personId: person.id, on },
      'joined { id }',
    );
  }

  present<M extends Member>(members: readonly M[]): M[] {
    return members.filter((member) => !this.gone.has(member.enrolmentId));
  }

  async act<T>(name: string, input: Record<string, unknown>, selection: string): Promise<T> {
    return this.client.run<T>(name, input, selection);
  }
}

function lateOn(date: LocalDate): Instant {
  return copenhagenInstant(date, '09:40');
}
