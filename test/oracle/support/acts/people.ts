/** Who comes, goes, moves and takes over. */
import type { RoleClaim } from '../../../../src/access/token.js';
import { plusDays } from '../../model/dates.js';
import { get } from '../../model/known.js';
import { type Dice } from '../dice.js';
import { seat } from '../people.js';
import { known, type Seated, type World } from '../world.js';

export async function move(world: World, dice: Dice): Promise<void> {
  const person = dice.of(world.seated);
  const course = dice.of(world.courses.filter((each) => each.track === person?.track));
  if (person === undefined || course === undefined) return;
  const from = dice.oneIn(3) ? null : plusDays(world.today, dice.between(-20, 8));
  const { people } = known(world);
  const already = get(people, person.id).stays.at(-1)?.cohort === course.id;
  const [answer] = await world.tell(
    [
      {
        name: 'enrolmentAssign',
        input: { enrolmentId: person.id, cohortId: course.id, ...(from === null ? {} : { on: from }) },
        selection: 'enrolment { id }',
      },
    ],
    [`move ${world.nameOf(person.id)} to ${course.name} from ${from ?? 'its beginning'}`],
  );
  if (answer.code === undefined && !already)
    world.know({ kind: 'assigned', enrolment: person.id, cohort: course.id, from, on: from ?? world.today });
  world.pass();
}

export async function withdraw(world: World, dice: Dice): Promise<void> {
  const person = dice.of(world.seated);
  if (person === undefined) return;
  await approveReuse(world, dice, person.id);
  const on = plusDays(world.today, dice.between(-12, 6));
  const release = dice.of([true, false, null]) ?? null;
  const mayApprove = dice.oneIn(2);
  const [answer] = await world.tell(
    [
      {
        name: 'enrolmentWithdraw',
        input: { enrolmentId: person.id, on, ...(release === null ? {} : { releaseSeat: release }) },
        selection: 'enrolment { id }',
      },
    ],
    [`withdraw ${world.nameOf(person.id)} on ${on}, release the seat: ${release ?? 'as the rules say'}`],
    mayApprove ? undefined : coordinator(person),
  );
  if (answer.code === undefined) world.know({ kind: 'left', enrolment: person.id, on, release, mayApprove });
  world.pass();
}

function coordinator({ municipality }: Seated): RoleClaim[] {
  return [{ role: 'COORDINATOR', municipality }];
}

/** L7: now and then the provider says that the seat may be used again. */
async function approveReuse(world: World, dice: Dice, enrolment: string): Promise<void> {
  if (dice.oneIn(2)) return;
  const [answer] = await world.tell(
    [
      {
        name: 'seatReuseApprove',
        input: { enrolmentId: enrolment, reason: 'Efter aftale' },
        selection: 'enrolment { id }',
      },
    ],
    [`the seat of ${world.nameOf(enrolment)} may be used again`],
  );
  if (answer.code === undefined) world.know({ kind: 'reuse approved', enrolment });
  world.pass();
}

export async function replace(world: World, dice: Dice): Promise<void> {
  const person = dice.of(world.seated);
  const newcomer = dice.of(world.spare);
  if (person === undefined || newcomer === undefined) return;
  await approveReuse(world, dice, person.id);
  const on = plusDays(world.today, dice.between(-12, 6));
  const cohort = get(known(world).people, person.id).stays.at(-1)?.cohort ?? null;
  const [answer] = await world.tell(
    [
      {
        name: 'enrolmentReplace',
        input: { enrolmentId: person.id, personId: newcomer, on },
        selection: 'joined { id }',
      },
    ],
    [`replace ${world.nameOf(person.id)} on ${on}`],
    dice.oneIn(2) ? coordinator(person) : undefined,
  );
  if (answer.code === undefined) {
    world.know({ kind: 'replaced', enrolment: person.id, on });
    seat(world, person, {
      id: answer.joined.id,
      person: newcomer,
      track: person.track,
      capacity: person.capacity,
      cohort,
      on,
      from: on,
    });
  }
  world.pass();
}

/** A late joiner (L8), or somebody who is on another track already (L17). */
export async function join(world: World, dice: Dice): Promise<void> {
  const place = dice.of(world.places);
  const trackKey = dice.of(place?.tracks ?? []);
  const personId = dice.oneIn(3) ? dice.of(world.seated)?.person : dice.of(world.spare);
  if (place === undefined || trackKey === undefined || personId === undefined) return;
  const course = dice.oneIn(6) ? undefined : dice.of(world.courses.filter((each) => each.track === trackKey));
  const on = dice.oneIn(3) ? null : plusDays(world.today, dice.between(-6, 6));
  const capacity = dice.of(['EMPLOYEE', 'LEADER', 'PARTNER'] as const) ?? 'EMPLOYEE';
  const [answer] = await world.tell(
    [
      {
        name: 'enrolmentConfirm',
        input: {
          engagementId: place.engagement,
          municipalityCode: place.municipality,
          trackKey,
          personId,
          capacity,
          ...(course === undefined ? {} : { cohortId: course.id }),
          ...(on === null ? {} : { on }),
        },
        selection: 'enrolment { id }',
      },
    ],
    [`join ${trackKey} in ${place.municipality}, ${course?.name ?? 'no cohort'}, from ${on ?? 'today'}`],
  );
  if (answer.code === undefined)
    seat(world, place, {
      id: answer.enrolment.id,
      person: personId,
      track: trackKey,
      capacity,
      cohort: course?.id ?? null,
      on: on ?? world.today,
      from: on,
    });
  world.pass();
}

/** L5: onto a seat of another municipality, as a guest, or not at all. */
export async function transfer(world: World, dice: Dice): Promise<void> {
  const person = dice.of(world.seated);
  const place = dice.of(world.places.filter((each) => each.tracks.includes(person?.track ?? '')));
  if (person === undefined || place === undefined) return;
  const on = plusDays(world.today, dice.between(-15, 8));
  const choice = dice.of(['TRANSFERRED', 'TRANSFERRED', 'CONTINUES_AS_GUEST', 'WITHDRAWN']);
  const { engagement, municipality } = place;
  const [answer] = await world.tell(
    [
      {
        name: 'enrolmentTransfer',
        input: {
          enrolmentId: person.id,
          choice,
          on,
          ...(choice === 'TRANSFERRED' ? { engagementId: engagement, municipalityCode: municipality } : {}),
        },
        selection: 'enrolment { id }',
      },
    ],
    [`${world.nameOf(person.id)} moves to ${municipality} on ${on}: ${choice}`],
  );
  if (answer.code === undefined && choice === 'TRANSFERRED') {
    world.know({ kind: 'transferred', enrolment: person.id, engagement, municipality, on });
    Object.assign(person, { engagement, municipality });
  }
  if (answer.code === undefined && choice === 'WITHDRAWN')
    world.know({ kind: 'left', enrolment: person.id, on, release: null, mayApprove: true });
  world.pass();
}

/** L9: past, present or coming, with or without a first day back; other dates for one there is, or none after all. */
export async function takeLeave(world: World, dice: Dice): Promise<void> {
  const people = [...known(world).people.values()];
  const there = dice.of(
    people.flatMap(({ enrolled, leaves }) =>
      [...leaves.keys()].map((id) => ({ id, enrolment: enrolled.id })),
    ),
  );
  const from = plusDays(world.today, dice.between(-40, 30));
  const to = dice.oneIn(3) ? null : plusDays(from, dice.between(1, 150));
  const dates = { from, ...(to === null ? {} : { to }) };
  if (there !== undefined && dice.oneIn(3)) {
    const [answer] = await world.tell(
      [
        {
          name: 'leaveCancel',
          input: { leaveId: there.id, reason: 'Kom ikke af sted' },
          selection: 'enrolment { id }',
        },
      ],
      [`no leave of ${world.nameOf(there.enrolment)} after all`],
    );
    if (answer.code === undefined) world.know({ kind: 'leave cancelled', ...there });
  } else if (there !== undefined && dice.oneIn(2)) {
    const [answer] = await world.tell(
      [{ name: 'leaveAdjust', input: { leaveId: there.id, ...dates }, selection: 'leave { id }' }],
      [`leave of ${world.nameOf(there.enrolment)} rather from ${from} to ${to ?? 'open'}`],
    );
    if (answer.code === undefined) {
      world.know({ kind: 'leave cancelled', ...there });
      world.know({ kind: 'leave', id: answer.leave.id, enrolment: there.enrolment, from, to });
    }
  } else {
    const person = dice.of(world.seated);
    if (person === undefined) return;
    const [answer] = await world.tell(
      [{ name: 'leaveBegin', input: { enrolmentId: person.id, ...dates }, selection: 'leave { id }' }],
      [`leave of ${world.nameOf(person.id)} from ${from} to ${to ?? 'open'}`],
    );
    if (answer.code === undefined)
      world.know({ kind: 'leave', id: answer.leave.id, enrolment: person.id, from, to });
  }
  world.pass();
}
