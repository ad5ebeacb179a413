import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { invalidInput, notFound } from '../../domain/refusal.js';
import { asOf, type AsOfInput } from '../../graphql/as-of.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { toPerson } from '../person/index.js';
import { EnrolmentOrder, type Enrolment, type EnrolmentFilter } from './dto/enrolment.model.js';
import { toEnrolment } from './enrolment.loader.js';
import { FIGURES_OF_TODAY, isByName, keysOf } from './enrolment.order.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';

/** Finding enrolments. What is out of the actor's reach looks as if it did not exist. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly enrolments: EnrolmentRepository,
    private readonly clock: Clock,
  ) {}

  async list(
    actor: Actor,
    filter: EnrolmentFilter,
    orderBy: EnrolmentOrder | null,
    page: PageArgs,
    at: AsOfInput | null = null,
  ): Promise<Connection<Enrolment>> {
    const order = orderBy ?? EnrolmentOrder.PERSON_NAME;
    if (at !== null && FIGURES_OF_TODAY.includes(order))
      throw invalidInput({ path: 'orderBy', message: `${order} is known for today only, not with asOf` });
    const point = at === null ? null : asOf(at, this.clock);
    const reach = reachOf(actor, 'enrolments');
    const listed = this.enrolments.listed(reach, filter, point, isByName(order));
    const keys = keysOf(order, listed);
    // Whoever sees an enrolment sees whose it is. Whose it was before is asked for anew.
    const seesPeople = point === null && isDeepStrictEqual(reach, reachOf(actor, 'person'));
    return readPage(
      page,
      keys,
      (after, inOrder, limit) => this.enrolments.page(listed, keys, after, inOrder, limit),
      () => this.enrolments.count(listed),
      ({ name, email, phone, ...row }) => {
        const enrolment = toEnrolment(row);
        if (seesPeople) enrolment.holder = toPerson({ id: row.personId, name, email, phone });
        return enrolment;
      },
    );
  }

  /**
   * The enrolment if the actor's reach with this operation covers it. Where the input named something else, `what` is
   * that: whose it is must not show either.
   */
  async require(actor: Actor, operation: Operation, id: string, what = 'enrolment'): Promise<EnrolmentRow> {
    const [row] = await this.enrolments.findVisible(reachOf(actor, operation), [id]);
    if (row === undefined) throw notFound(what);
    return row;
  }

  /** The enrolment if it is on a seat of the actor's own municipality (or the actor reaches everything). */
  async requireOwnSeat(
    actor: Actor,
    operation: Operation,
    id: string,
    what = 'enrolment',
  ): Promise<EnrolmentRow> {
    const row = await this.require(actor, operation, id, what);
    if (!reaches(reachOf(actor, operation), { municipalityCodes: [row.municipalityCode] }))
      throw notFound(what);
    return row;
  }
}
