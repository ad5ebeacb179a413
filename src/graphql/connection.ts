/** Relay connections with keyset cursors: a page starts after a row, not at a number, so nothing is skipped or shown twice. */
import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import sql, { join, type Sql } from 'sql-template-tag';
import { invalidInput } from '../domain/refusal.js';

export const MAX_PAGE = 100;
/** Rows of a page whose `first` is left out. */
export const DEFAULT_PAGE = 50;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many to answer, 1 to 100; 50 when left out.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The `endCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  after?: string | null;
}

@ObjectType()
export class PageInfo {
  @Field(() => Boolean) hasNextPage!: boolean;
  @Field(() => Boolean) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Null only on an empty page.' })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'Null only on an empty page.' })
  endCursor!: string | null;
}

export interface Connection<T> {
  readonly edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: PageInfo;
  /** Counted only when it is asked for. */
  readonly totalCount: Promise<number>;
}

/** The connection type of a node type: `EnrolmentConnection` and `EnrolmentEdge`. */
export function connectionType<T>(node: () => Type<T>, name: string): Type<Connection<T>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => String) cursor!: string;
    @Field(node) node!: T;
  }
  @ObjectType(`${name}Connection`)
  class ConnectionModel {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => [node()]) nodes!: T[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'All that match, not only this page.' })
    readonly totalCount!: Promise<number>;
  }
  return ConnectionModel;
}

/** One column of an order: how it stands in SQL, and under which name the row carries it. */
export interface OrderKey {
  readonly expression: Sql;
  readonly rowKey: string;
}

type Row = Record<string, unknown>;

/** Reads one page. `select` answers the statement for a condition, an order and a limit. */
export async function readPage<R extends object, T>(
  args: PageArgs,
  order: readonly OrderKey[],
  query: (condition: Sql, orderBy: Sql, limit: number) => Promise<R[]>,
  count: () => Promise<number>,
  toNode: (row: R) => T,
): Promise<Connection<T>> {
  const first = args.first ?? DEFAULT_PAGE;
  const condition = args.after ? afterCursor(order, args.after) : sql`1 = 1`;
  const orderBy = join(order.map((key) => key.expression));
  const rows = await query(condition, orderBy, first + 1);
  const shown = rows.slice(0, first);
  return connectionOf(
    args,
    shown.map((row) => toNode(row)),
    (index) => cursorOf(order, shown[index] as R),
    rows.length > first,
    count,
  );
}

/** One page of a list that is in memory anyway, in the order of its keys; a cursor is the key of a node. */
export function pageOf<T>(
  args: PageArgs,
  all: readonly { readonly key: string; readonly node: T }[],
): Connection<T> {
  const first = args.first ?? DEFAULT_PAGE;
  const [after, ...more] = args.after ? (readCursor(args.after) ?? []) : [null];
  if (after === undefined || typeof after === 'number' || more.length > 0) throw strangeCursor();
  const rest = after === null ? all : all.filter(({ key }) => key > after);
  const shown = rest.slice(0, first);
  return connectionOf(
    args,
    shown.map(({ node }) => node),
    (index) => encodeCursor([shown[index]?.key]),
    rest.length > first,
    async () => all.length,
  );
}

/** Edges and the count are made when they are asked for: most who ask take `nodes`. */
function connectionOf<T>(
  { after }: PageArgs,
  nodes: T[],
  cursorAt: (index: number) => string,
  hasNextPage: boolean,
  count: () => Promise<number>,
): Connection<T> {
  const last = nodes.length - 1;
  return {
    get edges() {
      return nodes.map((node, index) => ({ cursor: cursorAt(index), node }));
    },
    nodes,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: Boolean(after),
      startCursor: last < 0 ? null : cursorAt(0),
      endCursor: last < 0 ? null : cursorAt(last),
    },
    get totalCount() {
      return count();
    },
  };
}

function cursorOf(order: readonly OrderKey[], row: object): string {
  return encodeCursor(order.map((key) => (row as Row)[key.rowKey]));
}

function encodeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * `(a, b) > (x, y)`, which both databases compare column by column. That `a >= x` follows from it, and is said because
 * an index of `a` can begin there when `b` is of another table.
 */
function afterCursor([first, ...more]: readonly OrderKey[], cursor: string): Sql {
  const values = readCursor(cursor);
  if (first === undefined || values?.length !== more.length + 1) throw strangeCursor();
  const keys = join([first, ...more].map((key) => key.expression));
  return sql`${first.expression} >= ${values[0]} AND (${keys}) > (${join(values)})`;
}

function strangeCursor(): Error {
  return invalidInput({ path: 'after', message: 'is not a cursor of this list' });
}

function readCursor(cursor: string): (string | number)[] | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const simple = (value: unknown) => typeof value === 'string' || typeof value === 'number';
    return Array.isArray(values) && values.every(simple) ? (values as (string | number)[]) : null;
  } catch {
    return null;
  }
}
