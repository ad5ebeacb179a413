import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../connection.js';
import { weightOf } from './cost-model.js';
import { LARGEST } from './shape.js';

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What is known of an operation: the variables that say how large its pages are, and what it costs for values of them. */
interface Known {
  readonly sizes: readonly string[];
  readonly costs: Map<string, number>;
}

/** Operations that come again and again, as long as they are kept anywhere. */
const known = new WeakMap<OperationDefinitionNode, Known>();
/** Of how many values at a time. */
const REMEMBERED = 100;

/**
 * What an operation of a valid document costs by the cost model. What is used twice costs twice, in a fragment too, and
 * what `@skip` may leave out costs as much as what it does not.
 */
export function costOf(request: Operation): number {
  const { schema, operation, variables } = request;
  const found = known.get(operation);
  const before = found?.costs.get(keyOf(found.sizes, variables));
  if (before !== undefined) return before;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const reckoning = new Reckoning(request);
  const cost = reckoning.selected(operation.selectionSet, root, 1);
  const { sizes, costs } = found ?? { sizes: [...reckoning.sizes], costs: new Map<string, number>() };
  if (costs.size >= REMEMBERED) costs.clear();
  known.set(operation, { sizes, costs: costs.set(keyOf(sizes, variables), cost) });
  return cost;
}

/** All that the cost takes from the variables. */
function keyOf(sizes: readonly string[], variables: Operation['variables']): string {
  return sizes.map((name) => String(sizeIn(variables[name]))).join();
}

/** Null for what is no size, undefined for what was left out. */
function sizeIn(value: unknown): number | null | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' ? Math.min(Math.max(1, value), MAX_PAGE) : null;
}

class Reckoning {
  /** The variables that say how large a page is. */
  readonly sizes = new Set<string>();
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  /** Each fragment is gone through once for each size of page it stands on, however often it is used. */
  private readonly reckoned = new Map<string, number>();

  constructor(private readonly request: Operation) {
    for (const definition of request.document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  /** `page` is how many rows there are, where the parent is a page. */
  selected(set: SelectionSetNode, parent: GraphQLCompositeType, page: number): number {
    let cost = 0;
    for (const selection of set.selections) cost += this.selection(selection, parent, page);
    return Math.min(cost, LARGEST);
  }

  private selection(selection: SelectionNode, parent: GraphQLCompositeType, page: number): number {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.field(selection, parent, page);
      case Kind.INLINE_FRAGMENT: {
        const type = this.typeOf(selection.typeCondition?.name.value) ?? parent;
        return this.selected(selection.selectionSet, type, page);
      }
      case Kind.FRAGMENT_SPREAD:
        return this.fragment(selection.name.value, page);
    }
  }

  private fragment(name: string, page: number): number {
    const key = `${page} ${name}`;
    let cost = this.reckoned.get(key);
    if (cost === undefined) {
      const fragment = this.fragments.get(name);
      const type = this.typeOf(fragment?.typeCondition.name.value);
      cost = fragment && type ? this.selected(fragment.selectionSet, type, page) : 0;
      this.reckoned.set(key, cost);
    }
    return cost;
  }

  private field(node: FieldNode, parent: GraphQLCompositeType, page: number): number {
    const definition = fieldOf(parent, node.name.value);
    if (definition === undefined) return 0;
    const { price, size, ofPage, pages } = weightOf(parent, definition);
    const type = getNamedType(definition.type);
    const within =
      node.selectionSet && isCompositeType(type)
        ? this.selected(node.selectionSet, type, pages ? this.pageSize(node) : 1)
        : 0;
    return price + (ofPage ? page : size) * (1 + within);
  }

  /** No page is larger than the largest: one that is asked for is refused where it stands, by the name of the argument. */
  private pageSize(node: FieldNode): number {
    const value = node.arguments?.find((argument) => argument.name.value === 'first')?.value;
    const first = value?.kind === Kind.VARIABLE ? this.variable(value.name.value) : literal(value);
    return first === null ? DEFAULT_PAGE : Math.min(Math.max(1, first), MAX_PAGE);
  }

  private variable(name: string): number | null {
    this.sizes.add(name);
    const { operation, variables } = this.request;
    const given = sizeIn(variables[name]);
    if (given !== undefined) return given;
    const declared = operation.variableDefinitions?.find((each) => each.variable.name.value === name);
    return literal(declared?.defaultValue);
  }

  private typeOf(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.request.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (!isUnionType(parent)) {
    const field = parent.getFields()[name];
    if (field !== undefined) return field;
  }
  return [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find((meta) => meta.name === name);
}

function literal(value: ValueNode | undefined): number | null {
  return value?.kind === Kind.INT ? Number(value.value) : null;
}
