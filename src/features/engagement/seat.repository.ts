import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** Seats of one pool, counted. */
export interface PoolCount {
  readonly pool: string;
  readonly granted: number;
  readonly held: number;
  readonly heldOnTop: number;
  /** Distinct people who ever held a counted seat, and an uncounted one. */
  readonly everCounted: number;
  readonly everOnTop: number;
}

export interface WaitingCount {
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
  readonly waiting: number;
}

@Injectable()
export class SeatRepository {
  constructor(private readonly store: Store) {}

  async countPools(pools: readonly string[]): Promise<Map<string, PoolCount>> {
    const rows = await this.store.query<PoolCount>(sql`
      SELECT s.pool,
        SUM(CASE WHEN s.kind = 'GRANTED' THEN 1 ELSE 0 END) AS granted,
        SUM(CASE WHEN s.kind <> 'UNCOUNTED' AND e.id IS NOT NULL THEN 1 ELSE 0 END) AS held,
        SUM(CASE WHEN s.kind = 'UNCOUNTED' AND e.id IS NOT NULL THEN 1 ELSE 0 END) AS held_on_top,
        MAX(COALESCE(ever.counted, 0)) AS ever_counted,
        MAX(COALESCE(ever.on_top, 0)) AS ever_on_top
      FROM seat s
      LEFT JOIN enrolment e ON e.seat_id = s.id
      LEFT JOIN (
        SELECT hs.pool,
          COUNT(DISTINCT CASE WHEN hs.kind <> 'UNCOUNTED' THEN he.person_id END) AS counted,
          COUNT(DISTINCT CASE WHEN hs.kind = 'UNCOUNTED' THEN he.person_id END) AS on_top
        FROM enrolment_change c
        JOIN seat hs ON hs.id = c.seat_id
        JOIN enrolment he ON he.id = c.enrolment_id
        WHERE hs.pool IN ${among(pools)}
        GROUP BY hs.pool
      ) ever ON ever.pool = s.pool
      WHERE s.pool IN ${among(pools)}
      GROUP BY s.pool`);
    return new Map(
      rows.map((row) => [
        row.pool,
        {
          pool: row.pool,
          granted: Number(row.granted),
          held: Number(row.held),
          heldOnTop: Number(row.heldOnTop),
          everCounted: Number(row.everCounted),
          everOnTop: Number(row.everOnTop),
        },
      ]),
    );
  }

  async countWaiting(engagementIds: readonly string[]): Promise<WaitingCount[]> {
    return this.store.query(sql`
      SELECT engagement_id, municipality_code, track_key, COUNT(*) AS waiting FROM enrolment
      WHERE status = 'WAITLISTED' AND engagement_id IN ${among(engagementIds)}
      GROUP BY engagement_id, municipality_code, track_key`);
  }

  /** The free seat with the lowest number, those of the quota first. */
  async findFree(pool: string, counted: boolean): Promise<string | null> {
    const row = await this.store.queryOne<{ id: string }>(sql`
      SELECT s.id FROM seat s
      WHERE s.pool = ${pool} AND (s.kind = 'UNCOUNTED') = ${!counted}
        AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.seat_id = s.id)
      ORDER BY CASE s.kind WHEN 'QUOTA' THEN 0 ELSE 1 END, s.number LIMIT 1`);
    return row?.id ?? null;
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
