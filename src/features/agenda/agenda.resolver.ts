import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { DAYS_TO_RECORD } from '../../domain/working-days.js';
import { invalidInput } from '../../domain/refusal.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { KnownCourseDayLoader } from '../cohort/index.js';
import { OverdueRegistration } from './dto/agenda.model.js';
import { OverdueRegistrations } from './overdue.service.js';

const MAX_DAYS = 250;

@Resolver()
export class AgendaResolver {
  constructor(
    private readonly overdue: OverdueRegistrations,
    private readonly days: KnownCourseDayLoader,
  ) {}

  @Access('registrationsOverdue')
  @Query(() => [OverdueRegistration], {
    description:
      'Course days and supervision meetings held more than some working days ago that are not fully recorded, oldest first: of a provider’s own, of everybody for the agency (Q6). Weekends and Danish public holidays are no working days.',
  })
  async registrationsOverdue(
    @Context() context: RequestContext,
    @Args('workingDays', {
      type: () => Int,
      nullable: true,
      description: `0 to ${MAX_DAYS}; ${DAYS_TO_RECORD} when left out.`,
    })
    workingDays: number | null,
    @Args('providerId', { type: () => ID, nullable: true }) providerId: string | null,
  ): Promise<OverdueRegistration[]> {
    const days = workingDays ?? DAYS_TO_RECORD;
    if (days < 0 || days > MAX_DAYS)
      throw invalidInput({ path: 'workingDays', message: `must be 0 to ${MAX_DAYS}` });
    const found = await this.overdue.list(actorOf(context), days, providerId ?? null);
    return Promise.all(
      found.map(async ({ courseDayId, ...rest }) =>
        Object.assign(new OverdueRegistration(), rest, {
          courseDay: courseDayId === null ? null : await this.days.load(context, courseDayId),
        }),
      ),
    );
  }
}
