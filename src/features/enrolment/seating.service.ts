import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { WAITING } from '../../domain/enrolment.js';
import type { Capacity } from '../../domain/programme.js';
import { duplicate, Refused } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EngagementService, SeatService, type SeatPlace } from '../engagement/index.js';
import { PersonService } from '../person/index.js';
import { CohortAssignment } from './cohort-assignment.service.js';
import type { EnrolmentConfirmInput, EnrolmentWarning } from './dto/enrolment.inputs.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
import { EnrolmentWarnings } from './enrolment.warnings.js';

interface Seated {
  readonly enrolment: EnrolmentRow;
  readonly warnings: EnrolmentWarning[];
}

/** One person to be seated. */
interface SeatRequest {
  readonly personId: string;
  /** Null = as it was when the person began to wait, else EMPLOYEE. */
  readonly capacity: Capacity | null;
  readonly cohortId: string | null;
  readonly waitlist: boolean;
  /** On the waiting list; null = the default. */
  readonly priority: number | null;
  readonly on: LocalDate | null;
}

/** Who gets a seat. Each act is one transaction; the database itself refuses a second holder. */
@Injectable()
export class SeatingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentRepository,
    private readonly changes: EnrolmentChanges,
    private readonly seats: SeatService,
    private readonly engagements: EngagementService,
    private readonly assignment: CohortAssignment,
    private readonly people: PersonService,
    private readonly warnings: EnrolmentWarnings,
  ) {}

  /** V1, V4, V5: a seat, a refusal with the figures, or a place on the waiting list. */
  async confirm(actor: Actor, input: EnrolmentConfirmInput): Promise<Seated> {
    const engagement = await this.engagements.require(
      actor,
      'enrolmentConfirm',
      input.engagementId,
      input.municipalityCode,
    );
    const place = this.seats.place(engagement, input.municipalityCode, input.trackKey);
    return this.unitOfWork.run(async () => {
      const person = await this.people.requireForSeat(actor, input.personId);
      return this.seat(actor, 'enrolmentConfirm', place, {
        personId: person.id,
        capacity: input.capacity ?? null,
        cohortId: input.cohortId ?? null,
        waitlist: input.waitlist ?? false,
        priority: input.priority ?? null,
        on: input.on ?? null,
      });
    });
  }

  /**
   * Inside a unit of work, after the access check: also what each row of a roster does. Whoever is offered a seat takes
   * that one; whoever else asks comes after those who wait.
   */
  async seat(actor: Actor, action: string, place: SeatPlace, request: SeatRequest): Promise<Seated> {
    const { engagement, municipalityCode, trackKey } = place;
    const open = await this.enrolments.findOpen(request.personId, engagement.programmeKey, trackKey);
    const waiting = open !== null && WAITING.includes(open.status);
    const samePlace = open?.engagementId === engagement.id && open.municipalityCode === municipalityCode;
    if (open !== null && !(waiting && samePlace))
      throw duplicate('This person is enrolled on this track already.', [open.id]);
    if (request.cohortId !== null)
      await this.assignment.requireSuitable(actor, request.cohortId, {
        programmeKey: engagement.programmeKey,
        trackKey,
        engagementId: engagement.id,
      });
    const capacity = request.capacity ?? open?.capacity ?? 'EMPLOYEE';
    const validOn = request.on ?? this.clock.today();
    const seatId =
      (open === null ? null : await this.seats.acceptOffer(actor, place, capacity, open.id)) ??
      (await this.findSeat(actor, place, capacity, request.waitlist, validOn));
    if (open !== null && seatId === null)
      throw duplicate('This person is on the waiting list already.', [open.id]);
    const status = seatId === null ? ('WAITLISTED' as const) : ('CONFIRMED' as const);
    const cohortId = request.cohortId ?? open?.cohortId ?? null;
    const enrolment =
      open === null
        ? await this.changes.create(
            actor,
            {
              personId: request.personId,
              engagementId: engagement.id,
              municipalityCode,
              programmeKey: engagement.programmeKey,
              ruleVersion: engagement.ruleVersion,
              trackKey,
              capacity,
              status,
              seatId,
              cohortId,
              affiliationId: (await this.people.seatAffiliation(actor, request.personId, municipalityCode))
                .id,
              replacesId: null,
            },
            { action, validOn, cohortFrom: request.on },
          )
        : await this.changes.change(actor, open, {
            action,
            status,
            capacity,
            seatId,
            validOn,
            // Whoever waited was not there: earlier days of the cohort are missed, and nobody waits for their record.
            ...(cohortId === null ? {} : { cohortId, cohortFrom: validOn }),
          });
    if (seatId === null && request.priority !== null)
      await this.seats.prioritise(actor, enrolment.id, request.priority);
    if (open !== null) await this.seats.waitsNoLonger(actor, place, open.id);
    return { enrolment, warnings: await this.warnings.of(enrolment) };
  }

  /** Null = onto the waiting list. */
  private async findSeat(
    actor: Actor,
    place: SeatPlace,
    capacity: Capacity,
    waitlist: boolean,
    on: LocalDate,
  ): Promise<string | null> {
    try {
      return await this.seats.findFor(actor, place, capacity, on);
    } catch (error) {
      const full =
        error instanceof Refused &&
        (error.refusal.code === 'QUOTA_EXCEEDED' || error.refusal.code === 'NEEDS_ACKNOWLEDGEMENT');
      if (full && waitlist) return null;
      throw error;
    }
  }
}
