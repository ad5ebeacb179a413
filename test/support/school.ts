/** A small school for stories about attendance: two providers, municipalities, cohorts with days, people on seats. */
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type StartOptions, type TestApp } from './app.js';
import { Client } from './client.js';

/** The days of the four seminars: 11 and 12 February, March, April and May 2025. */
export const SEMINARS = ['02', '03', '04', '05'].map((month) => [`2025-${month}-11`, `2025-${month}-12`]);
/** Another cohort's, ten days later; 21 and 22. */
export const LATER_SEMINARS = ['02', '03', '04', '05'].map((month) => [
  `2025-${month}-21`,
  `2025-${month}-22`,
]);

export const halfDay = (courseDayId: string | undefined, part: 'AM' | 'PM') => `${courseDayId}:${part}`;

export interface Cohort {
  readonly id: string;
  /** Course day ids, in the order of the course. */
  readonly days: string[];
}

export interface EnrolOptions {
  readonly municipalityCode?: string;
  readonly trackKey?: string;
  readonly cohortId?: string | null;
  readonly organisation?: string;
  readonly unit?: string;
  readonly on?: string;
  /** Of somebody who is registered already. */
  readonly personId?: string;
  /** Waits where no seat is free. */
  readonly waitlist?: boolean;
}

export class School {
  private names = 0;
  private codes: string[] = [];
  /** The municipality that people come from unless told, and the other one of the engagement. */
  home = '';
  other = '';
  readonly agency: Client;
  readonly substans: Client;
  readonly fonden: Client;

  private constructor(
    readonly app: TestApp,
    private readonly programmeKey: string,
    private engagementId = '',
  ) {
    this.agency = this.as({ role: 'AGENCY' });
    this.substans = this.as({ role: 'PROVIDER', provider: 'substans' });
    this.fonden = this.as({ role: 'PROVIDER', provider: 'fonden' });
  }

  static async open(now = '2025-01-01T08:00:00Z', options: StartOptions = {}): Promise<School> {
    const school = new School(await startApp(now, options), 'AD_BOSTOETTE_2019');
    for (const key of ['substans', 'fonden'])
      await school.agency.succeed('providerRegister', { key, name: key }, 'provider { id }');
    const { municipalities } = await school.agency.query('{ municipalities { code } }');
    school.codes = municipalities.map((each: { code: string }) => each.code);
    await school.begin();
    return school;
  }

  /** A new engagement of two other municipalities, so that all seats are free. */
  async begin(): Promise<void> {
    [this.home = '', this.other = ''] = this.codes.splice(0, 2);
    const input = {
      programmeKey: this.programmeKey,
      municipalityCodes: [this.home, this.other],
      startsOn: '2025-01-01',
    };
    const opened = await this.agency.succeed('engagementOpen', input, 'engagement { id }');
    this.engagementId = opened.engagement.id;
  }

  as(...roles: RoleClaim[]): Client {
    return new Client(this.app, roles);
  }

  participant(name: string): Client {
    return this.as({ role: 'PARTICIPANT', email: emailOf(name) });
  }

  coordinator(municipality: string): Client {
    return this.as({ role: 'COORDINATOR', municipality });
  }

  async cohort(
    provider: Client,
    units: string[][] = SEMINARS,
    { trackKey = 'MEETING_LEADER', type = 'SEMINAR', venue = 'Brandbjerg' } = {},
  ): Promise<Cohort> {
    this.names += 1;
    const input = { programmeKey: this.programmeKey, trackKey, name: `Hold ${this.names}` };
    const { cohort } = await provider.succeed('cohortOpen', input, 'cohort { id }');
    const days: string[] = [];
    for (const [index, dates] of units.entries()) {
      const unit = { cohortId: cohort.id, type, unit: index + 1, dates, venue };
      const laid = await provider.succeed('courseDaySchedule', unit, 'courseDays { id }');
      days.push(...laid.courseDays.map((day: { id: string }) => day.id));
    }
    return { id: cohort.id, days };
  }

  /** One that nobody has yet. */
  anotherName(): string {
    this.names += 1;
    return `Anna ${this.names.toString(2).replaceAll('0', 'a').replaceAll('1', 'e')}`;
  }

  /** Somebody on a seat; answers the enrolment's id. The address to sign in with follows from the name. */
  async enrol(name: string, options: EnrolOptions = {}): Promise<string> {
    const { organisation, unit, ...seat } = options;
    const municipalityCode = seat.municipalityCode ?? this.home;
    const personId = seat.personId ?? (await this.person(name, { organisation, unit, municipalityCode }));
    const input = {
      engagementId: this.engagementId,
      trackKey: 'MEETING_LEADER',
      ...seat,
      personId,
      municipalityCode,
    };
    const { enrolment } = await this.agency.succeed('enrolmentConfirm', input, 'enrolment { id }');
    return enrolment.id;
  }

  async person(name: string, more: object = {}): Promise<string> {
    const input = { name, email: emailOf(name), ...more };
    return (await this.agency.succeed('personRegister', input, 'person { id }')).person.id;
  }

  async group(provider: Client, enrolmentIds: string[]): Promise<string> {
    this.names += 1;
    const input = {
      programmeKey: this.programmeKey,
      trackKey: 'MEETING_LEADER',
      name: `Gruppe ${this.names}`,
      enrolmentIds,
    };
    return (await provider.succeed('supervisionGroupForm', input, 'group { id }')).group.id;
  }

  /** A meeting from 09.00 to 12.00 in Copenhagen in winter. */
  async meeting(provider: Client, groupId: string, date: string, more: object = {}): Promise<string> {
    const input = { groupId, startsAt: `${date}T08:00:00Z`, endsAt: `${date}T11:00:00Z`, ...more };
    return (await provider.succeed('supervisionMeetingPlan', input, 'meeting { id }')).meeting.id;
  }

  async record(provider: Client, courseDayId: string | undefined, input: object): Promise<any> {
    return provider.succeed(
      'attendanceRecord',
      { courseDayId, ...input },
      'warnings { warning enrolment { id } halfDay { part } }',
    );
  }

  /** The attendance part of somebody's progress, as the agency sees it. */
  async attendance(enrolmentId: string, asOf: object | null = null): Promise<any> {
    const data = await this.agency.query(
      `query ($id: ID!, $asOf: AsOfInput) { enrolment(id: $id) { progress(asOf: $asOf) { attendance {
        heldHalfDays attendedHalfDays madeUpHalfDays missed { id } notRecorded { id } } } } }`,
      { id: enrolmentId, asOf },
    );
    return data.enrolment.progress.attendance;
  }

  /** The lines of a sheet, as somebody sees them. */
  async sheet(as: Client, courseDayId: string | undefined): Promise<any[]> {
    const data = await as.query(
      `query ($id: ID!) { courseDay(id: $id) { sheet { state notified recordedAt recordedLate
        enrolment { id person { name } } halfDay { id part } madeUpBy { id }
        madeUpByAlternative { id description on }
        apology { id sentAt acknowledgedAt answer } } } }`,
      { id: courseDayId },
    );
    return data.courseDay.sheet;
  }
}

function emailOf(name: string): string {
  const ascii = name
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll(/[^a-z]+/g, '.');
  return `${ascii}@kommune.example`;
}
