/** How a history begins: engagements, courses with their days, thirty people on lists, supervision groups. */
import { plusDays } from '../model/dates.js';
import type { Capacity } from '../model/facts.js';
import type { Dice } from './dice.js';
import type { Request, Told } from './requests.js';
import type { Course, LaidDay, Place, World } from './world.js';

const SUPPORTED = 'AD_BOSTOETTE_2019';
const YOUTH = 'AD_UNGE_2025';

/** First day of each unit, in days after the start. */
const CALENDARS: Record<string, readonly (readonly number[])[]> = {
  MEETING_LEADER: [
    [40, 120, 220, 310],
    [75, 160, 250, 345],
  ],
  INTRO: [
    [50, 80, 110, 150],
    [95, 130, 170, 200],
  ],
  YOUTH: [[30, 60, 90, 125, 160, 200]],
};

export async function open(
  world: World,
  dice: Dice,
  together: boolean,
  codes: readonly string[],
): Promise<void> {
  await openEngagements(world, dice, together, codes);
  await openCourses(world);
  await layDays(world, dice);
  await importPeople(world, dice);
  await registerSpare(world);
  await formGroups(world, dice);
}

async function openEngagements(
  world: World,
  dice: Dice,
  together: boolean,
  codes: readonly string[],
): Promise<void> {
  const [a = '', b = '', c = ''] = codes;
  const wanted = [
    ...(together ? [[a, b]] : [[a], [b]]).map((municipalityCodes) => ({
      programmeKey: SUPPORTED,
      municipalityCodes,
    })),
    { programmeKey: YOUTH, municipalityCodes: [c] },
  ].map((engagement) => ({ ...engagement, startsOn: plusDays(world.today, dice.between(-150, 40)) }));
  const answers = await world.tell(
    wanted.map((input) => ({ name: 'engagementOpen', input, selection: 'engagement { id }' })),
  );
  for (const [n, input] of wanted.entries()) {
    const engagement = answers[n].engagement.id;
    world.know({
      kind: 'engagement',
      id: engagement,
      startsOn: input.startsOn,
      programme: input.programmeKey,
      municipalities: input.municipalityCodes,
    });
    for (const municipality of input.municipalityCodes)
      world.places.push({
        engagement,
        municipality,
        programme: input.programmeKey,
        tracks: input.programmeKey === YOUTH ? ['YOUTH'] : ['MEETING_LEADER', 'INTRO'],
      });
  }
  world.pass();
}

async function openCourses(world: World): Promise<void> {
  const wanted = Object.entries(CALENDARS).flatMap(([trackKey, calendars]) =>
    calendars.map((_, n) => ({
      programmeKey: trackKey === 'YOUTH' ? YOUTH : SUPPORTED,
      trackKey,
      name: `${trackKey} ${'AB'.charAt(n)}`,
    })),
  );
  const answers = await world.tell(
    wanted.map((input) => ({ name: 'cohortOpen', input, selection: 'cohort { id }' })),
  );
  for (const [n, { name, trackKey }] of wanted.entries()) {
    const { id } = answers[n].cohort;
    const leaders = trackKey === 'MEETING_LEADER';
    world.courses.push({
      id,
      name,
      track: trackKey,
      type: leaders ? 'SEMINAR' : 'COURSE_DAY',
      units: trackKey === 'YOUTH' ? 6 : 4,
      daysEach: leaders ? 2 : 1,
    });
    world.call(id, name);
    world.know({ kind: 'cohort', id, track: trackKey });
  }
  world.pass();
}

async function layDays(world: World, dice: Dice): Promise<void> {
  const laying: Laying[] = world.courses.flatMap((course) => {
    const calendar = CALENDARS[course.track]?.[course.name.endsWith('B') ? 1 : 0] ?? [];
    const units = calendar.map((after, unit) => {
      const first = plusDays(world.today, after + dice.below(12));
      const dates = Array.from({ length: course.daysEach }, (_, day) => plusDays(first, day));
      return { course, type: course.type, unit: unit + 1, dates };
    });
    if (course.track !== 'MEETING_LEADER') return units;
    const date = plusDays(world.today, 350 + dice.below(40));
    return [...units, { course, type: 'CERTIFICATION_DAY' as const, unit: 1, dates: [date] }];
  });
  await lay(world, laying);
}

export interface Laying {
  readonly course: Course;
  readonly type: LaidDay['type'];
  readonly unit: number;
  readonly dates: readonly string[];
}

/** Lays days into the calendar of courses. */
export async function lay(world: World, laying: readonly Laying[]): Promise<void> {
  const answers = await world.tell(
    laying.map(({ course, ...input }) => ({
      name: 'courseDaySchedule',
      input: { cohortId: course.id, ...input },
      selection: 'courseDays { id day date halfDays { id part } }',
    })),
    laying.map(({ course, type, unit, dates }) => `lay ${course.name} ${type} ${unit}: ${dates.join(', ')}`),
  );
  for (const [n, { course, type, unit }] of laying.entries())
    for (const day of answers[n].courseDays ?? []) {
      const halfDays = Object.fromEntries(day.halfDays.map((each: Told) => [each.part, each.id]));
      world.days.push({
        id: day.id,
        cohort: course.id,
        track: course.track,
        type,
        unit,
        number: day.day,
        halfDays: halfDays as LaidDay['halfDays'],
      });
      world.know({
        kind: 'day laid',
        id: day.id,
        cohort: course.id,
        type,
        unit,
        number: day.day,
        date: day.date,
      });
    }
  world.pass();
}

interface List {
  readonly place: Place;
  readonly course: Course | undefined;
  readonly trackKey: string;
  readonly people: readonly { name: string; email: string; capacity: Capacity }[];
}

/** Thirty people: meeting leaders and intro in two municipalities, ten young ones’ helpers in the third. */
async function importPeople(world: World, dice: Dice): Promise<void> {
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

async function registerSpare(world: World): Promise<void> {
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
async function formGroups(world: World, dice: Dice): Promise<void> {
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
