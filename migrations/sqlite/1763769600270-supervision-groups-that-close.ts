/** Supervision groups that close: their last day, and the memberships that ended with it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SupervisionGroupsThatClose1763769600270 implements MigrationInterface {
  name = 'SupervisionGroupsThatClose1763769600270';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "supervision_group_closure" (
        "id" text PRIMARY KEY NOT NULL,
        "group_id" text NOT NULL,
        "last_day" text NOT NULL,
        "reason" text NOT NULL,
        "recorded_at" text NOT NULL,
        "recorded_by" text NOT NULL,
        "superseded_at" text,
        CONSTRAINT "FK_ceb722776cd5d26cb60a08906b4" FOREIGN KEY ("group_id") REFERENCES "supervision_group" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE UNIQUE INDEX "supervision_group_closure_current_unique" ON "supervision_group_closure" ("group_id") WHERE "superseded_at" IS NULL`,
    );
    await run(`
      CREATE TABLE "supervision_group_closure_end" (
        "membership_id" text PRIMARY KEY NOT NULL,
        "earlier_id" text NOT NULL,
        "closure_id" text NOT NULL,
        CONSTRAINT "FK_c6f77a14192873974d4fe40c40d" FOREIGN KEY ("membership_id") REFERENCES "group_member" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_ff1e8edbb4523dbee203e9af900" FOREIGN KEY ("earlier_id") REFERENCES "group_member" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
        CONSTRAINT "FK_232ac1323be5a4b743d4c51bd4e" FOREIGN KEY ("closure_id") REFERENCES "supervision_group_closure" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(
      `CREATE INDEX "IDX_232ac1323be5a4b743d4c51bd4" ON "supervision_group_closure_end" ("closure_id")`,
    );
    const kept = ['id', 'group_id', 'last_day', 'reason', 'recorded_at', 'recorded_by'];
    const changed = kept.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
    await run(
      refuse('supervision_group_closure', 'update', 'UPDATE', `OLD.superseded_at IS NOT NULL OR ${changed}`),
    );
    await run(refuse('supervision_group_closure', 'delete', 'DELETE', '1'));
    await run(refuse('supervision_group_closure_end', 'update', 'UPDATE', '1'));
    await run(refuse('supervision_group_closure_end', 'delete', 'DELETE', '1'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "supervision_group_closure_end"');
    await queryRunner.query('DROP TABLE "supervision_group_closure"');
  }
}

function refuse(table: string, name: string, event: string, when: string): string {
  return `CREATE TRIGGER "${table}_no_${name}" BEFORE ${event} ON "${table}" WHEN ${when}
    BEGIN SELECT RAISE(ABORT, '${table} is never overwritten'); END`;
}
