import { Args, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { LONGEST_LINK_HOURS, SignedLinks } from '../../access/signed-links.js';
import { Env } from '../../config/env.js';
import { invalidInput } from '../../domain/refusal.js';
import { Certificate, CertificateStatus } from '../certification/index.js';

const LINK_HOURS = {
  type: () => Int,
  nullable: true,
  description: `Left out: the address, to be fetched with the bearer token of somebody who may see the certificate. A number from 1 to ${LONGEST_LINK_HOURS}: a link that opens it without sign-in, for so many hours.`,
} as const;

@Resolver(() => Certificate)
export class CredentialFields {
  constructor(
    private readonly env: Env,
    private readonly links: SignedLinks,
  ) {}

  @ResolveField(() => String, {
    description:
      'This version as an Open Badges 3.0 credential (W3C Verifiable Credential 2.0, JSON-LD with a Data Integrity proof), which any verifier can check without asking us.',
  })
  credentialUrl(
    @Parent() certificate: Certificate,
    @Args('hours', LINK_HOURS) hours: number | null | undefined,
  ): string {
    return this.address(pathOf(certificate), hours ?? null);
  }

  @ResolveField(() => String, {
    description: 'The same credential as a signed JSON Web Token (VC-JWT).',
  })
  credentialJwtUrl(
    @Parent() certificate: Certificate,
    @Args('hours', LINK_HOURS) hours: number | null | undefined,
  ): string {
    return this.address(`${pathOf(certificate)}.jwt`, hours ?? null);
  }

  private address(path: string, hours: number | null): string {
    if (hours === null) return `${this.env.origin}${path}`;
    if (hours < 1 || hours > LONGEST_LINK_HOURS)
      throw invalidInput({ path: 'hours', message: `must be 1 to ${LONGEST_LINK_HOURS}` });
    return this.links.make(path, hours);
  }
}

/** The latest version stands under the number alone. */
function pathOf({ number, version, status }: Certificate): string {
  return `/credentials/${number}${status === CertificateStatus.REPLACED ? `/${version}` : ''}`;
}
