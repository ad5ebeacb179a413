/**
 * How each enrolment stands, kept beside the facts. Whatever is recorded marks what rests on it as no longer up to date, in the
 * same transaction, whoever records it and however: nothing that is kept here can be read as true after its facts have changed.
 * What reports count of each is added up by programme, track and municipality; a statement either inserts rows of `progress`
 * or changes them, never both.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWN = 'SELECT n.enrolment_id FROM changed n';
/** Everybody who was ever in the cohort of a course day, and whoever has a record of it. */
const EXPECTED_ON = (day: string) => `
  SELECT c.enrolment_id FROM changed n JOIN course_day d ON d.id = ${day} JOIN enrolment_change c ON c.cohort_id = d.cohort_id
  UNION SELECT a.enrolment_id FROM changed n JOIN attendance a ON a.course_day_id = ${day}
  UNION SELECT m.enrolment_id FROM changed n JOIN alternative_make_up m ON m.course_day_id = ${day}`;
/** Whoever was ever in the group of a supervision meeting. */
const INVITED = `
  SELECT g.enrolment_id FROM changed n JOIN supervision_meeting m ON m.id = n.meeting_id
  JOIN group_member g ON g.group_id = m.group_id`;
/** All enrolments of everybody who was at a supervision meeting: how many were there can decide what it is credited with. */
const THERE = `
  SELECT o.enrolment_id FROM changed n JOIN presence p ON p.meeting_id = n.meeting_id AND p.superseded_at IS NULL
  JOIN enrolment_person w ON w.enrolment_id = p.enrolment_id JOIN enrolment_person o ON o.person_id = w.person_id`;

/** Whose standing rests on a row of each table; `n` is the row. */
const RESTS_ON: readonly (readonly [
  table: string,
  events: readonly ('INSERT' | 'UPDATE')[],
  whose: string,
])[] = [
  ['enrolment', ['UPDATE'], 'SELECT n.id FROM changed n'],
  ['enrolment_change', ['INSERT'], OWN],
  ['enrolment_leave', ['INSERT', 'UPDATE'], OWN],
  // Time that somebody spent on two tracks at once is credited on one of them (V12).
  [
    'enrolment_person',
    ['INSERT', 'UPDATE'],
    'SELECT w.enrolment_id FROM changed n JOIN enrolment_person w ON w.person_id = n.person_id',
  ],
  ['attendance', ['INSERT', 'UPDATE'], OWN],
  ['alternative_make_up', ['INSERT', 'UPDATE'], OWN],
  ['course_day', ['UPDATE'], EXPECTED_ON('n.id')],
  ['course_day_plan', ['INSERT', 'UPDATE'], EXPECTED_ON('n.course_day_id')],
  [
    'supervision_meeting',
    ['INSERT', 'UPDATE'],
    'SELECT g.enrolment_id FROM changed n JOIN group_member g ON g.group_id = n.group_id',
  ],
  ['supervision_earlier_plan', ['INSERT'], INVITED],
  ['supervision_record', ['INSERT', 'UPDATE'], `${INVITED} UNION ${THERE}`],
  ['presence', ['INSERT', 'UPDATE'], `${OWN} UNION ${THERE}`],
  ['group_member', ['INSERT', 'UPDATE'], OWN],
  ['certification_attempt', ['INSERT'], OWN],
  ['dispensation', ['INSERT', 'UPDATE'], OWN],
  ['certificate', ['INSERT', 'UPDATE'], OWN],
  [
    'certificate_event',
    ['INSERT'],
    'SELECT c.enrolment_id FROM changed n JOIN certificate c ON c.id = n.certificate_id',
  ],
];

/** What reports count of one enrolment; null and nothing until it was worked out. */
const COUNTED = ['programme_key', 'track_key', 'municipality_code', 'person_id'];
const COUNTS = [
  'seated',
  'certified',
  'completed',
  'withdrawn',
  'replaced',
  'target_minutes',
  'made_up_half_days',
  'required_half_days',
];
/** Each column of the tally, as a row of `progress` adds to it. */
const ADDS: readonly (readonly [column: string, of: (row: string) => string])[] = [
  ['enrolled', (row) => `${row}.seated`],
  ['certified', (row) => `${row}.certified`],
  ['completed', (row) => `${row}.completed`],
  ['withdrawn', (row) => `${row}.withdrawn`],
  ['replaced', (row) => `${row}.replaced`],
  ['supervision_minutes', (row) => `${row}.seated * ${row}.credited_minutes`],
  ['supervision_target_minutes', (row) => `${row}.seated * ${row}.target_minutes`],
  ['attended_half_days', (row) => `${row}.seated * ${row}.attended_half_days`],
  ['made_up_half_days', (row) => `${row}.seated * ${row}.made_up_half_days`],
  ['required_half_days', (row) => `${row}.seated * ${row}.required_half_days`],
];
const SUMS = ['persons', ...ADDS.map(([column]) => column)];
const PLACE = ['programme_key', 'track_key', 'municipality_code'];
/** Each connection adds to a part of its own, so that works side by side are not in each other's way. */
const PARTS = 64;

/** What was superseded is looked for as well: indexes of what is current do not find it. */
const LOOKED_UP: readonly (readonly [table: string, column: string])[] = [
  ['attendance', 'enrolment_id'],
  ['alternative_make_up', 'enrolment_id'],
  ['course_day', 'cohort_id'],
  ['dispensation', 'enrolment_id'],
  ['presence', 'meeting_id'],
  ['supervision_record', 'meeting_id'],
  ['supervision_leader', 'meeting_id'],
  ['person_merge', 'merged_id'],
];

export class StandingsKept1763769600300 implements MigrationInterface {
  name = 'StandingsKept1763769600300';

  async up(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const name of ['standing', ...COUNTED])
      await run(`ALTER TABLE "progress" ADD COLUMN "${name}" text COLLATE "C"`);
    for (const name of COUNTS)
      await run(`ALTER TABLE "progress" ADD COLUMN "${name}" integer NOT NULL DEFAULT 0`);
    for (const name of ['worked_out_at', 'made_by', 'holds_until', 'counts_until'])
      await run(`ALTER TABLE "progress" ADD COLUMN "${name}" text COLLATE "C" NOT NULL DEFAULT ''`);
    for (const [table, column] of LOOKED_UP)
      await run(`CREATE INDEX "${table}_by_${column.slice(0, -3)}" ON "${table}" ("${column}")`);
    await run(`CREATE INDEX "progress_by_holds_until" ON "progress" ("holds_until")`);
    await run(`CREATE INDEX "progress_by_counts_until" ON "progress" ("counts_until")`);
    await run(`CREATE INDEX "progress_by_maker" ON "progress" ("made_by")`);
    await run(`CREATE INDEX "progress_by_person" ON "progress" ("person_id")`);
    await run(`CREATE TABLE "tally" (
      ${PLACE.map((name) => `"${name}" text COLLATE "C" NOT NULL,`).join('\n      ')}
      "part" integer NOT NULL,
      ${SUMS.map((name) => `"${name}" integer NOT NULL,`).join('\n      ')}
      CONSTRAINT "PK_tally" PRIMARY KEY ("programme_key", "track_key", "municipality_code", "part")
    )`);
    for (const event of ['INSERT', 'UPDATE', 'DELETE'] as const)
      for (const statement of counting(event)) await run(statement);
    await run(`INSERT INTO "progress" ("enrolment_id", "attended_half_days", "credited_minutes")
      SELECT e.id, 0, 0 FROM "enrolment" e WHERE NOT EXISTS (SELECT 1 FROM "progress" g WHERE g.enrolment_id = e.id)`);
    await run(`CREATE FUNCTION "standing_of_new_enrolment"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO "progress" ("enrolment_id", "attended_half_days", "credited_minutes") SELECT n.id, 0, 0 FROM changed n;
        RETURN NULL;
      END $$`);
    await run(`CREATE TRIGGER "standing_of_new_enrolment" AFTER INSERT ON "enrolment"
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "standing_of_new_enrolment"()`);
    for (const [table, events, whose] of RESTS_ON) {
      await run(outdating(table, whose));
      for (const event of events)
        await run(`CREATE TRIGGER "standing_after_${table}_${event.toLowerCase()}" AFTER ${event} ON "${table}"
          REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "standing_after_${table}"()`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const [table] of RESTS_ON) await run(`DROP FUNCTION "standing_after_${table}"() CASCADE`);
    await run(`DROP FUNCTION "standing_of_new_enrolment"() CASCADE`);
    for (const event of ['insert', 'update', 'delete'])
      await run(`DROP FUNCTION "progress_counted_${event}"() CASCADE`);
    await run(`DROP TABLE "tally"`);
    for (const [table, column] of LOOKED_UP) await run(`DROP INDEX "${table}_by_${column.slice(0, -3)}"`);
    for (const column of [
      'counts_until',
      'holds_until',
      'made_by',
      'worked_out_at',
      'standing',
      ...COUNTED,
      ...COUNTS,
    ])
      await run(`ALTER TABLE "progress" DROP COLUMN "${column}"`);
  }
}

/** Once for a statement, however many rows it writes. */
function outdating(table: string, whose: string): string {
  return `CREATE FUNCTION "standing_after_${table}"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE "progress" SET "holds_until" = '', "counts_until" = ''
      WHERE "holds_until" <> '' AND "enrolment_id" IN (${whose});
      RETURN NULL;
    END $$`;
}

/**
 * Takes away what the rows before added, and adds what the rows after add. A person counts once at a place (V28): only
 * where somebody's seat has changed is it asked who else there is.
 */
function counting(event: 'INSERT' | 'UPDATE' | 'DELETE'): string[] {
  const NONE = `(SELECT * FROM "progress" WHERE false)`;
  const was = event === 'INSERT' ? NONE : 'was';
  const is = event === 'DELETE' ? NONE : 'changed';
  const sums = ADDS.map(([column, of]) => `SUM(r.sign * (${of('r')}))::integer AS ${column}`);
  const place = PLACE.join(', ');
  const seats = `enrolment_id, person_id, ${place}`;
  const same = (a: string, b: string) =>
    ['person_id', ...PLACE].map((column) => `${a}.${column} = ${b}.${column}`).join(' AND ');
  const tables = {
    INSERT: 'NEW TABLE AS changed',
    UPDATE: 'OLD TABLE AS was NEW TABLE AS changed',
    DELETE: 'OLD TABLE AS was',
  };
  const name = `"progress_counted_${event.toLowerCase()}"`;
  return [
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      WITH seats_before AS (SELECT ${seats} FROM ${was} w WHERE seated = 1),
        seats_after AS (SELECT ${seats} FROM ${is} c WHERE seated = 1),
        moved AS (
          SELECT person_id, ${place} FROM (TABLE seats_before EXCEPT TABLE seats_after) a
          UNION SELECT person_id, ${place} FROM (TABLE seats_after EXCEPT TABLE seats_before) b),
        people AS (
          SELECT ${PLACE.map((column) => `m.${column}`).join(', ')}, SUM(
            (EXISTS (SELECT 1 FROM "progress" o WHERE ${same('o', 'm')} AND o.seated = 1))::integer
            - (EXISTS (SELECT 1 FROM seats_before b WHERE ${same('b', 'm')})
              OR EXISTS (SELECT 1 FROM "progress" o WHERE ${same('o', 'm')} AND o.seated = 1
                AND NOT EXISTS (SELECT 1 FROM ${is} c WHERE c.enrolment_id = o.enrolment_id)))::integer)::integer AS persons
          FROM moved m GROUP BY ${PLACE.map((column) => `m.${column}`).join(', ')}),
        counts AS (
          SELECT ${PLACE.map((column) => `r.${column}`).join(', ')}, ${sums.join(', ')}
          FROM (SELECT -1 AS sign, w.* FROM ${was} w UNION ALL SELECT 1, c.* FROM ${is} c) r
          WHERE r.programme_key IS NOT NULL GROUP BY ${PLACE.map((column) => `r.${column}`).join(', ')})
      INSERT INTO "tally" AS t (${place}, part, ${SUMS.join(', ')})
      SELECT ${place}, pg_backend_pid() % ${PARTS}, COALESCE(people.persons, 0), ${ADDS.map(([column]) => `counts.${column}`).join(', ')}
      FROM counts LEFT JOIN people USING (${place})
      WHERE people.persons <> 0 OR ${ADDS.map(([column]) => `counts.${column} <> 0`).join(' OR ')}
      ON CONFLICT (${place}, part) DO UPDATE SET ${SUMS.map((column) => `${column} = t.${column} + excluded.${column}`).join(', ')};
      RETURN NULL;
    END $$`,
    `CREATE TRIGGER ${name} AFTER ${event} ON "progress"
      REFERENCING ${tables[event]} FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`,
  ];
}
