import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { CourseDay, KnownCourseDayLoader } from '../cohort/index.js';
import { Enrolment, EnrolmentLoader, EnrolmentsOfPersonLoader } from '../enrolment/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Person } from '../person/index.js';
import { MeetingLoader, SupervisionMeeting } from '../supervision/index.js';
import { AppointmentsLoader } from './agenda.loader.js';
import { toAgendaItem, toTravel } from './agenda.mapper.js';
import { AgendaArgs, AgendaItem, OverdueRegistration, Travel } from './dto/agenda.model.js';
import type { Appointment } from './schedule.service.js';

@Resolver(() => Enrolment)
export class EnrolmentAgendaFields {
  constructor(private readonly appointments: AppointmentsLoader) {}

  @ResolveField(() => [AgendaItem], {
    description:
      'Course days and supervision meetings that the person is expected at, in the order of time: not while on leave, not what is cancelled (Q12).',
  })
  async agenda(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args() period: AgendaArgs,
  ): Promise<AgendaItem[]> {
    const own = await this.appointments.of(context, enrolment.id, period);
    return own.map(toAgendaItem);
  }

  @ResolveField(() => Travel, { description: 'The days on which the person goes to something (Q25).' })
  async travel(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args() period: AgendaArgs,
  ): Promise<Travel> {
    return toTravel(await this.appointments.of(context, enrolment.id, period));
  }
}

@Resolver(() => Person)
export class PersonAgendaFields {
  constructor(
    private readonly enrolments: EnrolmentsOfPersonLoader,
    private readonly appointments: AppointmentsLoader,
  ) {}

  @ResolveField(() => [AgendaItem], {
    description: 'On all tracks, as far as you may see them, in the order of time (Q12).',
  })
  async agenda(
    @Parent() person: Person,
    @Context() context: RequestContext,
    @Args() period: AgendaArgs,
  ): Promise<AgendaItem[]> {
    return (await this.all(person, context, period)).map(toAgendaItem);
  }

  @ResolveField(() => Travel, {
    description: 'On all tracks, as far as you may see them; a date counts once (Q25).',
  })
  async travel(
    @Parent() person: Person,
    @Context() context: RequestContext,
    @Args() period: AgendaArgs,
  ): Promise<Travel> {
    return toTravel(await this.all(person, context, period));
  }

  private async all(person: Person, context: RequestContext, period: AgendaArgs): Promise<Appointment[]> {
    const enrolments = await this.enrolments.load(context, person.id);
    const each = await Promise.all(enrolments.map(({ id }) => this.appointments.of(context, id, period)));
    return each.flat().sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  }
}

@Resolver(() => AgendaItem)
export class AgendaItemFields {
  constructor(
    private readonly enrolments: EnrolmentLoader,
    private readonly days: KnownCourseDayLoader,
    private readonly meetings: MeetingLoader,
    private readonly directory: MunicipalityDirectory,
  ) {}

  @ResolveField(() => Enrolment)
  async enrolment(@Parent() item: AgendaItem, @Context() context: RequestContext): Promise<Enrolment | null> {
    return this.enrolments.load(context, item.enrolmentId);
  }

  @ResolveField(() => String, { description: 'E.g. `seminar 2, dag 1`.' })
  title(@Parent() item: AgendaItem, @Args('locale', LOCALE) locale: string | null): string {
    return localized(item.titleTexts, locale);
  }

  @ResolveField(() => CourseDay, { nullable: true, description: 'Null for a supervision meeting.' })
  async courseDay(@Parent() item: AgendaItem, @Context() context: RequestContext): Promise<CourseDay | null> {
    return item.courseDayId === null ? null : this.days.load(context, item.courseDayId);
  }

  @ResolveField(() => SupervisionMeeting, { nullable: true, description: 'Null for a course day.' })
  async meeting(
    @Parent() item: AgendaItem,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting | null> {
    return item.meetingId === null ? null : this.meetings.load(context, item.meetingId);
  }

  @ResolveField(() => Municipality, {
    nullable: true,
    description:
      'Whose house it is in; null until it is known, and for course days, whose plan names a place only.',
  })
  host(@Parent() item: AgendaItem): Municipality | null {
    return item.hostMunicipalityCode === null ? null : this.directory.model(item.hostMunicipalityCode);
  }
}

@Resolver(() => OverdueRegistration)
export class OverdueRegistrationFields {
  constructor(private readonly meetings: MeetingLoader) {}

  @ResolveField(() => SupervisionMeeting, { nullable: true, description: 'Null for a course day.' })
  async meeting(
    @Parent() overdue: OverdueRegistration,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting | null> {
    return overdue.meetingId === null ? null : this.meetings.load(context, overdue.meetingId);
  }
}
