import type pg from 'pg';

/** How long after a broken connection the next one is tried. */
const REST_MS = 2_000;

/**
 * What processes on one PostgreSQL tell each other in passing: nothing is written, nothing is kept, and what is said
 * while a connection is broken is not heard. Connects when it is first used.
 */
export class PostgresNotices {
  private connection: pg.Client | undefined;
  private opening = false;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly hear: (text: string) => void,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Begins to listen, if it does not yet. */
  open(): void {
    if (!this.opening && !this.closed) void this.connect();
  }

  get connected(): boolean {
    return this.connection !== undefined;
  }

  tell(text: string): void {
    this.connection?.query('SELECT pg_notify($1, $2)', [this.channel, text]).catch(this.onTrouble);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.connection?.end();
  }

  private async connect(): Promise<void> {
    this.opening = true;
    const { default: driver } = await import('pg');
    if (this.closed) return;
    const connection = new driver.Client({
      connectionString: this.url,
      application_name: 'forloeb notices',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    let broken = false;
    const onBroken = (error?: unknown) => {
      if (broken) return;
      broken = true;
      this.connection = undefined;
      if (this.closed) return;
      this.onTrouble(error);
      setTimeout(() => void this.connect(), REST_MS).unref();
    };
    connection.on('error', onBroken).on('end', onBroken);
    connection.on('notification', ({ payload }) => this.hear(payload ?? ''));
    try {
      await connection.connect();
      await connection.query(`LISTEN ${connection.escapeIdentifier(this.channel)}`);
    } catch (error) {
      onBroken(error);
      await connection.end().catch(() => undefined);
      return;
    }
    if (this.closed) await connection.end();
    else this.connection = connection;
  }
}
