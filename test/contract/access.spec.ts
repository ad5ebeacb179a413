/** No root field is bare: each one names its operation, and the policies alone say who may use it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { ModulesContainer } from '@nestjs/core';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  getNamedType,
} from 'graphql';
import type { Role } from '../../src/access/actor.js';
import { OWN_ACCOUNT, PUBLIC_READS, PUBLIC_WRITES, READS, WRITES } from '../../src/access/operations.js';
import { POLICIES } from '../../src/access/policy.js';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';

const OPERATIONS: readonly string[] = [...READS, ...WRITES];
const IS_PUBLIC: readonly string[] = [...PUBLIC_READS, ...PUBLIC_WRITES];

/** Somebody of each role, whose scope reaches nothing that these tests make. */
const CLAIMS: Readonly<Record<Role, RoleClaim>> = {
  AGENCY: { role: 'AGENCY' },
  ADMIN: { role: 'ADMIN' },
  EVALUATOR: { role: 'EVALUATOR' },
  PROVIDER: { role: 'PROVIDER', provider: 'nobody' },
  COORDINATOR: { role: 'COORDINATOR', municipality: '621' },
  PARTICIPANT: { role: 'PARTICIPANT', email: 'nobody@example.dk' },
};
const ROLES = Object.keys(CLAIMS) as Role[];

const LITERALS: Readonly<Record<string, string>> = {
  LocalDate: '"2026-01-01"',
  DateTime: '"2026-01-01T09:00:00Z"',
  Base64: '""',
  Int: '1',
  Float: '1',
  Boolean: 'true',
};

/** The least that the schema accepts; what it means does not matter here. */
function literal(type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return `[${literal(bare.ofType)}]`;
  if (isEnumType(bare)) return bare.getValues()[0]?.name ?? '';
  if (!isInputObjectType(bare)) return LITERALS[bare.toString()] ?? '"x"';
  const fields = Object.values(bare.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')} }`;
}

function smallestUse(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(isRequiredArgument).map((each) => `${each.name}: ${literal(each.type)}`);
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`}${selection}`;
}

describe('access to the root fields', () => {
  let app: TestApp;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    app = await startApp();
    schema = app.app.get(GraphQLSchemaHost).schema;
  });
  afterAll(() => app.close());

  const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.values(type?.getFields() ?? {});
  const documents = () => [
    ...fieldsOf(schema.getQueryType()).map(
      (field) => [field.name, `query { ${smallestUse(field)} }`] as const,
    ),
    ...fieldsOf(schema.getMutationType()).map(
      (field) => [field.name, `mutation { ${smallestUse(field)} }`] as const,
    ),
  ];
  /** `open` when the field was reached, whatever it made of the arguments; else the code of the first error. */
  const outcome = async (roles: RoleClaim[] | null, document: string) => {
    const { errors } = await app.ask(roles, document);
    const code = errors?.[0]?.extensions['code'] ?? 'open';
    return code === 'BAD_USER_INPUT' ? 'open' : code;
  };
  const outcomes = async (roles: RoleClaim[] | null) => {
    const found: Record<string, unknown> = {};
    for (const [name, document] of documents()) found[name] = await outcome(roles, document);
    return found;
  };

  it('every root field is listed in operations.ts, and every listed operation is a root field', () => {
    const names = (type: GraphQLObjectType | null | undefined) => fieldsOf(type).map((field) => field.name);
    expect(names(schema.getQueryType()).sort()).toEqual([...READS, ...PUBLIC_READS].sort());
    expect(names(schema.getMutationType()).sort()).toEqual([...WRITES, ...PUBLIC_WRITES].sort());
  });

  it('no operation is listed twice', () => {
    const all = [...OPERATIONS, ...IS_PUBLIC];
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });

  it('the method behind each root field carries @Access with the field’s own name', () => {
    const wrong: string[] = [];
    const seen = new Set<unknown>();
    for (const module of app.app.get(ModulesContainer).values())
      for (const { metatype } of module.providers.values()) {
        const methods = (metatype?.prototype ?? {}) as Record<string, unknown>;
        for (const key of Object.getOwnPropertyNames(methods)) {
          const handler = Object.getOwnPropertyDescriptor(methods, key)?.value as object | undefined;
          if (typeof handler !== 'function' || seen.has(handler)) continue;
          const kind = Reflect.getMetadata('graphql:resolver_type', handler) as string | undefined;
          if (kind !== 'Query' && kind !== 'Mutation') continue;
          seen.add(handler);
          const name = (Reflect.getMetadata('graphql:resolver_name', handler) as string | undefined) ?? key;
          const operation = Reflect.getMetadata('forloeb:operation', handler) as string | undefined;
          if (operation !== (IS_PUBLIC.includes(name) ? 'public' : name))
            wrong.push(`${name}: ${operation ?? 'bare'}`);
        }
      }
    expect(seen.size).toBe(documents().length);
    expect(wrong).toEqual([]);
  });

  it('nobody who is not signed in reaches any of them, the public ones apart', async () => {
    const expected = documents().map(([name]) => [
      name,
      IS_PUBLIC.includes(name) ? 'open' : 'UNAUTHENTICATED',
    ]);
    expect(await outcomes(null)).toEqual(Object.fromEntries(expected));
  });

  it('a token without roles reaches none of them', async () => {
    const expected = documents().map(([name]) => [name, IS_PUBLIC.includes(name) ? 'open' : 'FORBIDDEN']);
    expect(await outcomes([])).toEqual(Object.fromEntries(expected));
  });

  it.each(ROLES)('%s reaches what its policy lists and nothing else', async (role) => {
    const listed: readonly string[] = Object.keys(POLICIES[role]);
    const expected = documents().map(([name]) => [
      name,
      IS_PUBLIC.includes(name) || listed.includes(name) ? 'open' : 'FORBIDDEN',
    ]);
    expect(await outcomes([CLAIMS[role]])).toEqual(Object.fromEntries(expected));
  });

  it('a token that does not hold is nobody', async () => {
    const url = `${await app.app.getUrl()}/graphql`;
    for (const authorization of ['Bearer x.y.z', 'Bearer', 'Basic YTpi', 'Bearer null']) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: '{ viewer { name } }' }),
      });
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });
});

describe('the policies', () => {
  it('there is one file for each role', () => {
    const files = readdirSync(new URL('../../src/access/policies/', import.meta.url));
    expect(files.sort()).toEqual(
      Object.keys(POLICIES)
        .map((role) => `${role.toLowerCase()}.policy.ts`)
        .sort(),
    );
    expect(Object.keys(POLICIES).sort()).toEqual([...ROLES].sort());
  });

  it.each(ROLES)('%s’s lists only operations that exist, each with ALL or OWN', (role) => {
    const policy = Object.entries(POLICIES[role]);
    expect(policy.filter(([operation]) => !OPERATIONS.includes(operation))).toEqual([]);
    expect(policy.filter(([, extent]) => extent !== 'ALL' && extent !== 'OWN')).toEqual([]);
  });

  it('agency and administrator may do everything; evaluators write nothing, participants speak for themselves', () => {
    for (const role of ['AGENCY', 'ADMIN'] as const)
      expect(Object.keys(POLICIES[role]).sort()).toEqual([...OPERATIONS].sort());
    const own: readonly string[] = OWN_ACCOUNT;
    const written = (role: 'PARTICIPANT' | 'EVALUATOR') =>
      WRITES.filter((operation) => POLICIES[role][operation] !== undefined && !own.includes(operation));
    expect(written('EVALUATOR')).toEqual([]);
    expect(written('PARTICIPANT')).toEqual([
      'seatOfferAccept',
      'seatOfferDecline',
      'apologySend',
      'apologyWithdraw',
      'attendanceDispute',
      'correctionRequest',
    ]);
    for (const operation of written('PARTICIPANT')) expect(POLICIES.PARTICIPANT[operation]).toBe('OWN');
  });

  it('H5: the evaluator’s names nothing that shows a person', () => {
    expect(Object.keys(POLICIES.EVALUATOR).sort()).toEqual(
      [
        'certificationStatus',
        'evaluationTable',
        'municipalities',
        'municipality',
        'programme',
        'programmes',
        'viewer',
        ...OWN_ACCOUNT,
      ].sort(),
    );
  });

  it('V39: coordinators, providers and participants reach people, seats and courses through their own only', () => {
    const shared = ['viewer', 'municipalities', 'municipality', 'programmes', 'programme', 'providers'];
    for (const role of ['COORDINATOR', 'PROVIDER', 'PARTICIPANT'] as const) {
      const wide = Object.entries(POLICIES[role])
        .filter(([operation, extent]) => extent === 'ALL' && !shared.includes(operation))
        .map(([operation]) => operation);
      expect(wide).toEqual([]);
    }
  });
});
