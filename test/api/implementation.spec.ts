/** What surrounds an engagement: the coordinators' questions Q20, Q23 and Q26, each answered by one request. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const KOLDING = '621';
const HORSENS = '615';
const VEJLE = '630';

/** Q20: did the kick-off have the minimum set? Who was missing? */
const Q20 = `query ($municipality: String!) {
  engagements(filter: { municipalityCode: $municipality }) { nodes {
    programme { key }
    kickOffCheck {
      complete present expected excused warnings meeting { dateText }
      missing { requirement roles state person { name } } }
    meetings(kind: KICK_OFF) { status dateText } } } }`;

/** Q23: current phase, milestones in the next 30 days, overdue. */
const Q23 = `query ($municipality: String!) {
  engagements(filter: { municipalityCode: $municipality }) { nodes {
    currentPhase { key name endsOn approximate derived holdUps }
    milestones(days: 30) { kind title dueOn overdue } } } }`;

/** Q26: which plan documents exist, newest version, owner? */
const Q26 = `query ($municipality: String!) {
  engagements(filter: { municipalityCode: $municipality }) { nodes {
    planDocuments { type title version date link approvedOn ownerText owner { name } }
    missingPlanDocuments } } }`;

describe('what surrounds an engagement', () => {
  let app: TestApp;
  let agency: Client;
  let number = 0;
  beforeAll(async () => {
    app = await startApp('2019-10-01T08:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
  });
  afterAll(() => app.close());

  const coordinator = (municipality: string) => new Client(app, [{ role: 'COORDINATOR', municipality }]);
  const open = async (municipalityCodes: string[], startsOn = '2019-10-01', programmeKey = PROGRAMME) =>
    (
      await agency.succeed(
        'engagementOpen',
        { programmeKey, municipalityCodes, startsOn },
        'engagement { id }',
      )
    ).engagement.id as string;
  const person = async (municipalityCode: string | null, name?: string) => {
    number += 1;
    const input = { name: name ?? `Person ${number}`, ...(municipalityCode ? { municipalityCode } : {}) };
    return (await agency.succeed('personRegister', input, 'person { id }')).person.id as string;
  };
  const join = async (
    who: Client,
    engagementId: string,
    municipalityCode: string,
    role: string,
    more: object = {},
  ) => {
    const personId = await person(municipalityCode);
    const { member } = await who.succeed(
      'teamMemberAdd',
      { engagementId, personId, role, municipalityCode, ...more },
      'member { id }',
    );
    return { personId, memberId: member.id as string };
  };
  const team = async (
    engagementId: string,
    municipalityCode: string,
    roles: string[],
    from = '2019-10-01',
  ) => {
    const members = [];
    for (const role of roles)
      members.push(await join(agency, engagementId, municipalityCode, role, { from }));
    return members;
  };
  const SEVEN = [
    'LEADER',
    'PROJECT_LEADER',
    'KEY_EMPLOYEE',
    'KEY_EMPLOYEE',
    'EMPLOYEE',
    'STAFF_REP',
    'STAKEHOLDER',
  ];
  const plan = async (engagementId: string, kind: string, date: string, datePrecision = 'DAY') =>
    (
      await agency.succeed(
        'engagementMeetingPlan',
        { engagementId, kind, date, datePrecision },
        'meeting { id }',
      )
    ).meeting.id as string;
  const document = async (who: Client, engagementId: string, type: string, more: object = {}) =>
    (
      await who.succeed(
        'planDocumentAdd',
        {
          engagementId,
          type,
          title: type.toLowerCase(),
          link: `https://example.dk/${type}`,
          ownerText: 'Socialafdelingen',
          ...more,
        },
        'document { id version }',
      )
    ).document;

  describe('the kick-off (Q20, V29)', () => {
    let engagementId: string;
    let members: { personId: string; memberId: string }[];
    let kickOff: string;
    beforeAll(async () => {
      app.clock.set('2019-10-01T08:00:00Z');
      engagementId = await open([KOLDING]);
      members = await team(engagementId, KOLDING, SEVEN);
      // In the middle of October, as the source says (R21); the day is known when it was held.
      kickOff = await plan(engagementId, 'KICK_OFF', '2019-10-15', 'MID_MONTH');
    });

    it('Q20, V29: team of seven, one of them unexcused: incomplete, 6 of 7, and who was missing', async () => {
      const own = coordinator(KOLDING);
      expect((await own.query(Q20, { municipality: KOLDING })).engagements.nodes).toEqual([
        {
          programme: { key: PROGRAMME },
          kickOffCheck: null,
          meetings: [{ status: 'PLANNED', dateText: 'midten af oktober 2019' }],
        },
      ]);
      app.clock.set('2019-10-20T08:00:00Z');
      const input = { meetingId: kickOff, allPresent: true };
      expect(await own.act('engagementMeetingHold', input, 'meeting { id }')).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'date' }],
      });
      await own.succeed(
        'engagementMeetingHold',
        {
          ...input,
          date: '2019-10-16',
          attendees: [
            { memberId: members[4]?.memberId, state: 'ABSENT' },
            { personId: members[5]?.personId, state: 'EXCUSED' },
          ],
        },
        'meeting { status }',
      );
      const [answer] = (await own.query(Q20, { municipality: KOLDING })).engagements.nodes;
      expect(answer.kickOffCheck).toMatchObject({
        complete: false,
        present: 6,
        expected: 7,
        excused: 1,
        warnings: ['NO_PROJECT_OWNER'],
        meeting: { dateText: '16. oktober 2019' },
      });
      expect(answer.kickOffCheck.missing).toEqual([
        {
          requirement: 'TEAM_MEMBER',
          roles: ['EMPLOYEE'],
          state: 'ABSENT',
          person: { name: expect.stringMatching(/^Person \d+$/) },
        },
      ]);
    });

    it('V29: a correction with a reason makes it complete, and the answer of before is still to be had', async () => {
      const own = coordinator(KOLDING);
      const before = '2019-10-20T10:00:00Z';
      app.clock.set('2019-10-21T08:00:00Z');
      const attendees = [{ memberId: members[4]?.memberId, state: 'EXCUSED' }];
      const correction = { meetingId: kickOff, date: '2019-10-16', attendees };
      expect(await own.act('engagementMeetingHold', correction, 'meeting { id }')).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'reason' }],
      });
      await own.succeed(
        'engagementMeetingHold',
        { ...correction, reason: 'Der lå et afbud' },
        'meeting { id }',
      );
      const { engagement } = await own.query(
        `query ($id: ID!, $before: DateTime!) { engagement(id: $id) {
          now: kickOffCheck { complete present missing { requirement } }
          earlier: kickOffCheck(asOf: { knownAt: $before }) { complete present } } }`,
        { id: engagementId, before },
      );
      expect(engagement).toEqual({
        now: { complete: true, present: 7, missing: [] },
        earlier: { complete: false, present: 6 },
      });
    });

    it('V29: without a leader or the project leader it is incomplete, whoever else came; others come in a role of their own', async () => {
      app.clock.set('2019-10-22T08:00:00Z');
      const other = await open([VEJLE]);
      const own = await team(other, VEJLE, ['KEY_EMPLOYEE', 'STAKEHOLDER']);
      const director = await person(VEJLE);
      const meetingId = await plan(other, 'KICK_OFF', '2019-10-21');
      await agency.succeed('engagementMeetingHold', { meetingId, allPresent: true }, 'meeting { id }');
      const check = `query ($id: ID!) { engagementMeeting(id: $id) {
        attendees { roles inTeam state }
        kickOffCheck { complete present expected missing { requirement person { name } } warnings } } }`;
      expect((await agency.query(check, { id: meetingId })).engagementMeeting.kickOffCheck).toEqual({
        complete: false,
        present: 2,
        expected: 2,
        missing: [
          { requirement: 'LEADER', person: null },
          { requirement: 'PROJECT_LEADER', person: null },
        ],
        warnings: ['NO_PROJECT_OWNER'],
      });
      await agency.succeed(
        'teamMemberAdd',
        { engagementId: other, personId: own[0]?.personId, role: 'PROJECT_LEADER', from: '2019-10-01' },
        'member { id }',
      );
      await agency.succeed(
        'engagementMeetingHold',
        { meetingId, attendees: [{ personId: director, state: 'PRESENT', role: 'LEADER' }], reason: 'Glemt' },
        'meeting { id }',
      );
      const { engagementMeeting } = await agency.query(check, { id: meetingId });
      expect(engagementMeeting.kickOffCheck).toMatchObject({ complete: true, present: 2, expected: 2 });
      expect(engagementMeeting.attendees).toContainEqual({
        roles: ['LEADER'],
        inTeam: false,
        state: 'PRESENT',
      });
    });

    it('the team is not the participants: neither contains the other, and each has its dates', async () => {
      const own = coordinator(KOLDING);
      await own.succeed(
        'enrolmentConfirm',
        {
          engagementId,
          municipalityCode: KOLDING,
          trackKey: 'INTRO',
          personId: await person(KOLDING, 'Kursist'),
        },
        'enrolment { id }',
      );
      await own.succeed(
        'teamMemberEnd',
        { memberId: members[6]?.memberId, on: '2019-11-30' },
        'member { to }',
      );
      const { engagement } = await own.query(
        `query ($id: ID!) { engagement(id: $id) {
          november: team(on: "2019-11-30") { role person { name } }
          december: team(on: "2019-12-01") { role }
          before: team(on: "2019-09-30") { role } } }`,
        { id: engagementId },
      );
      expect(engagement.november.map((member: any) => member.role).sort()).toEqual([...SEVEN].sort());
      expect(engagement.november.map((member: any) => member.person.name)).not.toContain('Kursist');
      expect(engagement.december).toHaveLength(6);
      expect(engagement.before).toEqual([]);
      const again = {
        engagementId,
        personId: members[0]?.personId,
        role: 'LEADER',
        from: '2020-01-01',
      };
      expect(await own.act('teamMemberAdd', again, 'member { id }')).toMatchObject({ code: 'DUPLICATE' });
      expect(
        await own.act(
          'teamMemberEnd',
          { memberId: members[0]?.memberId, addedByMistake: true },
          'member { id }',
        ),
      ).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'reason' }] });
    });

    it('L25: somebody who was registered twice is one person in the team and at the kick-off, and two again', async () => {
      app.clock.set('2019-11-04T08:00:00Z');
      const own = await open(['159']);
      const [leader, projectLeader] = await team(own, '159', ['LEADER', 'PROJECT_LEADER']);
      const meetingId = await plan(own, 'KICK_OFF', '2019-11-01');
      await coordinator('159').succeed(
        'engagementMeetingHold',
        {
          meetingId,
          attendees: [
            { memberId: leader?.memberId, state: 'PRESENT' },
            { memberId: projectLeader?.memberId, state: 'ABSENT' },
          ],
        },
        'meeting { id }',
      );
      const answers = async () =>
        (
          await coordinator('159').query(
            `query ($id: ID!) { engagement(id: $id) {
              team { person { id } }
              kickOffCheck { complete present expected }
              known: kickOffCheck(asOf: { knownAt: "2019-11-04T12:00:00Z" }) { complete present expected } } }`,
            { id: own },
          )
        ).engagement;
      const before = await answers();
      const two = { complete: false, present: 1, expected: 2 };
      expect(before).toMatchObject({ kickOffCheck: two, known: two });
      app.clock.set('2019-11-05T08:00:00Z');
      const ids = { keepId: leader?.personId, mergeId: projectLeader?.personId, reason: 'Samme person' };
      await agency.succeed('personMerge', ids, '__typename');
      expect(await answers()).toEqual({
        team: [{ person: { id: leader?.personId } }, { person: { id: leader?.personId } }],
        kickOffCheck: { complete: true, present: 1, expected: 1 },
        known: two,
      });
      await agency.succeed(
        'personUnmerge',
        { personId: projectLeader?.personId, reason: 'Alligevel to' },
        '__typename',
      );
      expect(await answers()).toEqual(before);
    });

    it('R33: a status meeting says five things, no other meeting does; a held one is not cancelled', async () => {
      const own = coordinator(KOLDING);
      const texts = {
        planStatus: 'Følger planen',
        adjustments: 'Ingen',
        challenges: 'Travlhed',
        sparring: 'Hver måned',
        maintenance: 'Fast punkt på personalemødet',
      };
      expect(
        await own.act(
          'engagementMeetingHold',
          { meetingId: kickOff, date: '2019-10-16', reason: 'r', sparring: 'x' },
          'meeting { id }',
        ),
      ).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'sparring' }] });
      const status = await plan(engagementId, 'STATUS_MEETING', '2019-10-22');
      const held = await own.succeed(
        'engagementMeetingHold',
        { meetingId: status, ...texts },
        `meeting { status ${Object.keys(texts).join(' ')} }`,
      );
      expect(held.meeting).toEqual({ status: 'HELD', ...texts });
      const corrected = await own.succeed(
        'engagementMeetingHold',
        { meetingId: status, challenges: 'Travlhed i december', sparring: null, reason: 'Rettet' },
        'meeting { planStatus challenges sparring }',
      );
      expect(corrected.meeting).toEqual({
        planStatus: 'Følger planen',
        challenges: 'Travlhed i december',
        sparring: null,
      });
      expect(
        await own.act('engagementMeetingCancel', { meetingId: status, reason: 'r' }, 'meeting { id }'),
      ).toMatchObject({ code: 'INVALID_STATE', from: 'HELD' });
      const workshop = await plan(engagementId, 'PLAN_WORKSHOP', '2019-12-02', 'QUARTER');
      await own.succeed(
        'engagementMeetingReschedule',
        { meetingId: workshop, date: '2020-01-08' },
        'meeting { date }',
      );
      const cancelled = await own.succeed(
        'engagementMeetingCancel',
        { meetingId: workshop, reason: 'Sne' },
        'meeting { status date reason }',
      );
      expect(cancelled.meeting).toEqual({ status: 'CANCELLED', date: '2020-01-08', reason: 'Sne' });
    });
  });

  describe('phases and milestones (Q23, V35)', () => {
    it('V35: phases follow each other from the start on, and the anchoring ends with an approved plan', async () => {
      app.clock.set('2019-10-01T08:00:00Z');
      const id = await open(['101']);
      await team(id, '101', ['LEADER', 'PROJECT_LEADER']);
      const phases = async (on: string) =>
        (
          await agency.query(
            `query ($id: ID!, $on: LocalDate!) { engagement(id: $id) {
              phases(asOf: { validOn: $on }) { key startsOn endsOn status approximate derived endedOn holdUps }
              currentPhase(asOf: { validOn: $on }) { key } } }`,
            { id, on },
          )
        ).engagement;
      const planned = [
        ['PREPARATION', '2019-10-01', '2020-03-31', true, false],
        ['CHANGE', '2020-04-01', '2021-05-31', false, true],
        ['ANCHORING', '2021-06-01', '2021-09-30', false, true],
      ];
      const at = await phases('2019-10-01');
      expect(
        at.phases.map((phase: any) => [
          phase.key,
          phase.startsOn,
          phase.endsOn,
          phase.derived,
          phase.approximate,
        ]),
      ).toEqual(planned);
      expect(at.currentPhase).toEqual({ key: 'PREPARATION' });
      expect((await phases('2020-03-31')).currentPhase).toEqual({ key: 'PREPARATION' });
      expect((await phases('2020-04-01')).currentPhase).toEqual({ key: 'CHANGE' });
      expect((await phases('2021-05-31')).currentPhase).toEqual({ key: 'CHANGE' });
      expect((await phases('2021-06-01')).currentPhase).toEqual({ key: 'ANCHORING' });
      expect((await phases('2021-10-01')).phases[2]).toMatchObject({
        status: 'CURRENT',
        endedOn: null,
        holdUps: ['NO_APPROVED_ANCHORING_PLAN'],
      });

      app.clock.set('2021-10-05T08:00:00Z');
      const close = (on?: string, reason?: string) =>
        agency.act('engagementClose', { engagementId: id, on, reason }, 'engagement { closedOn }');
      expect(await close()).toMatchObject({ code: 'INVALID_STATE', from: 'ANCHORING' });
      const { id: documentId } = await document(agency, id, 'ANCHORING_PLAN', { date: '2021-09-01' });
      expect(await close()).toMatchObject({ code: 'INVALID_STATE', from: 'ANCHORING' });
      await agency.succeed('planDocumentApprove', { documentId, on: '2021-10-02' }, 'document { id }');
      expect(await close('2021-10-01')).toMatchObject({ code: 'INVALID_STATE' });
      expect((await phases('2021-10-05')).phases[2].holdUps).toEqual(['NOT_CLOSED']);
      expect(await close('2021-10-03')).toMatchObject({ engagement: { closedOn: '2021-10-03' } });
      const after = await phases('2021-10-05');
      expect(after.currentPhase).toBeNull();
      expect(after.phases[2]).toMatchObject({ status: 'PAST', endedOn: '2021-10-03', holdUps: [] });
      expect(await close('2021-10-04')).toMatchObject({ code: 'INVALID_INPUT' });
      expect(await close('2021-10-04', 'Forkert dag')).toMatchObject({
        engagement: { closedOn: '2021-10-04' },
      });
    });

    it('R30: the preparation is not left without an implementation team', async () => {
      app.clock.set('2020-05-01T08:00:00Z');
      const id = await open(['147'], '2019-10-01');
      const current = async () =>
        (
          await agency.query(
            'query ($id: ID!) { engagement(id: $id) { currentPhase { key holdUps } phases { beganOn endedOn } } }',
            { id },
          )
        ).engagement;
      expect((await current()).currentPhase).toEqual({ key: 'PREPARATION', holdUps: ['NO_TEAM'] });
      await team(id, '147', ['LEADER'], '2020-04-20');
      expect(await current()).toEqual({
        currentPhase: { key: 'CHANGE', holdUps: [] },
        phases: [
          { beganOn: '2019-10-01', endedOn: '2020-04-19' },
          { beganOn: '2020-04-20', endedOn: null },
          { beganOn: null, endedOn: null },
        ],
      });
    });

    it('Q23: current phase, milestones in the next 30 days, and what is overdue', async () => {
      app.clock.set('2019-10-01T08:00:00Z');
      const id = await open(['151']);
      await team(id, '151', ['LEADER', 'PROJECT_LEADER']);
      await plan(id, 'INITIAL_CALL', '2019-10-08');
      await plan(id, 'PLAN_WORKSHOP', '2020-03-10');
      await plan(id, 'STATUS_MEETING', '2020-06-01', 'QUARTER');
      for (const type of ['IMPLEMENTATION_PLAN', 'STAKEHOLDER_ANALYSIS', 'READINESS_FORM'])
        await document(agency, id, type);
      await document(agency, id, 'RECRUITMENT_AND_ORGANISATION');
      app.clock.set('2020-03-05T08:00:00Z');
      const [answer] = (await coordinator('151').query(Q23, { municipality: '151' })).engagements.nodes;
      expect(answer).toEqual({
        currentPhase: {
          key: 'PREPARATION',
          name: 'Forberedelsesfasen',
          endsOn: '2020-03-31',
          approximate: false,
          derived: true,
          holdUps: [],
        },
        milestones: [
          {
            kind: 'MEETING',
            title: 'Indledende telefonmøde, 8. oktober 2019',
            dueOn: '2019-10-08',
            overdue: true,
          },
          {
            kind: 'MEETING',
            title: 'Implementeringsplansworkshop, 10. marts 2020',
            dueOn: '2020-03-10',
            overdue: false,
          },
          {
            kind: 'KICK_OFF_NOT_PLANNED',
            title: 'Opstartsmøde er ikke planlagt',
            dueOn: '2020-03-31',
            overdue: false,
          },
          { kind: 'PHASE_END', title: 'Forberedelsesfasen slutter', dueOn: '2020-03-31', overdue: false },
          {
            kind: 'PLAN_DOCUMENT_MISSING',
            title: 'Risikoanalyse mangler',
            dueOn: '2020-03-31',
            overdue: false,
          },
          // Some time in the second quarter: it can be within the next 30 days.
          { kind: 'MEETING', title: 'Statusmøde, 2. kvartal 2020', dueOn: '2020-06-30', overdue: false },
        ],
      });
      app.clock.set('2020-04-01T08:00:00Z');
      const [later] = (await coordinator('151').query(Q23, { municipality: '151' })).engagements.nodes;
      expect(later.currentPhase.key).toBe('CHANGE');
      expect(later.milestones.filter((each: any) => each.overdue).map((each: any) => each.title)).toEqual([
        'Indledende telefonmøde, 8. oktober 2019',
        'Implementeringsplansworkshop, 10. marts 2020',
        'Opstartsmøde er ikke planlagt',
        'Risikoanalyse mangler',
      ]);
    });

    it('a programme that states no phases has none, and is closed without an anchoring plan', async () => {
      app.clock.set('2025-09-01T08:00:00Z');
      const id = await open(['151'], '2025-01-15', 'AD_UNGE_2025');
      const { engagement } = await agency.query(
        'query ($id: ID!) { engagement(id: $id) { phases { key } currentPhase { key } milestones { kind } missingPlanDocuments } }',
        { id },
      );
      expect(engagement).toEqual({
        phases: [],
        currentPhase: null,
        milestones: [],
        missingPlanDocuments: [],
      });
      await agency.succeed('engagementClose', { engagementId: id }, 'engagement { closedOn }');
    });
  });

  describe('plan documents (Q26, R31)', () => {
    let another: string;
    beforeAll(async () => {
      app.clock.set('2019-12-01T08:00:00Z');
      another = await open(['155']);
    });

    it('Q26: which plan documents exist, their newest version and owner, and which are missing', async () => {
      app.clock.set('2019-12-01T08:00:00Z');
      const id = await open(['153'], '2019-10-01');
      const [leader] = await team(id, '153', ['LEADER']);
      const own = coordinator('153');
      const first = await document(own, id, 'IMPLEMENTATION_PLAN', { date: '2019-11-01' });
      await own.succeed('planDocumentApprove', { documentId: first.id }, 'document { approvedOn }');
      const second = await document(own, id, 'IMPLEMENTATION_PLAN', {
        title: 'Implementeringsplan 2020',
        link: 'http://esdh.example.dk/sag/17?dok=2',
        ownerText: null,
        ownerMemberId: leader?.memberId,
      });
      await document(own, id, 'RISK_ANALYSIS', { ownerText: 'Bostøtten' });
      expect([first.version, second.version]).toEqual([1, 2]);
      const [answer] = (await own.query(Q26, { municipality: '153' })).engagements.nodes;
      expect(answer).toEqual({
        planDocuments: [
          {
            type: 'IMPLEMENTATION_PLAN',
            title: 'Implementeringsplan 2020',
            version: 2,
            date: '2019-12-01',
            link: 'http://esdh.example.dk/sag/17?dok=2',
            approvedOn: null,
            ownerText: null,
            owner: { name: expect.any(String) },
          },
          {
            type: 'RISK_ANALYSIS',
            title: 'risk_analysis',
            version: 1,
            date: '2019-12-01',
            link: 'https://example.dk/RISK_ANALYSIS',
            approvedOn: null,
            ownerText: 'Bostøtten',
            owner: null,
          },
        ],
        missingPlanDocuments: [
          'ANCHORING_PLAN',
          'STAKEHOLDER_ANALYSIS',
          'READINESS_FORM',
          'RECRUITMENT_AND_ORGANISATION',
        ],
      });
      // Approved was the version before, which stays readable.
      expect(await own.act('planDocumentApprove', { documentId: first.id }, 'document { id }')).toMatchObject(
        { code: 'INVALID_STATE', from: 'SUPERSEDED' },
      );
      const { planDocument } = await own.query(
        'query ($id: ID!) { planDocument(id: $id) { name earlierVersions { version approvedOn } } }',
        { id: second.id },
      );
      expect(planDocument).toEqual({
        name: 'Implementeringsplan',
        earlierVersions: [{ version: 1, approvedOn: '2019-12-01' }],
      });
    });

    it.each([
      'ftp://example.dk/plan',
      'javascript:alert(1)',
      'example.dk/plan',
      'https://',
      'https://name:word@example.dk/plan',
      'file:///plan.pdf',
      'https://example.dk/en plan',
    ])('R31: the link is a web address, so %s is refused', async (link) => {
      expect(
        await agency.act(
          'planDocumentAdd',
          {
            engagementId: another,
            type: 'RISK_ANALYSIS',
            title: 'Plan',
            link,
            ownerText: 'Bostøtten',
          },
          'document { id }',
        ),
      ).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'link' }] });
    });

    it('a document has one owner, a link without a CPR number, and no date in the future', async () => {
      const id = await open(['157'], '2019-10-01');
      const input = { engagementId: id, type: 'RISK_ANALYSIS', title: 'Plan', link: 'https://example.dk/1' };
      const refused = async (more: object) =>
        agency.act('planDocumentAdd', { ...input, ...more }, 'document { id }');
      expect(await refused({})).toMatchObject({ code: 'INVALID_INPUT' });
      expect(await refused({ ownerText: 'A', ownerMemberId: 'tea_x' })).toMatchObject({
        code: 'INVALID_INPUT',
      });
      expect(await refused({ ownerMemberId: 'tea_x' })).toMatchObject({ code: 'NOT_FOUND' });
      expect(await refused({ ownerText: 'A', date: '2099-01-01' })).toMatchObject({ code: 'INVALID_INPUT' });
      expect(await refused({ ownerText: 'A', link: 'https://example.dk/010190-1234' })).toMatchObject({
        code: 'CONTAINS_CPR',
      });
    });
  });

  describe('who may see and change it', () => {
    const EVERYTHING = `query ($id: ID!) { engagement(id: $id) {
      team { role municipality { code } person { name } }
      meetings { kind attendees { state roles person { name } } }
      kickOffCheck { complete present expected missing { requirement person { name } } }
      phases { key } milestones(days: 700) { kind documentType } planDocuments { type } missingPlanDocuments } }`;
    let id: string;
    let kolding: { personId: string; memberId: string };
    let horsens: { personId: string; memberId: string };
    let meetingId: string;
    beforeAll(async () => {
      app.clock.set('2023-01-02T08:00:00Z');
      id = await open([KOLDING, HORSENS], '2023-01-01');
      kolding = await join(coordinator(KOLDING), id, KOLDING, 'LEADER', { from: '2023-01-01' });
      horsens = await join(coordinator(HORSENS), id, HORSENS, 'PROJECT_LEADER', { from: '2023-01-01' });
      meetingId = await plan(id, 'KICK_OFF', '2023-01-02');
      await coordinator(KOLDING).succeed(
        'engagementMeetingHold',
        {
          meetingId,
          attendees: [
            { memberId: kolding.memberId, state: 'PRESENT' },
            // Whose name this coordinator does not see.
            { memberId: horsens.memberId, state: 'ABSENT' },
          ],
        },
        'meeting { id }',
      );
      await document(coordinator(KOLDING), id, 'RISK_ANALYSIS', {
        ownerText: null,
        ownerMemberId: kolding.memberId,
      });
    });

    it('V39: in a joint engagement a coordinator reads the names of the own people only, and the counts complete', async () => {
      const names = async (who: Client) => {
        const { engagement } = await who.query(EVERYTHING, { id });
        return {
          team: engagement.team.map((member: any) => [member.municipality.code, member.person !== null]),
          attendees: engagement.meetings[0].attendees.map((each: any) => [each.state, each.person !== null]),
          missing: engagement.kickOffCheck.missing
            .filter((each: any) => each.requirement === 'TEAM_MEMBER')
            .map((each: any) => each.person !== null),
          figures: [engagement.kickOffCheck.present, engagement.kickOffCheck.expected],
        };
      };
      expect(await names(coordinator(KOLDING))).toEqual({
        team: [
          [KOLDING, true],
          [HORSENS, false],
        ],
        attendees: [
          ['PRESENT', true],
          ['ABSENT', false],
        ],
        missing: [false],
        figures: [1, 2],
      });
      expect(await names(coordinator(HORSENS))).toMatchObject({
        team: [
          [KOLDING, false],
          [HORSENS, true],
        ],
        missing: [true],
        figures: [1, 2],
      });
      const end = { memberId: horsens.memberId };
      expect(await coordinator(KOLDING).act('teamMemberEnd', end, 'member { id }')).toMatchObject({
        code: 'NOT_FOUND',
      });
      const { planDocuments } = (
        await coordinator(HORSENS).query(
          'query ($id: ID!) { engagement(id: $id) { planDocuments { owner { name } ownerText } } }',
          { id },
        )
      ).engagement;
      expect(planDocuments).toEqual([{ owner: null, ownerText: null }]);
      const stranger = await person(HORSENS);
      const attendees = [{ personId: stranger, state: 'PRESENT', role: 'LEADER' }];
      expect(
        await coordinator(KOLDING).act(
          'engagementMeetingHold',
          { meetingId, attendees, reason: 'r' },
          'meeting { id }',
        ),
      ).toMatchObject({ code: 'NOT_FOUND' });
      expect(
        await coordinator(KOLDING).act(
          'teamMemberAdd',
          { engagementId: id, personId: kolding.personId, role: 'STAFF_REP', municipalityCode: HORSENS },
          'member { id }',
        ),
      ).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'municipalityCode' }] });
    });

    it('a coordinator of another municipality finds nothing, and changes nothing', async () => {
      const other = coordinator(VEJLE);
      expect(await other.query(EVERYTHING, { id })).toEqual({ engagement: null });
      const { teamMember, engagementMeeting } = await other.query(
        `query ($member: ID!, $meeting: ID!) {
          teamMember(id: $member) { id } engagementMeeting(id: $meeting) { id } }`,
        { member: kolding.memberId, meeting: meetingId },
      );
      expect([teamMember, engagementMeeting]).toEqual([null, null]);
      for (const [name, input, selection] of [
        ['teamMemberEnd', { memberId: kolding.memberId }, 'member { id }'],
        [
          'engagementMeetingPlan',
          { engagementId: id, kind: 'KICK_OFF', date: '2023-02-01' },
          'meeting { id }',
        ],
        ['engagementMeetingHold', { meetingId, reason: 'r' }, 'meeting { id }'],
      ] as const)
        expect(await other.act(name, input, selection)).toMatchObject({ code: 'NOT_FOUND' });
    });

    it('a provider reads phases and meetings, neither team nor documents; a participant nothing of it', async () => {
      const { provider } = await agency.succeed(
        'providerRegister',
        { key: 'leverandoer', name: 'Leverandøren' },
        'provider { id }',
      );
      const { cohort } = await agency.succeed(
        'cohortOpen',
        {
          programmeKey: PROGRAMME,
          trackKey: 'INTRO',
          name: 'Hold',
          providerId: provider.id,
          engagementId: id,
        },
        'cohort { id }',
      );
      const email = 'kursist@kolding.example.dk';
      const registered = await agency.succeed(
        'personRegister',
        { name: 'Kursist Kolding', email, municipalityCode: KOLDING },
        'person { id }',
      );
      await agency.succeed(
        'enrolmentConfirm',
        {
          engagementId: id,
          municipalityCode: KOLDING,
          trackKey: 'INTRO',
          personId: registered.person.id,
          cohortId: cohort.id,
        },
        'enrolment { id }',
      );
      const asProvider = new Client(app, [{ role: 'PROVIDER', provider: 'leverandoer' }]);
      const seen = (await asProvider.query(EVERYTHING, { id })).engagement;
      expect(seen).toMatchObject({ team: [], planDocuments: [], missingPlanDocuments: [] });
      expect(seen.phases).toHaveLength(3);
      expect(seen.meetings[0].attendees.map((each: any) => each.person)).toEqual([null, null]);
      expect(seen.kickOffCheck).toMatchObject({ present: 1, expected: 2 });
      expect(seen.milestones.every((each: any) => each.documentType === null)).toBe(true);
      const participant = new Client(app, [{ role: 'PARTICIPANT', email }]);
      expect((await participant.query(EVERYTHING, { id })).engagement).toEqual({
        team: [],
        meetings: [],
        kickOffCheck: null,
        phases: [],
        milestones: [],
        planDocuments: [],
        missingPlanDocuments: [],
      });
    });

    it('many engagements are answered with as many statements as one', async () => {
      const statements = async (first: number) => {
        const { query } = app.store;
        let count = 0;
        app.store.query = async (statement) => {
          count += 1;
          return query.call(app.store, statement) as Promise<never[]>;
        };
        try {
          await agency.query(
            `query ($first: Int!) { engagements(first: $first) { nodes {
              team { person { name } } kickOffCheck { complete missing { person { name } } }
              currentPhase { key } milestones { title } planDocuments { owner { name } } } } }`,
            { first },
          );
        } finally {
          app.store.query = query;
        }
        return count;
      };
      const [many, one] = [await statements(8), await statements(1)];
      expect(one).toBeGreaterThan(5);
      expect(many).toBeLessThanOrEqual(one + 1);
    });
  });
});
