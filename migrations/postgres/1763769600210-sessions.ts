/** Sessions of people who signed in with a browser. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

export class Sessions1763769600210 implements MigrationInterface {
  name = 'Sessions1763769600210';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "session" (
        "id_hash" ${TEXT} NOT NULL,
        "issuer" ${TEXT},
        "issuer_rules" ${TEXT},
        "claims" ${TEXT},
        "account_id" ${TEXT},
        "account_version" integer,
        "opened_at" ${TEXT} NOT NULL,
        "last_used_at" ${TEXT} NOT NULL,
        "ends_at" ${TEXT} NOT NULL,
        CONSTRAINT "session_one_holder" CHECK (("claims" IS NULL) <> ("account_id" IS NULL)),
        CONSTRAINT "PK_session" PRIMARY KEY ("id_hash")
      )
    `);
    await queryRunner.query(`CREATE INDEX "session_by_account" ON "session" ("account_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "session"`);
  }
}
