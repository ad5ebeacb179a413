/** Whoever records a fact, and however: what was worked out beside it, without it, is not kept as if it held. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { asOf, ProgressService, Reconciliation } from '../../src/features/progress/index.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { School } from '../support/school.js';

let database: TestDatabase;
let school: School;
/** Repairs something by hand, outside this program and at the isolation that PostgreSQL gives whoever asks for none. */
let byHand: pg.Client;
let recorded: string;
let others: string[];
beforeAll(async () => {
  database = await freshDatabase();
  school = await School.open('2025-01-01T08:00:00Z', { database });
  const cohort = await school.cohort(school.substans);
  const names = ['Anna', 'Bodil', 'Carla', 'Dagny'];
  const enrolments: string[] = [];
  for (const name of names) enrolments.push(await school.enrol(name, { cohortId: cohort.id }));
  recorded = enrolments[0]!;
  others = enrolments.slice(1);
  school.app.clock.set('2025-02-12T18:00:00Z');
  await school.record(school.substans, cohort.days[0], {
    entries: [{ enrolmentId: recorded, state: 'PRESENT' }],
  });
  byHand = new pg.Client({ connectionString: database.env.databaseUrl });
  await byHand.connect();
});
afterAll(async () => {
  await byHand.end();
  await school.app.close();
  await database.drop();
});

/** What is recorded of the one, of somebody else as well. */
async function insertFor(enrolmentId: string): Promise<void> {
  const { rows } = await byHand.query(`SELECT * FROM attendance WHERE enrolment_id = $1`, [recorded]);
  for (const row of rows) {
    const copy = { ...row, id: `${row.id}_${enrolmentId}`, enrolment_id: enrolmentId };
    const columns = Object.keys(copy).map((name) => `"${name}"`);
    const places = columns.map((_, index) => `$${index + 1}`);
    await byHand.query(
      `INSERT INTO attendance (${columns.join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(copy),
    );
  }
}

/** Works out how somebody stands and keeps it, as StandingKeeping does; `between` happens before it is kept. */
async function keepUp(enrolmentId: string, between: () => Promise<void>): Promise<void> {
  let happened = false;
  await school.app.app.get(UnitOfWork).run(async () => {
    const progress = school.app.app.get(ProgressService);
    const now = asOf(null, school.app.clock);
    const worked = await progress.workOut([enrolmentId], now);
    if (!happened) await between();
    happened = true;
    await progress.keep([...worked.values()], now);
  });
}

const drift = async () => (await school.app.app.get(Reconciliation).run()).drifted;

describe('what is recorded by hand while somebody, out of date already, is worked out anew', () => {
  beforeEach(async () => {
    await byHand.query(`UPDATE progress SET holds_until = '', counts_until = ''`);
  });

  it('and is there before that is kept: is not passed over', async () => {
    await keepUp(others[0]!, () => insertFor(others[0]!));
    expect(await drift()).toEqual([]);
    expect(await school.attendance(others[0]!)).toMatchObject({ attendedHalfDays: 2 });
  });

  it('and is saved while that is to be kept: is not passed over', async () => {
    await byHand.query('BEGIN');
    await insertFor(others[1]!);
    const saveInAMoment = async () => {
      await pause(200);
      await byHand.query('COMMIT');
    };
    let saved = Promise.resolve();
    await keepUp(others[1]!, async () => {
      saved = saveInAMoment();
    });
    await saved;
    expect(await drift()).toEqual([]);
    expect(await school.attendance(others[1]!)).toMatchObject({ attendedHalfDays: 2 });
  });

  it('and is saved after that was kept: is not passed over', async () => {
    await keepUp(others[2]!, async () => {});
    await byHand.query('BEGIN');
    await insertFor(others[2]!);
    await byHand.query('COMMIT');
    expect(await drift()).toEqual([]);
    expect(await school.attendance(others[2]!)).toMatchObject({ attendedHalfDays: 2 });
  });
});
