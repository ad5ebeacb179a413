import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Enrolment, EnrolmentLoader, toEnrolment } from '../enrolment/index.js';
import {
  SeatOffer,
  SeatOfferAcceptInput,
  SeatOfferAcceptPayload,
  SeatOfferAcceptResult,
  SeatOfferDeclineInput,
  SeatOfferDeclinePayload,
  SeatOfferDeclineResult,
  WaitingPlace,
  WaitingPrioritySetInput,
  WaitingPrioritySetPayload,
  WaitingPrioritySetResult,
} from './dto/waiting.model.js';
import { OffersOfEnrolmentLoader, toOffer } from './offer.loader.js';
import { WaitingListService } from './waiting-list.service.js';
import { WaitingPlaceLoader } from './waiting-place.loader.js';

@Resolver()
export class WaitingListResolver {
  constructor(private readonly waiting: WaitingListService) {}

  @Access('waitingList')
  @Query(() => [WaitingPlace], {
    description:
      'Who waits for a seat, in the order in which seats are offered: by priority, then by how long they have waited.',
  })
  async waitingList(
    @Context() context: RequestContext,
    @Args('engagementId', { type: () => ID }) engagementId: string,
    @Args('municipalityCode') municipalityCode: string,
    @Args('trackKey') trackKey: string,
  ) {
    return this.waiting.list(actorOf(context), engagementId, municipalityCode, trackKey);
  }

  @Access('waitingPrioritySet')
  @Mutation(() => WaitingPrioritySetResult, {
    description: 'Somebody who waits gets another priority. An offer that stands is not affected.',
  })
  async waitingPrioritySet(
    @Context() context: RequestContext,
    @Args('input') input: WaitingPrioritySetInput,
  ) {
    const enrolment = await this.waiting.prioritise(actorOf(context), input);
    return Object.assign(new WaitingPrioritySetPayload(), { enrolment: toEnrolment(enrolment) });
  }

  @Access('seatOfferAccept')
  @Mutation(() => SeatOfferAcceptResult, {
    description:
      'Take the seat that is offered: by the person concerned, or by the municipality’s coordinator. `enrolmentConfirm` of somebody with an offer does the same.',
  })
  async seatOfferAccept(@Context() context: RequestContext, @Args('input') input: SeatOfferAcceptInput) {
    const { enrolment, warnings } = await this.waiting.accept(actorOf(context), input.offerId);
    return Object.assign(new SeatOfferAcceptPayload(), { enrolment: toEnrolment(enrolment), warnings });
  }

  @Access('seatOfferDecline')
  @Mutation(() => SeatOfferDeclineResult, {
    description:
      'Say no to the seat that is offered. The person keeps their place for seats that become free later; this one is offered to the next.',
  })
  async seatOfferDecline(@Context() context: RequestContext, @Args('input') input: SeatOfferDeclineInput) {
    const { enrolment, offer } = await this.waiting.decline(actorOf(context), input.offerId);
    return Object.assign(new SeatOfferDeclinePayload(), {
      enrolment: toEnrolment(enrolment),
      offer: toOffer(offer),
    });
  }
}

@Resolver(() => WaitingPlace)
export class WaitingPlaceFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() place: WaitingPlace,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, place.enrolmentId);
  }
}

@Resolver(() => SeatOffer)
export class SeatOfferFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(@Parent() offer: SeatOffer, @Context() context: RequestContext): Promise<Enrolment | null> {
    return this.enrolments.load(context, offer.enrolmentId);
  }
}

@Resolver(() => Enrolment)
export class EnrolmentWaitingFields {
  constructor(
    private readonly offers: OffersOfEnrolmentLoader,
    private readonly places: WaitingPlaceLoader,
  ) {}

  @ResolveField(() => WaitingPlace, {
    nullable: true,
    description:
      'Where somebody on the waiting list stands, for whoever sees them: how many come before, never who. Null when they do not wait.',
  })
  async waitingPlace(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<WaitingPlace | null> {
    return this.places.load(context, enrolment.id);
  }

  @ResolveField(() => [SeatOffer], {
    name: 'seatOffers',
    description:
      'Seats that were offered while the person waited, newest first; the one without an outcome stands.',
  })
  async seatOffersOf(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<SeatOffer[]> {
    return this.offers.load(context, enrolment.id);
  }
}
