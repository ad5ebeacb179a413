/** No request can ask for more than the server can answer in a moment: it is refused before anything of it is run. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getIntrospectionQuery,
  type GraphQLSchema,
  isObjectType,
  Kind,
  Lexer,
  parse,
  Source,
  TokenKind,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { NAMED_PLACES } from '../../src/graphql/limits/cost-model.js';
import { costOf } from '../../src/graphql/limits/cost.js';
import { type Shape, shapeOf } from '../../src/graphql/limits/shape.js';
import { loadEnv } from '../../src/config/env.js';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';
import { bearer, post } from '../support/http.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const DEFAULTS = loadEnv({});
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i));

function tokensOf(source: string): number {
  const lexer = new Lexer(new Source(source));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
}

/** The requests of the README's cookbook. */
function cookbook(): { name: string; source: string }[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  return [...readme.matchAll(/^\| (Q[^|]*|) ?\| ([^|]*) \| `(\{.*\})` \|$/gm)].map((match) => ({
    name: `${match[1]!.trim()} ${match[2]!.trim()}`.trim(),
    source: match[3]!,
  }));
}

describe('limits on one request', () => {
  let app: TestApp;
  let schema: GraphQLSchema;
  let agency: Record<string, string>;
  const ask = (query: string, variables: object = {}) => post(app, { query, variables }, agency);
  const cost = (source: string, variables: Record<string, unknown> = {}): number => {
    const document = parse(source);
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined) throw new Error('no operation');
    return costOf({ schema, document, operation, variables });
  };

  beforeAll(async () => {
    app = await startApp();
    schema = app.app.get(GraphQLSchemaHost).schema;
    agency = { authorization: await bearer(AGENCY) };
  });
  afterAll(() => app.close());

  describe('leave room for what people ask', () => {
    it('every question of the cookbook needs less than half of what is allowed', () => {
      const questions = cookbook().map(({ name, source }) => ({
        name,
        ...shapeOf(parse(source)),
        cost: cost(source),
        tokens: tokensOf(source),
      }));
      expect(questions.length).toBeGreaterThan(20);
      const most = (figure: keyof Shape | 'cost' | 'tokens') =>
        Math.max(...questions.map((each) => each[figure]));
      const { queryMaxDepth, queryMaxAliases, queryMaxFields, queryMaxTokens, queryMaxCost } = DEFAULTS;
      process.stdout.write(
        `the largest of the cookbook: depth ${most('depth')} of ${queryMaxDepth}, fields ${most('fields')} of ` +
          `${queryMaxFields}, tokens ${most('tokens')} of ${queryMaxTokens}, cost ${most('cost')} of ${queryMaxCost}\n`,
      );
      expect(most('depth') * 1.5).toBeLessThanOrEqual(queryMaxDepth);
      expect(most('aliases') * 2).toBeLessThan(queryMaxAliases);
      expect(most('fields') * 2).toBeLessThan(queryMaxFields);
      expect(most('tokens') * 2).toBeLessThan(queryMaxTokens);
      expect(most('cost') * 2).toBeLessThan(queryMaxCost);
    });

    it('the explorer may ask for the schema', async () => {
      const answer = await ask(getIntrospectionQuery());
      expect([answer.status, answer.errors]).toEqual([200, undefined]);
    });
  });

  describe('the cost model', () => {
    it('names only fields that there are', () => {
      const there = NAMED_PLACES.filter((place) => {
        const [type = '', field = ''] = place.split('.');
        const named = schema.getType(type);
        return isObjectType(named) && field in named.getFields();
      });
      expect(there).toEqual(NAMED_PLACES);
    });

    it('counts each value once for each row: `first` as written, as a variable, as its default, or 50', () => {
      const [one, two] = [1, 2].map((first) =>
        cost(`{ enrolments(first: ${first}) { nodes { id status } } }`),
      );
      const row = two! - one!;
      expect(row).toBe(3);
      const source = 'query($n: Int = 7) { enrolments(first: $n) { nodes { id status } } }';
      const rows = (all: number) => (all - one!) / row + 1;
      expect(rows(cost(source, { n: 30 }))).toBe(30);
      expect(rows(cost(source))).toBe(7);
      expect(rows(cost('{ enrolments { nodes { id status } } }'))).toBe(50);
      expect(rows(cost(source, { n: null }))).toBe(50);
      expect(rows(cost('{ enrolments(first: 100) { edges { node { id status } } } }')) / 100).toBeCloseTo(
        4 / 3,
        1,
      );
      // More than that is refused where it is asked for.
      expect(rows(cost(source, { n: 20_000 }))).toBe(100);
    });

    it('multiplies what stands in lists in lists, and prices a report', () => {
      const inner = cost('{ cohorts(first: 1) { nodes { id courseDays { id } } } }');
      const outer = cost('{ cohorts(first: 10) { nodes { id courseDays { id } } } }');
      expect(outer - inner).toBe(9 * (1 + 1 + 10 * 2));
      expect(cost('{ certificationStatus(groupBy: []) { persons } }')).toBeGreaterThan(1_000);
    });

    it('counts a fragment wherever it is used: in place, by name, and one in another', () => {
      const plain = cost(`{ ${times(100, (i) => `a${i}: viewer { name roles }`).join(' ')} }`);
      const named = `{ ${times(100, (i) => `a${i}: viewer { ...f }`).join(' ')} }
        fragment f on Viewer { name ...g } fragment g on Viewer { ... on Viewer { r: roles } }`;
      expect(cost(named)).toBe(plain);
      expect(shapeOf(parse(named))).toEqual({ depth: 2, aliases: 200, fields: 300 });
    });
  });

  describe('are refused with the code, the limit and what was asked for', () => {
    const refused: [what: string, code: string, limit: number, actual: number, query: string][] = [
      [
        'fields too deep inside fields',
        'QUERY_TOO_DEEP',
        DEFAULTS.queryMaxDepth,
        2 + 10 * 2 + 1,
        `{ viewer { person { ${'enrolments { person { '.repeat(10)} name ${'} }'.repeat(10)} } } }`,
      ],
      [
        'too many aliases',
        'QUERY_HAS_TOO_MANY_ALIASES',
        DEFAULTS.queryMaxAliases,
        51,
        `{ ${times(51, (i) => `a${i}: __typename`).join(' ')} }`,
      ],
      [
        'too many aliases, in a fragment that is used often',
        'QUERY_HAS_TOO_MANY_ALIASES',
        DEFAULTS.queryMaxAliases,
        100,
        `{ ${times(100, () => `viewer { ...f }`).join(' ')} } fragment f on Viewer { n: name }`,
      ],
      [
        'too many fields, the same one again and again',
        'QUERY_HAS_TOO_MANY_FIELDS',
        DEFAULTS.queryMaxFields,
        601,
        `{ viewer { ${'name '.repeat(600)} } }`,
      ],
      [
        'fragments that double thirty times',
        'QUERY_HAS_TOO_MANY_FIELDS',
        DEFAULTS.queryMaxFields,
        1 + 2 ** 30,
        `{ viewer { ...f0 } } ${times(30, (i) => `fragment f${i} on Viewer { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f30 on Viewer { name }`,
      ],
      [
        'too long a document',
        'QUERY_TOO_LONG',
        DEFAULTS.queryMaxTokens,
        DEFAULTS.queryMaxTokens + 1,
        `{ ${'__typename '.repeat(DEFAULTS.queryMaxTokens)} }`,
      ],
    ];
    it.each(refused)('%s', async (_, code, limit, actual, query) => {
      const answer = await ask(query);
      expect([answer.status, answer.data]).toEqual([400, undefined]);
      expect(answer.errors?.map((error) => error.extensions)).toEqual([{ code, limit, actual }]);
    });

    it.each([
      [
        'dashboards one beside the other, as many as aliases are allowed',
        `{ ${times(45, (i) => `a${i}: certificationStatus(groupBy: [MUNICIPALITY, TRACK]) { trackKey enrolled certified municipality { name } }`).join(' ')} }`,
      ],
      [
        'pages in pages',
        '{ cohorts(first: 100) { nodes { enrolments(first: 100) { nodes { person { name enrolments { id } } } } } } }',
      ],
    ])('%s', async (_, query) => {
      const began = performance.now();
      const { status, errors, data } = await ask(query);
      expect([status, data]).toEqual([400, undefined]);
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'QUERY_TOO_COSTLY',
        limit: DEFAULTS.queryMaxCost,
      });
      expect(errors?.[0]?.extensions['actual']).toBeGreaterThan(DEFAULTS.queryMaxCost);
      expect(performance.now() - began).toBeLessThan(1_000);
    });

    it('also when the page is a variable', async () => {
      const source =
        'query($n: Int) { cohorts(first: $n) { nodes { enrolments(first: $n) { nodes { person { name enrolments { id } } } } } } }';
      expect((await ask(source, { n: 10 })).errors).toBeUndefined();
      expect((await ask(source, { n: 100 })).errors?.[0]?.extensions['code']).toBe('QUERY_TOO_COSTLY');
    });

    it('a page of 20,000 is refused by the name of its argument', async () => {
      const { errors, data } = await ask('{ enrolments(first: 20000) { nodes { id } } }');
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: 'first' }],
      });
    });

    it('before anything is changed', async () => {
      const register = (i: number) =>
        `a${i}: providerRegister(input: { key: "provider-${i}", name: "Provider ${i}" }) { __typename }`;
      expect((await ask(`mutation { ${times(51, register).join(' ')} }`)).errors).toHaveLength(1);
      expect((await ask('{ providers { key } }')).data.providers).toEqual([]);
      expect((await ask(`mutation { ${register(0)} }`)).errors).toBeUndefined();
      expect((await ask('{ providers { key } }')).data.providers).toEqual([{ key: 'provider-0' }]);
    });
  });

  it('fragments that lead back to themselves are refused, as is a list of operations in one request', async () => {
    const cycle = await ask(
      '{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }',
    );
    expect([cycle.status, cycle.errors?.[0]?.extensions]).toEqual([
      400,
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ]);
    const batch = await post(app, [{ query: '{ __typename }' }, { query: '{ __typename }' }], agency);
    expect([batch.status, batch.errors?.[0]?.extensions]).toEqual([400, { code: 'BAD_REQUEST' }]);
  });

  it('are settings', async () => {
    const strict = await startApp(undefined, {
      settings: {
        QUERY_MAX_DEPTH: '2',
        QUERY_MAX_ALIASES: '0',
        QUERY_MAX_TOKENS: '12',
        QUERY_MAX_COST: '30',
      },
    });
    const codeOf = async (query: string) =>
      (await post(strict, { query }, agency)).errors?.[0]?.extensions['code'];
    expect(await codeOf('{ viewer { name } }')).toBeUndefined();
    expect(await codeOf('{ viewer { person { name } } }')).toBe('QUERY_TOO_DEEP');
    expect(await codeOf('{ a: viewer { name } }')).toBe('QUERY_HAS_TOO_MANY_ALIASES');
    expect(await codeOf('{ viewer { name name name name name name name name } }')).toBe('QUERY_TOO_LONG');
    expect(await codeOf('{ programmes { key name } }')).toBe('QUERY_TOO_COSTLY');
    await strict.close();
  });
});
