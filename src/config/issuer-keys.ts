import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { ConfigError } from './env.js';

const FILE = /^key-(\d{4,})\.json$/;

/** An Ed25519 public key as RFC 8037 writes it. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

export interface IssuerKey {
  /** SHA-256 thumbprint of the public key (RFC 7638): the same wherever the key is. */
  readonly id: string;
  readonly publicJwk: PublicJwk;
}

export interface SigningKey extends IssuerKey {
  readonly privateKey: KeyObject;
}

type StoredJwk = PublicJwk & { readonly d?: string };

/**
 * The keys that sign credentials, as files in a folder, readable by their owner only. The newest signs; of the earlier
 * ones only the public half is kept, so that what they signed can be checked for good. The folder is looked at each time:
 * every process follows a rotation at once. Whoever deletes a file takes back all that its key signed.
 */
export class IssuerKeys {
  private readonly known = new Map<string, IssuerKey & { readonly privateKey: KeyObject | null }>();

  constructor(private readonly folder: string) {}

  /** The one that signs; made when there is none. Processes that make one together agree on it. */
  async newest(): Promise<SigningKey> {
    const [newest] = await this.read();
    if (newest !== undefined) return signing(newest);
    this.write(1);
    return this.newest();
  }

  /** All of them, the newest first. */
  async all(): Promise<readonly IssuerKey[]> {
    await this.newest();
    return this.read();
  }

  /** A new key from now on; the earlier ones can sign no more. Of two rotations at once one is done. */
  async rotate(): Promise<SigningKey> {
    const [last = 0] = this.numbers();
    this.write(last + 1);
    for (const number of this.numbers().slice(1)) this.forgetPrivate(number);
    return this.newest();
  }

  private async read() {
    return Promise.all(this.numbers().map(async (number) => this.keyOf(number)));
  }

  private async keyOf(number: number) {
    const text = readFileSync(this.path(number), 'utf8');
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const { d, ...publicJwk } = readJwk(text, this.path(number));
    const key = {
      id: await calculateJwkThumbprint({ ...publicJwk }),
      publicJwk,
      privateKey: d === undefined ? null : createPrivateKey({ key: { ...publicJwk, d }, format: 'jwk' }),
    };
    this.known.set(text, key);
    return key;
  }

  /** Newest first. */
  private numbers(): number[] {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const numbers = readdirSync(this.folder).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    return numbers.map(Number).sort((one, other) => other - one);
  }

  private path(number: number): string {
    return join(this.folder, `key-${String(number).padStart(4, '0')}.json`);
  }

  /** Never over one that is there: another process was quicker. */
  private write(number: number): void {
    const { privateKey } = generateKeyPairSync('ed25519');
    const { kty, crv, x, d } = privateKey.export({ format: 'jwk' });
    this.whole({ kty, crv, x, d } as StoredJwk, (file) => {
      try {
        linkSync(file, this.path(number));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    });
  }

  private forgetPrivate(number: number): void {
    const { d, ...publicJwk } = readJwk(readFileSync(this.path(number), 'utf8'), this.path(number));
    if (d !== undefined) this.whole(publicJwk, (file) => renameSync(file, this.path(number)));
  }

  /** Under its name only when it is written from end to end. */
  private whole(jwk: StoredJwk, place: (file: string) => void): void {
    const file = join(this.folder, `.${randomUUID()}.partial`);
    try {
      writeFileSync(file, `${JSON.stringify(jwk)}\n`, { flag: 'wx', mode: 0o600 });
      chmodSync(file, 0o600);
      place(file);
    } finally {
      rmSync(file, { force: true });
    }
  }
}

function signing(key: IssuerKey & { readonly privateKey: KeyObject | null }): SigningKey {
  if (key.privateKey !== null) return { ...key, privateKey: key.privateKey };
  throw new ConfigError(`The newest key of the issuer, ${key.id}, has no private half. Rotate the keys.`);
}

function readJwk(text: string, path: string): StoredJwk {
  try {
    const { kty, crv, x, d } = JSON.parse(text) as Partial<StoredJwk>;
    if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string')
      return { kty, crv, x, ...(d !== undefined && { d }) };
  } catch {
    // Told below, without a word of what the file holds.
  }
  throw new ConfigError(`The file ${path} is no Ed25519 key as a JSON Web Key. Put it back from a backup.`);
}
