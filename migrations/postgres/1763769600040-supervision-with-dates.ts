/** Membership of groups that ends and moves, meetings that are planned anew, and who led them, as on SQLite. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts as SQLite does. */
const TEXT = 'text COLLATE "C"';

const TABLES = ['supervision_earlier_plan', 'supervisor', 'supervision_leader'];

export class SupervisionWithDates1763769600040 implements MigrationInterface {
  name = 'SupervisionWithDates1763769600040';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`ALTER TABLE "group_member" ADD "reason" ${TEXT}`);
    await run(`ALTER TABLE "group_member" ADD "superseded_at" ${TEXT}`);
    await run(
      `ALTER TABLE "group_member" ADD CONSTRAINT "group_member_order" CHECK ("valid_from" IS NULL OR "valid_to" IS NULL OR "valid_from" <= "valid_to")`,
    );
    await run(`DROP INDEX "group_member_current_unique"`);
    await run(
      `CREATE UNIQUE INDEX "group_member_current_unique" ON "group_member" ("group_id", "enrolment_id") WHERE "superseded_at" IS NULL AND "valid_to" IS NULL`,
    );

    await run(`
      CREATE TABLE "supervision_earlier_plan" (
        "id" ${TEXT} NOT NULL,
        "meeting_id" ${TEXT} NOT NULL,
        "starts_at" ${TEXT} NOT NULL,
        "ends_at" ${TEXT} NOT NULL,
        "host_municipality_code" ${TEXT},
        "venue" ${TEXT},
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT} NOT NULL,
        "superseded_by" ${TEXT} NOT NULL,
        CONSTRAINT "supervision_earlier_plan_order" CHECK ("starts_at" < "ends_at"),
        CONSTRAINT "PK_6fa600a069987fc3d58dc1f7aa6" PRIMARY KEY ("id"),
        CONSTRAINT "FK_eac7e94da66f99b16eca17f329c" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_3c7148b16b5ba04745706d7affb" FOREIGN KEY ("host_municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_eac7e94da66f99b16eca17f329" ON "supervision_earlier_plan" ("meeting_id")`);
    await run(`
      CREATE TABLE "supervisor" (
        "id" ${TEXT} NOT NULL,
        "provider_id" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "email" ${TEXT},
        "sort_key" ${TEXT} NOT NULL,
        "active" boolean NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_6364b1ffaa6ca051de919c802ed" PRIMARY KEY ("id"),
        CONSTRAINT "FK_ac247d5e499a2841fa475c221f6" FOREIGN KEY ("provider_id") REFERENCES "provider"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_ac247d5e499a2841fa475c221f" ON "supervisor" ("provider_id")`);
    await run(
      `CREATE UNIQUE INDEX "supervisor_email_unique" ON "supervisor" ("provider_id", "email") WHERE "email" IS NOT NULL`,
    );
    await run(`
      CREATE TABLE "supervision_leader" (
        "id" ${TEXT} NOT NULL,
        "meeting_id" ${TEXT} NOT NULL,
        "supervisor_id" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "PK_4e11f25bec20ab9edfbcaabc8ea" PRIMARY KEY ("id"),
        CONSTRAINT "FK_5902d35e46aafeca7f444e55a9b" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_35654b92a71444f74e0486e92b8" FOREIGN KEY ("supervisor_id") REFERENCES "supervisor"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_35654b92a71444f74e0486e92b" ON "supervision_leader" ("supervisor_id")`);
    await run(
      `CREATE UNIQUE INDEX "supervision_leader_current_unique" ON "supervision_leader" ("meeting_id", "supervisor_id") WHERE "superseded_at" IS NULL`,
    );

    const superseded = `OLD.superseded_at IS NOT NULL
      OR to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at'`;
    for (const table of ['group_member', 'supervision_leader'])
      await run(refuse(table, 'update', 'UPDATE', 'ROW', superseded));
    await run(refuse('supervision_earlier_plan', 'update', 'UPDATE', 'ROW', 'true'));
    for (const table of ['group_member', 'supervision_leader', 'supervision_earlier_plan']) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  /** Memberships as they are now; what they were before, earlier plans and who led what are lost. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`DROP TABLE ${TABLES.map((table) => `"${table}"`).join(', ')}`);
    for (const name of ['update', 'delete', 'truncate'])
      await run(`DROP TRIGGER "group_member_no_${name}" ON "group_member"`);
    await run('DELETE FROM "group_member" WHERE "superseded_at" IS NOT NULL');
    await run('DROP INDEX "group_member_current_unique"');
    await run('ALTER TABLE "group_member" DROP CONSTRAINT "group_member_order"');
    await run('ALTER TABLE "group_member" DROP COLUMN "reason", DROP COLUMN "superseded_at"');
    await run(
      `CREATE UNIQUE INDEX "group_member_current_unique" ON "group_member" ("group_id", "enrolment_id") WHERE "valid_to" IS NULL`,
    );
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
