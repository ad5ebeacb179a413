import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { SEATED } from '../../domain/enrolment.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Settlement } from '../certification/index.js';
import { CohortRepository } from '../cohort/index.js';
import { EngagementService, SeatService } from '../engagement/index.js';
import {
  EnrolmentChanges,
  EnrolmentService,
  FreedSeats,
  LeavingService,
  type EnrolmentRow,
} from '../enrolment/index.js';
import { PersonService } from '../person/index.js';
import { TransferChoice, type EnrolmentTransferInput } from './dto/transfer.dto.js';

/** Somebody moves to another municipality (L5): what becomes of the seat is chosen and recorded. */
@Injectable()
export class TransferService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly enrolments: EnrolmentService,
    private readonly changes: EnrolmentChanges,
    private readonly leaving: LeavingService,
    private readonly freed: FreedSeats,
    private readonly engagements: EngagementService,
    private readonly seats: SeatService,
    private readonly cohorts: CohortRepository,
    private readonly people: PersonService,
    private readonly settlement: Settlement,
  ) {}

  /** Days, hours and certificate stay with the person; reports of earlier days keep the old municipality. */
  async transfer(actor: Actor, input: EnrolmentTransferInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.enrolments.requireOwnSeat(actor, 'enrolmentTransfer', input.enrolmentId);
      if (!SEATED.includes(enrolment.status))
        throw invalidState('Only somebody who holds a seat can move with it.', enrolment.status, SEATED);
      if (
        input.choice !== TransferChoice.TRANSFERRED &&
        (input.engagementId ?? input.municipalityCode) != null
      )
        throw invalidInput({ path: 'engagementId', message: 'goes with TRANSFERRED only' });
      const moved = await this.move(actor, enrolment, input);
      await this.settlement.settle(actor, [enrolment.id]);
      return moved;
    });
  }

  private async move(
    actor: Actor,
    enrolment: EnrolmentRow,
    input: EnrolmentTransferInput,
  ): Promise<EnrolmentRow> {
    const { on: validOn, reason = null } = input;
    const action = 'enrolmentTransfer';
    switch (input.choice) {
      case TransferChoice.WITHDRAWN:
        return (await this.leaving.leave(actor, enrolment, { action, on: validOn, release: null, reason }))
          .enrolment;
      case TransferChoice.CONTINUES_AS_GUEST:
        return this.changes.change(actor, enrolment, { action, continuesAsGuest: true, validOn, reason });
      case TransferChoice.TRANSFERRED:
        return this.ontoSeatOf(actor, enrolment, input);
    }
  }

  /** The new seat is taken in the same step as the old one is given up, or nothing happens; the old one goes to whoever waits. */
  private async ontoSeatOf(
    actor: Actor,
    enrolment: EnrolmentRow,
    input: EnrolmentTransferInput,
  ): Promise<EnrolmentRow> {
    const { engagementId, municipalityCode } = input;
    if (engagementId == null) throw invalidInput({ path: 'engagementId', message: 'is needed' });
    if (municipalityCode == null) throw invalidInput({ path: 'municipalityCode', message: 'is needed' });
    const engagement = await this.engagements.require(
      actor,
      'enrolmentTransfer',
      engagementId,
      municipalityCode,
    );
    if (engagement.programmeKey !== enrolment.programmeKey)
      throw invalidInput({ path: 'engagementId', message: 'is of another programme' });
    if (municipalityCode === enrolment.municipalityCode && engagementId === enrolment.engagementId)
      throw invalidInput({ path: 'municipalityCode', message: 'is where the seat is already' });
    const place = this.seats.place(engagement, municipalityCode, enrolment.trackKey);
    const seatId = await this.seats.findFor(actor, place, enrolment.capacity, input.on);
    const affiliation = await this.people.seatAffiliation(actor, enrolment.personId, municipalityCode);
    const moved = await this.changes.change(actor, enrolment, {
      action: 'enrolmentTransfer',
      engagementId,
      municipalityCode,
      affiliationId: affiliation.id,
      seatId,
      continuesAsGuest: false,
      ...((await this.staysInCohort(enrolment, engagementId)) ? {} : { cohortId: null }),
      validOn: input.on,
      reason: input.reason ?? null,
    });
    await this.freed.passOn(actor, enrolment);
    return moved;
  }

  /** A cohort that belongs to the old engagement alone is left. */
  private async staysInCohort(enrolment: EnrolmentRow, engagementId: string): Promise<boolean> {
    if (enrolment.cohortId === null) return true;
    const [cohort] = await this.cohorts.find([enrolment.cohortId]);
    return cohort?.engagementId === null || cohort?.engagementId === engagementId;
  }
}
