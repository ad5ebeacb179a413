import type { DataSource } from 'typeorm';
import type { Readable } from './database.js';
import { Unavailable } from './failure.js';

/** After a failure it is left alone this long, so that not every report waits for it in vain. */
const REST_MS = 10_000;

/** A read replica. It is connected to when it is first needed: the server starts and goes on without it. */
export class Replica implements Readable {
  private opening: Promise<DataSource> | undefined;
  private restsUntil = 0;

  constructor(
    private readonly source: DataSource,
    /** Tells an outage from a faulty statement. */
    private readonly isOutage: (error: unknown) => boolean,
  ) {}

  async query<T>(text: string, values?: unknown[]): Promise<T> {
    return this.ask((source) => source.query<T>(text, values));
  }

  /** Puts a question to it, or says at once that it cannot be reached. */
  async ask<T>(question: (source: DataSource) => Promise<T>): Promise<T> {
    if (performance.now() < this.restsUntil) throw new Unavailable('UNREACHABLE');
    try {
      this.opening ??= this.source.initialize();
      return await question(await this.opening);
    } catch (error) {
      if (!this.source.isInitialized) this.opening = undefined;
      if (this.isOutage(error)) this.restsUntil = performance.now() + REST_MS;
      throw error;
    }
  }

  async destroy(): Promise<void> {
    await this.opening?.catch(() => undefined);
    if (this.source.isInitialized) await this.source.destroy();
  }
}
