/** Everybody wants the same seats at once, and none is held twice (V1-V4, L7). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Handover } from './support/handover.js';
import { PATIENCE_MS, Race, report, rounds, untilBroken } from './support/race.js';
import { QUOTA, Rush } from './support/rush.js';
import { Servers } from './support/servers.js';
import { SoftLimit } from './support/soft-limit.js';
import { World } from './support/world.js';

const NOW = '2025-02-01T06:00:00Z';
const CROWD = 50;

const lastSeat = new Race('V3: 50 at once for the one seat left');
const sixSeats = new Race('V3: 40 at once for six seats');
const replacements = new Race(
  'V2: 8 replacements and 10 confirmations at once, every second time beside 2 withdrawals',
);
const unacknowledged = new Race('V4: 30 at once when 24 are held');
const acknowledged = new Race('V4: 30 at once, again and again, while the agency grants 5 seats');

afterAll(() => report(lastSeat, sixSeats, replacements, unacknowledged, acknowledged));

describe('a rush for seats, over HTTP', () => {
  let servers: Servers;
  let world: World;
  let people: string[];
  beforeAll(async () => {
    servers = await Servers.start(NOW);
    world = new World(servers);
    people = await world.people(CROWD);
  });
  afterAll(() => servers.close());

  async function run(race: Race, times: number, round: (index: number) => Promise<unknown>): Promise<void> {
    servers.tries();
    for (let index = 0; index < times; index += 1) await round(index);
    race.tried(servers);
    expect(race.violations).toEqual([]);
    expect(race.failures).toEqual([]);
  }

  it.each([
    [
      'V3: of 50 at once for the one seat left one gets it, and 49 are refused',
      lastSeat,
      rounds(3),
      1,
      CROWD,
    ],
    [
      'V3: of 40 at once for the six seats of an empty municipality six get one',
      sixSeats,
      rounds(2, 4),
      QUOTA,
      40,
    ],
  ] as const)(
    '%s',
    async (_, race, times, free, crowd) => {
      const rush = await Rush.at(servers, world, QUOTA - free, people.slice(0, crowd));
      await run(race, times, () => rush.exact(race, free));
      await rush.giveUp();
      expect(race.count('OK')).toBe(times * free);
      expect(race.count('QUOTA_EXCEEDED') + race.count('DUPLICATE')).toBe(times * (crowd - free));
    },
    PATIENCE_MS,
  );

  it(
    'V2: a seat that passes on is held at every moment, and by nobody else',
    async () => {
      const handover = await Handover.open(servers, world);
      await run(replacements, rounds(4), (index) => handover.round(replacements, index % 2 === 0 ? 0 : 2));
      await handover.watch.stop();
      replacements.samples = handover.watch.samples;
      expect(replacements.samples).toBeGreaterThan(rounds(4));
    },
    PATIENCE_MS,
  );

  it(
    'V4: above a soft limit nobody gets in unacknowledged, and as many as are granted do',
    async () => {
      const limit = await SoftLimit.reached(servers, world, people.slice(0, 30));
      await run(unacknowledged, rounds(1, 10), () => limit.unacknowledged(unacknowledged));
      expect(unacknowledged.count('OK')).toBe(0);
      await run(acknowledged, rounds(1, 50), () => limit.acknowledged(acknowledged));
    },
    PATIENCE_MS,
  );
});

describe('the same with the guards switched off', () => {
  let servers: Servers;
  let world: World;
  let people: string[];
  beforeAll(async () => {
    servers = await Servers.start(NOW, { count: 1 });
    world = new World(servers);
    people = await world.people(CROWD);
  });
  afterAll(() => servers.close());

  it(
    'both off, seats are oversold; with one of them on, they are not',
    async () => {
      const one = await Rush.at(servers, world, QUOTA - 1, people);
      const few = rounds(1, 50);
      servers.guard(false);
      const transactionsOff = await untilBroken(few, () => one.oversold());
      await servers.onlooker.rows('DROP INDEX enrolment_seat_unique');
      servers.guard(true);
      const indexOff = await untilBroken(few, () => one.oversold());
      await one.giveUp();
      const handover = await Handover.open(servers, world);
      const handoverIndexOff = await untilBroken(few, () => handover.round(new Race('control'), 2));

      servers.guard(false);
      const oneBothOff = await untilBroken(20, () => one.oversold());
      await one.giveUp();
      const six = await Rush.at(servers, world, 0, people.slice(0, 40));
      const sixBothOff = await untilBroken(20, () => six.oversold());
      let withdrawals = 2;
      const handoverBothOff = await untilBroken(20, () => {
        withdrawals = 2 - withdrawals;
        return handover.round(new Race('control'), withdrawals);
      });
      await handover.watch.stop();

      lastSeat.control('transactions off', transactionsOff);
      lastSeat.control('index off', indexOff);
      lastSeat.control('both off', oneBothOff);
      sixSeats.control('both off', sixBothOff);
      replacements.control('index off', handoverIndexOff);
      replacements.control('both off', handoverBothOff);
      expect([transactionsOff, indexOff, handoverIndexOff].map(({ broken }) => broken)).toEqual([0, 0, 0]);
      for (const { broken } of [oneBothOff, sixBothOff, handoverBothOff]) expect(broken).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
