/** Seats are released, offered, taken and asked for at once, and each is promised to one (V1, V3). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PATIENCE_MS, Race, report, rounds, untilBroken } from './support/race.js';
import { Servers } from './support/servers.js';
import { Waiters } from './support/waiters.js';
import { World } from './support/world.js';

const NOW = '2025-02-01T06:00:00Z';

const everything = new Race(
  'V1, V3: accepts, declines, confirmations, withdrawals and sweeps at once, every second time after the offers ran out',
);
const sweeps = new Race('several sweeps at once when offers have run out');

afterAll(() => report(everything, sweeps));

describe('people on a waiting list', () => {
  let servers: Servers;
  let waiters: Waiters;
  beforeAll(async () => {
    servers = await Servers.start(NOW);
    waiters = await Waiters.open(servers, new World(servers));
  }, PATIENCE_MS);
  afterAll(() => servers.close());

  async function run(race: Race, times: number, round: () => Promise<unknown>): Promise<void> {
    servers.tries();
    for (let index = 0; index < times; index += 1) await round();
    race.tried(servers);
    expect(race.violations).toEqual([]);
    expect(race.failures).toEqual([]);
  }

  it(
    'V1, V3: no seat is held or promised twice, whoever answers, asks, leaves or sweeps at once',
    async () => {
      await run(everything, rounds(4, 2), () => waiters.round(everything));
      expect(everything.count('OK')).toBeGreaterThan(0);
      expect(everything.count('QUOTA_EXCEEDED')).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'an offer that has run out is passed on once, by however many processes sweep',
    async () => {
      await run(sweeps, rounds(3, 4), () => waiters.sweeping(sweeps));
      expect(sweeps.count('OK')).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

describe('the same with the guards switched off', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await Servers.start(NOW, { count: 1 });
  });
  afterAll(() => servers.close());

  it(
    'seats are held or promised twice',
    async () => {
      const waiters = await Waiters.open(servers, new World(servers));
      for (const index of [
        'enrolment_seat_unique',
        'seat_offer_standing_seat',
        'seat_offer_standing_enrolment',
      ])
        await servers.onlooker.rows(`DROP INDEX ${index}`);
      const indexesOff = await untilBroken(rounds(1, 50), () => waiters.round(new Race('control')));
      await waiters.prepare();
      servers.guard(false);
      const bothOff = await untilBroken(20, () => waiters.round(new Race('control')));
      everything.control('indexes off', indexesOff);
      everything.control('both off', bothOff);
      expect(indexesOff.broken).toBe(0);
      expect(bothOff.broken).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
