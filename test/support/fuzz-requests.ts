/** Requests that nobody should send, made from the schema by drawn numbers: the same numbers, the same request. */
import {
  getNamedType,
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Dice } from '../oracle/support/dice.js';

export interface FuzzRequest {
  readonly field: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const nested = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { value };
  return value;
};

/** What people try who look for a way in. */
const HOSTILE: readonly unknown[] = [
  '',
  ' ',
  "'",
  "' OR '1'='1",
  "'; DROP TABLE person; --",
  '%',
  '_%\\',
  '$1',
  '?',
  '../../../../etc/passwd',
  'file:///etc/passwd',
  'C:\\windows\\win.ini',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '\u0000',
  'a\u0000b',
  '\u202e\u200b\ufeff',
  '\ud800',
  'Å'.normalize('NFD'),
  '💥'.repeat(50),
  'x'.repeat(20_000),
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'null',
  '0000-00-00',
  '9999-12-31',
  '+275760-09-13T00:00:00Z',
  'W10=',
  'eyJhIjoxfQ',
  0,
  -1,
  1.5,
  2_147_483_647,
  2_147_483_648,
  -2_147_483_649,
  2 ** 53,
  1e308,
  true,
  false,
  null,
  [],
  {},
  [[[]]],
  { __proto__: { polluted: true } },
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {}}}'),
  nested(40),
  nested(400),
  Array.from({ length: 500 }, (_, i) => i),
];

const DAYS = ['2026-01-15', '2026-02-28', '2019-11-30', '2026-12-31', '1900-01-01'];

export class Fuzzer {
  private readonly fields: readonly { operation: string; field: GraphQLField<unknown, unknown> }[];

  /** `known` are ids, codes and keys of what is there, so that requests reach it. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly known: readonly string[],
  ) {
    const of = (operation: string, type: GraphQLObjectType | null | undefined) =>
      Object.values(type?.getFields() ?? {}).map((field) => ({ operation, field }));
    this.fields = [...of('query', schema.getQueryType()), ...of('mutation', schema.getMutationType())];
  }

  get rootFields(): number {
    return this.fields.length;
  }

  /** The root fields take turns; everything else is drawn. `strange` is any JSON value at all. */
  request(turn: number, dice: Dice, strange: unknown): FuzzRequest {
    const { operation, field } = this.fields[turn % this.fields.length]!;
    const args = field.args
      .map((argument) => ({ argument, value: this.value(argument.type, dice, strange, 0) }))
      .filter(({ value }) => value !== undefined);
    const selection = this.selection(getNamedType(field.type), dice, dice.oneIn(15) ? 30 : 3);
    if (dice.oneIn(5)) {
      const written = args.map(({ argument, value }) => `${argument.name}: ${literal(value)}`);
      return {
        field: field.name,
        query: `${operation} { ${call(field.name, written)}${selection} }`,
        variables: {},
      };
    }
    const declared = args.map(({ argument }) => `$${argument.name}: ${String(argument.type)}`);
    const passed = args.map(({ argument }) => `${argument.name}: $${argument.name}`);
    return {
      field: field.name,
      query: `${operation} ${call('Fuzz', declared)} { ${call(field.name, passed)}${selection} }`,
      variables: Object.fromEntries(args.map(({ argument, value }) => [argument.name, value])),
    };
  }

  /** Mostly what the type asks for; undefined leaves it out. */
  private value(type: GraphQLInputType, dice: Dice, strange: unknown, depth: number): unknown {
    if (dice.oneIn(14)) return dice.of(HOSTILE);
    if (dice.oneIn(40)) return strange;
    const optional = getNullableType(type) === type;
    if (optional && dice.oneIn(3)) return dice.oneIn(3) ? null : undefined;
    const bare = getNullableType(type);
    if (isListType(bare))
      return Array.from({ length: dice.below(4) }, () => this.value(bare.ofType, dice, strange, depth + 1));
    if (isEnumType(bare)) return dice.of(bare.getValues())?.name;
    if (isInputObjectType(bare)) {
      const entries = Object.values(bare.getFields()).map(
        (each) => [each.name, this.value(each.type, dice, strange, depth + 1)] as const,
      );
      return Object.fromEntries(dice.oneIn(12) ? [...entries, ['surprise', strange] as const] : entries);
    }
    switch (bare.toString()) {
      case 'Int':
        return dice.below(120);
      case 'Float':
        return dice.below(1_000) / 10;
      case 'Boolean':
        return dice.oneIn(2);
      case 'LocalDate':
        return dice.of(DAYS);
      case 'DateTime':
        return `${dice.of(DAYS)}T09:00:00Z`;
      case 'Base64':
        return Buffer.from(
          String(dice.of(['Navn;E-mail\nBo;bo@x.example', '{"key":1}', '\xff\xfe', ...HOSTILE])),
        ).toString('base64');
      default:
        return dice.oneIn(4) ? dice.of(HOSTILE) : dice.of(this.known);
    }
  }

  /** What can be asked of a type: some of its values, and of what it leads to. */
  private selection(
    type: GraphQLNamedType,
    dice: Dice,
    depth: number,
    prefix: (field: GraphQLField<unknown, unknown>) => string = () => '',
  ): string {
    if (isLeafType(type)) return '';
    if (isAbstractType(type)) return this.alternatives(type, dice, depth);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    const open = fields.filter((field) => !field.args.some(isRequiredArgument));
    const leaves = open
      .filter((field) => isLeafType(getNamedType(field.type)))
      .map((field) => `${prefix(field)}${field.name}`);
    const further = depth > 1 ? open.filter((field) => !isLeafType(getNamedType(field.type))) : [];
    const chosen = dice
      .some(further, depth > 10 ? 1 : 2)
      .map(
        (field) =>
          `${prefix(field)}${field.name}${this.selection(getNamedType(field.type), dice, depth - 1)}`,
      );
    return ` { __typename ${[...leaves, ...chosen].join(' ')} }`;
  }

  /** Some of the types it may turn out to be, and every refusal. A name that two of them have gets a type in front. */
  private alternatives(type: GraphQLAbstractType, dice: Dice, depth: number): string {
    const members = this.schema.getPossibleTypes(type);
    const isRefusal = (member: GraphQLObjectType) =>
      member.getInterfaces().some((each) => each.name === 'DomainError');
    const chosen = dice.some(
      members.filter((member) => !isRefusal(member)),
      3,
    );
    const parts = chosen.map((member, index) => {
      const prefix = (field: GraphQLField<unknown, unknown>) =>
        index === 0 ? '' : `${member.name}_${field.name}: `;
      return `... on ${member.name}${this.selection(member, dice, depth, prefix)}`;
    });
    const refusals = members.filter(isRefusal).map((member) => REFUSALS[member.name] ?? '');
    const common = members.some(isRefusal) ? '... on DomainError { code message }' : '';
    return ` { __typename ${[...parts, ...refusals, common].join(' ')} }`;
  }
}

/** What a refusal has beside its code and message, where that may tell of people. */
const REFUSALS: Readonly<Record<string, string>> = {
  Duplicate: '... on Duplicate { existing { __typename id ... on Person { n: name email } } }',
  Overlap: '... on Overlap { with { __typename id } }',
  MeetingsPlanned: '... on MeetingsPlanned { meetings { __typename id } }',
  SeatsHeld:
    '... on SeatsHeld { holders { __typename id ... on Enrolment { p: person { n: name email } } } }',
  InvalidInput: '... on InvalidInput { problems { path text: message } }',
};

function call(name: string, args: readonly string[]): string {
  return args.length === 0 ? name : `${name}(${args.join(', ')})`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => `${name}: ${literal(each)}`)
      .join(', ')} }`;
  return JSON.stringify(value) ?? 'null';
}
