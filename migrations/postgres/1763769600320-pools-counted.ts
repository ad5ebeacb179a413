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
      "pool" text COLLATE "C" NOT NULL,
      ${COUNTS.map((name) => `"${name}" integer NOT NULL,`).join('\n      ')}
      CONSTRAINT "PK_pool_count" PRIMARY KEY ("pool")
    )`);
    // Added to without a look at what is there: works that change different pools are not in each other's way.
    await run(`CREATE TABLE "pool_change" (
      "id" SERIAL NOT NULL,
      "pool" text COLLATE "C" NOT NULL,
      CONSTRAINT "PK_pool_change" PRIMARY KEY ("id")
    )`);
    await run(`CREATE INDEX "pool_change_by_pool" ON "pool_change" ("pool")`);
    await run(`INSERT INTO "pool_change" ("pool") SELECT DISTINCT "pool" FROM "seat"`);
    await run(
      `CREATE INDEX "enrolment_waiting" ON "enrolment" ("engagement_id", "municipality_code", "track_key") WHERE "status" = 'WAITLISTED'`,
    );
    for (const [table, events, pools] of RESTS_ON) {
      await run(changing(table, pools));
      for (const event of events)
        await run(`CREATE TRIGGER "pool_changed_by_${table}_${event.toLowerCase()}" AFTER ${event} ON "${table}"
          REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "pool_changed_by_${table}"()`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const [table] of RESTS_ON) await run(`DROP FUNCTION "pool_changed_by_${table}"() CASCADE`);
    await run(`DROP INDEX "enrolment_waiting"`);
    await run(`DROP TABLE "pool_change"`);
    await run(`DROP TABLE "pool_count"`);
  }
}

/** Once for a statement, however many rows it writes. */
function changing(table: string, pools: string): string {
  return `CREATE FUNCTION "pool_changed_by_${table}"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO "pool_change" ("pool") ${pools};
      RETURN NULL;
    END $$`;
}
