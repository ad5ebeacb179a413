/** What is open, and since when it has been as it is. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const programmeKey = 'AD_BOSTOETTE_2019';
const trackKey = 'MEETING_LEADER';

describe('since when', () => {
  let app: TestApp;
  let agency: Client;
  let enrolmentId = '';
  let groupId = '';

  const open = async () => {
    const data = await agency.query(
      'query ($id: ID!) { enrolment(id: $id) { openRequirements { since requirement { kind state } } } }',
      { id: enrolmentId },
    );
    return Object.fromEntries(
      data.enrolment.openRequirements.map(({ since, requirement: { kind, state } }: any) => [
        kind,
        `${state} since ${since}`,
      ]),
    );
  };
  const plan = async (startsAt: string, endsAt: string) =>
    (await agency.succeed('supervisionMeetingPlan', { groupId, startsAt, endsAt }, 'meeting { id }')).meeting
      .id as string;

  beforeAll(async () => {
    app = await startApp('2026-01-05T09:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
    const opened = await agency.succeed(
      'engagementOpen',
      { programmeKey, municipalityCodes: ['621'], startsOn: '2026-01-01' },
      'engagement { id }',
    );
    const { cohort } = await agency.succeed(
      'cohortOpen',
      { programmeKey, trackKey, name: 'Hold 1' },
      'cohort { id }',
    );
    const { courseDays } = await agency.succeed(
      'courseDaySchedule',
      { cohortId: cohort.id, type: 'SEMINAR', unit: 1, dates: ['2026-02-03', '2026-02-04'] },
      'courseDays { id }',
    );
    const { person } = await agency.succeed('personRegister', { name: 'Anna' }, 'person { id }');
    const seat = { municipalityCode: '621', trackKey, personId: person.id, cohortId: cohort.id };
    const { enrolment } = await agency.succeed(
      'enrolmentConfirm',
      { ...seat, engagementId: opened.engagement.id },
      'enrolment { id }',
    );
    enrolmentId = enrolment.id;
    const { group } = await agency.succeed(
      'supervisionGroupForm',
      { programmeKey, trackKey, name: 'Gruppe 1', enrolmentIds: [enrolmentId] },
      'group { id }',
    );
    groupId = group.id;
    const meetingId = await plan('2026-02-10T08:00:00Z', '2026-02-10T14:00:00Z');
    app.clock.set('2026-02-25T09:00:00Z');
    await agency.succeed(
      'supervisionMeetingHold',
      {
        meetingId,
        startedAt: '2026-02-10T08:00:00Z',
        endedAt: '2026-02-10T14:00:00Z',
        allPresent: true,
      },
      'meeting { id }',
    );
    for (const [day, state] of ['PRESENT', 'ABSENT'].entries())
      await agency.succeed(
        'attendanceRecord',
        { courseDayId: courseDays[day].id, entries: [{ enrolmentId, state }] },
        'courseDay { id }',
      );
  });
  afterAll(() => app.close());

  it('an absence that was written down three weeks late is open since the day itself', async () => {
    expect(await open()).toEqual({
      ATTENDANCE: 'AT_RISK since 2026-02-04',
      // On pace since the meeting of 10 February.
      SUPERVISION: 'PENDING since 2026-02-10',
      ASSESSMENT: 'PENDING since 2026-01-05',
    });
  });

  it('supervision is at risk since the very day on which it fell behind its pace', async () => {
    app.clock.set('2026-06-01T09:00:00Z');
    // 360 minutes of 3000 in 730 days last until day 87: 1 January and 88 days is 30 March.
    expect(await open()).toMatchObject({ SUPERVISION: 'AT_RISK since 2026-03-30' });
  });

  it('L9: on leave nothing is at risk, since it began; afterwards it is again, since the first day back', async () => {
    app.clock.set('2026-06-15T09:00:00Z');
    await agency.succeed(
      'leaveBegin',
      { enrolmentId, from: '2026-06-10', to: '2026-06-20' },
      'enrolment { id }',
    );
    expect(await open()).toMatchObject({
      ATTENDANCE: 'PENDING since 2026-06-10',
      SUPERVISION: 'PENDING since 2026-06-10',
    });
    app.clock.set('2026-06-25T09:00:00Z');
    expect(await open()).toMatchObject({
      ATTENDANCE: 'AT_RISK since 2026-06-20',
      SUPERVISION: 'AT_RISK since 2026-06-20',
    });
  });

  it('what is lifted is not open, and is open again since the day after the dispensation’s last', async () => {
    await agency.succeed(
      'dispensationGrant',
      { enrolmentId, requirement: 'ATTENDANCE', reason: 'Efter aftale', until: '2026-07-01' },
      'dispensation { id }',
    );
    expect(await open()).not.toHaveProperty('ATTENDANCE');
    app.clock.set('2026-07-10T09:00:00Z');
    expect(await open()).toMatchObject({ ATTENDANCE: 'AT_RISK since 2026-07-02' });
  });

  it('a requirement is impossible since the day after its last, not since somebody looked', async () => {
    app.clock.set('2028-03-01T09:00:00Z');
    // 24 months from 1 January 2026, and ten days of leave.
    expect(await open()).toMatchObject({ SUPERVISION: 'IMPOSSIBLE since 2028-01-11' });
  });

  it('nobody who may not see somebody is told what is open', async () => {
    const other = new Client(app, [{ role: 'COORDINATOR', municipality: '851' } as never]);
    const data = await other.query('query ($id: ID!) { enrolment(id: $id) { openRequirements { since } } }', {
      id: enrolmentId,
    });
    expect(data.enrolment).toBeNull();
  });
});
