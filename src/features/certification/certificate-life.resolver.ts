import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { LocalDateScalar } from '../../graphql/scalars.js';
import { CertificateEventLog } from './certificate-event.loader.js';
import { CertificateLife } from './certificate-life.service.js';
import { CertificateLoader } from './certification.loader.js';
import { toCertificate } from './certification.mapper.js';
import {
  CertificateEvent,
  CertificateEventConnection,
  CertificateEventFilter,
} from './dto/certificate-event.dto.js';
import {
  CertificateReinstateInput,
  CertificateReinstatePayload,
  CertificateReinstateResult,
  CertificateReissueInput,
  CertificateReissuePayload,
  CertificateReissueResult,
  CertificateRenewInput,
  CertificateRenewPayload,
  CertificateRenewResult,
  CertificateReviewDecideInput,
  CertificateReviewDecidePayload,
  CertificateReviewDecideResult,
} from './dto/certificate-life.dto.js';
import { Certificate } from './dto/certificate.model.js';

@Resolver(() => CertificateEvent)
export class CertificateLifeResolver {
  constructor(
    private readonly life: CertificateLife,
    private readonly log: CertificateEventLog,
    private readonly loader: CertificateLoader,
    private readonly clock: Clock,
  ) {}

  @Access('certificateEvents')
  @Query(() => CertificateEventConnection, {
    description:
      'What happened to certificates in a period, both days included, oldest first: issued, reissued, revoked and so on. `totalCount` counts them.',
  })
  async certificateEvents(
    @Context() context: RequestContext,
    @Args('from', { type: () => LocalDateScalar }) from: LocalDate,
    @Args('to', { type: () => LocalDateScalar }) to: LocalDate,
    @Args('filter', { type: () => CertificateEventFilter, nullable: true })
    filter: CertificateEventFilter | null,
    @Args() page: PageArgs,
  ) {
    return this.log.list(actorOf(context), from, to, filter ?? {}, page);
  }

  @Access('certificateReviewDecide')
  @Mutation(() => CertificateReviewDecideResult, {
    description:
      'Somebody decides on a certificate under review: uphold, correct or revoke it (V25, L22). Who and why stay with it.',
  })
  async certificateReviewDecide(
    @Context() context: RequestContext,
    @Args('input') input: CertificateReviewDecideInput,
  ) {
    const row = await this.life.decide(actorOf(context), input);
    const certificate = toCertificate(row, this.clock.today());
    return Object.assign(new CertificateReviewDecidePayload(), { certificate });
  }

  @Access('certificateReissue')
  @Mutation(() => CertificateReissueResult, {
    description:
      'A new version under the same number, with the holder’s present name; what it rests on stays. The old one is REPLACED (L16).',
  })
  async certificateReissue(
    @Context() context: RequestContext,
    @Args('input') input: CertificateReissueInput,
  ) {
    const row = await this.life.reissue(actorOf(context), input);
    const certificate = toCertificate(row, this.clock.today());
    return Object.assign(new CertificateReissuePayload(), { certificate });
  }

  @Access('certificateReinstate')
  @Mutation(() => CertificateReinstateResult, {
    description:
      'A revoked certificate holds again, from today (L15). Refused while another one of the same title holds (V22). Where something is open that nobody has decided on, it is under review at once.',
  })
  async certificateReinstate(
    @Context() context: RequestContext,
    @Args('input') input: CertificateReinstateInput,
  ) {
    const row = await this.life.reinstate(actorOf(context), input);
    const certificate = toCertificate(row, this.clock.today());
    return Object.assign(new CertificateReinstatePayload(), { certificate });
  }

  @Access('certificateRenew')
  @Mutation(() => CertificateRenewResult, {
    description:
      'A further period under the same number: it begins when the present one ends, or today where that is over (L15). Refused where the rules set no limit.',
  })
  async certificateRenew(@Context() context: RequestContext, @Args('input') input: CertificateRenewInput) {
    const row = await this.life.renew(actorOf(context), input);
    const certificate = toCertificate(row, this.clock.today());
    return Object.assign(new CertificateRenewPayload(), { certificate });
  }

  @ResolveField(() => Certificate, {
    nullable: true,
    description: 'The version it happened to; null where it is not for you to see.',
  })
  async certificate(
    @Parent() event: CertificateEvent,
    @Context() context: RequestContext,
  ): Promise<Certificate | null> {
    return this.loader.load(context, event.certificateId);
  }
}
