import { hash } from 'node:crypto';
import type { TokenRefusal, Verified } from './token.js';

/**
 * Remembers good tokens for as long as they may be, so that a caller's second request costs a hash. Keeps hashes, never
 * tokens, and nothing of those that were refused; past its limit it forgets the one it learnt first.
 */
export class TokenCache<T> {
  private readonly known = new Map<string, Verified<T>>();

  constructor(
    private readonly open: (token: string, now: Date) => Promise<Verified<T> | TokenRefusal>,
    private readonly limit = 10_000,
    private readonly now: () => Date = () => new Date(),
  ) {}

  get size(): number {
    return this.known.size;
  }

  async verify(token: string): Promise<T | TokenRefusal> {
    const digest = hash('sha256', token, 'base64');
    const now = this.now();
    const known = this.known.get(digest);
    if (known && known.expiresAt > now.getTime()) return known.claims;

    this.known.delete(digest);
    const opened = await this.open(token, now);
    if (typeof opened === 'string') return opened;
    this.known.set(digest, opened);
    const [oldest] = this.known.keys();
    if (this.known.size > this.limit && oldest !== undefined) this.known.delete(oldest);
    return opened.claims;
  }
}
