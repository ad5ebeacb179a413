/** What municipalities, provider and agency do with people over the years, each as one call over HTTP. */
import type { RoleClaim } from '../../src/access/token.js';
import type { TestApp } from './app.js';
import { Client } from './client.js';

export const HOUSING = 'AD_BOSTOETTE_2019';

type Fields = Record<string, unknown>;

export interface Place {
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
}

export class Town {
  readonly agency: Client;

  constructor(readonly app: TestApp) {
    this.agency = this.as({ role: 'AGENCY' });
  }

  as(...roles: RoleClaim[]): Client {
    return new Client(this.app, roles);
  }

  coordinator(municipality: string): Client {
    return this.as({ role: 'COORDINATOR', municipality });
  }

  participant(email: string): Client {
    return this.as({ role: 'PARTICIPANT', email });
  }

  async engagement(
    programmeKey: string,
    municipalityCodes: string[],
    startsOn = '2026-01-15',
  ): Promise<string> {
    const input = { programmeKey, municipalityCodes, startsOn };
    return (await this.agency.succeed('engagementOpen', input, 'engagement { id }')).engagement.id;
  }

  /** Registered by the agency. */
  async person(name: string, more: Fields = {}): Promise<string> {
    return (await this.agency.succeed('personRegister', { name, ...more }, 'person { id }')).person.id;
  }

  async enrol(place: Place, personId: string, more: Fields = {}): Promise<string> {
    const input = { ...place, personId, ...more };
    return (await this.agency.succeed('enrolmentConfirm', input, 'enrolment { id }')).enrolment.id;
  }

  async withdraw(enrolmentId: string, on: string): Promise<void> {
    await this.agency.succeed('enrolmentWithdraw', { enrolmentId, on }, 'enrolment { status }');
  }

  /** A certificate by dispensation: the way to it is the business of other specs. */
  async certify(enrolmentId: string): Promise<string> {
    for (const requirement of ['ATTENDANCE', 'ASSESSMENT'])
      await this.agency.succeed(
        'dispensationGrant',
        { enrolmentId, requirement, reason: 'Uddannet andetsteds' },
        'dispensation { id }',
      );
    const { certificate } = await this.agency.succeed(
      'certificateIssue',
      { enrolmentId },
      'certificate { number }',
    );
    return certificate.number;
  }

  async group(
    trackKey: string,
    name: string,
    enrolmentIds: string[],
    programmeKey = HOUSING,
  ): Promise<string> {
    const input = { programmeKey, trackKey, name, enrolmentIds, providerId: await this.provider() };
    return (await this.agency.succeed('supervisionGroupForm', input, 'group { id }')).group.id;
  }

  /** A meeting that was held, from one hour of the day (UTC) to another. */
  async meet(groupId: string, date: string, from: number, to: number, presences: Fields[]): Promise<string> {
    const at = (hour: number) => `${date}T${String(hour).padStart(2, '0')}:00:00Z`;
    const plan = { groupId, startsAt: at(from), endsAt: at(to) };
    const { meeting } = await this.agency.succeed('supervisionMeetingPlan', plan, 'meeting { id }');
    await this.agency.succeed(
      'supervisionMeetingHold',
      { meetingId: meeting.id, startedAt: at(from), endedAt: at(to), presences },
      'meeting { id }',
    );
    return meeting.id;
  }

  async cohort(trackKey: string, name: string, programmeKey = HOUSING): Promise<string> {
    const input = { programmeKey, trackKey, name, providerId: await this.provider() };
    return (await this.agency.succeed('cohortOpen', input, 'cohort { id }')).cohort.id;
  }

  async days(cohortId: string, type: string, unit: number, dates: string[]): Promise<string[]> {
    const input = { cohortId, type, unit, dates };
    const { courseDays } = await this.agency.succeed('courseDaySchedule', input, 'courseDays { id }');
    return courseDays.map((day: { id: string }) => day.id);
  }

  async provider(): Promise<string> {
    const { providers } = await this.agency.query('{ providers { id } }');
    if (providers.length > 0) return providers[0].id;
    const input = { key: 'dialoghuset', name: 'Dialoghuset' };
    return (await this.agency.succeed('providerRegister', input, 'provider { id }')).provider.id;
  }
}
