/** Who takes a seat, and when there is none (R02-R04, Y1, V1, V4, V5). */
import type { Capacity, Quota } from './programme.js';

/** Seats of one pool: those of the quota and those granted above it, and what has become of them. */
export interface SeatPool {
  readonly granted: number;
  readonly held: number;
  /** Kept for people who wait, while they think it over. */
  readonly offered: number;
  /** Gone with a municipality that left (L21). */
  readonly closed: number;
}

export type SeatDecision =
  /** Takes one of the numbered seats. */
  | { readonly kind: 'COUNTED' }
  /** Comes on top of the quota, or the track has none. */
  | { readonly kind: 'UNCOUNTED' }
  /** A hard limit is reached (V1, V5). */
  | {
      readonly kind: 'QUOTA_EXCEEDED';
      readonly limit: number;
      readonly held: number;
      readonly offered: number;
    }
  /** A soft limit is reached: the agency must grant a seat first (V4, A7). */
  | {
      readonly kind: 'NEEDS_ACKNOWLEDGEMENT';
      readonly limit: number;
      readonly held: number;
      readonly offered: number;
    };

/** Whether somebody of this capacity takes one of the numbered seats, or comes on top (R04, Y1). */
export function takesCountedSeat(quota: Quota | null, capacity: Capacity): quota is Quota {
  return quota !== null && (capacity !== 'LEADER' || quota.leadersCount);
}

export function decideSeat(quota: Quota | null, capacity: Capacity, pool: SeatPool): SeatDecision {
  if (!takesCountedSeat(quota, capacity)) return { kind: 'UNCOUNTED' };
  if (room(quota, pool) > 0) return { kind: 'COUNTED' };
  const kind = quota.kind === 'HARD' ? 'QUOTA_EXCEEDED' : 'NEEDS_ACKNOWLEDGEMENT';
  return { kind, limit: quota.limit, held: pool.held, offered: pool.offered };
}

/** Seats of a pool that anybody may have; null where there is no limit. Never negative. */
export function freeSeats(quota: Quota | null, pool: SeatPool): number | null {
  return quota === null ? null : room(quota, pool);
}

function room(quota: Quota, pool: SeatPool): number {
  return Math.max(0, quota.limit + pool.granted - pool.closed - pool.held - pool.offered);
}
