/** Whether a certificate certifies its holder, or says that a course was completed, in a column of its own. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const GUARD = 'certificate_no_update';
/** No change touches the kind, and no erasure does. */
const KIND_KEPT: readonly (readonly [after: string, more: string])[] = [
  ['NEW.id IS NOT OLD.id', ' OR NEW.kind IS NOT OLD.kind'],
  ['NEW.id IS OLD.id', ' AND NEW.kind IS OLD.kind'],
];

export class CertificateKind1763769600310 implements MigrationInterface {
  name = 'CertificateKind1763769600310';

  async up(queryRunner: QueryRunner): Promise<void> {
    const guard = await takeGuard(queryRunner);
    await queryRunner.query(`
      ALTER TABLE "certificate" ADD COLUMN "kind" text NOT NULL DEFAULT ('CERTIFICATE')
        CONSTRAINT "certificate_kind" CHECK ("kind" IN ('CERTIFICATE', 'COURSE'))
    `);
    await queryRunner.query(
      `UPDATE "certificate" SET "kind" = 'COURSE' WHERE json_extract("snapshot", '$.kind') = 'COURSE'`,
    );
    await queryRunner.query(
      KIND_KEPT.reduce((text, [after, more]) => text.replace(after, `${after}${more}`), guard),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const guard = await takeGuard(queryRunner);
    await queryRunner.query(`ALTER TABLE "certificate" DROP COLUMN "kind"`);
    await queryRunner.query(KIND_KEPT.reduce((text, [, more]) => text.replace(more, ''), guard));
  }
}

/** The trigger that keeps certificates as they were issued, taken away for as long as the table is changed. */
async function takeGuard(queryRunner: QueryRunner): Promise<string> {
  const [row] = (await queryRunner.query(
    `SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '${GUARD}'`,
  )) as { sql: string }[];
  if (row === undefined) throw new Error(`There is no trigger ${GUARD}`);
  await queryRunner.query(`DROP TRIGGER "${GUARD}"`);
  return row.sql;
}
