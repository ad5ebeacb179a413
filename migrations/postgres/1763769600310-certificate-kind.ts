/** Whether a certificate certifies its holder, or says that a course was completed, in a column of its own. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CertificateKind1763769600310 implements MigrationInterface {
  name = 'CertificateKind1763769600310';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`ALTER TABLE "certificate" ADD COLUMN "kind" text COLLATE "C" NOT NULL DEFAULT 'CERTIFICATE'`);
    await run(
      `ALTER TABLE "certificate" ADD CONSTRAINT "certificate_kind" CHECK ("kind" IN ('CERTIFICATE', 'COURSE'))`,
    );
    // It keeps every column as it is, and the new one too from here on.
    await run('ALTER TABLE "certificate" DISABLE TRIGGER "certificate_no_update"');
    await run(`UPDATE "certificate" SET "kind" = 'COURSE' WHERE "snapshot"::jsonb ->> 'kind' = 'COURSE'`);
    await run('ALTER TABLE "certificate" ENABLE TRIGGER "certificate_no_update"');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "certificate" DROP COLUMN "kind"`);
  }
}
