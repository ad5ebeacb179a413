import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { cutoffUnit, requiredHalfDays, type Track as TrackRules } from '../../domain/programme.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { Programme, programmeModel, Track } from './dto/programme.model.js';
import { Rulebook } from './rulebook.js';

@Resolver(() => Programme)
export class ProgrammeResolver {
  constructor(private readonly rulebook: Rulebook) {}

  @Access('programmes')
  @Query(() => [Programme], { description: 'Every programme in its latest version, by key.' })
  async programmes(): Promise<Programme[]> {
    await this.rulebook.refresh();
    return this.rulebook.all().map((rules) => programmeModel(rules, trackModel));
  }

  @Access('programme')
  @Query(() => Programme, { nullable: true, description: 'Null when there is no such key.' })
  async programme(@Args('key') key: string): Promise<Programme | null> {
    await this.rulebook.refresh();
    const rules = this.rulebook.find(key);
    return rules === undefined ? null : programmeModel(rules, trackModel);
  }

  @ResolveField(() => String)
  name(@Parent() programme: Programme, @Args('locale', LOCALE) locale: string | null): string {
    return localized(programme.names, locale);
  }
}

@Resolver(() => Track)
export class TrackFields {
  @ResolveField(() => String)
  name(@Parent() track: Track, @Args('locale', LOCALE) locale: string | null): string {
    return localized(track.names, locale);
  }
}

export function trackModel(rules: TrackRules): Track {
  return Object.assign(new Track(), {
    key: rules.key,
    names: rules.name,
    units: rules.units,
    requiredHalfDays: requiredHalfDays(rules),
    supervisionTargetMinutes: rules.supervision?.targetMinutes ?? null,
    quota: rules.quota,
    target: rules.target,
    subsetOf: rules.subsetOf,
    seatReleaseUnit: cutoffUnit(rules),
  });
}
