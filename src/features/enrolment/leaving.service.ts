import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { statusOnLeaving, WAITING } from '../../domain/enrolment.js';
import { statesDaysOrHours } from '../../domain/programme.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Rulebook } from '../programme/index.js';
import {
  SeatKeptBecause,
  type EnrolmentCompleteInput,
  type EnrolmentWithdrawInput,
} from './dto/enrolment.inputs.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
import { EnrolmentService } from './enrolment.service.js';
import { FreedSeats } from './freed-seats.js';
import { needsApproval, SeatReuseRules } from './seat-reuse.rules.js';

interface Leaving {
  readonly enrolment: EnrolmentRow;
  readonly seatReleased: boolean;
  /** Null when it was released. */
  readonly seatKeptBecause: SeatKeptBecause | null;
}

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
    private readonly reuse: SeatReuseRules,
    private readonly freed: FreedSeats,
  ) {}

  /**
   * Before the first half-day the enrolment is cancelled and leaves no trace (L6); later it is a withdrawal. The seat is
   * released unless it is asked for otherwise, or unless it is too late to be used again without approval (L7); released,
   * it is offered to whoever waits.
   */
  async withdraw(actor: Actor, input: EnrolmentWithdrawInput): Promise<Leaving> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.requireOwnSeat(actor, 'enrolmentWithdraw', input.enrolmentId);
      const { on, releaseSeat: release = null, reason = null } = input;
      if (enrolment.status === 'WITHDRAWN' && (enrolment.seatId === null || release === false))
        throw invalidState('This enrolment was withdrawn already.', 'WITHDRAWN', []);
      return this.leave(actor, enrolment, { action: 'enrolmentWithdraw', on, release, reason });
    });
  }

  /** Inside a unit of work, after the access check. `release: null` = as far as nobody else is to be asked. */
  async leave(
    actor: Actor,
    enrolment: EnrolmentRow,
    how: { action: string; on: LocalDate; release: boolean | null; reason: string | null },
  ): Promise<Leaving> {
    const status = await this.statusOnLeaving(enrolment, how.on);
    const kept = status === 'CANCELLED' ? null : await this.keptBecause(actor, enrolment, how);
    if (kept === SeatKeptBecause.NEEDS_APPROVAL && (how.release === true || enrolment.status === 'WITHDRAWN'))
      throw needsApproval(enrolment.status);
    const left = await this.changes.change(actor, enrolment, {
      action: how.action,
      status,
      ...(kept === null ? { seatId: null } : {}),
      validOn: how.on,
      reason: how.reason,
    });
    await this.freed.passOn(actor, left);
    const seatReleased = enrolment.seatId !== null && left.seatId === null;
    return {
      enrolment: left,
      seatReleased,
      seatKeptBecause: seatReleased ? null : (kept ?? SeatKeptBecause.NO_SEAT),
    };
  }

  private async keptBecause(
    actor: Actor,
    enrolment: EnrolmentRow,
    { on, release }: { on: LocalDate; release: boolean | null },
  ): Promise<SeatKeptBecause | null> {
    if (release === false) return SeatKeptBecause.ASKED;
    return (await this.reuse.mayPassOn(actor, enrolment, on)) ? null : SeatKeptBecause.NEEDS_APPROVAL;
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
    const begun = await this.enrolments.begunAmong([enrolment.id], on, this.clock.now());
    return statusOnLeaving(begun.has(enrolment.id));
  }
}
