/** Decisions about certificates say what was open; dispensations may end, and another one may follow. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const BEFORE = ['id', 'enrolment_id', 'requirement', 'reason', 'valid_on', 'recorded_at', 'recorded_by'];
const AFTER = [...BEFORE, 'grant_id', 'number', 'valid_until'];

/** First events of versions after the first, and what the earlier program knew them as. */
const FIRST_OF_LATER_VERSIONS = `('REISSUED', 'CORRECTED', 'RENEWED')`;

export class CertificateLife1763769600030 implements MigrationInterface {
  name = 'CertificateLife1763769600030';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`ALTER TABLE "certificate_event" ADD COLUMN "shortfall" text`);
    await setAside(run);
    await run(`
      CREATE TABLE "dispensation" (
        "id" text PRIMARY KEY NOT NULL,
        "grant_id" text,
        "enrolment_id" text NOT NULL,
        "requirement" text NOT NULL,
        "number" integer NOT NULL,
        "reason" text NOT NULL,
        "valid_on" text NOT NULL,
        "valid_until" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "ended_at" text,
        CONSTRAINT "dispensation_requirement" CHECK ("requirement" IN ('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT')),
        CONSTRAINT "FK_a3e2082c225a239ca3d10c1cb99" FOREIGN KEY ("grant_id") REFERENCES "dispensation" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_3385f4cafae2f8c5503235b9387" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      INSERT INTO "dispensation" (${BEFORE.join(', ')}, number, ended_at)
      SELECT ${BEFORE.join(', ')}, 1, ended_at FROM "dispensation_before"`);
    await run(`DROP TABLE "dispensation_before"`);
    await run(
      `CREATE UNIQUE INDEX "dispensation_current_unique" ON "dispensation" ("enrolment_id", "requirement", "number") WHERE "ended_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "dispensation_open_unique" ON "dispensation" ("enrolment_id", "requirement") WHERE "ended_at" IS NULL AND "valid_until" IS NULL`,
    );
    await protect(run, AFTER);
  }

  /** What ended on a day that has been ends with that day; where it was ended and given again, the latest stays. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await setAside(run);
    await run(`
      CREATE TABLE "dispensation" (
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "requirement" text NOT NULL,
        "reason" text NOT NULL,
        "valid_on" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "ended_at" text,
        CONSTRAINT "dispensation_requirement" CHECK ("requirement" IN ('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT')),
        CONSTRAINT "FK_3385f4cafae2f8c5503235b9387" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      INSERT INTO "dispensation" (${BEFORE.join(', ')}, ended_at)
      SELECT ${BEFORE.join(', ')}, COALESCE(ended_at, valid_until || 'T23:59:59.999Z') FROM "dispensation_before"`);
    await run(`DROP TABLE "dispensation_before"`);
    await run(
      `CREATE UNIQUE INDEX "dispensation_current_unique" ON "dispensation" ("enrolment_id", "requirement") WHERE "ended_at" IS NULL`,
    );
    await protect(run, BEFORE);

    await run(`DROP TRIGGER "certificate_event_no_update"`);
    await run(`UPDATE "certificate_event" SET kind = 'ISSUED' WHERE kind IN ${FIRST_OF_LATER_VERSIONS}`);
    await run(refuse('certificate_event', 'update', 'UPDATE', '1'));
    await run(`ALTER TABLE "certificate_event" DROP COLUMN "shortfall"`);
  }
}

type Run = (statement: string) => Promise<unknown>;

/** SQLite changes no constraint of a table that is there: another table takes its place. */
async function setAside(run: Run): Promise<void> {
  await run(`DROP TRIGGER "dispensation_no_update"`);
  await run(`DROP TRIGGER "dispensation_no_delete"`);
  await run(`ALTER TABLE "dispensation" RENAME TO "dispensation_before"`);
}

async function protect(run: Run, columns: readonly string[]): Promise<void> {
  const changed = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
  await run(refuse('dispensation', 'update', 'UPDATE', `OLD.ended_at IS NOT NULL OR ${changed}`));
  await run(refuse('dispensation', 'delete', 'DELETE', '1'));
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}
