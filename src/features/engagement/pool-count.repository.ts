import { Injectable } from '@nestjs/common';
import sql, { join } from 'sql-template-tag';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { type PoolCount, poolCountOf } from './seat.repository.js';

const COLUMNS = sql`pool, granted, held, held_on_top, offered, closed, ever_counted, ever_on_top`;

/**
 * The seats of pools, counted and kept: a cache, and never more than that. The database itself says which pools have changed
 * since (migrations, PoolsCounted), in the transaction that changes them.
 */
@Injectable()
export class PoolCountRepository {
  constructor(private readonly store: Store) {}

  /** Counts that hold, and the pools that have changed since or were never counted. A pool without a seat is in neither. */
  async of(pools: readonly string[]): Promise<{ holding: PoolCount[]; changed: string[] }> {
    const rows = await this.store.query<PoolCount & { granted: number | null }>(sql`
      SELECT ${COLUMNS} FROM pool_count k WHERE k.pool IN ${among(pools)}
        AND NOT EXISTS (SELECT 1 FROM pool_change x WHERE x.pool = k.pool)
      UNION ALL SELECT DISTINCT x.pool, CAST(NULL AS integer), 0, 0, 0, 0, 0, 0 FROM pool_change x WHERE x.pool IN ${among(pools)}`);
    return {
      holding: rows.filter((row) => row.granted !== null).map(poolCountOf),
      changed: rows.filter((row) => row.granted === null).map((row) => row.pool),
    };
  }

  /** Pools to be counted anew. */
  async changed(limit: number): Promise<string[]> {
    const rows = await this.store.query<{ pool: string }>(
      sql`SELECT DISTINCT pool FROM pool_change LIMIT ${limit}`,
    );
    return rows.map((row) => row.pool);
  }

  /** All that there are after a pool, in the order of their names. */
  async poolsAfter(pool: string, limit: number): Promise<string[]> {
    const rows = await this.store.query<{ pool: string }>(
      sql`SELECT DISTINCT pool FROM seat WHERE pool > ${pool} ORDER BY pool LIMIT ${limit}`,
    );
    return rows.map((row) => row.pool);
  }

  /** Inside the unit of work that has counted them. */
  async keep(counts: readonly PoolCount[]): Promise<void> {
    if (counts.length === 0) return;
    const pools = counts.map(({ pool }) => pool);
    await this.store.change(sql`DELETE FROM pool_change WHERE pool IN ${among(pools)}`);
    await this.store.change(sql`DELETE FROM pool_count WHERE pool IN ${among(pools)}`);
    const values = counts.map(
      (row) =>
        sql`(${join([row.pool, row.granted, row.held, row.heldOnTop, row.offered, row.closed, row.everCounted, row.everOnTop])})`,
    );
    await this.store.change(sql`INSERT INTO pool_count (${COLUMNS}) VALUES ${join(values)}`);
  }
}
