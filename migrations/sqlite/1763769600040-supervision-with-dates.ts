/** Membership of groups that ends and moves, meetings that are planned anew, and who led them: earlier facts are kept. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['supervision_earlier_plan', 'supervisor', 'supervision_leader'];

export class SupervisionWithDates1763769600040 implements MigrationInterface {
  name = 'SupervisionWithDates1763769600040';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await this.rebuildMembers(queryRunner, {
      columns: `
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "group_member_order" CHECK ("valid_from" IS NULL OR "valid_to" IS NULL OR "valid_from" <= "valid_to"),`,
      kept: 'true',
      current: `"superseded_at" IS NULL AND "valid_to" IS NULL`,
    });
    await run(
      refuse(
        'group_member',
        'update',
        'UPDATE',
        `OLD.superseded_at IS NOT NULL OR ${changed([
          'id',
          'group_id',
          'enrolment_id',
          'valid_from',
          'valid_to',
          'reason',
          'recorded_at',
          'recorded_by',
        ])}`,
      ),
    );
    await run(refuse('group_member', 'delete', 'DELETE', '1'));

    await run(`
      CREATE TABLE "supervision_earlier_plan" (
        "id" text PRIMARY KEY NOT NULL,
        "meeting_id" text NOT NULL,
        "starts_at" text NOT NULL,
        "ends_at" text NOT NULL,
        "host_municipality_code" text,
        "venue" text,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "superseded_at" text NOT NULL,
        "superseded_by" text NOT NULL,
        CONSTRAINT "supervision_earlier_plan_order" CHECK ("starts_at" < "ends_at"),
        CONSTRAINT "FK_eac7e94da66f99b16eca17f329c" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_3c7148b16b5ba04745706d7affb" FOREIGN KEY ("host_municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_eac7e94da66f99b16eca17f329" ON "supervision_earlier_plan" ("meeting_id")`);
    await run(refuse('supervision_earlier_plan', 'update', 'UPDATE', '1'));
    await run(refuse('supervision_earlier_plan', 'delete', 'DELETE', '1'));

    await run(`
      CREATE TABLE "supervisor" (
        "id" text PRIMARY KEY NOT NULL,
        "provider_id" text NOT NULL,
        "name" text NOT NULL,
        "email" text,
        "sort_key" text NOT NULL,
        "active" boolean NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_ac247d5e499a2841fa475c221f6" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_ac247d5e499a2841fa475c221f" ON "supervisor" ("provider_id")`);
    await run(
      `CREATE UNIQUE INDEX "supervisor_email_unique" ON "supervisor" ("provider_id", "email") WHERE "email" IS NOT NULL`,
    );

    await run(`
      CREATE TABLE "supervision_leader" (
        "id" text PRIMARY KEY NOT NULL,
        "meeting_id" text NOT NULL,
        "supervisor_id" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "FK_5902d35e46aafeca7f444e55a9b" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_35654b92a71444f74e0486e92b8" FOREIGN KEY ("supervisor_id") REFERENCES "supervisor" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_35654b92a71444f74e0486e92b" ON "supervision_leader" ("supervisor_id")`);
    await run(
      `CREATE UNIQUE INDEX "supervision_leader_current_unique" ON "supervision_leader" ("meeting_id", "supervisor_id") WHERE "superseded_at" IS NULL`,
    );
    await run(
      refuse(
        'supervision_leader',
        'update',
        'UPDATE',
        `OLD.superseded_at IS NOT NULL OR ${changed(['id', 'meeting_id', 'supervisor_id', 'recorded_at', 'recorded_by'])}`,
      ),
    );
    await run(refuse('supervision_leader', 'delete', 'DELETE', '1'));
  }

  /** Memberships as they are now; what they were before, earlier plans and who led what are lost. */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.query(`DROP TABLE "${table}"`);
    await this.rebuildMembers(queryRunner, {
      columns: `
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,`,
      kept: '"superseded_at" IS NULL',
      current: '"valid_to" IS NULL',
    });
  }

  /** SQLite adds no check to a table. Its triggers go with the old one. */
  private async rebuildMembers(
    queryRunner: QueryRunner,
    { columns, kept, current }: { columns: string; kept: string; current: string },
  ): Promise<void> {
    const common = '"id", "group_id", "enrolment_id", "valid_from", "valid_to", "recorded_at", "recorded_by"';
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "new_group_member" (
        "id" text PRIMARY KEY NOT NULL,
        "group_id" text NOT NULL,
        "enrolment_id" text NOT NULL,
        "valid_from" text,
        "valid_to" text,${columns}
        CONSTRAINT "FK_e200cd6ff3e3903c5be5ae1400e" FOREIGN KEY ("group_id") REFERENCES "supervision_group" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_0d793201e1a8f1f8d6dd8cbc535" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `INSERT INTO "new_group_member" (${common}) SELECT ${common} FROM "group_member" WHERE ${kept}`,
    );
    await run('DROP TABLE "group_member"');
    await run('ALTER TABLE "new_group_member" RENAME TO "group_member"');
    await run(`CREATE INDEX "IDX_e200cd6ff3e3903c5be5ae1400" ON "group_member" ("group_id")`);
    await run(`CREATE INDEX "IDX_0d793201e1a8f1f8d6dd8cbc53" ON "group_member" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "group_member_current_unique" ON "group_member" ("group_id", "enrolment_id") WHERE ${current}`,
    );
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

function changed(columns: readonly string[]): string {
  return columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
}
