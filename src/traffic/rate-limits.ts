import { createHmac, randomUUID } from 'node:crypto';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import type { Logger } from 'pino';
import type { Env } from '../config/env.js';
import { PostgresNotices } from '../storage/postgres-notices.js';

const WINDOW_SECONDS = 60;
/** The others are told each time a tenth of a limit has been used up. */
const TENTH = 0.1;

/**
 * What is counted: the requests of an address, the passwords tried and the certificates checked from it, or what the
 * requests of a caller cost.
 */
export type Purse = 'address' | 'signIn' | 'check' | 'caller';

/**
 * How much an address or a caller may ask for in a minute. Each process counts for itself, so that no request waits for
 * it or writes anything. On PostgreSQL the processes tell each other whenever somebody has used up another tenth of a
 * limit: whoever asks for little is never mentioned, and whoever spreads requests over several processes gets at most a
 * tenth of a limit more for each of them. While the database cannot be reached each process holds the limit by itself.
 */
export class RateLimits {
  private readonly me = randomUUID();
  readonly limits: Readonly<Record<Purse, number>>;
  private readonly used: Readonly<Record<Purse, RateLimiterMemory>>;
  private readonly untold: Readonly<Record<Purse, RateLimiterMemory>>;
  private readonly others: PostgresNotices | null;

  constructor(
    env: Env,
    private readonly secret: string,
    logger: Logger,
  ) {
    this.limits = {
      address: env.rateLimitAddress,
      signIn: env.rateLimitSignIn,
      check: env.rateLimitCheck,
      caller: env.rateLimitCaller,
    };
    this.used = counters(this.limits);
    this.untold = counters(this.limits);
    this.others =
      env.dialect === 'postgres'
        ? new PostgresNotices(
            env.databaseUrl,
            'forloeb_rate',
            (text) => void this.hear(text),
            (err) => logger.warn({ err }, 'rate limits are not shared with other processes for a while'),
          )
        : null;
  }

  /** Takes what a request asks for; answers the seconds to wait when that is too much, and null when it is not. */
  async spend(purse: Purse, who: string, points: number): Promise<number | null> {
    if (this.limits[purse] === 0) return null;
    this.others?.open();
    const key = this.keyOf(who);
    try {
      await this.used[purse].consume(key, points);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
    if (this.others !== null) await this.tell(this.others, purse, key, points);
    return null;
  }

  async close(): Promise<void> {
    await this.others?.close();
  }

  private async tell(others: PostgresNotices, purse: Purse, key: string, points: number): Promise<void> {
    const { consumedPoints } = await this.untold[purse].penalty(key, points);
    if (consumedPoints < this.limits[purse] * TENTH || !others.connected) return;
    await this.untold[purse].delete(key);
    others.tell(JSON.stringify([this.me, purse, key, consumedPoints]));
  }

  private async hear(text: string): Promise<void> {
    const [from, purse, key, points] = JSON.parse(text) as [string, Purse, string, number];
    // A newer process may count what this one does not know.
    if (from !== this.me && Object.hasOwn(this.used, purse)) await this.used[purse].penalty(key, points);
  }

  /** No address or name leaves the process. */
  private keyOf(who: string): string {
    return this.others === null ? who : createHmac('sha256', this.secret).update(who).digest('base64url');
  }
}

function counters(limits: Readonly<Record<Purse, number>>): Record<Purse, RateLimiterMemory> {
  const counter = (points: number) => new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  return {
    address: counter(limits.address),
    signIn: counter(limits.signIn),
    check: counter(limits.check),
    caller: counter(limits.caller),
  };
}
