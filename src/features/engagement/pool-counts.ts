import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { keepingUp } from '../../storage/keeping-up.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { PoolCountRepository } from './pool-count.repository.js';
import { type PoolCount, SeatRepository } from './seat.repository.js';

const EVERY_MS = 1_000;
/** So few that whoever records something meanwhile hardly waits. */
const AT_ONCE = 100;

/**
 * The seats of pools, counted, for looking at. What is kept is used while it holds; pools that have changed since are counted
 * when they are asked for, and kept within a second. Whoever gives a seat away counts the seats themselves (SeatRepository).
 */
@Injectable()
export class PoolCounts implements OnModuleDestroy {
  private readonly logger = new Logger(PoolCounts.name);
  private readonly repeatedly = keepingUp(() => this.catchUp(), this.logger);
  private stopping = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly kept: PoolCountRepository,
    private readonly seats: SeatRepository,
  ) {}

  /** By pool; a pool without a seat is left out. */
  async of(pools: readonly string[]): Promise<ReadonlyMap<string, PoolCount>> {
    const { holding, changed } = await this.kept.of(pools);
    const anew = changed.length === 0 ? [] : await this.seats.countPools(changed);
    return new Map([...holding.map((count) => [count.pool, count] as const), ...anew]);
  }

  /** Every second from now on, until the server stops. Any number of processes may do so at once. */
  start(everyMs = EVERY_MS): void {
    this.repeatedly.start(everyMs);
  }

  /** Until no pool is left that has changed. */
  async catchUp(): Promise<void> {
    while (!this.stopping) {
      const pools = await this.kept.changed(AT_ONCE);
      if (pools.length === 0) return;
      await this.unitOfWork.run(async () => this.countAnew(pools));
    }
  }

  /** Counts all pools anew; answers those of which something else was kept as up to date. There must be none. */
  async reconcile(): Promise<string[]> {
    const drifted: string[] = [];
    for (let after = ''; ;) {
      const pools = await this.kept.poolsAfter(after, AT_ONCE);
      const last = pools.at(-1);
      if (last === undefined) return drifted;
      drifted.push(...(await this.unitOfWork.run(async () => this.countAnew(pools))));
      after = last;
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.repeatedly.stop();
  }

  /** Inside a unit of work. Answers the pools of which something else was kept as up to date. */
  private async countAnew(pools: readonly string[]): Promise<string[]> {
    const { holding } = await this.kept.of(pools);
    const counted = await this.seats.countPools(pools);
    await this.kept.keep([...counted.values()]);
    return holding.flatMap((count) =>
      JSON.stringify(count) === JSON.stringify(counted.get(count.pool)) ? [] : [count.pool],
    );
  }
}
