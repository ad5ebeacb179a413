/** Sessions of people who signed in with a browser. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Sessions1763769600210 implements MigrationInterface {
  name = 'Sessions1763769600210';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "session" (
        "id_hash" text NOT NULL,
        "issuer" text,
        "issuer_rules" text,
        "claims" text,
        "account_id" text,
        "account_version" integer,
        "opened_at" text NOT NULL,
        "last_used_at" text NOT NULL,
        "ends_at" text NOT NULL,
        CONSTRAINT "session_one_holder" CHECK (("claims" IS NULL) <> ("account_id" IS NULL)),
        PRIMARY KEY ("id_hash")
      )
    `);
    await queryRunner.query(`CREATE INDEX "session_by_account" ON "session" ("account_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "session"`);
  }
}
