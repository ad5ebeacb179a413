/** What reports count, added up by the database itself: whatever is written of enrolments, and however, the sums are right. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sql, { join, raw } from 'sql-template-tag';
import { openStore } from '../../src/storage/open-store.js';
import { EnrolmentEntity } from '../../src/storage/people.entity.js';
import { among } from '../../src/storage/sql.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';
import { enrolment } from '../support/schema-rows.js';

const ENROLMENTS = Array.from({ length: 10 }, (_, n) => `enr_t${n}`);
const SUMS = {
  enrolled: 'seated',
  certified: 'certified',
  completed: 'completed',
  withdrawn: 'withdrawn',
  replaced: 'replaced',
  supervision_minutes: 'seated * credited_minutes',
  supervision_target_minutes: 'seated * target_minutes',
  attended_half_days: 'seated * attended_half_days',
  made_up_half_days: 'seated * made_up_half_days',
  required_half_days: 'seated * required_half_days',
};

let database: TestDatabase;
let stores: Store[];
beforeAll(async () => {
  database = await freshDatabase();
  // Two connections at least, each of which adds to a part of its own on PostgreSQL.
  stores = await Promise.all(Array.from({ length: onSqlite ? 1 : 2 }, () => openStore(database.env)));
  await fill(stores[0]!);
  await new UnitOfWork(stores[0]!).run(async () =>
    stores[0]!.insert(
      EnrolmentEntity,
      ENROLMENTS.map((id) => ({ ...enrolment(1), id, seatId: null, status: 'CANCELLED' })),
    ),
  );
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

const row = fc.record({
  track_key: fc.constantFrom('T', 'U'),
  municipality_code: fc.constantFrom('621', '101'),
  person_id: fc.constantFrom('per_1', 'per_2', 'per_3'),
  seated: fc.nat(1),
  certified: fc.nat(1),
  completed: fc.nat(1),
  withdrawn: fc.nat(1),
  replaced: fc.nat(1),
  credited_minutes: fc.nat(3_000),
  target_minutes: fc.nat(3_000),
  attended_half_days: fc.nat(16),
  made_up_half_days: fc.nat(16),
  required_half_days: fc.nat(16),
});
/** One statement about some of them at once, by one of the connections: written anew, or removed. */
const step = fc.record({
  rows: fc.dictionary(fc.constantFrom(...ENROLMENTS), row, { minKeys: 1 }),
  removed: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
  by: fc.nat(1),
});

interface Step {
  readonly rows: Record<string, Record<string, string | number>>;
  readonly removed: boolean;
  readonly by: number;
}

async function take({ rows, removed, by }: Step): Promise<void> {
  const store = stores[by % stores.length]!;
  const entries = Object.entries(rows);
  const ids = Object.keys(rows);
  const columns = Object.keys(entries[0]![1]);
  await new UnitOfWork(store).run(async () => {
    await store.change(
      sql`DELETE FROM progress WHERE ${removed ? sql`enrolment_id IN ${among(ids)}` : sql`1 = 0`}`,
    );
    const there = await store.query<{ id: string }>(sql`SELECT enrolment_id AS id FROM progress`);
    const isThere = (id: string) => there.some((each) => each.id === id);
    const values = (rowsOf: typeof entries) =>
      join(rowsOf.map(([id, values]) => sql`(${join([id, 'P', ...Object.values(values)])})`));
    const names = raw(['enrolment_id', 'programme_key', ...columns].join(', '));
    const [old, anew] = [entries.filter(([id]) => isThere(id)), entries.filter(([id]) => !isThere(id))];
    if (anew.length > 0) await store.change(sql`INSERT INTO progress (${names}) VALUES ${values(anew)}`);
    if (old.length > 0)
      await store.change(
        sql`WITH v (${names}) AS (VALUES ${values(old)}) UPDATE progress SET ${raw(
          ['programme_key', ...columns]
            .map((name) => `${name} = ${NUMBERS.test(name) ? `CAST(v.${name} AS integer)` : `v.${name}`}`)
            .join(', '),
        )} FROM v WHERE progress.enrolment_id = v.enrolment_id`,
      );
  });
}

const NUMBERS = /minutes|half_days|seated|certified|completed|withdrawn|replaced/;
const PLACE = raw('programme_key, track_key, municipality_code');
const numbers = (rows: Record<string, unknown>[]) =>
  rows.map((each) =>
    Object.fromEntries(
      Object.entries(each).map(([key, value]) => [key, /Key|Code/.test(key) ? value : Number(value)]),
    ),
  );

async function kept() {
  const sums = ['persons', ...Object.keys(SUMS)].map((column) => raw(`SUM(${column}) AS ${column}`));
  return numbers(
    await stores[0]!.query(
      sql`SELECT ${PLACE}, ${join(sums)} FROM tally GROUP BY ${PLACE} ORDER BY ${PLACE}`,
    ),
  );
}

async function added() {
  const sums = Object.entries(SUMS).map(([column, of]) => raw(`SUM(${of}) AS ${column}`));
  const rows = await stores[0]!.query<Record<string, unknown>>(sql`
    SELECT ${PLACE}, COUNT(DISTINCT CASE WHEN seated = 1 THEN person_id END) AS persons, ${join(sums)}
    FROM progress WHERE programme_key IS NOT NULL GROUP BY ${PLACE} ORDER BY ${PLACE}`);
  return numbers(rows);
}

const nothing = (each: Record<string, unknown>) =>
  Object.values(each).every((value) => typeof value === 'string' || value === 0);

describe('the tally', () => {
  it('V28: has what the enrolments add up to, each person once at a place, whatever is written and by whom', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const each of steps) await take(each);
        const [sums, right] = [await kept(), await added()];
        // Where there was somebody once, a row with nothing stays.
        expect(sums.filter((each) => !nothing(each))).toEqual(right.filter((each) => !nothing(each)));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
