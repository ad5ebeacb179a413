import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { CourseHalfDay, KnownCourseDayLoader, toHalfDay } from '../cohort/index.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { MeetingLoader, SupervisionMeeting } from '../supervision/index.js';
import { Apology } from './dto/apology.dto.js';
import { Dispute } from './dto/dispute.dto.js';
import type { Subject } from './subject.js';

const HALF_DAY = { nullable: true, description: 'Null where it is about a supervision meeting.' };
const MEETING = { nullable: true, description: 'Null where it is about a half-day.' };

@Resolver(() => Apology)
export class ApologyFields {
  constructor(
    private readonly enrolments: EnrolmentLoader,
    private readonly days: KnownCourseDayLoader,
    private readonly meetings: MeetingLoader,
  ) {}

  @ResolveField(() => Enrolment)
  async enrolment(@Parent() apology: Apology, @Context() context: RequestContext): Promise<Enrolment | null> {
    return this.enrolments.load(context, apology.enrolmentId);
  }

  @ResolveField(() => CourseHalfDay, HALF_DAY)
  async halfDay(
    @Parent() apology: Apology,
    @Context() context: RequestContext,
  ): Promise<CourseHalfDay | null> {
    return loadHalfDay(this.days, context, apology);
  }

  @ResolveField(() => SupervisionMeeting, MEETING)
  async meeting(
    @Parent() { meetingId }: Apology,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting | null> {
    return meetingId === null ? null : this.meetings.load(context, meetingId);
  }
}

@Resolver(() => Dispute)
export class DisputeFields {
  constructor(
    private readonly enrolments: EnrolmentLoader,
    private readonly days: KnownCourseDayLoader,
    private readonly meetings: MeetingLoader,
  ) {}

  @ResolveField(() => Enrolment)
  async enrolment(@Parent() dispute: Dispute, @Context() context: RequestContext): Promise<Enrolment | null> {
    return this.enrolments.load(context, dispute.enrolmentId);
  }

  @ResolveField(() => CourseHalfDay, HALF_DAY)
  async halfDay(
    @Parent() dispute: Dispute,
    @Context() context: RequestContext,
  ): Promise<CourseHalfDay | null> {
    return loadHalfDay(this.days, context, dispute);
  }

  @ResolveField(() => SupervisionMeeting, MEETING)
  async meeting(
    @Parent() { meetingId }: Dispute,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting | null> {
    return meetingId === null ? null : this.meetings.load(context, meetingId);
  }
}

async function loadHalfDay(
  days: KnownCourseDayLoader,
  context: RequestContext,
  { courseDayId, part }: Subject,
): Promise<CourseHalfDay | null> {
  const day = courseDayId === null ? null : await days.load(context, courseDayId);
  return day === null || part === null ? null : toHalfDay(day, part);
}
