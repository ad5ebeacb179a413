import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { statusOnLeaving, WAITING } from '../../domain/enrolment.js';
import { statesDaysOrHours } from '../../domain/programme.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Rulebook } from '../programme/index.js';
import type { EnrolmentCompleteInput, EnrolmentWithdrawInput } from './dto/enrolment.inputs.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
import { EnrolmentService } from './enrolment.service.js';

/** How an enrolment ends: by leaving, or by being completed. */
@Injectable()
export class LeavingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentRepository,
    private readonly finder: EnrolmentService,
    private readonly changes: EnrolmentChanges,
    private readonly rulebook: Rulebook,
  ) {}

  /** Before the first half-day the enrolment is cancelled and leaves no trace (L6); later it is a withdrawal. */
  async withdraw(actor: Actor, input: EnrolmentWithdrawInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.requireOwnSeat(actor, 'enrolmentWithdraw', input.enrolmentId);
      const release = input.releaseSeat ?? true;
      if (enrolment.status === 'WITHDRAWN' && (enrolment.seatId === null || !release))
        throw invalidState('This enrolment was withdrawn already.', 'WITHDRAWN', []);
      const { on, reason = null } = input;
      return this.leave(actor, enrolment, { action: 'enrolmentWithdraw', on, release, reason });
    });
  }

  /** Inside a unit of work, after the access check. */
  async leave(
    actor: Actor,
    enrolment: EnrolmentRow,
    how: { action: string; on: LocalDate; release: boolean; reason: string | null },
  ): Promise<EnrolmentRow> {
    const status = await this.statusOnLeaving(enrolment, how.on);
    return this.changes.change(actor, enrolment, {
      action: how.action,
      status,
      ...(how.release || status === 'CANCELLED' ? { seatId: null } : {}),
      validOn: how.on,
      reason: how.reason,
    });
  }

  /** By hand, for tracks whose programme states no days and no hours: nothing else says when they are completed. */
  async complete(actor: Actor, input: EnrolmentCompleteInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.require(actor, 'enrolmentComplete', input.enrolmentId);
      const track = this.rulebook.track(enrolment.programmeKey, enrolment.ruleVersion, enrolment.trackKey);
      if (statesDaysOrHours(track))
        throw invalidState(
          'This track states its requirements; it is completed when they are met.',
          enrolment.status,
          [],
        );
      if (input.on > this.clock.today())
        throw invalidInput({ path: 'on', message: 'must not be in the future' });
      return this.changes.change(actor, enrolment, {
        action: 'enrolmentComplete',
        status: 'COMPLETED',
        validOn: input.on,
        reason: input.reason,
      });
    });
  }

  private async statusOnLeaving(enrolment: EnrolmentRow, on: string): Promise<'WITHDRAWN' | 'CANCELLED'> {
    if (WAITING.includes(enrolment.status)) return 'CANCELLED';
    const begun =
      enrolment.status !== 'CONFIRMED' || (await this.enrolments.hasBegun(enrolment, on, this.clock.now()));
    return statusOnLeaving(begun);
  }
}
