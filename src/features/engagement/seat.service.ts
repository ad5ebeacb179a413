import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import type { Capacity, Track } from '../../domain/programme.js';
import { invalidState, Refused } from '../../domain/refusal.js';
import { decideSeat, freeSeats, takesCountedSeat } from '../../domain/seats.js';
import type { AsOf } from '../../graphql/as-of.js';
import { newId } from '../../storage/ids.js';
import { SeatEntity } from '../../storage/reference.entity.js';
import { SeatClosingEntity } from '../../storage/seats.entity.js';
import { Store } from '../../storage/store.js';
import { Rulebook } from '../programme/index.js';
import { SeatUsage } from './dto/engagement.model.js';
import { withdrawalsOf } from './engagement.mapper.js';
import type { EngagementRow } from './engagement.repository.js';
import { PoolCounts } from './pool-counts.js';
import { SeatOffers } from './seat-offers.js';
import { poolOf, type SeatPlace } from './seat-pool.js';
import { SeatRepository } from './seat.repository.js';

const NO_SEATS = { granted: 0, held: 0, heldOnTop: 0, offered: 0, closed: 0, everCounted: 0, everOnTop: 0 };

/** Seats as rows (Decision 4): opened with the engagement, granted by the agency, taken one at a time. */
@Injectable()
export class SeatService {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    private readonly seats: SeatRepository,
    private readonly counts: PoolCounts,
    private readonly offers: SeatOffers,
  ) {}

  /** Inside a unit of work. The numbered seats of every track with a quota; those of a shared pool only once, and as many more as a later version allows. */
  async open(actor: Actor, engagement: EngagementRow, municipalityCodes: readonly string[]): Promise<void> {
    const { tracks } = this.rulebook.version(engagement.programmeKey, engagement.ruleVersion);
    for (const track of tracks) {
      const { quota } = track;
      if (quota === null) continue;
      const pools = new Set<string>();
      for (const municipalityCode of municipalityCodes) {
        const pool = poolOf({ engagement, municipalityCode, trackKey: track.key }, quota);
        if (pools.has(pool)) continue;
        pools.add(pool);
        const last = await this.seats.highestNumber(pool);
        const missing = Math.max(0, quota.limit - (await this.seats.countQuota(pool)));
        await this.add(
          actor,
          { engagement, municipalityCode, trackKey: track.key },
          Array.from({ length: missing }, (_, index) => ({
            pool,
            kind: 'QUOTA' as const,
            number: last + index + 1,
          })),
        );
      }
    }
  }

  /**
   * Inside a unit of work. A free seat for a person of this capacity from a day on, after those who wait have been thought
   * of; one that nobody else had on that day, if there is any. Refused with QUOTA_EXCEEDED at a hard limit (V1, V5) and
   * NEEDS_ACKNOWLEDGEMENT at a soft one (V4), both with the figures.
   */
  async findFor(actor: Actor, place: SeatPlace, capacity: Capacity, on: LocalDate): Promise<string> {
    requireTakingPart(place);
    const { quota } = this.track(place);
    const pool = poolOf(place, quota);
    await this.offers.passOn(place);
    const count = (await this.seats.countPools([pool])).get(pool) ?? NO_SEATS;
    const decision = decideSeat(quota, capacity, count);
    switch (decision.kind) {
      case 'COUNTED': {
        const seat = await this.seats.findFree(pool, true, on);
        if (seat === null) throw new Error('A pool with room has no free seat');
        return seat.id;
      }
      case 'UNCOUNTED': {
        const seat = await this.seats.findFree(pool, false, on);
        const isFree = seat !== null && (seat.hadUntil === null || seat.hadUntil <= on);
        return isFree ? seat.id : this.addOne(actor, place, 'UNCOUNTED', null, null);
      }
      default:
        throw new Refused({
          code: decision.kind,
          message: [
            decision.offered === 0
              ? 'All seats are held.'
              : 'All seats are held, or offered to people on the waiting list.',
            ...(decision.kind === 'QUOTA_EXCEEDED' ? [] : ['The agency can grant a further one.']),
          ].join(' '),
          municipalityCode: place.municipalityCode,
          trackKey: place.trackKey,
          limit: decision.limit,
          held: decision.held,
          offered: decision.offered,
        });
    }
  }

  /**
   * Inside a unit of work. The seat that is offered to somebody who waits; null where there is none, or they come with a
   * capacity that takes no counted seat.
   */
  async acceptOffer(
    actor: Actor,
    place: SeatPlace,
    capacity: Capacity,
    enrolmentId: string,
  ): Promise<string | null> {
    if (!takesCountedSeat(this.track(place).quota, capacity)) return null;
    await this.offers.passOn(place);
    return (await this.offers.end(actor, enrolmentId, 'ACCEPTED'))?.seatId ?? null;
  }

  /**
   * Inside a unit of work, when somebody has left a seat or waits no longer: an offer that still stands is over, and what
   * has become free goes to the next; where the municipality has left, it closes.
   */
  async waitsNoLonger(actor: Actor, place: SeatPlace, enrolmentId: string): Promise<void> {
    await this.offers.end(actor, enrolmentId, 'WITHDRAWN');
    if (hasLeft(place)) await this.closeVacant(actor, [place]);
    await this.offers.passOn(place);
  }

  /** Inside a unit of work, whenever a seat may have become free: it is offered to those who wait for it. */
  async passOn(place: SeatPlace): Promise<void> {
    await this.offers.passOn(place);
  }

  /** Inside a unit of work. Who goes first on the waiting list. */
  async prioritise(actor: Actor, enrolmentId: string, priority: number): Promise<void> {
    await this.offers.prioritise(actor, enrolmentId, priority, null);
  }

  /** Inside a unit of work. One more counted seat above the limit, with who and why (A7). */
  async grant(actor: Actor, place: SeatPlace, reason: string): Promise<string> {
    requireTakingPart(place);
    const pool = poolOf(place, this.track(place).quota);
    return this.addOne(actor, place, 'GRANTED', (await this.seats.highestNumber(pool)) + 1, reason);
  }

  /** The place that an input names; refuses a track that the engagement's programme does not have. */
  place(engagement: EngagementRow, municipalityCode: string, trackKey: string): SeatPlace {
    const programme = this.rulebook.version(engagement.programmeKey, engagement.ruleVersion);
    return { engagement, municipalityCode, trackKey: this.rulebook.requireTrack(programme, trackKey).key };
  }

  /** A municipality's places in an engagement, one for each track. */
  places(engagement: EngagementRow, municipalityCode: string): SeatPlace[] {
    const { tracks } = this.rulebook.version(engagement.programmeKey, engagement.ruleVersion);
    return tracks.map((track) => ({ engagement, municipalityCode, trackKey: track.key }));
  }

  /**
   * Inside a unit of work. Of places that a municipality has left, closes the counted seats that nobody holds, unless they
   * are shared with others (L21). Answers all that are closed there by now.
   */
  async closeVacant(actor: Actor, places: readonly SeatPlace[]): Promise<string[]> {
    const pools = places
      .filter((place) => this.track(place).quota?.scope === 'MUNICIPALITY')
      .map((place) => poolOf(place, this.track(place).quota));
    const vacant = await this.seats.vacantWhereLeft(pools);
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    await this.store.insert(
      SeatClosingEntity,
      vacant.map((seat) => ({ ...seat, ...stamp })),
    );
    return this.seats.closed(pools);
  }

  track(place: SeatPlace): Track {
    return this.rulebook.track(place.engagement.programmeKey, place.engagement.ruleVersion, place.trackKey);
  }

  /** In the order of the places; two statements however many they are. As it is, or as it stood. */
  async usage(places: readonly SeatPlace[], asOf: AsOf | null = null): Promise<SeatUsage[]> {
    const quotas = places.map((place) => this.track(place).quota);
    const pools = places.map((place, index) => poolOf(place, quotas[index] ?? null));
    const different = [...new Set(pools)];
    const counts =
      asOf === null ? await this.counts.of(different) : await this.seats.countPools(different, asOf);
    const engagementIds = [...new Set(places.map((place) => place.engagement.id))];
    const waiting = new Map(
      (await this.seats.countWaiting(engagementIds, asOf)).map((row) => [
        `${row.engagementId}/${row.municipalityCode}/${row.trackKey}`,
        Number(row.waiting),
      ]),
    );
    return places.map((place, index) => {
      const quota = quotas[index] ?? null;
      const count = counts.get(pools[index] ?? '') ?? NO_SEATS;
      return Object.assign(new SeatUsage(), {
        engagementId: place.engagement.id,
        municipalityCode: place.municipalityCode,
        trackKey: place.trackKey,
        limit: quota?.limit ?? null,
        granted: count.granted,
        held: quota === null ? count.heldOnTop : count.held,
        heldOnTop: quota === null ? 0 : count.heldOnTop,
        offered: count.offered,
        closed: count.closed,
        free: freeSeats(quota, count),
        scope: quota?.scope ?? null,
        cumulativePersons: quota === null ? count.everOnTop : count.everCounted,
        waiting: waiting.get(`${place.engagement.id}/${place.municipalityCode}/${place.trackKey}`) ?? 0,
      });
    });
  }

  private async addOne(
    actor: Actor,
    place: SeatPlace,
    kind: 'GRANTED' | 'UNCOUNTED',
    number: number | null,
    reason: string | null,
  ): Promise<string> {
    const pool = poolOf(place, this.track(place).quota);
    const [id] = await this.add(actor, place, [{ pool, kind, number, reason }]);
    return id ?? '';
  }

  private async add(
    actor: Actor,
    place: SeatPlace,
    seats: readonly {
      pool: string;
      kind: SeatEntity['kind'];
      number: number | null;
      reason?: string | null;
    }[],
  ): Promise<string[]> {
    const rows = seats.map((seat) => ({
      id: newId('seat'),
      engagementId: place.engagement.id,
      municipalityCode: place.municipalityCode,
      trackKey: place.trackKey,
      reason: null,
      ...seat,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    }));
    await this.store.insert(SeatEntity, rows);
    return rows.map((row) => row.id);
  }
}

/** A municipality that has left gets no more seats, and nobody new onto those that are held still (L21). */
export function requireTakingPart(place: SeatPlace): void {
  if (hasLeft(place)) throw invalidState('The municipality has left this engagement.', 'LEFT', []);
}

function hasLeft({ engagement, municipalityCode }: SeatPlace): boolean {
  return withdrawalsOf(engagement).some(({ code }) => code === municipalityCode);
}
