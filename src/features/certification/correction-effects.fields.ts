import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { CorrectionEffect } from './dto/correction-effect.model.js';

@Resolver(() => CorrectionEffect)
export class CorrectionEffectFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment, { description: 'As it stands now; after a dry run that is as before.' })
  async enrolment(
    @Parent() effect: CorrectionEffect,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, effect.enrolmentId);
  }
}
