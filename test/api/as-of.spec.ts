/** What a point on the two time axes means, at its edges. Found by the comparison in test/oracle. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const PROGRESS = `
  attendance { heldHalfDays notRecorded { id } }
  supervision { plannedMinutes outlook }
  requirements { kind state }`;

describe('as it was known then', () => {
  let app: TestApp;
  let agency: Client;
  let enrolmentId = '';
  let cohortId = '';
  let engagementId = '';
  let groupId = '';

  const progress = async (asOf: object | null) => {
    const data = await agency.query(
      `query ($id: ID!, $asOf: AsOfInput) { enrolment(id: $id) { progress(asOf: $asOf) { ${PROGRESS} } } }`,
      { id: enrolmentId, asOf },
    );
    return data.enrolment.progress;
  };

  const seat = async (name: string, on?: string) => {
    const { person } = await agency.succeed('personRegister', { name }, 'person { id }');
    const { enrolment } = await agency.succeed(
      'enrolmentConfirm',
      {
        engagementId,
        municipalityCode: '621',
        trackKey: 'MEETING_LEADER',
        personId: person.id,
        cohortId,
        on,
      },
      'enrolment { id }',
    );
    return enrolment.id as string;
  };

  beforeAll(async () => {
    app = await startApp('2025-03-03T07:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
    const programmeKey = 'AD_BOSTOETTE_2019';
    const trackKey = 'MEETING_LEADER';
    const opened = await agency.succeed(
      'engagementOpen',
      { programmeKey, municipalityCodes: ['621'], startsOn: '2025-01-15' },
      'engagement { id }',
    );
    engagementId = opened.engagement.id;
    const { cohort } = await agency.succeed(
      'cohortOpen',
      { programmeKey, trackKey, name: 'Hold 1' },
      'cohort { id }',
    );
    cohortId = cohort.id;
    await agency.succeed(
      'courseDaySchedule',
      { cohortId, type: 'SEMINAR', unit: 1, dates: ['2025-03-03', '2025-03-10'] },
      'courseDays { id }',
    );
    enrolmentId = await seat('Anna');
    const { group } = await agency.succeed(
      'supervisionGroupForm',
      { programmeKey, trackKey, name: 'Gruppe 1', enrolmentIds: [enrolmentId] },
      'group { id }',
    );
    groupId = group.id;
    await agency.succeed(
      'supervisionMeetingPlan',
      { groupId, startsAt: '2025-03-03T14:00:00Z', endsAt: '2025-03-03T16:00:00Z' },
      'meeting { id }',
    );
  });
  afterAll(() => app.close());

  it('V38: a report taken at noon knows, whenever it is asked for again, no afternoon', async () => {
    app.clock.set('2025-03-03T11:30:00Z');
    const point = { validOn: '2025-03-03', knownAt: '2025-03-03T11:30:00Z' };
    const atNoon = await progress(null);
    expect(atNoon).toMatchObject({
      attendance: { heldHalfDays: 1, notRecorded: [{}] },
      supervision: { plannedMinutes: 120 },
    });
    expect(await progress(point)).toEqual(atNoon);
    app.clock.set('2025-06-01T09:00:00Z');
    expect(await progress(point)).toEqual(atNoon);
    expect(await progress({ ...point, knownAt: '2025-03-03T20:00:00Z' })).toMatchObject({
      attendance: { heldHalfDays: 2 },
      supervision: { plannedMinutes: 0 },
    });
  });

  it('V38: a day that had not come at knownAt is answered as things stood then, whenever it is asked for', async () => {
    app.clock.set('2025-03-05T11:30:00Z');
    const point = { validOn: '2025-04-01', knownAt: '2025-03-05T11:30:00Z' };
    const then = await progress(null);
    expect(then).toMatchObject({ attendance: { heldHalfDays: 2 } });
    expect(await progress(point)).toEqual(then);
    app.clock.set('2025-06-01T09:00:00Z');
    expect(await progress(point)).toEqual(then);
    expect(await progress({ validOn: '2025-04-01' })).toMatchObject({ attendance: { heldHalfDays: 4 } });
  });

  it('V38: on a day before an enrolment came to be there is none, also when somebody is said to have left before that', async () => {
    app.clock.set('2025-06-01T09:00:00Z');
    const id = await seat('Carl', '2025-05-20');
    await agency.succeed('enrolmentWithdraw', { enrolmentId: id, on: '2025-05-12' }, 'seatReleased');
    const then = async (validOn: string) => {
      const data = await agency.query(
        `query ($id: ID!, $asOf: AsOfInput) {
          enrolment(id: $id) { openRequirements { since } }
          enrolments(filter: { cohortId: "${cohortId}" }, asOf: $asOf) { nodes { id status } } }`,
        { id, asOf: { validOn } },
      );
      const [{ since }] = data.enrolment.openRequirements;
      return [since, data.enrolments.nodes.find((each: any) => each.id === id)?.status];
    };
    expect(await then('2025-05-15')).toEqual(['2025-05-20', undefined]);
    expect((await then('2025-05-20'))[1]).toMatch(/^(CANCELLED|WITHDRAWN)$/);
  });

  it('L8: somebody who joined late has begun when something is recorded of them, not when something is settled', async () => {
    app.clock.set('2025-06-01T09:00:00Z');
    const id = await seat('Bo', '2025-06-01');
    await agency.succeed(
      'dispensationGrant',
      { enrolmentId: id, requirement: 'SUPERVISION', reason: 'Efter aftale' },
      'dispensation { id }',
    );
    const status = async () =>
      (await agency.query('query ($id: ID!) { enrolment(id: $id) { status } }', { id })).enrolment.status;
    expect(await status()).toBe('CONFIRMED');
    const { courseDays } = await agency.succeed(
      'courseDaySchedule',
      { cohortId, type: 'SEMINAR', unit: 2, dates: ['2025-06-02'] },
      'courseDays { id }',
    );
    app.clock.set('2025-06-02T18:00:00Z');
    await agency.succeed(
      'attendanceRecord',
      { courseDayId: courseDays[0].id, entries: [{ enrolmentId: id, state: 'ABSENT' }] },
      'courseDay { id }',
    );
    expect(await status()).toBe('ACTIVE');
  });

  it('V38: supervision from before the first day on the course is told of any day before it', async () => {
    app.clock.set('2025-06-10T09:00:00Z');
    const id = await seat('Cai', '2025-06-05');
    const { meeting } = await agency.succeed(
      'supervisionMeetingPlan',
      { groupId, startsAt: '2025-05-05T14:00:00Z', endsAt: '2025-05-05T16:00:00Z' },
      'meeting { id }',
    );
    await agency.succeed(
      'supervisionMeetingHold',
      {
        meetingId: meeting.id,
        startedAt: '2025-05-05T14:00:00Z',
        endedAt: '2025-05-05T16:00:00Z',
        presences: [{ enrolmentId: id, guest: true }],
      },
      'meeting { id }',
    );
    const data = await agency.query(
      `query ($id: ID!) {
        enrolment(id: $id) { before: progress(asOf: { validOn: "2025-05-20" }) { supervision { creditedMinutes } } }
        certificationStatus(groupBy: [TRACK], asOf: { validOn: "2025-05-20" }) { enrolled }
      }`,
      { id },
    );
    expect(data.enrolment.before.supervision.creditedMinutes).toBe(120);
    expect(data.certificationStatus).toEqual([{ enrolled: 1 }]);
  });
});
