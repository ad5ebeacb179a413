import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { toEnrolment } from '../enrolment/index.js';
import { AlternativeMakeUps } from './alternative-make-up.service.js';
import { toAlternative } from './attendance.mapper.js';
import {
  MakeUpApproveInput,
  MakeUpApprovePayload,
  MakeUpApproveResult,
  MakeUpWithdrawInput,
  MakeUpWithdrawPayload,
  MakeUpWithdrawResult,
} from './dto/make-up.dto.js';

@Resolver()
export class MakeUpResolver {
  constructor(private readonly makeUps: AlternativeMakeUps) {}

  @Access('makeUpApprove')
  @Mutation(() => MakeUpApproveResult, {
    description:
      'A missed half-day is made up by an approved task (L1). The absence stays visible; a half-day is made up once, here or in another cohort.',
  })
  async makeUpApprove(@Context() context: RequestContext, @Args('input') input: MakeUpApproveInput) {
    const { enrolment, makeUp } = await this.makeUps.approve(actorOf(context), input);
    return Object.assign(new MakeUpApprovePayload(), {
      enrolment: toEnrolment(enrolment),
      makeUp: toAlternative(makeUp),
    });
  }

  @Access('makeUpWithdraw')
  @Mutation(() => MakeUpWithdrawResult, {
    description:
      'An approved task does not make up for the half-day after all. It stays as history; a certificate that rests on it is put under review (V25).',
  })
  async makeUpWithdraw(@Context() context: RequestContext, @Args('input') input: MakeUpWithdrawInput) {
    const { enrolment, makeUp } = await this.makeUps.withdraw(actorOf(context), input);
    return Object.assign(new MakeUpWithdrawPayload(), {
      enrolment: toEnrolment(enrolment),
      makeUp: toAlternative(makeUp),
    });
  }
}
