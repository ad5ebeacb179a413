/** Where each version of a certificate stands in the lists by which its credential is checked. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'credential_status_place';

export class CredentialStatus1763769600260 implements MigrationInterface {
  name = 'CredentialStatus1763769600260';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "${TABLE}" (
        "certificate_id" text PRIMARY KEY NOT NULL,
        "list" integer NOT NULL,
        "place" integer NOT NULL,
        "recorded_at" text NOT NULL,
        CONSTRAINT "credential_status_place_inside" CHECK ("list" >= 1 AND "place" >= 0 AND "place" < 131072),
        CONSTRAINT "FK_687be04a85c9d6a4d523d461ced" FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
      )
    `);
    await run(`CREATE UNIQUE INDEX "credential_status_place_once" ON "${TABLE}" ("list", "place")`);
    await run(refuse('update', 'UPDATE'));
    await run(refuse('delete', 'DELETE'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "${TABLE}"`);
  }
}

function refuse(name: string, event: string): string {
  return `CREATE TRIGGER "${TABLE}_no_${name}" BEFORE ${event} ON "${TABLE}" WHEN 1
    BEGIN SELECT RAISE(ABORT, '${TABLE} is never overwritten'); END`;
}
