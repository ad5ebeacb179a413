/** Decisions about certificates say what was open; dispensations may end, and another one may follow. As on SQLite. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TEXT = 'text COLLATE "C"';

/** First events of versions after the first, and what the earlier program knew them as. */
const FIRST_OF_LATER_VERSIONS = `('REISSUED', 'CORRECTED', 'RENEWED')`;

export class CertificateLife1763769600030 implements MigrationInterface {
  name = 'CertificateLife1763769600030';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`ALTER TABLE "certificate_event" ADD "shortfall" ${TEXT}`);
    await run(
      `ALTER TABLE "dispensation" ADD "grant_id" ${TEXT}, ADD "number" integer NOT NULL DEFAULT 1, ADD "valid_until" ${TEXT}`,
    );
    await run(`ALTER TABLE "dispensation" ALTER "number" DROP DEFAULT`);
    await run(
      `ALTER TABLE "dispensation" ADD CONSTRAINT "FK_a3e2082c225a239ca3d10c1cb99" FOREIGN KEY ("grant_id") REFERENCES "dispensation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(`DROP INDEX "dispensation_current_unique"`);
    await run(
      `CREATE UNIQUE INDEX "dispensation_current_unique" ON "dispensation" ("enrolment_id", "requirement", "number") WHERE "ended_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "dispensation_open_unique" ON "dispensation" ("enrolment_id", "requirement") WHERE "ended_at" IS NULL AND "valid_until" IS NULL`,
    );
  }

  /** What ended on a day that has been ends with that day; where it was ended and given again, the latest stays. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      UPDATE "dispensation" SET "ended_at" = "valid_until" || 'T23:59:59.999Z'
      WHERE "ended_at" IS NULL AND "valid_until" IS NOT NULL`);
    await run(`DROP INDEX "dispensation_open_unique"`);
    await run(`DROP INDEX "dispensation_current_unique"`);
    await run(`ALTER TABLE "dispensation" DROP CONSTRAINT "FK_a3e2082c225a239ca3d10c1cb99"`);
    await run(`ALTER TABLE "dispensation" DROP "valid_until", DROP "number", DROP "grant_id"`);
    await run(
      `CREATE UNIQUE INDEX "dispensation_current_unique" ON "dispensation" ("enrolment_id", "requirement") WHERE "ended_at" IS NULL`,
    );

    await run(`ALTER TABLE "certificate_event" DISABLE TRIGGER "certificate_event_no_update"`);
    await run(`UPDATE "certificate_event" SET "kind" = 'ISSUED' WHERE "kind" IN ${FIRST_OF_LATER_VERSIONS}`);
    await run(`ALTER TABLE "certificate_event" ENABLE TRIGGER "certificate_event_no_update"`);
    await run(`ALTER TABLE "certificate_event" DROP "shortfall"`);
  }
}
