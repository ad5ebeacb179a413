/** People are erased: what is written of them is emptied, and everything that is counted stays. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT_COLUMN = 'text COLLATE "C"';

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
    await run(`ALTER TABLE "audit_event" ADD "salt" ${TEXT_COLUMN}`);
    await run(`ALTER TABLE "actor" ADD "person_id" ${TEXT_COLUMN}`);
    await run(`
      CREATE TABLE "erasure_end" (
        "erasure_id" ${TEXT_COLUMN} NOT NULL,
        "recorded_at" ${TEXT_COLUMN} NOT NULL,
        CONSTRAINT "PK_102eedb04454b7547298a17767a" PRIMARY KEY ("erasure_id")
      )
    `);
    await run(`
      CREATE TABLE "erasure" (
        "id" ${TEXT_COLUMN} NOT NULL,
        "person_id" ${TEXT_COLUMN} NOT NULL,
        "reason" ${TEXT_COLUMN} NOT NULL,
        "recorded_at" ${TEXT_COLUMN} NOT NULL,
        "recorded_by" ${TEXT_COLUMN} NOT NULL,
        CONSTRAINT "PK_9319154af7dd3e180c732f147ec" PRIMARY KEY ("id"),
        CONSTRAINT "FK_6fe4c37d50ef412feaa8496261d" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_9319154af7dd3e180c732f147ec" FOREIGN KEY ("id") REFERENCES "erasure_end"("erasure_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED
      )
    `);
    await run('CREATE INDEX "IDX_6fe4c37d50ef412feaa8496261" ON "erasure" ("person_id")');
    await run(`
      CREATE TABLE "erased_row" (
        "table_name" ${TEXT_COLUMN} NOT NULL,
        "row_key" ${TEXT_COLUMN} NOT NULL,
        "erasure_id" ${TEXT_COLUMN} NOT NULL,
        "digest" ${TEXT_COLUMN},
        CONSTRAINT "PK_331dda37abc167e187e3f4d7534" PRIMARY KEY ("table_name", "row_key", "erasure_id"),
        CONSTRAINT "FK_e6c8d6c7639af792291e338caec" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run('CREATE INDEX "IDX_e6c8d6c7639af792291e338cae" ON "erased_row" ("erasure_id")');
    await run(`
      CREATE TABLE "erasure_subject" (
        "id" ${TEXT_COLUMN} NOT NULL,
        "erasure_id" ${TEXT_COLUMN} NOT NULL,
        CONSTRAINT "PK_c0e2d0a97917ca27fe3c4a51c9e" PRIMARY KEY ("id"),
        CONSTRAINT "FK_4df5c0e93387ef1139ec7457514" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run('CREATE INDEX "IDX_4df5c0e93387ef1139ec745751" ON "erasure_subject" ("erasure_id")');
    await run(`
      CREATE TABLE "audit_restatement" (
        "sequence" integer NOT NULL,
        "erasure_id" ${TEXT_COLUMN} NOT NULL,
        "hash" ${TEXT_COLUMN} NOT NULL,
        CONSTRAINT "PK_2c4b32365ba839370bbb5babd3b" PRIMARY KEY ("sequence", "erasure_id"),
        CONSTRAINT "FK_ddabf772b76c5ff9d4167108384" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "retention_run" (
        "id" ${TEXT_COLUMN} NOT NULL,
        "outcome" ${TEXT_COLUMN} NOT NULL,
        "reason" ${TEXT_COLUMN} NOT NULL,
        "recorded_at" ${TEXT_COLUMN} NOT NULL,
        "recorded_by" ${TEXT_COLUMN} NOT NULL,
        CONSTRAINT "PK_6ca0ca7552b6832d70c9c95a57d" PRIMARY KEY ("id")
      )
    `);
    for (const table of NEW_TABLES) {
      await run(refuse(table, 'update', 'UPDATE', 'ROW'));
      await run(refuse(table, 'delete', 'DELETE', 'ROW'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT'));
    }
    await run(ERASES);
    await run(WAS_ERASED);
    await run(REFUSE_OF_ERASED);
    for (const [table, key, emptied] of ERASABLE) {
      const oldKey = key.replaceAll(/\b(?:[a-z]+_)*(?:id|sequence|code|at)\b/g, 'OLD.$&');
      const erases = `"erases"('${table}', CAST(${oldKey} AS text), to_jsonb(OLD), to_jsonb(NEW), '${JSON.stringify(emptied)}'::jsonb)`;
      await rewrite(queryRunner, table, (when) => `(${when}) AND NOT ${erases}`);
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
      await run(`DROP TRIGGER "${table}_not_of_erased" ON "${table}"`);
    for (const [table] of ERASABLE)
      await rewrite(queryRunner, table, (when) => /^\((.*) AND \(NOT erases\(.*$/s.exec(when)?.[1] ?? '');
    await run(
      'DROP TABLE "audit_restatement", "erasure_subject", "erased_row", "erasure", "erasure_end", "retention_run"',
    );
    await run('DROP FUNCTION "erases", "refuse_of_erased", "was_erased"');
    await run('ALTER TABLE "actor" DROP "person_id"');
    await run('ALTER TABLE "audit_event" DROP "salt"');
  }
}

/** Whether a change does nothing but empty a row that an erasure names which has not ended. */
const ERASES = `
  CREATE FUNCTION "erases"(of_table text, of_row text, old_row jsonb, new_row jsonb, emptied jsonb) RETURNS boolean
  LANGUAGE plpgsql STABLE AS $$
  DECLARE
    name text;
    word jsonb;
  BEGIN
    IF NOT EXISTS (SELECT FROM erased_row r WHERE r.table_name = of_table AND r.row_key = of_row
        AND NOT EXISTS (SELECT FROM erasure_end x WHERE x.erasure_id = r.erasure_id)) THEN RETURN false; END IF;
    FOR name, word IN SELECT key, value FROM jsonb_each(emptied) LOOP
      CONTINUE WHEN new_row->name IS NOT DISTINCT FROM old_row->name;
      CASE jsonb_typeof(word)
        WHEN 'array' THEN
          IF NOT starts_with(new_row->>name, word->>0) THEN RETURN false; END IF;
        WHEN 'object' THEN
          IF (new_row->>name)::jsonb IS DISTINCT FROM (old_row->>name)::jsonb || word THEN RETURN false; END IF;
        ELSE
          IF new_row->name IS DISTINCT FROM word THEN RETURN false; END IF;
      END CASE;
    END LOOP;
    RETURN old_row - ARRAY(SELECT jsonb_object_keys(emptied)) = new_row - ARRAY(SELECT jsonb_object_keys(emptied));
  END $$`;

const WAS_ERASED = `
  CREATE FUNCTION "was_erased"(VARIADIC ids text[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
  BEGIN
    RETURN EXISTS (SELECT FROM erasure_subject WHERE id = ANY (ids));
  END $$`;

const REFUSE_OF_ERASED = `
  CREATE FUNCTION "refuse_of_erased"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the person was erased' USING ERRCODE = 'restrict_violation';
  END $$`;

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT'): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (true)
    EXECUTE FUNCTION "refuse_overwriting"()`;
}

function guard(table: string, event: string, owners: readonly string[]): string {
  return `CREATE TRIGGER "${table}_not_of_erased" BEFORE ${event} ON "${table}" FOR EACH ROW
    WHEN ("was_erased"(${owners.join(', ')})) EXECUTE FUNCTION "refuse_of_erased"()`;
}

/** The trigger that keeps the rows of a table as they were recorded, with another condition. */
async function rewrite(
  queryRunner: QueryRunner,
  table: string,
  change: (when: string) => string,
): Promise<void> {
  const name = `${table}_no_update`;
  const [row] = (await queryRunner.query(
    `SELECT pg_get_triggerdef(oid) AS sql FROM pg_trigger WHERE tgrelid = '"${table}"'::regclass AND tgname = '${name}'`,
  )) as { sql: string }[];
  const [, start, when, end] = /^(.* WHEN \()(.*)(\) EXECUTE FUNCTION .*)$/s.exec(row?.sql ?? '') ?? [];
  if (start === undefined || when === undefined || end === undefined)
    throw new Error(`There is no trigger ${name}`);
  await queryRunner.query(`DROP TRIGGER "${name}" ON "${table}"`);
  await queryRunner.query(`${start}${change(when)}${end}`);
}
