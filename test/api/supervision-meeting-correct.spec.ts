/** When a held meeting took place was recorded wrongly (L3, A18): everybody's minutes follow, and nothing is lost. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
