/** The beginning of the log of changes can be removed after its period, by whole days; nothing else of it can. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may be removed while a shortening that names it has not ended. */
const REMOVED: readonly (readonly [table: string, condition: string])[] = [
  ['audit_event', 'OLD.id <= s.to_id'],
  ['audit_about', 'OLD.event_id <= s.to_id'],
  ['audit_seal', 'OLD.sequence < s.sequence'],
];
const NEW_TABLES = ['audit_shortening', 'audit_shortening_end', 'audit_kept_about'];

export class ShortenedLog1763769600290 implements MigrationInterface {
  name = 'ShortenedLog1763769600290';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "audit_shortening_end" (
        "shortening_id" text PRIMARY KEY NOT NULL,
        "recorded_at" text NOT NULL
      )
    `);
    await run(`
      CREATE TABLE "audit_shortening" (
        "id" text PRIMARY KEY NOT NULL,
        "up_to" text NOT NULL,
        "events" integer NOT NULL,
        "seals" integer NOT NULL,
        "sequence" integer NOT NULL,
        "to_id" integer NOT NULL,
        "hash" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_6f5bc8f9dcb12515a1d42c65d9b" FOREIGN KEY ("id") REFERENCES "audit_shortening_end" ("shortening_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED
      )
    `);
    await run(`
      CREATE TABLE "audit_kept_about" (
        "subject_id" text NOT NULL,
        "about_id" text NOT NULL,
        PRIMARY KEY ("subject_id", "about_id")
      )
    `);
    await run(`CREATE INDEX "audit_kept_about_by_about" ON "audit_kept_about" ("about_id")`);
    for (const table of NEW_TABLES) {
      await run(refuse(table, 'update', 'UPDATE', '1'));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    // Whole days, and all of them: what is left begins after the seal that stays.
    await run(
      refuse(
        'audit_shortening_end',
        'insert',
        'INSERT',
        `EXISTS (SELECT 1 FROM audit_shortening s WHERE s.id = NEW.shortening_id AND (EXISTS (SELECT 1 FROM audit_event v WHERE v.id <= s.to_id)
    OR EXISTS (SELECT 1 FROM audit_seal a WHERE a.sequence < s.sequence OR (a.sequence > s.sequence AND a.day <= s.up_to))))`,
      ),
    );
    for (const [table, condition] of REMOVED) {
      await run(`DROP TRIGGER "${table}_no_delete"`);
      await run(refuse(table, 'delete', 'DELETE', `NOT ${isShortened(condition)}`));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const [table] of REMOVED) {
      await run(`DROP TRIGGER "${table}_no_delete"`);
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    for (const table of ['audit_kept_about', 'audit_shortening', 'audit_shortening_end'])
      await run(`DROP TABLE "${table}"`);
  }
}

/** Whether a shortening that has not ended says so of a row, and names a seal that is there. */
function isShortened(condition: string): string {
  return `EXISTS (SELECT 1 FROM audit_shortening s JOIN audit_seal a ON a.sequence = s.sequence AND a.to_id = s.to_id AND a.hash = s.hash AND a.day <= s.up_to
    WHERE ${condition} AND NOT EXISTS (SELECT 1 FROM audit_shortening_end x WHERE x.shortening_id = s.id))`;
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}
