/** The committed table: a line for each field, a column for each role. */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../access.table', import.meta.url);
export const COLUMNS = [
  'nobody',
  'AGENCY',
  'ADMIN',
  'PROVIDER',
  'COORDINATOR',
  'PARTICIPANT',
  'EVALUATOR',
] as const;
export type Column = (typeof COLUMNS)[number];
export type Row = Readonly<Partial<Record<Column, string>>>;
export type Cells = ReadonlyMap<string, Row>;

const HEAD = `# Who is shown what. Written by ACCESS_TABLE=write (see test/contract/access-matrix.spec.ts), read in review.
#
# Query and Mutation, the root fields:
#   refused  the role may not use it           all   the same answer as the agency's, whoever's it is
#   own      only what is the role's own: an id of others answers as one that does not exist
#   totals   figures only, small ones left out
# Everything else, the fields that answer objects and those that name somebody. Who is shown there:
#   all      everybody                         own   only people that the role is there for
#   any      people that it is not there for, on purpose
#   -        nobody                            .     the role never gets there
# Agency and administrator see everybody, so they are asked only the first steps of each path.
`;

export function written(cells: Cells): string {
  const rows = [...cells].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1));
  const width = Math.max(...rows.map(([path]) => path.length));
  const line = (path: string, words: readonly string[]) =>
    [path.padEnd(width), ...words.map((word) => word.padEnd(11))].join('  ').trimEnd();
  const body = rows.map(([path, roles]) =>
    line(
      path,
      COLUMNS.map((column) => roles[column] ?? '.'),
    ),
  );
  return `${[
    HEAD,
    line(
      '',
      COLUMNS.map((column) => column.toLowerCase()),
    ),
    ...body,
  ].join('\n')}\n`;
}

/** Root fields first. */
function order(path: string): string {
  return `${['Query', 'Mutation'].indexOf(path.split('.')[0] ?? '') === -1 ? 1 : 0}${path}`;
}

export function committed(cells: Cells): string {
  if (process.env['ACCESS_TABLE'] === 'write') writeFileSync(FILE, written(cells));
  return readFileSync(FILE, 'utf8');
}
