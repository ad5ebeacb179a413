/** What a statement answers. */
export type Row = Record<string, unknown>;

const known = new Map<string, string>();

/** `person_id` in the database is `personId` in code. */
export function camelCase(column: string): string {
  let name = known.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    known.set(column, name);
  }
  return name;
}

/** Objects with these keys, of rows that come as arrays. */
export function rowsOf(names: readonly string[], rows: readonly (readonly unknown[])[]): Row[] {
  return rows.map((values) => {
    const row: Row = {};
    for (let place = 0; place < names.length; place += 1) row[names[place] as string] = values[place];
    return row;
  });
}

/** `personId` in code is `person_id` in the database. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
