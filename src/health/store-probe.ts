import sql from 'sql-template-tag';
import type { Store } from '../storage/store.js';
import { ReadinessProbe } from './readiness.js';

/** Ready while the database answers. */
export class StoreProbe extends ReadinessProbe {
  constructor(private readonly store: Store) {
    super();
  }

  async check(): Promise<boolean> {
    return (await this.store.queryOne<{ ok: number }>(sql`SELECT 1 AS ok`)) !== null;
  }
}
