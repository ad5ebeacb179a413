/** Team, meetings, plan documents and end of an engagement; coordinators whose role ends; municipalities that merge. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'coordinator_change',
  'municipality_succession',
  'team_membership',
  'engagement_meeting',
  'engagement_meeting_record',
  'engagement_meeting_attendance',
  'plan_document',
  'plan_document_approval',
  'engagement_closure',
];

/** Facts are never overwritten (domain.md Decision 2): the database itself refuses to change or remove them. */
const APPEND_ONLY = ['engagement_meeting', 'plan_document_approval', 'coordinator_change'];
/** Here a row may only be superseded, once; these columns never change. */
const SUPERSEDED_ONLY = {
  team_membership: [
    'id',
    'member_id',
    'engagement_id',
    'person_id',
    'municipality_code',
    'role',
    'valid_from',
    'valid_to',
    'reason',
    'recorded_at',
    'recorded_by',
  ],
  engagement_meeting_record: [
    'id',
    'meeting_id',
    'date',
    'date_precision',
    'status',
    'venue',
    'plan_status',
    'adjustments',
    'challenges',
    'sparring',
    'maintenance',
    'reason',
    'recorded_at',
    'recorded_by',
  ],
  engagement_meeting_attendance: [
    'id',
    'meeting_id',
    'person_id',
    'state',
    'role',
    'reason',
    'recorded_at',
    'recorded_by',
  ],
  plan_document: [
    'id',
    'engagement_id',
    'type',
    'version',
    'title',
    'link',
    'dated_on',
    'owner_person_id',
    'owner_text',
    'recorded_at',
    'recorded_by',
  ],
  engagement_closure: ['id', 'engagement_id', 'closed_on', 'reason', 'recorded_at', 'recorded_by'],
  municipality_succession: [
    'id',
    'code',
    'successor_code',
    'first_day',
    'reason',
    'recorded_at',
    'recorded_by',
  ],
};

export class Implementation1763769600010 implements MigrationInterface {
  name = 'Implementation1763769600010';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "coordinator_change" (
        "holder" text NOT NULL,
        "municipality_code" text NOT NULL,
        "sequence" integer NOT NULL,
        "kind" text NOT NULL,
        "valid_on" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "coordinator_change_kind" CHECK ("kind" IN ('ENDED', 'REINSTATED')),
        CONSTRAINT "FK_77b97f027a6997330680ceae245" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("holder", "municipality_code", "sequence")
      )
    `);
    await run(`
      CREATE TABLE "municipality_succession" (
        "id" text PRIMARY KEY NOT NULL,
        "code" text NOT NULL,
        "successor_code" text NOT NULL,
        "first_day" text NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "municipality_succession_other" CHECK ("code" <> "successor_code"),
        CONSTRAINT "FK_d1c2de457d055cc4a6a680651e8" FOREIGN KEY ("code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_fb30558d6445f07d828c11ea3b5" FOREIGN KEY ("successor_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE INDEX "IDX_fb30558d6445f07d828c11ea3b" ON "municipality_succession" ("successor_code")`,
    );
    await run(
      `CREATE UNIQUE INDEX "municipality_succession_current_unique" ON "municipality_succession" ("code") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "team_membership" (
        "id" text PRIMARY KEY NOT NULL,
        "member_id" text NOT NULL,
        "engagement_id" text NOT NULL,
        "person_id" text NOT NULL,
        "municipality_code" text NOT NULL,
        "role" text NOT NULL,
        "valid_from" text NOT NULL,
        "valid_to" text,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "team_membership_order" CHECK ("valid_to" IS NULL OR "valid_from" <= "valid_to"),
        CONSTRAINT "team_membership_role" CHECK ("role" IN ('LEADER', 'PROJECT_LEADER', 'PROJECT_OWNER', 'KEY_EMPLOYEE', 'EMPLOYEE', 'STAFF_REP', 'STAKEHOLDER')),
        CONSTRAINT "FK_aa93194b451a3b5b5260bd682cc" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_40282dd698d93b2335035ce5bf0" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_613d1aacb5b910e128531d72b9b" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_4a18d5b930e9d53f573e33e8a4" ON "team_membership" ("member_id")`);
    await run(`CREATE INDEX "IDX_aa93194b451a3b5b5260bd682c" ON "team_membership" ("engagement_id")`);
    await run(`CREATE INDEX "IDX_40282dd698d93b2335035ce5bf" ON "team_membership" ("person_id")`);
    await run(
      `CREATE UNIQUE INDEX "team_membership_open_unique" ON "team_membership" ("engagement_id", "person_id", "role") WHERE "superseded_at" IS NULL AND "valid_to" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "team_membership_current_unique" ON "team_membership" ("member_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "engagement_meeting" (
        "id" text PRIMARY KEY NOT NULL,
        "engagement_id" text NOT NULL,
        "kind" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "engagement_meeting_kind" CHECK ("kind" IN ('INITIAL_CALL', 'KICK_OFF', 'PLAN_WORKSHOP', 'STATUS_MEETING')),
        CONSTRAINT "FK_0870d7e8e218da913aeb895a0fe" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_0870d7e8e218da913aeb895a0f" ON "engagement_meeting" ("engagement_id")`);
    await run(`
      CREATE TABLE "engagement_meeting_record" (
        "id" text PRIMARY KEY NOT NULL,
        "meeting_id" text NOT NULL,
        "date" text NOT NULL,
        "date_precision" text NOT NULL,
        "status" text NOT NULL,
        "venue" text,
        "plan_status" text,
        "adjustments" text,
        "challenges" text,
        "sparring" text,
        "maintenance" text,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "engagement_meeting_record_status" CHECK ("status" IN ('PLANNED', 'HELD', 'CANCELLED')),
        CONSTRAINT "engagement_meeting_record_precision" CHECK ("date_precision" IN ('DAY', 'MID_MONTH', 'MONTH', 'QUARTER', 'HALF_YEAR')),
        CONSTRAINT "FK_a6f78f851fe7c24478670d044fa" FOREIGN KEY ("meeting_id") REFERENCES "engagement_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_a6f78f851fe7c24478670d044f" ON "engagement_meeting_record" ("meeting_id")`);
    await run(
      `CREATE UNIQUE INDEX "engagement_meeting_record_current_unique" ON "engagement_meeting_record" ("meeting_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "engagement_meeting_attendance" (
        "id" text PRIMARY KEY NOT NULL,
        "meeting_id" text NOT NULL,
        "person_id" text NOT NULL,
        "state" text NOT NULL,
        "role" text,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "engagement_meeting_attendance_role" CHECK ("role" IS NULL OR "role" IN ('LEADER', 'PROJECT_LEADER', 'PROJECT_OWNER', 'KEY_EMPLOYEE', 'EMPLOYEE', 'STAFF_REP', 'STAKEHOLDER')),
        CONSTRAINT "engagement_meeting_attendance_state" CHECK ("state" IN ('PRESENT', 'EXCUSED', 'ABSENT')),
        CONSTRAINT "FK_be3826f40777c2aadf5796adacd" FOREIGN KEY ("meeting_id") REFERENCES "engagement_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_1f51392c52a8b3603669ad6a36e" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE INDEX "IDX_be3826f40777c2aadf5796adac" ON "engagement_meeting_attendance" ("meeting_id")`,
    );
    await run(
      `CREATE INDEX "IDX_1f51392c52a8b3603669ad6a36" ON "engagement_meeting_attendance" ("person_id")`,
    );
    await run(
      `CREATE UNIQUE INDEX "engagement_meeting_attendance_current_unique" ON "engagement_meeting_attendance" ("meeting_id", "person_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "plan_document" (
        "id" text PRIMARY KEY NOT NULL,
        "engagement_id" text NOT NULL,
        "type" text NOT NULL,
        "version" integer NOT NULL,
        "title" text NOT NULL,
        "link" text NOT NULL,
        "dated_on" text NOT NULL,
        "owner_person_id" text,
        "owner_text" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "plan_document_owned" CHECK (("owner_person_id" IS NULL) <> ("owner_text" IS NULL)),
        CONSTRAINT "plan_document_type" CHECK ("type" IN ('IMPLEMENTATION_PLAN', 'ANCHORING_PLAN', 'STAKEHOLDER_ANALYSIS', 'RISK_ANALYSIS', 'READINESS_FORM', 'RECRUITMENT_AND_ORGANISATION', 'COMMUNICATION_PLAN')),
        CONSTRAINT "FK_9a3e1b46eb5167d3067e591069b" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_e73758558e06a8448ebe3640969" FOREIGN KEY ("owner_person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_e73758558e06a8448ebe364096" ON "plan_document" ("owner_person_id")`);
    await run(
      `CREATE UNIQUE INDEX "plan_document_current_unique" ON "plan_document" ("engagement_id", "type") WHERE "superseded_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "plan_document_version_unique" ON "plan_document" ("engagement_id", "type", "version")`,
    );
    await run(`
      CREATE TABLE "plan_document_approval" (
        "document_id" text PRIMARY KEY NOT NULL,
        "approved_on" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_b87db63819b576786c778dfcaf1" FOREIGN KEY ("document_id") REFERENCES "plan_document" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "engagement_closure" (
        "id" text PRIMARY KEY NOT NULL,
        "engagement_id" text NOT NULL,
        "closed_on" text NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "FK_18bd5e16b20d27403eaff8b44e4" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_18bd5e16b20d27403eaff8b44e" ON "engagement_closure" ("engagement_id")`);
    await run(
      `CREATE UNIQUE INDEX "engagement_closure_current_unique" ON "engagement_closure" ("engagement_id") WHERE "superseded_at" IS NULL`,
    );

    for (const table of APPEND_ONLY) {
      await run(refuse(table, 'update', 'UPDATE', '1'));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    for (const [table, columns] of Object.entries(SUPERSEDED_ONLY)) {
      await run(refuse(table, 'update', 'UPDATE', `OLD.superseded_at IS NOT NULL OR ${changed(columns)}`));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

function changed(columns: readonly string[]): string {
  return columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
}
