/** Tokens for programs that read on behalf of a municipality or a training provider. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

/** What the database refuses to change or remove. */
const APPEND_ONLY = ['machine_token', 'machine_token_revocation'];

const FOREIGN_KEYS: readonly (readonly [
  table: string,
  key: string,
  column: string,
  of: string,
  its: string,
])[] = [
  ['machine_token', 'FK_f647db643b9b0277b5cfa965a85', 'municipality_code', 'municipality', 'code'],
  ['machine_token', 'FK_40859e7aa4dc1384fb28a7cbdc8', 'provider_id', 'provider', 'id'],
  ['machine_token_revocation', 'FK_1ff0c2d00a2fd58d34688dd0956', 'machine_token_id', 'machine_token', 'id'],
  ['machine_token_use', 'FK_784412ff5ba32e55b42ec90564b', 'machine_token_id', 'machine_token', 'id'],
];

export class MachineTokens1763769600100 implements MigrationInterface {
  name = 'MachineTokens1763769600100';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "machine_token" (
        "id" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "secret_hash" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT},
        "provider_id" ${TEXT},
        "operations" ${TEXT} NOT NULL,
        "last_day" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "machine_token_one_scope" CHECK (("municipality_code" IS NULL) <> ("provider_id" IS NULL)),
        CONSTRAINT "PK_aab17f60a73cc4065f9aa73b4d3" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE UNIQUE INDEX "machine_token_secret_unique" ON "machine_token" ("secret_hash")`);
    await run(`
      CREATE TABLE "machine_token_revocation" (
        "machine_token_id" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_1ff0c2d00a2fd58d34688dd0956" PRIMARY KEY ("machine_token_id")
      )
    `);
    await run(`
      CREATE TABLE "machine_token_use" (
        "machine_token_id" ${TEXT} NOT NULL,
        "used_on" ${TEXT} NOT NULL,
        CONSTRAINT "PK_784412ff5ba32e55b42ec90564b" PRIMARY KEY ("machine_token_id")
      )
    `);
    for (const [table, key, column, of, its] of FOREIGN_KEYS)
      await run(
        `ALTER TABLE "${table}" ADD CONSTRAINT "${key}" FOREIGN KEY ("${column}") REFERENCES "${of}"("${its}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    for (const table of APPEND_ONLY) {
      await run(refuse(table, 'update', 'UPDATE', 'ROW'));
      await run(refuse(table, 'delete', 'DELETE', 'ROW'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['machine_token_use', 'machine_token_revocation', 'machine_token'])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT'): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (true)
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
