/** Small cells of a table are not told, so that nobody in them can be recognised (Q39). */
import { groupBy } from './group-by.js';

/** Fewer people than this could be recognised by an outside reader. */
export const SMALLEST_CELL = 5;

/**
 * Which cells of a table may be told by name. Small ones may not; and where those that are kept back are together as few,
 * further ones are kept back too, the smallest first and then by name, because whoever is in none of the others would be
 * known as well.
 */
export function tellableCells(people: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const told = new Set<string>();
  let keptBack: Set<string> | null = null;
  for (const [cell, members] of [...people].sort(smallestFirst)) {
    const gap = keptBack !== null && keptBack.size < SMALLEST_CELL;
    if (members.size >= SMALLEST_CELL && !gap) told.add(cell);
    else keptBack = new Set([...(keptBack ?? []), ...members]);
  }
  return told;
}

function smallestFirst(
  [name, one]: readonly [string, ReadonlySet<string>],
  [otherName, other]: readonly [string, ReadonlySet<string>],
): number {
  return one.size - other.size || (name < otherName ? -1 : 1);
}

const NOWHERE = '';

/** Where a row belongs on one level, given what is told of it on the levels before; null where that cannot be told. */
export type Level<Row> = (row: Row, told: readonly (string | null)[]) => string | null;

/**
 * What may be told of each row on each level: its cell, or null. The rows are parted anew on every level, and whatever is
 * told alike of has at least `SMALLEST_CELL` people in it. So no sums of rows, and no differences between such sums, say
 * anything about fewer; as long as all that is told of these rows comes from one parting. Where all of them are too few,
 * nothing is told of any. `people` are those whom a row counts towards the size of its cell.
 */
export function tellable<Row>(
  rows: readonly Row[],
  people: (row: Row) => readonly string[],
  levels: readonly Level<Row>[],
): ReadonlyMap<Row, readonly (string | null)[]> {
  const peopleIn = (part: readonly Row[]) => new Set(part.flatMap(people));
  if (peopleIn(rows).size < SMALLEST_CELL) return new Map();
  let parts: { told: readonly (string | null)[]; rows: readonly Row[] }[] = [{ told: [], rows }];
  for (const level of levels)
    parts = parts.flatMap(({ told, rows }) => {
      const cellOf = (row: Row) => level(row, told) ?? NOWHERE;
      const cells = [...groupBy(rows, cellOf)].map(([cell, own]) => [cell, peopleIn(own)] as const);
      const names = tellableCells(new Map(cells));
      const toldOf = (row: Row) => (names.has(cellOf(row)) ? cellOf(row) : NOWHERE);
      return [...groupBy(rows, toldOf)].map(([cell, own]) => ({
        told: [...told, cell === NOWHERE ? null : cell],
        rows: own,
      }));
    });
  return new Map(parts.flatMap(({ told, rows }) => rows.map((row) => [row, told] as const)));
}
