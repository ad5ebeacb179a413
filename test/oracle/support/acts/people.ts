/** Who comes, goes, moves and takes over. */
import { plusDays } from '../../model/dates.js';
import { get } from '../../model/knowledge.js';
import { type Dice } from '../dice.js';
import { seat } from '../opening.js';
import { known, type World } from '../world.js';

export async function move(world: World, dice: Dice): Promise<void> {
  const person = dice.of(world.seated);
  const course = dice.of(world.courses.filter((each) => each.track === person?.track));
  if (person === undefined || course === undefined) return;
  const from = dice.oneIn(3) ? null : plusDays(world.today, dice.between(-20, 0));
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
  const on = plusDays(world.today, dice.between(-10, 0));
  const release = dice.oneIn(2);
  const [answer] = await world.tell(
    [
      {
        name: 'enrolmentWithdraw',
        input: { enrolmentId: person.id, on, releaseSeat: release },
        selection: 'enrolment { id }',
      },
    ],
    [`withdraw ${world.nameOf(person.id)} on ${on}, seat ${release ? 'released' : 'kept'}`],
  );
  if (answer.code === undefined) world.know({ kind: 'left', enrolment: person.id, on, release });
  world.pass();
}

export async function replace(world: World, dice: Dice): Promise<void> {
  const person = dice.of(world.seated);
  const newcomer = dice.of(world.spare);
  if (person === undefined || newcomer === undefined) return;
  const on = plusDays(world.today, dice.between(-10, 0));
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
  const on = dice.oneIn(3) ? null : plusDays(world.today, dice.between(-5, 0));
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
