/** The tables of the main job: from seat to certificate. Generated from the entities, then read; the triggers are by hand. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'municipality',
  'rule_set',
  'provider',
  'person',
  'audit_event',
  'idempotency_key',
  'engagement',
  'engagement_municipality',
  'seat',
  'affiliation',
  'cohort',
  'enrolment',
  'enrolment_change',
  'progress',
  'dispensation',
  'course_day',
  'course_day_plan',
  'attendance',
  'certification_attempt',
  'certificate',
  'certificate_event',
  'supervision_group',
  'group_member',
  'supervision_meeting',
  'supervision_record',
  'presence',
];

/**
 * Facts are never overwritten (domain.md Decision 2): the database itself refuses to change or remove them. A later
 * migration that rebuilds one of these tables must create its triggers again: SQLite drops them with the table.
 */
const APPEND_ONLY = [
  'audit_event',
  'enrolment_change',
  'certificate_event',
  'certification_attempt',
  'rule_set',
];
/** Here a row may only be superseded (or ended), once: the column that says so, and those that never change. */
const SUPERSEDED_ONLY: readonly { table: string; by: string; columns: readonly string[] }[] = [
  {
    table: 'attendance',
    by: 'superseded_at',
    columns: [
      'id',
      'enrolment_id',
      'course_day_id',
      'part',
      'state',
      'notified',
      'makes_up_course_day_id',
      'makes_up_part',
      'reason',
      'recorded_at',
      'recorded_by',
    ],
  },
  {
    table: 'presence',
    by: 'superseded_at',
    columns: [
      'id',
      'meeting_id',
      'enrolment_id',
      'from_at',
      'to_at',
      'absent',
      'guest',
      'reason',
      'recorded_at',
      'recorded_by',
    ],
  },
  {
    table: 'supervision_record',
    by: 'superseded_at',
    columns: ['id', 'meeting_id', 'started_at', 'ended_at', 'break_minutes', 'recorded_at', 'recorded_by'],
  },
  {
    table: 'course_day_plan',
    by: 'superseded_at',
    columns: [
      'id',
      'course_day_id',
      'date',
      'am_starts_at',
      'am_ends_at',
      'pm_starts_at',
      'pm_ends_at',
      'venue',
      'cancelled',
      'reason',
      'recorded_at',
      'recorded_by',
    ],
  },
  {
    table: 'dispensation',
    by: 'ended_at',
    columns: ['id', 'enrolment_id', 'requirement', 'reason', 'valid_on', 'recorded_at', 'recorded_by'],
  },
];
/** What a certificate said when it was issued (V24). */
const CERTIFICATE_AS_ISSUED = [
  'id',
  'number',
  'version',
  'enrolment_id',
  'person_id',
  'programme_key',
  'title',
  'holder_name',
  'issued_on',
  'valid_until',
  'snapshot',
  'recorded_at',
  'recorded_by',
];

export class Initial1763769600000 implements MigrationInterface {
  name = 'Initial1763769600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "municipality" (
        "code" text PRIMARY KEY NOT NULL,
        "name" text NOT NULL,
        "sort_key" text NOT NULL,
        "valid_from" text,
        "valid_to" text,
        "successor_code" text
      )
    `);
    await run(`
      CREATE TABLE "rule_set" (
        "programme_key" text NOT NULL,
        "version" integer NOT NULL,
        "content" text NOT NULL,
        "published_at" text NOT NULL,
        CONSTRAINT "rule_set_version_positive" CHECK ("version" > 0),
        PRIMARY KEY ("programme_key", "version")
      )
    `);
    await run(`
      CREATE TABLE "provider" (
        "id" text PRIMARY KEY NOT NULL,
        "key" text NOT NULL,
        "name" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL
      )
    `);
    await run(`CREATE UNIQUE INDEX "provider_key_unique" ON "provider" ("key")`);
    await run(`
      CREATE TABLE "person" (
        "id" text PRIMARY KEY NOT NULL,
        "name" text NOT NULL,
        "email" text,
        "phone" text,
        "sort_key" text NOT NULL,
        "search_text" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL
      )
    `);
    await run(`CREATE INDEX "person_by_name" ON "person" ("sort_key", "id")`);
    await run(`CREATE UNIQUE INDEX "person_email_unique" ON "person" ("email") WHERE "email" IS NOT NULL`);
    await run(`
      CREATE TABLE "audit_event" (
        "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "action" text NOT NULL,
        "subject_id" text NOT NULL,
        "before" text,
        "after" text,
        "reason" text
      )
    `);
    await run(`CREATE INDEX "audit_event_by_subject" ON "audit_event" ("subject_id", "id")`);
    await run(`
      CREATE TABLE "idempotency_key" (
        "actor" text NOT NULL,
        "action" text NOT NULL,
        "key" text NOT NULL,
        "input_hash" text NOT NULL,
        "recorded_at" text NOT NULL,
        PRIMARY KEY ("actor", "action", "key")
      )
    `);
    await run(`
      CREATE TABLE "engagement" (
        "id" text PRIMARY KEY NOT NULL,
        "programme_key" text NOT NULL,
        "rule_version" integer NOT NULL,
        "starts_on" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_579b5d585a8fc66610a0ddd1193" FOREIGN KEY ("programme_key", "rule_version") REFERENCES "rule_set" ("programme_key", "version") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "engagement_municipality" (
        "engagement_id" text NOT NULL,
        "municipality_code" text NOT NULL,
        CONSTRAINT "FK_8b9e70920073068ba0da4478e6a" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_2690fa815919efb00f8b01f5224" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("engagement_id", "municipality_code")
      )
    `);
    await run(
      `CREATE INDEX "IDX_2690fa815919efb00f8b01f522" ON "engagement_municipality" ("municipality_code")`,
    );
    await run(`
      CREATE TABLE "seat" (
        "id" text PRIMARY KEY NOT NULL,
        "pool" text NOT NULL,
        "engagement_id" text NOT NULL,
        "municipality_code" text,
        "track_key" text NOT NULL,
        "kind" text NOT NULL,
        "number" integer,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "seat_grant_explained" CHECK ("kind" <> 'GRANTED' OR "reason" IS NOT NULL),
        CONSTRAINT "seat_counted_is_numbered" CHECK (("kind" = 'UNCOUNTED') = ("number" IS NULL)),
        CONSTRAINT "seat_kind" CHECK ("kind" IN ('QUOTA', 'GRANTED', 'UNCOUNTED')),
        CONSTRAINT "FK_6bcb46adbd75b7cd5afe109f1ba" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_733b5cc0d504964e979c1874cdf" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_6bcb46adbd75b7cd5afe109f1b" ON "seat" ("engagement_id")`);
    await run(`CREATE UNIQUE INDEX "seat_number_unique" ON "seat" ("pool", "number")`);
    await run(`
      CREATE TABLE "affiliation" (
        "id" text PRIMARY KEY NOT NULL,
        "person_id" text NOT NULL,
        "municipality_code" text,
        "organisation" text,
        "unit" text,
        "role" text,
        "valid_from" text,
        "valid_to" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_b03c71bf9167f1c4626506d317d" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_749ffbeab43bc8eace2ca74ef54" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_b03c71bf9167f1c4626506d317" ON "affiliation" ("person_id")`);
    await run(`CREATE INDEX "IDX_749ffbeab43bc8eace2ca74ef5" ON "affiliation" ("municipality_code")`);
    await run(`
      CREATE TABLE "cohort" (
        "id" text PRIMARY KEY NOT NULL,
        "programme_key" text NOT NULL,
        "rule_version" integer NOT NULL,
        "track_key" text NOT NULL,
        "name" text NOT NULL,
        "provider_id" text,
        "engagement_id" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_c1b533526c34b26b1e1b44c0b64" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_3ed1b6db8e6f0ce4ed1428596c6" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_480c7cf0113bdfd999487bd66fa" FOREIGN KEY ("programme_key", "rule_version") REFERENCES "rule_set" ("programme_key", "version") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_f21c8cf11ffff55fa3b575ee45" ON "cohort" ("programme_key")`);
    await run(`CREATE INDEX "IDX_c1b533526c34b26b1e1b44c0b6" ON "cohort" ("provider_id")`);
    await run(`CREATE INDEX "IDX_3ed1b6db8e6f0ce4ed1428596c" ON "cohort" ("engagement_id")`);
    await run(`
      CREATE TABLE "enrolment" (
        "id" text PRIMARY KEY NOT NULL,
        "person_id" text NOT NULL,
        "engagement_id" text NOT NULL,
        "municipality_code" text NOT NULL,
        "programme_key" text NOT NULL,
        "rule_version" integer NOT NULL,
        "track_key" text NOT NULL,
        "capacity" text NOT NULL,
        "status" text NOT NULL,
        "seat_id" text,
        "cohort_id" text,
        "affiliation_id" text NOT NULL,
        "replaces_id" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "enrolment_seated" CHECK ("seat_id" IS NOT NULL OR "status" NOT IN ('CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED')),
        CONSTRAINT "enrolment_status" CHECK ("status" IN ('WAITLISTED', 'NOMINATED', 'CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED', 'WITHDRAWN', 'REPLACED', 'CANCELLED')),
        CONSTRAINT "enrolment_capacity" CHECK ("capacity" IN ('EMPLOYEE', 'LEADER', 'PARTNER')),
        CONSTRAINT "FK_5f4c05a01b54151e3b3a62afd56" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_e6bcb1d94638853a789a459940f" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_5af91eb5539306c6461fd060094" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_c4841fc6081e10a5afcff50e321" FOREIGN KEY ("seat_id") REFERENCES "seat" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_649944e35911addb4512719a32a" FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_102f00566a9c145e28e263112a4" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_db30c41eb456edcafe0fbb325c9" FOREIGN KEY ("replaces_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_776d85e6e1bf7b07af424482215" FOREIGN KEY ("programme_key", "rule_version") REFERENCES "rule_set" ("programme_key", "version") ON DELETE NO ACTION ON UPDATE NO ACTION
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
        "enrolment_id" text NOT NULL,
        "sequence" integer NOT NULL,
        "status" text NOT NULL,
        "seat_id" text,
        "cohort_id" text,
        "cohort_from" text,
        "valid_on" text NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_fa2d284dbcd6e919779d8f8df73" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_2b44941b81f0675197ae35738cc" FOREIGN KEY ("seat_id") REFERENCES "seat" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_c8c3f126c12db6ad8e5eeec6022" FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("enrolment_id", "sequence")
      )
    `);
    await run(`CREATE INDEX "IDX_c8c3f126c12db6ad8e5eeec602" ON "enrolment_change" ("cohort_id")`);
    await run(`
      CREATE TABLE "progress" (
        "enrolment_id" text PRIMARY KEY NOT NULL,
        "attended_half_days" integer NOT NULL,
        "credited_minutes" integer NOT NULL,
        CONSTRAINT "FK_b2b26c1088c60a901bfd2adb378" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "dispensation" (
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "requirement" text NOT NULL,
        "reason" text NOT NULL,
        "valid_on" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "ended_at" text,
        CONSTRAINT "dispensation_requirement" CHECK ("requirement" IN ('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT')),
        CONSTRAINT "FK_3385f4cafae2f8c5503235b9387" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "dispensation_current_unique" ON "dispensation" ("enrolment_id", "requirement") WHERE "ended_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "course_day" (
        "id" text PRIMARY KEY NOT NULL,
        "cohort_id" text NOT NULL,
        "type" text NOT NULL,
        "unit" integer NOT NULL,
        "day" integer NOT NULL,
        "cancelled" boolean NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "course_day_type" CHECK ("type" IN ('SEMINAR', 'COURSE_DAY', 'CERTIFICATION_DAY')),
        CONSTRAINT "FK_adead5b8b01a08add69d0d281b2" FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "course_day_place_unique" ON "course_day" ("cohort_id", "type", "unit", "day") WHERE "cancelled" = false`,
    );
    await run(`
      CREATE TABLE "course_day_plan" (
        "id" text PRIMARY KEY NOT NULL,
        "course_day_id" text NOT NULL,
        "date" text NOT NULL,
        "am_starts_at" text NOT NULL,
        "am_ends_at" text NOT NULL,
        "pm_starts_at" text NOT NULL,
        "pm_ends_at" text NOT NULL,
        "venue" text,
        "cancelled" boolean NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "course_day_plan_order" CHECK ("am_starts_at" < "am_ends_at" AND "am_ends_at" <= "pm_starts_at" AND "pm_starts_at" < "pm_ends_at"),
        CONSTRAINT "FK_22b99bdd350f73686f104547acd" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_22b99bdd350f73686f104547ac" ON "course_day_plan" ("course_day_id")`);
    await run(
      `CREATE UNIQUE INDEX "course_day_plan_current_unique" ON "course_day_plan" ("course_day_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "attendance" (
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "course_day_id" text NOT NULL,
        "part" text NOT NULL,
        "state" text NOT NULL,
        "notified" boolean,
        "makes_up_course_day_id" text,
        "makes_up_part" text,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "attendance_make_up_whole" CHECK (("makes_up_course_day_id" IS NULL) = ("makes_up_part" IS NULL)),
        CONSTRAINT "attendance_state" CHECK ("state" IN ('PRESENT', 'ABSENT')),
        CONSTRAINT "attendance_part" CHECK ("part" IN ('AM', 'PM') AND ("makes_up_part" IS NULL OR "makes_up_part" IN ('AM', 'PM'))),
        CONSTRAINT "FK_619475bdf0b3bec25febcf4c25e" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_ebd2fd3f1282f9caabcd5fe263f" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_ab4eb36cdca9ed711785cbc6439" FOREIGN KEY ("makes_up_course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
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
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "course_day_id" text NOT NULL,
        "number" integer NOT NULL,
        "outcome" text NOT NULL,
        "video" text,
        "assessor" text,
        "alternative_basis" text,
        "held_on" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "certification_attempt_video" CHECK ("video" IS NULL OR "video" IN ('SHOWN', 'NOT_POSSIBLE', 'NOT_SHOWN')),
        CONSTRAINT "certification_attempt_outcome" CHECK ("outcome" IN ('PASSED', 'FAILED')),
        CONSTRAINT "FK_9bc63369577dd9ffd30b2a06b7e" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_0bbbb26f9b1327250052e0d6270" FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
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
        "id" text PRIMARY KEY NOT NULL,
        "number" text NOT NULL,
        "version" integer NOT NULL,
        "enrolment_id" text NOT NULL,
        "person_id" text NOT NULL,
        "programme_key" text NOT NULL,
        "title" text NOT NULL,
        "holder_name" text NOT NULL,
        "issued_on" text NOT NULL,
        "valid_until" text,
        "snapshot" text NOT NULL,
        "status" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "certificate_status" CHECK ("status" IN ('VALID', 'REVIEW_REQUIRED', 'REVOKED', 'REPLACED')),
        CONSTRAINT "FK_006c65c4df51536ef09a8761689" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_72edceab6e5aa36f58007d24f47" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_006c65c4df51536ef09a876168" ON "certificate" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "certificate_one_valid" ON "certificate" ("person_id", "programme_key", "title") WHERE "status" IN ('VALID', 'REVIEW_REQUIRED')`,
    );
    await run(`CREATE UNIQUE INDEX "certificate_number_unique" ON "certificate" ("number", "version")`);
    await run(`
      CREATE TABLE "certificate_event" (
        "certificate_id" text NOT NULL,
        "sequence" integer NOT NULL,
        "kind" text NOT NULL,
        "valid_on" text NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_9f3c2f4dbd4b99a50a3e30699ba" FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("certificate_id", "sequence")
      )
    `);
    await run(`
      CREATE TABLE "supervision_group" (
        "id" text PRIMARY KEY NOT NULL,
        "programme_key" text NOT NULL,
        "track_key" text NOT NULL,
        "name" text NOT NULL,
        "provider_id" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_e99723238c2bccef196efa2164c" FOREIGN KEY ("provider_id") REFERENCES "provider" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_d3ea9722c280b6421b033486a5" ON "supervision_group" ("programme_key")`);
    await run(`CREATE INDEX "IDX_e99723238c2bccef196efa2164" ON "supervision_group" ("provider_id")`);
    await run(`
      CREATE TABLE "group_member" (
        "id" text PRIMARY KEY NOT NULL,
        "group_id" text NOT NULL,
        "enrolment_id" text NOT NULL,
        "valid_from" text,
        "valid_to" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_e200cd6ff3e3903c5be5ae1400e" FOREIGN KEY ("group_id") REFERENCES "supervision_group" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_0d793201e1a8f1f8d6dd8cbc535" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_e200cd6ff3e3903c5be5ae1400" ON "group_member" ("group_id")`);
    await run(`CREATE INDEX "IDX_0d793201e1a8f1f8d6dd8cbc53" ON "group_member" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "group_member_current_unique" ON "group_member" ("group_id", "enrolment_id") WHERE "valid_to" IS NULL`,
    );
    await run(`
      CREATE TABLE "supervision_meeting" (
        "id" text PRIMARY KEY NOT NULL,
        "group_id" text NOT NULL,
        "planned_starts_at" text NOT NULL,
        "planned_ends_at" text NOT NULL,
        "host_municipality_code" text,
        "venue" text,
        "status" text NOT NULL,
        "reason" text,
        "cancelled_at" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "supervision_meeting_order" CHECK ("planned_starts_at" < "planned_ends_at"),
        CONSTRAINT "supervision_meeting_status" CHECK ("status" IN ('PLANNED', 'HELD', 'CANCELLED')),
        CONSTRAINT "FK_64f4845725c2a472e3ee13d1937" FOREIGN KEY ("group_id") REFERENCES "supervision_group" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_bf190d7b6330fbb6bb885523fe1" FOREIGN KEY ("host_municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_64f4845725c2a472e3ee13d193" ON "supervision_meeting" ("group_id")`);
    await run(`
      CREATE TABLE "supervision_record" (
        "id" text PRIMARY KEY NOT NULL,
        "meeting_id" text NOT NULL,
        "started_at" text NOT NULL,
        "ended_at" text NOT NULL,
        "break_minutes" integer NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "supervision_record_break" CHECK ("break_minutes" >= 0),
        CONSTRAINT "supervision_record_order" CHECK ("started_at" < "ended_at"),
        CONSTRAINT "FK_892d22df9ab586d7aa1c2075dd5" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "supervision_record_current_unique" ON "supervision_record" ("meeting_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "presence" (
        "id" text PRIMARY KEY NOT NULL,
        "meeting_id" text NOT NULL,
        "enrolment_id" text NOT NULL,
        "from_at" text,
        "to_at" text,
        "absent" boolean NOT NULL,
        "guest" boolean NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "presence_order" CHECK ("from_at" IS NULL OR "to_at" IS NULL OR "from_at" < "to_at"),
        CONSTRAINT "FK_ee8cd8d02c5d391ac98e02210d3" FOREIGN KEY ("meeting_id") REFERENCES "supervision_meeting" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_7e575da8a17bfd494667964caa6" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "IDX_7e575da8a17bfd494667964caa" ON "presence" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "presence_current_unique" ON "presence" ("meeting_id", "enrolment_id") WHERE "superseded_at" IS NULL`,
    );

    for (const table of APPEND_ONLY) {
      await run(refuse(table, 'update', 'UPDATE', '1'));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    for (const { table, by, columns } of SUPERSEDED_ONLY) {
      await run(refuse(table, 'update', 'UPDATE', `OLD.${by} IS NOT NULL OR ${changed(columns)}`));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    await run(refuse('certificate', 'update', 'UPDATE', changed(CERTIFICATE_AS_ISSUED)));
    await run(refuse('certificate', 'delete', 'DELETE', '1'));
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
