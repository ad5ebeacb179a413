import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { SignedLinks } from '../../access/signed-links.js';
import { Certificate, hoursOf, LinkArgs } from '../certification/index.js';

@Resolver(() => Certificate)
export class CertificatePaperFields {
  constructor(private readonly links: SignedLinks) {}

  @ResolveField(() => String, {
    description:
      'This version as PDF, by a link that needs no sign-in and ends. `&lang=en` may be added to it for English. One that no longer holds says so across the page.',
  })
  pdfUrl(@Parent() { number, version }: Certificate, @Args() asked: LinkArgs): string {
    return this.links.make(`/certificates/${number}.pdf?version=${version}`, hoursOf(asked));
  }
}
