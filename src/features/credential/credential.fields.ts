import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { SignedLinks } from '../../access/signed-links.js';
import { Certificate, hoursOf, LinkArgs } from '../certification/index.js';

@Resolver(() => Certificate)
export class CredentialFields {
  constructor(private readonly links: SignedLinks) {}

  @ResolveField(() => String, {
    description:
      'This version as an Open Badges 3.0 credential (W3C Verifiable Credential 2.0, JSON-LD with a Data Integrity proof), which any verifier can check without asking us; by a link that needs no sign-in and ends. `/credentials/NUMBER` is the address of the latest version, for whoever is signed in and may see the certificate.',
  })
  credentialUrl(@Parent() certificate: Certificate, @Args() asked: LinkArgs): string {
    return this.links.make(pathOf(certificate), hoursOf(asked));
  }

  @ResolveField(() => String, {
    description: 'The same credential as a signed JSON Web Token (VC-JWT), by a link of the same kind.',
  })
  credentialJwtUrl(@Parent() certificate: Certificate, @Args() asked: LinkArgs): string {
    return this.links.make(`${pathOf(certificate)}.jwt`, hoursOf(asked));
  }
}

/** A link opens the version that it was made for, also when that is replaced before it ends. */
function pathOf({ number, version }: Certificate): string {
  return `/credentials/${number}/${version}`;
}
