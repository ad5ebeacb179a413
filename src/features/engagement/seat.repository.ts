import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import type { Vacancy } from '../../domain/waiting-list.js';
import type { AsOf } from '../../graphql/as-of.js';
import { among, changeHeld, holderAt, othersHadUntil } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** Seats of one pool, counted. */
export interface PoolCount {
  readonly pool: string;
  readonly granted: number;
  readonly held: number;
  readonly heldOnTop: number;
  readonly offered: number;
  readonly closed: number;
  /** Distinct people who ever held a counted seat, and an uncounted one. */
  readonly everCounted: number;
  readonly everOnTop: number;
}

export interface FreeSeat {
  readonly id: string;
  readonly hadUntil: LocalDate | null;
}

export interface WaitingCount {
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
  readonly waiting: number;
}

/** Neither held, nor offered, nor closed. */
const VACANT = sql`NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.seat_id = s.id)
  AND NOT EXISTS (SELECT 1 FROM seat_offer o WHERE o.seat_id = s.id AND o.ended_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM seat_closing x WHERE x.seat_id = s.id)`;

@Injectable()
export class SeatRepository {
  constructor(private readonly store: Store) {}

  /** As they are, or as they stood: a seat was also there on a day on which somebody is said, later, to have had it. */
  async countPools(pools: readonly string[], asOf: AsOf | null = null): Promise<Map<string, PoolCount>> {
    const person = asOf === null ? sql`he.person_id` : holderAt(sql`he`, asOf.knownAt);
    const rows = await this.store.query<PoolCount>(sql`
      SELECT s.pool,
        SUM(CASE WHEN s.kind = 'GRANTED' THEN 1 ELSE 0 END) AS granted,
        SUM(CASE WHEN s.kind <> 'UNCOUNTED' AND e.id IS NOT NULL THEN 1 ELSE 0 END) AS held,
        SUM(CASE WHEN s.kind = 'UNCOUNTED' AND e.id IS NOT NULL THEN 1 ELSE 0 END) AS held_on_top,
        SUM(CASE WHEN e.id IS NULL AND EXISTS (SELECT 1 FROM seat_offer o WHERE o.seat_id = s.id AND ${offerStood(sql`o`, asOf)})
          THEN 1 ELSE 0 END) AS offered,
        SUM(CASE WHEN x.seat_id IS NOT NULL AND e.id IS NULL THEN 1 ELSE 0 END) AS closed,
        MAX(COALESCE(ever.counted, 0)) AS ever_counted,
        MAX(COALESCE(ever.on_top, 0)) AS ever_on_top
      FROM seat s
      LEFT JOIN ${holders(pools, asOf)} e ON e.seat_id = s.id
      LEFT JOIN seat_closing x ON x.seat_id = s.id AND ${closedThen(sql`x`, sql`s`, asOf)}
      LEFT JOIN (
        SELECT hs.pool,
          COUNT(DISTINCT CASE WHEN hs.kind <> 'UNCOUNTED' THEN ${person} END) AS counted,
          COUNT(DISTINCT CASE WHEN hs.kind = 'UNCOUNTED' THEN ${person} END) AS on_top
        FROM enrolment_change c
        JOIN seat hs ON hs.id = c.seat_id
        JOIN enrolment he ON he.id = c.enrolment_id
        WHERE hs.pool IN ${among(pools)} AND ${asOf === null ? sql`1 = 1` : changeHeld(sql`c`, asOf)}
        GROUP BY hs.pool
      ) ever ON ever.pool = s.pool
      WHERE s.pool IN ${among(pools)} AND (${recordedThen(sql`s`, asOf)} OR e.id IS NOT NULL)
      GROUP BY s.pool`);
    return new Map(rows.map((row) => [row.pool, poolCountOf(row)]));
  }

  async countWaiting(engagementIds: readonly string[], asOf: AsOf | null = null): Promise<WaitingCount[]> {
    const waiting =
      asOf === null
        ? sql`enrolment`
        : sql`(SELECT c.engagement_id, c.municipality_code, x.track_key, c.status
            FROM enrolment x JOIN enrolment_change c ON c.enrolment_id = x.id AND ${isLatest(sql`c`, asOf)})`;
    return this.store.query(sql`
      SELECT w.engagement_id, w.municipality_code, w.track_key, COUNT(*) AS waiting FROM ${waiting} w
      WHERE w.status = 'WAITLISTED' AND w.engagement_id IN ${among(engagementIds)}
      GROUP BY w.engagement_id, w.municipality_code, w.track_key`);
  }

  /**
   * A seat that anybody may have, with the day until which somebody had it: of those that nobody had any more on a day, if
   * there are such, the one with the lowest number, those of the quota first.
   */
  async findFree(pool: string, counted: boolean, on: LocalDate): Promise<FreeSeat | null> {
    return this.store.queryOne(sql`
      SELECT f.id, f.had_until FROM (
        SELECT s.id, s.kind, s.number, ${othersHadUntil(sql`s.id`, sql`''`)} AS had_until
        FROM seat s WHERE s.pool = ${pool} AND (s.kind = 'UNCOUNTED') = ${!counted} AND ${VACANT}) f
      ORDER BY CASE WHEN f.had_until > ${on} THEN 1 ELSE 0 END, CASE f.kind WHEN 'QUOTA' THEN 0 ELSE 1 END, f.number LIMIT 1`);
  }

  /**
   * The counted seats that anybody may have, in the order of `findFree`, each since its last holder left it or, where it
   * never had one, since it came into being.
   */
  async vacancies(pool: string): Promise<Vacancy[]> {
    return this.store.query(sql`
      SELECT s.id AS seat_id, COALESCE((SELECT MAX(r.recorded_at) FROM enrolment_change h
          JOIN enrolment_change r ON r.enrolment_id = h.enrolment_id AND r.sequence = h.sequence + 1
          WHERE h.seat_id = s.id), s.recorded_at) AS since
      FROM seat s WHERE s.pool = ${pool} AND s.kind <> 'UNCOUNTED' AND ${VACANT}
      ORDER BY CASE s.kind WHEN 'QUOTA' THEN 0 ELSE 1 END, s.number`);
  }

  /**
   * The counted seats of pools whose municipality has left, and why it did: those that nobody holds and that are not closed,
   * offered ones too.
   */
  async vacantWhereLeft(pools: readonly string[]): Promise<{ seatId: string; reason: string }[]> {
    return this.store.query(sql`
      SELECT s.id AS seat_id, w.reason FROM seat s JOIN engagement_withdrawal w ON ${whoseSeat(sql`w`, sql`s`)}
      WHERE s.pool IN ${among(pools)} AND s.kind <> 'UNCOUNTED'
        AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.seat_id = s.id)
        AND NOT EXISTS (SELECT 1 FROM seat_closing x WHERE x.seat_id = s.id)
      ORDER BY s.pool, s.number`);
  }

  /** The seats of pools that are closed. */
  async closed(pools: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(sql`
      SELECT s.id FROM seat s JOIN seat_closing x ON x.seat_id = s.id WHERE s.pool IN ${among(pools)}
      ORDER BY s.pool, s.number`);
    return rows.map((row) => row.id);
  }

  async countQuota(pool: string): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM seat WHERE pool = ${pool} AND kind = 'QUOTA'`,
    );
    return Number(row?.n ?? 0);
  }

  async highestNumber(pool: string): Promise<number> {
    const row = await this.store.queryOne<{ number: number | null }>(
      sql`SELECT MAX(number) AS number FROM seat WHERE pool = ${pool}`,
    );
    return Number(row?.number ?? 0);
  }
}

/** PostgreSQL answers sums as text. */
export function poolCountOf(row: PoolCount): PoolCount {
  return {
    pool: row.pool,
    granted: Number(row.granted),
    held: Number(row.held),
    heldOnTop: Number(row.heldOnTop),
    offered: Number(row.offered),
    closed: Number(row.closed),
    everCounted: Number(row.everCounted),
    everOnTop: Number(row.everOnTop),
  };
}

/** Who holds which seat of the pools. */
function holders(pools: readonly string[], asOf: AsOf | null): Sql {
  if (asOf === null) return sql`enrolment`;
  return sql`(SELECT c.enrolment_id AS id, c.seat_id FROM enrolment_change c JOIN seat ls ON ls.id = c.seat_id
    WHERE ls.pool IN ${among(pools)} AND ${isLatest(sql`c`, asOf)})`;
}

function isLatest(c: Sql, asOf: AsOf): Sql {
  return sql`${c}.sequence = (SELECT MAX(lc.sequence) FROM enrolment_change lc
    WHERE lc.enrolment_id = ${c}.enrolment_id AND ${changeHeld(sql`lc`, asOf)})`;
}

/** A seat was there from when it was recorded on, by either axis: nothing says for which day it was granted. */
function recordedThen(s: Sql, asOf: AsOf | null): Sql {
  return asOf === null
    ? sql`1 = 1`
    : sql`${s}.recorded_at <= ${asOf.knownAt} AND ${s}.recorded_at <= ${asOf.at}`;
}

/** The withdrawal of the municipality whose seat it is (L21). */
function whoseSeat(w: Sql, s: Sql): Sql {
  return sql`${w}.engagement_id = ${s}.engagement_id AND ${w}.municipality_code = ${s}.municipality_code`;
}

/**
 * A seat is closed from the day on which its municipality left, as far as nobody holds it; at the latest from when that was
 * recorded.
 */
function closedThen(x: Sql, s: Sql, asOf: AsOf | null): Sql {
  if (asOf === null) return sql`1 = 1`;
  const { knownAt, validOn, at } = asOf;
  return sql`${x}.recorded_at <= ${knownAt} AND (${x}.recorded_at <= ${at} OR EXISTS (
    SELECT 1 FROM engagement_withdrawal w WHERE ${whoseSeat(sql`w`, s)} AND w.valid_on <= ${validOn}))`;
}

/** An offer keeps a seat from when it was made until it was ended, by either axis. */
function offerStood(o: Sql, asOf: AsOf | null): Sql {
  if (asOf === null) return sql`${o}.ended_at IS NULL`;
  const { knownAt, at } = asOf;
  return sql`${recordedThen(o, asOf)}
    AND (${o}.ended_at IS NULL OR ${o}.ended_at > ${knownAt} OR ${o}.ended_at > ${at})`;
}
