/** Seals over the log of changes, each resting on the one before it: whoever changes the log afterwards is found out. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditSeals1763769600110 implements MigrationInterface {
  name = 'AuditSeals1763769600110';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "audit_seal" (
        "sequence" integer NOT NULL,
        "day" text NOT NULL,
        "from_id" integer NOT NULL,
        "to_id" integer NOT NULL,
        "events" integer NOT NULL,
        "previous_hash" text NOT NULL,
        "hash" text NOT NULL,
        "sealed_at" text NOT NULL,
        CONSTRAINT "audit_seal_range" CHECK ("events" BETWEEN 1 AND "to_id" - "from_id" + 1),
        PRIMARY KEY ("sequence")
      )
    `);
    await run(`CREATE INDEX "audit_seal_by_day" ON "audit_seal" ("day", "sequence")`);
    for (const [name, event] of [
      ['update', 'UPDATE'],
      ['delete', 'DELETE'],
    ])
      await run(`CREATE TRIGGER "audit_seal_no_${name}" BEFORE ${event} ON "audit_seal" WHEN 1
    BEGIN SELECT RAISE(ABORT, 'audit_seal is never overwritten'); END`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "audit_seal"`);
  }
}
