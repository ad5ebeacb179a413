/** Certificates issued at once: no number twice, no certificate twice, and none beside a half-day that is missing. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Randomness } from '../../src/features/certification/certificate.numbers.js';
import { onSqlite } from '../support/database.js';
import { Candidates, CERTIFYING } from './support/candidates.js';
import { Processes } from './support/processes.js';
import { PATIENCE_MS, Race, report, rounds, untilBroken } from './support/race.js';
import { Servers } from './support/servers.js';
import type { Told } from './support/told.js';
import { SUBSTANS } from './support/world.js';

const ISSUES = 200;
const TWICE = 10;
const UNMET = 10;
const REVOKED = 10;
const FEW = 8;
/** Whoever issues and whoever corrects mark the same row, and so wait for each other. */
const MARKS_OF_CERTIFICATES = ['certificate', 'certificate_event'].map(
  (table) => `DROP TRIGGER standing_after_${table}_insert ON ${table}`,
);
const VERIFY = 'query($number: String!) { certificateVerify(number: $number) { status } }';

const issues = new Race(
  'V26, V22: 200 issued at once, 10 of them twice, beside 20 that fail; then 10 revoked and issued again',
  onSqlite ? '1 process' : '3 processes',
);
const numbers = new Race('V26: 8 issued at once, where every number is drawn three times');
const twice = new Race('V22: 8 certificates, each issued twice at once');
const reviews = new Race('V25: 8 certificates issued while a half-day of each is corrected 16 → 15');

afterAll(() => report(issues, numbers, twice, reviews));

const done = (answers: readonly Told[]) => answers.filter(({ said }) => said === 'OK');
const numbersOf = (answers: readonly Told[]): string[] =>
  done(answers).map(({ data }) => data.certificate.number);

/** Certificates of the same few races, with the guards on or off. */
class Issuing {
  readonly candidates: Candidates;

  constructor(readonly servers: Servers) {
    this.candidates = new Candidates(servers);
  }

  /** Answers how many numbers went to several certificates. */
  async numbers(race: Race): Promise<number> {
    this.dullDice();
    const ready = await this.candidates.like('READY', FEW);
    const answers = await race.atOnce(ready.map((id) => this.candidates.issue(id)));
    const all = numbersOf(answers);
    race.check(all.length === FEW, `${all.length} of ${FEW} issued`);
    return this.repeated(race, 'number', ready);
  }

  /** Answers how many people have two. */
  async twice(race: Race): Promise<number> {
    const ready = await this.candidates.like('READY', FEW);
    const answers = await race.atOnce([...ready, ...ready].map((id) => this.candidates.issue(id)));
    const refused = answers.filter(({ said }) => said === 'DUPLICATE').length;
    race.check(done(answers).length === FEW && refused === FEW, `${done(answers).length} of ${FEW} issued`);
    return this.repeated(race, 'enrolment_id', ready);
  }

  /** Answers how many are valid although the rules would not issue them. */
  async reviews(race: Race): Promise<number> {
    const ready = await this.candidates.like('READY', FEW);
    const answers = await race.atOnce([
      ...ready.map((id) => this.candidates.issue(id)),
      ...ready.map((id) => this.candidates.correct(id, 'ABSENT')),
    ]);
    const corrected = done(answers.slice(FEW)).length;
    race.check(corrected === FEW, `${corrected} of ${FEW} corrected`);
    const { review = NaN, valid = NaN } = await this.servers.onlooker.numbers(`
      SELECT COUNT(CASE WHEN status = 'REVIEW_REQUIRED' THEN 1 END) AS review,
        COUNT(CASE WHEN status = 'VALID' THEN 1 END) AS valid
      FROM certificate WHERE enrolment_id IN (${list(ready)})`);
    const issued = done(answers.slice(0, FEW)).length;
    race.check(valid === 0, `${valid} are valid without the half-day`);
    race.check(review === issued, `${review} of ${issued} are under review`);
    return valid;
  }

  private async repeated(race: Race, column: string, enrolments: readonly string[]): Promise<number> {
    const rows = await this.servers.onlooker.rows(`
      SELECT ${column} FROM certificate WHERE enrolment_id IN (${list(enrolments)}) AND status = 'VALID'
      GROUP BY ${column} HAVING COUNT(*) > 1`);
    race.check(rows.length === 0, `${rows.length} came out twice`);
    return rows.length;
  }

  /** Chance that gives every number three times in a row, whichever server asks. */
  private dullDice(): void {
    let draws = Math.floor(Math.random() * 1e9) * 3;
    for (const randomness of this.servers.each(Randomness))
      randomness.bytes = (count) => {
        const number = Math.floor(draws / 3);
        draws += 1;
        return Uint8Array.from({ length: count }, (_, place) => Math.floor(number / 31 ** place) % 31);
      };
  }
}

const list = (ids: readonly string[]) => ids.map((id) => `'${id}'`).join(', ');

describe('over HTTP', () => {
  let issuing: Issuing;
  let processes: Processes;
  beforeAll(async () => {
    issuing = new Issuing(await Servers.start(CERTIFYING));
    processes = await Processes.start(issuing.servers.database.env);
  }, PATIENCE_MS);
  afterAll(async () => {
    await processes?.stop();
    await issuing.servers.close();
  });

  it(
    'V26, V22: 200 at once get 200 numbers that were never given before, whatever fails beside them',
    async () => {
      const unmet = [
        ...(await issuing.candidates.like('MISSED', UNMET)),
        ...(await issuing.candidates.like('FAILED', UNMET)),
      ];
      const given = new Set<string>();
      const give = (answers: readonly Told[]) => {
        for (const number of numbersOf(answers)) {
          issues.check(!given.has(number), 'a number was given twice');
          given.add(number);
        }
      };
      for (let round = 0; round < rounds(1, 100); round += 1) {
        const ready = await issuing.candidates.like('READY', ISSUES);
        const asked = [...ready, ...ready.slice(0, TWICE), ...unmet];
        const answers = await issues.atOnce(asked.map((id) => issuing.candidates.issue(id, processes)));
        give(answers);
        const said = (code: string) => answers.filter((answer) => answer.said === code).length;
        issues.check(said('OK') === ISSUES, `${said('OK')} issued`);
        issues.check(said('DUPLICATE') === TWICE, `${said('DUPLICATE')} of ${TWICE} were the second`);
        issues.check(said('REQUIREMENTS_UNMET') === 2 * UNMET, `${said('REQUIREMENTS_UNMET')} unmet`);

        const gone = ready.slice(0, REVOKED);
        const revoked = numbersOf(answers.filter((_, index) => gone.includes(asked[index]!)));
        for (const number of revoked) {
          const input = { number, reason: 'Udstedt på forkert grundlag' };
          await processes.succeed(SUBSTANS, 'certificateRevoke', input, 'certificate { id }');
        }
        give(await issues.atOnce(gone.map((id) => issuing.candidates.issue(id, processes))));
        for (const number of revoked) {
          const { certificateVerify } = await processes.read(SUBSTANS, VERIFY, { number });
          issues.check(certificateVerify?.status === 'REVOKED', `answers ${certificateVerify?.status}`);
        }
        const rows = await issuing.servers.onlooker.numbers(`
          SELECT COUNT(*) AS certificates, COUNT(DISTINCT number) AS numbers,
            COUNT(CASE WHEN status = 'REVOKED' THEN 1 END) AS revoked FROM certificate`);
        issues.check(
          rows['certificates'] === given.size && rows['numbers'] === given.size,
          `${rows['certificates']} certificates with ${rows['numbers']} numbers, ${given.size} were told`,
        );
        issues.check(rows['revoked'] === (round + 1) * REVOKED, `${rows['revoked']} are revoked`);
      }
      expect(issues.violations).toEqual([]);
      expect(issues.failures).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.each([
    ['V26: a number that others draw at the same moment is given once', numbers, 'numbers'],
    ['V22: one certificate, and the second request is refused', twice, 'twice'],
    [
      'V25: a half-day that is corrected at the same moment refuses it or puts it under review',
      reviews,
      'reviews',
    ],
  ] as const)(
    '%s',
    async (_, race, kind) => {
      issuing.servers.tries();
      for (let round = 0; round < rounds(1, 10); round += 1) await issuing[kind](race);
      race.tried(issuing.servers);
      expect(race.violations).toEqual([]);
      expect(race.failures).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('the same with the guards switched off', () => {
  let issuing: Issuing;
  beforeAll(async () => {
    issuing = new Issuing(await Servers.start(CERTIFYING, { count: 1 }));
  });
  afterAll(() => issuing.servers.close());

  it.each([
    ['numbers', numbers, 'index', ['DROP INDEX certificate_number_unique']],
    ['twice', twice, 'index', ['DROP INDEX certificate_one_valid']],
    // Without any transaction, as on SQLite, each of the two sees the other's writes at once; that is not what it takes.
    ...(onSqlite ? [] : [['reviews', reviews, 'marks', MARKS_OF_CERTIFICATES] as const]),
  ] as const)(
    '%s come out wrong',
    async (kind, race, other, removed) => {
      const broken = (most: number) => untilBroken(most, () => issuing[kind](new Race('control')));
      issuing.servers.guard(false);
      const transactionsOff = await broken(rounds(1, 50));
      race.control('transactions off', transactionsOff);
      expect(transactionsOff.broken).toBe(0);
      for (const statement of removed) await issuing.servers.onlooker.rows(statement);
      issuing.servers.guard(true);
      const otherOff = await broken(rounds(1, 50));
      race.control(`${other} off`, otherOff);
      expect(otherOff.broken).toBe(0);
      issuing.servers.guard(false);
      const bothOff = await broken(20);
      race.control('both off', bothOff);
      expect(bothOff.broken).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
