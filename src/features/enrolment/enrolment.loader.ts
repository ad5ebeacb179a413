import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { statusOnDay } from '../../domain/enrolment.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Enrolment, EnrolmentStatus } from './dto/enrolment.model.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';

/** Null for enrolments that the actor may not see. */
@Injectable()
export class EnrolmentLoader extends BatchLoader<Enrolment | null> {
  constructor(private readonly enrolments: EnrolmentRepository) {
    super();
  }

  /** Those of a list that the actor may see, in its order. */
  async loadVisible(context: RequestContext, ids: readonly string[]): Promise<Enrolment[]> {
    const found = await this.loadMany(context, ids);
    return found.filter((enrolment): enrolment is Enrolment => enrolment !== null);
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.enrolments.findVisible(reachOf(actorOf(context), 'enrolment'), ids);
    return inOrder(ids, rows, (row) => row.id, toEnrolment);
  }
}

/** By person: the enrolments that the actor may see. */
@Injectable()
export class EnrolmentsOfPersonLoader extends BatchLoader<Enrolment[]> {
  constructor(private readonly enrolments: EnrolmentRepository) {
    super();
  }

  protected async batch(context: RequestContext, personIds: readonly string[]) {
    const rows = await this.enrolments.findVisibleOfPeople(reachOf(actorOf(context), 'enrolment'), personIds);
    return grouped(personIds, rows, (row) => row.personId).map((each) => each.map(toEnrolment));
  }
}

/** By the enrolment that was replaced: the one that took over its seat. */
@Injectable()
export class ReplacementLoader extends BatchLoader<Enrolment | null> {
  constructor(private readonly enrolments: EnrolmentRepository) {
    super();
  }

  protected async batch(context: RequestContext, replacedIds: readonly string[]) {
    const rows = await this.enrolments.findVisibleReplacing(
      reachOf(actorOf(context), 'enrolment'),
      replacedIds,
    );
    return inOrder(replacedIds, rows, (row) => row.replacesId ?? '', toEnrolment);
  }
}

export function toEnrolment({ seatId, onLeave, ...row }: EnrolmentRow): Enrolment {
  const status = EnrolmentStatus[statusOnDay(row.status, onLeave)];
  return Object.assign(new Enrolment(), row, { status, holdsSeat: seatId !== null });
}
