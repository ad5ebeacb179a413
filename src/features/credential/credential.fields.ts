import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Env } from '../../config/env.js';
import { Certificate, CertificateStatus } from '../certification/index.js';

@Resolver(() => Certificate)
export class CredentialFields {
  constructor(private readonly env: Env) {}

  @ResolveField(() => String, {
    description:
      'This version as an Open Badges 3.0 credential (W3C Verifiable Credential 2.0, JSON-LD with a Data Integrity proof) that any verifier can check without asking us. To be fetched with the bearer token of somebody who may see the certificate.',
  })
  credentialUrl(@Parent() certificate: Certificate): string {
    return this.address(certificate);
  }

  @ResolveField(() => String, {
    description: 'The same credential as a signed JSON Web Token (VC-JWT), for the same people.',
  })
  credentialJwtUrl(@Parent() certificate: Certificate): string {
    return `${this.address(certificate)}.jwt`;
  }

  /** The latest version stands under the number alone. */
  private address({ number, version, status }: Certificate): string {
    const replaced = status === CertificateStatus.REPLACED;
    return `${this.env.origin}/credentials/${number}${replaced ? `/${version}` : ''}`;
  }
}
