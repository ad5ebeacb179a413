import { Injectable } from '@nestjs/common';
import { SYSTEM, type Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { groupBy } from '../../domain/group-by.js';
import { offerDays, type Quota } from '../../domain/programme.js';
import { freeSeats, takesCountedSeat } from '../../domain/seats.js';
import { inWaitingOrder, offerExpiresAt, offersToMake } from '../../domain/waiting-list.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { SeatOfferEntity, WaitingPriorityEntity } from '../../storage/seats.entity.js';
import { Store } from '../../storage/store.js';
import { Rulebook } from '../programme/index.js';
import {
  SeatOfferRepository,
  type OfferOutcome,
  type SeatOfferRow,
  type WaitingRow,
} from './seat-offer.repository.js';
import { poolOf, type SeatPlace } from './seat-pool.js';
import { SeatRepository } from './seat.repository.js';

/** Somebody who waits, and where in the queue, from 1. */
export interface PlacedRow {
  readonly row: WaitingRow;
  readonly place: number;
}

export function inPlaces(queue: readonly WaitingRow[]): PlacedRow[] {
  return queue.map((row, index) => ({ row, place: index + 1 }));
}

/**
 * A seat that becomes free is offered to whoever waits for it, in order; until the offer is over the seat is nobody
 * else's. Everything here is inside a unit of work. That offers are made and run out is the system's doing.
 */
@Injectable()
export class SeatOffers {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    private readonly seats: SeatRepository,
    private readonly offers: SeatOfferRepository,
  ) {}

  /**
   * Ends the offers of a pool that have run out, and offers each vacant seat to the next who waits. Whoever asks for a
   * seat comes after it, so it is part of every act that takes, leaves or adds one.
   */
  async passOn(place: SeatPlace): Promise<void> {
    const quota = this.quotaOf(place.engagement, place.trackKey);
    if (quota === null) return;
    const pool = poolOf(place, quota);
    const now = this.clock.now();
    for (const offer of await this.offers.runOut(pool, now)) await this.close(SYSTEM, offer, 'EXPIRED');
    const waiting = (await this.queue(place)).filter((each) => !each.hasOffer);
    if (waiting.length === 0) return;
    const vacancies = await this.seats.vacancies(pool);
    const count = (await this.seats.countPools([pool])).get(pool);
    if (count === undefined) return;
    const candidates = waiting.map((each) => ({
      ...each,
      room: freeSeats(this.quotaOf(placeOf(each).engagement, each.trackKey), count) ?? 0,
    }));
    for (const { seatId, candidateId } of offersToMake(vacancies, candidates)) {
      const candidate = candidates.find((each) => each.id === candidateId);
      if (candidate !== undefined) await this.make(candidate, seatId);
    }
  }

  /** Everybody who waits for the seats of a place, in order: where the limit is shared, also those of the others. */
  async queue(place: SeatPlace): Promise<WaitingRow[]> {
    const quota = this.quotaOf(place.engagement, place.trackKey);
    const pool = poolOf(place, quota);
    const rows =
      quota?.scope === 'PROGRAMME'
        ? await this.offers.waitingInProgramme(place.engagement.programmeKey, place.trackKey)
        : await this.offers.waitingInEngagement(place.engagement.id, place.trackKey);
    return this.queues(rows).get(pool) ?? [];
  }

  /** Of the given enrolments those that wait, each with its place in its queue, from 1. */
  async placesOf(enrolmentIds: readonly string[]): Promise<PlacedRow[]> {
    const queues = this.queues(await this.offers.waitingBeside(enrolmentIds));
    const wanted = new Set(enrolmentIds);
    return [...queues.values()].flatMap(inPlaces).filter(({ row }) => wanted.has(row.id));
  }

  /** Those who wait for a seat that counts, in order, by pool. */
  private queues(rows: readonly WaitingRow[]): Map<string, WaitingRow[]> {
    const counted = rows.filter((row) => takesCountedSeat(this.quotaOfRow(row), row.capacity));
    return groupBy(inWaitingOrder(counted), (row) => poolOf(placeOf(row), this.quotaOfRow(row)));
  }

  private quotaOfRow(row: WaitingRow): Quota | null {
    return this.quotaOf(placeOf(row).engagement, row.trackKey);
  }

  /** The offer that stood for somebody, now over; null when there was none. */
  async end(actor: Actor, enrolmentId: string, outcome: OfferOutcome): Promise<SeatOfferRow | null> {
    const offer = await this.offers.standing(enrolmentId);
    if (offer !== null) await this.close(actor, offer, outcome);
    return offer;
  }

  /** Who waits gets another priority; their age stays. */
  async prioritise(
    actor: Actor,
    enrolmentId: string,
    priority: number,
    reason: string | null,
  ): Promise<void> {
    const recordedAt = this.clock.now();
    const before = await this.offers.priorityOf(enrolmentId);
    await this.offers.supersedePriority(enrolmentId, recordedAt);
    await this.store.insert(WaitingPriorityEntity, {
      id: newId('fact'),
      enrolmentId,
      priority,
      reason,
      recordedAt,
      recordedBy: actor.subject,
      supersededAt: null,
    });
    await this.audit.record(actor, {
      action: 'waitingPrioritySet',
      subjectId: enrolmentId,
      before: { priority: before },
      after: { priority },
      reason,
    });
  }

  private async close(actor: Actor, offer: SeatOfferRow, outcome: OfferOutcome): Promise<void> {
    const endedAt = this.clock.now();
    if (!(await this.offers.end(offer.id, outcome, endedAt, actor.subject))) return;
    await this.audit.record(actor, {
      action: ACTIONS[outcome],
      subjectId: offer.id,
      before: { seatId: offer.seatId, enrolmentId: offer.enrolmentId, expiresAt: offer.expiresAt },
      after: { outcome },
    });
  }

  private async make(candidate: WaitingRow, seatId: string): Promise<void> {
    const now = this.clock.now();
    const { programmeKey, ruleVersion } = candidate;
    const days = offerDays(this.rulebook.version(programmeKey, ruleVersion));
    const offer = {
      id: newId('seatOffer'),
      seatId,
      enrolmentId: candidate.id,
      expiresAt: offerExpiresAt(now, days),
    };
    await this.store.insert(SeatOfferEntity, {
      ...offer,
      recordedAt: now,
      recordedBy: SYSTEM.subject,
      outcome: null,
      endedAt: null,
      endedBy: null,
    });
    await this.audit.record(SYSTEM, { action: 'seatOfferMake', subjectId: offer.id, after: offer });
  }

  private quotaOf(engagement: { programmeKey: string; ruleVersion: number }, trackKey: string): Quota | null {
    return this.rulebook.track(engagement.programmeKey, engagement.ruleVersion, trackKey).quota;
  }
}

const ACTIONS: Readonly<Record<OfferOutcome, string>> = {
  ACCEPTED: 'seatOfferAccept',
  DECLINED: 'seatOfferDecline',
  EXPIRED: 'seatOfferExpire',
  WITHDRAWN: 'seatOfferWithdraw',
};

function placeOf({ engagementId, programmeKey, ruleVersion, municipalityCode, trackKey }: WaitingRow) {
  return { engagement: { id: engagementId, programmeKey, ruleVersion }, municipalityCode, trackKey };
}
