/**
 * Every path of the schema, as selections to ask for.
 *
 * From a root the types are walked breadth first, and each is asked for all of its fields where it is met first. Where it
 * is met again it is asked for its card: whatever says who it is about. So each pair of a type and a field is visited
 * through every root that leads there, and each field that can show a person is asked who that is.
 */
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** Whose field it is, what was asked below it, and where in the schema that stands: `Enrolment.person`. */
export interface Step {
  readonly path: string;
  readonly below: Selection;
}
/** By the key in the answer. `on` is the type that the field is asked of, where several can stand there. */
export type Selection = Map<string, Step & Asked>;
interface Asked {
  readonly source: string;
  readonly on: string | null;
  readonly leaf: boolean;
}

/** The text of an argument, or null where it is left out. */
export type Fill = (owner: string, argument: GraphQLArgument) => string | null;

/** What can be asked about one thing alone, by the root field that it is asked below. */
const ONLY_BELOW: Readonly<Record<string, string>> = { 'Enrolment.ifMissed': 'enrolment' };

/** Nothing is met for the first time farther away than this. */
export const DEEPEST = 5;
/** What says who somebody is; a card goes on through these. */
const TELLING = [
  'Person',
  'Enrolment',
  'Supervisor',
  'Certificate',
  'CertificateVerification',
  'Affiliation',
];
const PLUMBING = /(Connection|Edge)$/;

export const fieldsOf = (type: GraphQLObjectType) => Object.values(type.getFields());
export const isPlumbing = (path: string) => PLUMBING.test(path.split('.')[0] ?? '');

/** `Type.field` for each field of an object that answers objects, the root fields and what pages are made of apart. */
export function objectPaths(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return types
    .filter((type) => !type.name.startsWith('__') && !PLUMBING.test(type.name))
    .filter((type) => type !== schema.getQueryType() && type !== schema.getMutationType())
    .flatMap((type) =>
      fieldsOf(type)
        .filter((field) => !isLeafType(getNamedType(field.type)))
        .map((field) => `${type.name}.${field.name}`),
    );
}

export class Paths {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fill: Fill,
  ) {}

  /** A root field with all there is below it. */
  from(root: GraphQLObjectType, field: Field, deepest = DEEPEST): Selection {
    const selection: Selection = new Map();
    this.add(selection, root, field, null, () => this.below(field, deepest));
    return selection;
  }

  private below(field: Field, deepest: number): Selection {
    const seen = new Set<string>();
    const waiting: { type: GraphQLObjectType; into: Selection; on: string | null; depth: number }[] = [];
    const open = (named: GraphQLNamedType, depth: number): Selection => {
      const selection: Selection = new Map();
      for (const [type, on] of this.concrete(named))
        if (depth < deepest && !seen.has(type.name) && (on === null || depth === 0)) {
          seen.add(type.name);
          waiting.push({ type, into: selection, on, depth });
        } else this.card(type, selection, on, 2);
      return selection;
    };
    const top = open(getNamedType(field.type), 0);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { type, into, on, depth } = next;
      for (const each of fieldsOf(type).filter((one) => mayStand(type, one, field)))
        this.add(into, type, each, on, (named) => open(named, depth + 1));
    }
    return top;
  }

  /** The least that says who it is about: what is written there, and whose it is. */
  private card(type: GraphQLObjectType, into: Selection, on: string | null, hops: number): void {
    for (const each of fieldsOf(type)) {
      const named = getNamedType(each.type);
      const leaf = isLeafType(named);
      if (each.args.some(isRequiredArgument)) continue;
      if (!leaf && (hops === 0 || !goesOn(type, named, each.name))) continue;
      this.add(into, type, each, on, (below) => {
        const selection: Selection = new Map();
        const told = this.concrete(below).filter(([one]) => !isAbstractType(below) || isTelling(one));
        for (const [one, on] of told) this.card(one, selection, on, hops - 1);
        return selection;
      });
    }
  }

  private add(
    into: Selection,
    owner: GraphQLObjectType,
    field: Field,
    on: string | null,
    open: (type: GraphQLNamedType) => Selection,
  ): void {
    const named = getNamedType(field.type);
    const leaf = isLeafType(named);
    const below: Selection = leaf ? new Map() : open(named);
    // Fields of the same name can answer different things: each type's get a name of their own.
    const key = on === null ? field.name : `${on}_${field.name}`;
    const name = on === null ? field.name : `${key}: ${field.name}`;
    const args = field.args.flatMap((each) => {
      const text = this.fill(`${owner.name}.${field.name}`, each);
      return text === null ? [] : [`${each.name}: ${text}`];
    });
    const source = `${name}${args.length === 0 ? '' : `(${args.join(', ')})`}`;
    into.set(key, { path: `${owner.name}.${field.name}`, below, source, on, leaf });
  }

  /** The object types that can stand there, with the name of each where there are several. */
  private concrete(named: GraphQLNamedType): [GraphQLObjectType, string | null][] {
    if (isObjectType(named)) return [[named, null]];
    if (!isAbstractType(named)) return [];
    return this.schema.getPossibleTypes(named).map((type) => [type, type.name]);
  }
}

function mayStand(type: GraphQLObjectType, field: Field, root: Field): boolean {
  return (ONLY_BELOW[`${type.name}.${field.name}`] ?? root.name) === root.name;
}

function isTelling(type: GraphQLNamedType): boolean {
  return TELLING.includes(type.name);
}

/** Whether a card asks for what stands in a field; from an enrolment it goes on to the person alone. */
function goesOn(owner: GraphQLObjectType, named: GraphQLNamedType, field: string): boolean {
  if (owner.name === 'Person') return false;
  if (owner.name === 'Enrolment') return named.name === 'Person';
  return isTelling(named) || named.name === 'Node' || field === 'nodes';
}

/** The selection as GraphQL. */
export function sourceOf(selection: Selection): string {
  const fields = [...selection.values()].map(({ source, below, on, leaf }) => {
    const text = leaf ? source : `${source}${sourceOf(below)}`;
    return on === null ? text : `... on ${on} { ${text} }`;
  });
  return ` { __typename ${fields.join(' ')} }`;
}
