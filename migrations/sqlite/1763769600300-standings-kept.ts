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

const COLUMNS = [
  ...['standing', ...COUNTED].map((name) => `"${name}" text`),
  ...['worked_out_at', 'made_by', 'holds_until', 'counts_until'].map(
    (name) => `"${name}" text NOT NULL DEFAULT ('')`,
  ),
  ...COUNTS.map((name) => `"${name}" integer NOT NULL DEFAULT (0)`),
];

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
    for (const column of COLUMNS) await run(`ALTER TABLE "progress" ADD COLUMN ${column}`);
    for (const [table, column] of LOOKED_UP)
      await run(`CREATE INDEX "${table}_by_${column.slice(0, -3)}" ON "${table}" ("${column}")`);
    await run(`CREATE INDEX "progress_by_holds_until" ON "progress" ("holds_until")`);
    await run(`CREATE INDEX "progress_by_counts_until" ON "progress" ("counts_until")`);
    await run(`CREATE INDEX "progress_by_maker" ON "progress" ("made_by")`);
    await run(`CREATE INDEX "progress_by_person" ON "progress" ("person_id")`);
    await run(`CREATE TABLE "tally" (
      "programme_key" text NOT NULL,
      "track_key" text NOT NULL,
      "municipality_code" text NOT NULL,
      "part" integer NOT NULL,
      ${SUMS.map((name) => `"${name}" integer NOT NULL,`).join('\n      ')}
      PRIMARY KEY ("programme_key", "track_key", "municipality_code", "part")
    )`);
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) await run(counting(event));
    await run(`INSERT INTO "progress" ("enrolment_id", "attended_half_days", "credited_minutes")
      SELECT e.id, 0, 0 FROM "enrolment" e WHERE NOT EXISTS (SELECT 1 FROM "progress" g WHERE g.enrolment_id = e.id)`);
    await run(`CREATE TRIGGER "standing_of_new_enrolment" AFTER INSERT ON "enrolment"
      BEGIN INSERT INTO "progress" ("enrolment_id", "attended_half_days", "credited_minutes") VALUES (NEW.id, 0, 0); END`);
    for (const [table, events, whose] of RESTS_ON)
      for (const event of events) await run(outdating(table, event, whose));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const run = (statement: string) => queryRunner.query(statement);
    for (const [table, events] of RESTS_ON)
      for (const event of events) await run(`DROP TRIGGER "${nameOf(table, event)}"`);
    await run(`DROP TRIGGER "standing_of_new_enrolment"`);
    for (const event of ['insert', 'update', 'delete']) await run(`DROP TRIGGER "progress_counted_${event}"`);
    await run(`DROP TABLE "tally"`);
    for (const [table, column] of LOOKED_UP) await run(`DROP INDEX "${table}_by_${column.slice(0, -3)}"`);
    for (const index of ['holds_until', 'counts_until', 'maker', 'person'])
      await run(`DROP INDEX "progress_by_${index}"`);
    for (const column of COLUMNS)
      await run(`ALTER TABLE "progress" DROP COLUMN ${column.slice(0, column.indexOf(' '))}`);
  }
}

const nameOf = (table: string, event: string) => `standing_after_${table}_${event.toLowerCase()}`;

function outdating(table: string, event: string, whose: string): string {
  const columns = [...new Set(whose.match(/\bn\.\w+/g) ?? [])].map((each) => each.slice(2));
  const row = `(SELECT ${columns.map((column) => `NEW.${column} AS ${column}`).join(', ')})`;
  return `CREATE TRIGGER "${nameOf(table, event)}" AFTER ${event} ON "${table}"
    BEGIN
      UPDATE "progress" SET "holds_until" = '', "counts_until" = ''
      WHERE "holds_until" <> '' AND "enrolment_id" IN (${whose.replaceAll('FROM changed n', `FROM ${row} n`)});
    END`;
}

/** Takes away what the row before added, and adds what the row after adds; a person counts once at a place (V28). */
function counting(event: string): string {
  const watched = [...COUNTED, ...COUNTS, 'attended_half_days', 'credited_minutes'];
  const rows =
    {
      INSERT: [['NEW', '+']],
      UPDATE: [
        ['OLD', '-'],
        ['NEW', '+'],
      ],
      DELETE: [['OLD', '-']],
    }[event] ?? [];
  const when =
    event === 'UPDATE'
      ? `WHEN ${watched.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ')}`
      : '';
  return `CREATE TRIGGER "progress_counted_${event.toLowerCase()}" AFTER ${event}${event === 'UPDATE' ? ` OF ${watched.join(', ')}` : ''} ON "progress" ${when}
    BEGIN ${rows.map(([row, sign]) => adding(row as string, sign as string)).join('\n')} END`;
}

function adding(row: string, sign: string): string {
  const another = `EXISTS (SELECT 1 FROM "progress" o WHERE o.person_id = ${row}.person_id AND o.seated = 1
    AND ${PLACE.map((column) => `o.${column} = ${row}.${column}`).join(' AND ')} AND o.enrolment_id <> ${row}.enrolment_id)`;
  const values = [`${row}.seated * (1 - ${another})`, ...ADDS.map(([, of]) => of(row))];
  return `INSERT INTO "tally" (${[...PLACE, 'part', ...SUMS].join(', ')})
    SELECT ${PLACE.map((column) => `${row}.${column}`).join(', ')}, 0, ${values.map((value) => `${sign}(${value})`).join(', ')}
    WHERE ${row}.programme_key IS NOT NULL
    ON CONFLICT (${PLACE.join(', ')}, part) DO UPDATE SET ${SUMS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')};`;
}
