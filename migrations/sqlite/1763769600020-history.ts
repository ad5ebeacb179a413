/** What the history of an enrolment, a person and a certificate is found by, and who is behind the subjects of the log. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class History1763769600020 implements MigrationInterface {
  name = 'History1763769600020';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE INDEX "audit_event_by_time" ON "audit_event" ("recorded_at", "id")`);
    await run(`
      CREATE TABLE "audit_about" (
        "about_id" text NOT NULL,
        "event_id" integer NOT NULL,
        PRIMARY KEY ("about_id", "event_id")
      )
    `);
    await run(`CREATE INDEX "audit_about_by_event" ON "audit_about" ("event_id")`);
    await run(`
      CREATE TABLE "actor" (
        "subject" text PRIMARY KEY NOT NULL,
        "name" text NOT NULL,
        "roles" text NOT NULL,
        "first_seen_at" text NOT NULL,
        "named_at" text NOT NULL
      )
    `);

    // What the log names already, as src/storage/audit-about.ts reads it.
    await run(`
      INSERT INTO "audit_about" ("about_id", "event_id")
      SELECT DISTINCT t."atom", v."id"
      FROM "audit_event" v, json_tree(json_array(json(v."before"), json(v."after"))) t
      WHERE t."type" = 'text' AND substr(t."atom", 1, 4) IN ('enr_', 'per_', 'cer_') AND length(t."atom") > 4
        AND substr(t."atom", 5) NOT GLOB '*[^0-9a-z]*' AND t."atom" <> v."subject_id"
    `);
    await run(`
      INSERT INTO "actor" ("subject", "name", "roles", "first_seen_at", "named_at")
      SELECT 'system', 'Forløb', 'ADMIN', MIN("recorded_at"), MIN("recorded_at") FROM "audit_event"
      WHERE "recorded_by" = 'system' HAVING COUNT(*) > 0
    `);

    for (const [name, event] of [
      ['update', 'UPDATE'],
      ['delete', 'DELETE'],
    ])
      await run(`CREATE TRIGGER "audit_about_no_${name}" BEFORE ${event} ON "audit_about" WHEN 1
    BEGIN SELECT RAISE(ABORT, 'audit_about is never overwritten'); END`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "actor"`);
    await queryRunner.query(`DROP TABLE "audit_about"`);
    await queryRunner.query(`DROP INDEX "audit_event_by_time"`);
  }
}
