import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { Capacity, Quota, Track } from '../../domain/programme.js';
import { Refused } from '../../domain/refusal.js';
import { decideSeat, freeSeats } from '../../domain/seats.js';
import type { AsOf } from '../../graphql/as-of.js';
import { newId } from '../../storage/ids.js';
import { SeatEntity } from '../../storage/reference.entity.js';
import { Store } from '../../storage/store.js';
import { Rulebook } from '../programme/index.js';
import { SeatUsage } from './dto/engagement.model.js';
import type { EngagementRow } from './engagement.repository.js';
import { SeatRepository } from './seat.repository.js';

/** One municipality's seats on one track of one engagement. */
export interface SeatPlace {
  readonly engagement: EngagementRow;
  readonly municipalityCode: string;
  readonly trackKey: string;
}

/** Seats as rows (Decision 4): opened with the engagement, granted by the agency, taken one at a time. */
@Injectable()
export class SeatService {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    private readonly seats: SeatRepository,
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
   * Inside a unit of work. A free seat for a person of this capacity. Refused with QUOTA_EXCEEDED at a hard limit (V1,
   * V5) and NEEDS_ACKNOWLEDGEMENT at a soft one (V4), both with limit and held.
   */
  async findFor(actor: Actor, place: SeatPlace, capacity: Capacity): Promise<string> {
    const { quota } = this.track(place);
    const pool = poolOf(place, quota);
    const count = (await this.seats.countPools([pool])).get(pool);
    const decision = decideSeat(quota, capacity, { granted: count?.granted ?? 0, held: count?.held ?? 0 });
    switch (decision.kind) {
      case 'COUNTED': {
        const seatId = await this.seats.findFree(pool, true);
        if (seatId === null) throw new Error('A pool with room has no free seat');
        return seatId;
      }
      case 'UNCOUNTED':
        return (await this.seats.findFree(pool, false)) ?? this.addOne(actor, place, 'UNCOUNTED', null, null);
      default:
        throw new Refused({
          code: decision.kind,
          message:
            decision.kind === 'QUOTA_EXCEEDED'
              ? 'All seats are held.'
              : 'All seats are held. The agency can grant a further one.',
          municipalityCode: place.municipalityCode,
          trackKey: place.trackKey,
          limit: decision.limit,
          held: decision.held,
        });
    }
  }

  /** Inside a unit of work. One more counted seat above the limit, with who and why (A7). */
  async grant(actor: Actor, place: SeatPlace, reason: string): Promise<string> {
    const pool = poolOf(place, this.track(place).quota);
    return this.addOne(actor, place, 'GRANTED', (await this.seats.highestNumber(pool)) + 1, reason);
  }

  /** The place that an input names; refuses a track that the engagement's programme does not have. */
  place(engagement: EngagementRow, municipalityCode: string, trackKey: string): SeatPlace {
    const programme = this.rulebook.version(engagement.programmeKey, engagement.ruleVersion);
    return { engagement, municipalityCode, trackKey: this.rulebook.requireTrack(programme, trackKey).key };
  }

  track(place: SeatPlace): Track {
    return this.rulebook.track(place.engagement.programmeKey, place.engagement.ruleVersion, place.trackKey);
  }

  /** In the order of the places; two statements however many they are. As it is, or as it stood. */
  async usage(places: readonly SeatPlace[], asOf: AsOf | null = null): Promise<SeatUsage[]> {
    const pools = places.map((place) => poolOf(place, this.track(place).quota));
    const counts = await this.seats.countPools([...new Set(pools)], asOf);
    const engagementIds = [...new Set(places.map((place) => place.engagement.id))];
    const waiting = new Map(
      (await this.seats.countWaiting(engagementIds, asOf)).map((row) => [
        `${row.engagementId}/${row.municipalityCode}/${row.trackKey}`,
        Number(row.waiting),
      ]),
    );
    return places.map((place, index) => {
      const { quota } = this.track(place);
      const count = counts.get(pools[index] ?? '');
      const granted = count?.granted ?? 0;
      const counted = count?.held ?? 0;
      const onTop = count?.heldOnTop ?? 0;
      return Object.assign(new SeatUsage(), {
        engagementId: place.engagement.id,
        municipalityCode: place.municipalityCode,
        trackKey: place.trackKey,
        limit: quota?.limit ?? null,
        granted,
        held: quota === null ? onTop : counted,
        heldOnTop: quota === null ? 0 : onTop,
        free: freeSeats(quota, { granted, held: counted }),
        cumulativePersons: (quota === null ? count?.everOnTop : count?.everCounted) ?? 0,
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

/** Which seats compete with each other, as the quota's scope says (R02); without a quota they are kept per municipality. */
function poolOf(place: SeatPlace, quota: Quota | null): string {
  const { engagement, municipalityCode, trackKey } = place;
  switch (quota?.scope) {
    case 'PROGRAMME':
      return `${engagement.programmeKey}/${trackKey}`;
    case 'ENGAGEMENT':
      return `${engagement.id}/${trackKey}`;
    default:
      return `${engagement.id}/${municipalityCode}/${trackKey}`;
  }
}
