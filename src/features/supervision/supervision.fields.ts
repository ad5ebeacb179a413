import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { danishSortKey } from '../../domain/danish.js';
import { meetingMinutes } from '../../domain/credit.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Programme, programmeModel, Rulebook, trackModel } from '../programme/index.js';
import { Provider, ProviderLoader } from '../provider/index.js';
import {
  SupervisionGroup,
  SupervisionHosting,
  SupervisionMeeting,
  SupervisionPresence,
} from './dto/supervision.model.js';
import { KNOWN_AT, ON } from './membership.arguments.js';
import { MembersLoader } from './membership.loader.js';
import { CreditLoader, GroupLoader, MeetingsOfGroupLoader, PresencesLoader } from './supervision.loader.js';

@Resolver(() => SupervisionGroup)
export class SupervisionGroupFields {
  constructor(
    private readonly rulebook: Rulebook,
    private readonly providers: ProviderLoader,
    private readonly loader: MembersLoader,
    private readonly enrolments: EnrolmentLoader,
    private readonly directory: MunicipalityDirectory,
  ) {}

  @ResolveField(() => Programme)
  programme(@Parent() group: SupervisionGroup): Programme {
    return programmeModel(this.rulebook.requireProgramme(group.programmeKey), trackModel);
  }

  @ResolveField(() => Provider, { nullable: true, description: 'Null until one is named.' })
  async provider(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<Provider | null> {
    return group.providerId === null ? null : this.providers.load(context, group.providerId);
  }

  @ResolveField(() => [Enrolment], {
    description:
      'Those in it on a day, by name, as far as you may see them: a municipality sees its own (V39).',
  })
  async members(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
    @Args('on', ON) on: LocalDate | null,
    @Args('knownAt', KNOWN_AT) knownAt: Instant | null,
  ): Promise<Enrolment[]> {
    const members = await this.loader.of(context, group.id, on, knownAt);
    return this.enrolments.loadVisible(
      context,
      members.map((member) => member.enrolmentId),
    );
  }

  @ResolveField(() => [Municipality], {
    description: 'Where its members of today come from, all of them, in Danish alphabetical order.',
  })
  async municipalities(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<Municipality[]> {
    const members = await this.loader.of(context, group.id);
    return inDanishOrder(members.map((member) => this.directory.model(member.municipalityCode)));
  }
}

@Resolver(() => SupervisionGroup)
export class GroupMeetingFields {
  constructor(
    private readonly loader: MeetingsOfGroupLoader,
    private readonly directory: MunicipalityDirectory,
  ) {}

  @ResolveField(() => [SupervisionMeeting], {
    description: 'In the order of the calendar, cancelled ones included.',
  })
  async meetings(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting[]> {
    return this.loader.load(context, group.id);
  }

  @ResolveField(() => Int, {
    description: 'Of the meetings that were held, breaks taken off; each person’s own minutes can be fewer.',
  })
  async heldMinutes(@Parent() group: SupervisionGroup, @Context() context: RequestContext): Promise<number> {
    return sumOfMinutes(await this.loader.load(context, group.id));
  }

  @ResolveField(() => [SupervisionHosting], {
    description: 'The municipalities where meetings were held, in Danish alphabetical order (R10).',
  })
  async hosts(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<SupervisionHosting[]> {
    const meetings = (await this.loader.load(context, group.id)).filter(isHeld);
    const hosts = meetings.flatMap(({ hostMunicipalityCode: code }) =>
      code === null ? [] : this.directory.model(code),
    );
    return inDanishOrder(hosts).map((municipality) => {
      const hosted = meetings.filter((meeting) => meeting.hostMunicipalityCode === municipality.code);
      return Object.assign(new SupervisionHosting(), {
        municipality,
        meetings: hosted.length,
        minutes: sumOfMinutes(hosted),
      });
    });
  }
}

@Resolver(() => SupervisionMeeting)
export class SupervisionMeetingFields {
  constructor(
    private readonly groups: GroupLoader,
    private readonly loader: PresencesLoader,
    private readonly directory: MunicipalityDirectory,
  ) {}

  @ResolveField(() => SupervisionGroup)
  async group(
    @Parent() meeting: SupervisionMeeting,
    @Context() context: RequestContext,
  ): Promise<SupervisionGroup | null> {
    return this.groups.load(context, meeting.groupId);
  }

  @ResolveField(() => Municipality, {
    nullable: true,
    description: 'Whose house it is in; a venue and nothing more (V14). Null until it is known.',
  })
  host(@Parent() meeting: SupervisionMeeting): Municipality | null {
    return meeting.hostMunicipalityCode === null ? null : this.directory.model(meeting.hostMunicipalityCode);
  }

  @ResolveField(() => [SupervisionPresence], {
    description: 'What is recorded, by name, as far as you may see the people (V39). Empty until it is held.',
  })
  async presences(
    @Parent() meeting: SupervisionMeeting,
    @Context() context: RequestContext,
  ): Promise<SupervisionPresence[]> {
    return this.loader.load(context, meeting.id);
  }
}

@Resolver(() => SupervisionPresence)
export class SupervisionPresenceFields {
  constructor(
    private readonly enrolments: EnrolmentLoader,
    private readonly credit: CreditLoader,
  ) {}

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() presence: SupervisionPresence,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, presence.enrolmentId);
  }

  @ResolveField(() => Int, {
    description:
      'The person’s own minutes at this meeting, breaks taken off in proportion (V8), shared time credited once (V12). Whether they count towards the target also depends on the period: see `progress`.',
  })
  async creditedMinutes(
    @Parent() presence: SupervisionPresence,
    @Context() context: RequestContext,
  ): Promise<number> {
    return this.credit.of(context, presence);
  }
}

/** Only a held meeting has a break, even one of 0 minutes. */
function isHeld(meeting: SupervisionMeeting): meeting is SupervisionMeeting & { breakMinutes: number } {
  return meeting.breakMinutes !== null;
}

function sumOfMinutes(meetings: readonly SupervisionMeeting[]): number {
  return meetings
    .filter(isHeld)
    .map(({ startsAt, endsAt, breakMinutes }) =>
      meetingMinutes({ startedAt: startsAt, endedAt: endsAt, breakMinutes: Number(breakMinutes) }),
    )
    .reduce((sum, minutes) => sum + minutes, 0);
}

/** Each once. */
function inDanishOrder(municipalities: readonly Municipality[]): Municipality[] {
  const byCode = new Map(municipalities.map((municipality) => [municipality.code, municipality]));
  return [...byCode.values()].sort((a, b) => (danishSortKey(a.name) < danishSortKey(b.name) ? -1 : 1));
}
