/** Jobs with dates, and people who were registered twice: whose an enrolment and a job are, as known at any time. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows that may only be superseded, once, and the columns that never change. */
const SUPERSEDED_ONLY: Readonly<Record<string, readonly string[]>> = {
  enrolment_person: ['id', 'enrolment_id', 'person_id', 'affiliation_id', 'recorded_at', 'recorded_by'],
  affiliation_period: [
    'id',
    'affiliation_id',
    'person_id',
    'valid_from',
    'valid_to',
    'reason',
    'recorded_at',
    'recorded_by',
  ],
  person_merge: ['id', 'kept_id', 'merged_id', 'moved', 'reason', 'recorded_at', 'recorded_by'],
};
const KEEPS_ITS_PERSON = ' OR NEW.person_id IS NOT OLD.person_id';

export class PeopleOverTime1763769600060 implements MigrationInterface {
  name = 'PeopleOverTime1763769600060';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      ALTER TABLE "affiliation" ADD COLUMN "organisation_type" text
        CONSTRAINT "affiliation_organisation_type" CHECK ("organisation_type" IN ('MUNICIPALITY', 'AUTHORITY', 'JOB_CENTRE', 'PSYCHIATRY', 'REGION', 'OTHER'))
    `);
    await run(`
      CREATE TABLE "enrolment_person" (
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "person_id" text NOT NULL,
        "affiliation_id" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "FK_f228fc7611c082ba5cb4fdf1ee5" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_52fd95e1bbd91baf6d4bfad9096" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_9a5f6786115739b5ec915a185c1" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_52fd95e1bbd91baf6d4bfad909" ON "enrolment_person" ("person_id")`);
    await run(`CREATE INDEX "enrolment_person_by_enrolment" ON "enrolment_person" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "enrolment_person_current_unique" ON "enrolment_person" ("enrolment_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "affiliation_period" (
        "id" text PRIMARY KEY NOT NULL,
        "affiliation_id" text NOT NULL,
        "person_id" text NOT NULL,
        "valid_from" text,
        "valid_to" text,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "affiliation_period_order" CHECK ("valid_from" IS NULL OR "valid_to" IS NULL OR "valid_from" < "valid_to"),
        CONSTRAINT "FK_ed16bb4c1c9a20fa61c49135d59" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_57c997044581efed9cf9eda5f19" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_57c997044581efed9cf9eda5f1" ON "affiliation_period" ("person_id")`);
    await run(
      `CREATE UNIQUE INDEX "affiliation_period_current_unique" ON "affiliation_period" ("affiliation_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "person_merge" (
        "id" text PRIMARY KEY NOT NULL,
        "kept_id" text NOT NULL,
        "merged_id" text NOT NULL,
        "moved" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "person_merge_two" CHECK ("kept_id" <> "merged_id"),
        CONSTRAINT "FK_d156e9fbfe4f5d14b9b0ec55b73" FOREIGN KEY ("kept_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_280e9ad6e33d0293954267bbc66" FOREIGN KEY ("merged_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_d156e9fbfe4f5d14b9b0ec55b7" ON "person_merge" ("kept_id")`);
    await run(
      `CREATE UNIQUE INDEX "person_merge_current_unique" ON "person_merge" ("merged_id") WHERE "superseded_at" IS NULL`,
    );

    // What was known so far: everything is whose it was from the start.
    await run(`
      INSERT INTO "enrolment_person" (id, enrolment_id, person_id, affiliation_id, recorded_at, recorded_by)
      SELECT 'fac_' || substr(id, 5), id, person_id, affiliation_id, recorded_at, recorded_by FROM "enrolment"
    `);
    await run(`
      INSERT INTO "affiliation_period" (id, affiliation_id, person_id, valid_from, valid_to, recorded_at, recorded_by)
      SELECT 'fac_' || substr(id, 5), id, person_id, valid_from, valid_to, recorded_at, recorded_by FROM "affiliation"
    `);

    for (const [table, columns] of Object.entries(SUPERSEDED_ONLY)) {
      const changed = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
      await run(refuse(table, 'update', 'UPDATE', `OLD.superseded_at IS NOT NULL OR ${changed}`));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    // Whose a certificate is goes with its enrolment when two people turn out to be one; what it says stays (V24).
    await rewrite(queryRunner, (trigger) => trigger.replace(KEEPS_ITS_PERSON, ''));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const after = ' OR NEW.programme_key IS NOT';
    await rewrite(queryRunner, (trigger) => trigger.replace(after, `${KEEPS_ITS_PERSON}${after}`));
    for (const table of ['person_merge', 'affiliation_period', 'enrolment_person'])
      await queryRunner.query(`DROP TABLE "${table}"`);
    await queryRunner.query('ALTER TABLE "affiliation" DROP COLUMN "organisation_type"');
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

/** The trigger that keeps certificates as they were issued, said otherwise. */
async function rewrite(queryRunner: QueryRunner, change: (trigger: string) => string): Promise<void> {
  const name = 'certificate_no_update';
  const [row] = (await queryRunner.query(
    `SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '${name}'`,
  )) as { sql: string }[];
  if (row === undefined) throw new Error(`There is no trigger ${name}`);
  await queryRunner.query(`DROP TRIGGER "${name}"`);
  await queryRunner.query(change(row.sql));
}
