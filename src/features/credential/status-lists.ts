import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import type { StatusPurpose } from '../../domain/certificate.js';
import { listAddress } from './document.js';
import { Issuer } from './issuer.js';
import { CREDENTIALS_CONTEXT, withProof } from './linked-data.js';
import { LIST_LENGTH, StatusPlaces } from './status-places.js';

const HOUR_MS = 3_600_000;
/** A list may be kept this long. */
export const KEPT_SECONDS = 300;
/** And is not to be believed after this. */
const BELIEVED_MS = 24 * HOUR_MS;

export interface SignedList {
  readonly body: string;
  /** The same from every process for the same list. */
  readonly etag: string;
}

/** Bitstring Status List v1.0: which credentials are revoked or under review, and nothing about whose they are. */
@Injectable()
export class StatusLists {
  /** By name; signing takes longer than looking whether anything has changed. */
  private readonly kept = new Map<string, SignedList>();

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly places: StatusPlaces,
    private readonly issuer: Issuer,
  ) {}

  /** Null when there is no list of this name. */
  async find(name: string): Promise<SignedList | null> {
    const found = /^(revocation|suspension)-([1-9]\d{0,8})$/.exec(name);
    if (found === null) return null;
    const [purpose, list] = [found[1] as StatusPurpose, Number(found[2])];
    if (list > (await this.places.newestList())) return null;
    return this.signed(name, purpose, list);
  }

  private async signed(name: string, purpose: StatusPurpose, list: number): Promise<SignedList> {
    const bits = bitsOf(await this.places.told(list, purpose));
    const key = await this.issuer.signingKey();
    // By the hour, so that all processes say the same and a copy of old is found out.
    const from = Math.floor(Date.parse(this.clock.now()) / HOUR_MS) * HOUR_MS;
    const etag = `"${digest(bits, key.multikeyId, this.env.origin, String(from))}"`;
    const kept = this.kept.get(name);
    if (kept?.etag === etag) return kept;
    const id = listAddress(this.env.origin, purpose, list);
    const credential = {
      '@context': [CREDENTIALS_CONTEXT],
      id,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: this.issuer.did,
      validFrom: new Date(from).toISOString(),
      validUntil: new Date(from + BELIEVED_MS).toISOString(),
      credentialSubject: {
        id: `${id}#list`,
        type: 'BitstringStatusList',
        statusPurpose: purpose,
        encodedList: await encoded(bits),
      },
    };
    const signed = { body: JSON.stringify(await withProof(credential, key)), etag };
    this.kept.set(name, signed);
    return signed;
  }
}

/** The first place is the leftmost bit. */
function bitsOf(places: readonly number[]): Uint8Array {
  const bits = new Uint8Array(LIST_LENGTH / 8);
  for (const place of places) bits[place >> 3]! |= 0x80 >> (place & 7);
  return bits;
}

/** Multibase: `u` for base64url without padding. */
async function encoded(bits: Uint8Array): Promise<string> {
  return `u${(await promisify(gzip)(bits)).toString('base64url')}`;
}

function digest(bits: Uint8Array, ...more: readonly string[]): string {
  return createHash('sha256').update(bits).update(more.join('\n')).digest('base64url');
}
