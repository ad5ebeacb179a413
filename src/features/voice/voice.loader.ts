import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { ApologyRepository } from './apology.repository.js';
import { DisputeRepository } from './dispute.repository.js';
import type { Apology } from './dto/apology.dto.js';
import type { Dispute } from './dto/dispute.dto.js';
import { toApology, toDispute } from './voice.mapper.js';

/** By enrolment: its apologies, withdrawn ones included, in the order they were sent. */
@Injectable()
export class ApologiesOfEnrolmentLoader extends BatchLoader<Apology[]> {
  constructor(private readonly apologies: ApologyRepository) {
    super();
  }

  protected async batch(context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.apologies.ofEnrolments(reachOf(actorOf(context), 'enrolment'), enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((each) => each.map(toApology));
  }
}

/** By course day: the apologies that hold. */
@Injectable()
export class ApologiesOfDayLoader extends BatchLoader<Apology[]> {
  constructor(private readonly apologies: ApologyRepository) {
    super();
  }

  protected async batch(context: RequestContext, dayIds: readonly string[]) {
    const rows = await this.apologies.ofDays(reachOf(actorOf(context), 'enrolment'), dayIds);
    return grouped(dayIds, rows, (row) => row.courseDayId ?? '').map((each) => each.map(toApology));
  }
}

/** By supervision meeting: the apologies that hold, by name. */
@Injectable()
export class ApologiesOfMeetingLoader extends BatchLoader<Apology[]> {
  constructor(private readonly apologies: ApologyRepository) {
    super();
  }

  protected async batch(context: RequestContext, meetingIds: readonly string[]) {
    const rows = await this.apologies.ofMeetings(reachOf(actorOf(context), 'enrolment'), meetingIds);
    return grouped(meetingIds, rows, (row) => row.meetingId ?? '').map((each) => each.map(toApology));
  }
}

/** By enrolment: the disputes that are the actor's own, or for the actor to answer. */
@Injectable()
export class DisputesOfEnrolmentLoader extends BatchLoader<Dispute[]> {
  constructor(private readonly disputes: DisputeRepository) {
    super();
  }

  protected async batch(context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.disputes.ofEnrolments(reachOf(actorOf(context), 'disputes'), enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((each) => each.map(toDispute));
  }
}
