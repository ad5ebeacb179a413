/** Tokens for programs that read on behalf of a municipality or a training provider. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the database refuses to change or remove. */
const APPEND_ONLY = ['machine_token', 'machine_token_revocation'];

export class MachineTokens1763769600100 implements MigrationInterface {
  name = 'MachineTokens1763769600100';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "machine_token" (
        "id" text PRIMARY KEY NOT NULL,
        "name" text NOT NULL,
        "secret_hash" text NOT NULL,
        "municipality_code" text,
        "provider_id" text,
        "operations" text NOT NULL,
        "last_day" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "machine_token_one_scope" CHECK (("municipality_code" IS NULL) <> ("provider_id" IS NULL)),
        CONSTRAINT "FK_f647db643b9b0277b5cfa965a85" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_40859e7aa4dc1384fb28a7cbdc8" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE UNIQUE INDEX "machine_token_secret_unique" ON "machine_token" ("secret_hash")`);
    await run(`
      CREATE TABLE "machine_token_revocation" (
        "machine_token_id" text PRIMARY KEY NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_1ff0c2d00a2fd58d34688dd0956" FOREIGN KEY ("machine_token_id") REFERENCES "machine_token" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "machine_token_use" (
        "machine_token_id" text PRIMARY KEY NOT NULL,
        "used_on" text NOT NULL,
        CONSTRAINT "FK_784412ff5ba32e55b42ec90564b" FOREIGN KEY ("machine_token_id") REFERENCES "machine_token" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    for (const table of APPEND_ONLY) {
      await run(refuse(table, 'update', 'UPDATE'));
      await run(refuse(table, 'delete', 'DELETE'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['machine_token_use', 'machine_token_revocation', 'machine_token'])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN 1
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}
