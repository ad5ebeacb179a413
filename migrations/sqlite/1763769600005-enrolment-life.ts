/** Everything that can change about an enrolment is kept with each change, and leave has dates. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const AS_BEFORE = [
  'enrolment_id',
  'sequence',
  'status',
  'seat_id',
  'cohort_id',
  'cohort_from',
  'valid_on',
  'reason',
  'recorded_at',
  'recorded_by',
];
const NEW = ['engagement_id', 'municipality_code', 'rule_version', 'capacity', 'continues_as_guest'];

export class EnrolmentLife1763769600005 implements MigrationInterface {
  name = 'EnrolmentLife1763769600005';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`ALTER TABLE "enrolment" ADD COLUMN "continues_as_guest" boolean NOT NULL DEFAULT (0)`);
    await run(`
      CREATE TABLE "new_enrolment_change" (
        ${COLUMNS_AS_BEFORE},
        "engagement_id" text NOT NULL,
        "municipality_code" text NOT NULL,
        "rule_version" integer NOT NULL,
        "capacity" text NOT NULL,
        "continues_as_guest" boolean NOT NULL,
        CONSTRAINT "enrolment_change_capacity" CHECK ("capacity" IN ('EMPLOYEE', 'LEADER', 'PARTNER')),
        CONSTRAINT "FK_66f8783c46093079ecc730f9878" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_ac8b46c107370e8dbe9314f0693" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        ${KEYS_AS_BEFORE}
      )
    `);
    // Until now none of these could change but the capacity, and that only with the step from the waiting list.
    await run(`
      INSERT INTO "new_enrolment_change" (${list([...AS_BEFORE, ...NEW])})
      SELECT ${AS_BEFORE.map((column) => `c."${column}"`).join(', ')}, ${NEW.map((column) => `e."${column}"`).join(', ')}
      FROM "enrolment_change" c JOIN "enrolment" e ON e."id" = c."enrolment_id"`);
    await putInPlace(queryRunner);
    await run(`CREATE INDEX "enrolment_change_by_municipality" ON "enrolment_change" ("municipality_code")`);
    await run(`
      CREATE TABLE "enrolment_leave" (
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "from_on" text NOT NULL,
        "to_on" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "enrolment_leave_order" CHECK ("to_on" IS NULL OR "from_on" < "to_on"),
        CONSTRAINT "FK_f35169c6efbc78f353f6bae6dcc" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_f35169c6efbc78f353f6bae6dc" ON "enrolment_leave" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "enrolment_leave_open_unique" ON "enrolment_leave" ("enrolment_id") WHERE "to_on" IS NULL AND "superseded_at" IS NULL`,
    );
    const facts = ['id', 'enrolment_id', 'from_on', 'to_on', 'recorded_at', 'recorded_by'];
    const changed = facts.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
    await run(refuse('enrolment_leave', 'UPDATE', `OLD.superseded_at IS NOT NULL OR ${changed}`));
    await run(refuse('enrolment_leave', 'DELETE', '1'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run('DROP TABLE "enrolment_leave"');
    await run(`CREATE TABLE "new_enrolment_change" ( ${COLUMNS_AS_BEFORE}, ${KEYS_AS_BEFORE} )`);
    await run(`
      INSERT INTO "new_enrolment_change" (${list(AS_BEFORE)}) SELECT ${list(AS_BEFORE)} FROM "enrolment_change"`);
    await putInPlace(queryRunner);
    await run('ALTER TABLE "enrolment" DROP COLUMN "continues_as_guest"');
  }
}

const COLUMNS_AS_BEFORE = `
        "enrolment_id" text NOT NULL,
        "sequence" integer NOT NULL,
        "status" text NOT NULL,
        "seat_id" text,
        "cohort_id" text,
        "cohort_from" text,
        "valid_on" text NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL`;

const KEYS_AS_BEFORE = `
        CONSTRAINT "FK_fa2d284dbcd6e919779d8f8df73" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_2b44941b81f0675197ae35738cc" FOREIGN KEY ("seat_id") REFERENCES "seat" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_c8c3f126c12db6ad8e5eeec6022" FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("enrolment_id", "sequence")`;

/** The new table for the old one, with the index and the triggers that go with the old one. */
async function putInPlace(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query('DROP TABLE "enrolment_change"');
  await queryRunner.query('ALTER TABLE "new_enrolment_change" RENAME TO "enrolment_change"');
  await queryRunner.query(
    `CREATE INDEX "IDX_c8c3f126c12db6ad8e5eeec602" ON "enrolment_change" ("cohort_id")`,
  );
  for (const event of ['UPDATE', 'DELETE'] as const)
    await queryRunner.query(refuse('enrolment_change', event, '1'));
}

/** Facts are never overwritten: see the initial migration. */
function refuse(table: string, event: 'UPDATE' | 'DELETE', when: string): string {
  return `CREATE TRIGGER "${table}_no_${event.toLowerCase()}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

function list(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
