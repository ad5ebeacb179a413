/** Coordinators leave (L26), and municipalities merge (L28). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { freshDatabase } from '../support/database.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const KOLDING = '621';
const VEJLE = '630';

/** L26: what waits for the coordinator, or for the successor. */
const OPEN_TASKS = `query ($municipality: String!) { openTasks(municipalityCode: $municipality) {
  kind count trackKey dueOn municipality { code } engagement { id }
  enrolments { id } milestones { title dueOn } } }`;

/** How a test token is made out; see test/support/app.ts. */
const subjectOf = (roles: RoleClaim[]) => `test:${JSON.stringify(roles)}`;

function world(app: TestApp) {
  const agency = new Client(app, [{ role: 'AGENCY' }]);
  let number = 0;
  const person = async (municipalityCode: string) => {
    number += 1;
    const input = { name: `Person ${number}`, municipalityCode };
    return (await agency.succeed('personRegister', input, 'person { id }')).person.id as string;
  };
  return {
    agency,
    person,
    open: async (municipalityCodes: string[], startsOn: string, programmeKey = PROGRAMME) =>
      (
        await agency.succeed(
          'engagementOpen',
          { programmeKey, municipalityCodes, startsOn },
          'engagement { id }',
        )
      ).engagement.id as string,
    seat: async (engagementId: string, municipalityCode: string, trackKey: string, more: object = {}) =>
      (
        await agency.succeed(
          'enrolmentConfirm',
          { engagementId, municipalityCode, trackKey, personId: await person(municipalityCode), ...more },
          'enrolment { id status }',
        )
      ).enrolment as { id: string; status: string },
  };
}

describe('L26: a coordinator leaves', () => {
  let app: TestApp;
  let agency: Client;
  let seat: ReturnType<typeof world>['seat'];
  let engagementId: string;
  const coordinator: RoleClaim[] = [{ role: 'COORDINATOR', municipality: KOLDING }];
  const successor: RoleClaim[] = [
    { role: 'COORDINATOR', municipality: KOLDING },
    { role: 'PARTICIPANT', email: 'ny@kolding.example.dk' },
  ];
  beforeAll(async () => {
    app = await startApp('2026-03-02T08:00:00Z');
    const made = world(app);
    ({ agency, seat } = made);
    engagementId = await made.open([KOLDING], '2025-09-01');
  });
  afterAll(() => app.close());

  const access = async (roles: RoleClaim[]) => {
    const { data, errors } = await app.ask(roles, '{ engagements { totalCount } }');
    return errors?.[0]?.extensions['code'] ?? data.engagements.totalCount;
  };
  const end = async (name: string, more: object = {}) =>
    agency.act(
      'coordinatorEnd',
      { coordinator: name, municipalityCode: KOLDING, reason: 'Nyt arbejde', ...more },
      'change { kind on municipality { code } }',
    );
  const reinstate = async (name: string) =>
    agency.act(
      'coordinatorReinstate',
      { coordinator: name, municipalityCode: KOLDING, reason: 'Bliver alligevel' },
      'change { kind on }',
    );

  it('L26: the role ends on a day: access until midnight in Copenhagen, none after, with the same token', async () => {
    expect(await access(coordinator)).toBe(1);
    expect(await end(subjectOf(coordinator), { on: '2026-04-01' })).toEqual({
      __typename: 'CoordinatorEndPayload',
      change: { kind: 'ENDED', on: '2026-04-01', municipality: { code: KOLDING } },
    });
    expect(await access(coordinator)).toBe(1);
    // Summer time: the day begins at 22.00 UTC.
    app.clock.set('2026-03-31T21:59:00Z');
    expect(await access(coordinator)).toBe(1);
    app.clock.set('2026-03-31T22:00:00Z');
    expect(await access(coordinator)).toBe('FORBIDDEN');
    expect(await access(successor)).toBe(1);
  });

  it('L26: it can be taken back, and ended at once again; every record is kept', async () => {
    expect(await reinstate(subjectOf(coordinator))).toMatchObject({
      change: { kind: 'REINSTATED', on: '2026-04-01' },
    });
    expect(await access(coordinator)).toBe(1);
    expect(await reinstate(subjectOf(coordinator))).toMatchObject({
      code: 'INVALID_STATE',
      from: 'REINSTATED',
    });
    await end(subjectOf(coordinator).toUpperCase());
    expect(await access(coordinator)).toBe('FORBIDDEN');
    const { coordinatorChanges } = await agency.query(
      '{ coordinatorChanges(municipalityCode: "621") { kind on reason recordedBy } }',
    );
    expect(coordinatorChanges.map((each: any) => [each.kind, each.recordedBy])).toEqual([
      ['ENDED', 'Test'],
      ['REINSTATED', 'Test'],
      ['ENDED', 'Test'],
    ]);
    const audited = await app.store.query<{ action: string }>(
      sql`SELECT action FROM audit_event WHERE action LIKE 'coordinator%' ORDER BY id`,
    );
    expect(audited.map((row) => row.action)).toEqual([
      'coordinatorEnd',
      'coordinatorReinstate',
      'coordinatorEnd',
    ]);
  });

  it('L26: an address that the token was signed for will do, other roles stay, and other municipalities too', async () => {
    const other: RoleClaim[] = [
      { role: 'COORDINATOR', municipality: KOLDING },
      { role: 'COORDINATOR', municipality: VEJLE },
      { role: 'PARTICIPANT', email: 'Gammel@kolding.example.dk' },
    ];
    const roles = async () =>
      (await app.ask(other, '{ viewer { roles } openTasks(municipalityCode: "621") { kind } }')).data;
    expect((await roles()).openTasks).not.toEqual([]);
    await end('gammel@kolding.example.dk');
    expect(await roles()).toEqual({ viewer: { roles: ['COORDINATOR', 'PARTICIPANT'] }, openTasks: [] });
    expect(await reinstate('nobody@kolding.example.dk')).toMatchObject({
      code: 'INVALID_STATE',
      from: 'NOTHING_RECORDED',
    });
    expect(await reinstate('gammel@kolding.example.dk')).toHaveProperty('change');
  });

  it('L26: only the agency and the administrator end a role', async () => {
    const input = `input: { coordinator: "x", municipalityCode: "621", reason: "r" }`;
    for (const roles of [successor, [{ role: 'PROVIDER' as const, provider: 'p' }]]) {
      const { errors } = await app.ask(roles, `mutation { coordinatorEnd(${input}) { __typename } }`);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    const { data } = await app.ask(
      [{ role: 'ADMIN' }],
      `mutation { coordinatorEnd(${input}) { __typename } }`,
    );
    expect(data.coordinatorEnd.__typename).toBe('CoordinatorEndPayload');
  });

  it('L26: what is open is listed for the successor, with counts and references', async () => {
    app.clock.set('2026-04-02T08:00:00Z');
    const leaders: { id: string }[] = [];
    for (let n = 0; n < 6; n += 1) leaders.push(await seat(engagementId, KOLDING, 'MEETING_LEADER'));
    const waiting: { id: string }[] = [];
    for (let n = 0; n < 2; n += 1)
      waiting.push(await seat(engagementId, KOLDING, 'MEETING_LEADER', { waitlist: true }));
    const own = new Client(app, successor);
    const tasks = async () => {
      const { openTasks } = await own.query(OPEN_TASKS, { municipality: KOLDING });
      return Object.fromEntries(openTasks.map((task: any) => [task.kind, task]));
    };
    const full = await tasks();
    expect(full).not.toHaveProperty('WAITING_WHILE_SEATS_FREE');
    expect(full.WITHOUT_COHORT).toMatchObject({
      count: 6,
      trackKey: 'MEETING_LEADER',
      engagement: { id: engagementId },
      enrolments: leaders.map(({ id }) => ({ id })),
    });
    expect(full).toHaveProperty('TEAM_MISSING');

    const { cohort } = await agency.succeed(
      'cohortOpen',
      { programmeKey: PROGRAMME, trackKey: 'MEETING_LEADER', name: 'Hold 1' },
      'cohort { id }',
    );
    for (const { id } of leaders)
      await agency.succeed('enrolmentAssign', { enrolmentId: id, cohortId: cohort.id }, 'enrolment { id }');
    const scheduled = await agency.succeed(
      'courseDaySchedule',
      { cohortId: cohort.id, type: 'SEMINAR', unit: 1, dates: ['2026-04-01', '2026-04-02'] },
      'courseDays { id }',
    );
    await agency.succeed(
      'attendanceRecord',
      { courseDayId: scheduled.courseDays[0].id, default: 'PRESENT' },
      'courseDay { id }',
    );
    const leave = async (index: number, releaseSeat: boolean) =>
      agency.succeed(
        'enrolmentWithdraw',
        { enrolmentId: leaders[index]?.id, on: '2026-04-02', releaseSeat },
        'enrolment { status }',
      );
    await leave(0, true);
    await leave(1, false);
    const { member } = await agency.succeed(
      'teamMemberAdd',
      {
        engagementId,
        municipalityCode: KOLDING,
        personId: await world(app).person(KOLDING),
        role: 'LEADER',
        from: '2025-09-01',
      },
      'member { id }',
    );
    const { meeting } = await agency.succeed(
      'engagementMeetingPlan',
      { engagementId, kind: 'KICK_OFF', date: '2025-10-01' },
      'meeting { id }',
    );
    await agency.succeed(
      'engagementMeetingHold',
      { meetingId: meeting.id, attendees: [{ memberId: member.id, state: 'ABSENT' }] },
      'meeting { id }',
    );
    const open = await tasks();
    expect(Object.keys(open).sort()).toEqual([
      'KICK_OFF_INCOMPLETE',
      'LEAVER_HOLDS_SEAT',
      'MILESTONE_OVERDUE',
      'PROJECT_LEADER_MISSING',
      'SEAT_OFFERED',
    ]);
    // One seat was released: it is offered to the first of the two who wait.
    expect(open.SEAT_OFFERED).toMatchObject({ count: 1, enrolments: [{ id: waiting[0]?.id }] });
    expect(open.SEAT_OFFERED.dueOn > '2026-04-02').toBe(true);
    expect(open.LEAVER_HOLDS_SEAT).toMatchObject({ count: 1, enrolments: [{ id: leaders[1]?.id }] });
    expect(open.KICK_OFF_INCOMPLETE.count).toBe(3);
    // The preparation ended on the last of February, without the documents that belong to it.
    expect(open.MILESTONE_OVERDUE).toMatchObject({ count: 5, dueOn: '2026-02-28' });
    expect(open.MILESTONE_OVERDUE.milestones.map((each: any) => each.title)).toContain(
      'Risikoanalyse mangler',
    );
    const foreign = new Client(app, [{ role: 'COORDINATOR', municipality: VEJLE }]);
    expect(await foreign.query(OPEN_TASKS, { municipality: KOLDING })).toEqual({ openTasks: [] });
  });
});

describe('L21: a municipality leaves an engagement', () => {
  it('L21: from that day on it has no tasks there, and the others keep theirs', async () => {
    const app = await startApp('2026-03-02T08:00:00Z');
    const { agency, open } = world(app);
    const engagementId = await open([KOLDING, VEJLE], '2025-09-01');
    const tasks = async (municipality: string) => {
      const own = new Client(app, [{ role: 'COORDINATOR', municipality }]);
      const { openTasks } = await own.query(OPEN_TASKS, { municipality });
      return openTasks.map((task: any) => task.kind);
    };
    const before = await tasks(KOLDING);
    expect(before).toEqual(['MILESTONE_OVERDUE', 'TEAM_MISSING']);
    await agency.succeed(
      'engagementPartnerWithdraw',
      { engagementId, municipalityCode: VEJLE, on: '2026-03-03', reason: 'Trækker sig' },
      '__typename',
    );
    expect(await tasks(VEJLE)).toEqual(before);
    // The day begins in Copenhagen.
    app.clock.set('2026-03-02T23:00:00Z');
    expect(await tasks(VEJLE)).toEqual([]);
    expect(await tasks(KOLDING)).toEqual(before);

    // What its people want corrected is its own to answer.
    const email = 'lis@vejle.example';
    const input = { name: 'Lis Vejle', municipalityCode: VEJLE, email };
    const { person } = await agency.succeed('personRegister', input, 'person { id affiliations { id } }');
    await new Client(app, [{ role: 'PARTICIPANT', email }]).succeed(
      'correctionRequest',
      { personId: person.id, recordId: person.affiliations[0].id, text: 'Jeg er flyttet' },
      '__typename',
    );
    expect(await tasks(VEJLE)).toEqual(['CORRECTION_REQUESTED']);
    await app.close();
  });
});

describe('L28: municipalities merge', () => {
  const STATUS = `query ($basis: MunicipalityBasis, $asOf: AsOfInput, $filter: StatusFilter) {
    certificationStatus(groupBy: [MUNICIPALITY, REGION], municipalities: $basis, asOf: $asOf, filter: $filter) {
      municipality { code } region persons } }`;
  let app: TestApp;
  let agency: Client;
  let open: ReturnType<typeof world>['open'];
  let seat: ReturnType<typeof world>['seat'];
  beforeAll(async () => {
    app = await startApp('2026-06-01T08:00:00Z');
    ({ agency, open, seat } = world(app));
  });
  afterAll(() => app.close());

  const succeed = async (code: string, successorCode: string, firstDay: string, more: object = {}) =>
    agency.act(
      'municipalitySucceed',
      { code, successorCode, firstDay, reason: 'Sammenlægning', ...more },
      'municipality { code validTo successor { code } }',
    );
  const rows = async (basis?: string, more: object = {}, who = agency) =>
    (await who.query(STATUS, { basis, ...more })).certificationStatus.map((row: any) => [
      row.municipality.code,
      row.region,
      row.persons,
    ]);
  const existing = async (on: string) =>
    (
      await agency.query('query ($on: LocalDate) { municipalities(on: $on) { code } }', { on })
    ).municipalities.map((each: any) => each.code);

  it('L28: old records keep the old code; reports by then and by now, along the chain, region by date', async () => {
    // Herlev and Ballerup lie in Region Hovedstaden, Greve in Region Sjælland (V41).
    const HERLEV = '163';
    const BALLERUP = '151';
    const GREVE = '253';
    const herlev = await open([HERLEV], '2026-01-01');
    const greve = await open([GREVE], '2026-01-01');
    await seat(herlev, HERLEV, 'INTRO', { on: '2026-01-05' });
    await seat(greve, GREVE, 'INTRO', { on: '2026-01-05' });
    await seat(greve, GREVE, 'INTRO', { on: '2026-01-05' });
    const then = [
      [HERLEV, 'Region Hovedstaden', 1],
      [GREVE, 'Region Sjælland', 2],
    ];
    expect(await rows()).toEqual(then);
    expect(await rows('AS_NOW')).toEqual(then);

    expect(await succeed(HERLEV, BALLERUP, '2026-07-01')).toMatchObject({
      municipality: { code: HERLEV, validTo: '2026-06-30', successor: { code: BALLERUP } },
    });
    await succeed(BALLERUP, GREVE, '2026-10-01');
    // Recorded, and not come yet.
    expect(await rows('AS_NOW')).toEqual(then);
    app.clock.set('2026-07-01T08:00:00Z');
    expect(await rows('AS_THEN')).toEqual(then);
    expect(await rows('AS_NOW')).toEqual([
      [BALLERUP, 'Region Hovedstaden', 1],
      [GREVE, 'Region Sjælland', 2],
    ]);
    app.clock.set('2026-10-01T08:00:00Z');
    expect(await rows()).toEqual(then);
    expect(await rows('AS_NOW')).toEqual([[GREVE, 'Region Sjælland', 3]]);
    expect(await rows('AS_NOW', { filter: { municipalityCode: GREVE } })).toEqual([
      [GREVE, 'Region Sjælland', 3],
    ]);
    expect(await rows('AS_NOW', { filter: { municipalityCode: HERLEV } })).toEqual([]);
    expect(await rows('AS_THEN', { filter: { municipalityCode: HERLEV } })).toEqual([then[0]]);
    app.clock.set('2027-01-01T08:00:00Z');
    expect(await rows('AS_NOW')).toEqual([[GREVE, 'Region Østdanmark', 3]]);
    expect(await rows('AS_THEN')).toEqual([
      [GREVE, 'Region Østdanmark', 2],
      [HERLEV, 'Region Østdanmark', 1],
    ]);
    // V38: what was answered on 1 July is answered again.
    expect(
      await rows('AS_NOW', { asOf: { validOn: '2026-07-01', knownAt: '2026-07-01T09:00:00Z' } }),
    ).toEqual([
      [BALLERUP, 'Region Hovedstaden', 1],
      [GREVE, 'Region Sjælland', 2],
    ]);
    const kept = await agency.query(
      '{ enrolments(filter: { municipalityCode: "163" }) { nodes { municipality { code name validTo } } } }',
    );
    expect(kept.enrolments.nodes).toEqual([
      { municipality: { code: HERLEV, name: 'Herlev', validTo: '2026-06-30' } },
    ]);
  });

  it('L28: municipalities(on:) answers those that exist on the day', async () => {
    expect(await existing('2026-06-30')).toHaveLength(98);
    expect(await existing('2026-06-30')).toContain('163');
    expect(await existing('2026-07-01')).toHaveLength(97);
    expect(await existing('2026-07-01')).not.toContain('163');
    expect(await existing('2026-10-01')).toHaveLength(96);
  });

  it('L28: a new engagement with a municipality that has ended is refused, one that began before is not', async () => {
    const opened = async (startsOn: string) =>
      agency.act(
        'engagementOpen',
        { programmeKey: 'AD_UNGE_2025', municipalityCodes: ['163'], startsOn },
        'engagement { id }',
      );
    expect(await opened('2026-07-01')).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'municipalityCodes.0', message: expect.stringContaining('has ended') }],
    });
    expect(await opened('2026-06-30')).toHaveProperty('engagement');
  });

  it('L28: the seats and people of the former municipality are those of its successor’s coordinator', async () => {
    const codes = async (municipality: string) =>
      (
        await new Client(app, [{ role: 'COORDINATOR', municipality }]).query(
          '{ enrolments { nodes { municipality { code } person { name } } } }',
        )
      ).enrolments.nodes.map((each: any) => each.municipality.code);
    expect((await codes('253')).sort()).toEqual(['163', '253', '253']);
    // Itself a part of Greve by now, and with it what it had taken over.
    expect(await codes('151')).toEqual([]);
    expect(await codes('630')).toEqual([]);
    const own = new Client(app, [{ role: 'COORDINATOR', municipality: '253' }]);
    const { openTasks } = await own.query(OPEN_TASKS, { municipality: '253' });
    expect(openTasks.filter((task: any) => task.kind === 'WITHOUT_COHORT')).toMatchObject([
      { municipality: { code: '163' }, count: 1 },
      { municipality: { code: '253' }, count: 2 },
    ]);
  });

  it('L28: a municipality that gets another code is founded under it, where the old one lay', async () => {
    expect(await succeed('400', '401', '2027-06-01')).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'successorCode' }],
    });
    expect(await succeed('400', '401', '2027-06-01', { successorName: 'Bornholm' })).toMatchObject({
      municipality: { successor: { code: '401' } },
    });
    const { municipality } = await agency.query(
      '{ municipality(code: "401") { name validFrom validTo region(on: "2027-06-01") } }',
    );
    expect(municipality).toEqual({
      name: 'Bornholm',
      validFrom: '2027-06-01',
      validTo: null,
      region: 'Region Østdanmark',
    });
    expect(await existing('2027-06-01')).toContain('401');
    expect(await existing('2027-05-31')).not.toContain('401');
    // Corrected: the new code begins with the old one's end.
    await succeed('400', '401', '2027-07-01');
    expect(await existing('2027-06-30')).toEqual(expect.arrayContaining(['400']));
    expect(await existing('2027-06-30')).not.toContain('401');
  });

  it('V1, L28: a municipality with another code takes part no second time in the same period', async () => {
    const [BRONDERSLEV, FREDERIKSHAVN, LAESO, NEW] = ['810', '813', '825', '811'];
    const opening = async (code: string, startsOn: string) =>
      agency.act(
        'engagementOpen',
        { programmeKey: PROGRAMME, municipalityCodes: [code], startsOn },
        'engagement { id }',
      );
    const duplicate = (...existing: string[]) => ({
      code: 'DUPLICATE',
      existing: expect.arrayContaining(existing.map((id) => ({ id }))),
    });
    await succeed(BRONDERSLEV, NEW, '2027-07-01', { successorName: 'Vendsyssel' });
    await succeed(FREDERIKSHAVN, NEW, '2027-07-01');
    await succeed(LAESO, FREDERIKSHAVN, '2027-03-01');
    // Each has its own quota while it is a municipality of its own.
    const first = await open([BRONDERSLEV], '2027-02-01');
    const second = await open([LAESO], '2027-02-28');
    expect(await opening(FREDERIKSHAVN, '2027-03-01')).toMatchObject(duplicate(second));
    // What has become one is refused for any that it came from, along the chain.
    expect(await opening(NEW, '2027-07-01')).toMatchObject(duplicate(first, second));
    expect(await opening(NEW, '2029-02-27')).toMatchObject(duplicate(second));
    await open([NEW], '2029-02-28');

    // Under the old code it is no other municipality than under the new one.
    await succeed('840', '841', '2027-07-01', { successorName: 'Rebild' });
    const anew = await open(['841'], '2027-07-15');
    expect(await opening('840', '2027-06-30')).toMatchObject(duplicate(anew));
    expect(await open(['840'], '2025-07-15')).not.toBe(anew);
    // Nor when a merger has been by now, and the engagement is said to have begun before it.
    const merging = await open(['773'], '2026-09-01');
    await succeed('787', '773', '2026-12-01');
    expect(await opening('787', '2026-10-01')).toMatchObject(duplicate(merging));
  });

  it('L21, L28: whoever left an engagement under the old code may take part under the new one', async () => {
    const engagementId = await open(['846', '851'], '2027-01-01');
    await agency.succeed(
      'engagementPartnerWithdraw',
      { engagementId, municipalityCode: '846', on: '2027-01-01', reason: 'Trådt ud' },
      'engagement { id }',
    );
    await succeed('846', '847', '2027-07-01', { successorName: 'Mariagerfjord' });
    expect(await open(['847'], '2027-07-01')).not.toBe(engagementId);
  });

  it('L28: what was recorded wrongly is corrected or taken back, and what cannot be is refused', async () => {
    expect(await succeed('621', '621', '2027-06-01')).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await succeed('621', '163', '2027-06-01')).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'successorCode' }],
    });
    expect(await succeed('253', '163', '2026-05-01')).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'successorCode' }],
    });
    await succeed('621', '630', '2027-06-01');
    expect(await existing('2027-06-01')).not.toContain('621');
    const back = async () =>
      agency.act(
        'municipalityReinstate',
        { code: '621', reason: 'Blev ikke til noget' },
        'municipality { validTo successor { code } }',
      );
    expect(await back()).toMatchObject({ municipality: { validTo: null, successor: null } });
    expect(await existing('2027-06-01')).toContain('621');
    expect(await back()).toMatchObject({ code: 'INVALID_STATE', from: 'EXISTING' });
    const { errors } = await app.ask(
      [{ role: 'COORDINATOR', municipality: '621' }],
      `mutation { municipalitySucceed(input: { code: "621", successorCode: "630", firstDay: "2027-06-01", reason: "r" }) { __typename } }`,
    );
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('L26, L28: a server that was running already knows at once what another one records', async () => {
    const database = await freshDatabase();
    const one = await startApp('2026-06-01T08:00:00Z', { database });
    const other = await startApp('2026-06-01T08:00:00Z', { database });
    const token: RoleClaim[] = [{ role: 'COORDINATOR', municipality: KOLDING }];
    const asAgency = new Client(one, [{ role: 'AGENCY' }]);
    expect((await other.ask(token, '{ viewer { roles } }')).data.viewer.roles).toEqual(['COORDINATOR']);
    await asAgency.succeed(
      'coordinatorEnd',
      { coordinator: subjectOf(token), municipalityCode: KOLDING, reason: 'Nyt arbejde' },
      'change { on }',
    );
    expect((await other.ask(token, '{ viewer { roles } }')).errors?.[0]?.extensions['code']).toBe(
      'FORBIDDEN',
    );
    await asAgency.succeed(
      'municipalitySucceed',
      {
        code: '163',
        successorCode: '164',
        successorName: 'Herlev-Ballerup',
        firstDay: '2026-05-01',
        reason: 'r',
      },
      'municipality { code }',
    );
    const elsewhere = await new Client(other, [{ role: 'AGENCY' }]).query(
      '{ municipalities { code name region } municipality(code: "164") { name } }',
    );
    expect(elsewhere.municipality).toEqual({ name: 'Herlev-Ballerup' });
    expect(elsewhere.municipalities).toContainEqual({
      code: '164',
      name: 'Herlev-Ballerup',
      region: 'Region Hovedstaden',
    });
    expect(elsewhere.municipalities.map((each: any) => each.code)).not.toContain('163');
    await one.close();
    await other.close();
    await database.drop();
  });
});
