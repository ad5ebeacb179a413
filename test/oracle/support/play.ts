/** Plays a history against a server, and looks at everything along the way and at the end. */
import type { TestApp } from '../../support/app.js';
import { asOf } from '../model/as-of.js';
import { danishDay, plusDays } from '../model/dates.js';
import type { Fact, Moment } from '../model/facts.js';
import type { Slip } from '../model/slips.js';
import { DOINGS } from './acts/index.js';
import { Dice } from './dice.js';
import type { History } from './history.js';
import {
  differences,
  look,
  lookAtKept,
  modelAnswers,
  type Difference,
  type Look,
  type Point,
} from './looks.js';
import { open } from './opening.js';
import { report } from './reports.js';
import { World } from './world.js';

export interface Played {
  readonly world: World;
  readonly looks: readonly Look[];
  /** How many figures the server has answered. */
  readonly figures: number;
}

const LOOKS_AT_THE_END = 2;

export async function play(
  app: TestApp,
  number: number,
  codes: readonly string[],
  history: History,
): Promise<Played> {
  const looks: Look[] = [];
  const world = await act(app, number, codes, history, async (world, dice) => {
    const found = await lookAround(world, dice);
    looks.push(found);
    // Half of the time with what a running server would have caught up with.
    if (found.now) looks.push(await lookAtKept(world, found, looks.length % 2 === 0));
  });
  await settle(world);
  const end = await look(world, { on: world.today, knownAt: justNow(world) }, true);
  looks.push(end, await lookAtKept(world, end, true));
  const dice = new Dice(history.dice);
  for (let n = 0; n < LOOKS_AT_THE_END; n += 1) looks.push(await lookAround(world, dice));
  const figures = looks.flatMap((each) =>
    [...each.server.values()].map((answer) => Object.keys(answer).length),
  );
  return { world, looks, figures: figures.reduce((sum, count) => sum + count, 0) };
}

/** Does what the history says; whenever it says to look, that is for the caller. */
async function act(
  app: TestApp,
  number: number,
  codes: readonly string[],
  history: History,
  lookNow: (world: World, dice: Dice) => Promise<void>,
): Promise<World> {
  const first = plusDays('2025-01-01', history.start);
  const world = new World(app, number, `${first}T07:00:00.000Z`);
  await open(world, new Dice(history.dice), history.together, codes);
  for (const step of history.steps) {
    world.moveOn(step.days, step.hour);
    const dice = new Dice(step.dice);
    if (step.act === 'look') await lookNow(world, dice);
    else await DOINGS[step.act](world, dice);
  }
  return world;
}

/** The same, without a look on the way. */
export async function playToTheEnd(
  app: TestApp,
  number: number,
  codes: readonly string[],
  history: History,
): Promise<World> {
  const world = await act(app, number, codes, history, async () => undefined);
  await settle(world);
  return world;
}

export interface Reported {
  readonly point: Point;
  readonly first: unknown;
  again: unknown;
}

/**
 * The same, with a report wherever the history looks: as things stand, and as they stood on an earlier day; all of them
 * asked for again at the end.
 */
export async function playAndReport(
  app: TestApp,
  number: number,
  codes: readonly string[],
  history: History,
): Promise<{ world: World; reports: readonly Reported[] }> {
  const reports: Reported[] = [];
  const world = await act(app, number, codes, history, async (world, dice) => {
    await settle(world);
    const now = { on: world.today, knownAt: world.now };
    reports.push({ point: now, first: await report(world, null), again: null });
    const earlier = { on: plusDays(world.today, -dice.between(1, 200)), knownAt: world.now };
    reports.push({ point: earlier, first: await report(world, earlier), again: null });
    world.pass();
  });
  for (const each of reports) each.again = await report(world, each.point);
  return { world, reports };
}

/** What the clock does by itself is done, and known. */
async function settle(world: World): Promise<void> {
  await world.settle();
  world.pass();
}

/** Half of the time as things stand; else any day, by what was known then or later. */
async function lookAround(world: World, dice: Dice): Promise<Look> {
  await settle(world);
  if (dice.oneIn(2)) return look(world, { on: world.today, knownAt: justNow(world) }, true);
  const earlier = dice.oneIn(2) ? dice.of(world.facts)?.at : undefined;
  const knownAt = earlier === undefined ? justNow(world) : halfAMinuteLater(earlier);
  const on = plusDays(danishDay(knownAt), dice.oneIn(5) ? dice.between(0, 200) : -dice.between(0, 300));
  return look(world, { on, knownAt }, false);
}

function justNow(world: World): Moment {
  return new Date(Date.parse(world.now) - 30_000).toISOString();
}

function halfAMinuteLater(moment: Moment): Moment {
  return new Date(Date.parse(moment) + 30_000).toISOString();
}

/** Where the server and the second implementation, perhaps with a deliberate mistake, do not say the same. */
export function compare({ world, looks }: Played, slip: Slip = null): Difference[] {
  return looks.flatMap((each) => compareAt(world.facts, world, each, slip));
}

function compareAt(facts: readonly Fact[], world: World, each: Look, slip: Slip): Difference[] {
  const model = modelAnswers(asOf(facts, each.on, each.knownAt, slip), (id) => world.nameOf(id), each.now);
  return differences(each as Point, each.server, model);
}

/** The history in words, and where the two differ. */
export function inWords({ world }: Played, found: readonly Difference[]): string {
  return [
    ...world.log,
    '',
    ...found
      .slice(0, 20)
      .map(
        ({ on, knownAt, about, what, server, model }) =>
          `as it was on ${on}, known at ${knownAt}: ${about} ${what}: server ${JSON.stringify(server)}, model ${JSON.stringify(model)}`,
      ),
    ...(found.length > 20 ? [`… ${found.length} differences in all`] : []),
  ].join('\n');
}
