/** Who read about a person, and what people asked to have corrected, with the answers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the database refuses to change or remove. */
const APPEND_ONLY = ['reading', 'correction_answer'];
/** Of a request, that it was answered is said once; the rest never changes. */
const REQUEST = [
  'id',
  'person_id',
  'record_id',
  'municipality_code',
  'provider_id',
  'statement',
  'recorded_at',
  'recorded_by',
];

export class DataProtection1763769600220 implements MigrationInterface {
  name = 'DataProtection1763769600220';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "reading" (
        "person_id" text NOT NULL,
        "day" text NOT NULL,
        "recorded_by" text NOT NULL,
        "field" text NOT NULL,
        "roles" text NOT NULL,
        "recorded_at" text NOT NULL,
        CONSTRAINT "FK_dd26a306edc7e73dae3189acf36" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("person_id", "day", "recorded_by", "field")
      )
    `);
    await run(`
      CREATE TABLE "correction_request" (
        "id" text PRIMARY KEY NOT NULL,
        "person_id" text NOT NULL,
        "record_id" text NOT NULL,
        "municipality_code" text,
        "provider_id" text,
        "statement" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "answered_at" text,
        CONSTRAINT "correction_request_one_body" CHECK ("municipality_code" IS NULL OR "provider_id" IS NULL),
        CONSTRAINT "FK_e0dc7fa0544d8065d1619a48964" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_5e3cb29f444a3b77e2f0e5e791b" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_d94c292b7b94b0ed56069983852" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_e0dc7fa0544d8065d1619a4896" ON "correction_request" ("person_id")`);
    await run(
      `CREATE INDEX "correction_request_open_by_municipality" ON "correction_request" ("municipality_code") WHERE "answered_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "correction_request_open_unique" ON "correction_request" ("person_id", "record_id") WHERE "answered_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "correction_answer" (
        "request_id" text PRIMARY KEY NOT NULL,
        "decision" text NOT NULL,
        "answer" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "correction_answer_decision" CHECK ("decision" IN ('CARRIED_OUT', 'REFUSED')),
        CONSTRAINT "FK_01b2ac5b5f0ebc523bded458022" FOREIGN KEY ("request_id") REFERENCES "correction_request" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    const changed = REQUEST.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
    for (const table of APPEND_ONLY) await run(refuse(table, 'update', 'UPDATE', '1'));
    await run(refuse('correction_request', 'update', 'UPDATE', `OLD.answered_at IS NOT NULL OR ${changed}`));
    for (const table of [...APPEND_ONLY, 'correction_request'])
      await run(refuse(table, 'delete', 'DELETE', '1'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['correction_answer', 'correction_request', 'reading'])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}
