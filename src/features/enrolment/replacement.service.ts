import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { LocalDate } from '../../domain/calendar.js';
import { SEATED } from '../../domain/enrolment.js';
import type { Capacity } from '../../domain/programme.js';
import { takesCountedSeat } from '../../domain/seats.js';
import { duplicate, invalidInput, invalidState } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EngagementService, requireTakingPart, SeatService } from '../engagement/index.js';
import { PersonService } from '../person/index.js';
import type { EnrolmentReplaceInput } from './dto/enrolment.inputs.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
import { EnrolmentService } from './enrolment.service.js';
import { FreedSeats } from './freed-seats.js';
import { needsApproval, SeatReuseRules } from './seat-reuse.rules.js';

/** How a seat passes from one person to another. */
@Injectable()
export class ReplacementService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly enrolments: EnrolmentRepository,
    private readonly finder: EnrolmentService,
    private readonly changes: EnrolmentChanges,
    private readonly seats: SeatService,
    private readonly engagements: EngagementService,
    private readonly people: PersonService,
    private readonly reuse: SeatReuseRules,
    private readonly freed: FreedSeats,
  ) {}

  /**
   * One person out, another in, on the same seat: never one more, never one less (V2). Nothing is carried over (V17).
   * After the cut-off with the provider's approval only (L7).
   */
  async replace(
    actor: Actor,
    input: EnrolmentReplaceInput,
  ): Promise<{ left: EnrolmentRow; joined: EnrolmentRow }> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.requireOwnSeat(actor, 'enrolmentReplace', input.enrolmentId);
      const person = await this.people.requireForSeat(actor, input.personId);
      if (person.id === enrolment.personId)
        throw invalidInput({ path: 'personId', message: 'is the person who holds the seat' });
      if (enrolment.seatId === null)
        throw invalidState('This enrolment holds no seat that could be passed on.', enrolment.status, [
          ...SEATED.filter((status) => status !== 'COMPLETED'),
        ]);
      if (!(await this.reuse.mayPassOn(actor, enrolment, input.on))) throw needsApproval(enrolment.status);
      const other = await this.enrolments.findOpen(person.id, enrolment.programmeKey, enrolment.trackKey);
      if (other !== null && other.status !== 'WAITLISTED')
        throw duplicate('The newcomer is enrolled on this track already.', [other.id]);
      const capacity = input.capacity ?? enrolment.capacity;
      const left = await this.changes.change(actor, enrolment, {
        action: 'enrolmentReplace',
        status: 'REPLACED',
        seatId: null,
        validOn: input.on,
      });
      const seatId = await this.seatForNewcomer(actor, enrolment, capacity, input.on);
      if (other !== null) {
        await this.changes.change(actor, other, {
          action: 'enrolmentReplace',
          status: 'CANCELLED',
          validOn: input.on,
          reason: 'Came from the waiting list onto the seat of somebody who left',
        });
        await this.freed.passOn(actor, other);
      }
      const affiliation = await this.people.seatAffiliation(actor, person.id, enrolment.municipalityCode);
      const joined = await this.changes.create(
        actor,
        {
          ...place(enrolment),
          personId: person.id,
          capacity,
          status: 'CONFIRMED',
          seatId,
          affiliationId: affiliation.id,
          replacesId: enrolment.id,
        },
        { action: 'enrolmentReplace', validOn: input.on, cohortFrom: input.on },
      );
      await this.freed.passOn(actor, left);
      return { left, joined };
    });
  }

  /**
   * The leaver's own seat, unless one of the two counts against the limit and the other does not. None where the
   * municipality has left (L21).
   */
  private async seatForNewcomer(
    actor: Actor,
    left: EnrolmentRow,
    capacity: Capacity,
    on: LocalDate,
  ): Promise<string> {
    const engagement = await this.engagements.require(
      actor,
      'enrolmentReplace',
      left.engagementId,
      left.municipalityCode,
    );
    const place = { engagement, municipalityCode: left.municipalityCode, trackKey: left.trackKey };
    requireTakingPart(place);
    const { quota } = this.seats.track(place);
    if (left.seatId !== null && takesCountedSeat(quota, left.capacity) === takesCountedSeat(quota, capacity))
      return left.seatId;
    return this.seats.findFor(actor, place, capacity, on);
  }
}

/** What the newcomer's enrolment has in common with the leaver's. */
function place(left: EnrolmentRow) {
  const { engagementId, municipalityCode, programmeKey, ruleVersion, trackKey, cohortId } = left;
  return { engagementId, municipalityCode, programmeKey, ruleVersion, trackKey, cohortId };
}
