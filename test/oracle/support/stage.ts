/** A server for many histories: each gets municipalities of its own, and a new database when they are used up. */
import { PoolCounts } from '../../../src/features/engagement/index.js';
import { NameList, WhoTaught } from '../../../src/features/enrolment/index.js';
import { Reconciliation } from '../../../src/features/progress/index.js';
import { startApp, type TestApp } from '../../support/app.js';
import { askFor } from './requests.js';

const EACH = 3;
/** All figures of everybody are asked for in one request, which is more than a client may. */
const EVERYTHING_AT_ONCE = {
  QUERY_MAX_COST: '1000000',
  QUERY_MAX_FIELDS: '10000',
  QUERY_MAX_TOKENS: '50000',
};

export class Stage {
  private app: TestApp | null = null;
  private free: string[] = [];
  private count = 0;

  /** A server, a number that no other history has, and three municipalities that nobody has used there. */
  async next(): Promise<{ app: TestApp; number: number; codes: string[] }> {
    if (this.app === null || this.free.length < EACH) {
      await this.close();
      this.app = await startApp('2025-01-01T07:00:00Z', { settings: EVERYTHING_AT_ONCE });
      const { municipalities } = await askFor(this.app, '{ municipalities { code } }', {});
      this.free = municipalities.map(({ code }: { code: string }) => code);
    }
    this.count += 1;
    return { app: this.app, number: this.count, codes: this.free.splice(0, EACH) };
  }

  /** What is kept beside the facts is what they say. */
  async close(): Promise<void> {
    const { app } = this;
    if (app === null) return;
    this.app = null;
    const { drifted, driftedPlaces } = await app.app.get(Reconciliation).run();
    const pools = await app.app.get(PoolCounts).reconcile();
    const providers = await app.app.get(WhoTaught).reconcile();
    const lists = await app.app.get(NameList).reconcile();
    await app.close();
    const drift = [...drifted, ...driftedPlaces, ...pools, ...providers, ...lists];
    if (drift.length > 0) throw new Error(`Drift: ${drift.join(', ')}`);
  }
}
