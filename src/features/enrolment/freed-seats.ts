import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { EngagementRepository, SeatService } from '../engagement/index.js';
import type { EnrolmentRow } from './enrolment.repository.js';

/** What follows when somebody leaves a seat or the waiting list. Part of every act in which that happens. */
@Injectable()
export class FreedSeats {
  constructor(
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
  ) {}

  /** Inside a unit of work, after the enrolment was changed: an offer to it is over, and a free seat goes to the next. */
  async passOn(actor: Actor, enrolment: EnrolmentRow): Promise<void> {
    const { id, engagementId, municipalityCode, trackKey } = enrolment;
    const [engagement] = await this.engagements.find([engagementId]);
    if (engagement === undefined) return;
    await this.seats.waitsNoLonger(actor, { engagement, municipalityCode, trackKey }, id);
  }
}
