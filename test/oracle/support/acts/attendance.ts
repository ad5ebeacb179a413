/** Sheets: in time, late or never, with exceptions, corrections and guests who make up. */
import { asOf } from '../../model/as-of.js';
import { plusDays } from '../../model/dates.js';
import { attendanceOf, placeOf } from '../../model/attendance.js';
import { type HalfDay, type Part, type Presence, type SheetEntry } from '../../model/facts.js';
import { inCohortOn } from '../../model/belonging.js';
import { get, PARTS, type Knowledge } from '../../model/known.js';
import { type Dice } from '../dice.js';
import { known, type LaidDay, type Seated, type World } from '../world.js';

/** The sheets of up to three days that have come: all present but for some, now and then only some named. */
export async function sheet(world: World, dice: Dice): Promise<void> {
  const { days, marks, people } = known(world);
  const begun = new Set([...marks.values()].map((mark) => mark.day));
  const expectedAt = ({ id, cohort }: LaidDay) =>
    [...people.values()].filter((person) => inCohortOn(person, cohort, get(days, id).date));
  const due = world.days.filter(
    (day) => get(days, day.id).date <= world.today && !begun.has(day.id) && expectedAt(day).length > 0,
  );
  const chosen = dice.oneIn(6) ? dice.some(due, 2) : due.slice(0, dice.between(2, 7));
  const sheets = chosen
    .filter((day) => day.type !== 'CERTIFICATION_DAY' || dice.oneIn(4))
    .map((day) => {
      const everybody = dice.oneIn(10)
        ? world.seated.filter((each) => each.track === day.track)
        : expectedAt(day).map((person) => person.enrolled);
      const entries = dice
        .some(everybody, dice.oneIn(2) ? 0 : dice.between(1, 3))
        .map((person): SheetEntry => ({
          enrolment: person.id,
          part: dice.of([null, 'AM', 'PM']) ?? null,
          state: dice.oneIn(4) ? 'PRESENT' : 'ABSENT',
          makesUp: null,
        }));
      const standard: Presence | null =
        dice.oneIn(9) && entries.length > 0 ? null : dice.oneIn(12) ? 'ABSENT' : 'PRESENT';
      return { day, default: standard, entries };
    });
  await recordSheets(world, sheets);
}

interface Sheet {
  readonly day: LaidDay;
  readonly default: Presence | null;
  readonly entries: readonly SheetEntry[];
}

async function recordSheets(world: World, sheets: readonly Sheet[]): Promise<void> {
  const answers = await world.tell(
    sheets.map((sheet) => ({
      name: 'attendanceRecord',
      input: {
        courseDayId: sheet.day.id,
        ...(sheet.default === null ? {} : { default: sheet.default }),
        entries: sheet.entries.map(({ enrolment, part, state, makesUp }) => ({
          enrolmentId: enrolment,
          state,
          ...(part === null ? {} : { part }),
          ...(makesUp === null ? {} : { makesUpHalfDayId: halfDayId(world, makesUp) }),
        })),
      },
      selection: 'courseDay { id }',
    })),
    sheets.map(
      ({ day, default: standard, entries }) =>
        `sheet of ${world.nameOfDay(day)}: ${[
          ...entries.map(
            ({ enrolment, part, state, makesUp }) =>
              `${world.nameOf(enrolment)} ${part ?? 'all day'} ${state}${makesUp === null ? '' : ` making up ${nameOf(world, makesUp)}`}`,
          ),
          `others ${standard ?? 'not named'}`,
        ].join(', ')}`,
    ),
  );
  for (const [n, { day, ...said }] of sheets.entries())
    if (answers[n].code === undefined) world.know({ kind: 'sheet', day: day.id, ...said });
  world.pass();
}

function halfDayId(world: World, { day, part }: HalfDay): string {
  return dayOf(world, day).halfDays[part];
}

function dayOf(world: World, id: string): LaidDay {
  const day = world.days.find((each) => each.id === id);
  if (day === undefined) throw new Error('A day that was never laid');
  return day;
}

function nameOf(world: World, { day, part }: HalfDay): string {
  return `${world.nameOfDay(dayOf(world, day))} ${part}`;
}

export async function correctAttendance(world: World, dice: Dice): Promise<void> {
  const marks = dice.some([...known(world).marks.values()], dice.between(1, 2));
  const wanted = marks.map((mark) => ({
    kind: 'attendance corrected' as const,
    enrolment: mark.enrolment,
    day: mark.day,
    part: mark.part,
    state: mark.state === 'PRESENT' ? ('ABSENT' as const) : ('PRESENT' as const),
  }));
  const answers = await world.tell(
    wanted.map((each) => ({
      name: 'attendanceCorrect',
      input: {
        enrolmentId: each.enrolment,
        halfDayId: halfDayId(world, each),
        state: each.state,
        reason: 'Fejl på listen',
      },
      selection: 'enrolment { id }',
    })),
    wanted.map((each) => `correct ${world.nameOf(each.enrolment)} at ${nameOf(world, each)}: ${each.state}`),
  );
  for (const [n, each] of wanted.entries()) if (answers[n].code === undefined) world.know(each);
  world.pass();
}

/** L1: as a guest in another cohort, on a day of the same unit. */
export async function makeUp(world: World, dice: Dice): Promise<void> {
  const as = asOf(world.facts, world.today, world.now);
  const lacking = world.seated.flatMap((person) => {
    const { missed, notRecorded } = attendanceOf(as, get(as.known.people, person.id));
    return [...missed, ...notRecorded].map((place) => ({ person, place }));
  });
  const sheets: Sheet[] = [];
  for (const { person, place } of dice.some(lacking, 5)) {
    const here = candidates(world, as.known, person, place);
    const own = here.filter(({ day }) => {
      const { cohort } = get(as.known.days, day);
      return get(as.known.people, person.id).stays.some((stay) => stay.cohort === cohort);
    });
    const target = dice.of(dice.oneIn(8) ? here : own);
    const where = dice.of(
      world.days.filter(
        (day) =>
          day.id !== target?.day &&
          day.track === person.track &&
          (dice.oneIn(6) ||
            !inCohortOn(get(as.known.people, person.id), day.cohort, get(as.known.days, day.id).date)) &&
          place.startsWith(`${day.type} ${day.unit}.`) &&
          get(as.known.days, day.id).date <= world.today,
      ),
    );
    if (target === undefined || where === undefined) continue;
    sheets.push({
      day: where,
      default: null,
      entries: [{ enrolment: person.id, part: dice.of(PARTS) ?? 'AM', state: 'PRESENT', makesUp: target }],
    });
  }
  await recordSheets(world, sheets);
}

/** The half-days that stand for a place in the course. */
function candidates(world: World, { days }: Knowledge, { track }: Seated, place: string): HalfDay[] {
  return world.days
    .filter((day) => day.track === track)
    .flatMap((day) => PARTS.map((part: Part) => ({ day: day.id, part })))
    .filter(({ day, part }) => placeOf(get(days, day), part) === place);
}

/** L1: approved work instead, or not after all. */
export async function approveTask(world: World, dice: Dice): Promise<void> {
  const as = asOf(world.facts, world.today, world.now);
  const done = [...as.known.people.values()].flatMap(({ enrolled, tasks }) =>
    [...tasks.keys()].map((id) => ({ id, enrolment: enrolled.id })),
  );
  const task = dice.oneIn(5) ? dice.of(done) : undefined;
  if (task !== undefined) {
    const [answer] = await world.tell(
      [
        {
          name: 'makeUpWithdraw',
          input: { makeUpId: task.id, reason: 'Ikke godkendt' },
          selection: 'makeUp { id }',
        },
      ],
      [`work of ${world.nameOf(task.enrolment)} makes up for nothing`],
    );
    if (answer.code === undefined) world.know({ kind: 'task withdrawn', ...task });
    world.pass();
    return;
  }
  const person = dice.of(world.seated);
  if (person === undefined) return;
  const { missed, notRecorded } = attendanceOf(as, get(as.known.people, person.id));
  const wanted = dice.some([...missed, ...notRecorded], 4).flatMap((place) => {
    const halfDay = dice.of(candidates(world, as.known, person, place));
    return halfDay === undefined ? [] : [{ halfDay, on: plusDays(world.today, -dice.between(0, 12)) }];
  });
  const answers = await world.tell(
    wanted.map(({ halfDay, on }) => ({
      name: 'makeUpApprove',
      input: {
        enrolmentId: person.id,
        halfDayId: halfDayId(world, halfDay),
        on,
        description: 'Skriftlig opgave',
      },
      selection: 'makeUp { id }',
    })),
    wanted.map(
      ({ halfDay, on }) =>
        `work of ${world.nameOf(person.id)} on ${on} makes up for ${nameOf(world, halfDay)}`,
    ),
  );
  for (const [n, { halfDay, on }] of wanted.entries()) {
    const id = answers[n].makeUp?.id;
    if (id !== undefined) world.know({ kind: 'task', id, enrolment: person.id, ...halfDay, on });
  }
  world.pass();
}
