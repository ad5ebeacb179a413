/** Who gets a seat, keeps it and passes it on, over HTTP and as the people who do it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { AttendanceEntity } from '../../src/storage/course.entity.js';
import {
  PresenceEntity,
  SupervisionGroupEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
} from '../../src/storage/supervision.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const coordinator = (municipality: string): RoleClaim[] => [{ role: 'COORDINATOR', municipality }];
const participant = (email: string): RoleClaim[] => [{ role: 'PARTICIPANT', email }];
const provider = (key: string): RoleClaim[] => [{ role: 'PROVIDER', provider: key }];

const SUPPORTED_HOUSING = 'AD_BOSTOETTE_2019';
const YOUTH = 'AD_UNGE_2025';
const HERLEV = 'HERLEV_2017';

const ENROLMENT = `id status capacity trackKey holdsSeat ruleVersion person { id } municipality { code }`;
const ERRORS = `... on DomainError { code message }
  ... on QuotaExceeded { limit held trackKey municipality { code } }
  ... on NeedsAcknowledgement { limit held trackKey municipality { code } }
  ... on Duplicate { existing { id __typename } }
  ... on InvalidInput { problems { path message } }
  ... on InvalidState { from allowed }`;

let app: TestApp;
let counter = 0;

/** The data of an answer without errors. */
async function ask(roles: RoleClaim[], query: string, variables: Record<string, unknown> = {}): Promise<any> {
  const answer = await app.ask(roles, query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

/** One mutation with its input; answers the payload or the refusal. */
async function act(roles: RoleClaim[], mutation: string, input: Record<string, unknown>, payload: string) {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  // Only the unions that can answer these two errors may be asked for them.
  const errors = ['enrolmentConfirm', 'enrolmentReplace'].includes(mutation)
    ? ERRORS
    : ERRORS.replaceAll(/\n.*(QuotaExceeded|NeedsAcknowledgement).*/g, '');
  const data = await ask(
    roles,
    `mutation($input: ${type}Input!) { ${mutation}(input: $input) { __typename
      ... on ${type}Payload { ${payload} } ${errors} } }`,
    { input },
  );
  return data[mutation];
}

const open = async (programmeKey: string, municipalityCodes: string[], startsOn = '2026-10-01') =>
  act(AGENCY, 'engagementOpen', { programmeKey, municipalityCodes, startsOn }, 'engagement { id }');
const opened = async (programmeKey: string, ...municipalityCodes: string[]): Promise<string> =>
  (await open(programmeKey, municipalityCodes)).engagement.id;

const register = async (input: Record<string, unknown> = {}, roles = AGENCY): Promise<string> => {
  counter += 1;
  const name = `Deltager Nummer ${String(counter).padStart(4, '0')}`;
  const answer = await act(
    roles,
    'personRegister',
    { name, email: `d${counter}@example.dk`, ...input },
    'person { id }',
  );
  return answer.person.id;
};

interface Place {
  engagementId: string;
  municipalityCode: string;
  trackKey: string;
}
const confirm = async (place: Place, input: Record<string, unknown> = {}, roles = AGENCY) =>
  act(
    roles,
    'enrolmentConfirm',
    { ...place, ...input, personId: input['personId'] ?? (await register()) },
    `enrolment { ${ENROLMENT} } warnings`,
  );
const fill = async (place: Place, seats: number, input: Record<string, unknown> = {}) => {
  const enrolments: any[] = [];
  for (let n = 0; n < seats; n += 1) enrolments.push((await confirm(place, input)).enrolment);
  expect(enrolments).not.toContain(undefined);
  return enrolments;
};
const withdraw = async (enrolmentId: string, input: Record<string, unknown> = {}, roles = AGENCY) =>
  act(roles, 'enrolmentWithdraw', { enrolmentId, on: '2026-11-22', ...input }, `enrolment { ${ENROLMENT} }`);
const replace = async (enrolmentId: string, input: Record<string, unknown> = {}, roles = AGENCY) =>
  act(
    roles,
    'enrolmentReplace',
    { enrolmentId, on: '2026-11-22', ...input, personId: input['personId'] ?? (await register()) },
    `left { ${ENROLMENT} replacedBy { id } } joined { ${ENROLMENT} replaces { id } }`,
  );
const usage = async (place: Place, roles = AGENCY) => {
  const data = await ask(
    roles,
    `query($id: ID!, $track: String) { engagement(id: $id) { seats(trackKey: $track) {
      municipality { code } limit granted held heldOnTop free cumulativePersons waiting } } }`,
    { id: place.engagementId, track: place.trackKey },
  );
  const { municipality: _, ...figures } = data.engagement.seats.find(
    (each: { municipality: { code: string } }) => each.municipality.code === place.municipalityCode,
  );
  return figures;
};
const cohortWithDays = async (
  programmeKey: string,
  trackKey: string,
  input: Record<string, unknown>,
  dates: string[],
) => {
  counter += 1;
  const { cohort } = await act(
    AGENCY,
    'cohortOpen',
    { programmeKey, trackKey, name: `Hold ${counter}`, ...input },
    'cohort { id }',
  );
  const days: string[] = [];
  const type = trackKey === 'MEETING_LEADER' ? 'SEMINAR' : 'COURSE_DAY';
  for (const [index, date] of dates.entries()) {
    const unit = type === 'SEMINAR' ? Math.floor(index / 2) + 1 : index + 1;
    const laid = await act(
      AGENCY,
      'courseDaySchedule',
      { cohortId: cohort.id, type, unit, dates: [date] },
      'courseDays { id }',
    );
    days.push(laid.courseDays[0].id);
  }
  return { cohortId: cohort.id as string, days };
};
const STAMP = { recordedAt: '2026-11-20T12:00:00.000Z', recordedBy: 'test' };
/** Facts as the provider's sheets leave them. */
const attended = async (enrolmentId: string, courseDayIds: readonly string[]) =>
  app.app.get(UnitOfWork).run(async () =>
    app.store.insert(
      AttendanceEntity,
      courseDayIds.flatMap((courseDayId) =>
        ['AM', 'PM'].map((part) => ({
          id: `fac_${enrolmentId}${courseDayId}${part}`,
          enrolmentId,
          courseDayId,
          part,
          state: 'PRESENT',
          notified: null,
          makesUpCourseDayId: null,
          makesUpPart: null,
          reason: null,
          ...STAMP,
          supersededAt: null,
        })),
      ),
    ),
  );
const supervised = async (enrolmentId: string, programmeKey: string, trackKey: string) =>
  app.app.get(UnitOfWork).run(async () => {
    const [groupId, meetingId] = [`grp_${enrolmentId}`, `mee_${enrolmentId}`];
    const [startedAt, endedAt] = ['2026-11-02T08:00:00.000Z', '2026-11-02T11:00:00.000Z'];
    const open = { ...STAMP, supersededAt: null };
    await app.store.insert(SupervisionGroupEntity, {
      id: groupId,
      programmeKey,
      trackKey,
      name: 'G',
      providerId: null,
      ...STAMP,
    });
    await app.store.insert(SupervisionMeetingEntity, {
      id: meetingId,
      groupId,
      plannedStartsAt: startedAt,
      plannedEndsAt: endedAt,
      hostMunicipalityCode: null,
      venue: null,
      status: 'HELD',
      reason: null,
      cancelledAt: null,
      ...STAMP,
    });
    await app.store.insert(SupervisionRecordEntity, {
      id: `fac_r${enrolmentId}`,
      meetingId,
      startedAt,
      endedAt,
      breakMinutes: 0,
      ...open,
    });
    await app.store.insert(PresenceEntity, {
      id: `fac_p${enrolmentId}`,
      meetingId,
      enrolmentId,
      fromAt: null,
      toAt: null,
      absent: false,
      guest: true,
      reason: null,
      ...open,
    });
  });
const PROGRESS = `progress { attendance { requiredHalfDays heldHalfDays attendedHalfDays missed { id } notRecorded { id } }
  supervision { creditedMinutes } requirements { kind state explanation } }`;
const progressOf = async (id: string) =>
  (await ask(AGENCY, `query($id: ID!) { enrolment(id: $id) { ${PROGRESS} } }`, { id })).enrolment.progress;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('meeting leaders: a hard limit of six', () => {
  let place: Place;
  let six: any[];
  beforeAll(async () => {
    place = {
      engagementId: await opened(SUPPORTED_HOUSING, '621'),
      municipalityCode: '621',
      trackKey: 'MEETING_LEADER',
    };
    six = await fill(place, 6);
  });

  it('V1: the seventh is refused with the figures', async () => {
    expect(await confirm(place)).toEqual({
      __typename: 'QuotaExceeded',
      code: 'QUOTA_EXCEEDED',
      message: expect.any(String),
      limit: 6,
      held: 6,
      trackKey: 'MEETING_LEADER',
      municipality: { code: '621' },
    });
    expect(await confirm(place, { capacity: 'LEADER' })).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await confirm(place, { capacity: 'PARTNER' })).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  it('V2: a replacement goes from 6/6 to 6/6, with seven people in all', async () => {
    expect(await usage(place)).toMatchObject({ held: 6, free: 0, cumulativePersons: 6 });
    const personId = await register();
    const { left, joined } = await replace(six[0].id, { personId });
    expect(left).toMatchObject({ id: six[0].id, status: 'REPLACED', holdsSeat: false });
    expect(joined).toMatchObject({ status: 'CONFIRMED', holdsSeat: true, person: { id: personId } });
    expect(left.replacedBy).toEqual({ id: joined.id });
    expect(joined.replaces).toEqual({ id: left.id });
    expect(await usage(place)).toMatchObject({ limit: 6, held: 6, free: 0, cumulativePersons: 7 });
    six[0] = joined;
  });

  it('V2: nobody slips in while a replacement is under way', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => register()));
    const [replaced, ...others] = await Promise.all([
      replace(six[1].id, { personId: people[0] }),
      ...people.slice(1).map((personId) => confirm(place, { personId })),
    ]);
    expect(replaced.__typename).toBe('EnrolmentReplacePayload');
    expect(others.map((other) => other.__typename)).toEqual(others.map(() => 'QuotaExceeded'));
    expect(await usage(place)).toMatchObject({ held: 6, cumulativePersons: 8 });
    six[1] = replaced.joined;
  });

  it('V2: of two who replace the same person at once, one succeeds', async () => {
    const answers = await Promise.all([replace(six[2].id), replace(six[2].id)]);
    expect(answers.map((answer) => answer.__typename).sort()).toEqual([
      'EnrolmentReplacePayload',
      'InvalidState',
    ]);
    expect(await usage(place)).toMatchObject({ held: 6, cumulativePersons: 9 });
    six[2] = answers.find((answer) => answer.joined !== undefined).joined;
  });

  it('somebody is not replaced by themselves, nor by somebody who has a seat', async () => {
    expect(await replace(six[3].id, { personId: six[3].person.id })).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'personId' }],
    });
    expect(await replace(six[3].id, { personId: six[4].person.id })).toMatchObject({
      code: 'DUPLICATE',
      existing: [{ id: six[4].id, __typename: 'Enrolment' }],
    });
    expect(await usage(place)).toMatchObject({ held: 6, cumulativePersons: 9 });
  });

  it('V3: of twenty who ask for the last seat at once, exactly one gets it', async () => {
    expect((await withdraw(six[5].id)).enrolment).toMatchObject({ holdsSeat: false });
    expect(await usage(place)).toMatchObject({ held: 5, free: 1 });
    const people = await Promise.all(Array.from({ length: 20 }, () => register()));
    const answers = await Promise.all(people.map((personId) => confirm(place, { personId })));
    expect(answers.filter((answer) => answer.__typename === 'EnrolmentConfirmPayload')).toHaveLength(1);
    expect(answers.filter((answer) => answer.__typename === 'QuotaExceeded')).toHaveLength(19);
    expect(await usage(place)).toMatchObject({ held: 6, free: 0 });
  });

  it('a person has one seat on a track, whoever asks how often', async () => {
    const other = { ...place, engagementId: await opened(SUPPORTED_HOUSING, '573'), municipalityCode: '573' };
    const personId = await register();
    const answers = await Promise.all([1, 2, 3].map(() => confirm(other, { personId })));
    expect(answers.map((answer) => answer.__typename).sort()).toEqual([
      'Duplicate',
      'Duplicate',
      'EnrolmentConfirmPayload',
    ]);
    expect(await usage(other)).toMatchObject({ held: 1 });
    // Nor one in another municipality.
    expect(await confirm(place, { personId })).toMatchObject({ __typename: 'Duplicate' });
  });
});

describe('the introductory course: a soft limit of 24, leaders apart', () => {
  let place: Place;
  beforeAll(async () => {
    place = {
      engagementId: await opened(SUPPORTED_HOUSING, '630'),
      municipalityCode: '630',
      trackKey: 'INTRO',
    };
    await fill(place, 24);
  });

  it('V4, L18: 24 employees and a leader: nothing to acknowledge', async () => {
    const leader = await confirm(place, { capacity: 'LEADER' });
    expect(leader).toMatchObject({
      __typename: 'EnrolmentConfirmPayload',
      enrolment: { holdsSeat: true },
      warnings: [],
    });
    expect(await usage(place)).toEqual({
      limit: 24,
      granted: 0,
      held: 24,
      heldOnTop: 1,
      free: 0,
      cumulativePersons: 24,
      waiting: 0,
    });
  });

  it('V4: the 25th employee needs the agency’s acknowledgement, and has a seat after it', async () => {
    const personId = await register();
    const refused = {
      __typename: 'NeedsAcknowledgement',
      code: 'NEEDS_ACKNOWLEDGEMENT',
      message: expect.any(String),
      limit: 24,
      held: 24,
      trackKey: 'INTRO',
      municipality: { code: '630' },
    };
    expect(await confirm(place, { personId })).toEqual(refused);
    // L19: partner staff sit on seats of the municipality and count in the 24.
    expect(await confirm(place, { personId, capacity: 'PARTNER' })).toEqual(refused);
    const grant = async (reason: string, roles = AGENCY) =>
      act(roles, 'seatGrant', { ...place, reason }, 'seatUsage { limit granted held free }');
    expect(await grant('  ')).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'reason' }] });
    const { seatUsage } = await grant('Two teams begin together');
    expect(seatUsage).toEqual({ limit: 24, granted: 1, held: 24, free: 1 });
    expect(await confirm(place, { personId })).toMatchObject({ enrolment: { status: 'CONFIRMED' } });
    expect(await usage(place)).toMatchObject({ limit: 24, granted: 1, held: 25, free: 0 });
    expect(await confirm(place)).toMatchObject({ __typename: 'NeedsAcknowledgement', limit: 24, held: 25 });
  });

  it('V37: a seat that came into being after the day from which somebody is said to have had it is counted on that day', async () => {
    const own = { ...place, engagementId: await opened(SUPPORTED_HOUSING, '607'), municipalityCode: '607' };
    const onThe = async (validOn: string) => {
      const seats =
        'seats: seatUsage(programmeKey: $key, municipalityCode: "607", trackKey: "INTRO", asOf: $at)';
      const query = `query($key: String!, $at: AsOfInput) { ${seats} { granted held heldOnTop free cumulativePersons } }`;
      return (await ask(AGENCY, query, { key: SUPPORTED_HOUSING, at: { validOn } })).seats[0];
    };
    const opening = app.clock.now();
    await fill(own, 24);
    app.clock.set('2026-12-10T12:00:00Z');
    await act(AGENCY, 'seatGrant', { ...own, reason: 'Two teams begin together' }, 'seatUsage { granted }');
    await confirm(own, { on: '2026-12-01' });
    await confirm(own, { capacity: 'LEADER', on: '2026-12-02' });
    const full = { granted: 0, held: 24, heldOnTop: 0, free: 0, cumulativePersons: 24 };
    expect(await onThe('2026-11-30')).toEqual(full);
    expect(await onThe('2026-12-01')).toEqual({ ...full, granted: 1, held: 25, cumulativePersons: 25 });
    const all = { ...full, granted: 1, held: 25, heldOnTop: 1, cumulativePersons: 25 };
    expect(await onThe('2026-12-02')).toEqual(all);
    expect(await onThe('2026-12-10')).toEqual(all);
    app.clock.set(opening);
  });

  it('V4: only the agency acknowledges', async () => {
    const answer = await app.ask(
      coordinator('630'),
      `mutation($input: SeatGrantInput!) { seatGrant(input: $input) { __typename } }`,
      { input: { ...place, reason: 'We want it' } },
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('L18: a leader who replaces an employee does not take the counted seat along', async () => {
    const own = { ...place, engagementId: await opened(SUPPORTED_HOUSING, '540'), municipalityCode: '540' };
    const [employee] = await fill(own, 1);
    const { joined } = await replace(employee.id, { capacity: 'LEADER' });
    expect(joined).toMatchObject({ capacity: 'LEADER', holdsSeat: true });
    expect(await usage(own)).toMatchObject({ held: 0, heldOnTop: 1, free: 24 });
  });

  it('L18: an employee who replaces a leader needs a counted seat', async () => {
    const leader = (await confirm(place, { capacity: 'LEADER' })).enrolment;
    const before = await usage(place);
    expect(await replace(leader.id, { capacity: 'EMPLOYEE' })).toMatchObject({
      __typename: 'NeedsAcknowledgement',
      limit: 24,
      held: 25,
    });
    expect(await usage(place)).toEqual(before);
    const { enrolment } = await ask(AGENCY, 'query($id: ID!) { enrolment(id: $id) { status holdsSeat } }', {
      id: leader.id,
    });
    expect(enrolment).toEqual({ status: 'CONFIRMED', holdsSeat: true });
  });

  it('L18: who waited as an employee and is seated as a leader is a leader', async () => {
    const personId = await register();
    await confirm(place, { personId, waitlist: true });
    const { enrolment } = await confirm(place, { personId, capacity: 'LEADER' });
    expect(enrolment).toMatchObject({ status: 'CONFIRMED', capacity: 'LEADER', holdsSeat: true });
  });

  it('a track without a limit refuses nobody, and there is nothing to grant', async () => {
    const leadership = { ...place, trackKey: 'LEADERSHIP' };
    await fill(leadership, 3, { capacity: 'LEADER' });
    expect(await usage(leadership)).toMatchObject({ limit: null, free: null, held: 3, cumulativePersons: 3 });
    expect(
      await act(AGENCY, 'seatGrant', { ...leadership, reason: 'r' }, 'seatUsage { held }'),
    ).toMatchObject({
      code: 'INVALID_STATE',
    });
  });
});

describe('the youth programme: ten with the leaders', () => {
  it('V5, L18: nine and a leader are ten; the eleventh is refused', async () => {
    const place = { engagementId: await opened(YOUTH, '751'), municipalityCode: '751', trackKey: 'YOUTH' };
    await fill(place, 9);
    expect(await confirm(place, { capacity: 'LEADER' })).toMatchObject({ enrolment: { capacity: 'LEADER' } });
    const refused = {
      __typename: 'QuotaExceeded',
      code: 'QUOTA_EXCEEDED',
      limit: 10,
      held: 10,
      trackKey: 'YOUTH',
    };
    expect(await confirm(place)).toMatchObject(refused);
    expect(await confirm(place, { capacity: 'LEADER' })).toMatchObject(refused);
    expect(await usage(place)).toMatchObject({ limit: 10, held: 10, heldOnTop: 0, free: 0 });
  });
});

describe('leaving', () => {
  let place: Place;
  let cohort: { cohortId: string; days: string[] };
  // On the days that people are said to have been there from, a seat is still held by who has just left it.
  const codes = ['461', '169', '173', '175', '183', '185', '187', '190', '201', '210', '217', '219'];
  beforeEach(async () => {
    const municipalityCode = codes.shift() ?? '';
    const engagementId = await opened(SUPPORTED_HOUSING, municipalityCode);
    place = { engagementId, municipalityCode, trackKey: 'MEETING_LEADER' };
  });
  beforeAll(async () => {
    cohort = await cohortWithDays(SUPPORTED_HOUSING, 'MEETING_LEADER', {}, [
      '2026-11-02',
      '2026-11-03',
      '2027-01-11',
      '2027-01-12',
    ]);
  });
  /** Somebody who has been to the first seminar, and to one supervision meeting. */
  const started = async () => {
    const { enrolment } = await confirm(place, { cohortId: cohort.cohortId, on: '2026-10-01' });
    await attended(enrolment.id, cohort.days.slice(0, 2));
    await supervised(enrolment.id, SUPPORTED_HOUSING, 'MEETING_LEADER');
    return enrolment;
  };

  it('L6: before the first half-day it is cancelled, and the seat is free', async () => {
    const later = await cohortWithDays(SUPPORTED_HOUSING, 'MEETING_LEADER', {}, ['2027-02-01']);
    for (const cohortId of [null, later.cohortId]) {
      const { enrolment } = await confirm(place, { cohortId });
      const before = await usage(place);
      const left = await withdraw(enrolment.id);
      expect(left.enrolment).toMatchObject({ status: 'CANCELLED', holdsSeat: false });
      expect(await usage(place)).toMatchObject({ held: before.held - 1, free: before.free + 1 });
    }
  });

  it('L6: after it, it is a withdrawal', async () => {
    const enrolment = await started();
    const left = await withdraw(enrolment.id, { reason: 'New job' });
    expect(left.enrolment).toMatchObject({ status: 'WITHDRAWN', holdsSeat: false });
    expect(await withdraw(enrolment.id)).toMatchObject({ code: 'INVALID_STATE', from: 'WITHDRAWN' });
  });

  it('L6: also when nothing is recorded yet, but the cohort’s first half-day is over', async () => {
    const { enrolment } = await confirm(place, { cohortId: cohort.cohortId, on: '2026-10-01' });
    expect((await withdraw(enrolment.id)).enrolment.status).toBe('WITHDRAWN');
  });

  it('L6: who joined after the first seminar and leaves before a day of their own is cancelled', async () => {
    const { enrolment } = await confirm(place, { cohortId: cohort.cohortId, on: '2026-11-20' });
    expect((await withdraw(enrolment.id)).enrolment.status).toBe('CANCELLED');
  });

  it('L6: a half-day in a cohort that somebody was moved from counts; those before and after their time there do not', async () => {
    const next = await cohortWithDays(SUPPORTED_HOUSING, 'MEETING_LEADER', {}, ['2027-02-01']);
    const assign = async (enrolmentId: string, on: string) =>
      act(AGENCY, 'enrolmentAssign', { enrolmentId, cohortId: next.cohortId, on }, 'enrolment { id }');
    const statuses: string[] = [];
    for (const [from, to] of [
      ['2026-10-01', '2026-11-10'],
      ['2026-10-01', '2026-11-02'],
      ['2026-11-04', '2026-11-10'],
    ] as const) {
      const { enrolment } = await confirm(place, { cohortId: cohort.cohortId, on: from });
      await assign(enrolment.id, to);
      statuses.push((await withdraw(enrolment.id)).enrolment.status);
    }
    expect(statuses).toEqual(['WITHDRAWN', 'CANCELLED', 'CANCELLED']);
  });

  it('a seat that is not released stays held: for others, and in the figures', async () => {
    const own = { ...place, engagementId: await opened(SUPPORTED_HOUSING, '420'), municipalityCode: '420' };
    const [first] = await fill(own, 1, { cohortId: cohort.cohortId, on: '2026-10-01' });
    await attended(first.id, cohort.days.slice(0, 1));
    await fill(own, 5);
    expect((await withdraw(first.id, { releaseSeat: false })).enrolment).toMatchObject({
      status: 'WITHDRAWN',
      holdsSeat: true,
    });
    expect(await usage(own)).toMatchObject({ held: 6, free: 0 });
    expect(await confirm(own)).toMatchObject({ __typename: 'QuotaExceeded', held: 6 });
    // It can be released later, and then it is free.
    expect((await withdraw(first.id)).enrolment).toMatchObject({ status: 'WITHDRAWN', holdsSeat: false });
    expect(await confirm(own)).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
    expect(await usage(own)).toMatchObject({ held: 6, free: 0, cumulativePersons: 7 });
  });

  it('L7: a seat that was kept can be passed on later', async () => {
    const enrolment = await started();
    await withdraw(enrolment.id, { releaseSeat: false });
    const { left, joined } = await replace(enrolment.id);
    expect(left).toMatchObject({ status: 'REPLACED', holdsSeat: false });
    expect(joined).toMatchObject({ status: 'CONFIRMED', holdsSeat: true });
    await withdraw(joined.id);
  });

  it('a reason with a CPR number is refused', async () => {
    const { enrolment } = await confirm(place);
    expect(await withdraw(enrolment.id, { reason: 'Moved, 010190-1234' })).toMatchObject({
      code: 'CONTAINS_CPR',
    });
    expect(await withdraw(enrolment.id)).toMatchObject({ enrolment: { status: 'CANCELLED' } });
  });

  it('V17, L7, L8: days and hours stay with who earned them; the newcomer starts at 0:00', async () => {
    const enrolment = await started();
    const earned = await progressOf(enrolment.id);
    expect(earned).toMatchObject({
      attendance: { attendedHalfDays: 4, heldHalfDays: 4, missed: [] },
      supervision: { creditedMinutes: 180 },
    });
    const { joined } = await replace(enrolment.id, { on: '2026-11-21' });
    expect(await progressOf(enrolment.id)).toMatchObject({
      attendance: { attendedHalfDays: 4, heldHalfDays: 4 },
      supervision: { creditedMinutes: 180 },
    });
    const fresh = await progressOf(joined.id);
    expect(fresh).toMatchObject({
      attendance: { requiredHalfDays: 16, attendedHalfDays: 0, heldHalfDays: 4, notRecorded: [] },
      supervision: { creditedMinutes: 0 },
    });
    expect(fresh.attendance.missed).toHaveLength(4);
    expect(fresh.requirements).toContainEqual({
      kind: 'ATTENDANCE',
      state: 'AT_RISK',
      explanation: expect.stringContaining('Kan ikke gennemføre uden opsamling'),
    });
    await withdraw(joined.id);
  });
});

describe('waiting for a seat', () => {
  let place: Place;
  let six: any[];
  beforeAll(async () => {
    place = {
      engagementId: await opened(SUPPORTED_HOUSING, '480'),
      municipalityCode: '480',
      trackKey: 'MEETING_LEADER',
    };
    six = await fill(place, 6);
  });

  it('keeps a place on the list without a seat, once', async () => {
    const personId = await register();
    const { enrolment } = await confirm(place, { personId, waitlist: true });
    expect(enrolment).toMatchObject({ status: 'WAITLISTED', holdsSeat: false });
    expect(await usage(place)).toMatchObject({ held: 6, waiting: 1, cumulativePersons: 6 });
    expect(await confirm(place, { personId, waitlist: true })).toMatchObject({
      __typename: 'Duplicate',
      existing: [{ id: enrolment.id }],
    });
    expect(await confirm(place, { personId })).toMatchObject({ __typename: 'QuotaExceeded' });
    const { cohortId } = await cohortWithDays(SUPPORTED_HOUSING, 'MEETING_LEADER', {}, []);
    expect(
      await act(AGENCY, 'enrolmentAssign', { enrolmentId: enrolment.id, cohortId }, 'enrolment { id }'),
    ).toMatchObject({ code: 'INVALID_STATE', from: 'WAITLISTED' });
    expect(await replace(enrolment.id)).toMatchObject({ code: 'INVALID_STATE', from: 'WAITLISTED' });

    // A seat becomes free: the same enrolment takes it.
    await withdraw(six[0].id);
    const seated = await confirm(place, { personId });
    expect(seated.enrolment).toMatchObject({ id: enrolment.id, status: 'CONFIRMED', holdsSeat: true });
    expect(await usage(place)).toMatchObject({ held: 6, waiting: 0, cumulativePersons: 7 });
  });

  it('L18: a leader who waited is a leader when a seat is free, said again or not', async () => {
    const personId = await register();
    await confirm(place, { personId, capacity: 'LEADER', waitlist: true });
    await withdraw(six[3].id);
    expect((await confirm(place, { personId })).enrolment).toMatchObject({
      status: 'CONFIRMED',
      capacity: 'LEADER',
    });
  });

  it('is not waiting where a seat is free', async () => {
    await withdraw(six[1].id);
    expect((await confirm(place, { waitlist: true })).enrolment).toMatchObject({ status: 'CONFIRMED' });
  });

  it('ends when the person gives up', async () => {
    const { enrolment } = await confirm(place, { waitlist: true });
    expect((await withdraw(enrolment.id)).enrolment).toMatchObject({ status: 'CANCELLED', holdsSeat: false });
    expect(await usage(place)).toMatchObject({ held: 6, waiting: 0 });
  });

  it('ends when the person takes over somebody’s seat', async () => {
    const personId = await register();
    const waiting = (await confirm(place, { personId, waitlist: true })).enrolment;
    const { joined } = await replace(six[2].id, { personId });
    expect(joined).toMatchObject({ status: 'CONFIRMED', person: { id: personId } });
    const { enrolment } = await ask(AGENCY, 'query($id: ID!) { enrolment(id: $id) { status } }', {
      id: waiting.id,
    });
    expect(enrolment.status).toBe('CANCELLED');
    expect(await usage(place)).toMatchObject({ held: 6, waiting: 0 });
  });
});

describe('one person on several tracks', () => {
  it('L17, R03: a meeting leader on the introductory course too is pointed out, not refused', async () => {
    const engagementId = await opened(SUPPORTED_HOUSING, '760');
    const place = { engagementId, municipalityCode: '760', trackKey: 'MEETING_LEADER' };
    const personId = await register();
    expect(await confirm(place, { personId })).toMatchObject({ warnings: [] });
    const second = await confirm({ ...place, trackKey: 'INTRO' }, { personId });
    expect(second).toMatchObject({ enrolment: { status: 'CONFIRMED' }, warnings: ['ALSO_ON_OTHER_TRACK'] });
    const { person } = await ask(AGENCY, 'query($id: ID!) { person(id: $id) { enrolments { trackKey } } }', {
      id: personId,
    });
    expect(person.enrolments).toEqual([{ trackKey: 'MEETING_LEADER' }, { trackKey: 'INTRO' }]);
    // Who has left the other track is not on it any more.
    await withdraw(second.enrolment.id);
    await withdraw((await confirm({ ...place, trackKey: 'INTRO' })).enrolment.id);
    const [first] = (
      await ask(AGENCY, 'query($id: ID!) { person(id: $id) { enrolments { id } } }', { id: personId })
    ).person.enrolments;
    await withdraw(first.id);
    expect(await confirm({ ...place, trackKey: 'INTRO' }, { personId })).toMatchObject({ warnings: [] });
  });

  it('H1: a superuser is drawn from those trained: no reason to warn', async () => {
    const place = {
      engagementId: await opened(HERLEV, '163'),
      municipalityCode: '163',
      trackKey: 'OD_BASIC',
    };
    const personId = await register();
    await confirm(place, { personId });
    expect(await confirm({ ...place, trackKey: 'OD_SUPERUSER' }, { personId })).toMatchObject({
      enrolment: { status: 'CONFIRMED' },
      warnings: [],
    });
  });
});

describe('cohorts', () => {
  let place: Place;
  beforeAll(async () => {
    place = {
      engagementId: await opened(SUPPORTED_HOUSING, '550'),
      municipalityCode: '550',
      trackKey: 'INTRO',
    };
  });

  it('can be named at once, later, or changed', async () => {
    const first = await cohortWithDays(SUPPORTED_HOUSING, 'INTRO', {}, []);
    const second = await cohortWithDays(SUPPORTED_HOUSING, 'INTRO', { engagementId: place.engagementId }, []);
    const { enrolment } = await confirm(place);
    const assign = async (cohortId: string) =>
      act(AGENCY, 'enrolmentAssign', { enrolmentId: enrolment.id, cohortId }, 'enrolment { cohort { id } }');
    expect(await assign(first.cohortId)).toMatchObject({ enrolment: { cohort: { id: first.cohortId } } });
    expect(await assign(first.cohortId)).toMatchObject({ enrolment: { cohort: { id: first.cohortId } } });
    expect(await assign(second.cohortId)).toMatchObject({ enrolment: { cohort: { id: second.cohortId } } });
  });

  it('of another track, another engagement or nowhere are refused', async () => {
    const otherTrack = await cohortWithDays(SUPPORTED_HOUSING, 'MEETING_LEADER', {}, []);
    const elsewhere = await opened(SUPPORTED_HOUSING, '575');
    const otherEngagement = await cohortWithDays(SUPPORTED_HOUSING, 'INTRO', { engagementId: elsewhere }, []);
    for (const cohortId of [otherTrack.cohortId, otherEngagement.cohortId, 'coh_none'])
      expect(await confirm(place, { cohortId })).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'cohortId' }],
      });
    expect(await usage(place)).toMatchObject({ held: 1 });
  });
});

describe('engagements', () => {
  it('L20: municipalities that take part together have seats of their own', async () => {
    const engagementId = await opened(SUPPORTED_HOUSING, '657', '661');
    const one = { engagementId, municipalityCode: '657', trackKey: 'MEETING_LEADER' };
    const other = { ...one, municipalityCode: '661' };
    await fill(one, 6);
    expect(await confirm(one)).toMatchObject({ __typename: 'QuotaExceeded', municipality: { code: '657' } });
    await fill(other, 6);
    expect(await confirm(other)).toMatchObject({
      __typename: 'QuotaExceeded',
      municipality: { code: '661' },
    });
    expect(await usage(one)).toMatchObject({ limit: 6, held: 6 });
    expect(await usage(other)).toMatchObject({ limit: 6, held: 6 });
    const third = await confirm({ ...one, municipalityCode: '665' });
    expect(third).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'municipalityCode' }] });
  });

  it('L21: a seat of the one that becomes free is not the other’s', async () => {
    const engagementId = await opened(SUPPORTED_HOUSING, '671', '706');
    const one = { engagementId, municipalityCode: '671', trackKey: 'MEETING_LEADER' };
    const other = { ...one, municipalityCode: '706' };
    const [leaver] = await fill(one, 6);
    await fill(other, 6);
    await withdraw(leaver.id);
    expect(await confirm(other)).toMatchObject({ __typename: 'QuotaExceeded' });
    expect(await usage(one)).toMatchObject({ held: 5, free: 1 });
  });

  it('V1: a municipality takes part in a programme once at a time, alone or with others', async () => {
    const first = await opened(SUPPORTED_HOUSING, '707', '710');
    for (const [codes, startsOn] of [
      [['707'], '2026-10-01'],
      [['710', '727'], '2027-06-01'],
      [['710'], '2028-09-30'],
      [['707'], '2024-10-02'],
    ] as const)
      expect(await open(SUPPORTED_HOUSING, [...codes], startsOn)).toMatchObject({
        __typename: 'Duplicate',
        existing: [{ id: first, __typename: 'Engagement' }],
      });
    // Another programme, another municipality, or another time.
    for (const [programme, code, startsOn] of [
      [YOUTH, '707', '2026-10-01'],
      [SUPPORTED_HOUSING, '727', '2026-10-01'],
      [SUPPORTED_HOUSING, '707', '2028-10-01'],
      [SUPPORTED_HOUSING, '710', '2024-10-01'],
    ] as const)
      expect(await open(programme, [code], startsOn)).toMatchObject({ __typename: 'EngagementOpenPayload' });
  });

  it('V3: of two opened at the same moment, one comes into being', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => open(SUPPORTED_HOUSING, ['730'])));
    expect(answers.map((answer) => answer.__typename).sort()).toEqual([
      'Duplicate',
      'Duplicate',
      'EngagementOpenPayload',
    ]);
    const { seatUsage } = await ask(
      AGENCY,
      `{ seatUsage(programmeKey: "${SUPPORTED_HOUSING}", municipalityCode: "730") { trackKey limit } }`,
    );
    expect(seatUsage).toEqual([
      { trackKey: 'MEETING_LEADER', limit: 6 },
      { trackKey: 'INTRO', limit: 24 },
      { trackKey: 'LEADERSHIP', limit: null },
    ]);
  });

  it('with no municipality, an unknown one, or one named twice are refused', async () => {
    for (const [codes, path] of [
      [[], 'municipalityCodes'],
      [['621', '621'], 'municipalityCodes'],
      [['740', '999'], 'municipalityCodes.1'],
    ] as const)
      expect(await open(SUPPORTED_HOUSING, [...codes])).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path }],
      });
    expect(await open('NO_SUCH', ['740'])).toMatchObject({ problems: [{ path: 'programmeKey' }] });
  });
});

describe('V39: whose seats are whose', () => {
  const A = coordinator('101');
  const B = coordinator('147');
  let joint: string;
  let placeA: Place;
  let placeB: Place;
  let ofA: any;
  let ofB: any;
  let cohortId: string;
  beforeAll(async () => {
    joint = await opened(SUPPORTED_HOUSING, '101', '147');
    placeA = { engagementId: joint, municipalityCode: '101', trackKey: 'INTRO' };
    placeB = { ...placeA, municipalityCode: '147' };
    await act(AGENCY, 'providerRegister', { key: 'substans', name: 'Substans' }, 'provider { id }');
    await act(AGENCY, 'providerRegister', { key: 'other', name: 'Other' }, 'provider { id }');
    ({ cohortId } = await cohortWithDays(SUPPORTED_HOUSING, 'INTRO', {}, ['2026-12-01']));
    const own = await register({ name: 'Anna A', email: 'anna@a.example', municipalityCode: '101' }, A);
    const other = await register({ name: 'Bent B', email: 'bent@b.example', municipalityCode: '147' }, B);
    ofA = (await confirm(placeA, { personId: own, cohortId }, A)).enrolment;
    ofB = (await confirm(placeB, { personId: other, cohortId }, B)).enrolment;
  });

  it('a coordinator gives no seat of another municipality', async () => {
    const personId = await register({ municipalityCode: '101' }, A);
    expect(await confirm(placeB, { personId }, A)).toMatchObject({ __typename: 'NotFound' });
    const elsewhere = {
      ...placeA,
      engagementId: await opened(SUPPORTED_HOUSING, '151'),
      municipalityCode: '151',
    };
    expect(await confirm(elsewhere, { personId }, A)).toMatchObject({ __typename: 'NotFound' });
    expect(await usage(placeB)).toMatchObject({ held: 1 });
  });

  it('a coordinator gives no seat to somebody out of sight', async () => {
    expect(await confirm(placeA, { personId: ofB.person.id }, A)).toMatchObject({ __typename: 'NotFound' });
    expect(await replace(ofA.id, { personId: ofB.person.id }, A)).toMatchObject({ __typename: 'NotFound' });
  });

  it('a coordinator sees the own enrolments and people, and none of the other’s', async () => {
    const query = `query($own: ID!, $other: ID!, $ownPerson: ID!, $otherPerson: ID!, $cohort: ID!) {
      enrolments { nodes { id person { name } } }
      filtered: enrolments(filter: { municipalityCode: "147" }) { nodes { id } }
      byPerson: enrolments(filter: { personId: $otherPerson }) { nodes { id } }
      own: enrolment(id: $own) { id person { name } }
      other: enrolment(id: $other) { id }
      ownNode: node(id: $own) { id }
      otherNode: node(id: $other) { id }
      ownPerson: person(id: $ownPerson) { name enrolments { id } }
      otherPerson: person(id: $otherPerson) { name }
      otherPersonNode: node(id: $otherPerson) { id }
      people { nodes { name } }
      found: people(search: "bent") { nodes { name } }
      cohort(id: $cohort) { enrolments { nodes { id } } }
    }`;
    const variables = {
      own: ofA.id,
      other: ofB.id,
      ownPerson: ofA.person.id,
      otherPerson: ofB.person.id,
      cohort: cohortId,
    };
    const seen = await ask(A, query, variables);
    expect(seen).toMatchObject({
      enrolments: { nodes: [{ id: ofA.id, person: { name: 'Anna A' } }] },
      filtered: { nodes: [] },
      byPerson: { nodes: [] },
      own: { id: ofA.id, person: { name: 'Anna A' } },
      other: null,
      ownNode: { id: ofA.id },
      otherNode: null,
      ownPerson: { name: 'Anna A', enrolments: [{ id: ofA.id }] },
      otherPerson: null,
      otherPersonNode: null,
      found: { nodes: [] },
      cohort: { enrolments: { nodes: [{ id: ofA.id }] } },
    });
    expect(seen.people.nodes).not.toContainEqual({ name: 'Bent B' });
  });

  it('a coordinator changes nothing on another’s seats', async () => {
    const notFound = { __typename: 'NotFound' };
    expect(await withdraw(ofB.id, {}, A)).toMatchObject(notFound);
    expect(await replace(ofB.id, { personId: ofA.person.id }, A)).toMatchObject(notFound);
    expect(
      await act(A, 'enrolmentAssign', { enrolmentId: ofB.id, cohortId }, 'enrolment { id }'),
    ).toMatchObject(notFound);
    const { enrolment } = await ask(AGENCY, 'query($id: ID!) { enrolment(id: $id) { status } }', {
      id: ofB.id,
    });
    expect(enrolment.status).toBe('CONFIRMED');
  });

  it('"not yours" and "not there" look alike', async () => {
    const message = async (id: string) => (await withdraw(id, {}, A)).message;
    expect(await message(ofB.id)).toBe(await message('enr_none'));
  });

  it('a coordinator sees the own seat usage alone', async () => {
    const query = `query($id: ID!) {
      all: seatUsage(programmeKey: "${SUPPORTED_HOUSING}") { municipality { code } trackKey held }
      other: seatUsage(programmeKey: "${SUPPORTED_HOUSING}", municipalityCode: "147") { held }
      engagement(id: $id) { municipalities { code } seats(trackKey: "INTRO") { municipality { code } held } }
      engagements { nodes { id } } }`;
    const seen = await ask(A, query, { id: joint });
    expect(new Set(seen.all.map((row: any) => row.municipality.code))).toEqual(new Set(['101']));
    expect(seen.other).toEqual([]);
    expect(seen.engagement.seats).toEqual([{ municipality: { code: '101' }, held: 1 }]);
    expect(seen.engagements.nodes).toEqual([{ id: joint }]);
    const stranger = await ask(coordinator('155'), query, { id: joint });
    expect(stranger).toMatchObject({ all: [], other: [], engagement: null, engagements: { nodes: [] } });
  });

  it('L19: partner staff on A’s seat are A’s to see, wherever they work', async () => {
    const personId = await register({ name: 'Pia Partner', organisation: 'Region H' });
    const { enrolment } = await confirm(placeA, { personId, capacity: 'PARTNER' }, A);
    expect(enrolment).toMatchObject({ capacity: 'PARTNER', municipality: { code: '101' } });
    const query = 'query($id: ID!) { person(id: $id) { name affiliations { organisation } } }';
    expect(await ask(A, query, { id: personId })).toEqual({
      person: { name: 'Pia Partner', affiliations: [{ organisation: 'Region H' }] },
    });
    expect(await ask(B, query, { id: personId })).toEqual({ person: null });
    await withdraw(enrolment.id);
  });

  it('whom the agency registered can be seated by a coordinator until they belong to a municipality', async () => {
    const free = await register({ name: 'Fri Person' });
    expect(await ask(A, 'query($id: ID!) { person(id: $id) { name } }', { id: free })).toEqual({
      person: null,
    });
    const { enrolment } = await confirm(placeA, { personId: free }, A);
    expect(enrolment).toMatchObject({ status: 'CONFIRMED' });
    await withdraw(enrolment.id);
    const taken = await register({ name: 'Optaget Person', municipalityCode: placeB.municipalityCode });
    for (const personId of [taken, ofB.person.id])
      expect(await confirm(placeA, { personId }, A)).toMatchObject({ __typename: 'NotFound' });
  });

  it('a participant sees themselves alone', async () => {
    const seen = await ask(
      participant('Anna@A.example'),
      `query($other: ID!, $otherPerson: ID!, $cohort: ID!) {
        viewer { person { name } }
        enrolments { nodes { id person { name } } }
        other: enrolment(id: $other) { id }
        otherPerson: person(id: $otherPerson) { id }
        node(id: $other) { id }
        cohort(id: $cohort) { name enrolments { nodes { id } } }
        engagements { nodes { id seats { held } } } }`,
      { other: ofB.id, otherPerson: ofB.person.id, cohort: cohortId },
    );
    expect(seen).toMatchObject({
      viewer: { person: { name: 'Anna A' } },
      enrolments: { nodes: [{ id: ofA.id, person: { name: 'Anna A' } }] },
      other: null,
      otherPerson: null,
      node: null,
      cohort: { enrolments: { nodes: [{ id: ofA.id }] } },
      engagements: { nodes: [{ id: joint, seats: [] }] },
    });
    const nobody = await ask(
      participant('nobody@a.example'),
      `query($other: ID!) { viewer { person { name } } enrolments { nodes { id } } enrolment(id: $other) { id }
        cohorts { nodes { id } } engagements { nodes { id } } }`,
      { other: ofA.id },
    );
    expect(nobody).toEqual({
      viewer: { person: null },
      enrolments: { nodes: [] },
      enrolment: null,
      cohorts: { nodes: [] },
      engagements: { nodes: [] },
    });
  });

  it('a provider sees the people of its own cohorts, of every municipality, and no others', async () => {
    const SUBSTANS = provider('substans');
    const { cohort } = await act(
      SUBSTANS,
      'cohortOpen',
      { programmeKey: SUPPORTED_HOUSING, trackKey: 'INTRO', name: 'Substans 1' },
      'cohort { id provider { key } }',
    );
    expect(cohort.provider).toEqual({ key: 'substans' });
    const query = '{ enrolments { nodes { id } } people { nodes { id } } cohorts { nodes { id } } }';
    expect(await ask(SUBSTANS, query)).toEqual({
      enrolments: { nodes: [] },
      people: { nodes: [] },
      cohorts: { nodes: [{ id: cohort.id }] },
    });
    for (const enrolment of [ofA, ofB])
      await act(
        AGENCY,
        'enrolmentAssign',
        { enrolmentId: enrolment.id, cohortId: cohort.id },
        'enrolment { id }',
      );
    const seen = await ask(SUBSTANS, query);
    expect(seen.enrolments.nodes).toEqual([{ id: ofA.id }, { id: ofB.id }]);
    expect(seen.people.nodes).toEqual([{ id: ofA.person.id }, { id: ofB.person.id }]);
    expect(await ask(provider('other'), query)).toEqual({
      enrolments: { nodes: [] },
      people: { nodes: [] },
      cohorts: { nodes: [] },
    });
    expect(await ask(provider('unregistered'), query)).toMatchObject({ enrolments: { nodes: [] } });
  });

  it('a provider moves people between its own cohorts, and takes nobody back from another’s', async () => {
    const [SUBSTANS, OTHER] = [provider('substans'), provider('other')];
    const openCohort = async (roles: RoleClaim[], name: string) =>
      (
        await act(
          roles,
          'cohortOpen',
          { programmeKey: SUPPORTED_HOUSING, trackKey: 'INTRO', name },
          'cohort { id }',
        )
      ).cohort.id;
    const own = [await openCohort(SUBSTANS, 'Substans 2'), await openCohort(SUBSTANS, 'Substans 3')];
    const others = await openCohort(OTHER, 'Other 1');
    const assign = async (roles: RoleClaim[], cohort: string) =>
      act(roles, 'enrolmentAssign', { enrolmentId: ofA.id, cohortId: cohort }, 'enrolment { cohort { id } }');
    await assign(AGENCY, own[0]);
    expect(await assign(SUBSTANS, own[1])).toMatchObject({ enrolment: { cohort: { id: own[1] } } });
    expect(await assign(SUBSTANS, others)).toMatchObject({ code: 'INVALID_INPUT' });
    await assign(AGENCY, others);
    expect((await assign(SUBSTANS, own[0])).__typename).not.toBe('EnrolmentAssignPayload');
    const { enrolment } = await ask(AGENCY, 'query($id: ID!) { enrolment(id: $id) { cohort { id } } }', {
      id: ofA.id,
    });
    expect(enrolment.cohort).toEqual({ id: others });
  });

  it('a provider fills its cohort with somebody who is in none yet', async () => {
    const roles = provider('other');
    const opened = await act(
      roles,
      'cohortOpen',
      { programmeKey: SUPPORTED_HOUSING, trackKey: placeA.trackKey, name: 'Other 9' },
      'cohort { id }',
    );
    const { enrolment } = await confirm(placeA, { personId: await register() });
    const assigned = await act(
      roles,
      'enrolmentAssign',
      { enrolmentId: enrolment.id, cohortId: opened.cohort.id },
      'enrolment { cohort { id } }',
    );
    expect(assigned.enrolment.cohort.id).toBe(opened.cohort.id);
    await withdraw(enrolment.id);
  });
});

describe('lists of enrolments', () => {
  const CODES = ['155', '157', '159', '161', '165'];
  let engagementId: string;
  const filter = () => ({ engagementId, status: ['CONFIRMED', 'ACTIVE'] });
  beforeAll(async () => {
    engagementId = await opened(YOUTH, ...CODES);
    const cohorts = await Promise.all(
      [1, 2, 3].map(() => cohortWithDays(YOUTH, 'YOUTH', {}, ['2026-11-02', '2026-11-03', '2026-12-01'])),
    );
    for (let n = 0; n < 50; n += 1) {
      const cohort = cohorts[n % 3];
      const { enrolment } = await confirm(
        { engagementId, municipalityCode: CODES[n % 5] ?? '', trackKey: 'YOUTH' },
        { cohortId: cohort?.cohortId, on: '2026-10-01' },
      );
      await attended(enrolment.id, cohort?.days.slice(0, n % 3) ?? []);
      // The figures that lists are ordered by, as they are kept with the facts.
      const figures = { attendedHalfDays: 2 * (n % 3), creditedMinutes: n % 4 === 0 ? 180 : 0 };
      await app.app.get(UnitOfWork).run(async () =>
        app.store.change(sql`
          UPDATE progress SET attended_half_days = ${figures.attendedHalfDays}, credited_minutes = ${figures.creditedMinutes}
          WHERE enrolment_id = ${enrolment.id}`),
      );
      if (n % 4 === 0) await supervised(enrolment.id, YOUTH, 'YOUTH');
      if (n % 10 === 0) await replace(enrolment.id);
    }
  });

  it.each([
    ['the agency', AGENCY],
    ['a coordinator', CODES.map((municipality) => ({ role: 'COORDINATOR' as const, municipality }))],
  ])('a page of 50 takes %s no more statements than a page of 5', async (_who, roles) => {
    const query = `query($first: Int!, $filter: EnrolmentFilter) { enrolments(first: $first, filter: $filter) {
      pageInfo { hasNextPage } nodes { id status trackKey
        person { name email affiliations { organisation } enrolments { id } }
        municipality { name region } engagement { id programme { name } municipalities { name } }
        cohort { name provider { name } engagement { id } courseDays { date halfDays { startsAt } } }
        certificate { number } seatAffiliation { organisation }
        replaces { id person { name } } replacedBy { id person { name } }
        ${PROGRESS} } } }`;
    const spy = jest.spyOn(app.store, 'query');
    const statements = async (first: number) => {
      spy.mockClear();
      const { enrolments } = await ask(roles, query, { first, filter: filter() });
      expect(enrolments.nodes).toHaveLength(first);
      return spy.mock.calls.length;
    };
    try {
      const few = await statements(5);
      expect(await statements(50)).toBe(few);
      expect(few).toBeLessThan(40);
    } finally {
      spy.mockRestore();
    }
  });

  const byNumber = (a: any, b: any) => a - b;
  const byText = (a: any, b: any) => a.localeCompare(b, 'da');
  const byId = (a: any, b: any) => (a < b ? -1 : 1);
  it.each([
    ['PERSON_NAME', (node: any) => node.person.name, byText],
    ['MUNICIPALITY', (node: any) => node.municipality.name, byText],
    ['CREATED_AT', (node: any) => node.id, byId],
    ['SUPERVISION_MINUTES', (node: any) => node.progress.supervision.creditedMinutes, byNumber],
    ['ATTENDED_HALF_DAYS', (node: any) => node.progress.attendance.attendedHalfDays, byNumber],
  ])('by %s come in order, in pages without gap or repeat', async (orderBy, key, compare) => {
    const query = `query($orderBy: EnrolmentOrder, $first: Int, $after: String, $filter: EnrolmentFilter) {
      enrolments(orderBy: $orderBy, first: $first, after: $after, filter: $filter) {
        nodes { id person { name } municipality { name } ${PROGRESS} } pageInfo { hasNextPage endCursor } } }`;
    const page = async (first: number, after: string | null) =>
      (await ask(AGENCY, query, { orderBy, first, after, filter: filter() })).enrolments;
    const whole = await page(100, null);
    const keys = whole.nodes.map(key);
    expect(keys).toHaveLength(50);
    expect(new Set(keys).size).toBeGreaterThan(1);
    expect(keys).toEqual([...keys].sort(compare));
    const found: { id: string }[] = [];
    let after: string | null = null;
    let more = true;
    while (more) {
      const { nodes, pageInfo } = await page(7, after);
      found.push(...nodes);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(found).toEqual(whole.nodes);
    expect(new Set(found.map((node) => node.id)).size).toBe(50);
  });

  it('are filtered by what is asked for', async () => {
    const count = async (filter: Record<string, unknown>) => {
      const { enrolments } = await ask(
        AGENCY,
        'query($filter: EnrolmentFilter) { enrolments(first: 100, filter: $filter) { nodes { id } } }',
        { filter: { engagementId, ...filter } },
      );
      return enrolments.nodes.length;
    };
    expect(await count({})).toBe(55);
    expect(await count({ status: ['REPLACED'] })).toBe(5);
    expect(await count({ status: [] })).toBe(0);
    expect(await count({ municipalityCode: '157', status: ['CONFIRMED'] })).toBe(10);
    expect(await count({ trackKey: 'INTRO' })).toBe(0);
    expect(await count({ programmeKey: SUPPORTED_HOUSING })).toBe(0);
    expect(await count({ status: null, cohortId: null, personId: null })).toBe(55);
  });
});
