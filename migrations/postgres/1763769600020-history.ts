/** What the history of an enrolment, a person and a certificate is found by, and who is behind the subjects of the log. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

export class History1763769600020 implements MigrationInterface {
  name = 'History1763769600020';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE INDEX "audit_event_by_time" ON "audit_event" ("recorded_at", "id")`);
    await run(`
      CREATE TABLE "audit_about" (
        "about_id" ${TEXT} NOT NULL,
        "event_id" integer NOT NULL,
        CONSTRAINT "PK_audit_about" PRIMARY KEY ("about_id", "event_id")
      )
    `);
    await run(`CREATE INDEX "audit_about_by_event" ON "audit_about" ("event_id")`);
    await run(`
      CREATE TABLE "actor" (
        "subject" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "roles" ${TEXT} NOT NULL,
        "first_seen_at" ${TEXT} NOT NULL,
        "named_at" ${TEXT} NOT NULL,
        CONSTRAINT "PK_actor" PRIMARY KEY ("subject")
      )
    `);

    // What the log names already, as src/storage/audit-about.ts reads it.
    await run(`
      INSERT INTO "audit_about" ("about_id", "event_id")
      SELECT DISTINCT m[1], v."id"
      FROM "audit_event" v,
        regexp_matches(concat(v."before", v."after"), '"((?:enr|per|cer)_[0-9a-z]+)"(?!:)', 'g') m
      WHERE m[1] <> v."subject_id"
    `);
    await run(`
      INSERT INTO "actor" ("subject", "name", "roles", "first_seen_at", "named_at")
      SELECT 'system', 'Forløb', 'ADMIN', MIN("recorded_at"), MIN("recorded_at") FROM "audit_event"
      WHERE "recorded_by" = 'system' HAVING COUNT(*) > 0
    `);

    for (const [name, event, each] of [
      ['update', 'UPDATE', 'ROW'],
      ['delete', 'DELETE', 'ROW'],
      ['truncate', 'TRUNCATE', 'STATEMENT'],
    ])
      await run(`CREATE TRIGGER "audit_about_no_${name}" BEFORE ${event} ON "audit_about" FOR EACH ${each} WHEN (true)
    EXECUTE FUNCTION "refuse_overwriting"()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "actor", "audit_about"`);
    await queryRunner.query(`DROP INDEX "audit_event_by_time"`);
  }
}
