import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { SEATED, statusOnLeaving } from '../../domain/enrolment.js';
import { requiredHalfDays, type Capacity } from '../../domain/programme.js';
import { duplicate, invalidInput, invalidState, notFound, Refused } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EngagementService, SeatService, type SeatPlace } from '../engagement/index.js';
import { PersonRepository, PersonService } from '../person/index.js';
import { Rulebook } from '../programme/index.js';
import { CohortAssignment } from './cohort-assignment.service.js';
import type {
  EnrolmentCompleteInput,
  EnrolmentConfirmInput,
  EnrolmentReplaceInput,
  EnrolmentWithdrawInput,
} from './dto/enrolment.inputs.js';
import { EnrolmentWarning } from './dto/enrolment.inputs.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
import { EnrolmentService } from './enrolment.service.js';

export interface Seated {
  readonly enrolment: EnrolmentRow;
  readonly warnings: EnrolmentWarning[];
}

/** One person to be seated. */
export interface SeatRequest {
  readonly personId: string;
  readonly capacity: Capacity;
  readonly cohortId: string | null;
  readonly waitlist: boolean;
  readonly on: LocalDate | null;
}

/** Who gets, keeps and passes on a seat. Each act is one transaction; the database refuses a second holder. */
@Injectable()
export class SeatingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentRepository,
    private readonly finder: EnrolmentService,
    private readonly changes: EnrolmentChanges,
    private readonly seats: SeatService,
    private readonly engagements: EngagementService,
    private readonly assignment: CohortAssignment,
    private readonly people: PersonService,
    private readonly personRepository: PersonRepository,
    private readonly rulebook: Rulebook,
  ) {}

  /** V1, V4, V5: a seat, a refusal with the figures, or a place on the waiting list. */
  async confirm(actor: Actor, input: EnrolmentConfirmInput): Promise<Seated> {
    const engagement = await this.engagements.require(
      actor,
      'enrolmentConfirm',
      input.engagementId,
      input.municipalityCode,
    );
    const programme = this.rulebook.version(engagement.programmeKey, engagement.ruleVersion);
    const track = this.rulebook.requireTrack(programme, input.trackKey);
    const place = { engagement, municipalityCode: input.municipalityCode, trackKey: track.key };
    return this.unitOfWork.run(async () => {
      const [person] = await this.personRepository.findVisible(reachOf(actor, 'person'), [input.personId]);
      if (person === undefined) throw notFound('person');
      return this.seat(actor, 'enrolmentConfirm', place, {
        personId: person.id,
        capacity: input.capacity ?? 'EMPLOYEE',
        cohortId: input.cohortId ?? null,
        waitlist: input.waitlist ?? false,
        on: input.on ?? null,
      });
    });
  }

  /** Inside a unit of work, after the access check: also what each row of a roster does. */
  async seat(actor: Actor, action: string, place: SeatPlace, request: SeatRequest): Promise<Seated> {
    const { engagement, municipalityCode, trackKey } = place;
    const open = await this.enrolments.findOpen(request.personId, engagement.programmeKey, trackKey);
    const waiting = open?.status === 'WAITLISTED' || open?.status === 'NOMINATED';
    const samePlace = open?.engagementId === engagement.id && open.municipalityCode === municipalityCode;
    if (open !== null && !(waiting && samePlace))
      throw duplicate('This person is enrolled on this track already.', [open.id]);
    if (request.cohortId !== null)
      await this.assignment.requireSuitable(actor, request.cohortId, {
        programmeKey: engagement.programmeKey,
        trackKey,
        engagementId: engagement.id,
      });
    const seatId = await this.findSeat(actor, place, request);
    if (open !== null && seatId === null)
      throw duplicate('This person is on the waiting list already.', [open.id]);
    const status = seatId === null ? ('WAITLISTED' as const) : ('CONFIRMED' as const);
    const validOn = request.on ?? this.clock.today();
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
              capacity: request.capacity,
              status,
              seatId,
              cohortId: request.cohortId,
              affiliationId: (await this.people.seatAffiliation(actor, request.personId, municipalityCode))
                .id,
              replacesId: null,
            },
            { action, validOn, cohortFrom: request.on },
          )
        : await this.changes.change(actor, open, {
            action,
            status,
            seatId,
            validOn,
            ...(request.cohortId === null ? {} : { cohortId: request.cohortId, cohortFrom: request.on }),
          });
    const elsewhere = await this.enrolments.findOpenElsewhere(
      request.personId,
      engagement.programmeKey,
      trackKey,
    );
    const related = elsewhere.filter((other) => !this.isSubset(place, trackKey, other.trackKey));
    return { enrolment, warnings: related.length > 0 ? [EnrolmentWarning.ALSO_ON_OTHER_TRACK] : [] };
  }

  /** Before the first half-day the enrolment is cancelled and leaves no trace (L6); later it is a withdrawal. */
  async withdraw(actor: Actor, input: EnrolmentWithdrawInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.requireOwnSeat(actor, 'enrolmentWithdraw', input.enrolmentId);
      const release = input.releaseSeat ?? true;
      if (enrolment.status === 'WITHDRAWN') {
        if (enrolment.seatId === null || !release)
          throw invalidState('This enrolment was withdrawn already.', 'WITHDRAWN', []);
      } else if (enrolment.status === 'WAITLISTED' || enrolment.status === 'NOMINATED') {
        return this.changes.change(actor, enrolment, {
          action: 'enrolmentWithdraw',
          status: 'CANCELLED',
          validOn: input.on,
          reason: input.reason ?? null,
        });
      }
      const begun =
        enrolment.status !== 'CONFIRMED' ||
        (await this.enrolments.hasBegun(enrolment, input.on, this.clock.now()));
      const status = enrolment.status === 'WITHDRAWN' ? 'WITHDRAWN' : statusOnLeaving(begun);
      return this.changes.change(actor, enrolment, {
        action: 'enrolmentWithdraw',
        status,
        ...(release || status === 'CANCELLED' ? { seatId: null } : {}),
        validOn: input.on,
        reason: input.reason ?? null,
      });
    });
  }

  /** One person out, another in, on the same seat: never one more, never one less (V2). Nothing is carried over (V17). */
  async replace(
    actor: Actor,
    input: EnrolmentReplaceInput,
  ): Promise<{ left: EnrolmentRow; joined: EnrolmentRow }> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.requireOwnSeat(actor, 'enrolmentReplace', input.enrolmentId);
      const [person] = await this.personRepository.findVisible(reachOf(actor, 'person'), [input.personId]);
      if (person === undefined) throw notFound('person');
      if (person.id === enrolment.personId)
        throw invalidInput({ path: 'personId', message: 'is the person who holds the seat' });
      if (enrolment.seatId === null)
        throw invalidState('This enrolment holds no seat that could be passed on.', enrolment.status, [
          ...SEATED.filter((status) => status !== 'COMPLETED'),
        ]);
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
      const seatId = await this.seatForNewcomer(actor, enrolment, capacity);
      if (other !== null)
        await this.changes.change(actor, other, {
          action: 'enrolmentReplace',
          status: 'CANCELLED',
          validOn: input.on,
          reason: 'Came from the waiting list onto the seat of somebody who left',
        });
      const affiliation = await this.people.seatAffiliation(actor, person.id, enrolment.municipalityCode);
      const joined = await this.changes.create(
        actor,
        {
          ...withoutId(enrolment),
          personId: person.id,
          capacity,
          status: 'CONFIRMED',
          seatId,
          affiliationId: affiliation.id,
          replacesId: enrolment.id,
        },
        { action: 'enrolmentReplace', validOn: input.on, cohortFrom: input.on },
      );
      return { left, joined };
    });
  }

  /** By hand, for tracks whose programme states no days and no hours: nothing else says when they are completed. */
  async complete(actor: Actor, input: EnrolmentCompleteInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.require(actor, 'enrolmentComplete', input.enrolmentId);
      const track = this.rulebook.track(enrolment.programmeKey, enrolment.ruleVersion, enrolment.trackKey);
      if (requiredHalfDays(track) !== null || (track.supervision?.targetMinutes ?? null) !== null)
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

  /** Null = onto the waiting list. */
  private async findSeat(actor: Actor, place: SeatPlace, request: SeatRequest): Promise<string | null> {
    try {
      return await this.seats.findFor(actor, place, request.capacity);
    } catch (error) {
      const full =
        error instanceof Refused &&
        (error.refusal.code === 'QUOTA_EXCEEDED' || error.refusal.code === 'NEEDS_ACKNOWLEDGEMENT');
      if (full && request.waitlist) return null;
      throw error;
    }
  }

  /** The leaver's own seat, unless one of the two counts against the limit and the other does not. */
  private async seatForNewcomer(actor: Actor, left: EnrolmentRow, capacity: Capacity): Promise<string> {
    const track = this.rulebook.track(left.programmeKey, left.ruleVersion, left.trackKey);
    const counts = (each: Capacity) =>
      track.quota !== null && (each !== 'LEADER' || track.quota.leadersCount);
    if (left.seatId !== null && counts(left.capacity) === counts(capacity)) return left.seatId;
    const engagement = await this.engagements.require(
      actor,
      'enrolmentReplace',
      left.engagementId,
      left.municipalityCode,
    );
    const place = { engagement, municipalityCode: left.municipalityCode, trackKey: left.trackKey };
    return this.seats.findFor(actor, place, capacity);
  }

  /** Superusers are drawn from those trained (H1): no reason to warn. */
  private isSubset(place: SeatPlace, one: string, other: string): boolean {
    const { tracks } = this.rulebook.version(place.engagement.programmeKey, place.engagement.ruleVersion);
    const parentOf = (key: string) => tracks.find((track) => track.key === key)?.subsetOf;
    return parentOf(one) === other || parentOf(other) === one;
  }
}

function withoutId({ id: _, ...rest }: EnrolmentRow): Omit<EnrolmentRow, 'id'> {
  return rest;
}
