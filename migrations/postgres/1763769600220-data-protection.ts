/** Who read about a person, and what people asked to have corrected, with the answers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

/** What the database refuses to change or remove. */
const APPEND_ONLY = ['reading', 'correction_answer'];

const FOREIGN_KEYS: readonly (readonly [
  table: string,
  key: string,
  column: string,
  of: string,
  its: string,
])[] = [
  ['reading', 'FK_dd26a306edc7e73dae3189acf36', 'person_id', 'person', 'id'],
  ['correction_request', 'FK_e0dc7fa0544d8065d1619a48964', 'person_id', 'person', 'id'],
  ['correction_request', 'FK_5e3cb29f444a3b77e2f0e5e791b', 'municipality_code', 'municipality', 'code'],
  ['correction_request', 'FK_d94c292b7b94b0ed56069983852', 'provider_id', 'provider', 'id'],
  ['correction_answer', 'FK_01b2ac5b5f0ebc523bded458022', 'request_id', 'correction_request', 'id'],
];

export class DataProtection1763769600220 implements MigrationInterface {
  name = 'DataProtection1763769600220';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "reading" (
        "person_id" ${TEXT} NOT NULL,
        "day" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "field" ${TEXT} NOT NULL,
        "roles" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        CONSTRAINT "PK_d1913f2e9191f1fd69911909567" PRIMARY KEY ("person_id", "day", "recorded_by", "field")
      )
    `);
    await run(`
      CREATE TABLE "correction_request" (
        "id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "record_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT},
        "provider_id" ${TEXT},
        "statement" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "answered_at" ${TEXT},
        CONSTRAINT "correction_request_one_body" CHECK ("municipality_code" IS NULL OR "provider_id" IS NULL),
        CONSTRAINT "PK_f27fae3589d868eb5ebd6f6425d" PRIMARY KEY ("id")
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
        "request_id" ${TEXT} NOT NULL,
        "decision" ${TEXT} NOT NULL,
        "answer" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "correction_answer_decision" CHECK ("decision" IN ('CARRIED_OUT', 'REFUSED')),
        CONSTRAINT "PK_01b2ac5b5f0ebc523bded458022" PRIMARY KEY ("request_id")
      )
    `);
    for (const [table, key, column, of, its] of FOREIGN_KEYS)
      await run(
        `ALTER TABLE "${table}" ADD CONSTRAINT "${key}" FOREIGN KEY ("${column}") REFERENCES "${of}"("${its}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    for (const table of APPEND_ONLY) await run(refuse(table, 'update', 'UPDATE', 'ROW', 'true'));
    await run(
      refuse(
        'correction_request',
        'update',
        'UPDATE',
        'ROW',
        `OLD.answered_at IS NOT NULL OR to_jsonb(OLD) - 'answered_at' IS DISTINCT FROM to_jsonb(NEW) - 'answered_at'`,
      ),
    );
    for (const table of [...APPEND_ONLY, 'correction_request']) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['correction_answer', 'correction_request', 'reading'])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
