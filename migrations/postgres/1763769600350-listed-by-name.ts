/**
 * Where each enrolment stands in the lists in the order of names: once in the list of all, and once in that of each training
 * provider that has taught it. To look for the people of a provider or of a rare track along the names of everybody takes the
 * longer the fewer they are. Kept by the database itself, with whatever changes whose an enrolment is, or a name.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const INTO =
  'INSERT INTO "enrolment_listing" ("enrolment_id", "reader", "person_key", "programme_key", "track_key")';
const PLACE =
  'p.sort_key, e.programme_key, e.track_key FROM "enrolment" e JOIN "person" p ON p.id = e.person_id';

/** What keeps it: after what (of an update: of which column), and what is done then. */
const KEEPING: readonly (readonly [table: string, event: string, column: string, does: string])[] = [
  [
    'enrolment',
    'INSERT',
    '',
    `${INTO} SELECT NEW.id, 'ALL', p.sort_key, NEW.programme_key, NEW.track_key FROM "person" p WHERE p.id = NEW.person_id`,
  ],
  [
    'enrolment',
    'UPDATE',
    'person_id',
    'UPDATE "enrolment_listing" SET "person_key" = (SELECT p.sort_key FROM "person" p WHERE p.id = NEW.person_id) WHERE "enrolment_id" = NEW.id',
  ],
  [
    'person',
    'UPDATE',
    'sort_key',
    'UPDATE "enrolment_listing" SET "person_key" = NEW.sort_key WHERE "enrolment_id" IN (SELECT e.id FROM "enrolment" e WHERE e.person_id = NEW.id)',
  ],
  [
    'enrolment_provider',
    'INSERT',
    '',
    `${INTO} SELECT e.id, NEW.provider_id, ${PLACE} WHERE e.id = NEW.enrolment_id ON CONFLICT DO NOTHING`,
  ],
  [
    'enrolment_provider',
    'DELETE',
    '',
    'DELETE FROM "enrolment_listing" WHERE "enrolment_id" = OLD.enrolment_id AND "reader" = OLD.provider_id',
  ],
];

export class ListedByName1763769600350 implements MigrationInterface {
  name = 'ListedByName1763769600350';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    await run(`CREATE TABLE "enrolment_listing" (
      "enrolment_id" text COLLATE "C" NOT NULL,
      "reader" text COLLATE "C" NOT NULL,
      "person_key" text COLLATE "C" NOT NULL,
      "programme_key" text COLLATE "C" NOT NULL,
      "track_key" text COLLATE "C" NOT NULL,
      CONSTRAINT "PK_enrolment_listing" PRIMARY KEY ("enrolment_id", "reader"),
      CONSTRAINT "FK_37d639f15a7d414134981e683b0" FOREIGN KEY ("enrolment_id") REFERENCES "enrolment" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
    )`);
    await run(`${INTO} SELECT e.id, 'ALL', ${PLACE}`);
    await run(
      `${INTO} SELECT e.id, k.provider_id, ${PLACE} JOIN "enrolment_provider" k ON k.enrolment_id = e.id`,
    );
    await run(
      `CREATE INDEX "enrolment_listing_by_name" ON "enrolment_listing" ("reader", "person_key", "enrolment_id", "programme_key", "track_key")`,
    );
    // Of a rare track, not even its index is read past the others.
    await run(
      `CREATE INDEX "enrolment_listing_by_track" ON "enrolment_listing" ("reader", "programme_key", "track_key", "person_key", "enrolment_id")`,
    );
    for (const each of KEEPING) for (const statement of keeping(each)) await run(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, event] of KEEPING)
      await queryRunner.query(`DROP FUNCTION "${nameOf(table, event)}"() CASCADE`);
    await queryRunner.query(`DROP TABLE "enrolment_listing"`);
  }
}

const nameOf = (table: string, event: string) => `listed_${table}_${event.toLowerCase()}`;

function keeping([table, event, column, does]: (typeof KEEPING)[number]): string[] {
  const name = nameOf(table, event);
  const [of, when] = column === '' ? ['', ''] : [` OF "${column}"`, ` WHEN (OLD.${column} <> NEW.${column})`];
  return [
    `CREATE FUNCTION "${name}"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      ${does};
      RETURN NULL;
    END $$`,
    `CREATE TRIGGER "${name}" AFTER ${event}${of} ON "${table}"
      FOR EACH ROW${when} EXECUTE FUNCTION "${name}"()`,
  ];
}
