import { IsOptional, IsUrl, Matches, MinLength } from 'class-validator';
import { Retention } from './retention.js';
import type { Setting } from './setting.js';

const DID_ALLOWED = 'did:web:HOST, or did:web:HOST%3APORT, such as did:web:forloeb.example';

/** Who signs the digital credentials that belong to certificates, and with which keys. */
export abstract class CredentialIssuer extends Retention {
  /** ISSUER_DID: the name by which verifiers find the public keys, at https://HOST/.well-known/did.json. */
  @IsOptional()
  @Matches(/^did:web:[a-z0-9]([a-z0-9.-]*[a-z0-9])?(%3A\d{1,5})?$/, { message: DID_ALLOWED })
  issuerDid?: string;

  /** ISSUER_NAME: how the issuer is called on credentials. */
  @MinLength(1)
  issuerName: string = 'Forløb';

  /** ISSUER_URL: the issuer's own page; left out, this server. */
  @IsOptional()
  @IsUrl(
    { protocols: ['https', 'http'], require_protocol: true, require_tld: false },
    { message: 'https://…' },
  )
  issuerUrl?: string;

  /** ISSUER_KEYS: the folder of the keys; left out, `issuer-keys` in the data folder. */
  @IsOptional()
  @MinLength(1)
  issuerKeys?: string;
}

export const ISSUER_SETTINGS: Record<Exclude<keyof CredentialIssuer, keyof Retention>, Setting> = {
  issuerDid: { name: 'ISSUER_DID' },
  issuerName: { name: 'ISSUER_NAME' },
  issuerUrl: { name: 'ISSUER_URL' },
  issuerKeys: { name: 'ISSUER_KEYS' },
};
