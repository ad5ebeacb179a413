import { Injectable } from '@nestjs/common';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { SeatOfferRepository, type SeatOfferRow } from '../engagement/index.js';
import { SeatOffer } from './dto/waiting.model.js';

/** By enrolment, of those that were loaded for the actor already; newest first. */
@Injectable()
export class OffersOfEnrolmentLoader extends BatchLoader<SeatOffer[]> {
  constructor(private readonly offers: SeatOfferRepository) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.offers.findOfEnrolments(enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((each) => each.map(toOffer));
  }
}

export function toOffer(row: SeatOfferRow): SeatOffer {
  const { id, enrolmentId, recordedAt, expiresAt, outcome, endedAt } = row;
  return Object.assign(new SeatOffer(), {
    id,
    enrolmentId,
    offeredAt: recordedAt,
    expiresAt,
    outcome,
    endedAt,
  });
}
