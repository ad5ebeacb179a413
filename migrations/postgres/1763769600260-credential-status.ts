/** Where each version of a certificate stands in the lists by which its credential is checked. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sorts by its bytes whatever the server's locale. */
const TEXT = 'text COLLATE "C"';

const TABLE = 'credential_status_place';

export class CredentialStatus1763769600260 implements MigrationInterface {
  name = 'CredentialStatus1763769600260';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`
      CREATE TABLE "${TABLE}" (
        "certificate_id" ${TEXT} NOT NULL,
        "list" integer NOT NULL,
        "place" integer NOT NULL,
        "recorded_at" ${TEXT} NOT NULL,
        CONSTRAINT "credential_status_place_inside" CHECK ("list" >= 1 AND "place" >= 0 AND "place" < 131072),
        CONSTRAINT "PK_687be04a85c9d6a4d523d461ced" PRIMARY KEY ("certificate_id")
      )
    `);
    await run(`CREATE UNIQUE INDEX "credential_status_place_once" ON "${TABLE}" ("list", "place")`);
    await run(
      `ALTER TABLE "${TABLE}" ADD CONSTRAINT "FK_687be04a85c9d6a4d523d461ced" FOREIGN KEY ("certificate_id") REFERENCES "certificate"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await run(refuse('update', 'UPDATE', 'ROW'));
    await run(refuse('delete', 'DELETE', 'ROW'));
    await run(refuse('truncate', 'TRUNCATE', 'STATEMENT'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "${TABLE}"`);
  }
}

function refuse(name: string, event: string, each: 'ROW' | 'STATEMENT'): string {
  return `CREATE TRIGGER "${TABLE}_no_${name}" BEFORE ${event} ON "${TABLE}" FOR EACH ${each} WHEN (true)
    EXECUTE FUNCTION "refuse_overwriting"()`;
}
