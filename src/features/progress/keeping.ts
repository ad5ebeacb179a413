import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { asOf } from '../../graphql/as-of.js';
import { keepingUp } from '../../storage/keeping-up.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { ProgressService } from './progress.service.js';
import { StandingRepository } from './standing.repository.js';

const EVERY_MS = 1_000;
/** So few that whoever records something meanwhile hardly waits. */
const AT_ONCE = 100;

/**
 * Keeps up how enrolments stand where the act that changed it did not do so itself: for everybody of a cohort when a day is
 * moved, for those whom a half-day passes by. Nothing depends on it but speed. Any number of processes may do so at once.
 */
@Injectable()
export class StandingKeeping implements OnModuleDestroy {
  private readonly logger = new Logger(StandingKeeping.name);
  private readonly repeatedly = keepingUp(() => this.catchUp(), this.logger);
  private stopping = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly kept: StandingRepository,
  ) {}

  /** Every second from now on, until the server stops. */
  start(everyMs = EVERY_MS): void {
    this.repeatedly.start(everyMs);
  }

  /** Until nothing is out of date that was not worked out just now; answers how many enrolments it worked out. */
  async catchUp(): Promise<number> {
    const done = new Set<string>();
    for (;;) {
      const ids = await this.kept.outdated(this.clock.now(), AT_ONCE);
      if (this.stopping || ids.every((id) => done.has(id))) return done.size;
      await this.workOut(ids);
      for (const id of ids) done.add(id);
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.repeatedly.stop();
  }

  private async workOut(ids: readonly string[]): Promise<void> {
    await this.unitOfWork.run(async () => {
      const now = asOf(null, this.clock);
      await this.progress.keep([...(await this.progress.workOut(ids, now)).values()], now);
    });
  }
}
