import { Args, ArgsType, Field, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { LONGEST_LINK_HOURS, SignedLinks } from '../../access/signed-links.js';
import { Certificate } from '../certification/index.js';

/** A link that was passed on is of no use to anybody after a week. */

@ArgsType()
export class LinkArgs {
  @Field(() => Int, {
    nullable: true,
    description: `For how long the link holds: 1 to ${LONGEST_LINK_HOURS} hours; 24 when left out.`,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST_LINK_HOURS)
  hours?: number | null;
}

@Resolver(() => Certificate)
export class CertificatePaperFields {
  constructor(private readonly links: SignedLinks) {}

  @ResolveField(() => String, {
    description:
      'This version as PDF, by a link that needs no sign-in and ends. `&lang=en` may be added to it for English. One that no longer holds says so across the page.',
  })
  pdfUrl(@Parent() { number, version }: Certificate, @Args() { hours }: LinkArgs): string {
    return this.links.make(`/certificates/${number}.pdf?version=${version}`, hours ?? 24);
  }
}
