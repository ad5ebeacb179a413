/** The people of a history: thirty on lists, a few without a seat, and their supervision groups. */
import type { Capacity } from '../model/facts.js';
import type { Dice } from './dice.js';
import { SUPPORTED, YOUTH } from './programmes.js';
import type { Request } from './requests.js';
import type { Course, Place, World } from './world.js';

interface List {
  readonly place: Place;
  readonly course: Course | undefined;
  readonly trackKey: string;
  readonly people: readonly { name: string; email: string; capacity: Capacity }[];
}

/** Thirty people: meeting leaders and intro in two municipalities, ten young ones’ helpers in the third. */
export async function importPeople(world: World, dice: Dice): Promise<void> {
  const sizes: Record<string, number> = { MEETING_LEADER: 5, INTRO: 6, YOUTH: 8 };
  const lists = world.places.flatMap((place) =>
    place.tracks.map((trackKey): List => {
      const course = dice.of(world.courses.filter((each) => each.track === trackKey));
      const people = Array.from({ length: sizes[trackKey] ?? 0 }, (_, n) => ({
        name: `${trackKey.toLowerCase()} ${'ABCDEFGHIJ'.charAt(n)}`,
        email: `${trackKey.toLowerCase()}.${n}.${place.municipality}@h${world.number}.example`,
        capacity: dice.of<Capacity>(['EMPLOYEE', 'EMPLOYEE', 'LEADER', 'PARTNER']) ?? 'EMPLOYEE',
      }));
      return { place, trackKey, course: dice.oneIn(8) ? undefined : course, people };
    }),
  );
  const answers = await world.tell(
    lists.map(({ place, trackKey, course, people }) => ({
      name: 'rosterImport',
      input: {
        engagementId: place.engagement,
        municipalityCode: place.municipality,
        trackKey,
        ...(course === undefined ? {} : { cohortId: course.id }),
        file: Buffer.from(
          ['Navn;E-mail;Rolle', ...people.map((each) => `${each.name};${each.email};${each.capacity}`)].join(
            '\n',
          ),
        ).toString('base64'),
        dryRun: false,
      },
      selection: 'rows { outcome person { id } enrolment { id capacity } }',
    })),
    lists.map(
      ({ place, trackKey, course, people }) =>
        `import ${people.length} for ${trackKey} in ${place.municipality} into ${course?.name ?? 'no cohort'}`,
    ),
  );
  for (const [n, { place, trackKey, course, people }] of lists.entries())
    for (const [line, row] of answers[n].rows.entries()) {
      if (row.outcome !== 'ACCEPTED') throw new Error(`A person was not seated: ${row.outcome}`);
      if (row.enrolment.capacity !== people[line]?.capacity) throw new Error('A capacity was misread');
      seat(world, place, {
        id: row.enrolment.id,
        person: row.person.id,
        track: trackKey,
        capacity: row.enrolment.capacity,
        cohort: course?.id ?? null,
        on: world.today,
        from: null,
      });
    }
  world.pass();
}

export interface NewSeat {
  readonly id: string;
  readonly person: string;
  readonly track: string;
  readonly capacity: Capacity;
  readonly cohort: string | null;
  readonly on: string;
  readonly from: string | null;
}

/** Somebody has got a seat. */
export function seat(world: World, place: Pick<Place, 'engagement' | 'municipality'>, seat: NewSeat): void {
  const { engagement, municipality } = place;
  world.know({ kind: 'enrolled', ...seat, engagement, municipality });
  const { id, person, track, capacity } = seat;
  world.seated.push({ id, person, track, capacity, engagement, municipality });
  world.call(id, `E${world.seated.length}`);
}

export async function registerSpare(world: World): Promise<void> {
  const people = Array.from({ length: 8 }, (_, n) => ({
    name: `Reserve ${'ABCDEFGHIJ'.charAt(n)}`,
    email: `reserve.${n}@h${world.number}.example`,
  }));
  const answers = await world.tell(
    people.map((input) => ({ name: 'personRegister', input, selection: 'person { id }' })),
  );
  world.spare.push(...answers.map((answer) => answer.person.id as string));
  world.pass();
}

/** Meeting leaders across municipalities, the others at home; one of eight is in no group yet. */
export async function formGroups(world: World, dice: Dice): Promise<void> {
  const wanted = ['MEETING_LEADER', 'INTRO', 'YOUTH'].flatMap((track) => {
    const all = world.seated.filter((each) => each.track === track && !dice.oneIn(8));
    const half = Math.ceil(all.length / 2);
    return track === 'MEETING_LEADER' ? [all] : [all.slice(0, half), all.slice(half)];
  });
  await form(
    world,
    wanted.flatMap((members, n) => {
      const track = members[0]?.track;
      return track === undefined ? [] : [{ track, name: `Group ${n}`, members: members.map(({ id }) => id) }];
    }),
  );
}

export async function form(
  world: World,
  groups: readonly { readonly track: string; readonly name: string; readonly members: readonly string[] }[],
): Promise<void> {
  const requests: Request[] = groups.map(({ track, name, members }) => ({
    name: 'supervisionGroupForm',
    input: {
      programmeKey: track === 'YOUTH' ? YOUTH : SUPPORTED,
      trackKey: track,
      name,
      enrolmentIds: members,
    },
    selection: 'group { id }',
  }));
  const answers = await world.tell(
    requests,
    groups.map(
      ({ track, members }) => `form a group of ${track}: ${members.map((id) => world.nameOf(id)).join(' ')}`,
    ),
  );
  for (const [n, { track, members }] of groups.entries()) {
    const id = answers[n].group?.id;
    if (id === undefined) continue;
    world.groups.push({ id, track });
    world.call(id, `G${world.groups.length}`);
    world.know({ kind: 'group', id, members });
  }
  world.pass();
}
