/**
 * What is kept of an enrolment is marked also where it is out of date already: both then change the same row, so that a work
 * that is about to keep what it worked out without the new fact cannot be saved, and runs again. Works of this program cannot
 * pass each other by as it is, as all of them are serializable; somebody who repairs a row by hand is not.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ALWAYS = 'WHERE "enrolment_id" IN (';
const UNLESS_MARKED = `WHERE "holds_until" <> '' AND "enrolment_id" IN (`;

export class MarkedWhoeverRecords1763769600380 implements MigrationInterface {
  name = 'MarkedWhoeverRecords1763769600380';

  async up(queryRunner: QueryRunner): Promise<void> {
    await replaceInMarking(queryRunner, UNLESS_MARKED, ALWAYS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await replaceInMarking(queryRunner, ALWAYS, UNLESS_MARKED);
  }
}

/** In all functions that mark (StandingsKept). */
async function replaceInMarking(queryRunner: QueryRunner, before: string, after: string): Promise<void> {
  const functions = (await queryRunner.query(`
    SELECT p.proname AS name, pg_get_functiondef(p.oid) AS definition FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND starts_with(p.proname, 'standing_after_')
    ORDER BY p.proname`)) as { name: string; definition: string }[];
  for (const { name, definition } of functions) {
    if (!definition.includes(before)) throw new Error(`${name} does not say ${before}`);
    await queryRunner.query(definition.replace(before, after));
  }
}
