import type { Logger } from 'pino';
import type { Sessions } from './sessions.js';

const EVERY_MS = 10 * 60_000;

/** Removes sessions that are over while a server runs. Any number of processes may sweep at once. */
export class SessionSweep {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly sessions: Sessions,
    private readonly logger: Logger,
  ) {}

  /** Never two at a time in one process. */
  start(everyMs = EVERY_MS): void {
    this.timer ??= setInterval(() => {
      this.running ??= this.sessions
        .sweep()
        .catch((err: unknown) => this.logger.warn({ err }, 'sessions that are over could not be removed'))
        .finally(() => {
          this.running = undefined;
        });
    }, everyMs).unref();
  }

  /** What is under way is finished. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
