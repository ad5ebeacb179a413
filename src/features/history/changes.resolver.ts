import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { StatusFilter } from '../reporting/index.js';
import { ChangesService } from './changes.service.js';
import {
  ChangesSince,
  KnownAnswer,
  MovedAnswer,
  MovedAnswerConnection,
  MovedStatusRow,
} from './dto/changes.model.js';
import { HistoryEntryConnection } from './dto/history.model.js';

@Resolver(() => ChangesSince)
export class ChangesResolver {
  constructor(private readonly changes: ChangesService) {}

  @Access('changesSince')
  @Query(() => ChangesSince, {
    description:
      'What changed since the report of 1 March? The records made since, and what they moved in a report about the same day: enrolments and rows, before and after. Agency; coordinators and providers for their own people.',
  })
  changesSince(
    @Context() context: RequestContext,
    @Args('knownAt', {
      type: () => DateTimeScalar,
      description: 'When the report was taken: what had been recorded by then.',
    })
    knownAt: Instant,
    @Args('until', { type: () => DateTimeScalar, nullable: true, description: 'Left out: until now.' })
    until: Instant | null,
    @Args('validOn', {
      type: () => LocalDateScalar,
      nullable: true,
      description: 'The day that the report is about. Left out: the day on which it was taken.',
    })
    validOn: LocalDate | null,
    @Args('filter', { type: () => StatusFilter, nullable: true }) filter: StatusFilter | null,
  ): ChangesSince {
    const question = { knownAt, until: until ?? null, validOn: validOn ?? null, filter: filter ?? {} };
    return this.changes.since(actorOf(context), question);
  }

  @ResolveField(() => HistoryEntryConnection, {
    description:
      'What was recorded after `knownAt` and until `until`, oldest first. With a filter, what concerns its enrolments, their courses and their groups.',
  })
  async records(@Parent() parent: ChangesSince, @Context() context: RequestContext, @Args() page: PageArgs) {
    return this.changes.records(actorOf(context), parent, page);
  }

  @ResolveField(() => MovedAnswerConnection, {
    description: 'Enrolments about which the report says something else now; those that moved only.',
  })
  async answers(@Parent() parent: ChangesSince, @Args() page: PageArgs) {
    return this.changes.answers(parent, page);
  }

  @ResolveField(() => [MovedStatusRow], {
    description:
      'Rows of `certificationStatus` by programme, track and municipality that read otherwise now; those that moved only.',
  })
  async rows(@Parent() parent: ChangesSince): Promise<readonly MovedStatusRow[]> {
    return (await parent.moved()).rows;
  }
}

@Resolver(() => MovedAnswer)
export class MovedAnswerFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(@Parent() moved: MovedAnswer, @Context() context: RequestContext) {
    return this.enrolments.load(context, moved.enrolmentId);
  }
}

@Resolver(() => KnownAnswer)
export class KnownAnswerFields {
  constructor(private readonly municipalities: MunicipalityDirectory) {}

  @ResolveField(() => Municipality, { description: 'Whose seat it was (L5).' })
  municipality(@Parent() answer: KnownAnswer): Municipality {
    return this.municipalities.model(answer.municipalityCode);
  }
}
