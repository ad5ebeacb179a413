/** Seats that become free: who waits for them, to whom they are offered, when they pass on and when they close. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale: days, instants and sort keys rely on it. */
const TEXT = 'text COLLATE "C"';

/** What the database refuses to change or remove; of an offer and a priority, only how it ended is filled in, once. */
const APPEND_ONLY = ['seat_reuse_approval', 'seat_closing', 'engagement_withdrawal'];
const ENDED: Readonly<Record<string, readonly string[]>> = {
  waiting_priority: ['superseded_at'],
  seat_offer: ['ended_at', 'ended_by', 'outcome'],
};

const FOREIGN_KEYS: readonly (readonly [
  table: string,
  key: string,
  column: string,
  of: string,
  its: string,
])[] = [
  ['waiting_priority', 'FK_c5ca80b9d0bbdde158d29cb1139', 'enrolment_id', 'enrolment', 'id'],
  ['seat_offer', 'FK_48236c87b2b5130db314ce168f9', 'seat_id', 'seat', 'id'],
  ['seat_offer', 'FK_e8b0178b9804102167ef7801b48', 'enrolment_id', 'enrolment', 'id'],
  ['seat_reuse_approval', 'FK_cb907b8a7e8a584628c2426d348', 'enrolment_id', 'enrolment', 'id'],
  ['seat_closing', 'FK_6811da140a23a447937eed67133', 'seat_id', 'seat', 'id'],
  ['engagement_withdrawal', 'FK_2a652861676c5d549f9f547a395', 'engagement_id', 'engagement', 'id'],
  ['engagement_withdrawal', 'FK_3604d738cf292bd5b1c95b2f5e8', 'municipality_code', 'municipality', 'code'],
];

export class SeatsThatBecomeFree1763769600070 implements MigrationInterface {
  name = 'SeatsThatBecomeFree1763769600070';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE INDEX "enrolment_change_by_seat" ON "enrolment_change" ("seat_id")`);
    await run(`
      CREATE TABLE "waiting_priority" (
        "id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "priority" integer NOT NULL,
        "reason" ${TEXT},
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "waiting_priority_small" CHECK ("priority" BETWEEN 1 AND 9),
        CONSTRAINT "PK_9fcd83e88005fb56140b99789d3" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "waiting_priority_current_unique" ON "waiting_priority" ("enrolment_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "seat_offer" (
        "id" ${TEXT} NOT NULL,
        "seat_id" ${TEXT} NOT NULL,
        "enrolment_id" ${TEXT} NOT NULL,
        "expires_at" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "outcome" ${TEXT},
        "ended_at" ${TEXT},
        "ended_by" ${TEXT},
        CONSTRAINT "seat_offer_ended_whole" CHECK (("ended_at" IS NULL) = ("outcome" IS NULL) AND ("ended_at" IS NULL) = ("ended_by" IS NULL)),
        CONSTRAINT "seat_offer_outcome" CHECK ("outcome" IS NULL OR "outcome" IN ('ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
        CONSTRAINT "PK_4dbc4674c9343bacd3d5ea954d2" PRIMARY KEY ("id")
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
        "enrolment_id" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_cb907b8a7e8a584628c2426d348" PRIMARY KEY ("enrolment_id")
      )
    `);
    await run(`
      CREATE TABLE "seat_closing" (
        "seat_id" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_6811da140a23a447937eed67133" PRIMARY KEY ("seat_id")
      )
    `);
    await run(`
      CREATE TABLE "engagement_withdrawal" (
        "engagement_id" ${TEXT} NOT NULL,
        "municipality_code" ${TEXT} NOT NULL,
        "valid_on" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        CONSTRAINT "PK_b57b26b8572ce5c4fd473c59a70" PRIMARY KEY ("engagement_id", "municipality_code")
      )
    `);
    for (const [table, key, column, of, its] of FOREIGN_KEYS)
      await run(
        `ALTER TABLE "${table}" ADD CONSTRAINT "${key}" FOREIGN KEY ("${column}") REFERENCES "${of}"("${its}") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    for (const table of APPEND_ONLY) await run(refuse(table, 'update', 'UPDATE', 'ROW', 'true'));
    for (const [table, columns] of Object.entries(ENDED))
      await run(
        refuse(
          table,
          'update',
          'UPDATE',
          'ROW',
          `OLD.${columns[0]} IS NOT NULL OR ${changedBeside(columns)}`,
        ),
      );
    for (const table of [...APPEND_ONLY, ...Object.keys(ENDED)]) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...APPEND_ONLY, ...Object.keys(ENDED)])
      await queryRunner.query(`DROP TABLE "${table}"`);
    await queryRunner.query('DROP INDEX "enrolment_change_by_seat"');
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}

/** Whether anything but these columns is changed. */
function changedBeside(columns: readonly string[]): string {
  const without = columns.map((column) => ` - '${column}'`).join('');
  return `to_jsonb(OLD)${without} IS DISTINCT FROM to_jsonb(NEW)${without}`;
}
