/** From when on what is kept for reports holds, so that a day in the past since which nothing has happened is answered by it too. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountsOfThePast1763769600360 implements MigrationInterface {
  name = 'CountsOfThePast1763769600360';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "progress" ADD COLUMN "counts_since" text NOT NULL DEFAULT ('')`);
    await queryRunner.query(`CREATE INDEX "progress_by_counts_since" ON "progress" ("counts_since")`);
    await queryRunner.query(`ALTER TABLE "progress" ADD COLUMN "seated_on" text`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "progress" DROP COLUMN "seated_on"`);
    await queryRunner.query(`DROP INDEX "progress_by_counts_since"`);
    await queryRunner.query(`ALTER TABLE "progress" DROP COLUMN "counts_since"`);
  }
}
