/** Which municipality a course day takes place in, so that everybody's travel can be told. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CourseDayHost1763769600280 implements MigrationInterface {
  name = 'CourseDayHost1763769600280';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "course_day_plan" ADD COLUMN "host_municipality_code" text COLLATE "C"`,
    );
    await queryRunner.query(
      `ALTER TABLE "course_day_plan" ADD CONSTRAINT "FK_38f5b80c41b1bec9015d7f7d0d2" FOREIGN KEY ("host_municipality_code") REFERENCES "municipality"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "course_day_plan" DROP COLUMN "host_municipality_code"`);
  }
}
