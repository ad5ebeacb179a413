import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { Actor } from '../../access/actor.js';
import { Env } from '../../config/env.js';
import { CertificateService, type CertificateRow, type CertificateSnapshot } from '../certification/index.js';
import { Rulebook } from '../programme/index.js';
import { credentialOf } from './document.js';
import { Issuer } from './issuer.js';
import { withProof, type LinkedData } from './linked-data.js';
import { StatusPlaces } from './status-places.js';

/** What is asked for: the latest version under a number, or a certain one. */
export interface Wanted {
  readonly number: string;
  readonly version: number | null;
}

/** Certificates as credentials that a machine can verify without asking us. */
@Injectable()
export class CredentialService {
  constructor(
    private readonly env: Env,
    private readonly certificates: CertificateService,
    private readonly rulebook: Rulebook,
    private readonly places: StatusPlaces,
    private readonly issuer: Issuer,
  ) {}

  /** Null when there is none, or none for the actor to see. */
  async find(actor: Actor, { number, version }: Wanted): Promise<CertificateRow | null> {
    return inVersion(await this.certificates.versions(actor, number), version);
  }

  /** For whoever holds a link to it. */
  async findLinked({ number, version }: Wanted): Promise<CertificateRow | null> {
    return inVersion(await this.certificates.versionsByLink(number), version);
  }

  /** With an embedded proof (eddsa-rdfc-2022). */
  async signed(certificate: CertificateRow): Promise<LinkedData> {
    return withProof(await this.document(certificate), await this.issuer.signingKey());
  }

  /** As a JSON Web Token: the credential is the payload, as Open Badges 3.0 (8.2) and VC-JOSE-COSE have it. */
  async token(certificate: CertificateRow): Promise<string> {
    const document = await this.document(certificate);
    const { id, issuer, credentialSubject, validFrom, validUntil } = document as Registered;
    const { privateKey, jwkId } = await this.issuer.signingKey();
    const claims = {
      ...document,
      iss: issuer.id,
      sub: credentialSubject.id,
      jti: id,
      nbf: seconds(validFrom),
      ...(validUntil !== undefined && { exp: seconds(validUntil) }),
    };
    // Open Badges 3.0 allows no other `typ`.
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: jwkId, typ: 'JWT' }).sign(privateKey);
  }

  private async document(certificate: CertificateRow): Promise<LinkedData> {
    const { programmeKey, ruleVersion } = JSON.parse(certificate.snapshot) as CertificateSnapshot;
    return credentialOf({
      certificate,
      programme: this.rulebook.version(programmeKey, ruleVersion),
      issuer: this.issuer.profile,
      origin: this.env.origin,
      status: await this.places.of(certificate.id),
    });
  }
}

/** What a token repeats under the registered names of claims. */
type Registered = {
  readonly id: string;
  readonly issuer: { readonly id: string };
  readonly credentialSubject: { readonly id: string };
  readonly validFrom: string;
  readonly validUntil?: string;
};

function inVersion(versions: readonly CertificateRow[], version: number | null): CertificateRow | null {
  const found = version === null ? versions.at(-1) : versions.find((each) => each.version === version);
  return found ?? null;
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
