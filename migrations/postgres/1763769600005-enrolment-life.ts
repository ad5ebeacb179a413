/** Everything that can change about an enrolment is kept with each change, and leave has dates. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Compared by their bytes: see the initial migration. */
const TEXT = 'text COLLATE "C"';

const NEW = {
  engagement_id: TEXT,
  municipality_code: TEXT,
  rule_version: 'integer',
  capacity: TEXT,
  continues_as_guest: 'boolean',
};

export class EnrolmentLife1763769600005 implements MigrationInterface {
  name = 'EnrolmentLife1763769600005';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run('ALTER TABLE "enrolment" ADD COLUMN "continues_as_guest" boolean NOT NULL DEFAULT false');
    for (const [column, type] of Object.entries(NEW))
      await run(`ALTER TABLE "enrolment_change" ADD COLUMN "${column}" ${type}`);
    // Until now none of these could change but the capacity, and that only with the step from the waiting list.
    await run('ALTER TABLE "enrolment_change" DISABLE TRIGGER "enrolment_change_no_update"');
    await run(`
      UPDATE "enrolment_change" c SET ${Object.keys(NEW)
        .map((column) => `"${column}" = e."${column}"`)
        .join(', ')}
      FROM "enrolment" e WHERE e."id" = c."enrolment_id"`);
    await run('ALTER TABLE "enrolment_change" ENABLE TRIGGER "enrolment_change_no_update"');
    for (const column of Object.keys(NEW))
      await run(`ALTER TABLE "enrolment_change" ALTER COLUMN "${column}" SET NOT NULL`);
    await run(
      `ALTER TABLE "enrolment_change" ADD CONSTRAINT "enrolment_change_capacity" CHECK ("capacity" IN ('EMPLOYEE', 'LEADER', 'PARTNER'))`,
    );
    await run(
      `ALTER TABLE "enrolment_change" ADD CONSTRAINT "FK_66f8783c46093079ecc730f9878" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment_change" ADD CONSTRAINT "FK_ac8b46c107370e8dbe9314f0693" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(`CREATE INDEX "enrolment_change_by_municipality" ON "enrolment_change" ("municipality_code")`);
    await run(`
      CREATE TABLE "enrolment_leave" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "from_on" ${TEXT} NOT NULL,
        "to_on" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "enrolment_leave_order" CHECK ("to_on" IS NULL OR "from_on" < "to_on"),
        CONSTRAINT "PK_enrolment_leave" PRIMARY KEY ("id"),
        CONSTRAINT "FK_f35169c6efbc78f353f6bae6dcc" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_f35169c6efbc78f353f6bae6dc" ON "enrolment_leave" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "enrolment_leave_open_unique" ON "enrolment_leave" ("enrolment_id") WHERE "to_on" IS NULL AND "superseded_at" IS NULL`,
    );
    await run(
      refuse(
        'update',
        'UPDATE',
        'ROW',
        `OLD.superseded_at IS NOT NULL OR to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at'`,
      ),
    );
    await run(refuse('delete', 'DELETE', 'ROW', 'true'));
    await run(refuse('truncate', 'TRUNCATE', 'STATEMENT', 'true'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "enrolment_leave"');
    for (const column of Object.keys(NEW))
      await queryRunner.query(`ALTER TABLE "enrolment_change" DROP COLUMN "${column}"`);
    await queryRunner.query('ALTER TABLE "enrolment" DROP COLUMN "continues_as_guest"');
  }
}

/** Leave is superseded, never overwritten: see the initial migration. */
function refuse(name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "enrolment_leave_no_${name}" BEFORE ${event} ON "enrolment_leave" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
