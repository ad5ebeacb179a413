/** Writes the made-up history into a PostgreSQL database that the product has made, through files that the server reads. */
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { LocalDate } from '../../src/domain/calendar.js';
import { makeHistory } from './data.js';
import { PROGRAMME, type Size, type Town } from './data-plan.js';
import { columnsOf, TABLES, type TableName, type Value } from './data-tables.js';
import { openSqlite } from './fill-sqlite.js';

/** What is kept of the enrolments, or follows from what is recorded of them, which SQLite has of the same facts. */
const KEPT = ['progress', 'tally', 'enrolment_provider', 'enrolment_listing'] as const;
/** So many tables at a time. */
const SIDE_BY_SIDE = 2;
const LINES_AT_ONCE = 5_000;

interface Filling {
  readonly url: string;
  readonly size: Size;
  readonly today: LocalDate;
  /** The SQLite file of the same history. */
  readonly kept: string;
}

/**
 * Neither triggers nor foreign keys are asked: the same rows go into SQLite, where they are. What is kept of the enrolments
 * comes from the SQLite file of the same history, where the product has worked it out.
 */
export async function fillPostgres(
  { url, size, today, kept }: Filling,
  part: (name: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'forloeb-copy-'));
  chmodSync(folder, 0o755);
  const clients = Array.from({ length: SIDE_BY_SIDE }, () => new pg.Client({ connectionString: url }));
  const [first] = clients;
  try {
    for (const client of clients) {
      await client.connect();
      await client.query(`SET session_replication_role = replica; SET synchronous_commit = off;
        SET maintenance_work_mem = '256MB'; SET max_parallel_maintenance_workers = 0`);
    }
    if (first === undefined) return;
    const basis = { size, today, ...(await basisOf(first)) };
    const files = new CopyFiles(folder);
    await part('history, and the standings from SQLite, as files', async () => {
      makeHistory(basis, (table, row) => files.add(table, row));
      copyKept(kept, files);
      files.end();
    });
    const tables = files.largestFirst();
    const names = tables.map(({ table }) => table);
    const indexes = await takeIndexes(first, names);
    await part('copied', async () =>
      inTurn(
        clients,
        tables.map(({ table, columns, path }) => `COPY ${table} (${columns.join()}) FROM '${path}'`),
      ),
    );
    rmSync(folder, { recursive: true, force: true });
    await part('indexes', async () => inTurn(clients, indexes));
    await part('vacuum and statistics', async () => {
      await inTurn(
        clients,
        names.map((table) => `VACUUM ANALYZE ${table}`),
      );
      await first.query('CHECKPOINT');
    });
  } finally {
    await Promise.all(clients.map(async (client) => client.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each client takes the next statement when it has done with one. */
async function inTurn(clients: readonly pg.Client[], statements: readonly string[]): Promise<void> {
  const left = [...statements];
  await Promise.all(
    clients.map(async (client) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await client.query(next);
    }),
  );
}

/** What makes them again, apart from those of constraints: to sort all rows at the end is faster than to find the place of each. */
async function takeIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; text: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i
     JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname = ANY ($1) AND NOT EXISTS (
       SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY array_position($1, t.relname::text)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ text }) => text);
}

async function basisOf(client: pg.Client) {
  const towns = await client.query<Town>('SELECT code, name FROM municipality ORDER BY sort_key');
  const rules = await client.query<{ version: number }>(
    'SELECT MAX(version) AS version FROM rule_set WHERE programme_key = $1',
    [PROGRAMME],
  );
  return { towns: towns.rows, ruleVersion: Number(rules.rows[0]?.version) };
}

function copyKept(path: string, files: CopyFiles): void {
  const db = openSqlite(path, { readonly: true });
  try {
    for (const table of KEPT) {
      const rows = db.prepare<[], Value[]>(`SELECT * FROM ${table}`).raw();
      files.know(
        table,
        rows.columns().map(({ name }) => name),
      );
      for (const row of rows.iterate()) files.add(table, row);
    }
  } finally {
    db.close();
  }
}

interface CopyFile {
  readonly table: string;
  readonly columns: readonly string[];
  readonly path: string;
  readonly lines: string[];
  readonly descriptor: number;
  rows: number;
}

/** One file for each table, in the text format of COPY. */
class CopyFiles {
  private readonly files = new Map<string, CopyFile>();

  constructor(private readonly folder: string) {
    for (const table of Object.keys(TABLES) as TableName[]) this.know(table, columnsOf(table));
  }

  know(table: string, columns: readonly string[]): void {
    const path = join(this.folder, table);
    const descriptor = openSync(path, 'w', 0o644);
    this.files.set(table, { table, columns, path, descriptor, lines: [], rows: 0 });
  }

  add(table: string, row: readonly Value[]): void {
    const file = this.files.get(table);
    if (file === undefined) throw new Error(`There is no file for ${table}`);
    file.lines.push(row.map(asText).join('\t'));
    file.rows += 1;
    if (file.lines.length >= LINES_AT_ONCE) flush(file);
  }

  largestFirst(): CopyFile[] {
    return [...this.files.values()].sort((a, b) => b.rows - a.rows);
  }

  end(): void {
    for (const file of this.files.values()) {
      flush(file);
      closeSync(file.descriptor);
    }
  }
}

function flush({ lines, descriptor }: CopyFile): void {
  if (lines.length > 0) writeSync(descriptor, `${lines.join('\n')}\n`);
  lines.length = 0;
}

function asText(value: Value): string {
  if (value === null) return '\\N';
  return typeof value === 'number' ? String(value) : value.replace(SPECIAL, escaped);
}

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (sign: string): string => ESCAPED[sign] ?? sign;
