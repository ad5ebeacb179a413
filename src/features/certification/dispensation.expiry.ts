import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SYSTEM } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { DispensationRepository } from './dispensation.repository.js';
import { Settlement } from './settlement.service.js';

const HOUR_MS = 3_600_000;

/**
 * A dispensation that was granted until a day ends without anybody doing anything: what hangs on it follows within the
 * hour (V25). Every answer that is worked out from the facts is right at once.
 */
@Injectable()
export class DispensationExpiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DispensationExpiry.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispensations: DispensationRepository,
    private readonly settlement: Settlement,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.settleQuietly(), HOUR_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Settles whoever still stands as if it held; whoever is settled already is not touched. */
  async settle(): Promise<void> {
    const ids = await this.dispensations.outliving(this.clock.today());
    if (ids.length === 0) return;
    await this.unitOfWork.run(async () => this.settlement.settle(SYSTEM, ids));
  }

  private async settleQuietly(): Promise<void> {
    try {
      await this.settle();
    } catch (error) {
      this.logger.warn('Dispensations that are over will be settled the next time', error);
    }
  }
}
