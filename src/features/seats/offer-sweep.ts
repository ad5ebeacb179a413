import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Repeatedly } from '../../config/repeatedly.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EngagementRepository, SeatOfferRepository, SeatOffers } from '../engagement/index.js';

const EVERY_MS = 60_000;

/**
 * Passes on offers that have run out while nobody does anything. Any number of processes may sweep at once: each place
 * is one unit of work, and the database refuses a second offer of a seat or to a person.
 */
@Injectable()
export class OfferSweep implements OnModuleDestroy {
  private readonly logger = new Logger(OfferSweep.name);
  private readonly repeatedly = new Repeatedly(
    () => this.sweep(),
    (error) => this.logger.error(error),
  );

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly engagements: EngagementRepository,
    private readonly repository: SeatOfferRepository,
    private readonly offers: SeatOffers,
  ) {}

  /** Once a minute from now on, until the server stops. */
  start(everyMs = EVERY_MS): void {
    this.repeatedly.start(everyMs);
  }

  /** Looks into every place where an offer has run out or somebody waits beside a free seat. */
  async sweep(): Promise<void> {
    const places = await this.repository.placesToLookInto(this.clock.now());
    for (const { engagementId, municipalityCode, trackKey } of places)
      await this.unitOfWork.run(async () => {
        const [engagement] = await this.engagements.find([engagementId]);
        if (engagement !== undefined) await this.offers.passOn({ engagement, municipalityCode, trackKey });
      });
  }

  async onModuleDestroy(): Promise<void> {
    await this.repeatedly.stop();
  }
}
