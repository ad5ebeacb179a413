import { Injectable } from '@nestjs/common';
import { BatchLoader, inOrder } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { type PlacedRow, SeatOfferRepository, SeatOffers, type SeatOfferRow } from '../engagement/index.js';
import { WaitingPlace } from './dto/waiting.model.js';
import { toOffer } from './offer.loader.js';

/** By enrolment, of those that were loaded for the actor already; null when nobody waits there. */
@Injectable()
export class WaitingPlaceLoader extends BatchLoader<WaitingPlace | null> {
  constructor(
    private readonly offers: SeatOffers,
    private readonly offerRepository: SeatOfferRepository,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const places = await this.offers.placesOf(enrolmentIds);
    const offers = await this.offerRepository.findOfEnrolments(places.map(({ row }) => row.id));
    return inOrder(
      enrolmentIds,
      toWaitingPlaces(places, offers),
      (place) => place.enrolmentId,
      (place) => place,
    );
  }
}

/** Each with the offer that stands, of the offers that were ever made to them. */
export function toWaitingPlaces(
  places: readonly PlacedRow[],
  offers: readonly SeatOfferRow[],
): WaitingPlace[] {
  const standing = new Map(
    offers.filter((offer) => offer.outcome === null).map((offer) => [offer.enrolmentId, offer]),
  );
  return places.map(({ row, place }) => {
    const offer = standing.get(row.id);
    return Object.assign(new WaitingPlace(), {
      enrolmentId: row.id,
      place,
      priority: row.priority,
      waitingSince: row.since,
      offer: offer === undefined ? null : toOffer(offer),
    });
  });
}
