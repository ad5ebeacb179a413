/** What is missing and what can still be reached, as participants ask it, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const TRACK = 'MEETING_LEADER';
const EMAIL = 'anna@kolding.example';
const FORECAST = `requiredHalfDays attainableHalfDays comingHalfDays { id part courseDay { date } }
  outOfReach { part courseDay { unit day } } targetMinutes supervisionMinutes missingMinutes outlook
  meetings { meetingId minutes } closingMeeting { meetingId }`;
const Q11 = `{ viewer { person { enrolments { trackKey status progress { certified completed
  attendance { attendedHalfDays requiredHalfDays missed { part courseDay { unit day date } } }
  requirements { kind state explanation } supervision { creditedMinutes remainingMinutes dueOn } } } } } }`;
const Q13 = `query ($halfDay: ID, $meeting: ID) { viewer { person { enrolments { ifMissed(halfDayId: $halfDay, meetingId: $meeting) {
  fallsBelow before { attainableHalfDays supervisionMinutes } after { attainableHalfDays supervisionMinutes missingMinutes }
  makeUpOptions { part courseDay { date cohort { name } } } } } } } }`;
const Q14 = `query ($day: LocalDate) { viewer { person { enrolments { forecast(on: $day) { ${FORECAST} } } } } }`;

describe('what can still be reached', () => {
  let app: TestApp;
  let agency: Client;
  let anna: Client;
  let enrolmentId: string;
  let days: any[];
  const meetings: string[] = [];

  beforeAll(async () => {
    app = await startApp('2026-01-05T09:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
    anna = new Client(app, [{ role: 'PARTICIPANT', email: EMAIL }]);
    const open = { programmeKey: PROGRAMME, municipalityCodes: ['621'], startsOn: '2026-01-01' };
    const engagementId = (await agency.succeed('engagementOpen', open, 'engagement { id }')).engagement.id;
    const cohortId = await cohort('Hold 1', [
      ['2026-02-03', '2026-02-04'],
      ['2026-04-07', '2026-04-08'],
    ]);
    await cohort('Hold 2', [
      ['2026-03-10', '2026-03-11'],
      ['2026-05-19', '2026-05-20'],
    ]);
    const { cohort: found } = await agency.query(
      'query ($id: ID!) { cohort(id: $id) { courseDays { id date halfDays { id part } } } }',
      { id: cohortId },
    );
    days = found.courseDays;
    const register = { name: 'Anna Holm', email: EMAIL };
    const { person } = await agency.succeed('personRegister', register, 'person { id }');
    const seat = { engagementId, municipalityCode: '621', trackKey: TRACK, personId: person.id, cohortId };
    enrolmentId = (await agency.succeed('enrolmentConfirm', seat, 'enrolment { id }')).enrolment.id;
    const form = { programmeKey: PROGRAMME, trackKey: TRACK, name: 'Gruppe 1', enrolmentIds: [enrolmentId] };
    const { group } = await agency.succeed('supervisionGroupForm', form, 'group { id }');
    // Seventeen meetings of three hours: 51 hours, one more than is needed.
    for (let n = 0; n < 17; n += 1) {
      const day = `2026-${String(3 + Math.floor(n / 2)).padStart(2, '0')}-${n % 2 === 0 ? '05' : '19'}`;
      const plan = { groupId: group.id, startsAt: `${day}T09:00:00Z`, endsAt: `${day}T12:00:00Z` };
      meetings.push((await agency.succeed('supervisionMeetingPlan', plan, 'meeting { id }')).meeting.id);
    }
    app.clock.set('2026-02-05T09:00:00Z');
    const away = [{ enrolmentId, part: 'PM', state: 'ABSENT' }];
    await agency.succeed(
      'attendanceRecord',
      { courseDayId: days[0].id, default: 'PRESENT' },
      'courseDay { id }',
    );
    const second = { courseDayId: days[1].id, default: 'PRESENT', entries: away };
    await agency.succeed('attendanceRecord', second, 'courseDay { id }');
  });
  afterAll(() => app.close());

  async function cohort(name: string, seminars: string[][]): Promise<string> {
    const input = { programmeKey: PROGRAMME, trackKey: TRACK, name };
    const { id } = (await agency.succeed('cohortOpen', input, 'cohort { id }')).cohort;
    for (const [index, dates] of seminars.entries()) {
      const schedule = { cohortId: id, type: 'SEMINAR', unit: index + 1, dates };
      await agency.succeed('courseDaySchedule', schedule, 'courseDays { id }');
    }
    return id;
  }
  const own = (data: any) => data.viewer.person.enrolments[0];

  it('Q11: a participant is told what is attended, what is credited and what is missing', async () => {
    const { progress } = own(await anna.query(Q11));
    expect(progress).toMatchObject({
      certified: false,
      completed: false,
      attendance: {
        attendedHalfDays: 3,
        requiredHalfDays: 16,
        missed: [{ part: 'PM', courseDay: { unit: 1, day: 2, date: '2026-02-04' } }],
      },
      supervision: { creditedMinutes: 0, remainingMinutes: 3000, dueOn: '2027-12-31' },
    });
    expect(progress.requirements.map((each: any) => each.kind)).toEqual([
      'ATTENDANCE',
      'SUPERVISION',
      'ASSESSMENT',
    ]);
  });

  it('Q13: missing an afternoon costs one half-day, and says where it can be made up', async () => {
    const halfDay = days[2].halfDays.find((each: any) => each.part === 'PM').id;
    const { ifMissed } = own(await anna.query(Q13, { halfDay }));
    expect(ifMissed).toMatchObject({
      before: { attainableHalfDays: 7, supervisionMinutes: 3060 },
      after: { attainableHalfDays: 6, supervisionMinutes: 3060 },
    });
    expect(ifMissed.makeUpOptions[0]).toEqual({
      part: 'PM',
      courseDay: { date: '2026-05-19', cohort: { name: 'Hold 2' } },
    });
    expect(ifMissed.makeUpOptions.map((each: any) => each.courseDay.date)).not.toContain('2026-03-10');
  });

  it('Q13: missing one meeting of 17 leaves 48 hours of the 50: that falls below', async () => {
    const { ifMissed } = own(await anna.query(Q13, { meeting: meetings[3] }));
    expect(ifMissed).toMatchObject({
      fallsBelow: true,
      after: { supervisionMinutes: 2880, missingMinutes: 120 },
      makeUpOptions: [],
    });
  });

  it('Q13, Decision 5: what is lifted by dispensation falls below nothing', async () => {
    const { enrolment } = await agency.query(
      'query ($id: ID!) { enrolment(id: $id) { engagement { id } } }',
      { id: enrolmentId },
    );
    // All 16 half-days lie ahead.
    const cohortId = await cohort('Hold 3', [
      ['2026-03-24', '2026-03-25'],
      ['2026-06-09', '2026-06-10'],
      ['2026-09-15', '2026-09-16'],
      ['2026-11-17', '2026-11-18'],
    ]);
    const { person } = await agency.succeed('personRegister', { name: 'Bo Krogh' }, 'person { id }');
    const seat = {
      engagementId: enrolment.engagement.id,
      municipalityCode: '621',
      trackKey: TRACK,
      cohortId,
    };
    const confirmed = await agency.succeed(
      'enrolmentConfirm',
      { ...seat, personId: person.id },
      'enrolment { id }',
    );
    const bo = confirmed.enrolment.id;
    const ifMissed = async () => {
      const { enrolment: asked } = await agency.query(
        `query ($id: ID!) { enrolment(id: $id) { forecast { comingHalfDays { id } } } }`,
        { id: bo },
      );
      const answer = await agency.query(
        `query ($id: ID!, $halfDay: ID) { enrolment(id: $id) { ifMissed(halfDayId: $halfDay) {
          fallsBelow before { attainableHalfDays } after { attainableHalfDays } } } }`,
        { id: bo, halfDay: asked.forecast.comingHalfDays[0].id },
      );
      return answer.enrolment.ifMissed;
    };
    const figures = { before: { attainableHalfDays: 16 }, after: { attainableHalfDays: 15 } };
    expect(await ifMissed()).toEqual({ fallsBelow: true, ...figures });
    const lifted = { enrolmentId: bo, requirement: 'ATTENDANCE', reason: 'Tilsvarende kursus' };
    await agency.succeed('dispensationGrant', lifted, 'dispensation { id }');
    expect(await ifMissed()).toEqual({ fallsBelow: false, ...figures });
  });

  it('Q13: only a coming date of one’s own can be asked about, and one at a time', async () => {
    const refused = async (variables: object) =>
      (await app.ask([{ role: 'PARTICIPANT', email: EMAIL }], Q13, { ...variables })).errors?.[0]?.message;
    expect(await refused({})).toContain('halfDayId');
    expect(await refused({ halfDay: days[0].halfDays[0].id })).toContain('not a coming half-day');
    expect(await refused({ meeting: 'mee_none' })).toContain('not a coming meeting');
    expect(await refused({ halfDay: days[2].halfDays[0].id, meeting: meetings[0] })).toContain('not both');
  });

  it('Q14: on a day there is what is over before it, if everything planned is attended', async () => {
    const { forecast } = own(await anna.query(Q14, { day: '2026-04-08' }));
    // Meetings of 5 and 19 March and 5 April; both half-days of 7 April.
    expect(forecast).toMatchObject({ supervisionMinutes: 540, missingMinutes: 2460, attainableHalfDays: 5 });
    expect(forecast.meetings.map((each: any) => each.meetingId)).toEqual(meetings.slice(0, 3));
    expect(forecast.comingHalfDays.map((each: any) => each.courseDay.date)).toEqual([
      '2026-04-07',
      '2026-04-07',
    ]);
    expect(forecast.closingMeeting).toBeNull();
  });

  it('the seventeenth meeting closes the gap; what was missed is out of reach unless made up', async () => {
    const { forecast } = own(await anna.query(Q14, { day: null }));
    expect(forecast).toMatchObject({
      requiredHalfDays: 16,
      attainableHalfDays: 7,
      supervisionMinutes: 3060,
      missingMinutes: 0,
      outlook: 'ON_TRACK',
      closingMeeting: { meetingId: meetings[16] },
      outOfReach: [{ part: 'PM', courseDay: { unit: 1, day: 2 } }],
    });
  });

  it('V39: a coordinator of another municipality is told nothing', async () => {
    const other = new Client(app, [{ role: 'COORDINATOR', municipality: '630' }]);
    const asked = await other.query(
      'query ($id: ID!) { enrolment(id: $id) { forecast { supervisionMinutes } } }',
      {
        id: enrolmentId,
      },
    );
    expect(asked.enrolment).toBeNull();
  });
});
