import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Clock } from '../../config/clock.js';
import type { Instant } from '../../domain/calendar.js';
import type { RequestContext } from '../../graphql/context.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { AgendaItem } from '../agenda/index.js';
import { AttendanceRow } from '../attendance/index.js';
import { Enrolment } from '../enrolment/index.js';
import { ProviderLoader } from '../provider/index.js';
import { SupervisionMeeting } from '../supervision/index.js';
import { Apology, ApologyGuide } from './dto/apology.dto.js';
import { Dispute } from './dto/dispute.dto.js';
import { isAbout, subjectsOf } from './subject.js';
import {
  ApologiesOfDayLoader,
  ApologiesOfEnrolmentLoader,
  ApologiesOfMeetingLoader,
  DisputesOfEnrolmentLoader,
} from './voice.loader.js';
import { toGuide } from './voice.mapper.js';

@Resolver(() => Enrolment)
export class EnrolmentVoiceFields {
  constructor(
    private readonly apologyLoader: ApologiesOfEnrolmentLoader,
    private readonly disputeLoader: DisputesOfEnrolmentLoader,
  ) {}

  @ResolveField(() => [Apology], {
    description:
      'In the order they were sent, withdrawn ones included; a provider sees those about its own dates.',
  })
  async apologies(@Parent() enrolment: Enrolment, @Context() context: RequestContext): Promise<Apology[]> {
    return this.apologyLoader.load(context, enrolment.id);
  }

  @ResolveField(() => [Dispute], {
    description:
      'In the order they were raised, answered ones included. For the participant, and for whoever runs the day or the meeting; empty for others.',
  })
  async disputes(@Parent() enrolment: Enrolment, @Context() context: RequestContext): Promise<Dispute[]> {
    return this.disputeLoader.load(context, enrolment.id);
  }
}

@Resolver(() => AttendanceRow)
export class AttendanceRowVoiceFields {
  constructor(private readonly apologies: ApologiesOfDayLoader) {}

  @ResolveField(() => Apology, {
    nullable: true,
    description: 'The apology that was sent for this half-day; null where there is none that holds.',
  })
  async apology(@Parent() row: AttendanceRow, @Context() context: RequestContext): Promise<Apology | null> {
    const all = await this.apologies.load(context, row.halfDay.courseDayId);
    return (
      all.find((each) => each.enrolmentId === row.enrolment.id && each.part === row.halfDay.part) ?? null
    );
  }
}

@Resolver(() => SupervisionMeeting)
export class MeetingVoiceFields {
  constructor(private readonly loader: ApologiesOfMeetingLoader) {}

  @ResolveField(() => [Apology], {
    description: 'Apologies that hold, by name, as far as you may see the people (V39).',
  })
  async apologies(
    @Parent() meeting: SupervisionMeeting,
    @Context() context: RequestContext,
  ): Promise<Apology[]> {
    return this.loader.load(context, meeting.id);
  }
}

@Resolver(() => AgendaItem)
export class AgendaItemVoiceFields {
  constructor(
    private readonly loader: ApologiesOfEnrolmentLoader,
    private readonly providers: ProviderLoader,
    private readonly clock: Clock,
  ) {}

  @ResolveField(() => [Apology], { description: 'Apologies that were sent for this and hold.' })
  async apologies(@Parent() item: AgendaItem, @Context() context: RequestContext): Promise<Apology[]> {
    const all = await this.loader.load(context, item.enrolmentId);
    return all.filter(
      (each) =>
        each.withdrawnAt === null &&
        (each.courseDayId === null
          ? each.meetingId === item.meetingId
          : each.courseDayId === item.courseDayId),
    );
  }

  @ResolveField(() => ApologyGuide, {
    nullable: true,
    description: 'How to send an apology; null once it has begun, and when one was sent for all of it (Q12).',
  })
  async apologise(
    @Parent() item: AgendaItem,
    @Context() context: RequestContext,
  ): Promise<ApologyGuide | null> {
    const sent = await this.apologies(item, context);
    const now = this.clock.now();
    const { startsAt, endsAt, halfDays, ...rest } = item;
    const times = halfDays.map((each) => ({
      part: each.part,
      startsAt: each.startsAt as Instant,
      endsAt: each.endsAt as Instant,
    }));
    const ahead = subjectsOf({
      ...rest,
      halfDays: times,
      startsAt: startsAt as Instant,
      endsAt: endsAt as Instant,
    }).filter((subject) => subject.startsAt > now && !sent.some((each) => isAbout(each, subject)));
    const provider = item.providerId === null ? null : await this.providers.load(context, item.providerId);
    return toGuide(ahead, provider?.name ?? null);
  }
}

@Resolver(() => ApologyGuide)
export class ApologyGuideFields {
  @ResolveField(() => String, {
    description:
      'E.g. `Send afbud her senest 03.03.2026 kl. 09.00. Det går til Substans. Skriv ikke hvorfor.`',
  })
  howTo(@Parent() guide: ApologyGuide, @Args('locale', LOCALE) locale: string | null): string {
    return localized(guide.texts, locale);
  }
}
