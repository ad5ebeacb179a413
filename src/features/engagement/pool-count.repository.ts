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

  /** Those that have not changed since they were counted. */
  async holding(pools: readonly string[]): Promise<PoolCount[]> {
    const rows = await this.store.query<PoolCount>(sql`
      SELECT ${COLUMNS} FROM pool_count k WHERE k.pool IN ${among(pools)}
        AND NOT EXISTS (SELECT 1 FROM pool_change x WHERE x.pool = k.pool)`);
    return rows.map(poolCountOf);
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
