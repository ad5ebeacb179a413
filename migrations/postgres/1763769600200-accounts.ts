/** Accounts of this installation: who may sign in with a password, as what, and what happened to each. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

/** In the order they are made. */
const TABLES = ['account', 'account_role', 'account_link', 'account_recovery_code', 'account_event'];

/** What may be superseded, once, and is not changed otherwise. */
const SUPERSEDED = ['account_role', 'account_link'];

export class Accounts1763769600200 implements MigrationInterface {
  name = 'Accounts1763769600200';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "account" (
        "id" ${TEXT} NOT NULL,
        "email" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "password_hash" ${TEXT},
        "totp_secret" ${TEXT},
        "totp_step" integer,
        "token_version" integer NOT NULL,
        "failures" integer NOT NULL,
        "locked_until" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "ended_at" ${TEXT},
        CONSTRAINT "PK_54115ee388cdb6d86bb4bf5b2ea" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE UNIQUE INDEX "account_email_unique" ON "account" ("email") WHERE "ended_at" IS NULL`);
    await run(`
      CREATE TABLE "account_role" (
        "id" ${TEXT} NOT NULL,
        "account_id" ${TEXT} NOT NULL,
        "role" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT},
        "provider_id" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "account_role_name" CHECK ("role" IN ('AGENCY', 'PROVIDER', 'COORDINATOR', 'PARTICIPANT', 'EVALUATOR', 'ADMIN')),
        CONSTRAINT "account_role_municipality" CHECK (("role" = 'COORDINATOR') = ("municipality_code" IS NOT NULL)),
        CONSTRAINT "account_role_provider" CHECK (("role" = 'PROVIDER') = ("provider_id" IS NOT NULL)),
        CONSTRAINT "FK_9a9f1af0ee8fab2683a16e8df7e" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_96a7eb63cca417c16d8e81a4bd7" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_1f165f0635bb09707abcc19f310" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "PK_d3890c96feefc95c7cfd788cfda" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE INDEX "account_role_current" ON "account_role" ("account_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "account_link" (
        "id" ${TEXT} NOT NULL,
        "account_id" ${TEXT} NOT NULL,
        "purpose" ${TEXT} NOT NULL,
        "secret_hash" ${TEXT} NOT NULL,
        "ends_at" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "account_link_purpose" CHECK ("purpose" IN ('INVITATION', 'SECOND_FACTOR')),
        CONSTRAINT "FK_67371b4ad97d46210bcb5525bbc" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "PK_1af91112f0eef7205c6b0abcbfa" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE UNIQUE INDEX "account_link_secret_unique" ON "account_link" ("secret_hash")`);
    await run(
      `CREATE UNIQUE INDEX "account_link_standing" ON "account_link" ("account_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "account_recovery_code" (
        "account_id" ${TEXT} NOT NULL,
        "code_hash" ${TEXT} NOT NULL,
        CONSTRAINT "FK_8f3d1d13462f42e1716cec1731f" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "PK_16919d3e6dd1e286b1a955718db" PRIMARY KEY ("account_id", "code_hash")
      )
    `);
    await run(`
      CREATE TABLE "account_event" (
        "id" ${TEXT} NOT NULL,
        "account_id" ${TEXT},
        "kind" ${TEXT} NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT},
        CONSTRAINT "FK_1eda273f6e05b149f70e759b3f7" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "PK_da386adf793faa227196d98203a" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE INDEX "account_event_by_account" ON "account_event" ("account_id", "recorded_at", "id")`,
    );
    await run(`CREATE INDEX "account_event_by_time" ON "account_event" ("recorded_at", "id")`);
    for (const table of SUPERSEDED)
      await run(
        refuse(
          table,
          'update',
          'UPDATE',
          'ROW',
          `OLD.superseded_at IS NOT NULL OR to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at'`,
        ),
      );
    await run(refuse('account_event', 'update', 'UPDATE', 'ROW', 'true'));
    for (const table of [...SUPERSEDED, 'account_event']) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
