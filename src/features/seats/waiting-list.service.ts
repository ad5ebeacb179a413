import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { invalidState, notFound } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import {
  EngagementRepository,
  EngagementService,
  inPlaces,
  SeatOfferRepository,
  SeatOffers,
  SeatService,
  type SeatOfferRow,
  type SeatPlace,
} from '../engagement/index.js';
import {
  EnrolmentRepository,
  EnrolmentService,
  SeatingService,
  type EnrolmentRow,
  type EnrolmentWarning,
} from '../enrolment/index.js';
import type { WaitingPlace, WaitingPrioritySetInput } from './dto/waiting.model.js';
import { toWaitingPlaces } from './waiting-place.loader.js';

/** Who waits for a seat, and what they answer when one is offered. */
@Injectable()
export class WaitingListService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly engagementService: EngagementService,
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
    private readonly offers: SeatOffers,
    private readonly offerRepository: SeatOfferRepository,
    private readonly enrolments: EnrolmentService,
    private readonly enrolmentRepository: EnrolmentRepository,
    private readonly seating: SeatingService,
  ) {}

  /** In order: priority, then age, then id. Where the limit is shared, others keep their places and are not shown (V39). */
  async list(
    actor: Actor,
    engagementId: string,
    municipalityCode: string,
    trackKey: string,
  ): Promise<WaitingPlace[]> {
    const engagement = await this.engagementService.require(
      actor,
      'waitingList',
      engagementId,
      municipalityCode,
    );
    const queue = await this.offers.queue(this.seats.place(engagement, municipalityCode, trackKey));
    const own = inPlaces(queue).filter(
      ({ row }) => row.engagementId === engagementId && row.municipalityCode === municipalityCode,
    );
    return toWaitingPlaces(own, await this.offerRepository.findOfEnrolments(own.map(({ row }) => row.id)));
  }

  async prioritise(actor: Actor, input: WaitingPrioritySetInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.enrolments.requireOwnSeat(actor, 'waitingPrioritySet', input.enrolmentId);
      if (enrolment.status !== 'WAITLISTED')
        throw invalidState('Only somebody on the waiting list has a priority there.', enrolment.status, [
          'WAITLISTED',
        ]);
      await this.offers.prioritise(actor, enrolment.id, input.priority, input.reason);
      return enrolment;
    });
  }

  /** The same act as giving the person a seat; here it is the one that was kept for them. */
  async accept(
    actor: Actor,
    offerId: string,
  ): Promise<{ enrolment: EnrolmentRow; warnings: EnrolmentWarning[] }> {
    return this.unitOfWork.run(async () => {
      const { enrolment, place } = await this.requireStanding(actor, 'seatOfferAccept', offerId);
      return this.seating.seat(actor, 'seatOfferAccept', place, {
        personId: enrolment.personId,
        capacity: null,
        cohortId: null,
        waitlist: false,
        priority: null,
        on: null,
      });
    });
  }

  /** The person keeps their place and age, and the seat is offered to the next; they are not asked about it again. */
  async decline(actor: Actor, offerId: string): Promise<{ enrolment: EnrolmentRow; offer: SeatOfferRow }> {
    return this.unitOfWork.run(async () => {
      const { enrolment, place } = await this.requireStanding(actor, 'seatOfferDecline', offerId);
      await this.offers.end(actor, enrolment.id, 'DECLINED');
      await this.offers.passOn(place);
      const [offer] = await this.offerRepository.find([offerId]);
      if (offer === undefined) throw notFound('offer');
      return { enrolment, offer };
    });
  }

  /** An offer to somebody within the actor's reach, in time; what has run out is passed on first. */
  private async requireStanding(
    actor: Actor,
    operation: 'seatOfferAccept' | 'seatOfferDecline',
    offerId: string,
  ): Promise<{ enrolment: EnrolmentRow; place: SeatPlace }> {
    const [found] = await this.offerRepository.find([offerId]);
    const [enrolment] = await this.enrolmentRepository.findVisible(
      reachOf(actor, operation),
      found === undefined ? [] : [found.enrolmentId],
    );
    if (enrolment === undefined) throw notFound('offer');
    const [engagement] = await this.engagements.find([enrolment.engagementId]);
    if (engagement === undefined) throw notFound('offer');
    const { municipalityCode, trackKey } = enrolment;
    const place = { engagement, municipalityCode, trackKey };
    await this.offers.passOn(place);
    const [offer] = await this.offerRepository.find([offerId]);
    const outcome = offer?.outcome ?? null;
    if (outcome !== null) throw invalidState('This offer is over.', outcome, []);
    return { enrolment, place };
  }
}
