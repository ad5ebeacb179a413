/** Questions about supervision (domain.md 3a), each answered by one request: Q3, Q9, Q10, Q24. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HERLEV, KOLDING, School, winter } from '../support/supervision-school.js';

const SUPERVISION = 'creditedMinutes remainingMinutes plannedMinutes forecastMinutes outlook';

/** Q3: per supervision group: minutes held, planned, target; per member credited, missing, forecast. */
const Q3 = `query {
  supervisionGroups(first: 50) { nodes {
    name heldMinutes plannedMinutes targetMinutes
    awaitingRecording { startsAt }
    hosts { municipality { name } meetings minutes }
    members { id person { name } progress { supervision { ${SUPERVISION} } } } } } }`;

/** Q9: which supervisor led which meetings and hours: evidence of delivery. */
const Q9 = `query ($from: LocalDate!, $to: LocalDate!, $knownAt: DateTime) {
  supervisionDelivery(from: $from, to: $to, knownAt: $knownAt) {
    meetingCount minutes
    supervisors { supervisor { name } minutes meetings { startedAt minutes meeting { group { name } host { name } } } }
    withoutSupervisor { startedAt minutes } } }`;

/** Q10: who would be moved out of balance if the group is closed early? */
const Q10 = `query ($group: ID!, $on: LocalDate!) {
  supervisionGroup(id: $group) { ifClosed(on: $on) {
    enrolment { id } before { forecastMinutes outlook } after { forecastMinutes remainingMinutes outlook } } } }`;

/** Q24: who falls below the requirement if absent from the next meeting? */
const Q24 = `query {
  supervisionGroups(first: 50) { nodes { name nextMeeting { startsAt
    ifAbsent { fallsBelow enrolment { id person { name } }
      before { forecastMinutes outlook } after { forecastMinutes outlook } } } } } }`;

let school: School;
beforeEach(async () => {
  school = await School.open('2026-11-22T12:00:00Z');
});
afterEach(() => school.app.close());

/** So many minutes credited to everybody in a group, in meetings of at most 20 hours from a day on. */
async function credited(groupId: string, minutes: number, presences?: object[]): Promise<void> {
  let rest = minutes;
  for (let day = 1; rest > 0; day += 1) {
    const startedAt = `2026-02-${String(day).padStart(2, '0')}T00:00:00Z`;
    const length = Math.min(rest, 1200);
    rest -= length;
    const endedAt = new Date(Date.parse(startedAt) + length * 60_000).toISOString();
    const more = presences === undefined ? {} : { allPresent: false, presences };
    await school.held(groupId, '2026-02-01', { startedAt, endedAt, ...more });
  }
}

it('Q3: per group minutes held, planned and target; per member credited, missing and forecast', async () => {
  const [a, b] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
  const groupId = await school.group('Gruppe 1', [a, b]);
  const local = await school.group('Intro', [await school.enrol(KOLDING, { trackKey: 'INTRO' })], {
    trackKey: 'INTRO',
  });
  await credited(groupId, 2700);
  const hosted = await school.plan(groupId, '2026-03-02', { hostMunicipalityCode: KOLDING });
  await school.hold(hosted, '2026-03-02', { presences: [{ enrolmentId: b, absent: true }] });
  await school.plan(groupId, '2026-10-01');
  await school.plan(groupId, '2026-12-01');
  // After the 24 months: planned for the group, and no minute of anybody's forecast.
  await school.plan(groupId, '2027-02-01');
  const { supervisionGroups } = await school.substans.query(Q3);
  expect(supervisionGroups.nodes).toEqual([
    {
      name: 'Gruppe 1',
      heldMinutes: 2880,
      plannedMinutes: 360,
      targetMinutes: 3000,
      awaitingRecording: [{ startsAt: '2026-10-01T08:00:00.000Z' }],
      hosts: [{ municipality: { name: 'Kolding' }, meetings: 1, minutes: 180 }],
      members: [
        {
          id: a,
          person: { name: 'Deltager 001' },
          progress: {
            supervision: {
              creditedMinutes: 2880,
              remainingMinutes: 120,
              plannedMinutes: 180,
              forecastMinutes: 3060,
              outlook: 'ON_TRACK',
            },
          },
        },
        {
          id: b,
          person: { name: 'Deltager 002' },
          progress: {
            supervision: {
              creditedMinutes: 2700,
              remainingMinutes: 300,
              plannedMinutes: 180,
              forecastMinutes: 2880,
              outlook: expect.stringMatching(/ON_TRACK|AT_RISK/),
            },
          },
        },
      ],
    },
    expect.objectContaining({ name: 'Intro', heldMinutes: 0, targetMinutes: 900 }),
  ]);
  expect(local).toBeDefined();
});

describe('Q9: which supervisor led which meetings and hours', () => {
  const ask = async (variables: object, by = school.substans) =>
    (await by.query(Q9, { ...variables })).supervisionDelivery;

  it('Q9: the meetings of a period by who led them; two who led one have all of it each', async () => {
    const [anna, bo] = [await school.supervisor('Anna Supervisor'), await school.supervisor('Bo Supervisor')];
    const groupId = await school.group('Gruppe 1', [await school.enrol()]);
    const plan = (day: string, supervisorIds: string[] | null) =>
      school.plan(groupId, day, { supervisorIds, hostMunicipalityCode: KOLDING });
    await school.hold(await plan('2026-03-01', [anna]), '2026-03-01');
    await school.hold(await plan('2026-03-02', [anna]), '2026-03-02', {
      supervisorIds: [bo],
      breakMinutes: 30,
    });
    await school.hold(await plan('2026-03-03', null), '2026-03-03', { supervisorIds: [bo, anna] });
    await school.hold(await plan('2026-03-31', null), '2026-03-31');
    await plan('2026-03-30', [anna]);
    await school.hold(await plan('2026-04-01', [anna]), '2026-04-01');
    const march = { from: '2026-03-01', to: '2026-03-31' };
    const meeting = { group: { name: 'Gruppe 1' }, host: { name: 'Kolding' } };
    const at = (day: string) => `${day}T08:00:00.000Z`;
    expect(await ask(march)).toEqual({
      meetingCount: 4,
      minutes: 690,
      supervisors: [
        {
          supervisor: { name: 'Anna Supervisor' },
          minutes: 360,
          meetings: [
            { startedAt: at('2026-03-01'), minutes: 180, meeting },
            { startedAt: at('2026-03-03'), minutes: 180, meeting },
          ],
        },
        {
          supervisor: { name: 'Bo Supervisor' },
          minutes: 330,
          meetings: [
            { startedAt: at('2026-03-02'), minutes: 150, meeting },
            { startedAt: at('2026-03-03'), minutes: 180, meeting },
          ],
        },
      ],
      withoutSupervisor: [{ startedAt: '2026-03-31T08:00:00.000Z', minutes: 180 }],
    });
    expect(await ask(march, school.other)).toMatchObject({ meetingCount: 0, supervisors: [] });
    expect(await ask(march, school.agency)).toMatchObject({ meetingCount: 4 });
    const backwards = await school.app.ask([{ role: 'AGENCY' }], Q9, {
      from: '2026-04-01',
      to: '2026-03-01',
    });
    expect(backwards.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('V38: who led a meeting is put right with a reason; the earlier evidence can be told again', async () => {
    const [anna, bo] = [await school.supervisor('Anna Supervisor'), await school.supervisor('Bo Supervisor')];
    const groupId = await school.group('Gruppe 1', [await school.enrol()]);
    const meetingId = await school.plan(groupId, '2026-03-02', { supervisorIds: [anna] });
    await school.hold(meetingId, '2026-03-02');
    school.app.clock.set('2026-11-23T12:00:00Z');
    await school.substans.succeed(
      'supervisionMeetingReschedule',
      { meetingId, supervisorIds: [bo], reason: 'Anna var forhindret' },
      'meeting { id }',
    );
    const names = async (knownAt: string | null) =>
      (await ask({ from: '2026-03-01', to: '2026-03-31', knownAt })).supervisors.map(
        (each: any) => each.supervisor.name,
      );
    expect(await names(null)).toEqual(['Bo Supervisor']);
    expect(await names('2026-11-23T00:00:00Z')).toEqual(['Anna Supervisor']);
  });

  it('a supervisor belongs to one provider, and keeps what they led when they stop', async () => {
    const email = 'anna@substans.example';
    const anna = await school.supervisor('Anna Supervisor', { email });
    const again = { name: 'Anna S', email: 'ANNA@substans.example' };
    expect(await school.substans.act('supervisorRegister', again, 'supervisor { id }')).toMatchObject({
      __typename: 'Duplicate',
      existing: [{ id: anna }],
    });
    expect(await school.agency.act('supervisorRegister', { name: 'X' }, 'supervisor { id }')).toMatchObject({
      problems: [{ path: 'providerId' }],
    });
    const { supervisor: foreign } = await school.other.succeed(
      'supervisorRegister',
      { name: 'Carl', email },
      'supervisor { id provider { key } }',
    );
    expect(foreign.provider.key).toBe('other');
    const groupId = await school.group('Gruppe 1', [await school.enrol()]);
    const plan = (day: string, supervisorIds: string[]) =>
      school.substans.act(
        'supervisionMeetingPlan',
        { groupId, startsAt: winter(day, '09:00'), endsAt: winter(day, '12:00'), supervisorIds },
        'meeting { id supervisors { name email active } }',
      );
    expect(await plan('2026-12-01', [anna, foreign.id, anna])).toMatchObject({
      problems: [{ path: 'supervisorIds.1' }, { path: 'supervisorIds.2' }],
    });
    const { meeting } = await plan('2026-12-01', [anna]);
    expect(meeting.supervisors).toEqual([{ name: 'Anna Supervisor', email, active: true }]);
    const change = { supervisorId: anna, name: 'Anna Ny', active: false };
    expect(await school.other.act('supervisorChange', change, 'supervisor { id }')).toMatchObject({
      __typename: 'NotFound',
    });
    await school.substans.succeed('supervisorChange', change, 'supervisor { name active }');
    expect(await plan('2026-12-02', [anna])).toMatchObject({ problems: [{ path: 'supervisorIds.0' }] });
    const late = await plan('2026-03-02', [anna]);
    expect((await school.hold(late.meeting.id, '2026-03-02')).meeting.status).toBe('HELD');
    const shown = await school.substans.query(
      `query ($id: ID!) { supervisors { name } active: supervisors(active: true) { name }
        node(id: $id) { ... on Supervisor { name email } } }`,
      { id: anna },
    );
    expect(shown).toEqual({
      supervisors: [{ name: 'Anna Ny' }],
      active: [],
      node: { name: 'Anna Ny', email },
    });
    expect(await school.other.query('query ($id: ID!) { node(id: $id) { id } }', { id: anna })).toEqual({
      node: null,
    });
  });
});

it('Q10: who would be moved out of balance if a group is closed early', async () => {
  const [tight, spare, elsewhere, behind] = [
    await school.enrol(KOLDING),
    await school.enrol(KOLDING),
    await school.enrol(HERLEV),
    await school.enrol(HERLEV),
  ];
  const groupId = await school.group('Gruppe 1', [tight, spare, elsewhere, behind]);
  const other = await school.group('Gruppe 2', [elsewhere]);
  const there = [tight, elsewhere].map((enrolmentId) => ({ enrolmentId }));
  await credited(groupId, 2700, [...there, { enrolmentId: spare }]);
  await school.held(groupId, '2026-04-01', { allPresent: false, presences: [{ enrolmentId: spare }] });
  await school.plan(groupId, '2026-12-01');
  await school.plan(groupId, '2026-12-08');
  for (const day of ['2026-12-02', '2026-12-09']) await school.plan(other, day);
  const closed = async (on: string, by = school.substans) =>
    (await by.query(Q10, { group: groupId, on })).supervisionGroup.ifClosed;
  // Without the second meeting one has 2880 of 3000; one needs only the first; one has another group; one is behind anyway.
  expect(await closed('2026-12-02')).toEqual([
    {
      enrolment: { id: tight },
      before: { forecastMinutes: 3060, outlook: 'ON_TRACK' },
      after: { forecastMinutes: 2880, remainingMinutes: 300, outlook: expect.any(String) },
    },
  ]);
  expect((await closed('2026-12-01')).map((each: any) => each.enrolment.id)).toEqual([tight, spare]);
  expect(await closed('2026-12-09')).toEqual([]);
  expect(await closed('2026-12-01', school.coordinator(HERLEV))).toEqual([]);
  // Nothing is written.
  expect((await school.supervisionOf(tight)).plannedMinutes).toBe(360);
});

it('L9: who is on leave on the day of a meeting loses nothing with it', async () => {
  const [here, away] = [await school.enrol(KOLDING), await school.enrol(KOLDING)];
  const groupId = await school.group('Gruppe 1', [here, away]);
  await school.plan(groupId, '2026-12-01');
  const leave = { enrolmentId: away, from: '2026-11-25', to: '2026-12-02' };
  await school.agency.succeed('leaveBegin', leave, 'enrolment { id }');
  const { supervisionGroups } = await school.substans.query(Q24);
  const [{ nextMeeting }] = supervisionGroups.nodes;
  expect(nextMeeting.ifAbsent.map((each: any) => each.enrolment.id)).toEqual([here]);
});

it('Q24: who falls below the requirement if absent from the next meeting', async () => {
  const email = 'egen@kommune.example';
  const [tight, met, theirs] = [
    await school.enrol(KOLDING, { email }),
    await school.enrol(KOLDING),
    await school.enrol(HERLEV),
  ];
  const groupId = await school.group('Gruppe 1', [tight, met, theirs]);
  await credited(groupId, 2820);
  await school.held(groupId, '2026-04-01', { allPresent: false, presences: [{ enrolmentId: met }] });
  await school.plan(groupId, '2026-12-01');
  const ask = async (by = school.coordinator(KOLDING)) => (await by.query(Q24)).supervisionGroups.nodes;
  const [group] = await ask();
  expect(group.nextMeeting).toEqual({
    startsAt: '2026-12-01T08:00:00.000Z',
    ifAbsent: [
      {
        fallsBelow: true,
        enrolment: { id: tight, person: { name: 'Deltager 001' } },
        before: { forecastMinutes: 3000, outlook: 'ON_TRACK' },
        after: { forecastMinutes: 2820, outlook: expect.stringMatching(/ON_TRACK|AT_RISK/) },
      },
      {
        fallsBelow: false,
        enrolment: { id: met, person: { name: 'Deltager 002' } },
        before: { forecastMinutes: 3180, outlook: 'MET' },
        after: { forecastMinutes: 3000, outlook: 'MET' },
      },
    ],
  });
  const idsOf = (groups: any[]) => groups[0].nextMeeting.ifAbsent.map((each: any) => each.enrolment.id);
  expect(idsOf(await ask(school.substans))).toEqual([tight, met, theirs]);
  expect(idsOf(await ask(school.as({ role: 'PARTICIPANT', email })))).toEqual([tight]);
  // With a second meeting planned nobody falls below; the first remains the next one.
  await school.plan(groupId, '2026-12-08');
  const falls = (groups: any[]) => groups[0].nextMeeting.ifAbsent.map((each: any) => each.fallsBelow);
  expect(falls(await ask(school.substans))).toEqual([false, false, false]);
});
