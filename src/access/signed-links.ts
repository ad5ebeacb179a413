import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Clock } from '../config/clock.js';

/** ENDED: it was made here, and its time is over. NONE: nobody made it. */
export type LinkState = 'HOLDS' | 'ENDED' | 'NONE';

const UNTIL = 'until';
const SIGNATURE = 'signature';
/** What a reader may change about a link. */
const FREE = ['lang'];

/** A link holds for a week at most. */
export const LONGEST_LINK_HOURS = 168;

/**
 * Links that open one address without sign-in, until a moment that is part of them. Whoever makes one has looked before
 * whether the address is for the person it is given to. The key follows from the secret that signs the tokens: with a new
 * secret every link ends at once.
 */
export class SignedLinks {
  private readonly key: Buffer;

  constructor(
    secret: string,
    private readonly origin: string,
    private readonly clock: Clock,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'forloeb signed links', 32));
  }

  /** The whole address, from a path such as `/certificates/FL-7K3M-9QXT-4.pdf?version=1`. */
  make(path: string, hours: number): string {
    const url = new URL(path, this.origin);
    const until = Math.floor(new Date(this.clock.now()).getTime() / 1000) + hours * 3600;
    url.searchParams.set(UNTIL, String(until));
    url.searchParams.set(SIGNATURE, this.signature(url));
    return url.href;
  }

  /** Of a request: its path with whatever was asked for. Only the language may differ from what was signed. */
  stateOf(requested: string): LinkState {
    const url = new URL(requested, this.origin);
    const given = Buffer.from(url.searchParams.get(SIGNATURE) ?? '');
    const right = Buffer.from(this.signature(url));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'NONE';
    const until = Number(url.searchParams.get(UNTIL)) * 1000;
    return new Date(this.clock.now()).getTime() <= until ? 'HOLDS' : 'ENDED';
  }

  private signature({ pathname, searchParams }: URL): string {
    const asked = [...searchParams].filter(([name]) => name !== SIGNATURE && !FREE.includes(name)).sort();
    return createHmac('sha256', this.key)
      .update(JSON.stringify([pathname, asked]))
      .digest('base64url');
  }
}
