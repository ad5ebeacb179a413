import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { WAITING } from '../../domain/enrolment.js';
import { invalidState, notFound, Refused } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { EngagementWithdrawalEntity } from '../../storage/seats.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import {
  EngagementRepository,
  EngagementService,
  SeatService,
  takingPart,
  withdrawalsOf,
  type EngagementRow,
  type SeatPlace,
} from '../engagement/index.js';
import { EnrolmentRepository, LeavingService, type EnrolmentRow } from '../enrolment/index.js';
import type { EngagementPartnerWithdrawInput } from './dto/partner-withdraw.dto.js';

interface PartnerWithdrawal {
  readonly engagement: EngagementRow;
  readonly places: readonly SeatPlace[];
  readonly withdrawn: readonly EnrolmentRow[];
  readonly notWaiting: readonly EnrolmentRow[];
}

const ACTION = 'engagementPartnerWithdraw';

/** L21: a municipality leaves an engagement that it takes part in with others. What was so before stays readable. */
@Injectable()
export class PartnerWithdrawalService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly engagementService: EngagementService,
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
    private readonly enrolments: EnrolmentRepository,
    private readonly leaving: LeavingService,
  ) {}

  /**
   * Its own seats close, each as soon as nobody holds it; the others' stay as they are, and so does a limit that all
   * share. Refused while people hold seats, unless they are to be withdrawn. Who has completed keeps the seat.
   */
  async withdraw(actor: Actor, input: EngagementPartnerWithdrawInput): Promise<PartnerWithdrawal> {
    const { engagementId, municipalityCode, on, reason } = input;
    return this.unitOfWork.run(async () => {
      const engagement = await this.engagementService.require(actor, ACTION, engagementId, municipalityCode);
      requirePartners(engagement, municipalityCode);
      const there = await this.enrolments.findAt(engagementId, municipalityCode);
      const seated = there.filter((row) => row.seatId !== null && row.status !== 'COMPLETED');
      if (seated.length > 0 && input.releaseHeld !== true)
        throw new Refused({
          code: 'SEATS_HELD',
          message: `People hold ${seated.length} seats of this municipality: withdraw or transfer them first.`,
          holders: seated.map((row) => row.id),
        });
      // First of all: from here on nobody who waits there is offered a seat, and a seat that somebody leaves closes.
      await this.store.insert(EngagementWithdrawalEntity, {
        engagementId,
        municipalityCode,
        validOn: on,
        reason,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      const leave = async (row: EnrolmentRow) =>
        (await this.leaving.leave(actor, row, { action: ACTION, on, release: true, reason })).enrolment;
      const notWaiting: EnrolmentRow[] = [];
      for (const row of there) if (WAITING.includes(row.status)) notWaiting.push(await leave(row));
      const withdrawn: EnrolmentRow[] = [];
      for (const row of seated) withdrawn.push(await leave(row));
      const [after] = await this.engagements.find([engagementId]);
      if (after === undefined) throw notFound('engagement');
      const places = this.seats.places(after, municipalityCode);
      const closed = await this.seats.closeVacant(actor, places);
      await this.audit.record(actor, {
        action: ACTION,
        subjectId: engagementId,
        after: { municipalityCode, on, closed, withdrawn: withdrawn.map((row) => row.id) },
        reason,
      });
      return { engagement: after, places, withdrawn, notWaiting };
    });
  }
}

function requirePartners(engagement: EngagementRow, municipalityCode: string): void {
  if (withdrawalsOf(engagement).some(({ code }) => code === municipalityCode))
    throw invalidState('The municipality has left this engagement already.', 'LEFT', []);
  if (takingPart(engagement).every((code) => code === municipalityCode))
    throw invalidState('No other municipality takes part in this engagement.', 'ALONE', []);
}
