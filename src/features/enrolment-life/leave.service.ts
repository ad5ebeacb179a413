import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { Clock } from '../../config/clock.js';
import { MAY_BE_ON_LEAVE } from '../../domain/enrolment.js';
import { leavesOverlap, type Leave } from '../../domain/leave.js';
import { duplicate, invalidInput, invalidState, notFound, Refused } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { LeaveEntity } from '../../storage/people.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Settlement } from '../certification/index.js';
import { EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import {
  LeaveWarning,
  type LeaveAdjustInput,
  type LeaveBeginInput,
  type LeaveCancelInput,
} from './dto/leave.dto.js';
import { LeaveRepository, type LeaveRow } from './leave.repository.js';

export interface RecordedLeave {
  readonly enrolment: EnrolmentRow;
  readonly leave: LeaveRow;
  readonly warnings: LeaveWarning[];
}

/** Leave from and to (L9). Why somebody is on leave is never asked and never stored (L10). */
@Injectable()
export class LeaveService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
    private readonly leaves: LeaveRepository,
    private readonly settlement: Settlement,
  ) {}

  async begin(actor: Actor, input: LeaveBeginInput): Promise<RecordedLeave> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.enrolments.requireOwnSeat(actor, 'leaveBegin', input.enrolmentId);
      if (!MAY_BE_ON_LEAVE.includes(enrolment.status))
        throw invalidState(
          'Only somebody who holds a seat and is not finished can be on leave.',
          enrolment.status,
          MAY_BE_ON_LEAVE,
        );
      return this.record(actor, 'leaveBegin', enrolment, { from: input.from, to: input.to ?? null }, null);
    });
  }

  /** A new beginning or end; what was recorded before stays as history. */
  async adjust(actor: Actor, input: LeaveAdjustInput): Promise<RecordedLeave> {
    return this.unitOfWork.run(async () => {
      const { enrolment, leave } = await this.require(actor, 'leaveAdjust', input.leaveId);
      return this.record(actor, 'leaveAdjust', enrolment, { from: input.from, to: input.to ?? null }, leave);
    });
  }

  /** The leave did not come about. */
  async cancel(actor: Actor, input: LeaveCancelInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const { enrolment, leave } = await this.require(actor, 'leaveCancel', input.leaveId);
      await this.supersede(leave.id);
      const before = dates(leave);
      await this.audit.record(actor, {
        action: 'leaveCancel',
        subjectId: enrolment.id,
        before,
        reason: input.reason,
      });
      await this.settlement.settle(actor, [enrolment.id]);
      return this.enrolments.require(actor, 'leaveCancel', enrolment.id);
    });
  }

  private async record(
    actor: Actor,
    action: Operation,
    enrolment: EnrolmentRow,
    wanted: Leave,
    earlier: LeaveRow | null,
  ): Promise<RecordedLeave> {
    if (wanted.to !== null && wanted.to <= wanted.from)
      throw invalidInput({ path: 'to', message: 'must be after the first day of leave' });
    const others = await this.leaves.findOfEnrolments([enrolment.id]);
    if (others.some((other) => other.id !== earlier?.id && leavesOverlap(other, wanted)))
      throw new Refused({
        code: 'OVERLAP',
        message: 'There is another leave of this person in the same time.',
        with: [enrolment.id],
      });
    if (earlier !== null) await this.supersede(earlier.id);
    const leave = {
      id: newId('fact'),
      enrolmentId: enrolment.id,
      ...wanted,
      recordedAt: this.clock.now(),
    };
    await this.store.insert(LeaveEntity, {
      id: leave.id,
      enrolmentId: leave.enrolmentId,
      fromOn: wanted.from,
      toOn: wanted.to,
      recordedAt: leave.recordedAt,
      recordedBy: actor.subject,
      supersededAt: null,
    });
    await this.audit.record(actor, {
      action,
      subjectId: enrolment.id,
      before: earlier === null ? null : dates(earlier),
      after: dates(wanted),
    });
    await this.settlement.settle(actor, [enrolment.id]);
    return {
      enrolment: await this.enrolments.require(actor, action, enrolment.id),
      leave,
      warnings: await this.warnings(leave),
    };
  }

  private async require(
    actor: Actor,
    operation: Operation,
    leaveId: string,
  ): Promise<{ enrolment: EnrolmentRow; leave: LeaveRow }> {
    const leave = await this.leaves.find(leaveId);
    if (leave === null) throw notFound('leave');
    const enrolment = await this.enrolments.requireOwnSeat(actor, operation, leave.enrolmentId, 'leave');
    return { enrolment, leave };
  }

  private async supersede(id: string): Promise<void> {
    const changed = await this.store.change(sql`
      UPDATE enrolment_leave SET superseded_at = ${this.clock.now()} WHERE id = ${id} AND superseded_at IS NULL`);
    if (changed !== 1)
      throw duplicate('Somebody else has just changed this. Look again before you repeat it.', []);
  }

  private async warnings({ enrolmentId, from, to }: LeaveRow): Promise<LeaveWarning[]> {
    const present = await this.leaves.presentBetween(enrolmentId, from, to);
    return [
      ...(present.atCourse ? [LeaveWarning.PRESENT_AT_COURSE] : []),
      ...(present.atSupervision ? [LeaveWarning.PRESENT_AT_SUPERVISION] : []),
    ];
  }
}

function dates({ from, to }: Leave): Leave {
  return { from, to };
}
