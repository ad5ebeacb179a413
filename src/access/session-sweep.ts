import type { Logger } from 'pino';
import { Repeatedly } from '../config/repeatedly.js';
import type { Sessions } from './sessions.js';

const EVERY_MS = 10 * 60_000;

/** Removes sessions that are over while a server runs. Any number of processes may sweep at once. */
export class SessionSweep {
  private readonly repeatedly = new Repeatedly(
    () => this.sessions.sweep(),
    (err) => this.logger.warn({ err }, 'sessions that are over could not be removed'),
  );

  constructor(
    private readonly sessions: Sessions,
    private readonly logger: Logger,
  ) {}

  start(everyMs = EVERY_MS): void {
    this.repeatedly.start(everyMs);
  }

  async stop(): Promise<void> {
    await this.repeatedly.stop();
  }
}
