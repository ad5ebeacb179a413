import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { LocalDateScalar } from '../../graphql/scalars.js';
import { Municipality } from './dto/municipality.model.js';
import {
  MunicipalityReinstateInput,
  MunicipalityReinstatePayload,
  MunicipalityReinstateResult,
  MunicipalitySucceedInput,
  MunicipalitySucceedPayload,
  MunicipalitySucceedResult,
} from './dto/municipality-succeed.dto.js';
import { MunicipalityDirectory } from './municipality.directory.js';
import { MunicipalityStandingLoader } from './municipality.loader.js';
import { SuccessionService } from './succession.service.js';

@Resolver(() => Municipality)
export class SuccessionResolver {
  constructor(
    private readonly successions: SuccessionService,
    private readonly directory: MunicipalityDirectory,
    private readonly standing: MunicipalityStandingLoader,
  ) {}

  @Access('municipalitySucceed')
  @Mutation(() => MunicipalitySucceedResult, {
    description:
      'Agency: a municipality becomes part of another, or gets another code, from a day on (L28). Old records keep the old code; again for the same municipality = a correction.',
  })
  async municipalitySucceed(
    @Context() context: RequestContext,
    @Args('input') input: MunicipalitySucceedInput,
  ) {
    await this.successions.succeed(actorOf(context), input);
    return Object.assign(new MunicipalitySucceedPayload(), {
      municipality: this.directory.model(input.code),
    });
  }

  @Access('municipalityReinstate')
  @Mutation(() => MunicipalityReinstateResult, {
    description: 'Agency: takes `municipalitySucceed` back; the municipality goes on.',
  })
  async municipalityReinstate(
    @Context() context: RequestContext,
    @Args('input') input: MunicipalityReinstateInput,
  ) {
    await this.successions.reinstate(actorOf(context), input);
    return Object.assign(new MunicipalityReinstatePayload(), {
      municipality: this.directory.model(input.code),
    });
  }

  @ResolveField(() => LocalDateScalar, {
    nullable: true,
    description: 'Its first day; null when it has always been there.',
  })
  async validFrom(@Parent() municipality: Municipality, @Context() context: RequestContext) {
    return (await this.standing.load(context, municipality.code))?.validFrom ?? null;
  }

  @ResolveField(() => LocalDateScalar, { nullable: true, description: 'Its last day; null while it exists.' })
  async validTo(@Parent() municipality: Municipality, @Context() context: RequestContext) {
    return (await this.standing.load(context, municipality.code))?.validTo ?? null;
  }

  @ResolveField(() => Municipality, {
    nullable: true,
    description: 'The municipality that it is part of after its last day; null while it exists.',
  })
  async successor(
    @Parent() municipality: Municipality,
    @Context() context: RequestContext,
  ): Promise<Municipality | null> {
    const code = (await this.standing.load(context, municipality.code))?.successorCode ?? null;
    return code === null ? null : this.directory.model(code);
  }
}
