/** Supervision groups through two years with real people: who is in which group when, and meetings that move. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '../support/client.js';
import { HERLEV, KOLDING, ODENSE, School, winter } from '../support/supervision-school.js';

let school: School;
/** Fewer words: everything in these tests lies in 2026, today is 1 June. */
beforeEach(async () => {
  school = await School.open('2026-06-01T06:00:00Z');
});
afterEach(() => school.app.close());

const join = async (groupId: string, enrolmentId: string, from: string, by: Client = school.agency) =>
  by.act('supervisionGroupJoin', { groupId, enrolmentId, from }, 'group { id } warnings');
const leave = async (groupId: string, enrolmentId: string, on: string, by: Client = school.agency) =>
  by.act('supervisionGroupLeave', { groupId, enrolmentId, on, reason: 'Nyt job' }, 'group { id } warnings');
const move = async (enrolmentId: string, fromGroupId: string, toGroupId: string, on: string) =>
  school.agency.act(
    'supervisionGroupMove',
    { enrolmentId, fromGroupId, toGroupId, on, reason: 'Bedre mødetid' },
    'fromGroup { id } toGroup { id } fromWarnings toWarnings',
  );
const idsOf = ({ meeting }: any): string[] => meeting.presences.map((each: any) => each.enrolment.id);

describe('membership with dates', () => {
  it('L11: hosted in Kolding with leaders from three municipalities, everybody is credited their own', async () => {
    const members = [await school.enrol(KOLDING), await school.enrol(HERLEV), await school.enrol(ODENSE)];
    const groupId = await school.group('Gruppe 1', members);
    const meetingId = await school.plan(groupId, '2026-03-02', { hostMunicipalityCode: KOLDING });
    const { meeting } = await school.hold(meetingId, '2026-03-02');
    expect(meeting.presences.map((each: any) => each.creditedMinutes)).toEqual([180, 180, 180]);
    for (const member of members) expect((await school.supervisionOf(member)).creditedMinutes).toBe(180);
    const own = await school
      .coordinator(HERLEV)
      .query(
        'query ($id: ID!) { supervisionMeeting(id: $id) { host { code } presences { creditedMinutes } } }',
        {
          id: meetingId,
        },
      );
    expect(own.supervisionMeeting).toEqual({
      host: { code: KOLDING },
      presences: [{ creditedMinutes: 180 }],
    });
  });

  it('L12: a guest from another provider’s group is credited once, with the flag only', async () => {
    const [member, guest] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const groupId = await school.group('Gruppe 1', [member]);
    await school.group('Anden leverandør', [guest], { provider: 'other' });
    const unseen = await school.substans.query('query ($id: ID!) { enrolment(id: $id) { id } }', {
      id: guest,
    });
    expect(unseen.enrolment).toBeNull();
    const meetingId = await school.plan(groupId, '2026-03-02');
    const times = { startedAt: winter('2026-03-02', '09:00'), endedAt: winter('2026-03-02', '12:00') };
    const said = (presence: object) =>
      school.substans.act(
        'supervisionMeetingHold',
        { meetingId, ...times, presences: [{ enrolmentId: guest, ...presence }] },
        'meeting { presences { guest creditedMinutes enrolment { id } } }',
      );
    expect(await said({})).toMatchObject({ __typename: 'NotAMember' });
    expect((await said({ guest: true })).meeting.presences).toEqual([
      { guest: true, creditedMinutes: 180, enrolment: { id: guest } },
    ]);
    expect((await school.supervisionOf(guest)).creditedMinutes).toBe(180);
    expect(await school.members(groupId, '2026-03-02')).toEqual([member]);
  });

  it('V16: who joins or leaves is a member on the days in between only', async () => {
    const [stays, comes] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const groupId = await school.group('Gruppe 1', [stays]);
    expect(await join(groupId, comes, '2026-03-10')).toMatchObject({ warnings: [] });
    expect(idsOf(await school.held(groupId, '2026-03-09'))).toEqual([stays]);
    const early = await school.hold(await school.plan(groupId, '2026-03-08'), '2026-03-08', {
      presences: [{ enrolmentId: comes }],
    });
    expect(early.__typename).toBe('NotAMember');
    expect(idsOf(await school.held(groupId, '2026-03-10'))).toEqual([stays, comes]);
    const left = await leave(groupId, comes, '2026-04-01');
    expect(left).toMatchObject({ group: { id: groupId }, warnings: ['FEWER_THAN_TWO_MUNICIPALITIES'] });
    expect(idsOf(await school.held(groupId, '2026-03-31'))).toEqual([stays, comes]);
    expect(idsOf(await school.held(groupId, '2026-04-01'))).toEqual([stays]);
    const asked = await school.agency.query(
      `query ($id: ID!, $enrolment: ID!) {
        supervisionGroup(id: $id) { memberships { from to reason enrolment { id } } }
        enrolment(id: $enrolment) { supervisionMemberships { from to group { id } } } }`,
      { id: groupId, enrolment: comes },
    );
    expect(asked.supervisionGroup.memberships).toEqual([
      { from: null, to: null, reason: null, enrolment: { id: stays } },
      { from: '2026-03-10', to: '2026-04-01', reason: 'Nyt job', enrolment: { id: comes } },
    ]);
    expect(asked.enrolment.supervisionMemberships).toEqual([
      { from: '2026-03-10', to: '2026-04-01', group: { id: groupId } },
    ]);
  });

  it('V16: a day in Copenhagen begins at midnight there', async () => {
    const [stays, comes] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const groupId = await school.group('Gruppe 1', [stays]);
    await join(groupId, comes, '2026-03-10');
    const at = (startedAt: string, endedAt: string) => ({ startedAt, endedAt });
    const before = await school.held(
      groupId,
      '2026-03-01',
      at('2026-03-09T22:30:00Z', '2026-03-09T22:59:00Z'),
    );
    expect(idsOf(before)).toEqual([stays]);
    const after = await school.held(
      groupId,
      '2026-03-01',
      at('2026-03-09T23:00:00Z', '2026-03-09T23:30:00Z'),
    );
    expect(idsOf(after)).toEqual([stays, comes]);
  });

  it('V16: a membership never ends on or before a day when somebody was there as a member', async () => {
    const [stays, goes] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const groupId = await school.group('Gruppe 1', [stays, goes]);
    await school.held(groupId, '2026-03-10');
    const refused = await leave(groupId, goes, '2026-03-10');
    expect(refused).toMatchObject({ __typename: 'InvalidInput', problems: [{ path: 'on' }] });
    expect(refused.problems[0].message).toContain('2026-03-11');
    const other = await school.group('Gruppe 2', [stays]);
    expect(await move(goes, groupId, other, '2026-03-01')).toMatchObject({ problems: [{ path: 'on' }] });
    expect(await school.members(other)).toEqual([stays]);
    expect(await leave(groupId, goes, '2026-03-11')).toMatchObject({ group: { id: groupId } });
  });

  it('a move is one act: out of one group and into the other on the same day, or nothing', async () => {
    const [a, b] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const [one, two] = [await school.group('Gruppe 1', [a, b]), await school.group('Gruppe 2', [b])];
    expect(await move(b, one, two, '2026-03-01')).toMatchObject({ __typename: 'Duplicate' });
    expect(await school.members(one)).toEqual([a, b]);
    const answer = await move(a, one, two, '2026-07-01');
    expect(answer).toEqual({
      __typename: 'SupervisionGroupMovePayload',
      fromGroup: { id: one },
      toGroup: { id: two },
      fromWarnings: ['FEWER_THAN_TWO_MUNICIPALITIES'],
      toWarnings: [],
    });
    expect([await school.members(one), await school.members(two)]).toEqual([[a, b], [b]]);
    expect([await school.members(one, '2026-07-01'), await school.members(two, '2026-07-01')]).toEqual([
      [b],
      [a, b],
    ]);
    expect(await move(a, one, two, '2026-08-01')).toMatchObject({ __typename: 'NotAMember' });
    expect(await move(a, two, two, '2026-08-01')).toMatchObject({ problems: [{ path: 'toGroupId' }] });
  });

  it('refuses whoever is in the group already, is on another track, or has no seat; and comes back later', async () => {
    const member = await school.enrol(KOLDING);
    const intro = await school.enrol(KOLDING, { trackKey: 'INTRO' });
    const groupId = await school.group('Gruppe 1', [member]);
    expect(await join(groupId, member, '2026-03-01')).toMatchObject({ __typename: 'Duplicate' });
    expect(await join(groupId, intro, '2026-03-01')).toMatchObject({ problems: [{ path: 'enrolmentId' }] });
    expect(await join(groupId, 'enr_nobody', '2026-03-01')).toMatchObject({ __typename: 'NotFound' });
    await leave(groupId, member, '2026-03-01');
    expect(await join(groupId, member, '2026-02-28')).toMatchObject({ __typename: 'Duplicate' });
    expect(await join(groupId, member, '2026-05-01')).toMatchObject({ group: { id: groupId } });
    expect(await join(groupId, member, '2026-04-01')).toMatchObject({ __typename: 'Duplicate' });
    expect(await school.members(groupId, '2026-04-01')).toEqual([]);
    expect(await school.members(groupId, '2026-05-01')).toEqual([member]);
    expect(await leave(groupId, member, '2026-04-01')).toMatchObject({ __typename: 'NotAMember' });
    // It never came to be, and can begin on another day.
    await leave(groupId, member, '2026-05-01');
    expect(await join(groupId, member, '2026-04-01')).toMatchObject({ group: { id: groupId } });
    const withdrawn = await school.enrol(HERLEV);
    await school.agency.succeed(
      'enrolmentWithdraw',
      { enrolmentId: withdrawn, on: '2026-05-01' },
      'enrolment { id }',
    );
    expect(await join(groupId, withdrawn, '2026-05-02')).toMatchObject({
      problems: [{ path: 'enrolmentId' }],
    });
  });

  it('only who runs the group changes it, and only with people whom they may see', async () => {
    const [own, foreign] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const groupId = await school.group('Gruppe 1', [own]);
    const theirs = await school.group('Gruppe 2', [foreign], { provider: 'other' });
    expect(await join(groupId, foreign, '2026-03-01', school.substans)).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await join(theirs, own, '2026-03-01', school.substans)).toMatchObject({ __typename: 'NotFound' });
    expect(await leave(theirs, foreign, '2026-03-01', school.substans)).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await leave(groupId, own, '2026-03-01', school.substans)).toMatchObject({
      group: { id: groupId },
    });
    const answer = await school.app.ask(
      [{ role: 'COORDINATOR', municipality: KOLDING }],
      `mutation { supervisionGroupJoin(input: { groupId: "${groupId}", enrolmentId: "${own}", from: "2026-04-01" }) { __typename } }`,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('V39: a municipality sees the memberships of its own people only', async () => {
    const [kolding, herlev] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const groupId = await school.group('Gruppe 1', [kolding, herlev]);
    const { supervisionGroup } = await school
      .coordinator(HERLEV)
      .query(
        'query ($id: ID!) { supervisionGroup(id: $id) { memberships { enrolment { id } } members(on: "2026-03-01") { id } } }',
        {
          id: groupId,
        },
      );
    expect(supervisionGroup).toEqual({
      memberships: [{ enrolment: { id: herlev } }],
      members: [{ id: herlev }],
    });
  });

  it('V38: the members, and what was planned for each, are told as they were known at any time', async () => {
    const [a, b] = [await school.enrol(KOLDING), await school.enrol(HERLEV)];
    const [one, two] = [await school.group('Gruppe 1', [a, b]), await school.group('Gruppe 2', [b])];
    await school.plan(one, '2026-07-10');
    await school.plan(one, '2026-08-10');
    await school.plan(two, '2026-09-10');
    const known: { at: string; members: string[][]; planned: number; dates: unknown }[] = [];
    const report = async (at: string) => {
      school.app.clock.set(at);
      const look = async (knownAt: string | null) => ({
        members: [
          await school.members(one, '2026-08-01', knownAt),
          await school.members(two, '2026-08-01', knownAt),
        ],
        planned: (await school.supervisionOf(a, knownAt === null ? null : { knownAt })).plannedMinutes,
        dates: (
          await school.agency.query(
            'query ($id: ID!, $at: DateTime) { supervisionGroup(id: $id) { memberships(knownAt: $at) { from to enrolment { id } } } }',
            { id: one, at: knownAt },
          )
        ).supervisionGroup.memberships,
      });
      known.push({ at, ...(await look(null)) });
      return look;
    };
    await report('2026-06-02T06:00:00Z');
    school.app.clock.set('2026-06-03T06:00:00Z');
    await move(a, one, two, '2026-08-01');
    await report('2026-06-04T06:00:00Z');
    school.app.clock.set('2026-06-05T06:00:00Z');
    await move(a, two, one, '2026-09-01');
    await leave(one, a, '2026-09-01');
    await report('2026-06-06T06:00:00Z');
    school.app.clock.set('2026-06-07T06:00:00Z');
    await leave(two, a, '2026-08-15');
    const look = await report('2026-06-08T06:00:00Z');
    expect(known.map(({ members, planned }) => ({ members, planned }))).toEqual([
      { members: [[a, b], [b]], planned: 360 },
      { members: [[b], [a, b]], planned: 360 },
      { members: [[b], [a, b]], planned: 180 },
      { members: [[b], [a, b]], planned: 180 },
    ]);
    for (const { at, ...earlier } of known) expect({ at, ...(await look(at)) }).toEqual({ at, ...earlier });
  });
});

describe('meetings that move', () => {
  const PLAN = `meeting { startsAt endsAt host { code } venue supervisors { name }
    earlierPlans { startsAt endsAt host { code } venue reason } } warnings`;
  const reschedule = async (meetingId: string, input: object, by: Client = school.substans) =>
    by.act('supervisionMeetingReschedule', { meetingId, reason: 'Snestorm', ...input }, PLAN);

  it('V38: new times are planned; the earlier plan stays, and is what was known then', async () => {
    const member = await school.enrol(KOLDING);
    const groupId = await school.group('Gruppe 1', [member]);
    const meetingId = await school.plan(groupId, '2026-12-01', { hostMunicipalityCode: KOLDING });
    school.app.clock.set('2026-06-02T06:00:00Z');
    const moved = await reschedule(meetingId, {
      startsAt: winter('2026-12-08', '09:00'),
      endsAt: winter('2026-12-08', '11:00'),
      hostMunicipalityCode: ODENSE,
      venue: 'Seminarhuset',
    });
    expect(moved).toMatchObject({
      meeting: {
        startsAt: '2026-12-08T08:00:00.000Z',
        endsAt: '2026-12-08T10:00:00.000Z',
        host: { code: ODENSE },
        venue: 'Seminarhuset',
        earlierPlans: [
          { startsAt: '2026-12-01T08:00:00.000Z', host: { code: KOLDING }, venue: null, reason: 'Snestorm' },
        ],
      },
      warnings: ['HOST_OUTSIDE_GROUP'],
    });
    school.app.clock.set('2026-06-03T06:00:00Z');
    await reschedule(meetingId, { endsAt: winter('2026-12-08', '10:00') });
    school.app.clock.set('2026-06-04T06:00:00Z');
    const plannedAt = async (knownAt: string) =>
      (await school.supervisionOf(member, { knownAt })).plannedMinutes;
    expect(await plannedAt('2026-05-31T00:00:00Z')).toBe(0);
    expect(await plannedAt('2026-06-02T00:00:00Z')).toBe(180);
    expect(await plannedAt('2026-06-03T00:00:00Z')).toBe(120);
    expect(await plannedAt('2026-06-04T00:00:00Z')).toBe(60);
    await school.substans.succeed(
      'supervisionMeetingCancel',
      { meetingId, reason: 'Aflyst' },
      'meeting { id }',
    );
    expect(await plannedAt('2026-06-04T00:00:00Z')).toBe(60);
    expect((await school.supervisionOf(member)).plannedMinutes).toBe(0);
    expect(await reschedule(meetingId, { venue: 'Rådhuset' })).toMatchObject({ __typename: 'InvalidState' });
  });

  it('R10: where a held meeting was can be put right; its times cannot, and nobody’s minutes change (V14)', async () => {
    const member = await school.enrol(KOLDING);
    const groupId = await school.group('Gruppe 1', [member]);
    const meetingId = await school.plan(groupId, '2026-03-02', { hostMunicipalityCode: KOLDING });
    await school.hold(meetingId, '2026-03-02');
    expect(await reschedule(meetingId, { startsAt: winter('2026-03-02', '10:00') })).toMatchObject({
      __typename: 'InvalidState',
      from: 'HELD',
    });
    expect((await reschedule(meetingId, { hostMunicipalityCode: HERLEV })).meeting).toMatchObject({
      host: { code: HERLEV },
      earlierPlans: [{ host: { code: KOLDING } }],
    });
    const { supervisionGroup } = await school.substans.query(
      'query ($id: ID!) { supervisionGroup(id: $id) { hosts { municipality { code } minutes } } }',
      { id: groupId },
    );
    expect(supervisionGroup.hosts).toEqual([{ municipality: { code: HERLEV }, minutes: 180 }]);
    expect((await school.supervisionOf(member)).creditedMinutes).toBe(180);
  });

  it('refuses what cannot be, naming the field, and changes nothing', async () => {
    const groupId = await school.group('Gruppe 1', [await school.enrol()]);
    const meetingId = await school.plan(groupId, '2026-12-01');
    const at = (time: string) => winter('2026-12-01', time);
    const paths: unknown[] = [];
    for (const input of [
      {},
      { endsAt: at('08:00') },
      { startsAt: at('12:30') },
      { hostMunicipalityCode: '999' },
      { supervisorIds: ['sup_nobody'] },
    ])
      paths.push((await reschedule(meetingId, input)).problems[0].path);
    expect(paths).toEqual(['startsAt', 'endsAt', 'startsAt', 'hostMunicipalityCode', 'supervisorIds.0']);
    expect(await reschedule(meetingId, { venue: 'X' }, school.other)).toMatchObject({
      __typename: 'NotFound',
    });
    const { supervisionMeeting } = await school.substans.query(
      'query ($id: ID!) { supervisionMeeting(id: $id) { earlierPlans { reason } } }',
      { id: meetingId },
    );
    expect(supervisionMeeting.earlierPlans).toEqual([]);
  });

  it('L3: a meeting that is over and not recorded awaits its record: nothing, not zero', async () => {
    const member = await school.enrol(KOLDING);
    const groupId = await school.group('Gruppe 1', [member]);
    const forgotten = await school.plan(groupId, '2026-03-02');
    const ahead = await school.plan(groupId, '2026-12-01');
    const recorded = await school.plan(groupId, '2026-03-09');
    await school.hold(recorded, '2026-03-09', { endedAt: winter('2026-03-09', '12:30') });
    const shown = async () =>
      (
        await school.substans.query(
          `query ($id: ID!) { supervisionGroup(id: $id) { heldMinutes plannedMinutes awaitingRecording { id }
            meetings { id awaitsRecording } } }`,
          { id: groupId },
        )
      ).supervisionGroup;
    expect(await shown()).toEqual({
      heldMinutes: 210,
      plannedMinutes: 180,
      awaitingRecording: [{ id: forgotten }],
      meetings: [
        { id: forgotten, awaitsRecording: true },
        { id: recorded, awaitsRecording: false },
        { id: ahead, awaitsRecording: false },
      ],
    });
    expect(await school.supervisionOf(member)).toMatchObject({ creditedMinutes: 210, plannedMinutes: 180 });
    await school.hold(forgotten, '2026-03-02', { endedAt: winter('2026-03-02', '12:30') });
    expect(await shown()).toMatchObject({ heldMinutes: 420, awaitingRecording: [] });
  });
});
