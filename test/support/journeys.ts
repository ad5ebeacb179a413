/** Everybody's way from seat to certificate, step by step over HTTP. */
import type { RoleClaim } from '../../src/access/token.js';
import { newId } from '../../src/storage/ids.js';
import type { TestApp } from './app.js';
import { Client } from './client.js';

export const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
export const PROVIDER: RoleClaim[] = [{ role: 'PROVIDER', provider: 'substans' }];
export const OTHER_PROVIDER: RoleClaim[] = [{ role: 'PROVIDER', provider: 'nordlys' }];
export const coordinator = (municipality: string): RoleClaim[] => [{ role: 'COORDINATOR', municipality }];
export const participant = (email: string): RoleClaim[] => [{ role: 'PARTICIPANT', email }];

export const SEMINARS = [
  ['2025-03-03', '2025-03-04'],
  ['2025-06-02', '2025-06-03'],
  ['2025-09-01', '2025-09-02'],
  ['2025-12-01', '2025-12-02'],
];
export const FIRST_DAY = '2026-02-02';
export const SECOND_DAY = '2026-03-02';
/** When the provider sits down to certify, unless a test says otherwise. */
export const NOW = '2026-03-10T10:00:00Z';
export const TODAY = '2026-03-10';

export type Fields = Record<string, unknown>;

export class Journeys {
  private providers = new Map<string, string>();
  private municipalities: string[] = [];
  programmeKey = 'AD_BOSTOETTE_2019';

  constructor(readonly app: TestApp) {}

  /** A mutation on behalf of somebody; answers the payload or the refusal. */
  async act(roles: RoleClaim[], name: string, input: Fields, fields: string, refusals = ''): Promise<any> {
    return new Client(this.app, roles).act(name, input, fields, refusals);
  }

  /** A mutation that must not be refused. */
  async succeed(roles: RoleClaim[], name: string, input: Fields, fields: string): Promise<any> {
    return new Client(this.app, roles).succeed(name, input, fields);
  }

  async ask(roles: RoleClaim[] | null, query: string, variables: Fields = {}): Promise<any> {
    return new Client(this.app, roles).query(query, variables);
  }

  async provider(key: string): Promise<string> {
    const known = this.providers.get(key);
    if (known !== undefined) return known;
    const made = await this.succeed(AGENCY, 'providerRegister', { key, name: key }, 'provider { id }');
    this.providers.set(key, made.provider.id);
    return made.provider.id;
  }

  /** In a municipality that takes part in nothing else yet. */
  async engagement(programmeKey = this.programmeKey): Promise<{ id: string; municipality: string }> {
    if (this.municipalities.length === 0) {
      const { municipalities } = await this.ask(AGENCY, '{ municipalities { code } }');
      this.municipalities = municipalities.map((each: { code: string }) => each.code);
    }
    const municipality = this.municipalities.shift()!;
    const input = { programmeKey, municipalityCodes: [municipality], startsOn: '2025-01-15' };
    const made = await this.succeed(AGENCY, 'engagementOpen', input, 'engagement { id }');
    return { id: made.engagement.id, municipality };
  }

  async cohort(programmeKey = this.programmeKey, trackKey = 'MEETING_LEADER', key = 'substans') {
    const input = { programmeKey, trackKey, name: 'Hold', providerId: await this.provider(key) };
    const made = await this.succeed(AGENCY, 'cohortOpen', input, 'cohort { id }');
    return made.cohort.id as string;
  }

  async days(cohortId: string, type: string, unit: number, dates: string[]): Promise<string[]> {
    const input = { cohortId, type, unit, dates };
    const made = await this.succeed(AGENCY, 'courseDaySchedule', input, 'courseDays { id }');
    return made.courseDays.map((day: { id: string }) => day.id);
  }

  async person(name: string): Promise<{ id: string; email: string }> {
    const email = `${newId('person')}@example.dk`;
    const made = await this.succeed(AGENCY, 'personRegister', { name, email }, 'person { id }');
    return { id: made.person.id, email };
  }

  async enrol(engagement: { id: string; municipality: string }, personId: string, more: Fields = {}) {
    const input = {
      engagementId: engagement.id,
      municipalityCode: engagement.municipality,
      trackKey: 'MEETING_LEADER',
      personId,
      ...more,
    };
    return (await this.succeed(AGENCY, 'enrolmentConfirm', input, 'enrolment { id }')).enrolment.id as string;
  }

  /** A meeting leader in a cohort with all its days laid, before anything is recorded. */
  async begin({ name = 'Åse Møller' } = {}): Promise<Begun> {
    this.app.clock.set('2025-01-20T10:00:00Z');
    const engagement = await this.engagement();
    const cohortId = await this.cohort();
    const seminarDays: string[] = [];
    for (const [index, dates] of SEMINARS.entries())
      seminarDays.push(...(await this.days(cohortId, 'SEMINAR', index + 1, dates)));
    const [first] = await this.days(cohortId, 'CERTIFICATION_DAY', 1, [FIRST_DAY]);
    const [second] = await this.days(cohortId, 'CERTIFICATION_DAY', 2, [SECOND_DAY]);
    const person = await this.person(name);
    const enrolmentId = await this.enrol(engagement, person.id, { cohortId });
    this.app.clock.set(NOW);
    return { engagement, cohortId, seminarDays, first: first!, second: second!, person, enrolmentId };
  }

  /** All 16 half-days, those named left out as absences (`0 PM`: afternoon of the first day). */
  async attend({ enrolmentId, seminarDays }: Begun, ...absent: string[]): Promise<void> {
    for (const [index, courseDayId] of seminarDays.entries()) {
      const entries = ['AM', 'PM'].map((part) => ({
        enrolmentId,
        part,
        state: absent.includes(`${index} ${part}`) ? 'ABSENT' : 'PRESENT',
      }));
      await this.succeed(PROVIDER, 'attendanceRecord', { courseDayId, entries }, 'courseDay { id }');
    }
  }

  /** The list was wrong about a morning or an afternoon. */
  async correctAttendance(
    { enrolmentId, seminarDays }: Begun,
    index: number,
    part: string,
    state = 'ABSENT',
  ) {
    const halfDayId = await this.halfDay(seminarDays[index]!, part);
    const input = { enrolmentId, halfDayId, state, reason: 'Listen var forkert' };
    await this.succeed(PROVIDER, 'attendanceCorrect', input, 'enrolment { id }');
  }

  async halfDay(courseDayId: string, part: string): Promise<string> {
    const query = 'query($id: ID!) { courseDay(id: $id) { halfDays { id part } } }';
    const { courseDay } = await this.ask(PROVIDER, query, { id: courseDayId });
    return courseDay.halfDays.find((each: { part: string }) => each.part === part).id;
  }

  /** Ten meetings of five hours: 3000 minutes. Answers the meetings. */
  async supervise({ enrolmentId }: Begun): Promise<string[]> {
    const track = { programmeKey: this.programmeKey, trackKey: 'MEETING_LEADER' };
    const members = { ...track, name: 'Gruppe', enrolmentIds: [enrolmentId] };
    const { group } = await this.succeed(PROVIDER, 'supervisionGroupForm', members, 'group { id }');
    const meetings: string[] = [];
    for (let month = 1; month <= 10; month += 1) {
      const date = `2025-${String(month).padStart(2, '0')}-25`;
      const [from, to] = [`${date}T08:00:00Z`, `${date}T13:00:00Z`];
      const plan = { groupId: group.id, startsAt: from, endsAt: to };
      const { meeting } = await this.succeed(PROVIDER, 'supervisionMeetingPlan', plan, 'meeting { id }');
      const held = { meetingId: meeting.id, startedAt: from, endedAt: to, presences: [{ enrolmentId }] };
      await this.succeed(PROVIDER, 'supervisionMeetingHold', held, 'meeting { id }');
      meetings.push(meeting.id);
    }
    return meetings;
  }

  /** Came an hour late to the first meeting after all. */
  async correctSupervision({ enrolmentId }: Begun, meetingId: string): Promise<void> {
    const input = { meetingId, enrolmentId, from: '2025-01-25T09:00:00Z', reason: 'Kom kl. 10' };
    await this.succeed(PROVIDER, 'supervisionCorrect', input, 'meeting { id }');
  }

  async attempt(courseDayId: string, enrolmentId: string, more: Fields = {}, roles = PROVIDER): Promise<any> {
    const input = { courseDayId, enrolmentId, outcome: 'PASSED', video: 'SHOWN', ...more };
    return this.act(roles, 'certificationAttemptRecord', input, ATTEMPT_PAYLOAD, UNMET);
  }

  async issue(enrolmentId: string, more: Fields = {}, roles = PROVIDER): Promise<any> {
    return this.act(roles, 'certificateIssue', { enrolmentId, ...more }, ISSUE_PAYLOAD, UNMET);
  }

  async revoke(number: string, roles = PROVIDER): Promise<any> {
    const input = { number, reason: 'Udstedt på forkert grundlag' };
    return this.act(roles, 'certificateRevoke', input, 'certificate { number status }');
  }

  async dispense(enrolmentId: string, requirement: string, roles = AGENCY): Promise<any> {
    const input = { enrolmentId, requirement, reason: 'Deltog på et tilsvarende seminar' };
    return this.act(roles, 'dispensationGrant', input, 'dispensation { id requirement reason grantedOn }');
  }

  /** Everything there is to have, and the certificate. */
  async certified(parts: { supervised?: boolean } = {}): Promise<Begun & { certificate: any }> {
    const begun = await this.begin();
    await this.attend(begun);
    if (parts.supervised) await this.supervise(begun);
    await this.attempt(begun.first, begun.enrolmentId);
    const input = { enrolmentId: begun.enrolmentId };
    const { certificate } = await this.succeed(PROVIDER, 'certificateIssue', input, ISSUE_PAYLOAD);
    return { ...begun, certificate };
  }

  async enrolment(id: string, roles = AGENCY): Promise<any> {
    const query = `query($id: ID!) { enrolment(id: $id) { ${ENROLMENT} } }`;
    return (await this.ask(roles, query, { id })).enrolment;
  }

  async certificate(number: string, roles = AGENCY): Promise<any> {
    const query = `query($number: String!) { certificate(number: $number) { ${CERTIFICATE} } }`;
    return (await this.ask(roles, query, { number })).certificate;
  }

  /** Null when it is not to be seen. */
  async node(id: string, fields: string, roles = AGENCY): Promise<any> {
    const query = `query($id: ID!) { node(id: $id) { ... on Certificate { ${fields} } } }`;
    return (await this.ask(roles, query, { id })).node;
  }

  /** As anybody: without sign-in. */
  async verify(number: string): Promise<any> {
    const query = `query($number: String!) { certificateVerify(number: $number) {
      number version status holderName title issuedOn validUntil statusSince } }`;
    return (await this.ask(null, query, { number })).certificateVerify;
  }
}

export interface Begun {
  readonly engagement: { id: string; municipality: string };
  readonly cohortId: string;
  readonly seminarDays: string[];
  readonly first: string;
  readonly second: string;
  readonly person: { id: string; email: string };
  readonly enrolmentId: string;
}

export const REQUIREMENT = 'kind state explanation';
export const UNMET = `... on RequirementsUnmet { unmet { ${REQUIREMENT} } }`;
export const CERTIFICATE = `id number version status issuedOn validUntil holderName title enrolment { id }
  basis { programmeKey trackKey ruleVersion requiredHalfDays attendedHalfDays madeUpHalfDays supervisionMinutes
    supervisionTargetMinutes attemptNumber attemptDate dispensations }`;
export const ATTEMPT_PAYLOAD = `attempt { id number outcome video assessor alternativeBasis date courseDay { id } }
  warnings { ${REQUIREMENT} }`;
export const ISSUE_PAYLOAD = `certificate { ${CERTIFICATE} } warnings { ${REQUIREMENT} }`;
export const ENROLMENT = `id status certificate { id number status } attempts { number outcome date video assessor
    alternativeBasis courseDay { id } } dispensations { requirement reason grantedOn }
  progress { certified completed attendance { attendedHalfDays } supervision { creditedMinutes }
    requirements { kind state } }`;
