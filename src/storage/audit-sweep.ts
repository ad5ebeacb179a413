import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../config/clock.js';
import type { createLogger } from '../config/logger.js';
import { Repeatedly } from '../config/repeatedly.js';
import type { AuditSeals } from './audit-seals.js';

const EVERY_MS = 60_000;
/** How long those who are writing are waited for. */
const PATIENCE_MS = 30_000;

/**
 * Seals the log of changes while a server runs: what was written since the last time, once a minute and when the server
 * stops. Each time it tells the log of the process the hash at the head of the chain, and once more when a day is over:
 * kept elsewhere, it shows a chain that was made anew from one end to the other.
 */
export class AuditSweep {
  private readonly repeatedly = new Repeatedly(
    () => this.sweep(PATIENCE_MS),
    (error) => this.logger.error(error),
  );
  private day: string;

  constructor(
    private readonly seals: AuditSeals,
    private readonly clock: Clock,
    private readonly logger: ReturnType<typeof createLogger>,
  ) {
    this.day = clock.today();
  }

  /** Once a minute from some moment of the next minute on, so that processes which start together do not meet each time. */
  start(everyMs = EVERY_MS): void {
    this.repeatedly.start(everyMs, Math.random() * everyMs);
  }

  /** Seals a last time, if there is time enough; what is left is sealed by another process, or after the next start. */
  async stop(patienceMs: number): Promise<void> {
    const last = (async () => {
      await this.repeatedly.stop();
      await this.sweep(patienceMs);
    })();
    await Promise.race([last, pause(Math.max(patienceMs, 0), undefined, { ref: false })]);
  }

  /** Never fails: what could not be sealed now is sealed the next time. */
  async sweep(patienceMs: number): Promise<void> {
    try {
      const { events, head, complete } = await this.seals.seal(patienceMs);
      const today = this.clock.today();
      const told = head && { day: head.day, seal: head.sequence, head: head.hash };
      if (events > 0) this.logger.info({ ...told, events }, 'sealed the log of changes');
      if (!complete) this.logger.warn('not all of the log of changes could be sealed in time');
      if (today !== this.day && told !== null)
        this.logger.info({ ...told, over: this.day }, 'the log of changes at the end of a day');
      this.day = today;
    } catch (error) {
      this.logger.warn({ err: error }, 'the log of changes could not be sealed');
    }
  }
}
