/** What clients were promised (contract.graphql) is what they get, and schema.gql says so. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { AbstractGraphQLDriver, GraphQLFactory, GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLFieldMap,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  isUnionType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import { ERROR_TYPES } from '../../src/graphql/errors.js';
import { NodeRegistry } from '../../src/graphql/node.js';
import type { SchemaOnce } from '../../src/graphql/schema-once.js';
import { ID_PREFIXES } from '../../src/storage/ids.js';
import { startApp, type TestApp } from '../support/app.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const contract = parse(read('./contract.graphql')).definitions.filter(
  (definition): definition is TypeDefinitionNode => definition.kind.endsWith('TypeDefinition'),
);

/**
 * What each mutation's payload names (the contract's comment on payloads). Where the comment leaves open which of two
 * things is answered, either will do.
 */
const PAYLOADS: Readonly<Record<string, readonly string[]>> = {
  engagementOpen: ['engagement: Engagement!'],
  seatGrant: ['seatUsage: SeatUsage!'],
  personRegister: ['person: Person!'],
  providerRegister: ['provider: Provider!'],
  cohortOpen: ['cohort: Cohort!'],
  courseDaySchedule: ['courseDays: [CourseDay!]!'],
  courseDayReschedule: ['courseDay: CourseDay!'],
  courseDayCancel: ['courseDay: CourseDay!'],
  enrolmentConfirm: ['enrolment: Enrolment!'],
  enrolmentAssign: ['enrolment: Enrolment!'],
  enrolmentWithdraw: ['enrolment: Enrolment!'],
  enrolmentReplace: ['left: Enrolment!', 'joined: Enrolment!'],
  rosterImport: ['rows: [RosterRow!]!'],
  attendanceRecord: ['courseDay: CourseDay!'],
  attendanceCorrect: ['enrolment: Enrolment! | courseDay: CourseDay!'],
  supervisionGroupForm: ['group: SupervisionGroup!'],
  supervisionMeetingPlan: ['meeting: SupervisionMeeting!'],
  supervisionMeetingHold: ['meeting: SupervisionMeeting!'],
  supervisionCorrect: ['meeting: SupervisionMeeting!'],
  certificationAttemptRecord: ['attempt: CertificationAttempt!'],
  certificateIssue: ['certificate: Certificate!'],
  certificateRevoke: ['certificate: Certificate!'],
  dispensationGrant: ['dispensation: Dispensation!'],
};

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const shown = (name: string, field: { type: unknown } | undefined) =>
  `${name}: ${field === undefined ? 'missing' : String(field.type)}`;

function argumentFaults(
  where: string,
  wanted: readonly InputValueDefinitionNode[],
  found: readonly GraphQLArgument[],
): string[] {
  const missing = wanted.flatMap((node) => {
    const argument = found.find((each) => each.name === node.name.value);
    const expected = print(node.type);
    return String(argument?.type) === expected
      ? []
      : [`${where}(${shown(node.name.value, argument)}), expected ${expected}`];
  });
  const added = found.filter(
    (argument) => isRequiredArgument(argument) && !wanted.some((node) => node.name.value === argument.name),
  );
  return [
    ...missing,
    ...added.map((argument) => `${where}(${argument.name}) is not in the contract and not optional`),
  ];
}

function fieldFaults(
  type: string,
  wanted: readonly FieldDefinitionNode[],
  found: GraphQLFieldMap<unknown, unknown>,
): string[] {
  return wanted.flatMap((node) => {
    const name = node.name.value;
    const field: GraphQLField<unknown, unknown> | undefined = found[name];
    const expected = print(node.type);
    if (field === undefined || String(field.type) !== expected)
      return [`${shown(`${type}.${name}`, field)}, expected ${expected}`];
    return argumentFaults(`${type}.${name}`, node.arguments ?? [], field.args);
  });
}

function inputFaults(
  type: string,
  wanted: readonly InputValueDefinitionNode[],
  found: Readonly<Record<string, GraphQLInputField>>,
): string[] {
  const missing = wanted.flatMap((node) => {
    const field = found[node.name.value];
    const expected = print(node.type);
    return String(field?.type) === expected
      ? []
      : [`${shown(`${type}.${node.name.value}`, field)}, expected ${expected}`];
  });
  const added = Object.values(found).filter(
    (field) => isRequiredInputField(field) && !wanted.some((node) => node.name.value === field.name),
  );
  return [
    ...missing,
    ...added.map((field) => `${type}.${field.name} is not in the contract and not nullable`),
  ];
}

/** Everything in which the product falls short of one type of the contract. */
function faults(node: TypeDefinitionNode, schema: GraphQLSchema): string[] {
  const name = node.name.value;
  const type = schema.getType(name);
  if (type === undefined) return [`${name} is missing`];
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION: {
      if (!isObjectType(type)) return [`${name} is not an object type`];
      const interfaces = type.getInterfaces().map((each) => each.name);
      const missing = (node.interfaces ?? []).filter((each) => !interfaces.includes(each.name.value));
      return [
        ...missing.map((each) => `${name} does not implement ${each.name.value}`),
        ...fieldFaults(name, node.fields ?? [], type.getFields()),
      ];
    }
    case Kind.INTERFACE_TYPE_DEFINITION:
      return isInterfaceType(type)
        ? fieldFaults(name, node.fields ?? [], type.getFields())
        : [`${name} is not an interface`];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return isInputObjectType(type)
        ? inputFaults(name, node.fields ?? [], type.getFields())
        : [`${name} is not an input type`];
    case Kind.ENUM_TYPE_DEFINITION:
      return isEnumType(type)
        ? (node.values ?? [])
            .filter((value) => type.getValue(value.name.value) === undefined)
            .map((value) => `${name}.${value.name.value} is missing`)
        : [`${name} is not an enum`];
    case Kind.UNION_TYPE_DEFINITION: {
      if (!isUnionType(type)) return [`${name} is not a union`];
      const members = type.getTypes().map((member) => member.name);
      return (node.types ?? [])
        .filter((member) => !members.includes(member.name.value))
        .map((member) => `${name} has no ${member.name.value}`);
    }
    case Kind.SCALAR_TYPE_DEFINITION:
      return isScalarType(type) ? [] : [`${name} is not a scalar`];
  }
}

/** The fields that are answered by a method of their own, and not by what the object holds under their name. */
function fieldsWithMethods(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  return types.flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ resolve }) => resolve !== undefined && !String(resolve).includes('root[field.name]'))
      .map((field) => `${type.name}.${field.name}`),
  );
}

describe('the schema', () => {
  let app: TestApp;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    app = await startApp();
    schema = app.app.get(GraphQLSchemaHost).schema;
  });
  afterAll(() => app.close());

  const objects = () =>
    Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !type.name.startsWith('__'),
    ) as Extract<ReturnType<GraphQLSchema['getType']>, { getInterfaces(): unknown }>[];
  const nodeTypes = () => {
    const node = schema.getType('Node');
    return isInterfaceType(node) ? schema.getPossibleTypes(node).map((type) => type.name) : [];
  };

  it.each(contract.map((node) => [node.name.value, node] as const))(
    'has %s as the contract says',
    (_name, node) => {
      expect(faults(node, schema)).toEqual([]);
    },
  );

  it('has every list of the contract as a Relay connection', () => {
    const connections = new Set(read('./contract.graphql').match(/\w+Connection/g));
    const wrong = [...connections].flatMap((name) => {
      const type = schema.getType(name);
      if (!isObjectType(type)) return [`${name} is missing`];
      const node = name.replace('Connection', '');
      const wanted = parse(`type ${name} {
        edges: [${node}Edge!]! nodes: [${node}!]! pageInfo: PageInfo! totalCount: Int! }
        type ${node}Edge { cursor: String! node: ${node}! }
        type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }`);
      return wanted.definitions.flatMap((each) => faults(each as TypeDefinitionNode, schema));
    });
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(PAYLOADS))(
    '%s takes one input and answers its payload or errors that implement DomainError',
    (mutation, payloadFields) => {
      const field = schema.getMutationType()?.getFields()[mutation];
      expect(field?.args.map((argument) => `${argument.name}: ${String(argument.type)}`)).toEqual([
        `input: ${capitalized(mutation)}Input!`,
      ]);
      expect(String(field?.type)).toBe(`${capitalized(mutation)}Result!`);
      const union = schema.getType(`${capitalized(mutation)}Result`);
      const members = isUnionType(union) ? [...union.getTypes()] : [];
      const payload = members.find((member) => member.name === `${capitalized(mutation)}Payload`);
      const others = members.filter((member) => member !== payload);
      expect(payload).toBeDefined();
      expect(others.length).toBeGreaterThan(0);
      expect(
        others.filter((member) => !member.getInterfaces().some((each) => each.name === 'DomainError')),
      ).toEqual([]);
      const found = Object.values(payload?.getFields() ?? {}).map((each) => shown(each.name, each));
      for (const wanted of payloadFields)
        expect(found.filter((each) => wanted.split(' | ').includes(each))).not.toEqual([]);
    },
  );

  it('names in the table above every mutation of the contract', () => {
    const mutations = contract.find((node) => node.name.value === 'Mutation');
    const names =
      mutations?.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (mutations.fields ?? []).map((field) => field.name.value)
        : [];
    expect(Object.keys(PAYLOADS)).toEqual(names);
  });

  it('answers every mutation, also those beyond the contract, with a union of its payload and errors', () => {
    const wrong = Object.values(schema.getMutationType()?.getFields() ?? {}).filter((field) => {
      const name = capitalized(field.name);
      const union = schema.getType(`${name}Result`);
      const members = isUnionType(union) ? union.getTypes() : [];
      const errors = members.filter((member) => member.name !== `${name}Payload`);
      return (
        String(field.type) !== `${name}Result!` ||
        errors.length !== members.length - 1 ||
        errors.some((member) => !member.getInterfaces().some((each) => each.name === 'DomainError'))
      );
    });
    expect(wrong.map((field) => field.name)).toEqual([]);
  });

  it('is made at once as the framework makes it in two steps, with methods behind the same fields', async () => {
    const options: ApolloDriverConfig = {
      autoSchemaFile: true,
      sortSchema: true,
      buildSchemaOptions: { orphanedTypes: ERROR_TYPES, skipCheck: true },
    };
    const driver = app.app.get<SchemaOnce>(AbstractGraphQLDriver, { strict: false });
    const atOnce = await driver.generateSchema(options);
    const inTwoSteps = await app.app.get(GraphQLFactory, { strict: false }).generateSchema(options);
    expect(printSchema(atOnce)).toBe(printSchema(inTwoSteps));
    const found = fieldsWithMethods(atOnce);
    expect(found.length).toBeGreaterThan(200);
    expect(found).toEqual(fieldsWithMethods(inTwoSteps));
  });

  it('is what schema.gql says: run "npm run schema:print" when this fails', () => {
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(read('../../schema.gql'));
  });

  it('finds every kind of node by its id', () => {
    const { rooms } = app.app.get(NodeRegistry) as unknown as { rooms: Map<string, unknown> };
    const prefixes: Record<string, string> = { municipality: 'mun', programme: 'prg', ...ID_PREFIXES };
    const unknown = nodeTypes().filter((name) => {
      const prefix = prefixes[name.charAt(0).toLowerCase() + name.slice(1)];
      return prefix === undefined || !rooms.has(prefix);
    });
    expect(unknown).toEqual([]);
  });

  it('answers node(id) with the type that the id belongs to, and null for an id of none', async () => {
    const agency = [{ role: 'AGENCY' as const }];
    const made = await app.ask(
      agency,
      `mutation {
        engagementOpen(input: { programmeKey: "AD_BOSTOETTE_2019", municipalityCodes: ["621"], startsOn: "2026-01-15" }) {
          ... on EngagementOpenPayload { engagement { id programme { id } municipalities { id } } } }
        providerRegister(input: { key: "p", name: "P" }) { ... on ProviderRegisterPayload { provider { id } } }
        personRegister(input: { name: "Ida Holm" }) { ... on PersonRegisterPayload { person { id } } }
        cohortOpen(input: { programmeKey: "AD_BOSTOETTE_2019", trackKey: "INTRO", name: "Hold 1" }) {
          ... on CohortOpenPayload { cohort { id } } } }`,
    );
    const { engagement } = made.data.engagementOpen;
    const { cohort } = made.data.cohortOpen;
    const { person } = made.data.personRegister;
    const more = await app.ask(
      agency,
      `mutation($cohort: ID!, $engagement: ID!, $person: ID!) {
        courseDaySchedule(input: { cohortId: $cohort, type: COURSE_DAY, unit: 1, dates: ["2027-01-11"] }) {
          ... on CourseDaySchedulePayload { courseDays { id } } }
        enrolmentConfirm(input: { engagementId: $engagement, municipalityCode: "621", trackKey: "INTRO", personId: $person }) {
          ... on EnrolmentConfirmPayload { enrolment { id } } } }`,
      { cohort: cohort.id, engagement: engagement.id, person: person.id },
    );
    const ids: Record<string, string> = {
      Engagement: engagement.id,
      Programme: engagement.programme.id,
      Municipality: engagement.municipalities[0].id,
      Provider: made.data.providerRegister.provider.id,
      Person: person.id,
      Cohort: cohort.id,
      CourseDay: more.data.courseDaySchedule.courseDays[0].id,
      Enrolment: more.data.enrolmentConfirm.enrolment.id,
    };
    for (const [type, id] of Object.entries(ids)) {
      const answer = await app.ask(agency, 'query($id: ID!) { node(id: $id) { __typename id } }', { id });
      expect(answer).toEqual({ data: { node: { __typename: type, id } } });
    }
    for (const id of ['', 'nothing', 'per_', `${person.id}0`, 'mun_999', "per_' OR 1=1 --"]) {
      const answer = await app.ask(agency, 'query($id: ID!) { node(id: $id) { id } }', { id });
      expect(answer).toEqual({ data: { node: null } });
    }
  });

  it('says of every nullable field when it is null', () => {
    const silent = objects().flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => !isNonNullType(field.type) && !/\bnull\b/i.test(field.description ?? ''))
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(silent).toEqual([]);
  });

  it('describes every root field', () => {
    const silent = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {})
        .filter((field) => !field.description?.trim())
        .map((field) => field.name),
    );
    expect(silent).toEqual([]);
  });
});
