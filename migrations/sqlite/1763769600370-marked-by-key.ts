/**
 * A fact about one enrolment marks what is kept of it by its key: SQLite takes half as long over a sheet as where the key comes
 * from a subquery. Which enrolments are marked stays the same (StandingsKept).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows are about one enrolment alone, with the column that names it. */
const ABOUT_ONE: readonly (readonly [
  table: string,
  events: readonly ('INSERT' | 'UPDATE')[],
  key: string,
])[] = [
  ['enrolment', ['UPDATE'], 'id'],
  ['enrolment_change', ['INSERT'], 'enrolment_id'],
  ['enrolment_leave', ['INSERT', 'UPDATE'], 'enrolment_id'],
  ['attendance', ['INSERT', 'UPDATE'], 'enrolment_id'],
  ['alternative_make_up', ['INSERT', 'UPDATE'], 'enrolment_id'],
  ['group_member', ['INSERT', 'UPDATE'], 'enrolment_id'],
  ['certification_attempt', ['INSERT'], 'enrolment_id'],
  ['dispensation', ['INSERT', 'UPDATE'], 'enrolment_id'],
  ['certificate', ['INSERT', 'UPDATE'], 'enrolment_id'],
];

const byKey = (key: string) => `= NEW.${key}`;
const bySubquery = (key: string) => `IN (SELECT n.${key} FROM (SELECT NEW.${key} AS ${key}) n)`;

export class MarkedByKey1763769600370 implements MigrationInterface {
  name = 'MarkedByKey1763769600370';

  async up(queryRunner: QueryRunner): Promise<void> {
    await markAnew(queryRunner, byKey);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await markAnew(queryRunner, bySubquery);
  }
}

async function markAnew(queryRunner: QueryRunner, which: (key: string) => string): Promise<void> {
  for (const [table, events, key] of ABOUT_ONE)
    for (const event of events) {
      const name = `standing_after_${table}_${event.toLowerCase()}`;
      await queryRunner.query(`DROP TRIGGER "${name}"`);
      await queryRunner.query(`CREATE TRIGGER "${name}" AFTER ${event} ON "${table}"
    BEGIN
      UPDATE "progress" SET "holds_until" = '', "counts_until" = ''
      WHERE "holds_until" <> '' AND "enrolment_id" ${which(key)};
    END`);
    }
}
