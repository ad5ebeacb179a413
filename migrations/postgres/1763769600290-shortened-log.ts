/** The beginning of the log of changes can be removed after its period, by whole days; nothing else of it can. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

/** What may be removed while a shortening that names it has not ended, by the number that says so. */
const REMOVED: readonly (readonly [table: string, number: string])[] = [
  ['audit_event', 'id'],
  ['audit_about', 'event_id'],
  ['audit_seal', 'sequence'],
];
const NEW_TABLES = ['audit_shortening', 'audit_shortening_end', 'audit_kept_about'];

export class ShortenedLog1763769600290 implements MigrationInterface {
  name = 'ShortenedLog1763769600290';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "audit_shortening_end" (
        "shortening_id" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        CONSTRAINT "PK_a4fc93dbaae37554a2c6d557595" PRIMARY KEY ("shortening_id")
      )
    `);
    await run(`
      CREATE TABLE "audit_shortening" (
        "id" ${TEXT} NOT NULL,
        "up_to" ${TEXT} NOT NULL,
        "events" integer NOT NULL,
        "seals" integer NOT NULL,
        "sequence" integer NOT NULL,
        "to_id" integer NOT NULL,
        "hash" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_6f5bc8f9dcb12515a1d42c65d9b" PRIMARY KEY ("id"),
        CONSTRAINT "FK_6f5bc8f9dcb12515a1d42c65d9b" FOREIGN KEY ("id") REFERENCES "audit_shortening_end"("shortening_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED
      )
    `);
    await run(`
      CREATE TABLE "audit_kept_about" (
        "subject_id" ${TEXT} NOT NULL,
        "about_id" ${TEXT} NOT NULL,
        CONSTRAINT "PK_5de479a7d986b30f647b6b82642" PRIMARY KEY ("subject_id", "about_id")
      )
    `);
    await run(`CREATE INDEX "audit_kept_about_by_about" ON "audit_kept_about" ("about_id")`);
    await run(IS_SHORTENED);
    await run(IS_CUT_SHORT);
    for (const table of NEW_TABLES) {
      await run(refuse(table, 'update', 'UPDATE', 'ROW', 'true'));
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
    // Whole days, and all of them: what is left begins after the seal that stays.
    await run(refuse('audit_shortening_end', 'insert', 'INSERT', 'ROW', '"is_cut_short"(NEW.shortening_id)'));
    for (const [table, number] of REMOVED) {
      await run(`DROP TRIGGER "${table}_no_delete" ON "${table}"`);
      await run(refuse(table, 'delete', 'DELETE', 'ROW', `NOT "is_shortened"('${table}', OLD.${number})`));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const [table] of REMOVED) {
      await run(`DROP TRIGGER "${table}_no_delete" ON "${table}"`);
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
    }
    await run('DROP TABLE "audit_kept_about", "audit_shortening", "audit_shortening_end"');
    await run('DROP FUNCTION "is_shortened", "is_cut_short"');
  }
}

/** Whether a shortening that has not ended says so of a row, and names a seal that is there. */
const IS_SHORTENED = `
  CREATE FUNCTION "is_shortened"(of_table text, number integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
  BEGIN
    RETURN EXISTS (SELECT FROM audit_shortening s JOIN audit_seal a
        ON a.sequence = s.sequence AND a.to_id = s.to_id AND a.hash = s.hash AND a.day <= s.up_to
      WHERE CASE of_table WHEN 'audit_seal' THEN number < s.sequence ELSE number <= s.to_id END
        AND NOT EXISTS (SELECT FROM audit_shortening_end x WHERE x.shortening_id = s.id));
  END $$`;

/** Whether something is left that was to go. */
const IS_CUT_SHORT = `
  CREATE FUNCTION "is_cut_short"(of_shortening text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
  BEGIN
    RETURN EXISTS (SELECT FROM audit_shortening s WHERE s.id = of_shortening
      AND (EXISTS (SELECT FROM audit_event v WHERE v.id <= s.to_id)
        OR EXISTS (SELECT FROM audit_seal a
          WHERE a.sequence < s.sequence OR (a.sequence > s.sequence AND a.day <= s.up_to))));
  END $$`;

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
