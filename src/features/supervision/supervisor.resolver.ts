import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import {
  SupervisionDelivery,
  Supervisor,
  SupervisorChangeInput,
  SupervisorChangePayload,
  SupervisorChangeResult,
  SupervisorRegisterInput,
  SupervisorRegisterPayload,
  SupervisorRegisterResult,
} from './dto/supervisor.dto.js';
import { DeliveryLoader, toSupervisor } from './supervisor.loader.js';
import { SupervisorService } from './supervisor.service.js';

const PROVIDER = {
  type: () => ID,
  nullable: true,
  description: 'Of one provider; default: all of yours.',
} as const;

@Resolver()
export class SupervisorResolver {
  constructor(
    private readonly service: SupervisorService,
    private readonly deliveries: DeliveryLoader,
  ) {}

  @Access('supervisors')
  @Query(() => [Supervisor], { name: 'supervisors', description: 'Who supervises, by name.' })
  async list(
    @Context() context: RequestContext,
    @Args('providerId', PROVIDER) providerId: string | null,
    @Args('active', {
      type: () => Boolean,
      nullable: true,
      description: 'Only those who are active, or only those who are not; default: all.',
    })
    active: boolean | null,
  ): Promise<Supervisor[]> {
    const filter = { providerId: providerId ?? null, active: active ?? null };
    return (await this.service.list(actorOf(context), filter)).map(toSupervisor);
  }

  @Access('supervisionDelivery')
  @Query(() => SupervisionDelivery, {
    description: 'Which supervisor led which meetings and hours in a period: evidence of delivery (Q9).',
  })
  async supervisionDelivery(
    @Context() context: RequestContext,
    @Args('from', { type: () => LocalDateScalar, description: 'First day.' }) from: LocalDate,
    @Args('to', { type: () => LocalDateScalar, description: 'Last day.' }) to: LocalDate,
    @Args('providerId', PROVIDER) providerId: string | null,
    @Args('knownAt', {
      type: () => DateTimeScalar,
      nullable: true,
      description: 'By what had been recorded then, to tell an earlier report again (V38); default now.',
    })
    knownAt: Instant | null,
  ): Promise<SupervisionDelivery> {
    const period = { from, to, providerId: providerId ?? null, knownAt: knownAt ?? null };
    return this.deliveries.of(context, period);
  }

  @Access('supervisorRegister')
  @Mutation(() => SupervisorRegisterResult, {
    description: 'Somebody who supervises, by the provider itself or by the agency for one.',
  })
  async supervisorRegister(
    @Context() context: RequestContext,
    @Args('input') input: SupervisorRegisterInput,
  ) {
    const supervisor = await this.service.register(actorOf(context), input);
    return Object.assign(new SupervisorRegisterPayload(), { supervisor: toSupervisor(supervisor) });
  }

  @Access('supervisorChange')
  @Mutation(() => SupervisorChangeResult, {
    description: 'A new name or address, or no longer active. What they led stays theirs.',
  })
  async supervisorChange(@Context() context: RequestContext, @Args('input') input: SupervisorChangeInput) {
    const supervisor = await this.service.change(actorOf(context), input);
    return Object.assign(new SupervisorChangePayload(), { supervisor: toSupervisor(supervisor) });
  }
}
