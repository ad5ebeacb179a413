/** What the municipalities, the providers and the agency do in the world of the matrix, as acts of the API. */
import type { TestApp } from '../../support/app.js';
import { CAST, emailOf, phoneOf, signedIn, type Things, type Who } from './cast.js';

export const HOUSING = { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'MEETING_LEADER' };
export const YOUTH = { programmeKey: 'AD_UNGE_2025', trackKey: 'YOUTH' };

const AGENCY = signedIn('Styrelsens Konsulent', { role: 'AGENCY' });
const himself = (who: Who) => signedIn(CAST[who], { role: 'PARTICIPANT', email: emailOf(who) });

/** Each step of the story as one call; what it makes is kept with whom it belongs to. */
export class Builder {
  readonly world = Object.fromEntries(Object.keys(CAST).map((who) => [who, {}])) as Record<Who, Things>;

  constructor(private readonly app: TestApp) {}

  async act(name: string, input: object, selection: string, claims = AGENCY): Promise<any> {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const source = `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      ... on ${type}Payload { ${selection} } ... on DomainError { code message } } }`;
    const { data, errors } = await this.app.askAs(claims, source, { input });
    if (errors !== undefined || 'code' in data[name])
      throw new Error(`${name} ${JSON.stringify(input)}: ${JSON.stringify(errors ?? data[name])}`);
    return data[name];
  }

  give(who: Who, things: Things): void {
    Object.assign(this.world[who], things);
  }

  async register(who: Who, municipalityCode: string): Promise<void> {
    const input = {
      name: CAST[who],
      email: emailOf(who),
      phone: phoneOf(who),
      municipalityCode,
      unit: 'Bostøtten',
      role: `Stilling for ${CAST[who]}`,
    };
    const { person } = await this.act('personRegister', input, 'person { id affiliations { id } }');
    this.give(who, { personId: person.id, affiliationId: person.affiliations[0].id, municipalityCode });
  }

  async seat(who: Who, engagementId: string, trackKey = HOUSING.trackKey, waitlist = false): Promise<string> {
    const { personId = '', municipalityCode = '' } = this.world[who];
    const input = { engagementId, municipalityCode, trackKey, personId, waitlist, on: '2026-01-12' };
    const { enrolment } = await this.act('enrolmentConfirm', input, 'enrolment { id }');
    return enrolment.id;
  }

  /** Somebody who supervises for a provider. */
  async provider(key: string, supervisor: Who): Promise<Things> {
    const named = { key, name: `Udbyder ${key}` };
    const { provider } = await this.act('providerRegister', named, 'provider { id }');
    const registered = { providerId: provider.id, name: CAST[supervisor], email: emailOf(supervisor) };
    const made = await this.act('supervisorRegister', registered, 'supervisor { id }');
    this.give(supervisor, { supervisorId: made.supervisor.id, personId: made.supervisor.id });
    return { providerId: provider.id, supervisorId: made.supervisor.id };
  }

  /** A cohort of a provider with these days; the first of them is the one that is asked about. */
  async cohort(place: object, school: Things, units: readonly (readonly [string, number, string[]])[]) {
    const opened = { ...place, name: 'Hold', providerId: school['providerId'] };
    const { cohort } = await this.act('cohortOpen', opened, 'cohort { id }');
    const days: any[] = [];
    for (const [type, unit, dates] of units) {
      const scheduled = { cohortId: cohort.id, type, unit, dates, venue: 'Brandbjerg' };
      const made = await this.act('courseDaySchedule', scheduled, 'courseDays { id halfDays { id } }');
      days.push(...made.courseDays);
    }
    return {
      ...school,
      cohortId: cohort.id,
      courseDayId: days[0].id,
      halfDayId: days[0].halfDays[0].id,
      laterHalfDayId: days[0].halfDays[1].id,
      comingDayId: days.at(2)?.id ?? '',
      comingHalfDayId: days.at(2)?.halfDays[0].id ?? '',
      certificationDayId: days.at(-1).id,
    } as Things;
  }

  /** One group with one meeting behind it and one ahead. */
  async group(name: string, people: readonly Who[], school: Things): Promise<Things> {
    const { providerId, supervisorId } = school;
    const enrolmentIds = people.map((who) => this.world[who]['enrolmentId']);
    const formed = { ...HOUSING, name, enrolmentIds, providerId };
    const { group } = await this.act('supervisionGroupForm', formed, 'group { id }');
    const meetings: string[] = [];
    for (const day of ['2026-02-16', '2026-04-13']) {
      const times = { startsAt: `${day}T08:00:00Z`, endsAt: `${day}T11:00:00Z` };
      const plan = { groupId: group.id, ...times, supervisorIds: [supervisorId] };
      meetings.push((await this.act('supervisionMeetingPlan', plan, 'meeting { id }')).meeting.id);
    }
    return { groupId: group.id, heldMeetingId: meetings[0] ?? '', meetingId: meetings[1] ?? '' };
  }

  /** What has become of the days and the meeting behind them, with something of everything for each. */
  async past(people: readonly Who[], { courseDayId, heldMeetingId }: Things): Promise<void> {
    await this.act('attendanceRecord', { courseDayId, default: 'PRESENT' }, 'courseDay { id }');
    const held = { startedAt: '2026-02-16T08:00:00Z', endedAt: '2026-02-16T11:00:00Z', allPresent: true };
    await this.act('supervisionMeetingHold', { meetingId: heldMeetingId, ...held }, 'meeting { id }');
    for (const who of people) await this.life(who);
  }

  private async life(who: Who): Promise<void> {
    const {
      enrolmentId = '',
      halfDayId,
      laterHalfDayId,
      heldMeetingId,
      meetingId,
      certificationDayId,
    } = this.world[who];
    const about = `Det handler om ${CAST[who]}`;
    const keep = async (thing: string, name: string, input: object, claims = AGENCY) => {
      const made = await this.act(name, input, `${thing} { id }`, claims);
      this.give(who, { [`${thing}Id`]: made[thing].id });
    };
    const absent = { enrolmentId, halfDayId, state: 'ABSENT', reason: about };
    await this.act('attendanceCorrect', absent, 'enrolment { id }');
    const late = { meetingId: heldMeetingId, enrolmentId, from: '2026-02-16T08:30:00Z', reason: about };
    await this.act('supervisionCorrect', late, 'meeting { id }');
    await keep('makeUp', 'makeUpApprove', { enrolmentId, halfDayId, on: '2026-02-20', description: about });
    await keep(
      'dispute',
      'attendanceDispute',
      { enrolmentId, halfDayId: laterHalfDayId, text: about },
      himself(who),
    );
    await keep('apology', 'apologySend', { enrolmentId, meetingId }, himself(who));
    await keep('leave', 'leaveBegin', { enrolmentId, from: '2026-08-01', to: '2026-09-01' });
    await keep('dispensation', 'dispensationGrant', {
      enrolmentId,
      requirement: 'ATTENDANCE',
      reason: about,
    });
    const attempt = {
      courseDayId: certificationDayId,
      enrolmentId,
      outcome: 'PASSED',
      video: 'NOT_POSSIBLE',
    };
    const basis = { assessor: CAST[who], alternativeBasis: about };
    await this.act('certificationAttemptRecord', { ...attempt, ...basis }, 'attempt { id }');
    const { certificate } = await this.act('certificateIssue', { enrolmentId }, 'certificate { id number }');
    this.give(who, { number: certificate.number, certificateId: certificate.id });
    const { personId, affiliationId } = this.world[who];
    const wrong = { personId, recordId: affiliationId, text: about };
    await keep('correctionRequest', 'correctionRequest', wrong, himself(who));
    const { correctionRequest } = await this.act(
      'correctionRequest',
      { personId, recordId: certificate.id, text: about },
      'correctionRequest { id }',
    );
    this.give(who, { providersRequestId: correctionRequest.id });
  }

  /** The team of one municipality, with a paper that somebody in it owns. */
  async team(who: Who, engagementId: string): Promise<void> {
    const { personId, municipalityCode } = this.world[who];
    const member = { engagementId, personId, municipalityCode, role: 'LEADER', from: '2026-01-12' };
    const added = await this.act('teamMemberAdd', member, 'member { id }');
    this.give(who, { memberId: added.member.id, engagementId });
    const paper = { type: 'RISK_ANALYSIS', title: 'Risikoanalyse', link: 'https://sted.example/plan' };
    const document = { engagementId, ...paper, ownerMemberId: added.member.id };
    const made = await this.act('planDocumentAdd', document, 'document { id }');
    this.give(who, { documentId: made.document.id });
  }

  /** Of the one seat of a municipality in the youth programme: who has left it, who is offered it, and who waits. */
  async youth(holder: Who, offered: Who, waiting: Who, municipalityCode: string): Promise<string> {
    const engagement = await this.engagement(YOUTH.programmeKey, [municipalityCode]);
    const held = await this.seat(holder, engagement, 'YOUTH');
    await this.seat(offered, engagement, 'YOUTH', true);
    const enrolmentId = await this.seat(waiting, engagement, 'YOUTH', true);
    this.give(waiting, { enrolmentId, engagementId: engagement, ...YOUTH });
    const left = { enrolmentId: held, on: '2026-01-12', reason: `Det handler om ${CAST[holder]}` };
    await this.act('enrolmentWithdraw', left, 'enrolment { id }');
    const { data } = await this.app.askAs(
      AGENCY,
      `query ($id: ID!) { person(id: $id) { enrolments { seatOffers { id } } } }`,
      { id: this.world[offered]['personId'] },
    );
    const offers = data.person.enrolments.flatMap((each: any) => each.seatOffers);
    this.give(offered, { offerId: offers[0].id });
    return engagement;
  }

  /** A program of a municipality that may read. */
  async machine(who: Who, municipalityCode: string): Promise<void> {
    const issued = { name: 'Fagsystem', municipalityCode, operations: ['seatUsage'], lastDay: '2026-12-31' };
    const made = await this.act('machineTokenIssue', issued, 'machineToken { id }');
    this.give(who, { machineTokenId: made.machineToken.id });
  }

  /** Somebody who was invited to sign in for a municipality and for a provider. */
  async account(who: Who, municipalityCode: string, providerId: string): Promise<void> {
    const roles = [
      { role: 'COORDINATOR', municipalityCode },
      { role: 'PROVIDER', providerId },
    ];
    const invited = { email: emailOf(who), name: CAST[who], roles };
    const made = await this.act('accountInvite', invited, 'account { id }');
    this.give(who, { accountId: made.account.id });
  }

  async engagement(programmeKey: string, municipalityCodes: readonly string[]): Promise<string> {
    const opened = { programmeKey, municipalityCodes, startsOn: '2026-01-01' };
    return (await this.act('engagementOpen', opened, 'engagement { id }')).engagement.id;
  }

  async engagementMeeting(engagementId: string, kind: string, date: string): Promise<string> {
    const planned = { engagementId, kind, date };
    return (await this.act('engagementMeetingPlan', planned, 'meeting { id }')).meeting.id;
  }
}
