/** Days that are moved, cancelled and laid anew. */
import { plusDays } from '../../model/dates.js';
import { get } from '../../model/known.js';
import { type Dice } from '../dice.js';
import { lay } from '../opening.js';
import { known, type LaidDay, type World } from '../world.js';

/** To a day in the weeks around today, also one that is cancelled. */
export async function moveDay(world: World, dice: Dice): Promise<void> {
  const day = unrecorded(world, dice);
  if (day === undefined) return;
  const date = plusDays(world.today, dice.between(-10, 40));
  const [answer] = await world.tell(
    [
      {
        name: 'courseDayReschedule',
        input: { courseDayId: day.id, date },
        selection: 'courseDay { id }',
      },
    ],
    [`move ${world.nameOfDay(day)} to ${date}`],
  );
  if (answer.code === undefined) world.know({ kind: 'day moved', id: day.id, date });
  world.pass();
}

export async function cancelDay(world: World, dice: Dice): Promise<void> {
  const day = unrecorded(world, dice);
  if (day === undefined) return;
  const [answer] = await world.tell(
    [
      {
        name: 'courseDayCancel',
        input: { courseDayId: day.id, reason: 'Sne' },
        selection: 'courseDay { id }',
      },
    ],
    [`cancel ${world.nameOfDay(day)}`],
  );
  if (answer.code === undefined) world.know({ kind: 'day cancelled', id: day.id });
  world.pass();
}

function unrecorded(world: World, dice: Dice): LaidDay | undefined {
  const begun = new Set([...known(world).marks.values()].map((mark) => mark.day));
  return dice.of(world.days.filter((day) => !begun.has(day.id)));
}

/** A cancelled day anew, or a further certification day. */
export async function layDay(world: World, dice: Dice): Promise<void> {
  const { days } = known(world);
  const cancelled = dice.of(world.days.filter((day) => get(days, day.id).cancelled));
  const leaders = dice.of(world.courses.filter((course) => course.track === 'MEETING_LEADER'));
  const course = world.courses.find((each) => each.id === cancelled?.cohort) ?? leaders;
  if (course === undefined) return;
  const dates = [plusDays(world.today, dice.between(-5, 30))];
  await lay(world, [
    cancelled === undefined
      ? { course, type: 'CERTIFICATION_DAY', unit: dice.between(2, 4), dates }
      : { course, type: cancelled.type, unit: cancelled.unit, dates },
  ]);
}
