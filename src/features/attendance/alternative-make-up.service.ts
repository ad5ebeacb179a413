import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { HalfDayRef } from '../../domain/attendance.js';
import { invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { AlternativeMakeUpEntity } from '../../storage/course.entity.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Settlement } from '../certification/index.js';
import { halfDayId, readHalfDayId } from '../cohort/index.js';
import { EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import type { MakeUpApproveInput, MakeUpWithdrawInput } from './dto/make-up.dto.js';
import { MakeUpRepository, type AlternativeRow } from './make-up.repository.js';
import { MissedHalfDays } from './missed-half-days.js';

type Operation = 'makeUpApprove' | 'makeUpWithdraw';

export interface MadeUp {
  readonly enrolment: EnrolmentRow;
  readonly makeUp: AlternativeRow;
}

/**
 * Approved tasks that make up for missed half-days (L1). The absence stays as it was recorded. A half-day is made up at
 * most once, over tasks and half-days elsewhere: both look for the other in the same serializable unit of work.
 */
@Injectable()
export class AlternativeMakeUps {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
    private readonly repository: MakeUpRepository,
    private readonly missed: MissedHalfDays,
    private readonly settlement: Settlement,
  ) {}

  /** What rests on the half-day follows in the same transaction: a completion may be reached. */
  async approve(actor: Actor, input: MakeUpApproveInput): Promise<MadeUp> {
    return this.unitOfWork.run(async () => {
      const halfDay = readHalfDayId(input.halfDayId);
      if (halfDay === null) throw notFound('half-day');
      const enrolment = await this.requireRun(actor, 'makeUpApprove', input.enrolmentId, halfDay);
      if (input.on > this.clock.today())
        throw invalidInput({ path: 'on', message: 'must not be a day to come' });
      await this.missed.requireToMakeUp(enrolment, halfDay, input.on);
      const makeUp: AlternativeRow = {
        id: newId('makeUp'),
        enrolmentId: enrolment.id,
        ...halfDay,
        doneOn: input.on,
        description: input.description,
        recordedAt: this.clock.now(),
        supersededAt: null,
      };
      await this.store.insert(AlternativeMakeUpEntity, { ...makeUp, recordedBy: actor.subject });
      await this.audit.record(actor, {
        action: 'makeUpApprove',
        subjectId: enrolment.id,
        after: auditText(makeUp),
      });
      return this.settled(actor, 'makeUpApprove', makeUp);
    });
  }

  /** It makes up for nothing any more; a certificate that rests on it is put under review (V25). */
  async withdraw(actor: Actor, input: MakeUpWithdrawInput): Promise<MadeUp> {
    return this.unitOfWork.run(async () => {
      const makeUp = await this.repository.find(input.makeUpId);
      if (makeUp === null) throw notFound('make-up');
      await this.requireRun(actor, 'makeUpWithdraw', makeUp.enrolmentId, makeUp, 'make-up');
      const at = this.clock.now();
      const changed = await this.store.change(
        sql`UPDATE alternative_make_up SET superseded_at = ${at} WHERE id = ${makeUp.id} AND superseded_at IS NULL`,
      );
      if (changed !== 1) throw invalidState('This make-up was withdrawn already.', 'WITHDRAWN', []);
      await this.audit.record(actor, {
        action: 'makeUpWithdraw',
        subjectId: makeUp.enrolmentId,
        before: auditText(makeUp),
        reason: input.reason,
      });
      return this.settled(actor, 'makeUpWithdraw', { ...makeUp, supersededAt: at });
    });
  }

  /**
   * The enrolment, if the actor runs the cohort that the half-day belongs to or the one that the person is in now; else
   * as if it did not exist.
   */
  private async requireRun(
    actor: Actor,
    operation: Operation,
    enrolmentId: string,
    halfDay: HalfDayRef,
    what?: string,
  ): Promise<EnrolmentRow> {
    const enrolment = await this.enrolments.require(actor, operation, enrolmentId, what);
    const providerIds = await this.missed.providersOf(enrolment, halfDay);
    if (!reaches(reachOf(actor, operation), { providerIds })) throw notFound(what ?? 'half-day');
    return enrolment;
  }

  private async settled(actor: Actor, operation: Operation, makeUp: AlternativeRow): Promise<MadeUp> {
    await this.settlement.settle(actor, [makeUp.enrolmentId]);
    return { enrolment: await this.enrolments.require(actor, operation, makeUp.enrolmentId), makeUp };
  }
}

function auditText({ id, courseDayId, part, doneOn, description }: AlternativeRow) {
  return { makeUpId: id, halfDayId: halfDayId(courseDayId, part), on: doneOn, description };
}
