import type { INestApplicationContext } from '@nestjs/common';
import sql from 'sql-template-tag';
import { pino } from 'pino';
import { addMonths, copenhagenDate, copenhagenInstant } from '../domain/calendar.js';
import type { Core } from '../core.module.js';
import { createApp } from '../create-app.js';
import type { Store } from '../storage/store.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { DemoClient } from './client.js';
import { TravellingClock } from './clock.js';
import { Dice, Rosters } from './people.js';
import { herlev, youthRound } from './youth-and-herlev.js';
import { supportedHousingRound } from './supported-housing.js';
import { Timeline } from './timeline.js';
import { World } from './world.js';

const SEED = 20191015;
/** How far back the example begins. */
const MONTHS_BACK = 25;

/** Whether nobody has begun to use this database. */
export async function isEmpty(store: Store): Promise<boolean> {
  const row = await store.queryOne<{ used: number }>(
    sql`SELECT EXISTS (SELECT 1 FROM engagement) OR EXISTS (SELECT 1 FROM person) AS used`,
  );
  return !row?.used;
}

/**
 * Fills an empty database with the example, in one transaction: everything or nothing. It goes through the API's own
 * mutations with a clock that travels through the last two years, so every rule holds for it. The same day gives the
 * same people, dates, hours and outcomes; ids and certificate numbers are drawn anew.
 */
export async function seedDemo(core: Core): Promise<void> {
  const now = core.clock.now();
  const today = copenhagenDate(now);
  const start = copenhagenInstant(addMonths(today, -MONTHS_BACK), '08:00');
  const clock = new TravellingClock(start, now);
  const app = await createApp({ ...core, clock, logger: pino({ level: 'silent' }) });
  try {
    await app.get(UnitOfWork).run(async () => {
      clock.travelTo(start);
      const timeline = new Timeline(clock, today, now);
      await tell(app, timeline);
      // PostgreSQL plans by what it last saw of the tables, and nobody else sees what this transaction fills them with.
      const { dialect } = core.store.database;
      await timeline.run(async () => {
        if (dialect === 'postgres') await core.store.change(sql`ANALYZE`);
      });
    });
  } finally {
    await app.close();
  }
}

/** The stories. */
async function tell(app: INestApplicationContext, timeline: Timeline): Promise<void> {
  const dice = new Dice(SEED);
  const world = new World(new DemoClient(app), dice, new Rosters(dice), timeline);
  const first = await world.provider('dialoghuset', 'Dialoghuset');
  const second = await world.provider('netvaerk', 'Netværk og Dialog');
  await supportedHousingRound(world, first, 'hold 1', 23, [
    [['621', 'Kolding']],
    [['751', 'Aarhus']],
    [['461', 'Odense']],
    [['851', 'Aalborg']],
  ]);
  await supportedHousingRound(world, first, 'hold 2', 9, [
    [['265', 'Roskilde']],
    [['561', 'Esbjerg']],
    // Two municipalities that take part together (L20).
    [
      ['360', 'Lolland'],
      ['376', 'Guldborgsund'],
    ],
  ]);
  await youthRound(world, second, 'forår', 7, [
    ['630', 'Vejle'],
    ['657', 'Herning'],
    ['787', 'Thisted'],
  ]);
  await youthRound(world, second, 'næste hold', -1, [
    ['217', 'Helsingør'],
    ['330', 'Slagelse'],
    ['846', 'Mariagerfjord'],
  ]);
  await herlev(world, 24);
}
