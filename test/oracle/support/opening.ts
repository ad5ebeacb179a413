/** How a history begins: engagements, courses with their days, thirty people on lists, supervision groups. */
import { plusDays } from '../model/dates.js';
import type { Dice } from './dice.js';
import { formGroups, importPeople, registerSpare } from './people.js';
import { SUPPORTED, YOUTH } from './programmes.js';
import type { Told } from './requests.js';
import type { Course, LaidDay, World } from './world.js';

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
