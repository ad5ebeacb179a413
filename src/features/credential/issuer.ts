import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { IssuerKeys, type IssuerKey } from '../../config/issuer-keys.js';
import { multibaseOf } from './linked-data.js';

/** How a key is named in each of its two forms; the fragment follows from the key, so that it never names another one. */
const jwkId = (did: string, key: IssuerKey) => `${did}#${key.id}`;
const multikeyId = async (did: string, key: IssuerKey) => `${did}#${await multibaseOf(key.publicJwk)}`;

/** Who signs: a name that leads to this server's keys (did:web). */
@Injectable()
export class Issuer {
  readonly did: string;

  constructor(
    private readonly env: Env,
    private readonly keys: IssuerKeys,
  ) {
    this.did = env.issuerDid ?? `did:web:${encodeURIComponent(new URL(env.origin).host)}`;
  }

  /** As a profile of Open Badges 3.0. */
  get profile() {
    const { issuerName, issuerUrl, origin } = this.env;
    return { id: this.did, type: ['Profile'], name: issuerName, url: issuerUrl ?? origin };
  }

  /** The key that signs now, with the names of both its forms. */
  async signingKey() {
    const key = await this.keys.newest();
    return {
      privateKey: key.privateKey,
      jwkId: jwkId(this.did, key),
      multikeyId: await multikeyId(this.did, key),
    };
  }

  /** All keys, each as Multikey for proofs and as JsonWebKey for tokens; the earlier ones too, for what they signed. */
  async didDocument() {
    const keys = await this.keys.all();
    const controller = this.did;
    const methods = await Promise.all(
      keys.map(async (key) => [
        {
          id: await multikeyId(this.did, key),
          type: 'Multikey',
          controller,
          publicKeyMultibase: await multibaseOf(key.publicJwk),
        },
        { id: jwkId(this.did, key), type: 'JsonWebKey', controller, publicKeyJwk: key.publicJwk },
      ]),
    );
    const verificationMethod = methods.flat();
    return {
      '@context': [
        'https://www.w3.org/ns/did/v1',
        'https://w3id.org/security/multikey/v1',
        'https://w3id.org/security/jwk/v1',
      ],
      id: this.did,
      verificationMethod,
      assertionMethod: verificationMethod.map(({ id }) => id),
    };
  }
}
