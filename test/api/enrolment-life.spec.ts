/** Leave, and moving to another municipality: two years with real people, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const TRACK = 'MEETING_LEADER';
const DATES = [
  ['2026-02-03', '2026-02-04'],
  ['2026-04-07', '2026-04-08'],
  ['2026-06-02', '2026-06-03'],
  ['2026-08-04', '2026-08-05'],
];
const USAGE = `query ($code: String, $asOf: AsOfInput) {
  seatUsage(programmeKey: "${PROGRAMME}", municipalityCode: $code, trackKey: "${TRACK}", asOf: $asOf) {
    municipality { code } held free cumulativePersons } }`;
const STATUS = `query ($code: String, $asOf: AsOfInput) {
  certificationStatus(filter: { municipalityCode: $code, trackKey: "${TRACK}" }, groupBy: [MUNICIPALITY], asOf: $asOf) {
    municipality { code } persons enrolled withdrawn attendedHalfDays supervisionMinutes } }`;

describe('the life of an enrolment', () => {
  let app: TestApp;
  let agency: Client;
  let kolding: string;
  let vejle: string;
  let cohort: string;
  let days: any[];
  let names = 0;

  beforeAll(async () => {
    app = await startApp('2025-12-01T09:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
    kolding = await open('621');
    vejle = await open('630');
    const opened = { programmeKey: PROGRAMME, trackKey: TRACK, name: 'Hold 1' };
    cohort = (await agency.succeed('cohortOpen', opened, 'cohort { id }')).cohort.id;
    days = [];
    for (const [index, dates] of DATES.entries()) {
      const input = { cohortId: cohort, type: 'SEMINAR', unit: index + 1, dates };
      const { courseDays } = await agency.succeed(
        'courseDaySchedule',
        input,
        'courseDays { id halfDays { id part } }',
      );
      days.push(...courseDays);
    }
  });
  afterAll(() => app.close());

  async function open(code: string): Promise<string> {
    const input = { programmeKey: PROGRAMME, municipalityCodes: [code], startsOn: '2026-01-01' };
    return (await agency.succeed('engagementOpen', input, 'engagement { id }')).engagement.id;
  }

  async function seated(engagementId: string, municipalityCode: string, extra: object = {}): Promise<string> {
    names += 1;
    const { person } = await agency.succeed('personRegister', { name: `Deltager ${names}` }, 'person { id }');
    const input = {
      engagementId,
      municipalityCode,
      trackKey: TRACK,
      personId: person.id,
      cohortId: cohort,
      ...extra,
    };
    return (await agency.succeed('enrolmentConfirm', input, 'enrolment { id }')).enrolment.id;
  }

  async function enrolment(id: string, fields: string): Promise<any> {
    return (await agency.query(`query ($id: ID!) { enrolment(id: $id) { ${fields} } }`, { id })).enrolment;
  }

  async function heldMeeting(enrolmentId: string, startsAt: string, endsAt: string): Promise<any> {
    const form = {
      programmeKey: PROGRAMME,
      trackKey: TRACK,
      name: `Gruppe ${startsAt}`,
      enrolmentIds: [enrolmentId],
    };
    const { group } = await agency.succeed('supervisionGroupForm', form, 'group { id }');
    const plan = { groupId: group.id, startsAt, endsAt };
    const { meeting } = await agency.succeed('supervisionMeetingPlan', plan, 'meeting { id }');
    const hold = {
      meetingId: meeting.id,
      startedAt: startsAt,
      endedAt: endsAt,
      presences: [{ enrolmentId }],
    };
    return agency.succeed('supervisionMeetingHold', hold, 'warnings');
  }

  describe('L9: leave from and to', () => {
    it('the seat is held, the status follows the dates, and nothing is at risk meanwhile', async () => {
      app.clock.set('2026-02-05T09:00:00Z');
      const id = await seated(kolding, '621');
      await agency.succeed(
        'attendanceRecord',
        { courseDayId: days[0].id, default: 'PRESENT' },
        'courseDay { id }',
      );
      await agency.succeed(
        'attendanceRecord',
        { courseDayId: days[1].id, default: 'ABSENT' },
        'courseDay { id }',
      );
      const shown =
        'status holdsSeat progress { requirements { kind state } supervision { outlook dueOn paceMinutes } }';
      const before = await enrolment(id, shown);
      expect(before).toMatchObject({ status: 'ACTIVE', progress: { supervision: { dueOn: '2027-12-31' } } });
      expect(before.progress.requirements[0].state).toBe('AT_RISK');

      const leave = { enrolmentId: id, from: '2026-03-01', to: '2026-09-01' };
      const begun = await agency.succeed(
        'leaveBegin',
        leave,
        'enrolment { status } leave { id from to } warnings',
      );
      expect(begun).toMatchObject({
        enrolment: { status: 'ACTIVE' },
        leave: { from: '2026-03-01', to: '2026-09-01' },
      });
      app.clock.set('2026-05-01T09:00:00Z');
      const during = await enrolment(id, shown);
      // 184 days of leave: the last day of 24 months moves from 31 December 2027 to 2 July 2028.
      expect(during).toMatchObject({
        status: 'ON_LEAVE',
        holdsSeat: true,
        progress: { supervision: { dueOn: '2028-07-02' } },
      });
      expect(during.progress.requirements.map((each: any) => each.state)).not.toContain('AT_RISK');
      const listed = await agency.query(
        `{ enrolments(filter: { trackKey: "${TRACK}", status: [ON_LEAVE] }) { nodes { id } } }`,
      );
      expect(listed.enrolments.nodes).toEqual([{ id }]);

      app.clock.set('2026-09-01T09:00:00Z');
      expect(await enrolment(id, 'status')).toEqual({ status: 'ACTIVE' });
    });

    it('half-days held during leave are missed, not forgotten by the sheet; they can be made up later', async () => {
      app.clock.set('2026-03-20T09:00:00Z');
      const id = await seated(kolding, '621');
      await agency.succeed(
        'leaveBegin',
        { enrolmentId: id, from: '2026-04-01', to: '2026-05-01' },
        'leave { id }',
      );
      app.clock.set('2026-05-02T09:00:00Z');
      await agency.succeed(
        'attendanceRecord',
        { courseDayId: days[2].id, default: 'PRESENT' },
        'courseDay { id }',
      );
      const { progress } = await enrolment(
        id,
        'progress { attendance { missed { courseDay { id } part } notRecorded { courseDay { id } } } }',
      );
      const missed = progress.attendance.missed.map((each: any) => `${each.courseDay.id} ${each.part}`);
      expect(missed).toEqual(expect.arrayContaining([`${days[2].id} AM`, `${days[3].id} PM`]));
      expect(progress.attendance.notRecorded.map((each: any) => each.courseDay.id)).not.toContain(days[2].id);
    });

    it('the first day back can be told later; the earlier dates stay known as they were', async () => {
      app.clock.set('2026-02-10T09:00:00Z');
      const id = await seated(kolding, '621');
      const { leave } = await agency.succeed(
        'leaveBegin',
        { enrolmentId: id, from: '2026-02-11' },
        'leave { id to }',
      );
      expect(leave.to).toBeNull();
      app.clock.set('2026-03-10T09:00:00Z');
      const status = async (asOf: object) =>
        (
          await agency.query(
            `query ($id: ID!, $asOf: AsOfInput) { enrolments(filter: { personId: $id }, asOf: $asOf) { nodes { status } } }`,
            { id: (await enrolment(id, 'person { id }')).person.id, asOf },
          )
        ).enrolments.nodes[0]?.status;
      expect(await status({})).toBe('ON_LEAVE');
      const back = { leaveId: leave.id, from: '2026-02-11', to: '2026-03-01' };
      await agency.succeed('leaveAdjust', back, 'leave { to }');
      expect(await status({})).toBe('CONFIRMED');
      expect(await status({ validOn: '2026-02-28' })).toBe('ON_LEAVE');
      expect(await status({ validOn: '2026-03-10', knownAt: '2026-03-10T09:00:00Z' })).toBe('ON_LEAVE');
      expect((await agency.act('leaveAdjust', back, 'leave { id }')).code).toBe('NOT_FOUND');
    });

    it('overlapping leaves, an end before the beginning, and leave of somebody who has left are refused', async () => {
      app.clock.set('2026-02-10T09:00:00Z');
      const id = await seated(kolding, '621');
      const { leave } = await agency.succeed(
        'leaveBegin',
        { enrolmentId: id, from: '2026-03-01', to: '2026-04-01' },
        'leave { id }',
      );
      const begin = async (from: string, to?: string) =>
        (await agency.act('leaveBegin', { enrolmentId: id, from, to }, 'leave { id }')).code;
      expect(await begin('2026-03-31', '2026-05-01')).toBe('OVERLAP');
      expect(await begin('2026-02-20')).toBe('OVERLAP');
      expect(await begin('2026-06-02', '2026-06-02')).toBe('INVALID_INPUT');
      const gone = { leaveId: leave.id, reason: 'Orloven blev ikke til noget' };
      await agency.succeed('leaveCancel', gone, 'enrolment { leaves { id } }');
      expect(await begin('2026-02-20')).toBeUndefined();
      expect((await enrolment(id, 'leaves { from to }')).leaves).toEqual([{ from: '2026-02-20', to: null }]);
      await agency.succeed('enrolmentWithdraw', { enrolmentId: id, on: '2026-02-11' }, 'enrolment { id }');
      expect(await begin('2027-01-01', '2027-02-01')).toBe('INVALID_STATE');
    });

    it('supervision credited during leave is worth a warning, from either side', async () => {
      app.clock.set('2026-03-01T09:00:00Z');
      const id = await seated(kolding, '621');
      await heldMeeting(id, '2026-02-20T08:00:00Z', '2026-02-20T11:00:00Z');
      const leave = { enrolmentId: id, from: '2026-02-20', to: '2026-03-20' };
      expect((await agency.succeed('leaveBegin', leave, 'warnings')).warnings).toEqual([
        'PRESENT_AT_SUPERVISION',
      ]);
      const { warnings } = await heldMeeting(id, '2026-02-27T08:00:00Z', '2026-02-27T11:00:00Z');
      expect(warnings).toContain('DURING_LEAVE');
    });

    it('V39: a coordinator records leave of people on its own seats only, and is told of no other', async () => {
      app.clock.set('2026-03-01T09:00:00Z');
      const id = await seated(kolding, '621');
      const leave = { enrolmentId: id, from: '2026-03-20' };
      const other = new Client(app, [{ role: 'COORDINATOR', municipality: '630' }]);
      expect((await other.act('leaveBegin', leave, 'leave { id }')).code).toBe('NOT_FOUND');
      const own = new Client(app, [{ role: 'COORDINATOR', municipality: '621' }]);
      const begun = await own.succeed('leaveBegin', leave, 'leave { id }');
      // Word for word, or it would tell that there is such a leave.
      const reason = 'Orloven blev ikke til noget';
      for (const [act, more] of [
        ['leaveAdjust', { from: '2026-03-21' }],
        ['leaveCancel', { reason }],
      ] as const)
        expect(await other.act(act, { leaveId: begun.leave.id, ...more }, '__typename')).toEqual(
          await other.act(act, { leaveId: 'fac_0', ...more }, '__typename'),
        );
      await agency.succeed('enrolmentWithdraw', { enrolmentId: id, on: '2026-03-02' }, 'enrolment { id }');
    });
  });

  describe('L5: somebody moves to another municipality', () => {
    it('TRANSFERRED: the seat is of the new one, days and hours come along, the past stays with the old one', async () => {
      app.clock.set('2026-02-01T09:00:00Z');
      const aarhus = await open('751');
      const odense = await open('461');
      const id = await seated(aarhus, '751');
      app.clock.set('2026-02-06T09:00:00Z');
      const entries = [{ enrolmentId: id, state: 'PRESENT' }];
      await agency.succeed('attendanceRecord', { courseDayId: days[0].id, entries }, 'courseDay { id }');
      await heldMeeting(id, '2026-02-05T08:00:00Z', '2026-02-05T11:00:00Z');
      const asked = '2026-02-20T12:00:00Z';
      app.clock.set('2026-03-15T09:00:00Z');
      const input = { enrolmentId: id, on: '2026-03-16', engagementId: odense, municipalityCode: '461' };
      const moved = await agency.succeed(
        'enrolmentTransfer',
        { ...input, choice: 'TRANSFERRED', reason: 'Nyt job' },
        'enrolment { id municipality { code } engagement { id } cohort { id } holdsSeat status }',
      );
      expect(moved.enrolment).toEqual({
        id,
        municipality: { code: '461' },
        engagement: { id: odense },
        cohort: { id: cohort },
        holdsSeat: true,
        status: 'ACTIVE',
      });
      const { progress } = await enrolment(
        id,
        'progress { attendance { attendedHalfDays } supervision { creditedMinutes } }',
      );
      expect(progress).toEqual({
        attendance: { attendedHalfDays: 2 },
        supervision: { creditedMinutes: 180 },
      });

      const usage = async (code: string, asOf: object | null = null) => {
        const [row] = (await agency.query(USAGE, { code, asOf })).seatUsage;
        return [row.held, row.free, row.cumulativePersons];
      };
      expect([await usage('751'), await usage('461')]).toEqual([
        [0, 6, 1],
        [1, 5, 1],
      ]);
      const then = { validOn: '2026-02-20', knownAt: asked };
      expect([await usage('751', then), await usage('461', then)]).toEqual([
        [1, 5, 1],
        [0, 6, 0],
      ]);
      const report = async (code: string, asOf: object | null = null) =>
        (await agency.query(STATUS, { code, asOf })).certificationStatus;
      expect(await report('751')).toEqual([]);
      expect(await report('461')).toMatchObject([
        { persons: 1, attendedHalfDays: 2, supervisionMinutes: 180 },
      ]);
      expect(await report('751', then)).toMatchObject([{ persons: 1, withdrawn: 0, attendedHalfDays: 2 }]);
      expect(await report('461', then)).toEqual([]);

      // Of the same day, by what is known now: the move was on 16 March.
      expect(await report('751', { validOn: '2026-02-20' })).toMatchObject([{ persons: 1 }]);

      const old = new Client(app, [{ role: 'COORDINATOR', municipality: '751' }]);
      expect(
        (await old.query('query ($id: ID!) { enrolment(id: $id) { id } }', { id })).enrolment,
      ).toBeNull();
      expect((await old.query(STATUS, { code: '751', asOf: then })).certificationStatus).toMatchObject([
        { persons: 1 },
      ]);
    });

    it('TRANSFERRED is refused when the new municipality has no free seat, and then nothing has changed', async () => {
      app.clock.set('2026-02-01T09:00:00Z');
      const esbjerg = await open('561');
      for (let n = 0; n < 6; n += 1) await seated(esbjerg, '561');
      const id = await seated(vejle, '630');
      const input = { enrolmentId: id, choice: 'TRANSFERRED', on: '2026-02-02' };
      const full = { ...input, engagementId: esbjerg, municipalityCode: '561' };
      const refused = await agency.act(
        'enrolmentTransfer',
        full,
        'enrolment { id }',
        '... on QuotaExceeded { limit held }',
      );
      expect(refused).toMatchObject({ __typename: 'QuotaExceeded', limit: 6, held: 6 });
      expect(await enrolment(id, 'holdsSeat municipality { code }')).toEqual({
        holdsSeat: true,
        municipality: { code: '630' },
      });
      const problem = async (more: object) => {
        const answer = await agency.act('enrolmentTransfer', { ...input, ...more }, 'enrolment { id }');
        return answer.problems?.map((each: any) => each.path) ?? answer.code;
      };
      expect(await problem({})).toEqual(['engagementId']);
      expect(await problem({ engagementId: vejle })).toEqual(['municipalityCode']);
      expect(await problem({ engagementId: vejle, municipalityCode: '630' })).toEqual(['municipalityCode']);
      expect(await problem({ engagementId: esbjerg, municipalityCode: '630' })).toEqual(['municipalityCode']);
      expect(await problem({ choice: 'WITHDRAWN', engagementId: esbjerg })).toEqual(['engagementId']);
    });

    it('CONTINUES_AS_GUEST: the old seat stays used, and says so', async () => {
      app.clock.set('2026-02-01T09:00:00Z');
      const id = await seated(vejle, '630');
      const before = (await agency.query(USAGE, { code: '630' })).seatUsage[0].held;
      const own = new Client(app, [{ role: 'COORDINATOR', municipality: '630' }]);
      const input = { enrolmentId: id, choice: 'CONTINUES_AS_GUEST', on: '2026-02-02' };
      const stays = await own.succeed(
        'enrolmentTransfer',
        input,
        'enrolment { continuesAsGuest status holdsSeat }',
      );
      expect(stays.enrolment).toEqual({ continuesAsGuest: true, status: 'CONFIRMED', holdsSeat: true });
      expect((await agency.query(USAGE, { code: '630' })).seatUsage[0].held).toBe(before);
    });

    it('WITHDRAWN: the old seat is free, what was earned stays', async () => {
      app.clock.set('2026-02-06T09:00:00Z');
      const id = await seated(vejle, '630');
      const entries = [{ enrolmentId: id, state: 'PRESENT' }];
      await agency.succeed('attendanceRecord', { courseDayId: days[0].id, entries }, 'courseDay { id }');
      const input = { enrolmentId: id, choice: 'WITHDRAWN', on: '2026-02-07' };
      await agency.succeed('enrolmentTransfer', input, 'enrolment { id }');
      expect(await enrolment(id, 'status holdsSeat progress { attendance { attendedHalfDays } }')).toEqual({
        status: 'WITHDRAWN',
        holdsSeat: false,
        progress: { attendance: { attendedHalfDays: 2 } },
      });
    });

    it('V39: a coordinator cannot put somebody onto another municipality’s seat', async () => {
      app.clock.set('2026-02-01T09:00:00Z');
      const id = await seated(vejle, '630');
      const own = new Client(app, [{ role: 'COORDINATOR', municipality: '630' }]);
      const input = { enrolmentId: id, choice: 'TRANSFERRED', on: '2026-02-02' };
      const elsewhere = { ...input, engagementId: kolding, municipalityCode: '621' };
      expect((await own.act('enrolmentTransfer', elsewhere, 'enrolment { id }')).code).toBe('NOT_FOUND');
    });
  });

  it('V38: a list as it stood has its own status, seat and municipality, and no order by today’s figures', async () => {
    app.clock.set('2026-02-01T09:00:00Z');
    const hjorring = await open('860');
    const first = await seated(hjorring, '860');
    app.clock.set('2026-02-03T09:00:00Z');
    await agency.succeed('enrolmentWithdraw', { enrolmentId: first, on: '2026-02-03' }, 'enrolment { id }');
    const second = await seated(hjorring, '860');
    const list = async (asOf: object | null) => {
      const data = await agency.query(
        `query ($id: ID!, $asOf: AsOfInput) { enrolments(filter: { engagementId: $id }, orderBy: CREATED_AT, asOf: $asOf) {
          totalCount nodes { id status holdsSeat } } }`,
        { id: hjorring, asOf },
      );
      return data.enrolments;
    };
    expect(await list({ validOn: '2026-02-02', knownAt: '2026-02-02T12:00:00Z' })).toEqual({
      totalCount: 1,
      nodes: [{ id: first, status: 'CONFIRMED', holdsSeat: true }],
    });
    expect(await list(null)).toEqual({
      totalCount: 2,
      nodes: [
        { id: first, status: 'CANCELLED', holdsSeat: false },
        { id: second, status: 'CONFIRMED', holdsSeat: true },
      ],
    });
    expect(await list({})).toEqual(await list(null));
    const ordered = await app.ask(
      [{ role: 'AGENCY' }],
      '{ enrolments(orderBy: SUPERVISION_MINUTES, asOf: { validOn: "2026-02-02" }) { totalCount } }',
    );
    expect(ordered.errors?.[0]?.message).toContain('orderBy');
  });
});
