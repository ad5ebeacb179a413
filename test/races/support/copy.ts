/** Rows again, as many times as needed, where making each over HTTP would take longer than the race. */
import type { Servers } from './servers.js';

export class Copy {
  /** Once for each number from the first to the last. */
  constructor(
    private readonly servers: Servers,
    private readonly first: number,
    private readonly last: number,
  ) {}

  /** The number stands at the end of every id that names a copy; `other` says what else is different. */
  async rows(
    table: string,
    where: string,
    ids: readonly string[],
    other: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const columns = this.columns(table);
    const values = columns.map((name) =>
      ids.includes(name) ? `"${name}" || '_' || CAST(i AS text)` : (other[name] ?? `"${name}"`),
    );
    await this.servers.onlooker.rows(`
      WITH RECURSIVE n(i) AS (SELECT ${this.first} UNION ALL SELECT i + 1 FROM n WHERE i < ${this.last})
      INSERT INTO ${table} (${columns.map((name) => `"${name}"`).join(', ')})
      SELECT ${values.join(', ')} FROM ${table}, n WHERE ${where}`);
  }

  /** What became of an id. */
  ids(original: string): string[] {
    return Array.from(
      { length: this.last - this.first + 1 },
      (_, index) => `${original}_${this.first + index}`,
    );
  }

  private columns(table: string): string[] {
    const metadata = this.servers.writer.entityMetadatas.find((each) => each.tableName === table);
    if (metadata === undefined) throw new Error(`No table ${table}`);
    return metadata.columns.map((column) => column.databaseName);
  }
}
