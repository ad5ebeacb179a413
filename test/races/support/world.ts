/** What a race needs before it starts, made over HTTP with as few requests as possible. */
import type { RoleClaim } from '../../../src/access/token.js';
import type { Address } from './servers.js';

export const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
export const SUBSTANS: RoleClaim[] = [{ role: 'PROVIDER', provider: 'substans' }];
export const NORDLYS: RoleClaim[] = [{ role: 'PROVIDER', provider: 'nordlys' }];

export const PROGRAMME = 'AD_BOSTOETTE_2019';
export type TrackKey = 'MEETING_LEADER' | 'INTRO' | 'LEADERSHIP';

/** Seats of one municipality on one track. */
export interface Place {
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly trackKey: TrackKey;
}

export interface Seated {
  readonly enrolmentId: string;
  readonly personId: string;
}

export class World {
  private codes: string[] = [];
  private leadership: Place | undefined;
  private readonly providers = new Map<string, string>();
  private names = 0;

  constructor(private readonly address: Address) {}

  /** The seats of a municipality that takes part in nothing else yet. */
  async place(trackKey: TrackKey): Promise<Place> {
    if (this.codes.length === 0) {
      const { municipalities } = await this.address.read(AGENCY, '{ municipalities { code } }');
      this.codes = municipalities.map((each: { code: string }) => each.code);
    }
    const municipalityCode = this.codes.shift()!;
    const input = { programmeKey: PROGRAMME, municipalityCodes: [municipalityCode], startsOn: '2025-01-01' };
    const { engagement } = await this.address.succeed(AGENCY, 'engagementOpen', input, 'engagement { id }');
    return { engagementId: engagement.id, municipalityCode, trackKey };
  }

  /** On the leadership day, which has no limit, and with no seat anywhere else. */
  async people(count: number): Promise<string[]> {
    this.leadership ??= await this.place('LEADERSHIP');
    return (await this.seat(this.leadership, count)).map((each) => each.personId);
  }

  /** New people on so many seats, with one request. */
  async seat(place: Place, count: number, cohortId: string | null = null): Promise<Seated[]> {
    const names = Array.from({ length: count }, () => this.name());
    const file = Buffer.from(['Navn', ...names].join('\n')).toString('base64');
    const { rows } = await this.address.succeed(
      AGENCY,
      'rosterImport',
      { ...place, file, cohortId, dryRun: false },
      'rows { outcome person { id } enrolment { id } }',
    );
    return rows.map((row: any) => ({ enrolmentId: row.enrolment.id, personId: row.person.id }));
  }

  /** Registered when it is first asked for. */
  async provider(key: string): Promise<string> {
    const known = this.providers.get(key);
    if (known !== undefined) return known;
    const input = { key, name: key };
    const { provider } = await this.address.succeed(AGENCY, 'providerRegister', input, 'provider { id }');
    this.providers.set(key, provider.id);
    return provider.id;
  }

  async cohort(trackKey: TrackKey, roles = SUBSTANS): Promise<string> {
    const input = { programmeKey: PROGRAMME, trackKey, name: this.name() };
    return (await this.address.succeed(roles, 'cohortOpen', input, 'cohort { id }')).cohort.id;
  }

  /** Answers the ids of the days. */
  async days(cohortId: string, type: string, unit: number, dates: string[]): Promise<string[]> {
    const input = { cohortId, type, unit, dates };
    const laid = await this.address.succeed(SUBSTANS, 'courseDaySchedule', input, 'courseDays { id }');
    return laid.courseDays.map((day: { id: string }) => day.id);
  }

  private name(): string {
    this.names += 1;
    return `Person ${this.names}`;
  }
}
