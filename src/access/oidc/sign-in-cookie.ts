import { hkdfSync } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { OwnCookie } from '../session-cookie.js';
import type { Begun } from './relying-party.js';

/** Long enough to find one's code display; what was begun earlier has to be begun anew. */
const MINUTES = 15;

export interface SignInUnderWay extends Begun {
  /** A path on this server. */
  readonly returnTo: string;
  /** The session that the browser had, as it is kept: its cookie does not come back with the answer. */
  readonly before: string | null;
}

/**
 * What was begun stays with the browser that began it, sealed so that it can be neither read nor made up. It is sent along
 * when the provider leads back here, and good for one answer.
 */
export class SignInCookie {
  private readonly cookie: OwnCookie;
  private readonly key: Uint8Array;

  constructor(origin: string, secret: string) {
    this.cookie = new OwnCookie(origin, 'forloeb_sign_in', 'lax');
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', 'forloeb sign-in under way', 32));
  }

  async set(reply: FastifyReply, underWay: SignInUnderWay, now: Date): Promise<void> {
    const seconds = Math.floor(now.getTime() / 1000);
    const sealed = await new EncryptJWT({ ...underWay })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + MINUTES * 60)
      .encrypt(this.key);
    this.cookie.set(reply, sealed, MINUTES * 60);
  }

  /** Null when this browser has begun nothing, or too long ago. */
  async take(request: FastifyRequest, reply: FastifyReply, now: Date): Promise<SignInUnderWay | null> {
    const sealed = this.cookie.read(request);
    if (sealed === undefined) return null;
    this.cookie.clear(reply);
    const opened = await jwtDecrypt<SignInUnderWay>(sealed, this.key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
      currentDate: now,
    }).catch(() => null);
    return opened?.payload ?? null;
  }
}
