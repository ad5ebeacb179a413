/** Team, meetings, plan documents and end of an engagement; coordinators whose role ends; municipalities that merge. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale: days, instants and sort keys rely on it. */
const TEXT = 'text COLLATE "C"';

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
/** Here a row may only be superseded, once; the rest of it never changes. */
const SUPERSEDED_ONLY = [
  'team_membership',
  'engagement_meeting_record',
  'engagement_meeting_attendance',
  'plan_document',
  'engagement_closure',
  'municipality_succession',
];

export class Implementation1763769600010 implements MigrationInterface {
  name = 'Implementation1763769600010';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "coordinator_change" (
        "holder" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT} NOT NULL,
        "sequence" integer NOT NULL,
        "kind" ${TEXT} NOT NULL,
        "valid_on" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "coordinator_change_kind" CHECK ("kind" IN ('ENDED', 'REINSTATED')),
        CONSTRAINT "PK_313fc57b3d7661a53db2882bf2f" PRIMARY KEY ("holder", "municipality_code", "sequence")
      )
    `);
    await run(`
      CREATE TABLE "municipality_succession" (
        "id" ${TEXT} NOT NULL,
        "code" ${TEXT} NOT NULL,
        "successor_code" ${TEXT} NOT NULL,
        "first_day" ${TEXT} NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "municipality_succession_other" CHECK ("code" <> "successor_code"),
        CONSTRAINT "PK_1d071ae71e1cd40111d80ae2b22" PRIMARY KEY ("id")
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
        "id" ${TEXT} NOT NULL,
        "member_id" ${TEXT} NOT NULL,
        "engagement_id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT} NOT NULL,
        "role" ${TEXT} NOT NULL,
        "valid_from" ${TEXT} NOT NULL,
        "valid_to" ${TEXT},
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "team_membership_order" CHECK ("valid_to" IS NULL OR "valid_from" <= "valid_to"),
        CONSTRAINT "team_membership_role" CHECK ("role" IN ('LEADER', 'PROJECT_LEADER', 'PROJECT_OWNER', 'KEY_EMPLOYEE', 'EMPLOYEE', 'STAFF_REP', 'STAKEHOLDER')),
        CONSTRAINT "PK_b4f8962cc9081c5d30e78cecefc" PRIMARY KEY ("id")
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
        "id" ${TEXT} NOT NULL,
        "engagement_id" ${TEXT} NOT NULL,
        "kind" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "engagement_meeting_kind" CHECK ("kind" IN ('INITIAL_CALL', 'KICK_OFF', 'PLAN_WORKSHOP', 'STATUS_MEETING')),
        CONSTRAINT "PK_6f6a7939429c6e0d33e232cce2f" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_0870d7e8e218da913aeb895a0f" ON "engagement_meeting" ("engagement_id")`);
    await run(`
      CREATE TABLE "engagement_meeting_record" (
        "id" ${TEXT} NOT NULL,
        "meeting_id" ${TEXT} NOT NULL,
        "date" ${TEXT} NOT NULL,
        "date_precision" ${TEXT} NOT NULL,
        "status" ${TEXT} NOT NULL,
        "venue" ${TEXT},
        "plan_status" ${TEXT},
        "adjustments" ${TEXT},
        "challenges" ${TEXT},
        "sparring" ${TEXT},
        "maintenance" ${TEXT},
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "engagement_meeting_record_status" CHECK ("status" IN ('PLANNED', 'HELD', 'CANCELLED')),
        CONSTRAINT "engagement_meeting_record_precision" CHECK ("date_precision" IN ('DAY', 'MID_MONTH', 'MONTH', 'QUARTER', 'HALF_YEAR')),
        CONSTRAINT "PK_d3276690e0d481d936ad993ad6b" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_a6f78f851fe7c24478670d044f" ON "engagement_meeting_record" ("meeting_id")`);
    await run(
      `CREATE UNIQUE INDEX "engagement_meeting_record_current_unique" ON "engagement_meeting_record" ("meeting_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "engagement_meeting_attendance" (
        "id" ${TEXT} NOT NULL,
        "meeting_id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "state" ${TEXT} NOT NULL,
        "role" ${TEXT},
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "engagement_meeting_attendance_role" CHECK ("role" IS NULL OR "role" IN ('LEADER', 'PROJECT_LEADER', 'PROJECT_OWNER', 'KEY_EMPLOYEE', 'EMPLOYEE', 'STAFF_REP', 'STAKEHOLDER')),
        CONSTRAINT "engagement_meeting_attendance_state" CHECK ("state" IN ('PRESENT', 'EXCUSED', 'ABSENT')),
        CONSTRAINT "PK_f841edc17782abb57f45ff34fc5" PRIMARY KEY ("id")
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
        "id" ${TEXT} NOT NULL,
        "engagement_id" ${TEXT} NOT NULL,
        "type" ${TEXT} NOT NULL,
        "version" integer NOT NULL,
        "title" ${TEXT} NOT NULL,
        "link" ${TEXT} NOT NULL,
        "dated_on" ${TEXT} NOT NULL,
        "owner_person_id" ${TEXT},
        "owner_text" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "plan_document_owned" CHECK (("owner_person_id" IS NULL) <> ("owner_text" IS NULL)),
        CONSTRAINT "plan_document_type" CHECK ("type" IN ('IMPLEMENTATION_PLAN', 'ANCHORING_PLAN', 'STAKEHOLDER_ANALYSIS', 'RISK_ANALYSIS', 'READINESS_FORM', 'RECRUITMENT_AND_ORGANISATION', 'COMMUNICATION_PLAN')),
        CONSTRAINT "PK_2afa4a0dfa8196ebcb4fe496b60" PRIMARY KEY ("id")
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
        "document_id" ${TEXT} NOT NULL,
        "approved_on" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_b87db63819b576786c778dfcaf1" PRIMARY KEY ("document_id")
      )
    `);
    await run(`
      CREATE TABLE "engagement_closure" (
        "id" ${TEXT} NOT NULL,
        "engagement_id" ${TEXT} NOT NULL,
        "closed_on" ${TEXT} NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "PK_f6f8e43541dea15eceb1d7e2e26" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_18bd5e16b20d27403eaff8b44e" ON "engagement_closure" ("engagement_id")`);
    await run(
      `CREATE UNIQUE INDEX "engagement_closure_current_unique" ON "engagement_closure" ("engagement_id") WHERE "superseded_at" IS NULL`,
    );
    await run(
      `ALTER TABLE "coordinator_change" ADD CONSTRAINT "FK_77b97f027a6997330680ceae245" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "municipality_succession" ADD CONSTRAINT "FK_d1c2de457d055cc4a6a680651e8" FOREIGN KEY ("code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "municipality_succession" ADD CONSTRAINT "FK_fb30558d6445f07d828c11ea3b5" FOREIGN KEY ("successor_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "team_membership" ADD CONSTRAINT "FK_aa93194b451a3b5b5260bd682cc" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "team_membership" ADD CONSTRAINT "FK_40282dd698d93b2335035ce5bf0" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "team_membership" ADD CONSTRAINT "FK_613d1aacb5b910e128531d72b9b" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_meeting" ADD CONSTRAINT "FK_0870d7e8e218da913aeb895a0fe" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_meeting_record" ADD CONSTRAINT "FK_a6f78f851fe7c24478670d044fa" FOREIGN KEY ("meeting_id") REFERENCES "engagement_meeting"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_meeting_attendance" ADD CONSTRAINT "FK_be3826f40777c2aadf5796adacd" FOREIGN KEY ("meeting_id") REFERENCES "engagement_meeting"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_meeting_attendance" ADD CONSTRAINT "FK_1f51392c52a8b3603669ad6a36e" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "plan_document" ADD CONSTRAINT "FK_9a3e1b46eb5167d3067e591069b" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "plan_document" ADD CONSTRAINT "FK_e73758558e06a8448ebe3640969" FOREIGN KEY ("owner_person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "plan_document_approval" ADD CONSTRAINT "FK_b87db63819b576786c778dfcaf1" FOREIGN KEY ("document_id") REFERENCES "plan_document"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_closure" ADD CONSTRAINT "FK_18bd5e16b20d27403eaff8b44e4" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );

    for (const table of APPEND_ONLY) await run(refuse(table, 'update', 'UPDATE', 'ROW', 'true'));
    for (const table of SUPERSEDED_ONLY)
      await run(
        refuse(
          table,
          'update',
          'UPDATE',
          'ROW',
          `OLD.superseded_at IS NOT NULL OR to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at'`,
        ),
      );
    for (const table of [...APPEND_ONLY, ...SUPERSEDED_ONLY]) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ${TABLES.map((table) => `"${table}"`).join(', ')}`);
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
