/**
 * How many seats of each pool there are, held, offered and closed, and how many people ever had one: counted once and kept,
 * because the agency asks for all of them at once. Whatever a count rests on says here that the pool has changed, in the same
 * transaction; a pool that has changed since it was counted is counted anew.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEAT = 'SELECT s.pool FROM changed n JOIN seat s ON s.id = n.seat_id';
/** Of every seat that the enrolment ever had: another person on it counts as another one. */
const EVER = `${SEAT}
  UNION SELECT s.pool FROM changed n JOIN enrolment_change c ON c.enrolment_id = n.id JOIN seat s ON s.id = c.seat_id`;

/** The pools whose count rests on a row of each table; `n` is the row. */
const RESTS_ON: readonly (readonly [
  table: string,
  events: readonly ('INSERT' | 'UPDATE')[],
  pools: string,
])[] = [
  ['seat', ['INSERT'], 'SELECT n.pool FROM changed n'],
  ['enrolment', ['INSERT', 'UPDATE'], EVER],
  ['enrolment_change', ['INSERT'], SEAT],
  ['seat_offer', ['INSERT', 'UPDATE'], SEAT],
  ['seat_closing', ['INSERT'], SEAT],
];

const COUNTS = ['granted', 'held', 'held_on_top', 'offered', 'closed', 'ever_counted', 'ever_on_top'];

export class PoolsCounted1763769600320 implements MigrationInterface {
  name = 'PoolsCounted1763769600320';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE TABLE "pool_count" (
      "pool" text PRIMARY KEY NOT NULL,
      ${COUNTS.map((name) => `"${name}" integer NOT NULL`).join(',\n      ')}
    )`);
    await run(`CREATE TABLE "pool_change" (
      "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
      "pool" text NOT NULL
    )`);
    await run(`CREATE INDEX "pool_change_by_pool" ON "pool_change" ("pool")`);
    await run(`INSERT INTO "pool_change" ("pool") SELECT DISTINCT "pool" FROM "seat"`);
    await run(
      `CREATE INDEX "enrolment_waiting" ON "enrolment" ("engagement_id", "municipality_code", "track_key") WHERE "status" = 'WAITLISTED'`,
    );
    for (const [table, events, pools] of RESTS_ON)
      for (const event of events) await run(changing(table, event, pools));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const [table, events] of RESTS_ON)
      for (const event of events) await run(`DROP TRIGGER "${nameOf(table, event)}"`);
    await run(`DROP INDEX "enrolment_waiting"`);
    await run(`DROP TABLE "pool_change"`);
    await run(`DROP TABLE "pool_count"`);
  }
}

const nameOf = (table: string, event: string) => `pool_changed_by_${table}_${event.toLowerCase()}`;

function changing(table: string, event: string, pools: string): string {
  const columns = [...new Set(pools.match(/\bn\.\w+/g) ?? [])].map((each) => each.slice(2));
  const row = `(SELECT ${columns.map((column) => `NEW.${column} AS ${column}`).join(', ')})`;
  return `CREATE TRIGGER "${nameOf(table, event)}" AFTER ${event} ON "${table}"
    BEGIN
      INSERT INTO "pool_change" ("pool") ${pools.replaceAll('FROM changed n', `FROM ${row} n`)};
    END`;
}
