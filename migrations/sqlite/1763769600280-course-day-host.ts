/** Which municipality a course day takes place in, so that everybody's travel can be told. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const AS_BEFORE = [
  'id',
  'course_day_id',
  'date',
  'am_starts_at',
  'am_ends_at',
  'pm_starts_at',
  'pm_ends_at',
  'venue',
  'cancelled',
  'reason',
  'recorded_at',
  'recorded_by',
  'superseded_at',
];
const HOST = 'host_municipality_code';

export class CourseDayHost1763769600280 implements MigrationInterface {
  name = 'CourseDayHost1763769600280';

  async up(queryRunner: QueryRunner): Promise<void> {
    await build(
      queryRunner,
      [...AS_BEFORE, HOST],
      `"${HOST}" text,`,
      `CONSTRAINT "FK_38f5b80c41b1bec9015d7f7d0d2" FOREIGN KEY ("${HOST}") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await build(queryRunner, AS_BEFORE, '', '');
  }
}

/** The table anew, as a foreign key cannot be added to one that is there, with its rows and all that belongs to it. */
async function build(
  queryRunner: QueryRunner,
  columns: readonly string[],
  column: string,
  key: string,
): Promise<void> {
  const run = (statement: string) => queryRunner.query(statement);
  await run(`
    CREATE TABLE "new_course_day_plan" (
      "id" text PRIMARY KEY NOT NULL,
      "course_day_id" text NOT NULL,
      "date" text NOT NULL,
      "am_starts_at" text NOT NULL,
      "am_ends_at" text NOT NULL,
      "pm_starts_at" text NOT NULL,
      "pm_ends_at" text NOT NULL,
      "venue" text,
      ${column}
      "cancelled" boolean NOT NULL,
      "reason" text,
      "recorded_at" text NOT NULL,
      "recorded_by" text NOT NULL,
      "superseded_at" text,
      CONSTRAINT "course_day_plan_order" CHECK ("am_starts_at" < "am_ends_at" AND "am_ends_at" <= "pm_starts_at" AND "pm_starts_at" < "pm_ends_at"),
      ${key}
      CONSTRAINT "FK_22b99bdd350f73686f104547acd" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
    )
  `);
  const kept = AS_BEFORE.map((name) => `"${name}"`).join(', ');
  await run(`INSERT INTO "new_course_day_plan" (${kept}) SELECT ${kept} FROM "course_day_plan"`);
  await run('DROP TABLE "course_day_plan"');
  await run('ALTER TABLE "new_course_day_plan" RENAME TO "course_day_plan"');
  await run(`CREATE INDEX "IDX_22b99bdd350f73686f104547ac" ON "course_day_plan" ("course_day_id")`);
  await run(
    `CREATE UNIQUE INDEX "course_day_plan_current_unique" ON "course_day_plan" ("course_day_id") WHERE "superseded_at" IS NULL`,
  );
  const changed = columns
    .filter((name) => name !== 'superseded_at')
    .map((name) => `NEW.${name} IS NOT OLD.${name}`)
    .join(' OR ');
  await run(refuse('UPDATE', `OLD.superseded_at IS NOT NULL OR ${changed}`));
  await run(refuse('DELETE', '1'));
}

/** Facts are never overwritten: see the initial migration. */
function refuse(event: 'UPDATE' | 'DELETE', when: string): string {
  return `CREATE TRIGGER "course_day_plan_no_${event.toLowerCase()}" BEFORE ${event} ON "course_day_plan" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, 'course_day_plan is never overwritten'); END`;
}
