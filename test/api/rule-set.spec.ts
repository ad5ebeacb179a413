/** New rules: a look at their effect first, and nobody goes by them without a logged decision. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const FILE = readFileSync('src/programmes/files/ad-unge-2025.jsonc', 'utf8');
const PROGRAMME = 'AD_UNGE_2025';
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** The youth programme in another version, with one half-day that may be missed. */
const version = (number: number, text = FILE) =>
  text
    .replace(/"version": 1/, `"version": ${number}`)
    .replace(/"toleranceHalfDays": 0/, '"toleranceHalfDays": 1');
const EFFECTS = `simulation { examined affected reopened completed effects { enrolment { id }
  before { completed requirements { kind state } } after { completed requirements { kind state } } } }`;

describe('V40: new rules', () => {
  let app: TestApp;
  let agency: Client;
  let engagement: string;
  let missedOne: string;
  let missedTwo: string;

  beforeAll(async () => {
    app = await startApp('2026-03-01T09:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
    const open = { programmeKey: PROGRAMME, municipalityCodes: ['621'], startsOn: '2025-03-01' };
    engagement = (await agency.succeed('engagementOpen', open, 'engagement { id }')).engagement.id;
    const cohort = { programmeKey: PROGRAMME, trackKey: 'YOUTH', name: 'Hold 1' };
    const cohortId = (await agency.succeed('cohortOpen', cohort, 'cohort { id }')).cohort.id;
    [missedOne, missedTwo] = [await seated(cohortId), await seated(cohortId)];
    for (let unit = 1; unit <= 6; unit += 1) {
      const schedule = { cohortId, type: 'COURSE_DAY', unit, dates: [`2025-0${unit + 3}-01`] };
      const { courseDays } = await agency.succeed('courseDaySchedule', schedule, 'courseDays { id }');
      const entries =
        unit === 1
          ? [
              { enrolmentId: missedOne, part: 'PM', state: 'ABSENT' },
              { enrolmentId: missedTwo, state: 'ABSENT' },
            ]
          : [];
      const sheet = { courseDayId: courseDays[0].id, default: 'PRESENT', entries };
      await agency.succeed('attendanceRecord', sheet, 'courseDay { id }');
    }
  });
  afterAll(() => app.close());

  async function seated(cohortId: string): Promise<string> {
    const { person } = await agency.succeed('personRegister', { name: 'Unge Holm' }, 'person { id }');
    const input = {
      engagementId: engagement,
      municipalityCode: '621',
      trackKey: 'YOUTH',
      personId: person.id,
      cohortId,
    };
    return (await agency.succeed('enrolmentConfirm', input, 'enrolment { id }')).enrolment.id;
  }
  const enrolment = async (id: string) =>
    (
      await agency.query(
        'query ($id: ID!) { enrolment(id: $id) { status ruleVersion progress { completed } } }',
        { id },
      )
    ).enrolment;
  const publish = async (text: string, dryRun: boolean) =>
    agency.act(
      'ruleSetPublish',
      { file: base64(text), dryRun, reason: 'Ny aftale' },
      `programme { ruleVersion } ${EFFECTS}`,
    );
  const rows = async () =>
    (await app.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM audit_event`))?.n;

  it('a simulation says who would change state, and publishes nothing', async () => {
    const before = await rows();
    const { simulation, programme } = await publish(version(2), true);
    expect(programme.ruleVersion).toBe(2);
    expect(simulation).toMatchObject({ examined: 2, affected: 1, reopened: 0, completed: 1 });
    expect(simulation.effects).toEqual([
      {
        enrolment: { id: missedOne },
        before: {
          completed: false,
          requirements: expect.arrayContaining([{ kind: 'ATTENDANCE', state: 'AT_RISK' }]),
        },
        after: {
          completed: true,
          requirements: expect.arrayContaining([{ kind: 'ATTENDANCE', state: 'MET' }]),
        },
      },
    ]);
    expect(await rows()).toBe(before);
    const { programme: now } = await agency.query(`{ programme(key: "${PROGRAMME}") { ruleVersion } }`);
    expect(now.ruleVersion).toBe(1);
  });

  it('publishing moves nobody; new engagements start under the new rules', async () => {
    await agency.succeed(
      'ruleSetPublish',
      { file: base64(version(2)), dryRun: false, reason: 'Ny aftale' },
      'programme { id }',
    );
    expect(await enrolment(missedOne)).toEqual({
      status: 'ACTIVE',
      ruleVersion: 1,
      progress: { completed: false },
    });
    const open = { programmeKey: PROGRAMME, municipalityCodes: ['630'], startsOn: '2026-03-01' };
    const opened = await agency.succeed('engagementOpen', open, 'engagement { programme { ruleVersion } }');
    expect(opened.engagement.programme.ruleVersion).toBe(2);
  });

  it('versions follow each other, and a file with a fault is refused with the place and the reason', async () => {
    const problem = async (text: string) => (await publish(text, true)).problems;
    expect(await problem(version(2))).toEqual([
      { path: 'file', message: expect.stringContaining('must be 3') },
    ]);
    expect(
      await problem(
        version(3, FILE.replace('"YOUTH": {', '"OTHER": {').replaceAll('tracks.YOUTH', 'tracks.OTHER')),
      ),
    ).toEqual([{ path: 'file', message: expect.stringContaining('YOUTH') }]);
    expect(await problem('{')).toEqual([{ path: 'file', message: expect.stringContaining('line 1') }]);
    expect(
      await problem(version(3, FILE.replace('"toleranceHalfDays": 0', '"toleranceHalfDays": -1'))),
    ).toEqual([
      { path: 'file', message: expect.stringContaining('tracks.YOUTH.attendance.toleranceHalfDays') },
    ]);
  });

  it('enrolments move only by a logged decision, rehearsed first; earlier answers stay as they were', async () => {
    const asked = '2026-03-01T10:00:00Z';
    app.clock.set('2026-03-02T09:00:00Z');
    const move = { enrolmentIds: [missedOne, missedTwo], version: 2, reason: 'Aftalt med leverandøren' };
    const before = await rows();
    const rehearsed = await agency.succeed('enrolmentRulesMove', { ...move, dryRun: true }, EFFECTS);
    expect(await rows()).toBe(before);
    expect(await enrolment(missedOne)).toMatchObject({ ruleVersion: 1 });
    const moved = await agency.succeed('enrolmentRulesMove', move, EFFECTS);
    expect(moved.simulation.effects.map((each: any) => each.after)).toEqual(
      rehearsed.simulation.effects.map((each: any) => each.after),
    );
    expect(await enrolment(missedOne)).toEqual({
      status: 'COMPLETED',
      ruleVersion: 2,
      progress: { completed: true },
    });
    expect(await enrolment(missedTwo)).toEqual({
      status: 'ACTIVE',
      ruleVersion: 2,
      progress: { completed: false },
    });
    const logged = await app.store.query<{ reason: string }>(
      sql`SELECT reason FROM audit_event WHERE action = 'enrolmentRulesMove'`,
    );
    expect(logged.map((row) => row.reason)).toEqual([move.reason, move.reason]);
    const then = await agency.query(
      `query ($id: ID!) { enrolment(id: $id) { progress(asOf: { validOn: "2026-03-01", knownAt: "${asked}" }) { completed } } }`,
      { id: missedOne },
    );
    expect(then.enrolment.progress.completed).toBe(false);
  });

  it('a move to rules that are not there, twice, or of several programmes is refused, and moves nobody', async () => {
    const move = async (input: object) => {
      const answer = await agency.act(
        'enrolmentRulesMove',
        { enrolmentIds: [missedOne], version: 1, reason: 'r', ...input },
        EFFECTS,
      );
      return answer.problems?.map((each: any) => each.path) ?? answer.code ?? 'moved';
    };
    expect(await move({ version: 7 })).toEqual(['version']);
    expect(await move({ version: 2 })).toEqual(['enrolmentIds.0']);
    expect(await move({ enrolmentIds: [] })).toEqual(['enrolmentIds']);
    expect(await move({ enrolmentIds: [missedOne, 'enr_nobody'] })).toBe('NOT_FOUND');
    expect(await enrolment(missedOne)).toMatchObject({ ruleVersion: 2 });
    const refused = await app.ask(
      [{ role: 'PROVIDER', provider: 'substans' }],
      'mutation { enrolmentRulesMove(input: { enrolmentIds: ["x"], version: 1, reason: "r" }) { __typename } }',
    );
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
