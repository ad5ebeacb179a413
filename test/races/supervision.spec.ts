/** Two supervisors write overlapping meetings of one person at once: no minute is credited twice (V12, V15). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onSqlite } from '../support/database.js';
import { ACCEPTED, REFUSED, SCENARIOS, Supervision, UNION_MINUTES } from './support/overlaps.js';
import { PATIENCE_MS, Race, report, rounds, untilBroken } from './support/race.js';
import { Servers } from './support/servers.js';
import { World } from './support/world.js';

const NOW = '2026-06-01T06:00:00Z';

const race = new Race('V12, V15: two supervisors record overlapping hours of 4 people at once');

afterAll(() => report(race));

describe('two supervisors and one person, over HTTP', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await Servers.start(NOW);
  });
  afterAll(() => servers.close());

  it(
    'V12, V15: it comes to what one order or the other would have come to, and no minute counts twice',
    async () => {
      const world = new World(servers);
      let supervision = await Supervision.open(servers, world);
      for (const scenario of SCENARIOS) {
        if (supervision.tired) supervision = await Supervision.open(servers, world);
        const explained = await supervision.oneAfterTheOther(scenario);
        for (const outcome of explained)
          expect(JSON.parse(outcome).credited).toBeLessThanOrEqual(UNION_MINUTES);
        for (let round = 0; round < rounds(1, 25); round += 1) {
          const unexplained = await supervision.atOnce(race, scenario, explained);
          race.check(unexplained.length === 0, `${JSON.stringify(scenario)}: ${unexplained.join(' ')}`);
        }
      }
      race.tried(servers);
      expect(race.violations).toEqual([]);
      expect(race.failures).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('the same without transactions', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await Servers.start(NOW, { count: 1 });
  });
  afterAll(() => servers.close());

  it(
    'comes to what no order would have come to',
    async () => {
      const supervision = await Supervision.open(servers, new World(servers));
      await markNobody(servers);
      for (const [scenario, name] of [
        [REFUSED, 'overlap refused'],
        [ACCEPTED, 'overlap accepted'],
      ] as const) {
        servers.guard(true);
        const explained = await supervision.oneAfterTheOther(scenario);
        servers.guard(false);
        const result = await untilBroken(
          10,
          async () => (await supervision.atOnce(new Race('control'), scenario, explained)).length,
        );
        race.control(`transactions off, ${name}`, result);
        expect(result.broken).toBeGreaterThan(0);
      }
    },
    PATIENCE_MS,
  );
});

/** On PostgreSQL whoever marks the same standing waits for the other, which is a guard of its own; here it is away. */
async function markNobody({ onlooker }: Servers): Promise<void> {
  if (onSqlite) return;
  for (const table of ['supervision_meeting', 'supervision_record', 'presence'])
    for (const event of ['insert', 'update'])
      await onlooker.rows(`ALTER TABLE ${table} DISABLE TRIGGER standing_after_${table}_${event}`);
}
