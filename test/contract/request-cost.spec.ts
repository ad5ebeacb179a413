/** What one request costs beside its answer: what was worked out for one before it is not worked out again. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  parse,
} from 'graphql';
import type { RoleClaim } from '../../src/access/token.js';
import { loadEnv } from '../../src/config/env.js';
import { Refused } from '../../src/domain/refusal.js';
import { costOf } from '../../src/graphql/limits/cost.js';
import { ShapeLimits } from '../../src/graphql/limits/shape-limits.js';
import { shapeOf } from '../../src/graphql/limits/shape.js';
import { startApp, type TestApp } from '../support/app.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('an operation that is known', () => {
  let schema: GraphQLSchema;
  beforeAll(() => {
    schema = app.app.get(GraphQLSchemaHost).schema;
  });
  const field = (type: string, name: string) =>
    (schema.getType(type) as GraphQLObjectType).getFields()[name]!;
  const resolverOf = (type: string, name: string) =>
    field(type, name).resolve as GraphQLFieldResolver<unknown, unknown>;

  it('is read once, whatever its variables: what is run is the same document', async () => {
    const providers = field('Query', 'providers');
    const resolve = providers.resolve!;
    const run: GraphQLResolveInfo['operation'][] = [];
    providers.resolve = (source, args, context, info) => {
      run.push(info.operation);
      return resolve(source, args, context, info);
    };
    const source = 'query($n: Int) { providers { key } enrolments(first: $n) { totalCount } }';
    for (const n of [1, 1, 2]) expect((await app.ask(AGENCY, source, { n })).errors).toBeUndefined();
    expect(new Set(run).size).toBe(1);
    expect((await app.ask(AGENCY, `${source} `, { n: 1 })).errors).toBeUndefined();
    expect([run.length, new Set(run).size]).toEqual([4, 2]);
    providers.resolve = resolve;
  });

  it('has its size measured once, as long as it is short and not a thousand others came since', () => {
    let measured = 0;
    const limits = new ShapeLimits(loadEnv({}), (document) => {
      measured += 1;
      return shapeOf(document);
    });
    const measuredOf = (source: string) => {
      measured = 0;
      limits.assert(source);
      return measured;
    };
    const short = '{ viewer { name } }';
    const long = `{ viewer { name } } # ${'x'.repeat(10_000)}`;
    expect([short, short, long, long].map(measuredOf)).toEqual([1, 0, 1, 1]);
    for (let i = 1; i < 1_000; i += 1) limits.assert(`{ providers { key } } # ${i}`);
    expect(measuredOf(short)).toBe(0);
    limits.assert('{ programmes { key } }');
    expect(measuredOf(short)).toBe(1);
    expect(measuredOf('{ programmes { key } }')).toBe(0);
  });

  describe('has its cost reckoned once', () => {
    const reckoned = (source: string) => {
      const document = parse(source);
      const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
      if (operation === undefined) throw new Error('no operation');
      let times = 0;
      const counting = Object.create(schema, {
        getRootType: {
          value: (...given: Parameters<GraphQLSchema['getRootType']>) => {
            times += 1;
            return schema.getRootType(...given);
          },
        },
      }) as GraphQLSchema;
      return (variables: Record<string, unknown>) => {
        times = 0;
        return [costOf({ schema: counting, document, operation, variables }), times];
      };
    };

    it('for all values of what is no page', () => {
      const ask = reckoned('query($id: ID!) { enrolment(id: $id) { id } }');
      expect([ask({ id: 'a' }), ask({ id: 'b' })]).toEqual([
        [expect.any(Number), 1],
        [expect.any(Number), 0],
      ]);
    });

    it('for each size of its pages; left out is not the same as null', () => {
      const ask = reckoned(
        'query($n: Int = 7, $m: Int) { a: enrolments(first: $n) { nodes { id } } b: people(first: $m) { nodes { id } } }',
      );
      const sizes = [{ n: 3 }, { n: null }, {}, { m: 3 }, { n: 20_000 }];
      const first = sizes.map(ask);
      expect(first.map(([, times]) => times)).toEqual([1, 1, 1, 1, 1]);
      expect(new Set(first.map(([cost]) => cost)).size).toBe(sizes.length);
      expect(sizes.map(ask)).toEqual(first.map(([cost]) => [cost, 0]));
      // What is larger than the largest page costs what that costs.
      expect(ask({ n: 100 })).toEqual([first[4]![0], 0]);
    });
  });

  it('has the methods of its fields called as they stand, unless something is to be validated', async () => {
    const requirement = { texts: { da: 'Mangler', en: 'Missing' } };
    const explain = resolverOf('Requirement', 'explanation');
    expect(explain(requirement, { locale: 'da' }, {}, {} as GraphQLResolveInfo)).toBe('Mangler');
    const page = resolverOf('Cohort', 'enrolments')({}, { first: 101 }, {}, {} as GraphQLResolveInfo);
    await expect(page).rejects.toBeInstanceOf(Refused);
  });
});

describe('to sign in with a token', () => {
  const statements = async (role: RoleClaim) => {
    const spy = jest.spyOn(app.store, 'query');
    try {
      expect((await app.ask([role], '{ __typename }')).errors).toBeUndefined();
      return spy.mock.calls.length;
    } finally {
      spy.mockRestore();
    }
  };

  it.each<[string, RoleClaim, number]>([
    ['the agency, of which there is nothing to know', { role: 'AGENCY' }, 0],
    ['the participant, who may be another person tomorrow', { role: 'PARTICIPANT', email: 'a@b.example' }, 1],
    ['the coordinator, whose role may have ended', { role: 'COORDINATOR', municipality: '621' }, 2],
  ])('the database is asked about %s each time', async (_, role, asked) => {
    expect([await statements(role), await statements(role)]).toEqual([asked, asked]);
  });

  it('the database is asked about a provider until there is one', async () => {
    const provider: RoleClaim = { role: 'PROVIDER', provider: 'dialoghuset' };
    expect([await statements(provider), await statements(provider)]).toEqual([1, 1]);
    const register =
      'mutation { providerRegister(input: { key: "dialoghuset", name: "Dialoghuset" }) { __typename } }';
    expect((await app.ask(AGENCY, register)).data.providerRegister.__typename).toBe(
      'ProviderRegisterPayload',
    );
    expect([await statements(provider), await statements(provider)]).toEqual([1, 0]);
  });
});
