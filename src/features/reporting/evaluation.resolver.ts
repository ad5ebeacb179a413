import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { EvaluationRow, EvaluationRowConnection } from './dto/evaluation.model.js';
import { EvaluationView } from './evaluation.view.js';

@Resolver(() => EvaluationRow)
export class EvaluationResolver {
  constructor(
    private readonly evaluation: EvaluationView,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  @Access('evaluationTable')
  @Query(() => EvaluationRowConnection, {
    description:
      'The evaluator’s question: attendance and completion of everybody in a programme today, without names (Q39). Tracks with fewer than five persons are left out; region and municipality are told where five or more persons are in the cell, and five or more in what is kept back.',
  })
  async evaluationTable(
    @Context() context: RequestContext,
    @Args('programmeKey', { type: () => String }) programmeKey: string,
    @Args() page: PageArgs,
  ) {
    return this.evaluation.page(actorOf(context), programmeKey, page);
  }

  @ResolveField(() => Municipality, {
    nullable: true,
    description: 'Whose seat it is; null where too few people would be left with it.',
  })
  municipality(@Parent() row: EvaluationRow): Municipality | null {
    return row.municipalityCode === null ? null : this.municipalities.model(row.municipalityCode);
  }
}
