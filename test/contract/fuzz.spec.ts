/**
 * Requests made from the schema, of every root field, with whatever may come as an argument, as every role: the server
 * refuses what it must, and never fails, shows its insides, or tells anybody about people who are none of their business.
 * `npm run test:fuzz` is the long form.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import fc from 'fast-check';
import type { RoleClaim } from '../../src/access/token.js';
import { Dice } from '../oracle/support/dice.js';
import { startApp, type TestApp } from '../support/app.js';
import { Fuzzer, type FuzzRequest } from '../support/fuzz-requests.js';
import { bearer, type HttpAnswer, post } from '../support/http.js';
import { HOUSING, Town } from '../support/town.js';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 400);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2_147_483_647);
const TIME_LIMIT_MS = 60_000 + REQUESTS * 100;

/** In the names and addresses of people of Kolding, and in nothing that is asked. */
const SECRET = /koldinghemmelig/i;
const INSIDES =
  /\n\s+at |node_modules|\.[jt]s:\d+|SQLITE_|QueryFailedError|no such (table|column)|syntax error at/;

const KOLDING = '621';
const VEJLE = '630';

/** Who may know people of Kolding and who may not. */
const CALLERS: { name: string; roles: RoleClaim[] | null; knows: boolean }[] = [
  { name: 'nobody', roles: null, knows: false },
  { name: 'participant', roles: [{ role: 'PARTICIPANT', email: 'vera@vejle.example' }], knows: false },
  { name: 'coordinator', roles: [{ role: 'COORDINATOR', municipality: VEJLE }], knows: false },
  { name: 'provider', roles: [{ role: 'PROVIDER', provider: 'another' }], knows: false },
  { name: 'evaluator', roles: [{ role: 'EVALUATOR' }], knows: false },
  { name: 'agency', roles: [{ role: 'AGENCY' }], knows: true },
  { name: 'administrator', roles: [{ role: 'ADMIN' }], knows: true },
];

describe('whatever is asked', () => {
  let app: TestApp;
  let apart: Fuzzer;
  let everything: Fuzzer;
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);

  beforeAll(async () => {
    app = await startApp('2026-11-22T12:00:00Z');
    const town = new Town(app);
    const engagementId = await town.engagement(HOUSING, [KOLDING, VEJLE]);
    const settle = async (name: string, email: string, municipalityCode: string) => {
      const personId = await town.person(name, { email });
      const place = { engagementId, municipalityCode, trackKey: 'MEETING_LEADER' };
      return { personId, enrolmentId: await town.enrol(place, personId) };
    };
    const secret = await settle('Zorinda Koldinghemmelig', 'zorinda@koldinghemmelig.example', KOLDING);
    const open = await settle('Vera Vejle', 'vera@vejle.example', VEJLE);
    const groupId = await town.group('MEETING_LEADER', 'Gruppe', [secret.enrolmentId]);
    const cohortId = await town.cohort('MEETING_LEADER', 'Hold');
    const [dayId = ''] = await town.days(cohortId, 'SEMINAR', 1, ['2026-03-10', '2026-03-11']);
    const number = await town.certify(secret.enrolmentId);
    // After the provider of the group and the days, which is the first there is.
    await town.agency.succeed('providerRegister', { key: 'another', name: 'Another' }, 'provider { id }');
    const { schema } = app.app.get(GraphQLSchemaHost);
    const common = [
      HOUSING,
      'MEETING_LEADER',
      'INTRO',
      KOLDING,
      VEJLE,
      engagementId,
      cohortId,
      dayId,
      `${dayId}:AM`,
    ];
    const ours = [open.personId, open.enrolmentId];
    const theirs = [secret.personId, secret.enrolmentId, groupId, number];
    everything = new Fuzzer(schema, [...common, ...ours, ...theirs]);
    // Whoever may change everything must not move the people of Kolding to where others may see them.
    apart = new Fuzzer(schema, [...common, ...ours]);
  });
  afterAll(() => app.close());

  const problem = (answer: HttpAnswer, knows: boolean): string | null => {
    if (answer.status >= 500) return `status ${answer.status}`;
    if (answer.errors?.some(({ extensions }) => /INTERNAL|UNAVAILABLE/.test(String(extensions['code']))))
      return 'a failure';
    if (INSIDES.test(answer.text)) return 'something of its insides';
    if (!knows && SECRET.test(answer.text)) return 'people of Kolding';
    return null;
  };

  it(
    'is answered or refused: no failure, nothing of the insides, nobody else’s people',
    async () => {
      const tokens = await Promise.all(
        CALLERS.map(async ({ roles }): Promise<Record<string, string>> =>
          roles === null ? {} : { authorization: await bearer(roles) },
        ),
      );
      let turn = 0;
      const drawn = fc.record({
        caller: fc.nat(CALLERS.length - 1),
        numbers: fc.array(fc.nat(1_000_000), { minLength: 150, maxLength: 150 }),
        strange: fc.jsonValue({ stringUnit: 'binary' }),
      });
      const failures: string[] = [];
      for (const { caller, numbers, strange } of fc.sample(drawn, { numRuns: REQUESTS, seed: SEED })) {
        const { name, knows } = CALLERS[caller]!;
        const request: FuzzRequest = (knows ? apart : everything).request(turn, new Dice(numbers), strange);
        const { query, variables } = request;
        const answer = await post(app, { query, variables }, tokens[caller]);
        count(answer.errors === undefined ? 'answered' : String(answer.errors[0]?.extensions['code']));
        // Whoever holds a number may ask whose certificate it is (V26).
        const found = problem(answer, knows || request.field === 'certificateVerify');
        if (found !== null)
          failures.push(
            `request ${turn} as ${name}, ${found}: ${query} ${JSON.stringify(variables)}`.slice(0, 1_500) +
              `\n  → ${answer.text.slice(0, 500)}`,
          );
        turn += 1;
      }
      const figures = [...counts].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
      process.stdout.write(
        `fuzz, seed ${SEED}: ${REQUESTS} requests, ${figures.join(', ')}, failures ${failures.length}\n`,
      );
      expect(failures.slice(0, 10)).toEqual([]);
      expect((await post(app, { query: '{ __typename }' })).data).toEqual({ __typename: 'Query' });
      // Enough of them get past the reading of their arguments for this to say something.
      expect(counts.get('answered')).toBeGreaterThan(REQUESTS / 20);
    },
    TIME_LIMIT_MS,
  );

  it.each([
    ['an id that is the name of something else', '{ teamMember(id: "constructor") { id } }', {}],
    [
      'more mistakes in the variables than are listed',
      'mutation($input: EngagementOpenInput!) { engagementOpen(input: $input) { __typename } }',
      {
        input: {
          programmeKey: HOUSING,
          municipalityCodes: Array<number>(500).fill(0),
          startsOn: '2026-01-15',
        },
      },
    ],
  ])('found by the long form: %s', async (_, query, variables) => {
    const authorization = await bearer([{ role: 'AGENCY' }]);
    expect(problem(await post(app, { query, variables }, { authorization }), true)).toBeNull();
  });

  it('the secret would be seen if it were told: whoever may know it is told', async () => {
    const answer = await post(
      app,
      { query: '{ people { nodes { name email } } }' },
      { authorization: await bearer([{ role: 'AGENCY' }]) },
    );
    expect(problem(answer, false)).toBe('people of Kolding');
    expect(problem(answer, true)).toBeNull();
  });
});
