/** Seats that become free: who waits for them, to whom they are offered, when they pass on and when they close. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the database refuses to change or remove; of an offer and a priority, only how it ended is filled in, once. */
const APPEND_ONLY = ['seat_reuse_approval', 'seat_closing', 'engagement_withdrawal'];
const ENDED: readonly { table: string; columns: readonly string[]; by: string }[] = [
  {
    table: 'waiting_priority',
    columns: ['id', 'enrolment_id', 'priority', 'reason', 'recorded_at', 'recorded_by'],
    by: 'superseded_at',
  },
  {
    table: 'seat_offer',
    columns: ['id', 'seat_id', 'enrolment_id', 'expires_at', 'recorded_at', 'recorded_by'],
    by: 'ended_at',
  },
];

export class SeatsThatBecomeFree1763769600070 implements MigrationInterface {
  name = 'SeatsThatBecomeFree1763769600070';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE INDEX "enrolment_change_by_seat" ON "enrolment_change" ("seat_id")`);
    await run(`
      CREATE TABLE "waiting_priority" (
        "id" text PRIMARY KEY NOT NULL,
        "enrolment_id" text NOT NULL,
        "priority" integer NOT NULL,
        "reason" text,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "waiting_priority_small" CHECK ("priority" BETWEEN 1 AND 9),
        CONSTRAINT "FK_c5ca80b9d0bbdde158d29cb1139" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "waiting_priority_current_unique" ON "waiting_priority" ("enrolment_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "seat_offer" (
        "id" text PRIMARY KEY NOT NULL,
        "seat_id" text NOT NULL,
        "enrolment_id" text NOT NULL,
        "expires_at" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "outcome" text,
        "ended_at" text,
        "ended_by" text,
        CONSTRAINT "seat_offer_ended_whole" CHECK (("ended_at" IS NULL) = ("outcome" IS NULL) AND ("ended_at" IS NULL) = ("ended_by" IS NULL)),
        CONSTRAINT "seat_offer_outcome" CHECK ("outcome" IS NULL OR "outcome" IN ('ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
        CONSTRAINT "FK_48236c87b2b5130db314ce168f9" FOREIGN KEY ("seat_id") REFERENCES "seat" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_e8b0178b9804102167ef7801b48" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE INDEX "seat_offer_by_enrolment" ON "seat_offer" ("enrolment_id")`);
    await run(
      `CREATE UNIQUE INDEX "seat_offer_standing_enrolment" ON "seat_offer" ("enrolment_id") WHERE "ended_at" IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX "seat_offer_standing_seat" ON "seat_offer" ("seat_id") WHERE "ended_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "seat_reuse_approval" (
        "enrolment_id" text PRIMARY KEY NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_cb907b8a7e8a584628c2426d348" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "seat_closing" (
        "seat_id" text PRIMARY KEY NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_6811da140a23a447937eed67133" FOREIGN KEY ("seat_id") REFERENCES "seat" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`
      CREATE TABLE "engagement_withdrawal" (
        "engagement_id" text NOT NULL,
        "municipality_code" text NOT NULL,
        "valid_on" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        CONSTRAINT "FK_2a652861676c5d549f9f547a395" FOREIGN KEY ("engagement_id") REFERENCES "engagement" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_3604d738cf292bd5b1c95b2f5e8" FOREIGN KEY ("municipality_code") REFERENCES "municipality" ("code") ON DELETE NO ACTION ON UPDATE NO ACTION,
        PRIMARY KEY ("engagement_id", "municipality_code")
      )
    `);
    for (const table of APPEND_ONLY) {
      await run(refuse(table, 'update', 'UPDATE', '1'));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
    for (const { table, by, columns } of ENDED) {
      await run(refuse(table, 'update', 'UPDATE', `OLD.${by} IS NOT NULL OR ${changed(columns)}`));
      await run(refuse(table, 'delete', 'DELETE', '1'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...APPEND_ONLY, ...ENDED.map((each) => each.table)])
      await queryRunner.query(`DROP TABLE "${table}"`);
    await queryRunner.query('DROP INDEX "enrolment_change_by_seat"');
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}

function changed(columns: readonly string[]): string {
  return columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
}
