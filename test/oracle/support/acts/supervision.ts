/** Groups and their meetings: late, in overtime, with breaks and guests, and put right afterwards. */
import { danishDay, plusDays, danishMoment } from '../../model/dates.js';
import { type Dice } from '../dice.js';
import { isMember } from '../../model/belonging.js';
import { form } from '../people.js';
import { known, type World } from '../world.js';

export async function formAnother(world: World, dice: Dice): Promise<void> {
  const track = dice.of(['MEETING_LEADER', 'INTRO', 'YOUTH']) ?? 'INTRO';
  const people = dice.some(
    world.seated.filter((each) => each.track === track),
    dice.between(1, 4),
  );
  if (people.length === 0) return;
  await form(world, [{ track, name: `Group ${world.groups.length}`, members: people.map(({ id }) => id) }]);
}

/** One to four meetings of a group, some days apart, of two to eight hours. */
export async function planMeetings(world: World, dice: Dice): Promise<void> {
  const leaders = world.groups.filter((each) => each.track === 'MEETING_LEADER');
  const group = dice.of(dice.oneIn(2) ? leaders : world.groups);
  if (group === undefined) return;
  const first = dice.between(0, 20);
  const wanted = Array.from({ length: dice.between(2, 5) }, (_, n) => {
    const day = plusDays(world.today, first + n * dice.between(1, 14));
    const startsAt = danishMoment(day, dice.between(7, 14));
    return { groupId: group.id, startsAt, endsAt: later(startsAt, dice.between(8, 40) * 15) };
  });
  const answers = await world.tell(
    wanted.map((input) => ({ name: 'supervisionMeetingPlan', input, selection: 'meeting { id }' })),
    wanted.map(
      (input) =>
        `plan ${world.nameOf(group.id)} ${input.startsAt.slice(0, 16)}-${input.endsAt.slice(11, 16)}`,
    ),
  );
  for (const [n, { groupId, startsAt, endsAt }] of wanted.entries()) {
    const id = answers[n].meeting?.id;
    if (id === undefined) continue;
    world.call(id, `${world.nameOf(groupId)}@${startsAt.slice(0, 16)}`);
    world.know({ kind: 'meeting planned', id, group: groupId, startsAt, endsAt });
  }
  world.pass();
}

function later(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * 60_000).toISOString();
}

/** Up to four meetings whose time is over: late, in overtime, with breaks, guests and those who came late. */
export async function holdMeetings(world: World, dice: Dice): Promise<void> {
  const { meetings, groups } = known(world);
  const due = [...meetings.values()].filter(
    (each) => each.held === null && !each.cancelled && later(each.plannedEnd, 60) <= world.now,
  );
  const wanted = dice.some(due, dice.between(2, 6)).map((meeting) => {
    const startedAt = later(meeting.plannedStart, dice.oneIn(3) ? dice.between(-30, 30) : 0);
    const endedAt = later(meeting.plannedEnd, dice.oneIn(3) ? dice.between(-20, 45) : 0);
    const members = (groups.get(meeting.group) ?? [])
      .filter((each) => dice.oneIn(8) || isMember(each, danishDay(startedAt)))
      .map((each) => each.enrolment);
    const track = world.groups.find((group) => group.id === meeting.group)?.track;
    const others = world.seated.filter((each) => each.track === track && !members.includes(each.id));
    const named = dice.oneIn(2) ? dice.some(members, dice.between(1, 3)) : [];
    const presences = [
      ...named.map((enrolment) => ({ enrolment, ...times(dice, startedAt, endedAt), guest: false })),
      ...(dice.oneIn(4) ? dice.some(others, 1) : []).map(({ id }) => ({
        enrolment: id,
        ...times(dice, startedAt, endedAt),
        guest: true,
      })),
    ];
    return {
      kind: 'meeting held' as const,
      id: meeting.id,
      startedAt,
      endedAt,
      breakMinutes: dice.oneIn(2) ? 0 : dice.between(1, 45),
      allPresent: presences.length === 0 || !dice.oneIn(8),
      presences,
    };
  });
  const answers = await world.tell(
    wanted.map(({ kind: _, id, presences, ...input }) => ({
      name: 'supervisionMeetingHold',
      input: {
        meetingId: id,
        ...input,
        presences: presences.map(({ enrolment, from, to, absent, guest }) => ({
          enrolmentId: enrolment,
          ...(from === null ? {} : { from }),
          ...(to === null ? {} : { to }),
          ...(absent ? { absent } : {}),
          ...(guest ? { guest } : {}),
        })),
      },
      selection: 'meeting { id }',
    })),
    wanted.map(
      (each) =>
        `hold ${world.nameOf(each.id)}: ${each.startedAt.slice(11, 16)}-${each.endedAt.slice(11, 16)}, breaks ${each.breakMinutes}, ${each.presences
          .map((said) => `${world.nameOf(said.enrolment)}${said.guest ? ' (guest)' : ''} ${inWords(said)}`)
          .join(', ')}${each.allPresent ? ', all others' : ''}`,
    ),
  );
  for (const [n, each] of wanted.entries()) if (answers[n].code === undefined) world.know(each);
  world.pass();
}

function times(dice: Dice, startedAt: string, endedAt: string) {
  if (dice.oneIn(5)) return { from: null, to: null, absent: true };
  return {
    from: dice.oneIn(2) ? null : later(startedAt, dice.between(-40, 100)),
    to: dice.oneIn(2) ? null : later(endedAt, dice.between(-100, 40)),
    absent: false,
  };
}

function inWords({ from, to, absent }: { from: string | null; to: string | null; absent: boolean }): string {
  return absent ? 'absent' : `${from?.slice(11, 16) ?? 'start'}-${to?.slice(11, 16) ?? 'end'}`;
}

export async function cancelMeeting(world: World, dice: Dice): Promise<void> {
  const meeting = dice.of([...known(world).meetings.values()].filter((each) => each.held === null));
  if (meeting === undefined) return;
  const [answer] = await world.tell(
    [
      {
        name: 'supervisionMeetingCancel',
        input: { meetingId: meeting.id, reason: 'Aflyst' },
        selection: 'meeting { id }',
      },
    ],
    [`cancel ${world.nameOf(meeting.id)}`],
  );
  if (answer.code === undefined) world.know({ kind: 'meeting cancelled', id: meeting.id });
  world.pass();
}

export async function correctPresence(world: World, dice: Dice): Promise<void> {
  const { meetings, groups } = known(world);
  const meeting = dice.of([...meetings.values()].filter((each) => each.held !== null));
  if (meeting?.held == null) return;
  const people = [
    ...new Set([
      ...meeting.attendees.keys(),
      ...(groups.get(meeting.group) ?? []).map((each) => each.enrolment),
    ]),
  ];
  const enrolment = dice.of(people);
  if (enrolment === undefined) return;
  const said = times(dice, meeting.held.start, meeting.held.end);
  const [answer] = await world.tell(
    [
      {
        name: 'supervisionCorrect',
        input: {
          meetingId: meeting.id,
          enrolmentId: enrolment,
          reason: 'Fejl på listen',
          ...(said.absent ? { absent: true } : {}),
          ...(said.from === null ? {} : { from: said.from }),
          ...(said.to === null ? {} : { to: said.to }),
        },
        selection: 'meeting { id }',
      },
    ],
    [`correct ${world.nameOf(enrolment)} at ${world.nameOf(meeting.id)}: ${inWords(said)}`],
  );
  if (answer.code === undefined)
    world.know({ kind: 'presence corrected', meeting: meeting.id, enrolment, ...said });
  world.pass();
}

/** Into a group, out of one, or from one to another, from a day in the past or ahead. */
export async function changeGroup(world: World, dice: Dice): Promise<void> {
  const group = dice.of(world.groups);
  const other = dice.of(world.groups.filter((each) => each.track === group?.track && each !== group));
  if (group === undefined) return;
  const on = plusDays(world.today, dice.between(-20, 40));
  const members = (known(world).groups.get(group.id) ?? []).map((each) => each.enrolment);
  const people = world.seated.filter((each) => each.track === group.track).map((each) => each.id);
  const kind = dice.of(['join', 'leave', 'move'] as const);
  const enrolment = dice.of(kind === 'join' ? people : members);
  if (enrolment === undefined || (kind === 'move' && other === undefined)) return;
  const reason = 'Efter aftale';
  const requests = {
    join: {
      name: 'supervisionGroupJoin',
      input: { groupId: group.id, enrolmentId: enrolment, from: on },
      selection: 'group { id }',
    },
    leave: {
      name: 'supervisionGroupLeave',
      input: { groupId: group.id, enrolmentId: enrolment, on, reason },
      selection: 'group { id }',
    },
    move: {
      name: 'supervisionGroupMove',
      input: { enrolmentId: enrolment, fromGroupId: group.id, toGroupId: other?.id, on, reason },
      selection: 'toGroup { id }',
    },
  };
  const [answer] = await world.tell(
    [requests[kind ?? 'join']],
    [
      `${kind} of ${world.nameOf(enrolment)}: ${world.nameOf(group.id)} on ${on} (${world.nameOf(other?.id ?? '')})`,
    ],
  );
  if (answer.code === undefined) {
    if (kind !== 'join') world.know({ kind: 'group left', id: group.id, enrolment, on });
    const into = kind === 'join' ? group.id : kind === 'move' ? other?.id : undefined;
    if (into !== undefined) world.know({ kind: 'group joined', id: into, enrolment, from: on });
  }
  world.pass();
}

export async function moveMeeting(world: World, dice: Dice): Promise<void> {
  const meeting = dice.of([...known(world).meetings.values()].filter((each) => each.held === null));
  if (meeting === undefined) return;
  const startsAt = danishMoment(plusDays(world.today, dice.between(-5, 60)), dice.between(7, 14));
  const endsAt = later(startsAt, dice.between(8, 40) * 15);
  const [answer] = await world.tell(
    [
      {
        name: 'supervisionMeetingReschedule',
        input: { meetingId: meeting.id, startsAt, endsAt, reason: 'Efter aftale' },
        selection: 'meeting { id }',
      },
    ],
    [`move ${world.nameOf(meeting.id)} to ${startsAt.slice(0, 16)}-${endsAt.slice(11, 16)}`],
  );
  if (answer.code === undefined) world.know({ kind: 'meeting moved', id: meeting.id, startsAt, endsAt });
  world.pass();
}
