/**
 * Which training providers have taught an enrolment: had it in a cohort, in a group, or as a guest. What a provider may see
 * rests on it, and to look for it in four places takes most of the time of a page. Kept by the database itself, in the
 * transaction that records the fact; no fact is ever removed, so neither is what follows from it.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The provider that follows from a row of each table, or null where a cohort or group has none; `n` is the row. */
const TEACHES: readonly (readonly [table: string, providers: string])[] = [
  [
    'enrolment_change',
    'SELECT n.enrolment_id, h.provider_id FROM changed n JOIN cohort h ON h.id = n.cohort_id',
  ],
  [
    'attendance',
    'SELECT n.enrolment_id, h.provider_id FROM changed n JOIN course_day d ON d.id = n.course_day_id JOIN cohort h ON h.id = d.cohort_id',
  ],
  [
    'group_member',
    'SELECT n.enrolment_id, g.provider_id FROM changed n JOIN supervision_group g ON g.id = n.group_id',
  ],
  [
    'presence',
    'SELECT n.enrolment_id, g.provider_id FROM changed n JOIN supervision_meeting m ON m.id = n.meeting_id JOIN supervision_group g ON g.id = m.group_id',
  ],
];

export class WhoTaught1763769600340 implements MigrationInterface {
  name = 'WhoTaught1763769600340';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE TABLE "enrolment_provider" (
      "enrolment_id" text NOT NULL,
      "provider_id" text NOT NULL,
      CONSTRAINT "FK_aa4ee5f41e982fde0aed54b37c7" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
      CONSTRAINT "FK_de75fce3538f6a596f051e0907e" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
      PRIMARY KEY ("enrolment_id", "provider_id")
    )`);
    const before = TEACHES.map(([table, providers]) =>
      providers.replace('FROM changed n', `FROM "${table}" n`),
    );
    await run(`INSERT INTO "enrolment_provider" ("enrolment_id", "provider_id")
      SELECT enrolment_id, provider_id FROM (${before.join(' UNION ')}) b WHERE provider_id IS NOT NULL`);
    for (const [table, providers] of TEACHES) await run(teaching(table, providers));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table] of TEACHES) await queryRunner.query(`DROP TRIGGER "taught_by_${table}_insert"`);
    await queryRunner.query(`DROP TABLE "enrolment_provider"`);
  }
}

function teaching(table: string, providers: string): string {
  const columns = [...new Set(providers.match(/\bn\.\w+/g) ?? [])].map((each) => each.slice(2));
  const row = `(SELECT ${columns.map((column) => `NEW.${column} AS ${column}`).join(', ')})`;
  return `CREATE TRIGGER "taught_by_${table}_insert" AFTER INSERT ON "${table}"
    BEGIN
      INSERT INTO "enrolment_provider" ("enrolment_id", "provider_id")
        SELECT t.enrolment_id, t.provider_id FROM (${providers.replace('FROM changed n', `FROM ${row} n`)}) t
        WHERE t.provider_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "enrolment_provider" k WHERE k.enrolment_id = t.enrolment_id AND k.provider_id = t.provider_id);
    END`;
}
