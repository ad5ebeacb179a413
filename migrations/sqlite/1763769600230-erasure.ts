/** People are erased: what is written of them is emptied, and everything that is counted stays. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is written in the place of a text that must be there, and of a name. */
const TEXT = 'Slettet';
const NAME = 'Slettet person';

/**
 * What of a row may be emptied, and what stands there then: nothing, a word, a part of a JSON text, or a beginning. Beside
 * it, what the row is known by.
 */
const ERASABLE: readonly (readonly [
  table: string,
  key: string,
  emptied: Readonly<Record<string, unknown>>,
])[] = [
  ['affiliation_period', 'id', { reason: null }],
  ['person_merge', 'id', { reason: TEXT }],
  ['enrolment_change', "enrolment_id || ' ' || sequence", { reason: null }],
  ['dispensation', 'id', { reason: TEXT }],
  ['waiting_priority', 'id', { reason: null }],
  ['seat_reuse_approval', 'enrolment_id', { reason: TEXT }],
  ['attendance', 'id', { reason: null }],
  ['alternative_make_up', 'id', { description: TEXT }],
  ['group_member', 'id', { reason: null }],
  ['presence', 'id', { reason: null }],
  ['apology_acknowledgement', 'apology_id', { answer: null }],
  ['dispute', 'id', { statement: TEXT }],
  ['dispute_answer', 'dispute_id', { answer: TEXT }],
  ['correction_request', 'id', { statement: TEXT }],
  ['correction_answer', 'request_id', { answer: TEXT }],
  ['certification_attempt', 'id', { assessor: null, alternative_basis: null }],
  ['certificate', 'id', { holder_name: NAME, snapshot: { name: NAME } }],
  ['certificate_event', "certificate_id || ' ' || sequence", { reason: null }],
  ['team_membership', 'id', { reason: null }],
  ['engagement_meeting_attendance', 'id', { reason: null }],
  ['plan_document', 'id', { owner_text: TEXT }],
  [
    'coordinator_change',
    "municipality_code || ' ' || sequence || ' ' || recorded_at",
    { holder: ['erased:'], reason: TEXT },
  ],
  ['account_event', 'id', { reason: null }],
  ['audit_event', 'id', { before: null, after: null, reason: null, salt: null }],
];

/** Of whom nothing more is recorded: the columns that say whose a row is. */
const OF_SOMEBODY: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['enrolment', ['person_id']],
  ['enrolment_person', ['person_id', 'enrolment_id']],
  ['affiliation', ['person_id']],
  ['affiliation_period', ['person_id']],
  ['person_merge', ['kept_id', 'merged_id']],
  ['team_membership', ['person_id']],
  ['engagement_meeting_attendance', ['person_id']],
  ['certificate', ['person_id']],
  ['certificate_event', ['certificate_id']],
  ['enrolment_change', ['enrolment_id']],
  ['enrolment_leave', ['enrolment_id']],
  ['dispensation', ['enrolment_id']],
  ['waiting_priority', ['enrolment_id']],
  ['seat_offer', ['enrolment_id']],
  ['seat_reuse_approval', ['enrolment_id']],
  ['attendance', ['enrolment_id']],
  ['alternative_make_up', ['enrolment_id']],
  ['group_member', ['enrolment_id']],
  ['presence', ['enrolment_id']],
  ['apology', ['enrolment_id']],
  ['dispute', ['enrolment_id']],
  ['correction_request', ['person_id']],
  ['certification_attempt', ['enrolment_id']],
];

const NEW_TABLES = [
  'erasure',
  'erasure_end',
  'erased_row',
  'erasure_subject',
  'audit_restatement',
  'retention_run',
];

export class Erasure1763769600230 implements MigrationInterface {
  name = 'Erasure1763769600230';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run('ALTER TABLE "audit_event" ADD COLUMN "salt" text');
    await run('ALTER TABLE "actor" ADD COLUMN "person_id" text');
    await run(`
      CREATE TABLE "erasure_end" (
        "erasure_id" text PRIMARY KEY NOT NULL,
        "recorded_at" text NOT NULL
      )
    `);
    await run(`
      CREATE TABLE "erasure" (
        "id" text PRIMARY KEY NOT NULL,
        "person_id" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_6fe4c37d50ef412feaa8496261d" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_9319154af7dd3e180c732f147ec" FOREIGN KEY ("id") REFERENCES "erasure_end" ("erasure_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED
      )
    `);
    await run('CREATE INDEX "IDX_6fe4c37d50ef412feaa8496261" ON "erasure" ("person_id")');
    await run(`
      CREATE TABLE "erased_row" (
        "table_name" text NOT NULL,
        "row_key" text NOT NULL,
        "erasure_id" text NOT NULL,
        "digest" text,
        CONSTRAINT "FK_e6c8d6c7639af792291e338caec" FOREIGN KEY ("erasure_id") REFERENCES "erasure" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("table_name", "row_key", "erasure_id")
      )
    `);
    await run('CREATE INDEX "IDX_e6c8d6c7639af792291e338cae" ON "erased_row" ("erasure_id")');
    await run(`
      CREATE TABLE "erasure_subject" (
        "id" text PRIMARY KEY NOT NULL,
        "erasure_id" text NOT NULL,
        CONSTRAINT "FK_4df5c0e93387ef1139ec7457514" FOREIGN KEY ("erasure_id") REFERENCES "erasure" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run('CREATE INDEX "IDX_4df5c0e93387ef1139ec745751" ON "erasure_subject" ("erasure_id")');
    await run(`
      CREATE TABLE "audit_restatement" (
        "sequence" integer NOT NULL,
        "erasure_id" text NOT NULL,
        "hash" text NOT NULL,
        CONSTRAINT "FK_ddabf772b76c5ff9d4167108384" FOREIGN KEY ("erasure_id") REFERENCES "erasure" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("sequence", "erasure_id")
      )
    `);
    await run(`
      CREATE TABLE "retention_run" (
        "id" text PRIMARY KEY NOT NULL,
        "outcome" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL
      )
    `);
    for (const table of NEW_TABLES) {
      await run(refuse(table, 'update', 'UPDATE'));
      await run(refuse(table, 'delete', 'DELETE'));
    }
    for (const erasable of ERASABLE) {
      const erases = await erasesOf(queryRunner, erasable);
      await rewrite(queryRunner, erasable[0], (when) => `(${when}) AND NOT (${erases})`);
    }
    for (const [table, columns] of OF_SOMEBODY)
      await run(
        guard(
          table,
          'INSERT',
          columns.map((column) => `NEW.${column}`),
        ),
      );
    await run(guard('person', 'UPDATE', ['OLD.id']));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const table of ['person', ...OF_SOMEBODY.map(([each]) => each)])
      await run(`DROP TRIGGER "${table}_not_of_erased"`);
    for (const erasable of ERASABLE) {
      const after = `) AND NOT (${await erasesOf(queryRunner, erasable)})`;
      await rewrite(queryRunner, erasable[0], (when) => when.replace(after, '').slice(1));
    }
    for (const table of [
      'audit_restatement',
      'erasure_subject',
      'erased_row',
      'erasure',
      'erasure_end',
      'retention_run',
    ])
      await run(`DROP TABLE "${table}"`);
    await run('ALTER TABLE "actor" DROP COLUMN "person_id"');
    await run('ALTER TABLE "audit_event" DROP COLUMN "salt"');
  }
}

function refuse(table: string, name: string, event: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN 1
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

function guard(table: string, event: string, owners: readonly string[]): string {
  return `CREATE TRIGGER "${table}_not_of_erased" BEFORE ${event} ON "${table}" WHEN EXISTS (SELECT 1 FROM erasure_subject WHERE id IN (${owners.join(', ')}))
    BEGIN SELECT RAISE(ABORT, 'the person was erased'); END`;
}

/** Whether a change does nothing but empty a row that an erasure names which has not ended. */
async function erasesOf(
  queryRunner: QueryRunner,
  [table, key, emptied]: (typeof ERASABLE)[number],
): Promise<string> {
  const columns = (await queryRunner.query(`SELECT name FROM pragma_table_info('${table}')`)) as {
    name: string;
  }[];
  const oldKey = key.replaceAll(/\b(?:[a-z]+_)*(?:id|sequence|code|at)\b/g, 'OLD.$&');
  const changes = columns.map(({ name }) => {
    const same = `NEW.${name} IS OLD.${name}`;
    return name in emptied ? `(${same} OR ${isEmptied(name, emptied[name])})` : same;
  });
  return `EXISTS (SELECT 1 FROM erased_row r WHERE r.table_name = '${table}' AND r.row_key = CAST(${oldKey} AS text)
    AND NOT EXISTS (SELECT 1 FROM erasure_end x WHERE x.erasure_id = r.erasure_id)) AND ${changes.join(' AND ')}`;
}

function isEmptied(column: string, value: unknown): string {
  if (value === null) return `NEW.${column} IS NULL`;
  if (Array.isArray(value)) return `NEW.${column} LIKE '${value[0]}%'`;
  if (typeof value === 'string') return `NEW.${column} IS '${value}'`;
  return Object.entries(value as Record<string, string>)
    .map(
      ([part, word]) =>
        `(CASE WHEN json_valid(NEW.${column}) THEN json_extract(NEW.${column}, '$.${part}') IS '${word}' AND json_remove(NEW.${column}, '$.${part}') IS json_remove(OLD.${column}, '$.${part}') ELSE 0 END)`,
    )
    .join(' AND ');
}

/** The trigger that keeps the rows of a table as they were recorded, with another condition. */
async function rewrite(
  queryRunner: QueryRunner,
  table: string,
  change: (when: string) => string,
): Promise<void> {
  const name = `${table}_no_update`;
  const [row] = (await queryRunner.query(
    `SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '${name}'`,
  )) as { sql: string }[];
  const [, start, when, end] = /^(.*? WHEN )(.*)(\n +BEGIN SELECT RAISE.*)$/s.exec(row?.sql ?? '') ?? [];
  if (start === undefined || when === undefined || end === undefined)
    throw new Error(`There is no trigger ${name}`);
  await queryRunner.query(`DROP TRIGGER "${name}"`);
  await queryRunner.query(`${start}${change(when)}${end}`);
}
