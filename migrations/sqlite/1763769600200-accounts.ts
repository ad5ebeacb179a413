/** Accounts of this installation: who may sign in with a password, as what, and what happened to each. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In the order they are made. */
const TABLES = ['account', 'account_role', 'account_link', 'account_recovery_code', 'account_event'];

/** What may be superseded, once, and is not changed otherwise; by its other columns. */
const SUPERSEDED = {
  account_role: [
    'id',
    'account_id',
    'role',
    'municipality_code',
    'provider_id',
    'recorded_at',
    'recorded_by',
  ],
  account_link: ['id', 'account_id', 'purpose', 'secret_hash', 'ends_at', 'recorded_at', 'recorded_by'],
};

export class Accounts1763769600200 implements MigrationInterface {
  name = 'Accounts1763769600200';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "account" (
        "id" text PRIMARY KEY NOT NULL,
        "email" text NOT NULL,
        "name" text NOT NULL,
        "password_hash" text,
        "totp_secret" text,
        "totp_step" integer,
        "token_version" integer NOT NULL,
        "failures" integer NOT NULL,
        "locked_until" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "ended_at" text
      )
    `);
    await run(`CREATE UNIQUE INDEX "account_email_unique" ON "account" ("email") WHERE "ended_at" IS NULL`);
    await run(`
      CREATE TABLE "account_role" (
        "id" text PRIMARY KEY NOT NULL,
        "account_id" text NOT NULL,
        "role" text NOT NULL,
        "municipality_code" text,
        "provider_id" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "account_role_name" CHECK ("role" IN ('AGENCY', 'PROVIDER', 'COORDINATOR', 'PARTICIPANT', 'EVALUATOR', 'ADMIN')),
        CONSTRAINT "account_role_municipality" CHECK (("role" = 'COORDINATOR') = ("municipality_code" IS NOT NULL)),
        CONSTRAINT "account_role_provider" CHECK (("role" = 'PROVIDER') = ("provider_id" IS NOT NULL)),
        CONSTRAINT "FK_9a9f1af0ee8fab2683a16e8df7e" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_96a7eb63cca417c16d8e81a4bd7" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_1f165f0635bb09707abcc19f310" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE INDEX "account_role_current" ON "account_role" ("account_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "account_link" (
        "id" text PRIMARY KEY NOT NULL,
        "account_id" text NOT NULL,
        "purpose" text NOT NULL,
        "secret_hash" text NOT NULL,
        "ends_at" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "account_link_purpose" CHECK ("purpose" IN ('INVITATION', 'SECOND_FACTOR')),
        CONSTRAINT "FK_67371b4ad97d46210bcb5525bbc" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE UNIQUE INDEX "account_link_secret_unique" ON "account_link" ("secret_hash")`);
    await run(
      `CREATE UNIQUE INDEX "account_link_standing" ON "account_link" ("account_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "account_recovery_code" (
        "account_id" text NOT NULL,
        "code_hash" text NOT NULL,
        CONSTRAINT "FK_8f3d1d13462f42e1716cec1731f" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("account_id", "code_hash")
      )
    `);
    await run(`
      CREATE TABLE "account_event" (
        "id" text PRIMARY KEY NOT NULL,
        "account_id" text,
        "kind" text NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text,
        CONSTRAINT "FK_1eda273f6e05b149f70e759b3f7" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE INDEX "account_event_by_account" ON "account_event" ("account_id", "recorded_at", "id")`,
    );
    await run(`CREATE INDEX "account_event_by_time" ON "account_event" ("recorded_at", "id")`);
    for (const [table, columns] of Object.entries(SUPERSEDED))
      await run(refuse(table, 'update', 'UPDATE', `OLD.superseded_at IS NOT NULL OR ${changed(columns)}`));
    await run(refuse('account_event', 'update', 'UPDATE', '1'));
    for (const table of [...Object.keys(SUPERSEDED), 'account_event'])
      await run(refuse(table, 'delete', 'DELETE', '1'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

function changed(columns: readonly string[]): string {
  return columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
}
