/** The tables of the main job, as on SQLite. Generated from the entities, then read; the triggers are by hand. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale: days, instants and sort keys rely on it. */
const TEXT = 'text COLLATE "C"';

const TABLES = [
  'municipality',
  'rule_set',
  'provider',
  'engagement',
  'engagement_municipality',
  'seat',
  'person',
  'affiliation',
  'enrolment',
  'enrolment_change',
  'progress',
  'dispensation',
  'cohort',
  'course_day',
  'course_day_plan',
  'attendance',
  'certification_attempt',
  'certificate',
  'certificate_event',
  'audit_event',
  'idempotency_key',
  'supervision_group',
  'group_member',
  'supervision_meeting',
  'supervision_record',
  'presence',
];

/** Facts are never overwritten (domain.md Decision 2): the database itself refuses to change or remove them. */
const APPEND_ONLY = [
  'audit_event',
  'enrolment_change',
  'certificate_event',
  'certification_attempt',
  'rule_set',
];
/** Here one column says that a row is over, once; the rest of the row never changes. */
const ENDED_BY: Readonly<Record<string, string>> = {
  attendance: 'superseded_at',
  presence: 'superseded_at',
  supervision_record: 'superseded_at',
  course_day_plan: 'superseded_at',
  dispensation: 'ended_at',
};

export class Initial1763769600000 implements MigrationInterface {
  name = 'Initial1763769600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "municipality" (
        "code" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "sort_key" ${TEXT} NOT NULL,
        "valid_from" ${TEXT},
        "valid_to" ${TEXT},
        "successor_code" ${TEXT},
        CONSTRAINT "PK_f01eb47e7b81481ca5a146a786d" PRIMARY KEY ("code")
      )
    `);
    await run(`
      CREATE TABLE "rule_set" (
        "programme_key" ${TEXT} NOT NULL,
        "version" integer NOT NULL,
        "content" ${TEXT} NOT NULL,
        "published_at" ${TEXT} NOT NULL,
        CONSTRAINT "rule_set_version_positive" CHECK ("version" > 0),
        CONSTRAINT "PK_9483ac93256dd68a4ac6c9c1b5d" PRIMARY KEY ("programme_key", "version")
      )
    `);
    await run(`
      CREATE TABLE "provider" (
        "id" ${TEXT} NOT NULL,
        "key" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_6ab2f66d8987bf1bfdd6136a2d5" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE UNIQUE INDEX "provider_key_unique" ON "provider" ("key")`);
    await run(`
      CREATE TABLE "engagement" (
        "id" ${TEXT} NOT NULL,
        "programme_key" ${TEXT} NOT NULL,
        "rule_version" integer NOT NULL,
        "starts_on" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_08aef5bffed6ae054d4022b0b00" PRIMARY KEY ("id")
      )
    `);
    await run(`
      CREATE TABLE "engagement_municipality" (
        "engagement_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT} NOT NULL,
        CONSTRAINT "PK_5672b71bab4a5b91807b5b4efcc" PRIMARY KEY ("engagement_id", "municipality_code")
      )
    `);
    await run(
      `CREATE INDEX "IDX_2690fa815919efb00f8b01f522" ON "engagement_municipality" ("municipality_code")`,
    );
    await run(`
      CREATE TABLE "seat" (
        "id" ${TEXT} NOT NULL,
        "pool" ${TEXT} NOT NULL,
        "engagement_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT},
        "track_key" ${TEXT} NOT NULL,
        "kind" ${TEXT} NOT NULL,
        "number" integer,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "seat_grant_explained" CHECK ("kind" <> 'GRANTED' OR "reason" IS NOT NULL),
        CONSTRAINT "seat_counted_is_numbered" CHECK (("kind" = 'UNCOUNTED') = ("number" IS NULL)),
        CONSTRAINT "seat_kind" CHECK ("kind" IN ('QUOTA', 'GRANTED', 'UNCOUNTED')),
        CONSTRAINT "PK_4e72ae40c3fbd7711ccb380ac17" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_6bcb46adbd75b7cd5afe109f1b" ON "seat" ("engagement_id")`);
    await run(`CREATE UNIQUE INDEX "seat_number_unique" ON "seat" ("pool", "number")`);
    await run(`
      CREATE TABLE "person" (
        "id" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "email" ${TEXT},
        "phone" ${TEXT},
        "sort_key" ${TEXT} NOT NULL,
        "search_text" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_5fdaf670315c4b7e70cce85daa3" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "person_by_name" ON "person" ("sort_key", "id")`);
    await run(`CREATE UNIQUE INDEX "person_email_unique" ON "person" ("email") WHERE "email" IS NOT NULL`);
    await run(`
      CREATE TABLE "affiliation" (
        "id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT},
        "organisation" ${TEXT},
        "unit" ${TEXT},
        "role" ${TEXT},
        "valid_from" ${TEXT},
        "valid_to" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_faec2110a0fda4a0b7f93df6e6a" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_b03c71bf9167f1c4626506d317" ON "affiliation" ("person_id")`);
    await run(`CREATE INDEX "IDX_749ffbeab43bc8eace2ca74ef5" ON "affiliation" ("municipality_code")`);
    await run(`
      CREATE TABLE "enrolment" (
        "id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "engagement_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT} NOT NULL,
        "programme_key" ${TEXT} NOT NULL,
        "rule_version" integer NOT NULL,
        "track_key" ${TEXT} NOT NULL,
        "capacity" ${TEXT} NOT NULL,
        "status" ${TEXT} NOT NULL,
        "seat_id" ${TEXT},
        "cohort_id" ${TEXT},
        "affiliation_id" ${TEXT} NOT NULL,
        "replaces_id" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "enrolment_seated" CHECK ("seat_id" IS NOT NULL OR "status" NOT IN ('CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED')),
        CONSTRAINT "enrolment_status" CHECK ("status" IN ('WAITLISTED', 'NOMINATED', 'CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED', 'WITHDRAWN', 'REPLACED', 'CANCELLED')),
        CONSTRAINT "enrolment_capacity" CHECK ("capacity" IN ('EMPLOYEE', 'LEADER', 'PARTNER')),
        CONSTRAINT "PK_5d2679f6c891d77c58aa0e05f2b" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_5f4c05a01b54151e3b3a62afd5" ON "enrolment" ("person_id")`);
    await run(`CREATE INDEX "IDX_649944e35911addb4512719a32" ON "enrolment" ("cohort_id")`);
    await run(`CREATE INDEX "IDX_db30c41eb456edcafe0fbb325c" ON "enrolment" ("replaces_id")`);
    await run(`CREATE INDEX "enrolment_by_engagement" ON "enrolment" ("engagement_id", "track_key")`);
    await run(`CREATE INDEX "enrolment_by_municipality" ON "enrolment" ("municipality_code", "track_key")`);
    await run(
      `CREATE UNIQUE INDEX "enrolment_open_unique" ON "enrolment" ("person_id", "programme_key", "track_key") WHERE "status" IN ('WAITLISTED', 'NOMINATED', 'CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED')`,
    );
    await run(
      `CREATE UNIQUE INDEX "enrolment_seat_unique" ON "enrolment" ("seat_id") WHERE "seat_id" IS NOT NULL`,
    );
    await run(`
      CREATE TABLE "enrolment_change" (
        "enrolment_id" ${TEXT} NOT NULL,
        "sequence" integer NOT NULL,
        "status" ${TEXT} NOT NULL,
        "seat_id" ${TEXT},
        "cohort_id" ${TEXT},
        "cohort_from" ${TEXT},
        "valid_on" ${TEXT} NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_ab1b37cae1d07ee280d5a76fa9b" PRIMARY KEY ("enrolment_id", "sequence")
      )
    `);
    await run(`CREATE INDEX "IDX_c8c3f126c12db6ad8e5eeec602" ON "enrolment_change" ("cohort_id")`);
    await run(`
      CREATE TABLE "progress" (
        "enrolment_id" ${TEXT} NOT NULL,
        "attended_half_days" integer NOT NULL,
        "credited_minutes" integer NOT NULL,
        CONSTRAINT "PK_b2b26c1088c60a901bfd2adb378" PRIMARY KEY ("enrolment_id")
      )
    `);
    await run(`
      CREATE TABLE "dispensation" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "requirement" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "valid_on" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "ended_at" ${TEXT},
        CONSTRAINT "dispensation_requirement" CHECK ("requirement" IN ('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT')),
        CONSTRAINT "PK_d7d9287e590d3010a3985d44bc5" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "dispensation_current_unique" ON "dispensation" ("enrolment_id", "requirement") WHERE "ended_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "cohort" (
        "id" ${TEXT} NOT NULL,
        "programme_key" ${TEXT} NOT NULL,
        "rule_version" integer NOT NULL,
        "track_key" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "provider_id" ${TEXT},
        "engagement_id" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_4fb3cca38dc4b461110344e5f9b" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_f21c8cf11ffff55fa3b575ee45" ON "cohort" ("programme_key")`);
    await run(`CREATE INDEX "IDX_c1b533526c34b26b1e1b44c0b6" ON "cohort" ("provider_id")`);
    await run(`CREATE INDEX "IDX_3ed1b6db8e6f0ce4ed1428596c" ON "cohort" ("engagement_id")`);
    await run(`
      CREATE TABLE "course_day" (
        "id" ${TEXT} NOT NULL,
        "cohort_id" ${TEXT} NOT NULL,
        "type" ${TEXT} NOT NULL,
        "unit" integer NOT NULL,
        "day" integer NOT NULL,
        "cancelled" boolean NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "course_day_type" CHECK ("type" IN ('SEMINAR', 'COURSE_DAY', 'CERTIFICATION_DAY')),
        CONSTRAINT "PK_392f947bd36205525e8eabb1fc8" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "course_day_place_unique" ON "course_day" ("cohort_id", "type", "unit", "day") WHERE "cancelled" = false`,
    );
    await run(`
      CREATE TABLE "course_day_plan" (
        "id" ${TEXT} NOT NULL,
        "course_day_id" ${TEXT} NOT NULL,
        "date" ${TEXT} NOT NULL,
        "am_starts_at" ${TEXT} NOT NULL,
        "am_ends_at" ${TEXT} NOT NULL,
        "pm_starts_at" ${TEXT} NOT NULL,
        "pm_ends_at" ${TEXT} NOT NULL,
        "venue" ${TEXT},
        "cancelled" boolean NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "course_day_plan_order" CHECK ("am_starts_at" < "am_ends_at" AND "am_ends_at" <= "pm_starts_at" AND "pm_starts_at" < "pm_ends_at"),
        CONSTRAINT "PK_e52af406d99c1b2d99b407d74bb" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_22b99bdd350f73686f104547ac" ON "course_day_plan" ("course_day_id")`);
    await run(
      `CREATE UNIQUE INDEX "course_day_plan_current_unique" ON "course_day_plan" ("course_day_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "attendance" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "course_day_id" ${TEXT} NOT NULL,
        "part" ${TEXT} NOT NULL,
        "state" ${TEXT} NOT NULL,
        "notified" boolean,
        "makes_up_course_day_id" ${TEXT},
        "makes_up_part" ${TEXT},
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "attendance_make_up_whole" CHECK (("makes_up_course_day_id" IS NULL) = ("makes_up_part" IS NULL)),
        CONSTRAINT "attendance_state" CHECK ("state" IN ('PRESENT', 'ABSENT')),
        CONSTRAINT "attendance_part" CHECK ("part" IN ('AM', 'PM') AND ("makes_up_part" IS NULL OR "makes_up_part" IN ('AM', 'PM'))),
        CONSTRAINT "PK_ee0ffe42c1f1a01e72b725c0cb2" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_ebd2fd3f1282f9caabcd5fe263" ON "attendance" ("course_day_id")`);
    await run(
      `CREATE UNIQUE INDEX "attendance_made_up_once" ON "attendance" ("enrolment_id", "makes_up_course_day_id", "makes_up_part") WHERE "superseded_at" IS NULL AND "makes_up_course_day_id" IS NOT NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "attendance_current_unique" ON "attendance" ("enrolment_id", "course_day_id", "part") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "certification_attempt" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "course_day_id" ${TEXT} NOT NULL,
        "number" integer NOT NULL,
        "outcome" ${TEXT} NOT NULL,
        "video" ${TEXT},
        "assessor" ${TEXT},
        "alternative_basis" ${TEXT},
        "held_on" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "certification_attempt_video" CHECK ("video" IS NULL OR "video" IN ('SHOWN', 'NOT_POSSIBLE', 'NOT_SHOWN')),
        CONSTRAINT "certification_attempt_outcome" CHECK ("outcome" IN ('PASSED', 'FAILED')),
        CONSTRAINT "PK_c8ad5934014c19f5bdf82469c87" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_0bbbb26f9b1327250052e0d627" ON "certification_attempt" ("course_day_id")`);
    await run(
      `CREATE UNIQUE INDEX "certification_attempt_passed_once" ON "certification_attempt" ("enrolment_id") WHERE "outcome" = 'PASSED'`,
    );
    await run(
      `CREATE UNIQUE INDEX "certification_attempt_number_unique" ON "certification_attempt" ("enrolment_id", "number")`,
    );
    await run(`
      CREATE TABLE "certificate" (
        "id" ${TEXT} NOT NULL,
        "number" ${TEXT} NOT NULL,
        "version" integer NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "person_id" ${TEXT} NOT NULL,
        "programme_key" ${TEXT} NOT NULL,
        "title" ${TEXT} NOT NULL,
        "holder_name" ${TEXT} NOT NULL,
        "issued_on" ${TEXT} NOT NULL,
        "valid_until" ${TEXT},
        "snapshot" ${TEXT} NOT NULL,
        "status" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "certificate_status" CHECK ("status" IN ('VALID', 'REVIEW_REQUIRED', 'REVOKED', 'REPLACED')),
        CONSTRAINT "PK_8daddfc65f59e341c2bbc9c9e43" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_006c65c4df51536ef09a876168" ON "certificate" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "certificate_one_valid" ON "certificate" ("person_id", "programme_key", "title") WHERE "status" IN ('VALID', 'REVIEW_REQUIRED')`,
    );
    await run(`CREATE UNIQUE INDEX "certificate_number_unique" ON "certificate" ("number", "version")`);
    await run(`
      CREATE TABLE "certificate_event" (
        "certificate_id" ${TEXT} NOT NULL,
        "sequence" integer NOT NULL,
        "kind" ${TEXT} NOT NULL,
        "valid_on" ${TEXT} NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_f8bfd0305b6d94136c9a1c4b115" PRIMARY KEY ("certificate_id", "sequence")
      )
    `);
    await run(`
      CREATE TABLE "audit_event" (
        "id" SERIAL NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "action" ${TEXT} NOT NULL,
        "subject_id" ${TEXT} NOT NULL,
        "before" ${TEXT},
        "after" ${TEXT},
        "reason" ${TEXT},
        CONSTRAINT "PK_481efbe8b0a403efe3f47a6528f" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "audit_event_by_subject" ON "audit_event" ("subject_id", "id")`);
    await run(`
      CREATE TABLE "idempotency_key" (
        "actor" ${TEXT} NOT NULL,
        "action" ${TEXT} NOT NULL,
        "key" ${TEXT} NOT NULL,
        "input_hash" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        CONSTRAINT "PK_ab2fa846e070a4b74c3cb74c000" PRIMARY KEY ("actor", "action", "key")
      )
    `);
    await run(`
      CREATE TABLE "supervision_group" (
        "id" ${TEXT} NOT NULL,
        "programme_key" ${TEXT} NOT NULL,
        "track_key" ${TEXT} NOT NULL,
        "name" ${TEXT} NOT NULL,
        "provider_id" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_2454ee9775dbe8d20cb27b8ebbe" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_d3ea9722c280b6421b033486a5" ON "supervision_group" ("programme_key")`);
    await run(`CREATE INDEX "IDX_e99723238c2bccef196efa2164" ON "supervision_group" ("provider_id")`);
    await run(`
      CREATE TABLE "group_member" (
        "id" ${TEXT} NOT NULL,
        "group_id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "valid_from" ${TEXT},
        "valid_to" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_65634517a244b69a8ef338d03c3" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_e200cd6ff3e3903c5be5ae1400" ON "group_member" ("group_id")`);
    await run(`CREATE INDEX "IDX_0d793201e1a8f1f8d6dd8cbc53" ON "group_member" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "group_member_current_unique" ON "group_member" ("group_id", "enrolment_id") WHERE "valid_to" IS NULL`,
    );
    await run(`
      CREATE TABLE "supervision_meeting" (
        "id" ${TEXT} NOT NULL,
        "group_id" ${TEXT} NOT NULL,
        "planned_starts_at" ${TEXT} NOT NULL,
        "planned_ends_at" ${TEXT} NOT NULL,
        "host_municipality_code" ${TEXT},
        "venue" ${TEXT},
        "status" ${TEXT} NOT NULL,
        "reason" ${TEXT},
        "cancelled_at" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "supervision_meeting_order" CHECK ("planned_starts_at" < "planned_ends_at"),
        CONSTRAINT "supervision_meeting_status" CHECK ("status" IN ('PLANNED', 'HELD', 'CANCELLED')),
        CONSTRAINT "PK_2e3aae12a6bcf3176796ca9a79e" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_64f4845725c2a472e3ee13d193" ON "supervision_meeting" ("group_id")`);
    await run(`
      CREATE TABLE "supervision_record" (
        "id" ${TEXT} NOT NULL,
        "meeting_id" ${TEXT} NOT NULL,
        "started_at" ${TEXT} NOT NULL,
        "ended_at" ${TEXT} NOT NULL,
        "break_minutes" integer NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "supervision_record_break" CHECK ("break_minutes" >= 0),
        CONSTRAINT "supervision_record_order" CHECK ("started_at" < "ended_at"),
        CONSTRAINT "PK_3bf1e1eeb4ae4a1a23cb12475b0" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "supervision_record_current_unique" ON "supervision_record" ("meeting_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "presence" (
        "id" ${TEXT} NOT NULL,
        "meeting_id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "from_at" ${TEXT},
        "to_at" ${TEXT},
        "absent" boolean NOT NULL,
        "guest" boolean NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "presence_order" CHECK ("from_at" IS NULL OR "to_at" IS NULL OR "from_at" < "to_at"),
        CONSTRAINT "PK_e0088b38d7cf2dc6ad815d33e7d" PRIMARY KEY ("id")
      )
    `);
    await run(`CREATE INDEX "IDX_7e575da8a17bfd494667964caa" ON "presence" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "presence_current_unique" ON "presence" ("meeting_id", "enrolment_id") WHERE "superseded_at" IS NULL`,
    );
    await run(
      `ALTER TABLE "engagement" ADD CONSTRAINT "FK_579b5d585a8fc66610a0ddd1193" FOREIGN KEY ("programme_key", "rule_version") REFERENCES "rule_set"("programme_key","version") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_municipality" ADD CONSTRAINT "FK_8b9e70920073068ba0da4478e6a" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "engagement_municipality" ADD CONSTRAINT "FK_2690fa815919efb00f8b01f5224" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "seat" ADD CONSTRAINT "FK_6bcb46adbd75b7cd5afe109f1ba" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "seat" ADD CONSTRAINT "FK_733b5cc0d504964e979c1874cdf" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "affiliation" ADD CONSTRAINT "FK_b03c71bf9167f1c4626506d317d" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "affiliation" ADD CONSTRAINT "FK_749ffbeab43bc8eace2ca74ef54" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_5f4c05a01b54151e3b3a62afd56" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_e6bcb1d94638853a789a459940f" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_5af91eb5539306c6461fd060094" FOREIGN KEY ("municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_c4841fc6081e10a5afcff50e321" FOREIGN KEY ("seat_id") REFERENCES "seat"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_649944e35911addb4512719a32a" FOREIGN KEY ("cohort_id") REFERENCES "cohort"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_102f00566a9c145e28e263112a4" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_db30c41eb456edcafe0fbb325c9" FOREIGN KEY ("replaces_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment" ADD CONSTRAINT "FK_776d85e6e1bf7b07af424482215" FOREIGN KEY ("programme_key", "rule_version") REFERENCES "rule_set"("programme_key","version") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment_change" ADD CONSTRAINT "FK_fa2d284dbcd6e919779d8f8df73" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment_change" ADD CONSTRAINT "FK_2b44941b81f0675197ae35738cc" FOREIGN KEY ("seat_id") REFERENCES "seat"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "enrolment_change" ADD CONSTRAINT "FK_c8c3f126c12db6ad8e5eeec6022" FOREIGN KEY ("cohort_id") REFERENCES "cohort"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "progress" ADD CONSTRAINT "FK_b2b26c1088c60a901bfd2adb378" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "dispensation" ADD CONSTRAINT "FK_3385f4cafae2f8c5503235b9387" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "cohort" ADD CONSTRAINT "FK_c1b533526c34b26b1e1b44c0b64" FOREIGN KEY ("provider_id") REFERENCES "provider"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "cohort" ADD CONSTRAINT "FK_3ed1b6db8e6f0ce4ed1428596c6" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "cohort" ADD CONSTRAINT "FK_480c7cf0113bdfd999487bd66fa" FOREIGN KEY ("programme_key", "rule_version") REFERENCES "rule_set"("programme_key","version") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "course_day" ADD CONSTRAINT "FK_adead5b8b01a08add69d0d281b2" FOREIGN KEY ("cohort_id") REFERENCES "cohort"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "course_day_plan" ADD CONSTRAINT "FK_22b99bdd350f73686f104547acd" FOREIGN KEY ("course_day_id") REFERENCES "course_day"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "attendance" ADD CONSTRAINT "FK_619475bdf0b3bec25febcf4c25e" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "attendance" ADD CONSTRAINT "FK_ebd2fd3f1282f9caabcd5fe263f" FOREIGN KEY ("course_day_id") REFERENCES "course_day"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "attendance" ADD CONSTRAINT "FK_ab4eb36cdca9ed711785cbc6439" FOREIGN KEY ("makes_up_course_day_id") REFERENCES "course_day"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "certification_attempt" ADD CONSTRAINT "FK_9bc63369577dd9ffd30b2a06b7e" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "certification_attempt" ADD CONSTRAINT "FK_0bbbb26f9b1327250052e0d6270" FOREIGN KEY ("course_day_id") REFERENCES "course_day"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "certificate" ADD CONSTRAINT "FK_006c65c4df51536ef09a8761689" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "certificate" ADD CONSTRAINT "FK_72edceab6e5aa36f58007d24f47" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "certificate_event" ADD CONSTRAINT "FK_9f3c2f4dbd4b99a50a3e30699ba" FOREIGN KEY ("certificate_id") REFERENCES "certificate"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "supervision_group" ADD CONSTRAINT "FK_e99723238c2bccef196efa2164c" FOREIGN KEY ("provider_id") REFERENCES "provider"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "group_member" ADD CONSTRAINT "FK_e200cd6ff3e3903c5be5ae1400e" FOREIGN KEY ("group_id") REFERENCES "supervision_group"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "group_member" ADD CONSTRAINT "FK_0d793201e1a8f1f8d6dd8cbc535" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "supervision_meeting" ADD CONSTRAINT "FK_64f4845725c2a472e3ee13d1937" FOREIGN KEY ("group_id") REFERENCES "supervision_group"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "supervision_meeting" ADD CONSTRAINT "FK_bf190d7b6330fbb6bb885523fe1" FOREIGN KEY ("host_municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "supervision_record" ADD CONSTRAINT "FK_892d22df9ab586d7aa1c2075dd5" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "presence" ADD CONSTRAINT "FK_ee8cd8d02c5d391ac98e02210d3" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(
      `ALTER TABLE "presence" ADD CONSTRAINT "FK_7e575da8a17bfd494667964caa6" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );

    await run(`
      CREATE FUNCTION "refuse_overwriting"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is never overwritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$
    `);
    for (const table of APPEND_ONLY) await run(refuse(table, 'update', 'UPDATE', 'ROW', 'true'));
    for (const [table, column] of Object.entries(ENDED_BY))
      await run(
        refuse(table, 'update', 'UPDATE', 'ROW', `OLD.${column} IS NOT NULL OR ${changedBeside(column)}`),
      );
    // What a certificate said when it was issued (V24); its status is as after its latest event.
    await run(refuse('certificate', 'update', 'UPDATE', 'ROW', changedBeside('status')));
    for (const table of [...APPEND_ONLY, ...Object.keys(ENDED_BY), 'certificate']) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ${TABLES.map((table) => `"${table}"`).join(', ')}`);
    await queryRunner.query('DROP FUNCTION "refuse_overwriting"');
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}

/** Whether anything but one column is changed. */
function changedBeside(column: string): string {
  return `to_jsonb(OLD) - '${column}' IS DISTINCT FROM to_jsonb(NEW) - '${column}'`;
}
