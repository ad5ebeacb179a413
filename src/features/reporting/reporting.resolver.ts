import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { AsOfInput } from '../progress/index.js';
import {
  CertificationStatusRow,
  MunicipalityBasis,
  StatusFilter,
  StatusGrouping,
} from './dto/status.model.js';
import { StatusView } from './status.view.js';

@Resolver(() => CertificationStatusRow)
export class ReportingResolver {
  constructor(
    private readonly status: StatusView,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  @Access('certificationStatus')
  @Query(() => [CertificationStatusRow], {
    description:
      'The agency’s question: how far is everybody? One row for each combination of the grouping, empty ones left out, by programme, track, region, municipality and year in Danish order. Coordinators see their own seats, evaluators nothing from which, by itself or beside another report, anything about fewer than five persons follows: so they are told of today alone.',
  })
  async certificationStatus(
    @Context() context: RequestContext,
    @Args('filter', { type: () => StatusFilter, nullable: true }) filter: StatusFilter | null,
    @Args('groupBy', { type: () => [StatusGrouping], description: 'None = one row for all.' })
    groupBy: StatusGrouping[],
    @Args('asOf', { type: () => AsOfInput, nullable: true }) asOf: AsOfInput | null,
    @Args('municipalities', { type: () => MunicipalityBasis, defaultValue: MunicipalityBasis.AS_THEN })
    basis: MunicipalityBasis,
  ): Promise<CertificationStatusRow[]> {
    return this.status.rows(actorOf(context), filter ?? {}, groupBy, asOf ?? null, basis);
  }

  @ResolveField(() => Municipality, { nullable: true, description: 'Null unless grouped by it.' })
  municipality(@Parent() row: CertificationStatusRow): Municipality | null {
    return row.municipalityCode === null ? null : this.municipalities.model(row.municipalityCode);
  }
}
