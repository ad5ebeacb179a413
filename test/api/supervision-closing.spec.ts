/** Supervision groups that meet for the last time: what ends with them, what is refused, and whom it leaves short (Q10). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '../support/client.js';
import { HERLEV, KOLDING, School, winter } from '../support/supervision-school.js';

const TODAY = '2026-06-01T06:00:00Z';
const LAST_DAY = '2026-10-31';
const INTRO = { trackKey: 'INTRO' };

let school: School;
beforeAll(async () => {
  school = await School.open(TODAY);
});
afterAll(() => school.app.close());

const CLOSED =
  'group { id closedAfter } short { enrolment { id } missingMinutes supervision { forecastMinutes plannedMinutes } }';
const close = async (groupId: string, more: object = {}, by: Client = school.substans) =>
  by.act(
    'supervisionGroupClose',
    { groupId, lastDay: LAST_DAY, reason: 'For få deltagere', ...more },
    CLOSED,
    '... on MeetingsPlanned { meetings { id __typename } }',
  );
const reopen = async (groupId: string, by: Client = school.substans) =>
  by.act('supervisionGroupReopen', { groupId, reason: 'Lukket ved en fejl' }, 'group { id closedAfter }');
const join = async (groupId: string, enrolmentId: string, from: string) =>
  school.agency.act('supervisionGroupJoin', { groupId, enrolmentId, from }, 'group { id }');
const leave = async (groupId: string, enrolmentId: string, on: string) =>
  school.agency.act('supervisionGroupLeave', { groupId, enrolmentId, on, reason: 'Nyt job' }, 'group { id }');
const planOn = async (groupId: string, day: string) =>
  school.substans.act(
    'supervisionMeetingPlan',
    { groupId, startsAt: winter(day, '09:00'), endsAt: winter(day, '12:00') },
    'meeting { id }',
  );
/** Fifteen hours in one go. */
const allDay = (day: string) => ({ startsAt: winter(day, '07:00'), endsAt: winter(day, '22:00') });
const datesOf = async (groupId: string) => {
  const { supervisionGroup } = await school.agency.query(
    'query ($id: ID!) { supervisionGroup(id: $id) { closedAfter memberships { from to reason enrolment { id } } } }',
    { id: groupId },
  );
  return supervisionGroup;
};
const intro = async (name: string, members: string[]) => school.group(name, members, INTRO);

describe('closing a supervision group', () => {
  it('memberships end with the last day, and everybody’s hours stay theirs', async () => {
    const [stays, left, comes] = [
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
      await school.enrol(HERLEV, INTRO),
    ];
    const groupId = await intro('Lukker', [stays, left]);
    await leave(groupId, left, '2026-05-01');
    await join(groupId, comes, '2026-12-01');
    await school.held(groupId, '2026-03-02');
    expect((await close(groupId)).group).toEqual({ id: groupId, closedAfter: LAST_DAY });
    expect(await datesOf(groupId)).toEqual({
      closedAfter: LAST_DAY,
      memberships: [
        { from: null, to: '2026-11-01', reason: 'For få deltagere', enrolment: { id: stays } },
        { from: null, to: '2026-05-01', reason: 'Nyt job', enrolment: { id: left } },
      ],
    });
    expect(await school.members(groupId, LAST_DAY)).toEqual([stays]);
    expect(await school.members(groupId, '2026-11-01')).toEqual([]);
    expect(await school.supervisionOf(stays)).toMatchObject({ creditedMinutes: 180 });
  });

  it('V38: who was to be a member is told as it was known before', async () => {
    const member = await school.enrol(KOLDING, INTRO);
    const groupId = await intro('Kendt før', [member]);
    school.app.clock.set('2026-06-01T08:00:00Z');
    await close(groupId);
    expect(await school.members(groupId, '2026-12-01', '2026-06-01T07:00:00Z')).toEqual([member]);
    expect(await school.members(groupId, '2026-12-01')).toEqual([]);
    school.app.clock.set(TODAY);
  });

  it('is refused while meetings after it are planned, and names them', async () => {
    const groupId = await intro('Har møder', [await school.enrol(KOLDING, INTRO)]);
    await school.plan(groupId, LAST_DAY);
    const cancelled = await school.plan(groupId, '2026-11-01');
    const moved = await school.plan(groupId, '2026-12-01');
    const refused = await close(groupId);
    expect(refused).toMatchObject({
      __typename: 'MeetingsPlanned',
      code: 'MEETINGS_PLANNED',
      meetings: [
        { id: cancelled, __typename: 'SupervisionMeeting' },
        { id: moved, __typename: 'SupervisionMeeting' },
      ],
    });
    expect(await datesOf(groupId)).toMatchObject({ closedAfter: null, memberships: [{ to: null }] });
    await school.substans.succeed(
      'supervisionMeetingCancel',
      { meetingId: cancelled, reason: 'Gruppen lukker' },
      'meeting { id }',
    );
    const times = { startsAt: winter('2026-10-30', '09:00'), endsAt: winter('2026-10-30', '12:00') };
    const anew = { meetingId: moved, ...times, reason: 'Gruppen lukker' };
    await school.substans.succeed('supervisionMeetingReschedule', anew, 'meeting { id }');
    expect(await close(groupId)).toMatchObject({ group: { closedAfter: LAST_DAY } });
  });

  it('V16: is refused for a day before the group met, by its Danish date', async () => {
    const member = await school.enrol(KOLDING, INTRO);
    const groupId = await intro('Har mødtes', [member]);
    const late = { startsAt: '2026-03-09T22:30:00Z', endsAt: '2026-03-09T23:30:00Z' };
    const meetingId = await school.plan(groupId, '2026-03-09', late);
    await school.hold(meetingId, '2026-03-09', { startedAt: late.startsAt, endedAt: late.endsAt });
    const refused = await close(groupId, { lastDay: '2026-03-08' });
    expect(refused).toMatchObject({ __typename: 'InvalidInput', problems: [{ path: 'lastDay' }] });
    expect(refused.problems[0].message).toContain('2026-03-09');
    expect(await close(groupId, { lastDay: '2026-03-09' })).toMatchObject({
      group: { closedAfter: '2026-03-09' },
    });
  });

  it('Q10: tells whom it leaves with hours missing, unless they meet elsewhere or are dispensed', async () => {
    const [short, elsewhere, lifted, withdrawn, foreign] = [
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
      await school.enrol(HERLEV, INTRO),
    ];
    const groupId = await intro('Lader i stikken', [short, elsewhere, lifted, withdrawn]);
    await join(groupId, foreign, '2026-02-01');
    await school.plan(await intro('Fortsætter', [elsewhere]), '2026-12-01', allDay('2026-12-01'));
    await school.plan(groupId, '2026-10-01');
    const grant = { enrolmentId: lifted, requirement: 'SUPERVISION', reason: 'Efter aftale' };
    await school.agency.succeed('dispensationGrant', grant, 'dispensation { id }');
    const gone = { enrolmentId: withdrawn, on: '2026-05-01' };
    await school.agency.succeed('enrolmentWithdraw', gone, 'enrolment { id }');

    const rehearsed = await close(groupId, { dryRun: true }, school.agency);
    expect(await datesOf(groupId)).toMatchObject({ closedAfter: null });
    expect(await school.members(groupId, '2026-12-01')).toHaveLength(4);
    const missing = (id: string) => ({
      enrolment: { id },
      missingMinutes: 720,
      supervision: { forecastMinutes: 180, plannedMinutes: 180 },
    });
    expect(rehearsed).toEqual({
      __typename: 'SupervisionGroupClosePayload',
      group: { id: groupId, closedAfter: LAST_DAY },
      short: [missing(short), missing(foreign)],
    });
    expect(await close(groupId, {}, school.agency)).toEqual(rehearsed);
    expect(await school.members(groupId, '2026-12-01')).toEqual([]);
  });

  it('a closed group takes no member and no meeting after its last day; what was before can still be recorded', async () => {
    const [member, newcomer] = [await school.enrol(KOLDING, INTRO), await school.enrol(KOLDING, INTRO)];
    const groupId = await intro('Lukket', [member]);
    const otherId = await intro('Åben', [newcomer]);
    const before = await school.plan(groupId, '2026-04-01');
    await close(groupId, { lastDay: '2026-04-30' });
    const refused = { __typename: 'InvalidState', from: 'CLOSED', allowed: ['supervisionGroupReopen'] };
    expect(await join(groupId, newcomer, '2026-04-01')).toMatchObject(refused);
    const move = { enrolmentId: newcomer, fromGroupId: otherId, toGroupId: groupId, on: '2026-04-01' };
    expect(
      await school.agency.act('supervisionGroupMove', { ...move, reason: 'r' }, 'toGroup { id }'),
    ).toMatchObject(refused);
    expect(await planOn(groupId, '2026-05-01')).toMatchObject(refused);
    const later = { startsAt: winter('2026-05-02', '09:00'), endsAt: winter('2026-05-02', '12:00') };
    expect(
      await school.substans.act(
        'supervisionMeetingReschedule',
        { meetingId: before, ...later, reason: 'r' },
        'meeting { id }',
      ),
    ).toMatchObject(refused);
    expect(await school.hold(before, '2026-05-02')).toMatchObject(refused);
    // L27: a list that comes late.
    expect(await planOn(groupId, '2026-04-30')).toMatchObject({ meeting: {} });
    expect(await school.hold(before, '2026-04-01')).toMatchObject({
      meeting: { presences: [{ enrolment: { id: member } }] },
    });
    expect(
      await school.substans.act(
        'supervisionMeetingCorrect',
        {
          meetingId: before,
          startedAt: later.startsAt,
          endedAt: later.endsAt,
          reason: 'Fejl i dato',
        },
        'meeting { id }',
      ),
    ).toMatchObject(refused);
  });

  it('a group that was closed by mistake goes on with its members as they were, but for those changed since', async () => {
    const [open, ending, coming, changed] = [
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
      await school.enrol(KOLDING, INTRO),
    ];
    const groupId = await intro('Åbner igen', [open, ending, changed]);
    await leave(groupId, ending, '2026-12-24');
    await join(groupId, coming, '2026-12-01');
    expect(await reopen(groupId)).toMatchObject({
      __typename: 'InvalidState',
      from: 'OPEN',
      allowed: ['supervisionGroupClose'],
    });
    await close(groupId);
    expect(await close(groupId)).toMatchObject({
      __typename: 'InvalidState',
      from: 'CLOSED',
      allowed: ['supervisionGroupReopen'],
    });
    await leave(groupId, changed, '2026-07-01');
    expect(await reopen(groupId)).toMatchObject({ group: { id: groupId, closedAfter: null } });
    expect(await datesOf(groupId)).toEqual({
      closedAfter: null,
      memberships: [
        { from: null, to: null, reason: null, enrolment: { id: open } },
        { from: null, to: '2026-12-24', reason: 'Nyt job', enrolment: { id: ending } },
        { from: '2026-12-01', to: null, reason: null, enrolment: { id: coming } },
        { from: null, to: '2026-07-01', reason: 'Nyt job', enrolment: { id: changed } },
      ],
    });
    expect(await planOn(groupId, '2026-12-01')).toMatchObject({ meeting: {} });
  });

  it('only who runs the group closes it and opens it again', async () => {
    const groupId = await intro('Vores', [await school.enrol(KOLDING, INTRO)]);
    expect(await close(groupId, {}, school.other)).toMatchObject({ __typename: 'NotFound' });
    expect(await close(groupId)).toMatchObject({ group: { closedAfter: LAST_DAY } });
    expect(await reopen(groupId, school.other)).toMatchObject({ __typename: 'NotFound' });
    expect(await reopen(groupId)).toMatchObject({ group: { closedAfter: null } });
    for (const [mutation, input] of [
      ['supervisionGroupClose', `groupId: "${groupId}", lastDay: "${LAST_DAY}", reason: "r"`],
      ['supervisionGroupReopen', `groupId: "${groupId}", reason: "r"`],
    ]) {
      const answer = await school.app.ask(
        [{ role: 'COORDINATOR', municipality: KOLDING }],
        `mutation { ${mutation}(input: { ${input} }) { __typename } }`,
      );
      expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });

  it('groups are listed by whether they are closed', async () => {
    const [closed, open] = [
      await intro('Liste 1', [await school.enrol(KOLDING, INTRO)]),
      await intro('Liste 2', [await school.enrol(KOLDING, INTRO)]),
    ];
    await close(closed);
    const listed = async (filter: object) => {
      const { supervisionGroups } = await school.agency.query(
        'query ($filter: SupervisionGroupFilter) { supervisionGroups(filter: $filter, first: 100) { nodes { id } } }',
        { filter },
      );
      const ids = supervisionGroups.nodes.map((group: { id: string }) => group.id);
      return [closed, open].filter((id) => ids.includes(id));
    };
    expect([await listed({ closed: true }), await listed({ closed: false }), await listed({})]).toEqual([
      [closed],
      [open],
      [closed, open],
    ]);
  });

  it('V44: the history of whoever was in the group tells that it closed, and why', async () => {
    const member = await school.enrol(KOLDING, INTRO);
    const groupId = await intro('Med historie', [member]);
    await close(groupId);
    await reopen(groupId);
    const { enrolment } = await school.agency.query(
      'query ($id: ID!) { enrolment(id: $id) { history { nodes { act reason subject { id } } } } }',
      { id: member },
    );
    expect(enrolment.history.nodes.slice(-2)).toEqual([
      { act: 'supervisionGroupClose', reason: 'For få deltagere', subject: { id: member } },
      { act: 'supervisionGroupReopen', reason: 'Lukket ved en fejl', subject: { id: member } },
    ]);
  });
});
