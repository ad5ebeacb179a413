/** Several people write the same sheet at once: one current record per person and half-day, and the rest is history (V7). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DIALECT } from '../support/database.js';
import { PATIENCE_MS, Race, report, rounds, untilBroken } from './support/race.js';
import { Servers } from './support/servers.js';
import { type Day, Days, other, PEOPLE, type State } from './support/sheets.js';
import type { Told } from './support/told.js';
import { AGENCY, SUBSTANS, World } from './support/world.js';

/** After the four days of the introductory course. */
const NOW = '2025-02-01T06:00:00Z';
const TABS = 5;
/** People who are corrected. */
const FEW = 6;

const twoSheets = new Race('V7: two different sheets of 24 for one day at once');
const oneKey = new Race('V7: one sheet five times at once under one key');
const corrections = new Race('V7: 6 corrections against a record of the same');
const twoCorrections = new Race('V7: 6 corrections, each twice at once');

afterAll(() => report(twoSheets, oneKey, corrections, twoCorrections));

/** A blank day: every half-day is said to be attended on one tab, and missed on another. */
async function writeTwoSheets(race: Race, day: Day): Promise<void> {
  await race.atOnce(
    (['PRESENT', 'ABSENT'] as const).map((state) => () => day.record(SUBSTANS, day.sheet(state))),
  );
}

/** Answers how many of them were not told what the first was told. */
async function writeOneKey(race: Race, day: Day, state: State): Promise<number> {
  const key = `tablet-${Math.random()}`;
  const write = () => day.record(SUBSTANS, day.sheet(state), key);
  const answers = await race.atOnce(Array.from({ length: TABS }, () => write));
  const first = JSON.stringify(answers[0]?.data);
  return answers.filter(({ said, data }) => said !== 'OK' || JSON.stringify(data) !== first).length;
}

/** The mornings of a few, while the sheet says the same of them. */
async function correctAndRecord(race: Race, day: Day, state: State): Promise<void> {
  const few = day.people.slice(0, FEW);
  const entries = few.map((enrolmentId) => ({ enrolmentId, part: 'AM', state }));
  await race.atOnce([
    ...few.map((enrolmentId) => () => day.correct(SUBSTANS, enrolmentId, 'AM', state)),
    () => day.record(AGENCY, entries),
  ]);
}

/** The afternoons of a few, by two people each; answers what each pair was told. */
async function correctTwice(race: Race, day: Day, state: State): Promise<Told[][]> {
  const few = day.people.slice(0, FEW);
  const answers = await race.atOnce(
    few.flatMap((enrolmentId) =>
      [SUBSTANS, AGENCY].map((roles) => () => day.correct(roles, enrolmentId, 'PM', state)),
    ),
  );
  return few.map((_, index) => answers.slice(2 * index, 2 * index + 2));
}

async function start(count?: number): Promise<{ servers: Servers; days: Days }> {
  const servers = await Servers.start(NOW, count === undefined ? {} : { count });
  const world = new World(servers);
  await world.provider('substans');
  return { servers, days: new Days(servers, world) };
}

describe('one course day and many hands, over HTTP', () => {
  let servers: Servers;
  let days: Days;
  beforeAll(async () => {
    ({ servers, days } = await start());
  });
  afterAll(() => servers.close());

  it(
    'V7: two sheets, one key, corrections: each half-day has one current record and all of its history',
    async () => {
      for (let round = 0; round < rounds(2, 10); round += 1) {
        const day = await days.next();
        let before = 0;
        const wrote = async (race: Race, records: number) => {
          const count = await day.count();
          race.check(count - before === records, `${count - before} records instead of ${records}`);
          const broken = await day.broken();
          race.check(broken.length === 0, broken.join(', '));
          race.tried(servers);
          before = count;
        };
        servers.tries();

        await writeTwoSheets(twoSheets, day);
        await wrote(twoSheets, 2 * 2 * PEOPLE);
        const state = await day.state();
        const unlike = await writeOneKey(oneKey, day, other(state));
        oneKey.check(unlike === 0, `${unlike} were told something else`);
        await wrote(oneKey, 2 * PEOPLE);
        await correctAndRecord(corrections, day, state);
        await wrote(corrections, FEW);
        for (const pair of await correctTwice(twoCorrections, day, state)) {
          const done = pair.filter(({ said }) => said === 'OK').length;
          twoCorrections.check(done === 1, `${done} of two corrections were made`);
        }
        await wrote(twoCorrections, FEW);
      }
      for (const race of [twoSheets, oneKey, corrections, twoCorrections]) {
        expect(race.violations).toEqual([]);
        expect(race.failures).toEqual([]);
      }
    },
    PATIENCE_MS,
  );
});

describe('the same with the guards switched off', () => {
  let servers: Servers;
  let days: Days;
  beforeAll(async () => {
    ({ servers, days } = await start(1));
  });
  afterAll(() => servers.close());

  /** How many half-days do not have one current record after a day was written on. */
  const broken = (most: number, write: (day: Day) => Promise<unknown>) =>
    untilBroken(most, async () => {
      const day = await days.next();
      await write(day);
      return (await day.broken()).length;
    });
  const control = () => new Race('control');

  it(
    'a blank half-day gets two records with the index and the transactions off, and not with one of them',
    async () => {
      const few = rounds(1, 100);
      servers.guard(false);
      const transactionsOff = await broken(few, (day) => writeTwoSheets(control(), day));
      await servers.onlooker.rows('DROP INDEX attendance_current_unique');
      servers.guard(true);
      const indexOff = await broken(few, (day) => writeTwoSheets(control(), day));
      servers.guard(false);
      const bothOff = await broken(10, (day) => writeTwoSheets(control(), day));
      twoSheets.control('transactions off', transactionsOff);
      twoSheets.control('index off', indexOff);
      twoSheets.control('both off', bothOff);
      expect([transactionsOff.broken, indexOff.broken]).toEqual([0, 0]);
      expect(bothOff.broken).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'one key is carried out several times',
    async () => {
      const unlike = await untilBroken(10, async () => writeOneKey(control(), await days.next(), 'PRESENT'));
      await servers.onlooker.rows('DROP TABLE idempotency_key');
      await servers.onlooker.rows(
        'CREATE TABLE idempotency_key (actor text, action text, key text, input_hash text, recorded_at text)',
      );
      const repeated = await broken(10, (day) => writeOneKey(control(), day, 'PRESENT'));
      oneKey.control('transactions off, told something else', unlike);
      oneKey.control('both off, written again', repeated);
      expect(unlike.broken).toBeGreaterThan(0);
      expect(repeated.broken).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'a record is replaced twice where nothing looks whether it still stands',
    async () => {
      const on = DIALECT === 'postgres' ? ' ON attendance' : '';
      await servers.onlooker.rows(`DROP TRIGGER attendance_no_update${on}`);
      servers.rewrite((text) => text.replace(/^(UPDATE attendance .*) AND superseded_at IS NULL$/s, '$1'));
      const after = (write: typeof correctTwice | typeof correctAndRecord) => async (day: Day) => {
        servers.guard(true);
        await day.record(SUBSTANS, day.sheet('PRESENT'));
        servers.guard(false);
        await write(control(), day, 'ABSENT');
      };
      const beside = await broken(10, after(correctAndRecord));
      const twice = await broken(10, after(correctTwice));
      corrections.control('all off', beside);
      twoCorrections.control('all off', twice);
      expect(beside.broken).toBeGreaterThan(0);
      expect(twice.broken).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
