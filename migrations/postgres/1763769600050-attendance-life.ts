/** Alternative make-ups, and the participant's voice: apologies and disputes with their answers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale, as in the initial tables. */
const TEXT = 'text COLLATE "C"';

/** Either a half-day or a supervision meeting. */
const ABOUT_ONE =
  '("course_day_id" IS NULL) <> ("meeting_id" IS NULL) AND ("course_day_id" IS NULL) = ("part" IS NULL)' +
  ` AND ("part" IS NULL OR "part" IN ('AM', 'PM'))`;

/** The database itself refuses to change or remove what was said (domain.md Decision 2). */
const APPEND_ONLY = ['apology_acknowledgement', 'dispute_answer'];
/** Here one column says that a row is over, once; the rest of the row never changes. */
const ENDED_BY: Readonly<Record<string, string>> = {
  alternative_make_up: 'superseded_at',
  apology: 'withdrawn_at',
  dispute: 'answered_at',
};

export class AttendanceLife1763769600050 implements MigrationInterface {
  name = 'AttendanceLife1763769600050';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "alternative_make_up" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "course_day_id" ${TEXT} NOT NULL,
        "part" ${TEXT} NOT NULL,
        "done_on" ${TEXT} NOT NULL,
        "description" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "alternative_make_up_part" CHECK ("part" IN ('AM', 'PM')),
        CONSTRAINT "PK_483a352e5bd7dccda369a56d714" PRIMARY KEY ("id"),
        CONSTRAINT "FK_eb867bf22cd885b49b81883db27" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_94b30520690c63093b754519d1c" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_94b30520690c63093b754519d1" ON "alternative_make_up" ("course_day_id")`);
    await run(
      `CREATE UNIQUE INDEX "alternative_make_up_current_unique" ON "alternative_make_up" ("enrolment_id", "course_day_id", "part") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "apology" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "course_day_id" ${TEXT},
        "part" ${TEXT},
        "meeting_id" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "withdrawn_at" ${TEXT},
        CONSTRAINT "apology_about_one" CHECK (${ABOUT_ONE}),
        CONSTRAINT "PK_4b99c5ab70728a3c3596aacc591" PRIMARY KEY ("id"),
        CONSTRAINT "FK_69f4f5c7e0fa8f22fecfd9f1549" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_d41d954abbadda4b593ab83d73d" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_806e9f9e1b2059edafbae19ff0c" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_69f4f5c7e0fa8f22fecfd9f154" ON "apology" ("enrolment_id")`);
    await run(`CREATE INDEX "IDX_d41d954abbadda4b593ab83d73" ON "apology" ("course_day_id")`);
    await run(`CREATE INDEX "IDX_806e9f9e1b2059edafbae19ff0" ON "apology" ("meeting_id")`);
    await run(
      `CREATE UNIQUE INDEX "apology_meeting_current_unique" ON "apology" ("enrolment_id", "meeting_id") WHERE "withdrawn_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "apology_half_day_current_unique" ON "apology" ("enrolment_id", "course_day_id", "part") WHERE "withdrawn_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "apology_acknowledgement" (
        "apology_id" ${TEXT} NOT NULL,
        "answer" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_4eb8fc0883f130c64b621bf8b10" PRIMARY KEY ("apology_id"),
        CONSTRAINT "FK_4eb8fc0883f130c64b621bf8b10" FOREIGN KEY ("apology_id") REFERENCES "apology" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "dispute" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "course_day_id" ${TEXT},
        "part" ${TEXT},
        "meeting_id" ${TEXT},
        "attendance_id" ${TEXT},
        "presence_id" ${TEXT},
        "statement" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "answered_at" ${TEXT},
        CONSTRAINT "dispute_about_one" CHECK (${ABOUT_ONE}),
        CONSTRAINT "PK_e2f1f4741f2094ce789b0a7c5b3" PRIMARY KEY ("id"),
        CONSTRAINT "FK_60262178f15f9a9abc6e97f1caf" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_dfd517c57ad2adddaf1ccfd6ea5" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_fdb3ba77e464e3ba8398e4ac391" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_30c2e2a9e0c1539d43f0a104ce3" FOREIGN KEY ("attendance_id") REFERENCES "attendance" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_df6402a976ebaeb252c5895ec04" FOREIGN KEY ("presence_id") REFERENCES "presence" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_60262178f15f9a9abc6e97f1ca" ON "dispute" ("enrolment_id")`);
    await run(`CREATE INDEX "IDX_dfd517c57ad2adddaf1ccfd6ea" ON "dispute" ("course_day_id")`);
    await run(`CREATE INDEX "IDX_fdb3ba77e464e3ba8398e4ac39" ON "dispute" ("meeting_id")`);
    await run(
      `CREATE UNIQUE INDEX "dispute_meeting_open_unique" ON "dispute" ("enrolment_id", "meeting_id") WHERE "answered_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "dispute_half_day_open_unique" ON "dispute" ("enrolment_id", "course_day_id", "part") WHERE "answered_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "dispute_answer" (
        "dispute_id" ${TEXT} NOT NULL,
        "decision" ${TEXT} NOT NULL,
        "answer" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "dispute_answer_decision" CHECK ("decision" IN ('CORRECTED', 'UPHELD')),
        CONSTRAINT "PK_9c68c0572536daa890accab9792" PRIMARY KEY ("dispute_id"),
        CONSTRAINT "FK_9c68c0572536daa890accab9792" FOREIGN KEY ("dispute_id") REFERENCES "dispute" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);

    for (const table of APPEND_ONLY) await run(refuse(table, 'update', 'UPDATE', 'ROW', 'true'));
    for (const [table, column] of Object.entries(ENDED_BY))
      await run(
        refuse(table, 'update', 'UPDATE', 'ROW', `OLD.${column} IS NOT NULL OR ${changedBeside(column)}`),
      );
    for (const table of [...APPEND_ONLY, ...Object.keys(ENDED_BY)]) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [
      'dispute_answer',
      'dispute',
      'apology_acknowledgement',
      'apology',
      'alternative_make_up',
    ])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

/** By the function that the initial migration made. */
function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}

function changedBeside(column: string): string {
  return `to_jsonb(OLD) - '${column}' IS DISTINCT FROM to_jsonb(NEW) - '${column}'`;
}
