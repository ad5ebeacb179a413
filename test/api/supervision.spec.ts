import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';
import { onSqlite } from '../support/database.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const SUBSTANS: RoleClaim[] = [{ role: 'PROVIDER', provider: 'substans' }];
const OTHER: RoleClaim[] = [{ role: 'PROVIDER', provider: 'other' }];
const KOLDING = '621';
const HERLEV = '163';
const ODENSE = '461';
const TODAY = '2026-11-22T12:00:00Z';

let app: TestApp;
let people = 0;

/** The answer of one mutation, whatever member of its union it is. */
async function mutate(roles: RoleClaim[], name: string, input: object, fields: string): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const answer = await app.ask(
    roles,
    `mutation($input: ${type}!) { result: ${name}(input: $input) { __typename ${fields} } }`,
    { input },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.result;
}

async function query(roles: RoleClaim[], text: string, variables: object = {}): Promise<any> {
  const answer = await app.ask(roles, text, { ...variables });
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

async function engagement(
  programmeKey = 'AD_BOSTOETTE_2019',
  startsOn = '2025-01-15',
  municipalityCodes = [KOLDING, HERLEV, ODENSE],
): Promise<string> {
  const opened = await mutate(
    AGENCY,
    'engagementOpen',
    { programmeKey, municipalityCodes, startsOn },
    '... on EngagementOpenPayload { engagement { id } }',
  );
  return opened.engagement.id;
}

async function person(email?: string): Promise<string> {
  people += 1;
  const name = `Deltager ${String(people).padStart(3, '0')}`;
  const registered = await mutate(
    AGENCY,
    'personRegister',
    { name, ...(email === undefined ? {} : { email }) },
    '... on PersonRegisterPayload { person { id } }',
  );
  return registered.person.id;
}

interface Place {
  municipality?: string;
  track?: string;
  capacity?: string;
  personId?: string;
  cohortId?: string;
}

async function enrol(engagementId: string, place: Place = {}): Promise<string> {
  const confirmed = await mutate(
    AGENCY,
    'enrolmentConfirm',
    {
      engagementId,
      municipalityCode: place.municipality ?? KOLDING,
      trackKey: place.track ?? 'MEETING_LEADER',
      personId: place.personId ?? (await person()),
      capacity: place.capacity ?? 'EMPLOYEE',
      cohortId: place.cohortId ?? null,
    },
    '... on EnrolmentConfirmPayload { enrolment { id } } ... on DomainError { message }',
  );
  expect(confirmed).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
  return confirmed.enrolment.id;
}

const ERRORS = `... on DomainError { code message } ... on InvalidInput { problems { path message } }
  ... on InvalidState { from allowed } ... on Overlap { with { id } }`;
const FORM = `... on SupervisionGroupFormPayload { group { id } warnings } ${ERRORS.replace('... on Overlap { with { id } }', '')}`;
const PLAIN_ERRORS = ERRORS.replace('... on Overlap { with { id } }', '');
const MEETING = `id status startsAt endsAt plannedStartsAt plannedEndsAt breakMinutes venue host { code }
  presences { enrolment { id } creditedMinutes guest from to absent }`;

async function providerId(key: string): Promise<string> {
  const { providers } = await query(AGENCY, '{ providers { id key } }');
  return providers.find((each: { key: string }) => each.key === key).id;
}

async function formed(input: object, roles = AGENCY): Promise<any> {
  return mutate(
    roles,
    'supervisionGroupForm',
    {
      programmeKey: 'AD_BOSTOETTE_2019',
      trackKey: 'MEETING_LEADER',
      name: 'Gruppe 1',
      ...(roles === AGENCY ? { providerId: await providerId('substans') } : {}),
      ...input,
    },
    FORM,
  );
}

async function group(enrolmentIds: string[], input: object = {}): Promise<string> {
  const answer = await formed({ enrolmentIds, ...input });
  expect(answer).toMatchObject({ __typename: 'SupervisionGroupFormPayload' });
  return answer.group.id;
}

async function planned(groupId: string, startsAt: string, endsAt: string, input: object = {}): Promise<any> {
  return mutate(
    SUBSTANS,
    'supervisionMeetingPlan',
    { groupId, startsAt, endsAt, ...input },
    `... on SupervisionMeetingPlanPayload { meeting { ${MEETING} } warnings } ${PLAIN_ERRORS}`,
  );
}

async function plan(groupId: string, startsAt: string, endsAt: string, input: object = {}): Promise<string> {
  const answer = await planned(groupId, startsAt, endsAt, input);
  expect(answer).toMatchObject({ __typename: 'SupervisionMeetingPlanPayload' });
  return answer.meeting.id;
}

async function hold(meetingId: string, input: object, roles = SUBSTANS): Promise<any> {
  return mutate(
    roles,
    'supervisionMeetingHold',
    { meetingId, ...input },
    `... on SupervisionMeetingHoldPayload { meeting { ${MEETING} } warnings } ${ERRORS}`,
  );
}

/** Planned and held at once, at the same times. */
async function held(groupId: string, startedAt: string, endedAt: string, input: object = {}): Promise<any> {
  const meetingId = await plan(groupId, startedAt, endedAt);
  return hold(meetingId, { startedAt, endedAt, ...input });
}

async function correct(
  meetingId: string,
  enrolmentId: string,
  input: object,
  roles = SUBSTANS,
): Promise<any> {
  return mutate(
    roles,
    'supervisionCorrect',
    { meetingId, enrolmentId, reason: 'Listen var forkert', ...input },
    `... on SupervisionCorrectPayload { meeting { ${MEETING} } warnings } ${ERRORS}`,
  );
}

async function cancel(meetingId: string, roles = SUBSTANS): Promise<any> {
  return mutate(
    roles,
    'supervisionMeetingCancel',
    { meetingId, reason: 'Snestorm' },
    `... on SupervisionMeetingCancelPayload { meeting { ${MEETING} } } ${PLAIN_ERRORS}`,
  );
}

async function meetingOf(id: string, roles = SUBSTANS): Promise<any> {
  return (await query(roles, `query($id: ID!) { supervisionMeeting(id: $id) { ${MEETING} } }`, { id }))
    .supervisionMeeting;
}

/** Supervision of one enrolment: the figures, and what the requirement says in Danish. */
async function supervisionOf(enrolmentId: string): Promise<any> {
  const { enrolment } = await query(
    AGENCY,
    `query($id: ID!) { enrolment(id: $id) { status progress {
      supervision { targetMinutes creditedMinutes remainingMinutes plannedMinutes outlook }
      requirements { kind state explanation } completed } } }`,
    { id: enrolmentId },
  );
  const { supervision, requirements, completed } = enrolment.progress;
  const requirement = requirements.find((each: { kind: string }) => each.kind === 'SUPERVISION');
  return { ...supervision, ...requirement, completed, status: enrolment.status };
}

const credit = (meeting: any, enrolmentId: string): number | undefined =>
  meeting.presences.find((each: any) => each.enrolment.id === enrolmentId)?.creditedMinutes;

async function rows(text: string, ...values: string[]): Promise<any[]> {
  let place = 0;
  const numbered = text.replace(/\?/g, () => `$${(place += 1)}`);
  return app.store.database.writer.query(onSqlite ? text : numbered, values);
}

async function registerProviders(): Promise<void> {
  for (const key of ['substans', 'other'])
    await mutate(
      AGENCY,
      'providerRegister',
      { key, name: key },
      '... on ProviderRegisterPayload { provider { id } }',
    );
}

/** A municipality takes part in a programme once at a time, so every test has a database of its own. */
beforeEach(async () => {
  app = await startApp(TODAY);
  await registerProviders();
});
afterEach(() => app.close());

/** A day in Copenhagen winter time; each test takes days of its own. */
const at = (day: string, time: string) => `${day}T${time}:00+01:00`;

describe('forming a supervision group', () => {
  it('R09: warns when the members of a certified track come from fewer than two municipalities', async () => {
    const one = await engagement();
    const [a, b] = [await enrol(one), await enrol(one)];
    const local = await formed({ enrolmentIds: [a, b] });
    expect(local.warnings).toEqual(['FEWER_THAN_TWO_MUNICIPALITIES']);
    const c = await enrol(one, { municipality: HERLEV });
    const cross = await formed({ enrolmentIds: [a, b, c] });
    expect(cross.warnings).toEqual([]);
    const shown = await query(
      SUBSTANS,
      `query($id: ID!) { supervisionGroup(id: $id) { name trackKey heldMinutes programme { key } provider { key }
        members { id } municipalities { code } meetings { id } hosts { meetings } } }`,
      { id: cross.group.id },
    );
    expect(shown.supervisionGroup).toEqual({
      name: 'Gruppe 1',
      trackKey: 'MEETING_LEADER',
      heldMinutes: 0,
      programme: { key: 'AD_BOSTOETTE_2019' },
      provider: { key: 'substans' },
      members: [{ id: a }, { id: b }, { id: c }],
      municipalities: [{ code: HERLEV }, { code: KOLDING }],
      meetings: [],
      hosts: [],
    });
  });

  it('R13: the intro course and the youth course are supervised locally without a warning', async () => {
    const intro = await enrol(await engagement(), { track: 'INTRO' });
    expect((await formed({ trackKey: 'INTRO', enrolmentIds: [intro] })).warnings).toEqual([]);
    const youth = await enrol(await engagement('AD_UNGE_2025'), { track: 'YOUTH' });
    const local = await formed({ programmeKey: 'AD_UNGE_2025', trackKey: 'YOUTH', enrolmentIds: [youth] });
    expect(local.warnings).toEqual([]);
  });

  it('a bad member is refused with its place, and no group is formed', async () => {
    const one = await engagement();
    const good = await enrol(one);
    const intro = await enrol(one, { track: 'INTRO' });
    const left = await enrol(one);
    await mutate(AGENCY, 'enrolmentWithdraw', { enrolmentId: left, on: '2026-11-20' }, '');
    const [before] = await rows('SELECT COUNT(*) AS n FROM supervision_group');
    const answer = await formed({ enrolmentIds: [good, intro, good, left, 'enr_nobody'] });
    expect(answer.__typename).toBe('InvalidInput');
    expect(answer.problems.map((each: any) => each.path)).toEqual([
      'enrolmentIds.1',
      'enrolmentIds.2',
      'enrolmentIds.3',
      'enrolmentIds.4',
    ]);
    expect((await formed({ enrolmentIds: [] })).problems[0].path).toBe('enrolmentIds');
    expect((await formed({ trackKey: 'LEADERSHIP', enrolmentIds: [good] })).problems[0].path).toBe(
      'trackKey',
    );
    expect((await formed({ trackKey: 'NOPE', enrolmentIds: [good] })).problems[0].path).toBe('trackKey');
    const [after] = await rows('SELECT COUNT(*) AS n FROM supervision_group');
    expect(after.n).toBe(before.n);
  });

  it('a provider forms its own groups of people it can see; invisible reads like unknown', async () => {
    const one = await engagement();
    const opened = await mutate(
      SUBSTANS,
      'cohortOpen',
      { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'MEETING_LEADER', name: 'Hold 1' },
      '... on CohortOpenPayload { cohort { id } }',
    );
    const seen = await enrol(one, { cohortId: opened.cohort.id });
    const unseen = await enrol(one);
    expect((await formed({ enrolmentIds: [seen] }, SUBSTANS)).__typename).toBe('SupervisionGroupFormPayload');
    const refused = await formed({ enrolmentIds: [seen, unseen, 'enr_nobody'] }, SUBSTANS);
    expect(refused.problems.map((each: any) => each.path)).toEqual(['enrolmentIds.1', 'enrolmentIds.2']);
    expect(refused.problems[0].message).toBe(refused.problems[1].message);
    const foreign = await formed({ enrolmentIds: [seen], providerId: await providerId('other') }, SUBSTANS);
    expect(foreign.problems[0].path).toBe('providerId');
  });
});

describe('planning a meeting', () => {
  it('refuses times that cannot be and hosts that do not exist, naming the field', async () => {
    const groupId = await group([await enrol(await engagement())]);
    const backwards = await planned(groupId, at('2026-12-01', '12:00'), at('2026-12-01', '09:00'));
    expect(backwards.problems[0].path).toBe('endsAt');
    const endless = await planned(groupId, at('2026-12-01', '12:00'), at('2026-12-02', '12:01'));
    expect(endless.problems[0].path).toBe('endsAt');
    const nowhere = await planned(groupId, at('2026-12-01', '09:00'), at('2026-12-01', '12:00'), {
      hostMunicipalityCode: '999',
    });
    expect(nowhere.problems[0].path).toBe('hostMunicipalityCode');
    const [{ n }] = await rows('SELECT COUNT(*) AS n FROM supervision_meeting WHERE group_id = ?', groupId);
    expect(n).toBe(0);
  });

  it('R10: a host outside the group is a warning, and the distribution of hosts is reported', async () => {
    const one = await engagement();
    const groupId = await group([await enrol(one), await enrol(one, { municipality: HERLEV })]);
    const inside = await planned(groupId, at('2026-02-02', '09:00'), at('2026-02-02', '12:00'), {
      hostMunicipalityCode: KOLDING,
      venue: 'Rådhuset',
    });
    expect(inside).toMatchObject({
      warnings: [],
      meeting: { status: 'PLANNED', host: { code: KOLDING }, venue: 'Rådhuset', breakMinutes: null },
    });
    const outside = await planned(groupId, at('2026-02-03', '09:00'), at('2026-02-03', '12:00'), {
      hostMunicipalityCode: ODENSE,
    });
    expect(outside.warnings).toEqual(['HOST_OUTSIDE_GROUP']);
    await planned(groupId, at('2026-02-04', '09:00'), at('2026-02-04', '12:00'), {
      hostMunicipalityCode: HERLEV,
    });
    for (const { meeting } of [inside, outside])
      await hold(meeting.id, {
        startedAt: meeting.startsAt,
        endedAt: meeting.endsAt,
        breakMinutes: 20,
        allPresent: true,
      });
    const shown = await query(
      SUBSTANS,
      'query($id: ID!) { supervisionGroup(id: $id) { heldMinutes hosts { municipality { code } meetings minutes } } }',
      { id: groupId },
    );
    expect(shown.supervisionGroup).toEqual({
      heldMinutes: 320,
      hosts: [
        { municipality: { code: KOLDING }, meetings: 1, minutes: 160 },
        { municipality: { code: ODENSE }, meetings: 1, minutes: 160 },
      ],
    });
  });

  it('V13: warns of a planned course day and of another meeting of a member at the same time', async () => {
    const one = await engagement();
    const opened = await mutate(
      SUBSTANS,
      'cohortOpen',
      { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'MEETING_LEADER', name: 'Hold 2' },
      '... on CohortOpenPayload { cohort { id } }',
    );
    await mutate(
      SUBSTANS,
      'courseDaySchedule',
      { cohortId: opened.cohort.id, type: 'SEMINAR', unit: 1, dates: ['2026-12-07', '2026-12-08'] },
      '... on CourseDaySchedulePayload { courseDays { id } }',
    );
    const personId = await person();
    const leader = await enrol(one, { personId, cohortId: opened.cohort.id });
    const intro = await enrol(one, { personId, track: 'INTRO' });
    const groupId = await group([leader]);
    const introGroup = await group([intro], { trackKey: 'INTRO' });
    const lunch = await planned(introGroup, at('2026-12-07', '12:00'), at('2026-12-07', '13:00'));
    expect(lunch.warnings).toEqual([]);
    const late = await planned(introGroup, at('2026-12-07', '15:59'), at('2026-12-07', '18:00'));
    expect(late.warnings).toEqual(['OVERLAPS_COURSE_DAY']);
    const third = await planned(groupId, at('2026-12-07', '17:00'), at('2026-12-07', '19:00'));
    expect(third.warnings).toEqual(['OVERLAPS_MEETING']);
    await cancel(late.meeting.id);
    await cancel(third.meeting.id);
    expect((await planned(groupId, at('2026-12-07', '17:00'), at('2026-12-07', '19:00'))).warnings).toEqual(
      [],
    );
  });

  it('another provider finds neither group nor meeting, and a coordinator may not plan', async () => {
    const groupId = await group([await enrol(await engagement())]);
    const startsAt = at('2026-02-05', '09:00');
    const endsAt = at('2026-02-05', '12:00');
    const meetingId = await plan(groupId, startsAt, endsAt);
    const foreign = await mutate(OTHER, 'supervisionMeetingPlan', { groupId, startsAt, endsAt }, '');
    expect(foreign.__typename).toBe('NotFound');
    expect((await hold(meetingId, { startedAt: startsAt, endedAt: endsAt }, OTHER)).__typename).toBe(
      'NotFound',
    );
    expect((await cancel(meetingId, OTHER)).__typename).toBe('NotFound');
    expect((await correct(meetingId, 'enr_x', {}, OTHER)).__typename).toBe('NotFound');
    expect((await hold('mee_x', { startedAt: startsAt, endedAt: endsAt })).__typename).toBe('NotFound');
    expect(await meetingOf(meetingId, OTHER)).toBeNull();
    const seen = await query(
      OTHER,
      'query($id: ID!, $m: ID!) { supervisionGroup(id: $id) { id } node(id: $m) { id } }',
      {
        id: groupId,
        m: meetingId,
      },
    );
    expect(seen).toEqual({ supervisionGroup: null, node: null });
    const coordinator: RoleClaim[] = [{ role: 'COORDINATOR', municipality: KOLDING }];
    const forbidden = await app.ask(
      coordinator,
      'mutation($id: ID!) { supervisionMeetingCancel(input: { meetingId: $id, reason: "x" }) { __typename } }',
      { id: meetingId },
    );
    expect(forbidden.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe('holding a meeting', () => {
  it('L2, V8: arriving at 09.40 in a meeting from 09.00 to 12.00 credits 140 minutes, 2 t 20 min', async () => {
    const one = await engagement();
    const [late, whole] = [await enrol(one), await enrol(one)];
    const groupId = await group([late, whole]);
    const { meeting } = await held(groupId, at('2026-03-02', '09:00'), at('2026-03-02', '12:00'), {
      allPresent: true,
      presences: [{ enrolmentId: late, from: at('2026-03-02', '09:40') }],
    });
    expect(meeting).toMatchObject({ status: 'HELD', breakMinutes: 0 });
    expect(credit(meeting, late)).toBe(140);
    expect(credit(meeting, whole)).toBe(180);
    expect(await supervisionOf(late)).toMatchObject({
      creditedMinutes: 140,
      remainingMinutes: 2860,
      status: 'ACTIVE',
      explanation: '2 t 20 min af 50 t 0 min. Mangler 47 t 40 min.',
    });
  });

  it('V9: presence outside the meeting is ignored, and kept as it was given', async () => {
    const one = await engagement();
    const [early, never] = [await enrol(one), await enrol(one)];
    const groupId = await group([early, never]);
    const { meeting } = await held(groupId, at('2026-03-02', '09:00'), at('2026-03-02', '12:00'), {
      presences: [
        { enrolmentId: early, from: at('2026-03-02', '08:30'), to: at('2026-03-02', '12:30') },
        { enrolmentId: never, from: at('2026-03-02', '12:00'), to: at('2026-03-02', '13:00') },
      ],
    });
    expect(credit(meeting, early)).toBe(180);
    expect(credit(meeting, never)).toBe(0);
    expect(meeting.presences[0]).toMatchObject({
      from: '2026-03-02T07:30:00.000Z',
      to: '2026-03-02T11:30:00.000Z',
      absent: false,
      guest: false,
    });
  });

  it('V10: three meetings of 140 minutes are 7 t 0 min', async () => {
    const late = await enrol(await engagement());
    const groupId = await group([late]);
    for (const day of ['2026-03-02', '2026-03-03', '2026-03-04'])
      await held(groupId, at(day, '09:00'), at(day, '12:00'), {
        presences: [{ enrolmentId: late, from: at(day, '09:40') }],
      });
    const answer = await supervisionOf(late);
    expect(answer.creditedMinutes).toBe(420);
    expect(answer.explanation).toContain('7 t 0 min af 50 t 0 min.');
  });

  it('V11: 3000 minutes are complete, 2999 are not', async () => {
    const one = await engagement();
    const [full, short] = [await enrol(one), await enrol(one, { municipality: HERLEV })];
    const groupId = await group([full, short]);
    for (const [from, to] of [
      ['2026-04-01', '2026-04-02'],
      ['2026-04-02', '2026-04-03'],
    ] as const)
      await held(groupId, `${from}T00:00:00Z`, `${to}T00:00:00Z`, { allPresent: true });
    await held(groupId, '2026-04-07T08:00:00Z', '2026-04-07T10:00:00Z', {
      allPresent: true,
      presences: [{ enrolmentId: short, to: '2026-04-07T09:59:00Z' }],
    });
    expect(await supervisionOf(full)).toMatchObject({
      creditedMinutes: 3000,
      remainingMinutes: 0,
      outlook: 'MET',
      state: 'MET',
      explanation: '50 t 0 min af 50 t 0 min.',
    });
    const open = await supervisionOf(short);
    expect(open).toMatchObject({ creditedMinutes: 2999, remainingMinutes: 1 });
    expect(open.outlook).not.toBe('MET');
    expect(open.explanation).toContain('Mangler 0 t 1 min');
  });

  it('V12: overlapping presence is refused, and on approval credited once', async () => {
    const one = await engagement();
    const member = await enrol(one);
    const [first, second] = [await group([member]), await group([member])];
    const morning = await held(first, at('2026-03-09', '09:00'), at('2026-03-09', '12:00'), {
      allPresent: true,
    });
    const startedAt = at('2026-03-09', '10:00');
    const endedAt = at('2026-03-09', '13:00');
    const meetingId = await plan(second, startedAt, endedAt);
    const refused = await hold(meetingId, { startedAt, endedAt, allPresent: true });
    expect(refused).toMatchObject({
      __typename: 'Overlap',
      code: 'OVERLAP',
      with: [{ id: morning.meeting.id }],
    });
    expect(await meetingOf(meetingId)).toMatchObject({ status: 'PLANNED', presences: [] });
    const apart = { enrolmentId: member, from: at('2026-03-09', '12:00') };
    expect((await hold(meetingId, { startedAt, endedAt, presences: [apart] })).__typename).toBe(
      'SupervisionMeetingHoldPayload',
    );
    const widened = { from: startedAt };
    expect((await correct(meetingId, member, widened)).__typename).toBe('Overlap');
    const accepted = await correct(meetingId, member, { ...widened, acceptOverlap: true });
    expect(credit(accepted.meeting, member)).toBe(60);
    expect((await supervisionOf(member)).creditedMinutes).toBe(240);
  });

  it('V12: accepted when held, also when the overlap is on another track', async () => {
    const one = await engagement();
    const personId = await person();
    const [leader, intro] = [await enrol(one, { personId }), await enrol(one, { personId, track: 'INTRO' })];
    const groupId = await group([leader]);
    const introGroup = await group([intro], { trackKey: 'INTRO' });
    await held(groupId, at('2026-03-09', '10:00'), at('2026-03-09', '13:00'), { allPresent: true });
    const times = { startedAt: at('2026-03-09', '09:00'), endedAt: at('2026-03-09', '12:00') };
    const meetingId = await plan(introGroup, times.startedAt, times.endedAt);
    expect((await hold(meetingId, { ...times, allPresent: true })).__typename).toBe('Overlap');
    const accepted = await hold(meetingId, { ...times, allPresent: true, acceptOverlap: true });
    expect(credit(accepted.meeting, intro)).toBe(180);
    // The earlier meeting has the shared time, so the figures of the other enrolment have changed too.
    expect((await supervisionOf(leader)).creditedMinutes).toBe(60);
    const kept = await rows(
      'SELECT credited_minutes AS minutes FROM progress WHERE enrolment_id = ?',
      leader,
    );
    expect(kept).toEqual([{ minutes: 60 }]);
  });

  it('V13: warns when somebody was present at a course half-day at the same time', async () => {
    const one = await engagement();
    const opened = await mutate(
      SUBSTANS,
      'cohortOpen',
      { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'MEETING_LEADER', name: 'Hold 3' },
      '... on CohortOpenPayload { cohort { id } }',
    );
    const laid = await mutate(
      SUBSTANS,
      'courseDaySchedule',
      { cohortId: opened.cohort.id, type: 'SEMINAR', unit: 1, dates: ['2026-03-16'] },
      '... on CourseDaySchedulePayload { courseDays { id } }',
    );
    const member = await enrol(one, { cohortId: opened.cohort.id });
    await mutate(
      SUBSTANS,
      'attendanceRecord',
      {
        courseDayId: laid.courseDays[0].id,
        entries: [
          { enrolmentId: member, part: 'AM', state: 'PRESENT' },
          { enrolmentId: member, part: 'PM', state: 'ABSENT' },
        ],
      },
      '... on DomainError { message }',
    );
    const groupId = await group([member]);
    const absentThere = await held(groupId, at('2026-03-16', '12:00'), at('2026-03-16', '15:00'), {
      allPresent: true,
    });
    expect(absentThere.warnings).toEqual([]);
    const both = await held(groupId, at('2026-03-16', '09:00'), at('2026-03-16', '12:00'), {
      allPresent: true,
    });
    expect(both.warnings).toEqual(['OVERLAPS_COURSE_DAY']);
    expect(credit(both.meeting, member)).toBe(180);
    const apart = await correct(both.meeting.id, member, { absent: true });
    expect(apart.warnings).toEqual([]);
    // Only the time that the person was there matters, not the whole meeting.
    const left = await held(groupId, at('2026-03-16', '08:00'), at('2026-03-16', '10:00'), {
      presences: [{ enrolmentId: member, to: at('2026-03-16', '09:00') }],
    });
    expect(left.warnings).toEqual([]);
    const stayed = await correct(left.meeting.id, member, { to: at('2026-03-16', '09:01') });
    expect(stayed.warnings).toEqual(['OVERLAPS_COURSE_DAY']);
  });

  it('V14: the host never affects credit', async () => {
    const one = await engagement();
    const members = [await enrol(one), await enrol(one, { municipality: HERLEV })];
    const groupId = await group(members);
    for (const [day, hostMunicipalityCode] of [
      ['2026-03-17', KOLDING],
      ['2026-03-18', HERLEV],
      ['2026-03-19', null],
    ] as const) {
      const times = { startedAt: at(day, '09:00'), endedAt: at(day, '12:00') };
      const meetingId = await plan(groupId, times.startedAt, times.endedAt, { hostMunicipalityCode });
      const { meeting } = await hold(meetingId, { ...times, allPresent: true });
      expect(members.map((id) => credit(meeting, id))).toEqual([180, 180]);
    }
  });

  it('V15: minutes credit exactly one track, and a guest must be enrolled on it', async () => {
    const one = await engagement();
    const personId = await person();
    const [leader, intro] = [await enrol(one, { personId }), await enrol(one, { personId, track: 'INTRO' })];
    const introGroup = await group([intro], { trackKey: 'INTRO' });
    await held(introGroup, '2026-04-01T06:00:00Z', '2026-04-01T21:00:00Z', { allPresent: true });
    expect(await supervisionOf(intro)).toMatchObject({ creditedMinutes: 900, outlook: 'MET' });
    expect(await supervisionOf(leader)).toMatchObject({ creditedMinutes: 0, remainingMinutes: 3000 });
    const answer = await held(introGroup, at('2026-03-23', '09:00'), at('2026-03-23', '12:00'), {
      presences: [{ enrolmentId: leader, guest: true }],
    });
    expect(answer).toMatchObject({
      __typename: 'InvalidInput',
      problems: [{ path: 'presences.0.enrolmentId' }],
    });
  });

  it('V16: somebody who is not a member is refused, and a guest is welcome (L12)', async () => {
    const one = await engagement();
    const [member, guest] = [await enrol(one), await enrol(one, { municipality: HERLEV })];
    const groupId = await group([member]);
    const own = await group([guest], { name: 'Gruppe 2', providerId: await providerId('other') });
    expect(own).not.toBe(groupId);
    const times = { startedAt: at('2026-03-24', '09:00'), endedAt: at('2026-03-24', '12:00') };
    const meetingId = await plan(groupId, times.startedAt, times.endedAt);
    const refused = await hold(meetingId, {
      ...times,
      allPresent: true,
      presences: [{ enrolmentId: guest }],
    });
    expect(refused).toMatchObject({ __typename: 'NotAMember', code: 'NOT_A_MEMBER' });
    expect(refused.message).toContain('presences.0');
    const unknown = await hold(meetingId, { ...times, presences: [{ enrolmentId: 'enr_x', guest: true }] });
    expect(unknown.__typename).toBe('NotAMember');
    expect((await meetingOf(meetingId)).status).toBe('PLANNED');
    const { meeting } = await hold(meetingId, {
      ...times,
      allPresent: true,
      presences: [{ enrolmentId: guest, guest: true, from: at('2026-03-24', '10:00') }],
    });
    expect(meeting.presences).toHaveLength(2);
    expect(meeting.presences.find((each: any) => each.enrolment.id === guest)).toMatchObject({
      guest: true,
      creditedMinutes: 120,
    });
    expect((await supervisionOf(guest)).creditedMinutes).toBe(120);
    const corrected = await correct(meetingId, guest, { from: at('2026-03-24', '11:00') });
    expect(corrected.meeting.presences.find((each: any) => each.enrolment.id === guest)).toMatchObject({
      guest: true,
      creditedMinutes: 60,
    });
  });

  it('V16: membership is judged on the day of the meeting, and somebody who left is not filled in', async () => {
    const one = await engagement();
    const [stays, leaves, joins] = [await enrol(one), await enrol(one), await enrol(one)];
    const groupId = await group([stays, leaves]);
    const joining = { groupId, enrolmentId: joins, from: '2026-03-10' };
    await mutate(AGENCY, 'supervisionGroupJoin', joining, '');
    await held(groupId, at('2026-03-05', '09:00'), at('2026-03-05', '12:00'), {
      presences: [{ enrolmentId: leaves }],
    });
    await mutate(AGENCY, 'enrolmentWithdraw', { enrolmentId: leaves, on: '2026-03-10' }, '');
    const ids = ({ meeting }: any) => meeting.presences.map((each: any) => each.enrolment.id);
    const before = await held(groupId, at('2026-03-09', '09:00'), at('2026-03-09', '12:00'), {
      allPresent: true,
    });
    expect(ids(before)).toEqual([stays, leaves]);
    const after = await held(groupId, at('2026-03-10', '09:00'), at('2026-03-10', '12:00'), {
      allPresent: true,
    });
    expect(ids(after)).toEqual([stays, joins]);
    const gone = await held(groupId, at('2026-03-11', '09:00'), at('2026-03-11', '12:00'), {
      presences: [{ enrolmentId: leaves }],
    });
    expect(gone.__typename).toBe('NotAMember');
    const shown = await query(SUBSTANS, 'query($id: ID!) { supervisionGroup(id: $id) { members { id } } }', {
      id: groupId,
    });
    expect(shown.supervisionGroup.members).toEqual([{ id: stays }, { id: joins }]);
  });

  it('L9: all present leaves out people on leave; one who came all the same is worth a warning', async () => {
    const one = await engagement();
    const [here, away] = [await enrol(one), await enrol(one)];
    const groupId = await group([here, away]);
    const leave = { enrolmentId: away, from: '2026-03-01' };
    await mutate(AGENCY, 'leaveBegin', leave, '... on LeaveBeginPayload { enrolment { id } }');
    const without = await held(groupId, at('2026-03-23', '09:00'), at('2026-03-23', '12:00'), {
      allPresent: true,
    });
    expect(without.meeting.presences.map((each: any) => each.enrolment.id)).toEqual([here]);
    expect(without.warnings).toEqual([]);
    const named = await held(groupId, at('2026-03-24', '09:00'), at('2026-03-24', '12:00'), {
      presences: [{ enrolmentId: away }],
    });
    expect(credit(named.meeting, away)).toBe(180);
    expect(named.warnings).toEqual(['DURING_LEAVE']);
  });

  it('V17: hours stay with the person who earned them; the newcomer starts at 0', async () => {
    const one = await engagement();
    const left = await enrol(one);
    const groupId = await group([left]);
    await held(groupId, at('2026-03-25', '09:00'), at('2026-03-25', '12:00'), { allPresent: true });
    const replaced = await mutate(
      AGENCY,
      'enrolmentReplace',
      { enrolmentId: left, personId: await person(), on: '2026-04-01' },
      '... on EnrolmentReplacePayload { joined { id } }',
    );
    expect((await supervisionOf(left)).creditedMinutes).toBe(180);
    const newcomer = await supervisionOf(replaced.joined.id);
    expect(newcomer).toMatchObject({ creditedMinutes: 0, remainingMinutes: 3000 });
  });

  it('V18: a cancelled meeting gives nothing, and cannot be held', async () => {
    const member = await enrol(await engagement());
    const groupId = await group([member]);
    const times = { startedAt: at('2026-03-26', '09:00'), endedAt: at('2026-03-26', '12:00') };
    const meetingId = await plan(groupId, times.startedAt, times.endedAt);
    const ahead = await plan(groupId, at('2026-12-10', '09:00'), at('2026-12-10', '12:00'));
    expect((await supervisionOf(member)).plannedMinutes).toBe(180);
    expect((await cancel(meetingId)).meeting.status).toBe('CANCELLED');
    await cancel(ahead);
    expect(await hold(meetingId, { ...times, allPresent: true })).toMatchObject({
      __typename: 'InvalidState',
      from: 'CANCELLED',
    });
    expect(await cancel(meetingId)).toMatchObject({ __typename: 'InvalidState', from: 'CANCELLED' });
    expect(await supervisionOf(member)).toMatchObject({
      creditedMinutes: 0,
      plannedMinutes: 0,
      status: 'CONFIRMED',
    });
    const audited = await rows(
      "SELECT reason, before, after FROM audit_event WHERE subject_id = ? AND action = 'supervisionMeetingCancel'",
      meetingId,
    );
    expect(audited).toEqual([
      { reason: 'Snestorm', before: '{"status":"PLANNED"}', after: '{"status":"CANCELLED"}' },
    ]);
  });

  it('V42: youth supervision shows the hours held, and no target', async () => {
    const youth = await enrol(await engagement('AD_UNGE_2025'), { track: 'YOUTH' });
    const groupId = await group([youth], { programmeKey: 'AD_UNGE_2025', trackKey: 'YOUTH' });
    await held(groupId, at('2026-03-02', '08:00'), at('2026-03-02', '20:30'), { allPresent: true });
    expect(await supervisionOf(youth)).toMatchObject({
      targetMinutes: null,
      remainingMinutes: null,
      creditedMinutes: 750,
      outlook: 'NO_TARGET',
      explanation: '12 t 30 min afholdt.',
    });
    const shown = await query(SUBSTANS, 'query($id: ID!) { supervisionGroup(id: $id) { heldMinutes } }', {
      id: groupId,
    });
    expect(shown.supervisionGroup.heldMinutes).toBe(750);
  });

  it('R13: a leader on the intro course has no target', async () => {
    const leader = await enrol(await engagement(), { track: 'INTRO', capacity: 'LEADER' });
    const groupId = await group([leader], { trackKey: 'INTRO' });
    await held(groupId, at('2026-03-02', '09:00'), at('2026-03-02', '12:00'), { allPresent: true });
    expect(await supervisionOf(leader)).toMatchObject({ targetMinutes: null, creditedMinutes: 180 });
  });

  it('V43: a meeting across 27.10.2024 03.00 lasts as long as it lasted', async () => {
    const member = await enrol(await engagement('AD_BOSTOETTE_2019', '2024-01-15'));
    const groupId = await group([member]);
    const { meeting } = await held(groupId, '2024-10-27T01:00:00+02:00', '2024-10-27T04:00:00+01:00', {
      presences: [{ enrolmentId: member, from: '2024-10-27T02:30:00+02:00' }],
    });
    expect(meeting.startsAt).toBe('2024-10-26T23:00:00.000Z');
    expect(credit(meeting, member)).toBe(150);
    const shown = await query(SUBSTANS, 'query($id: ID!) { supervisionGroup(id: $id) { heldMinutes } }', {
      id: groupId,
    });
    expect(shown.supervisionGroup.heldMinutes).toBe(240);
  });

  it('L3: an overrun counts to the actual end, and a meeting never recorded stays planned', async () => {
    const member = await enrol(await engagement());
    const groupId = await group([member]);
    const planned = await plan(groupId, at('2026-03-30', '09:00'), at('2026-03-30', '12:00'));
    const forgotten = await plan(groupId, at('2026-03-31', '09:00'), at('2026-03-31', '12:00'));
    const { meeting } = await hold(planned, {
      startedAt: at('2026-03-30', '09:00'),
      endedAt: at('2026-03-30', '12:30'),
      allPresent: true,
    });
    expect(credit(meeting, member)).toBe(210);
    expect(meeting).toMatchObject({
      endsAt: '2026-03-30T11:30:00.000Z',
      plannedEndsAt: '2026-03-30T11:00:00.000Z',
    });
    expect(await meetingOf(forgotten)).toMatchObject({
      status: 'PLANNED',
      breakMinutes: null,
      presences: [],
    });
    const shown = await query(
      SUBSTANS,
      'query($id: ID!) { supervisionGroup(id: $id) { heldMinutes meetings { id status } } }',
      { id: groupId },
    );
    expect(shown.supervisionGroup).toEqual({
      heldMinutes: 210,
      meetings: [
        { id: planned, status: 'HELD' },
        { id: forgotten, status: 'PLANNED' },
      ],
    });
  });

  it('breaks are taken off in proportion to the time present', async () => {
    const one = await engagement();
    const [half, whole, absent, unnamed] = [
      await enrol(one),
      await enrol(one),
      await enrol(one),
      await enrol(one, { municipality: HERLEV }),
    ];
    const groupId = await group([half, whole, absent, unnamed]);
    const { meeting } = await held(groupId, at('2026-04-08', '09:00'), at('2026-04-08', '12:00'), {
      breakMinutes: 30,
      presences: [
        { enrolmentId: half, to: at('2026-04-08', '10:30') },
        { enrolmentId: whole },
        { enrolmentId: absent, absent: true },
      ],
    });
    expect([half, whole, absent, unnamed].map((id) => credit(meeting, id))).toEqual([75, 150, 0, undefined]);
    expect(meeting.breakMinutes).toBe(30);
  });

  it('a bad item is refused with its path, and nothing is written', async () => {
    const one = await engagement();
    const [a, b] = [await enrol(one), await enrol(one)];
    const groupId = await group([a, b]);
    const times = { startedAt: at('2026-04-09', '09:00'), endedAt: at('2026-04-09', '12:00') };
    const meetingId = await plan(groupId, times.startedAt, times.endedAt);
    const bad: [object, string[]][] = [
      [{ endedAt: times.startedAt }, ['endedAt']],
      [{ endedAt: at('2026-04-10', '09:01') }, ['endedAt']],
      [{ startedAt: at('2026-11-22', '12:00'), endedAt: at('2026-11-22', '14:00') }, ['endedAt']],
      [{ breakMinutes: 180 }, ['breakMinutes']],
      [{ breakMinutes: -1 }, ['breakMinutes']],
      [
        {
          presences: [
            { enrolmentId: a, absent: true, from: times.startedAt },
            { enrolmentId: b, from: times.endedAt, to: times.startedAt },
            { enrolmentId: a },
          ],
        },
        ['presences.0.absent', 'presences.1.to', 'presences.2'],
      ],
      [{ presences: [{ enrolmentId: a, guest: true }] }, ['presences.0.guest']],
    ];
    for (const [input, paths] of bad) {
      const answer = await hold(meetingId, { ...times, allPresent: true, ...input });
      expect(answer.__typename).toBe('InvalidInput');
      expect(answer.problems.map((each: any) => each.path)).toEqual(paths);
    }
    expect(await meetingOf(meetingId)).toMatchObject({ status: 'PLANNED', presences: [] });
    expect(await rows('SELECT id FROM supervision_record WHERE meeting_id = ?', meetingId)).toEqual([]);
    expect(await rows('SELECT id FROM presence WHERE meeting_id = ?', meetingId)).toEqual([]);
  });

  it('the same idempotency key writes once and answers the same; without it a second time is refused', async () => {
    const member = await enrol(await engagement());
    const groupId = await group([member]);
    const times = { startedAt: at('2026-04-13', '09:00'), endedAt: at('2026-04-13', '12:00') };
    const meetingId = await plan(groupId, times.startedAt, times.endedAt);
    const input = { ...times, allPresent: true, idempotencyKey: 'tablet-7/13' };
    const first = await hold(meetingId, input);
    expect(await hold(meetingId, input)).toEqual(first);
    expect(await rows('SELECT id FROM presence WHERE meeting_id = ?', meetingId)).toHaveLength(1);
    const again = await hold(meetingId, { ...times, allPresent: true });
    expect(again).toMatchObject({ __typename: 'InvalidState', from: 'HELD' });
    expect(again.message).toContain('supervisionCorrect');
    const other = await hold(meetingId, { ...input, allPresent: false });
    expect(other.problems[0].path).toBe('idempotencyKey');
    expect(await cancel(meetingId)).toMatchObject({ __typename: 'InvalidState', from: 'HELD' });
  });

  it('two at the same moment: one meeting, one record', async () => {
    const member = await enrol(await engagement());
    const groupId = await group([member]);
    const times = { startedAt: at('2026-04-14', '09:00'), endedAt: at('2026-04-14', '12:00') };
    const meetingId = await plan(groupId, times.startedAt, times.endedAt);
    const answers = await Promise.all([1, 2, 3].map(() => hold(meetingId, { ...times, allPresent: true })));
    expect(answers.map((each) => each.__typename).sort()).toEqual([
      'InvalidState',
      'InvalidState',
      'SupervisionMeetingHoldPayload',
    ]);
    expect(await rows('SELECT id FROM presence WHERE meeting_id = ?', meetingId)).toHaveLength(1);
  });
});

describe('correcting a meeting', () => {
  it('keeps the earlier record, with who, when and why', async () => {
    const one = await engagement();
    const [member, other] = [await enrol(one), await enrol(one)];
    const groupId = await group([member, other]);
    const { meeting } = await held(groupId, at('2026-04-15', '09:00'), at('2026-04-15', '12:00'), {
      presences: [{ enrolmentId: member }],
    });
    const corrected = await correct(meeting.id, member, { to: at('2026-04-15', '11:00') });
    expect(credit(corrected.meeting, member)).toBe(120);
    expect((await supervisionOf(member)).creditedMinutes).toBe(120);
    const kept = await rows(
      'SELECT from_at, to_at, reason, superseded_at FROM presence WHERE meeting_id = ? ORDER BY recorded_at',
      meeting.id,
    );
    expect(kept).toEqual([
      { from_at: null, to_at: null, reason: null, superseded_at: expect.any(String) },
      { from_at: null, to_at: '2026-04-15T10:00:00.000Z', reason: 'Listen var forkert', superseded_at: null },
    ]);
    const audited = await rows(
      "SELECT before, after, reason FROM audit_event WHERE subject_id = ? AND action = 'supervisionCorrect'",
      member,
    );
    expect(audited).toHaveLength(1);
    expect(audited[0].reason).toBe('Listen var forkert');
    expect(JSON.parse(audited[0].before)).toMatchObject({ meetingId: meeting.id, to: null });
    const forgotten = await correct(meeting.id, other, {});
    expect(credit(forgotten.meeting, other)).toBe(180);
    const away = await correct(meeting.id, other, { absent: true });
    expect(credit(away.meeting, other)).toBe(0);
  });

  it('is possible for a held meeting and its people only', async () => {
    const one = await engagement();
    const [member, stranger] = [await enrol(one), await enrol(one)];
    const groupId = await group([member]);
    const times = { startedAt: at('2026-04-16', '09:00'), endedAt: at('2026-04-16', '12:00') };
    const meetingId = await plan(groupId, times.startedAt, times.endedAt);
    expect(await correct(meetingId, member, {})).toMatchObject({
      __typename: 'InvalidState',
      from: 'PLANNED',
    });
    await hold(meetingId, { ...times, allPresent: true });
    expect((await correct(meetingId, stranger, {})).__typename).toBe('NotAMember');
    expect((await correct(meetingId, 'enr_x', {})).__typename).toBe('NotAMember');
    expect((await correct(meetingId, member, { absent: true, to: times.endedAt })).problems[0].path).toBe(
      'absent',
    );
    expect(
      (await correct(meetingId, member, { from: times.endedAt, to: times.startedAt })).problems[0].path,
    ).toBe('to');
    const guest = await correct(meetingId, stranger, { guest: true });
    expect(credit(guest.meeting, stranger)).toBe(180);
  });

  it('V16: whoever was recorded as absent and was there after all must be a member, or a guest, on the day', async () => {
    const one = await engagement();
    const [stays, moved, left, visitor] = [
      await enrol(one),
      await enrol(one),
      await enrol(one),
      await enrol(one),
    ];
    const groupId = await group([stays, moved, left]);
    const { meeting } = await held(groupId, at('2026-04-16', '09:00'), at('2026-04-16', '12:00'), {
      presences: [
        ...[stays, moved, left].map((enrolmentId) => ({ enrolmentId, absent: true })),
        { enrolmentId: visitor, guest: true, absent: true },
      ],
    });
    await mutate(
      AGENCY,
      'supervisionGroupLeave',
      { groupId, enrolmentId: moved, on: '2026-04-01', reason: 'Ny gruppe' },
      '',
    );
    for (const enrolmentId of [left, visitor])
      await mutate(AGENCY, 'enrolmentWithdraw', { enrolmentId, on: '2026-04-01' }, '');
    for (const enrolmentId of [moved, left, visitor]) {
      const refused = await correct(meeting.id, enrolmentId, { absent: false });
      expect(refused).toMatchObject({ __typename: 'NotAMember', code: 'NOT_A_MEMBER' });
      expect((await supervisionOf(enrolmentId)).creditedMinutes).toBe(0);
      expect(credit((await correct(meeting.id, enrolmentId, { absent: true })).meeting, enrolmentId)).toBe(0);
    }
    expect((await correct(meeting.id, left, { guest: true })).problems[0].path).toBe('enrolmentId');
    expect(credit((await correct(meeting.id, stays, {})).meeting, stays)).toBe(180);
    const visiting = await correct(meeting.id, moved, { guest: true });
    expect(visiting.meeting.presences.find((each: any) => each.enrolment.id === moved)).toMatchObject({
      guest: true,
      creditedMinutes: 180,
    });
  });

  it('L12: an absent guest who was there is a guest still, or a member if they were one on the day', async () => {
    const one = await engagement();
    const [member, visitor, joined] = [await enrol(one), await enrol(one), await enrol(one)];
    const groupId = await group([member]);
    const { meeting } = await held(groupId, at('2026-04-16', '09:00'), at('2026-04-16', '12:00'), {
      presences: [visitor, joined].map((enrolmentId) => ({ enrolmentId, guest: true, absent: true })),
    });
    await mutate(
      AGENCY,
      'supervisionGroupJoin',
      { groupId, enrolmentId: joined, from: '2026-04-01' },
      '__typename',
    );
    await correct(meeting.id, visitor, {});
    const { presences } = (await correct(meeting.id, joined, {})).meeting;
    const guests = presences.map((each: any) => [each.enrolment.id, each.guest, each.creditedMinutes]);
    expect(guests).toEqual(
      expect.arrayContaining([
        [visitor, true, 180],
        [joined, false, 180],
      ]),
    );
  });

  it('1d: where a rule divides by those present, a correction of one settles the minutes of all', async () => {
    const programmeFolder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
    const file = readFileSync('src/programmes/files/ad-bostoette-2019.jsonc', 'utf8');
    writeFileSync(
      join(programmeFolder, 'shared.jsonc'),
      file.replaceAll('"credit": "CLOCK"', '"credit": "PSYKOLOGNAEVNET"'),
    );
    await app.close();
    app = await startApp(TODAY, { programmeFolder });
    await registerProviders();
    const one = await engagement();
    const [a, b, c] = [await enrol(one), await enrol(one), await enrol(one)];
    const groupId = await group([a, b, c]);
    const { meeting } = await held(groupId, at('2026-04-17', '09:00'), at('2026-04-17', '12:00'), {
      allPresent: true,
    });
    expect([a, b, c].map((id) => credit(meeting, id))).toEqual([120, 120, 120]);
    const corrected = await correct(meeting.id, c, { absent: true });
    expect([a, b, c].map((id) => credit(corrected.meeting, id))).toEqual([180, 180, 0]);
    const kept = await rows('SELECT credited_minutes AS minutes FROM progress ORDER BY enrolment_id');
    expect(kept).toEqual([{ minutes: 180 }, { minutes: 180 }, { minutes: 0 }]);
    rmSync(programmeFolder, { recursive: true });
  });

  it('V25: reopens a completion that rested on the minutes', async () => {
    const intro = await enrol(await engagement(), { track: 'INTRO' });
    await mutate(
      AGENCY,
      'dispensationGrant',
      { enrolmentId: intro, requirement: 'ATTENDANCE', reason: 'x' },
      '',
    );
    const groupId = await group([intro], { trackKey: 'INTRO' });
    const { meeting } = await held(groupId, '2026-04-20T06:00:00Z', '2026-04-20T21:00:00Z', {
      allPresent: true,
    });
    expect(await supervisionOf(intro)).toMatchObject({ status: 'COMPLETED', completed: true });
    await correct(meeting.id, intro, { to: '2026-04-20T20:00:00Z' });
    expect(await supervisionOf(intro)).toMatchObject({
      status: 'ACTIVE',
      completed: false,
      remainingMinutes: 60,
    });
  });
});

describe('reading supervision', () => {
  it('V39: a coordinator sees own members only, and a participant only themself', async () => {
    const one = await engagement();
    const email = 'egen@kommune.example';
    const mine = await enrol(one, { personId: await person(email) });
    const colleague = await enrol(one);
    const theirs = await enrol(one, { municipality: HERLEV });
    const groupId = await group([mine, colleague, theirs]);
    await held(groupId, at('2026-04-21', '09:00'), at('2026-04-21', '12:00'), { allPresent: true });
    const see = async (roles: RoleClaim[]) =>
      (
        await query(
          roles,
          `query($id: ID!) { supervisionGroup(id: $id) { heldMinutes members { id } municipalities { code }
            meetings { presences { enrolment { id person { name } } creditedMinutes } } } }`,
          { id: groupId },
        )
      ).supervisionGroup;
    const ids = (seen: any) => [
      seen.members.map((each: any) => each.id),
      seen.meetings[0].presences.map((each: any) => each.enrolment.id),
    ];
    const kolding = await see([{ role: 'COORDINATOR', municipality: KOLDING }]);
    expect(ids(kolding)).toEqual([
      [mine, colleague],
      [mine, colleague],
    ]);
    expect(kolding).toMatchObject({
      heldMinutes: 180,
      municipalities: [{ code: HERLEV }, { code: KOLDING }],
    });
    expect(ids(await see([{ role: 'COORDINATOR', municipality: HERLEV }]))).toEqual([[theirs], [theirs]]);
    expect(await see([{ role: 'COORDINATOR', municipality: ODENSE }])).toBeNull();
    expect(ids(await see([{ role: 'PARTICIPANT', email }]))).toEqual([[mine], [mine]]);
    expect(ids(await see(SUBSTANS))[0]).toHaveLength(3);
  });

  it('lists groups by name, filtered, as far as the actor may see them', async () => {
    const one = await engagement();
    const other = await engagement('AD_UNGE_2025', '2025-02-01');
    const leader = await enrol(one);
    const youth = await enrol(other, { track: 'YOUTH', municipality: ODENSE });
    await group([leader], { name: 'Z-gruppen' });
    await group([leader], { name: 'A-gruppen' });
    await group([youth], { name: 'B-gruppen', programmeKey: 'AD_UNGE_2025', trackKey: 'YOUTH' });
    const list = async (roles: RoleClaim[], filter: object, first = 10) =>
      (
        await query(
          roles,
          `query($filter: SupervisionGroupFilter, $first: Int) { supervisionGroups(filter: $filter, first: $first) {
            totalCount nodes { name } pageInfo { hasNextPage } } }`,
          { filter, first },
        )
      ).supervisionGroups;
    const names = (answer: any) => answer.nodes.map((each: any) => each.name);
    expect(names(await list(AGENCY, { engagementId: one }))).toEqual(['A-gruppen', 'Z-gruppen']);
    expect(names(await list(AGENCY, { engagementId: other, trackKey: 'YOUTH' }))).toEqual(['B-gruppen']);
    expect(await list(AGENCY, { engagementId: one }, 1)).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true },
    });
    expect(names(await list(AGENCY, { engagementId: one, programmeKey: 'AD_UNGE_2025' }))).toEqual([]);
    expect(names(await list(OTHER, { engagementId: one }))).toEqual([]);
  });

  it('node finds groups and meetings', async () => {
    const member = await enrol(await engagement());
    const groupId = await group([member]);
    const meetingId = await plan(groupId, at('2026-04-22', '09:00'), at('2026-04-22', '12:00'));
    const found = await query(
      SUBSTANS,
      `query($g: ID!, $m: ID!) { group: node(id: $g) { __typename id }
        meeting: node(id: $m) { id ... on SupervisionMeeting { group { id name } } } }`,
      { g: groupId, m: meetingId },
    );
    expect(found).toEqual({
      group: { __typename: 'SupervisionGroup', id: groupId },
      meeting: { id: meetingId, group: { id: groupId, name: 'Gruppe 1' } },
    });
  });

  it('a group of 20 meetings is read with as many statements as a group of 2', async () => {
    const one = await engagement();
    const members: string[] = [];
    for (const municipality of [KOLDING, HERLEV])
      for (let n = 0; n < 3; n += 1) members.push(await enrol(one, { municipality }));
    const statements = async (meetings: number) => {
      const groupId = await group(members);
      for (let n = 0; n < meetings; n += 1) {
        const start = Date.parse('2026-05-01T08:00:00Z') + (n + meetings * 10) * 3_600_000;
        const [from, to] = [start, start + 3_600_000].map((ms) => new Date(ms).toISOString());
        await held(groupId, from ?? '', to ?? '', { allPresent: true });
      }
      const counted = jest.spyOn(app.store, 'query');
      const { supervisionGroup } = await query(
        SUBSTANS,
        `query($id: ID!) { supervisionGroup(id: $id) { heldMinutes hosts { meetings } members { id person { name } }
          meetings { group { name } host { name } presences { creditedMinutes guest enrolment { person { name } municipality { name } } } } } }`,
        { id: groupId },
      );
      const count = counted.mock.calls.length;
      counted.mockRestore();
      expect(supervisionGroup.meetings).toHaveLength(meetings);
      expect(supervisionGroup.meetings.at(-1).presences).toHaveLength(6);
      expect(supervisionGroup.meetings.at(-1).presences[0].creditedMinutes).toBe(60);
      return count;
    };
    const few = await statements(2);
    expect(few).toBeGreaterThan(5);
    expect(await statements(20)).toBe(few);
  });
});
