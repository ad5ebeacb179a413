/** When a held meeting took place was recorded wrongly (L3, A18): everybody's minutes follow, and nothing is lost. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { copenhagenInstant, type LocalDate } from '../../src/domain/calendar.js';
import type { Client } from '../support/client.js';
import { HERLEV, KOLDING, ODENSE, School, winter } from '../support/supervision-school.js';

const PAYLOAD = `meeting { id status startsAt endsAt breakMinutes supervisors { name }
    presences { enrolment { id } creditedMinutes } }
  effects { enrolment { id } before { status creditedMinutes } after { status creditedMinutes } } othersAffected warnings`;
const REASON = 'Sluttiden var skrevet forkert';

let school: School;
beforeAll(async () => {
  school = await School.open('2026-06-01T06:00:00Z');
});
afterAll(() => school.app.close());

const correct = async (meetingId: string, input: object, by: Client = school.substans): Promise<any> =>
  by.act(
    'supervisionMeetingCorrect',
    { meetingId, reason: REASON, ...input },
    PAYLOAD,
    '... on Overlap { with { id } }',
  );
const minutesOf = async (enrolmentId: string, asOf: object | null = null): Promise<number> =>
  (await school.supervisionOf(enrolmentId, asOf)).creditedMinutes;
const creditOf = (meeting: any, enrolmentId: string): number =>
  meeting.presences.find((each: any) => each.enrolment.id === enrolmentId).creditedMinutes;

/** The instant of a wall-clock time in Copenhagen (`2026-04-14T09:40`), in winter as in summer. */
function danishInstant(text: string): string {
  const [day = '', time = ''] = text.split('T');
  return copenhagenInstant(day as LocalDate, time);
}

/** A meeting of two, from 9 to 12; the second left at half past eleven. */
async function morning(
  day: string,
): Promise<{ meetingId: string; groupId: string; stayed: string; left: string }> {
  const [stayed, left] = [
    await school.enrol(KOLDING, { trackKey: 'INTRO' }),
    await school.enrol(HERLEV, { trackKey: 'INTRO' }),
  ];
  const groupId = await school.group(`Gruppe ${day}`, [stayed, left], { trackKey: 'INTRO' });
  const presences = [{ enrolmentId: left, to: winter(day, '11:30') }];
  const { meeting } = await school.held(groupId, day, { presences });
  return { meetingId: meeting.id, groupId, stayed, left };
}

describe('correcting when a held meeting took place', () => {
  it('L3, V38: an overrun is credited to whoever stayed; what was known before can still be told', async () => {
    const { meetingId, stayed, left } = await morning('2026-02-02');
    const before = { validOn: '2026-06-01', knownAt: school.app.clock.now() };
    const { meeting, effects, othersAffected } = await correct(meetingId, {
      endedAt: winter('2026-02-02', '13:00'),
    });
    expect(meeting).toMatchObject({ status: 'HELD', endsAt: '2026-02-02T12:00:00.000Z', breakMinutes: 0 });
    expect([creditOf(meeting, stayed), creditOf(meeting, left)]).toEqual([240, 150]);
    expect(effects).toEqual([
      {
        enrolment: { id: stayed },
        before: { status: 'ACTIVE', creditedMinutes: 180 },
        after: { status: 'ACTIVE', creditedMinutes: 240 },
      },
    ]);
    expect(othersAffected).toBe(0);
    expect([await minutesOf(stayed), await minutesOf(left)]).toEqual([240, 150]);
    expect([await minutesOf(stayed, before), await minutesOf(left, before)]).toEqual([180, 150]);
  });

  it('V8, V9: another break and a shorter meeting count as if they had been recorded so at once', async () => {
    const { meetingId, stayed, left } = await morning('2026-02-03');
    const broken = await correct(meetingId, { breakMinutes: 30 });
    expect([creditOf(broken.meeting, stayed), creditOf(broken.meeting, left)]).toEqual([150, 125]);
    const shorter = await correct(meetingId, { endedAt: winter('2026-02-03', '11:00') });
    expect([creditOf(shorter.meeting, stayed), creditOf(shorter.meeting, left)]).toEqual([90, 90]);
  });

  it('a dry run says the same, and writes nothing', async () => {
    const { meetingId, stayed } = await morning('2026-02-04');
    const input = { startedAt: winter('2026-02-04', '08:00') };
    const rehearsed = await correct(meetingId, { ...input, dryRun: true });
    expect(await minutesOf(stayed)).toBe(180);
    const done = await correct(meetingId, input);
    expect(done.effects).toEqual(rehearsed.effects);
    expect(await minutesOf(stayed)).toBe(240);
  });

  it('V12: who was at another meeting then is refused, on approval credited once, and back again twice', async () => {
    const { meetingId, stayed } = await morning('2026-02-05');
    const groupId = await school.group('Gruppe eftermiddag', [stayed], { trackKey: 'INTRO' });
    const times = { startedAt: winter('2026-02-05', '12:30'), endedAt: winter('2026-02-05', '14:30') };
    const afternoon = await school.hold(await school.plan(groupId, '2026-02-05'), '2026-02-05', times);
    expect(await minutesOf(stayed)).toBe(300);
    const overlapping = { endedAt: winter('2026-02-05', '13:30') };
    expect(await correct(meetingId, overlapping)).toMatchObject({
      __typename: 'Overlap',
      with: [{ id: afternoon.meeting.id }],
    });
    expect(await minutesOf(stayed)).toBe(300);
    await correct(meetingId, { ...overlapping, acceptOverlap: true });
    expect(await minutesOf(stayed)).toBe(330);
    const back = await correct(meetingId, { endedAt: winter('2026-02-05', '12:00') });
    expect(back.effects).toMatchObject([
      { before: { creditedMinutes: 330 }, after: { creditedMinutes: 300 } },
    ]);
  });

  it('V16: on another day the members are those of that day', async () => {
    const { meetingId, groupId } = await morning('2026-02-10');
    const late = await school.enrol(ODENSE, { trackKey: 'INTRO' });
    const joined = { groupId, enrolmentId: late, from: '2026-02-12' };
    await school.agency.succeed('supervisionGroupJoin', joined, 'group { id }');
    const day = (on: string) => ({ startedAt: winter(on, '09:00'), endedAt: winter(on, '12:00') });
    expect((await correct(meetingId, day('2026-02-11'))).meeting.startsAt).toBe('2026-02-11T08:00:00.000Z');
    const { meeting } = await school.held(groupId, '2026-02-13');
    expect(creditOf(meeting, late)).toBe(180);
    expect(await correct(meeting.id, day('2026-02-06'))).toMatchObject({ code: 'NOT_A_MEMBER' });
    expect(await minutesOf(late)).toBe(180);
  });

  it('L12, V16: a guest who had left the course by that day is refused, as when a meeting is recorded at once', async () => {
    const { meetingId, groupId, stayed } = await morning('2026-03-02');
    const guest = await school.enrol(ODENSE, { trackKey: 'INTRO' });
    const visit = { presences: [{ enrolmentId: guest, guest: true }] };
    const visited = (await school.held(groupId, '2026-03-03', visit)).meeting.id;
    const leaving = { enrolmentId: guest, on: '2026-03-10', reason: 'x' };
    await school.agency.succeed('enrolmentWithdraw', leaving, 'enrolment { id }');
    const on = (day: string) => ({ startedAt: winter(day, '09:00'), endedAt: winter(day, '12:00') });
    const anew = await school.hold(await school.plan(groupId, '2026-03-11'), '2026-03-11', visit);
    const refused = await correct(visited, on('2026-03-11'));
    expect([anew.code, refused.code]).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    expect(refused.problems).toMatchObject([{ path: 'startedAt' }]);
    expect([await minutesOf(guest), await minutesOf(stayed)]).toEqual([180, 360]);
    expect((await correct(visited, on('2026-03-09'))).meeting.startsAt).toBe('2026-03-09T08:00:00.000Z');
    expect((await correct(meetingId, on('2026-03-12'))).meeting.startsAt).toBe('2026-03-12T08:00:00.000Z');
    expect([await minutesOf(guest), await minutesOf(stayed)]).toEqual([180, 360]);
  });

  it('L12: a guest who was a member on the corrected day was there all the same', async () => {
    const { groupId } = await morning('2026-03-04');
    const guest = await school.enrol(ODENSE, { trackKey: 'INTRO' });
    const visit = { presences: [{ enrolmentId: guest, guest: true }] };
    const { meeting } = await school.held(groupId, '2026-03-05', visit);
    const joined = { groupId, enrolmentId: guest, from: '2026-03-10' };
    await school.agency.succeed('supervisionGroupJoin', joined, 'group { id }');
    await correct(meeting.id, {
      startedAt: winter('2026-03-13', '09:00'),
      endedAt: winter('2026-03-13', '12:00'),
    });
    expect(await minutesOf(guest)).toBe(180);
  });

  it('V25: reopens a completion that rested on the minutes', async () => {
    const intro = await school.enrol(KOLDING, { trackKey: 'INTRO' });
    const dispensation = { enrolmentId: intro, requirement: 'ATTENDANCE', reason: 'x' };
    await school.agency.succeed('dispensationGrant', dispensation, 'dispensation { id }');
    const groupId = await school.group('Lang gruppe', [intro], { trackKey: 'INTRO' });
    const times = { startedAt: winter('2026-02-16', '06:00'), endedAt: winter('2026-02-16', '21:00') };
    const { meeting } = await school.held(groupId, '2026-02-16', times);
    const { effects } = await correct(meeting.id, { endedAt: winter('2026-02-16', '20:00') });
    expect(effects).toMatchObject([
      {
        before: { status: 'COMPLETED', creditedMinutes: 900 },
        after: { status: 'ACTIVE', creditedMinutes: 840 },
      },
    ]);
  });

  it('Q9: who led it can be corrected too, and is told of the right one', async () => {
    const { meetingId } = await morning('2026-02-17');
    const [wrong, right] = [await school.supervisor('Forkert'), await school.supervisor('Rigtig')];
    await correct(meetingId, { supervisorIds: [wrong] });
    const { meeting, effects } = await correct(meetingId, { supervisorIds: [right] });
    expect({ led: meeting.supervisors, effects }).toEqual({ led: [{ name: 'Rigtig' }], effects: [] });
    const { supervisionDelivery } = await school.substans.query(
      `{ supervisionDelivery(from: "2026-02-17", to: "2026-02-18") { supervisors { supervisor { name } minutes } } }`,
    );
    expect(supervisionDelivery.supervisors).toEqual([{ supervisor: { name: 'Rigtig' }, minutes: 180 }]);
  });

  it('V44: the history of everybody who was there tells what was recorded before, and why', async () => {
    const { meetingId, left } = await morning('2026-02-18');
    await correct(meetingId, { endedAt: winter('2026-02-18', '12:30') });
    const { enrolment } = await school.agency.query(
      `query ($id: ID!) { enrolment(id: $id) { history(first: 50) { nodes { act title(locale: "en") reason changes { field before after } } } } }`,
      { id: left },
    );
    const told = enrolment.history.nodes.filter((each: any) => each.act === 'supervisionMeetingCorrect');
    expect(told).toMatchObject([{ title: 'Supervision meeting corrected', reason: REASON }]);
    expect(told[0].changes).toEqual([expect.objectContaining({ field: 'endedAt' })]);
  });

  it('refuses what cannot have been, a meeting that was not held, and whoever does not run the group', async () => {
    const { meetingId, groupId, stayed } = await morning('2026-02-19');
    const planned = await school.plan(groupId, '2026-05-20');
    const day = (time: string) => winter('2026-02-19', time);
    const problems = async (input: object) =>
      (await correct(meetingId, input)).problems?.map((each: any) => each.path);
    expect(await problems({})).toEqual(['input']);
    expect(await problems({ endedAt: day('08:00') })).toEqual(['endedAt']);
    expect(await problems({ endedAt: '2026-06-02T06:00:00Z' })).toEqual(['endedAt']);
    expect(await problems({ breakMinutes: 180 })).toEqual(['breakMinutes']);
    expect(await problems({ breakMinutes: -1 })).toEqual(['breakMinutes']);
    expect(await problems({ supervisorIds: ['sup_unknown'] })).toEqual(['supervisorIds.0']);
    expect(await correct(planned, { breakMinutes: 5 })).toMatchObject({
      code: 'INVALID_STATE',
      from: 'PLANNED',
    });
    expect(await correct(meetingId, { breakMinutes: 5 }, school.other)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await correct('mee_unknown', { breakMinutes: 5 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await minutesOf(stayed)).toBe(180);
  });
});

describe('the times of those who came late or left early, when their meeting is corrected', () => {
  const day = (on: string, from = '09:00', to = '12:00') => ({
    startedAt: `${on}T${from}`,
    endedAt: `${on}T${to}`,
  });
  const danish = ({ startedAt, endedAt }: { startedAt: string; endedAt: string }) => ({
    startedAt: danishInstant(startedAt),
    endedAt: danishInstant(endedAt),
  });

  /** A group of one, whose meeting from 9 to 12 they attended in part. */
  async function partly(
    on: string,
    { from = null, to = null }: { from?: string | null; to?: string | null },
  ): Promise<{ meetingId: string; groupId: string; enrolmentId: string }> {
    const enrolmentId = await school.enrol(KOLDING, { trackKey: 'INTRO' });
    const groupId = await school.group(`Delvis ${on}`, [enrolmentId], { trackKey: 'INTRO' });
    const own = {
      enrolmentId,
      from: from && danishInstant(`${on}T${from}`),
      to: to && danishInstant(`${on}T${to}`),
    };
    const { meeting } = await school.held(groupId, on, { ...danish(day(on)), presences: [own] });
    return { meetingId: meeting.id, groupId, enrolmentId };
  }
  const timesAt = async (meetingId: string): Promise<object[]> =>
    (
      await school.agency.query(
        `query ($id: ID!) { supervisionMeeting(id: $id) { presences { from to creditedMinutes } } }`,
        { id: meetingId },
      )
    ).supervisionMeeting.presences;

  it('V9, L2: on a later day they are of that day, and nobody gains a minute', async () => {
    const { meetingId, enrolmentId } = await partly('2026-04-14', { from: '09:40' });
    const before = { validOn: '2026-06-01', knownAt: school.app.clock.now() };
    expect((await correct(meetingId, danish(day('2026-04-15')))).effects).toEqual([]);
    const from = '2026-04-15T07:40:00.000Z';
    expect(await timesAt(meetingId)).toEqual([{ from, to: null, creditedMinutes: 140 }]);
    expect([await minutesOf(enrolmentId), await minutesOf(enrolmentId, before)]).toEqual([140, 140]);
  });

  it('V9, L2: on an earlier day nobody loses one', async () => {
    const { meetingId, enrolmentId } = await partly('2026-04-22', { from: '09:20', to: '10:00' });
    await correct(meetingId, danish(day('2026-04-21')));
    const times = { from: '2026-04-21T07:20:00.000Z', to: '2026-04-21T08:00:00.000Z' };
    expect(await timesAt(meetingId)).toEqual([{ ...times, creditedMinutes: 40 }]);
    expect(await minutesOf(enrolmentId)).toBe(40);
  });

  it('V43, L2: they are the same by the clock on the wall after the change to summer time', async () => {
    const { meetingId } = await partly('2026-03-27', { from: '09:40', to: '11:30' });
    await correct(meetingId, danish(day('2026-03-30')));
    const times = { from: '2026-03-30T07:40:00.000Z', to: '2026-03-30T09:30:00.000Z' };
    expect(await timesAt(meetingId)).toEqual([{ ...times, creditedMinutes: 110 }]);
  });

  it('V9: other hours of the same day leave them as they are', async () => {
    const { meetingId } = await partly('2026-04-16', { from: '09:40', to: '11:30' });
    const times = { from: '2026-04-16T07:40:00.000Z', to: '2026-04-16T09:30:00.000Z' };
    await correct(meetingId, danish(day('2026-04-16', '10:00', '13:00')));
    expect(await timesAt(meetingId)).toEqual([{ ...times, creditedMinutes: 90 }]);
  });

  it('V9: past midnight they stay on the night that they were of, also when only the beginning was wrong', async () => {
    const enrolmentId = await school.enrol(KOLDING, { trackKey: 'INTRO' });
    const groupId = await school.group('Nat', [enrolmentId], { trackKey: 'INTRO' });
    const night = { startedAt: '2026-02-24T23:30:00+01:00', endedAt: '2026-02-25T02:00:00+01:00' };
    const presences = [{ enrolmentId, from: '2026-02-25T00:30:00+01:00' }];
    const { meeting } = await school.held(groupId, '2026-02-24', { ...night, presences });
    await correct(meeting.id, { startedAt: '2026-02-25T00:10:00+01:00' });
    const from = '2026-02-24T23:30:00.000Z';
    expect(await timesAt(meeting.id)).toEqual([{ from, to: null, creditedMinutes: 90 }]);
    await correct(meeting.id, night);
    await correct(meeting.id, {
      startedAt: '2026-02-26T23:30:00+01:00',
      endedAt: '2026-02-27T02:00:00+01:00',
    });
    const later = '2026-02-26T23:30:00.000Z';
    expect(await timesAt(meeting.id)).toEqual([{ from: later, to: null, creditedMinutes: 90 }]);
  });

  it('V9: whoever would not have been there at all is refused with the field, and nothing changes', async () => {
    const { meetingId, groupId, enrolmentId } = await partly('2026-04-23', { from: '09:40', to: '11:30' });
    const refusals = [
      { input: day('2026-04-23', '11:30', '13:00'), path: 'startedAt' },
      { input: day('2026-04-24', '13:00', '16:00'), path: 'startedAt' },
      { input: day('2026-04-23', '08:00', '09:40'), path: 'endedAt' },
      { input: day('2026-04-22', '06:00', '09:00'), path: 'endedAt' },
    ];
    const recorded = await timesAt(meetingId);
    for (const { input, path } of refusals)
      expect(await correct(meetingId, danish(input))).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path, message: expect.stringMatching(/1 .*supervisionCorrect/) }],
      });
    expect(await timesAt(meetingId)).toEqual(recorded);
    // As it says: their times first, then those of the meeting.
    const put = { meetingId, enrolmentId, reason: REASON, from: danishInstant('2026-04-23T13:30') };
    await school.substans.succeed('supervisionCorrect', put, 'meeting { id }');
    await correct(meetingId, danish(day('2026-04-24', '13:00', '16:00')));
    expect(await minutesOf(enrolmentId)).toBe(150);
    // Time outside the meeting is ignored when it is recorded, and is no reason to refuse later.
    const outside = [{ enrolmentId, from: danishInstant('2026-04-27T13:00') }];
    const { meeting } = await school.held(groupId, '2026-04-27', {
      ...danish(day('2026-04-27')),
      presences: outside,
    });
    await correct(meeting.id, danish(day('2026-04-28')));
    expect(await timesAt(meeting.id)).toMatchObject([{ creditedMinutes: 0 }]);
  });

  it('V12: they count where they are now when somebody was at another meeting', async () => {
    const { meetingId, enrolmentId } = await partly('2026-05-04', { from: '11:00' });
    const other = await school.group('Formiddag', [enrolmentId], { trackKey: 'INTRO' });
    const early = danish(day('2026-05-05', '09:00', '11:00'));
    await school.held(other, '2026-05-05', { ...early, allPresent: true });
    expect(await correct(meetingId, danish(day('2026-05-05')))).not.toHaveProperty('code');
    expect(await minutesOf(enrolmentId)).toBe(180);
  });

  it('V38, V44: the earlier times are kept, and the history tells both, and why', async () => {
    const { meetingId, enrolmentId } = await partly('2026-05-11', { from: '09:40' });
    const preview = await correct(meetingId, { ...danish(day('2026-05-12')), dryRun: true });
    expect(preview.meeting.startsAt).toBe('2026-05-12T07:00:00.000Z');
    await correct(meetingId, danish(day('2026-05-12')));
    const kept = await school.app.store.query(sql`SELECT from_at, reason, superseded_at FROM presence
      WHERE meeting_id = ${meetingId} ORDER BY recorded_at, from_at`);
    expect(kept).toEqual([
      { fromAt: '2026-05-11T07:40:00.000Z', reason: null, supersededAt: expect.any(String) },
      { fromAt: '2026-05-12T07:40:00.000Z', reason: REASON, supersededAt: null },
    ]);
    const { enrolment } = await school.agency.query(
      `query ($id: ID!) { enrolment(id: $id) { history(first: 50) { nodes { act reason changes { field before after } } } } }`,
      { id: enrolmentId },
    );
    const told = enrolment.history.nodes.filter((each: any) => each.act === 'supervisionMeetingCorrect');
    expect(told.map((each: any) => each.reason)).toEqual([REASON, REASON]);
    const fields = told.flatMap((each: any) => each.changes.map(({ field }: any) => field));
    expect(fields.sort()).toEqual(['endedAt', 'from', 'startedAt']);
  });
});
