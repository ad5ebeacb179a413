import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Injectable } from '@nestjs/common';
import { Access } from '../../access/access.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Enrolment } from './dto/enrolment.model.js';
import {
  SeatReuse,
  SeatReuseApproveInput,
  SeatReuseApprovePayload,
  SeatReuseApproveResult,
} from './dto/seat-reuse.model.js';
import { toEnrolment } from './enrolment.loader.js';
import { EnrolmentRepository } from './enrolment.repository.js';
import { SeatReuseRules } from './seat-reuse.rules.js';
import { SeatReuseService } from './seat-reuse.service.js';

/** By enrolment, of those that were loaded for the actor already. */
@Injectable()
export class SeatReuseLoader extends BatchLoader<SeatReuse | null> {
  constructor(
    private readonly enrolments: EnrolmentRepository,
    private readonly rules: SeatReuseRules,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const rows = await this.enrolments.find(ids);
    const answers = await this.rules.answers(rows);
    const byId = new Map(rows.map((row, index) => [row.id, answers[index] ?? null]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}

@Resolver(() => Enrolment)
export class SeatReuseFields {
  constructor(private readonly reuse: SeatReuseLoader) {}

  @ResolveField(() => SeatReuse, {
    name: 'seatReuse',
    description:
      'Whether the seat can be used again when the person leaves or has left, and until when (L7).',
  })
  async seatReuseOf(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<SeatReuse | null> {
    return this.reuse.load(context, enrolment.id);
  }
}

@Resolver()
export class SeatReuseResolver {
  constructor(private readonly service: SeatReuseService) {}

  @Access('seatReuseApprove')
  @Mutation(() => SeatReuseApproveResult, {
    description:
      'Provider of the cohort, or the agency: the seat of somebody who leaves after the cut-off may be used again (L7).',
  })
  async seatReuseApprove(@Context() context: RequestContext, @Args('input') input: SeatReuseApproveInput) {
    const enrolment = await this.service.approve(actorOf(context), input);
    return Object.assign(new SeatReuseApprovePayload(), { enrolment: toEnrolment(enrolment) });
  }
}
