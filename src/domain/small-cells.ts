/** Small cells of a table are not told, so that nobody in them can be recognised (Q39). */

/** Fewer people than this could be recognised by an outside reader. */
export const SMALLEST_CELL = 5;

/**
 * Which cells of a table may be told by name. Small ones may not; and where those that are kept back are together as few,
 * further ones are kept back too, the smallest first, because whoever is in none of the others would be known as well.
 */
export function tellableCells<Cell>(people: ReadonlyMap<Cell, ReadonlySet<string>>): ReadonlySet<Cell> {
  const told = new Set<Cell>();
  const keptBack = new Set<string>();
  for (const [cell, members] of [...people].sort(([, one], [, other]) => one.size - other.size)) {
    const gap = keptBack.size > 0 && keptBack.size < SMALLEST_CELL;
    if (members.size >= SMALLEST_CELL && !gap) told.add(cell);
    else for (const member of members) keptBack.add(member);
  }
  return told;
}
