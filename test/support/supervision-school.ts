/** A supported-housing round with supervision groups, made over HTTP with as few words as a test can do with. */
import { expect } from '@jest/globals';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from './app.js';
import { Client } from './client.js';

export const KOLDING = '621';
export const HERLEV = '163';
export const ODENSE = '461';
const PROGRAMME = 'AD_BOSTOETTE_2019';

/** A wall-clock time in Copenhagen, in winter. */
export const winter = (day: string, time: string) => `${day}T${time}:00+01:00`;

export class School {
  readonly agency: Client;
  readonly substans: Client;
  readonly other: Client;
  private people = 0;

  private constructor(
    readonly app: TestApp,
    readonly engagementId: string,
    readonly providers: Readonly<Record<'substans' | 'other', string>>,
  ) {
    this.agency = new Client(app, [{ role: 'AGENCY' }]);
    this.substans = this.as({ role: 'PROVIDER', provider: 'substans' });
    this.other = this.as({ role: 'PROVIDER', provider: 'other' });
  }

  /** An engagement of three municipalities, and two providers. */
  static async open(now: string, startsOn = '2025-01-15'): Promise<School> {
    const app = await startApp(now);
    const agency = new Client(app, [{ role: 'AGENCY' }]);
    const register = async (key: string): Promise<string> =>
      (await agency.succeed('providerRegister', { key, name: key }, 'provider { id }')).provider.id;
    const opened = await agency.succeed(
      'engagementOpen',
      { programmeKey: PROGRAMME, municipalityCodes: [KOLDING, HERLEV, ODENSE], startsOn },
      'engagement { id }',
    );
    const providers = { substans: await register('substans'), other: await register('other') };
    return new School(app, opened.engagement.id, providers);
  }

  as(...roles: RoleClaim[]): Client {
    return new Client(this.app, roles);
  }

  coordinator(municipality: string): Client {
    return this.as({ role: 'COORDINATOR', municipality });
  }

  /** Somebody new on a seat; answers the enrolment. */
  async enrol(
    municipalityCode = KOLDING,
    place: { trackKey?: string; email?: string } = {},
  ): Promise<string> {
    this.people += 1;
    const name = `Deltager ${String(this.people).padStart(3, '0')}`;
    const { person } = await this.agency.succeed(
      'personRegister',
      { name, email: place.email ?? null },
      'person { id }',
    );
    const { enrolment } = await this.agency.succeed(
      'enrolmentConfirm',
      {
        engagementId: this.engagementId,
        municipalityCode,
        trackKey: place.trackKey ?? 'MEETING_LEADER',
        personId: person.id,
        capacity: 'EMPLOYEE',
      },
      'enrolment { id }',
    );
    return enrolment.id;
  }

  async group(
    name: string,
    enrolmentIds: string[],
    {
      provider = 'substans',
      trackKey = 'MEETING_LEADER',
    }: { provider?: 'substans' | 'other'; trackKey?: string } = {},
  ): Promise<string> {
    const providerId = this.providers[provider];
    const input = { programmeKey: PROGRAMME, trackKey, name, enrolmentIds, providerId };
    return (await this.agency.succeed('supervisionGroupForm', input, 'group { id }')).group.id;
  }

  /** A planned meeting, from 9 to 12 unless it says otherwise. */
  async plan(groupId: string, day: string, more: object = {}): Promise<string> {
    const times = { startsAt: winter(day, '09:00'), endsAt: winter(day, '12:00') };
    const input = { groupId, ...times, ...more };
    return (await this.agency.succeed('supervisionMeetingPlan', input, 'meeting { id }')).meeting.id;
  }

  /** A planned meeting took place, with all members unless it says otherwise. */
  async hold(meetingId: string, day: string, more: object = {}): Promise<any> {
    const times = { startedAt: winter(day, '09:00'), endedAt: winter(day, '12:00') };
    const input = { meetingId, ...times, allPresent: true, ...more };
    return this.agency.act('supervisionMeetingHold', input, PRESENCES);
  }

  /** Planned and held. */
  async held(groupId: string, day: string, more: object = {}): Promise<any> {
    const answer = await this.hold(await this.plan(groupId, day), day, more);
    expect(answer).not.toHaveProperty('code');
    return answer;
  }

  async supervisor(name: string, more: object = {}): Promise<string> {
    const { supervisor } = await this.substans.succeed(
      'supervisorRegister',
      { name, ...more },
      'supervisor { id }',
    );
    return supervisor.id;
  }

  /** What one person has, at a point in time. */
  async supervisionOf(enrolmentId: string, asOf: object | null = null): Promise<any> {
    const { enrolment } = await this.agency.query(
      `query ($id: ID!, $asOf: AsOfInput) { enrolment(id: $id) { progress(asOf: $asOf) { supervision {
        creditedMinutes remainingMinutes plannedMinutes forecastMinutes outlook } } } }`,
      { id: enrolmentId, asOf },
    );
    return enrolment.progress.supervision;
  }

  /** Ids of those in a group on a day, by what was known. */
  async members(groupId: string, on: string | null = null, knownAt: string | null = null): Promise<string[]> {
    const { supervisionGroup } = await this.agency.query(
      `query ($id: ID!, $on: LocalDate, $knownAt: DateTime) {
        supervisionGroup(id: $id) { members(on: $on, knownAt: $knownAt) { id } } }`,
      { id: groupId, on, knownAt },
    );
    return supervisionGroup.members.map((member: { id: string }) => member.id);
  }
}

const PRESENCES =
  'meeting { id status presences { guest absent creditedMinutes enrolment { id } } } warnings';
