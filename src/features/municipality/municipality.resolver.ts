import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { displayName, municipalityCode, regionOn } from '../../domain/municipality.js';
import { invalidInput } from '../../domain/refusal.js';
import { NeedsAcknowledgement, QuotaExceeded } from '../../graphql/errors.js';
import { LocalDateScalar } from '../../graphql/scalars.js';
import { Municipality } from './dto/municipality.model.js';
import { MunicipalityDirectory, toModel } from './municipality.directory.js';

const ON = { type: () => LocalDateScalar, nullable: true, description: 'Default: today.' } as const;

@Resolver(() => Municipality)
export class MunicipalityResolver {
  constructor(
    private readonly directory: MunicipalityDirectory,
    private readonly clock: Clock,
  ) {}

  @Access('municipalities')
  @Query(() => [Municipality], {
    description: 'All municipalities that exist on a day (98 today), in Danish alphabetical order.',
  })
  async municipalities(@Args('on', ON) on: LocalDate | null): Promise<Municipality[]> {
    return (await this.directory.existingOn(on ?? this.clock.today())).map(toModel);
  }

  @Access('municipality')
  @Query(() => Municipality, {
    nullable: true,
    description: 'Null when there never was such a code; a municipality that has ended is still answered.',
  })
  async municipality(
    @Args('code', { description: '`621`, also `0621`.' }) code: string,
  ): Promise<Municipality | null> {
    const record = await this.directory.lookUp(municipalityCode(code) ?? '');
    return record === undefined ? null : toModel(record);
  }

  @ResolveField(() => String, {
    description:
      'The region on a day. Hovedstaden and Sjælland become Region Østdanmark on 2027-01-01 (V41).',
  })
  region(@Parent() municipality: Municipality, @Args('on', ON) on: LocalDate | null): string {
    const region = regionOn(this.directory.require(municipality.code, 'code'), on ?? this.clock.today());
    if (region === null)
      throw invalidInput({ path: 'on', message: 'lies outside the time this is known for' });
    return region;
  }

  @ResolveField(() => String, { description: 'As the municipality calls itself, e.g. `Københavns Kommune`.' })
  displayName(@Parent() municipality: Municipality): string {
    return displayName(municipality.name);
  }
}

@Resolver(() => QuotaExceeded)
export class QuotaExceededFields {
  constructor(private readonly directory: MunicipalityDirectory) {}

  @ResolveField(() => Municipality)
  municipality(@Parent() error: QuotaExceeded): Municipality {
    return this.directory.model(error.municipalityCode);
  }
}

@Resolver(() => NeedsAcknowledgement)
export class NeedsAcknowledgementFields {
  constructor(private readonly directory: MunicipalityDirectory) {}

  @ResolveField(() => Municipality)
  municipality(@Parent() error: NeedsAcknowledgement): Municipality {
    return this.directory.model(error.municipalityCode);
  }
}
