/** Supervision groups that close: their last day, and the memberships that ended with it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale: days and instants rely on it. */
const TEXT = 'text COLLATE "C"';

const FOREIGN_KEYS: readonly (readonly [table: string, key: string, column: string, of: string])[] = [
  ['supervision_group_closure', 'FK_ceb722776cd5d26cb60a08906b4', 'group_id', 'supervision_group'],
  ['supervision_group_closure_end', 'FK_c6f77a14192873974d4fe40c40d', 'membership_id', 'group_member'],
  ['supervision_group_closure_end', 'FK_ff1e8edbb4523dbee203e9af900', 'earlier_id', 'group_member'],
  [
    'supervision_group_closure_end',
    'FK_232ac1323be5a4b743d4c51bd4e',
    'closure_id',
    'supervision_group_closure',
  ],
];

export class SupervisionGroupsThatClose1763769600270 implements MigrationInterface {
  name = 'SupervisionGroupsThatClose1763769600270';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "supervision_group_closure" (
        "id" ${TEXT} NOT NULL,
        "group_id" ${TEXT} NOT NULL,
        "last_day" ${TEXT} NOT NULL,
        "reason" ${TEXT} NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        "recorded_by" ${TEXT} NOT NULL,
        "superseded_at" ${TEXT},
        CONSTRAINT "PK_be9e9482b003c10ac0020ee3675" PRIMARY KEY ("id")
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "supervision_group_closure_current_unique" ON "supervision_group_closure" ("group_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "supervision_group_closure_end" (
        "membership_id" ${TEXT} NOT NULL,
        "earlier_id" ${TEXT} NOT NULL,
        "closure_id" ${TEXT} NOT NULL,
        CONSTRAINT "PK_c6f77a14192873974d4fe40c40d" PRIMARY KEY ("membership_id")
      )
    `);
    await run(
      `CREATE INDEX "IDX_232ac1323be5a4b743d4c51bd4" ON "supervision_group_closure_end" ("closure_id")`,
    );
    for (const [table, key, column, of] of FOREIGN_KEYS)
      await run(
        `ALTER TABLE "${table}" ADD CONSTRAINT "${key}" FOREIGN KEY ("${column}") REFERENCES "${of}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    const superseded = `OLD.superseded_at IS NOT NULL
      OR to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at'`;
    await run(refuse('supervision_group_closure', 'update', 'UPDATE', 'ROW', superseded));
    await run(refuse('supervision_group_closure_end', 'update', 'UPDATE', 'ROW', 'true'));
    for (const table of ['supervision_group_closure', 'supervision_group_closure_end']) {
      await run(refuse(table, 'delete', 'DELETE', 'ROW', 'true'));
      await run(refuse(table, 'truncate', 'TRUNCATE', 'STATEMENT', 'true'));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "supervision_group_closure_end"');
    await queryRunner.query('DROP TABLE "supervision_group_closure"');
  }
}

function refuse(table: string, name: string, event: string, each: 'ROW' | 'STATEMENT', when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" FOR EACH ${each} WHEN (${when})
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
