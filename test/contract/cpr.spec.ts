/**
 * Section 7: nothing that is written like a CPR number gets in. Generated from the schema: each text that a client can send
 * is tried, and one that is new and has no rule of its own must be refused, with the place where it stands.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { parseRoster } from '../../src/features/roster/roster-file.js';
import { startApp, type TestApp } from '../support/app.js';
import { everything } from '../support/schema-contents.js';

const TEXTS = ['Borger 010190-1234', '0101901234'] as const;

/** Texts that cannot hold prose, by the name of the field or argument, each with what keeps a CPR number out. */
const NO_PROSE: Readonly<Record<string, string>> = {
  // Compared with what is there, and written down only as the key of what was found.
  programmeKey: 'names a programme that there is',
  trackKey: 'names a track of a programme that there is',
  municipalityCode: 'names a municipality of the register',
  municipalityCodes: 'names municipalities of the register',
  hostMunicipalityCode: 'names a municipality of the register',
  code: 'names a municipality of the register',
  successorCode: 'names a municipality of the register',
  region: 'names a region, and is only compared with',
  number: 'names a certificate that there is',
  'SignInInput.email': 'is compared with, and not kept',
  'SignInInput.password': 'is compared with, and not kept',
  'SignInInput.code': 'is compared with, and not kept',
  'AccountPasswordChangeInput.currentPassword': 'is compared with, and not kept',
  'Query.programme.key': 'names a programme that there is',
  'MachineTokenIssueInput.operations': 'names fields of Query that there are',
  // Of a form of its own.
  amStart: 'hours and minutes',
  amEnd: 'hours and minutes',
  pmStart: 'hours and minutes',
  pmEnd: 'hours and minutes',
  locale: 'chooses a language, and is not kept',
  after: 'a cursor that the server made, and is not kept',
  // Made by a program, often of the time: seconds since 1970 have ten digits. Never shown to anybody.
  idempotencyKey: 'made by a program',
};

/** A text that a client can send: the argument, and the way to it through inputs and lists. */
interface Place {
  /** `PersonRegisterInput.name`, `Query.people.search`. */
  readonly name: string;
  readonly root: { readonly kind: 'query' | 'mutation'; readonly field: GraphQLField<unknown, unknown> };
  readonly argument: GraphQLArgument;
  readonly path: readonly (string | number)[];
}

const SCALARS: Readonly<Record<string, unknown>> = {
  LocalDate: '2026-01-01',
  DateTime: '2026-01-01T09:00:00Z',
  Base64: '',
  Int: 1,
  Float: 1,
  Boolean: true,
};

/** The least that the schema accepts, but for a text at the end of a path. */
function valueOf(type: GraphQLInputType, path: readonly (string | number)[] | null, text: string): unknown {
  if (path?.length === 0) return text;
  const bare = getNullableType(type);
  if (isListType(bare)) return [valueOf(bare.ofType, path?.slice(1) ?? null, text)];
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (!isInputObjectType(bare)) return SCALARS[bare.name] ?? 'x';
  const fields = Object.values(bare.getFields()).filter(
    (field) => isRequiredInputField(field) || field.name === path?.[0],
  );
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      valueOf(field.type, field.name === path?.[0] ? path.slice(1) : null, text),
    ]),
  );
}

/** The places of a scalar in an argument. */
function* placesIn(
  scalar: string,
  type: GraphQLInputType,
  name: string,
  path: readonly (string | number)[],
): Generator<{ name: string; path: readonly (string | number)[] }> {
  const bare = getNullableType(type);
  if (isListType(bare)) yield* placesIn(scalar, bare.ofType, name, [...path, 0]);
  else if (isInputObjectType(bare))
    for (const field of Object.values(bare.getFields()))
      yield* placesIn(scalar, field.type, `${bare.name}.${field.name}`, [...path, field.name]);
  else if (getNamedType(bare).name === scalar) yield { name, path };
}

const ruleOf = (name: string): string | undefined => NO_PROSE[name] ?? NO_PROSE[name.split('.').at(-1) ?? ''];

describe('section 7: what looks like a CPR number', () => {
  let app: TestApp;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    app = await startApp();
    schema = app.app.get(GraphQLSchemaHost).schema;
  });
  afterAll(() => app.close());

  /** On the root fields, where they can be tried. */
  const placesOf = (scalar: string): Place[] =>
    (['query', 'mutation'] as const).flatMap((kind) => {
      const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
      return Object.values(type?.getFields() ?? {}).flatMap((field) =>
        field.args.flatMap((argument) =>
          [...placesIn(scalar, argument.type, `${type?.name}.${field.name}.${argument.name}`, [])].map(
            (place) => ({ ...place, root: { kind, field }, argument }),
          ),
        ),
      );
    });
  /** On the fields of objects further down. */
  const placesBelow = (scalar: string): string[] =>
    Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => type !== schema.getQueryType() && type !== schema.getMutationType())
      .filter((type) => !type.name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields()).flatMap((field) =>
          field.args.flatMap((argument) =>
            [...placesIn(scalar, argument.type, `${type.name}.${field.name}.${argument.name}`, [])].map(
              (place) => place.name,
            ),
          ),
        ),
      );

  /** Sends it, as somebody who may do everything. Answers with the code and the place of what is refused. */
  const send = async ({ root: { kind, field }, argument, path }: Place, text: string) => {
    const args = field.args.filter((each) => isRequiredArgument(each) || each === argument);
    const declared = args.map((each) => `$${each.name}: ${String(each.type)}`).join(', ');
    const given = args.map((each) => `${each.name}: $${each.name}`).join(', ');
    const selection =
      kind === 'mutation'
        ? '{ __typename ... on DomainError { code } ... on ContainsCpr { path } ... on InvalidInput { problems { path } } }'
        : isObjectType(getNamedType(field.type))
          ? '{ __typename }'
          : '';
    const variables = Object.fromEntries(
      args.map((each) => [each.name, valueOf(each.type, each === argument ? path : null, text)]),
    );
    const { data, errors } = await app.ask(
      [{ role: 'AGENCY' }],
      `${kind}(${declared}) { answer: ${field.name}(${given}) ${selection} }`,
      variables,
    );
    const error = errors?.[0]?.extensions as any;
    return kind === 'mutation' && errors === undefined
      ? { code: data.answer.code, path: data.answer.path, problems: data.answer.problems }
      : { code: error?.reason ?? error?.code, path: error?.problems?.[0]?.path, problems: error?.problems };
  };

  it('is refused in every text that a client can send, with the place where it stands', async () => {
    const places = placesOf('String').filter(({ name }) => ruleOf(name) === undefined);
    expect(places.length).toBeGreaterThan(80);
    const open: string[] = [];
    for (const place of places)
      for (const text of TEXTS) {
        const expected = place.path.length === 0 ? place.argument.name : place.path.join('.');
        const { code, path } = await send(place, text);
        if (code !== 'CONTAINS_CPR' || path !== expected)
          open.push(`${place.root.field.name}, ${place.name}: ${text}: ${code} at ${path}`);
      }
    expect(open).toEqual([]);
  });

  it('does nothing in those that cannot hold prose, and leaves no trace', async () => {
    const places = placesOf('String').filter(({ name }) => ruleOf(name) !== undefined);
    const done: string[] = [];
    for (const place of places)
      for (const text of TEXTS) {
        const { code } = await send(place, text);
        if (place.root.kind === 'mutation' && code === undefined) done.push(`${place.name}: ${text}`);
      }
    expect(done).toEqual([]);
    const stored = JSON.stringify(await everything(app.store));
    for (const text of TEXTS) expect(stored).not.toContain(text);
  });

  it('hours and minutes are refused by their form', async () => {
    const places = placesOf('String').filter(({ name }) => ruleOf(name) === 'hours and minutes');
    expect(places).toHaveLength(4);
    for (const place of places)
      for (const text of TEXTS) {
        const { code, problems } = await send(place, text);
        expect([place.name, code]).toEqual([place.name, 'INVALID_INPUT']);
        expect(problems.map((problem: any) => problem.path)).toContain(place.path.join('.'));
      }
  });

  it('fields of objects take no text that could hold it', () => {
    expect(placesBelow('String').filter((name) => ruleOf(name) === undefined)).toEqual([]);
  });

  it('every exception is about something that there is', () => {
    const names = [...placesOf('String').map(({ name }) => name), ...placesBelow('String')];
    const last = (name: string) => name.split('.').at(-1) ?? '';
    expect(
      Object.keys(NO_PROSE).filter((rule) => !names.some((name) => name === rule || last(name) === rule)),
    ).toEqual([]);
  });

  describe('in a file', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');

    it('every file that can be sent is one of these', () => {
      expect([...placesOf('Base64').map(({ name }) => name), ...placesBelow('Base64')].sort()).toEqual([
        'RosterImportInput.file',
        'RuleSetPublishInput.file',
      ]);
    });

    it.each(TEXTS)('is found in every cell of a list of people: %s', (text) => {
      const headings = [
        'Navn',
        'E-mail',
        'Tlf.',
        'Organisation',
        'Afdeling',
        'Stilling',
        'Rolle',
        'Andet',
        '',
      ];
      for (let place = 0; place <= headings.length; place += 1) {
        const cells = Array.from({ length: headings.length + 1 }, (_, at) =>
          at === place ? text : at === 0 ? 'Bo' : '',
        );
        const read = parseRoster(Buffer.from(`${headings.join(';')}\n${cells.join(';')}`));
        const codes = read.ok ? read.rows.flatMap((row) => row.problems.map(({ code }) => code)) : [];
        expect([place, codes]).toEqual([place, expect.arrayContaining(['CONTAINS_CPR'])]);
        expect(JSON.stringify(read)).not.toContain(text);
      }
      // Above the headings, the whole file is refused.
      expect(parseRoster(Buffer.from(`${text};;\nNavn;E-mail\nBo;`))).toMatchObject({
        ok: false,
        problem: { code: 'CONTAINS_CPR' },
      });
    });

    it.each(TEXTS)('is found anywhere in a programme file: %s', async (text) => {
      const file = readFileSync('src/programmes/files/ad-unge-2025.jsonc', 'utf8');
      const next = file.replace('"version": 1', '"version": 2');
      const publish = async (content: string) => {
        const { data } = await app.ask(
          [{ role: 'AGENCY' }],
          `mutation($input: RuleSetPublishInput!) { ruleSetPublish(input: $input) {
            __typename ... on ContainsCpr { path } ... on InvalidInput { message } } }`,
          { input: { file: base64(content), reason: 'x', dryRun: true } },
        );
        return data.ruleSetPublish;
      };
      expect(await publish(next)).toEqual({ __typename: 'RuleSetPublishPayload' });
      const refused = { __typename: 'ContainsCpr', path: 'file' };
      expect(await publish(`// ${text}\n${next}`)).toEqual(refused);
      expect(await publish(next.replace(/"name": \{ "da": "/, `$&${text} `))).toEqual(refused);
    });
  });
});
