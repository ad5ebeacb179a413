/** Jobs with dates, and people who were registered twice: whose an enrolment and a job are, as known at any time. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';
const SUPERSEDED_ONLY = ['enrolment_person', 'affiliation_period', 'person_merge'];

export class PeopleOverTime1763769600060 implements MigrationInterface {
  name = 'PeopleOverTime1763769600060';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`ALTER TABLE "affiliation" ADD "organisation_type" ${TEXT}`);
    await run(
      `ALTER TABLE "affiliation" ADD CONSTRAINT "affiliation_organisation_type" CHECK ("organisation_type" IN ('MUNICIPALITY', 'AUTHORITY', 'JOB_CENTRE', 'PSYCHIATRY', 'REGION', 'OTHER'))`,
    );
    await run(`
      CREATE TABLE "enrolment_person" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "affiliation_id" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "PK_5f4c05a01b54151e3b3a62afd56" PRIMARY KEY ("id"),
        CONSTRAINT "FK_f228fc7611c082ba5cb4fdf1ee5" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_52fd95e1bbd91baf6d4bfad9096" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_9a5f6786115739b5ec915a185c1" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_52fd95e1bbd91baf6d4bfad909" ON "enrolment_person" ("person_id")`);
    await run(`CREATE INDEX "enrolment_person_by_enrolment" ON "enrolment_person" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "enrolment_person_current_unique" ON "enrolment_person" ("enrolment_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "affiliation_period" (
        "id" ${TEXT} NOT NULL,
        "affiliation_id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "valid_from" ${TEXT},
        "valid_to" ${TEXT},
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "affiliation_period_order" CHECK ("valid_from" IS NULL OR "valid_to" IS NULL OR "valid_from" < "valid_to"),
        CONSTRAINT "PK_68f5c71f634da7b310551e609b4" PRIMARY KEY ("id"),
        CONSTRAINT "FK_ed16bb4c1c9a20fa61c49135d59" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_57c997044581efed9cf9eda5f19" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_57c997044581efed9cf9eda5f1" ON "affiliation_period" ("person_id")`);
    await run(
      `CREATE UNIQUE INDEX "affiliation_period_current_unique" ON "affiliation_period" ("affiliation_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "person_merge" (
        "id" ${TEXT} NOT NULL,
        "kept_id" ${TEXT} NOT NULL,
        "merged_id" ${TEXT} NOT NULL,
        "moved" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "person_merge_two" CHECK ("kept_id" <> "merged_id"),
        CONSTRAINT "PK_f8d71f886ba46df618c420db414" PRIMARY KEY ("id"),
        CONSTRAINT "FK_d156e9fbfe4f5d14b9b0ec55b73" FOREIGN KEY ("kept_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_280e9ad6e33d0293954267bbc66" FOREIGN KEY ("merged_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
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

    for (const table of SUPERSEDED_ONLY) {
      const changed = `OLD.superseded_at IS NOT NULL OR ${changedBeside('superseded_at')}`;
      await run(refuse(table, 'update', 'UPDATE', 'ROW', changed));
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
    // Whose a certificate is goes with its enrolment when two people turn out to be one; what it says stays (V24).
    await run('DROP TRIGGER "certificate_no_update" ON "certificate"');
    await run(refuse('certificate', 'update', 'UPDATE', 'ROW', changedBeside('person_id', 'status')));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER "certificate_no_update" ON "certificate"');
    await queryRunner.query(refuse('certificate', 'update', 'UPDATE', 'ROW', changedBeside('status')));
    await queryRunner.query('DROP TABLE "person_merge", "affiliation_period", "enrolment_person"');
    await queryRunner.query('ALTER TABLE "affiliation" DROP COLUMN "organisation_type"');
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}

/** Whether anything but these columns is changed. */
function changedBeside(...columns: readonly string[]): string {
  const without = columns.map((column) => ` - '${column}'`).join('');
  return `to_jsonb(OLD)${without} IS DISTINCT FROM to_jsonb(NEW)${without}`;
}
