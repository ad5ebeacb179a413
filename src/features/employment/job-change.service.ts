import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import {
  EnrolmentHolders,
  EnrolmentRepository,
  EnrolmentService,
  type EnrolmentRow,
} from '../enrolment/index.js';
import { AffiliationRecords, PersonRepository, type AffiliationRow } from '../person/index.js';
import { AffiliationService, requireDays } from './affiliation.service.js';
import type { AffiliationChangeInput, EnrolmentSeatAffiliationSetInput } from './dto/affiliation.inputs.js';

export interface JobChange {
  readonly ended: AffiliationRow;
  readonly begun: AffiliationRow;
  readonly moved: readonly EnrolmentRow[];
}

/** Another job or department, and which job a seat belongs to. Each enrolment has exactly one seat affiliation (V36). */
@Injectable()
export class JobChangeService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly people: PersonRepository,
    private readonly affiliations: AffiliationService,
    private readonly records: AffiliationRecords,
    private readonly enrolments: EnrolmentRepository,
    private readonly finder: EnrolmentService,
    private readonly holders: EnrolmentHolders,
  ) {}

  /** L4: one job ends and the next begins in the same municipality, in one act. Seat, days and hours are untouched. */
  async change(actor: Actor, input: AffiliationChangeInput): Promise<JobChange> {
    const { on, reason = null } = input;
    return this.unitOfWork.run(async () => {
      const old = await this.affiliations.requireOwn(actor, 'affiliationChange', input.affiliationId);
      if (old.validTo !== null && old.validTo <= on)
        throw invalidState('This job has ended by then.', 'ENDED', ['affiliationAdd', 'affiliationCorrect']);
      const { id: _, ...workplace } = old;
      const next = { ...workplace, ...given(input), validFrom: on };
      if (sameWorkplace(old, next)) throw invalidInput({ path: 'unit', message: 'says nothing new' });
      const period = requireDays({ validFrom: old.validFrom, validTo: on }, 'on');
      const ended = await this.records.revise(actor, 'affiliationChange', old, period, reason);
      const begun = await this.records.begin(actor, 'affiliationChange', next, reason);
      const moved = input.moveSeats ? await this.moveSeats(actor, old, begun, reason) : [];
      return { ended, begun, moved };
    });
  }

  /** Only whoever answers for the seat says which of the person's jobs it belongs to. */
  async setSeatAffiliation(actor: Actor, input: EnrolmentSeatAffiliationSetInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.requireOwnSeat(
        actor,
        'enrolmentSeatAffiliationSet',
        input.enrolmentId,
      );
      const own = await this.people.affiliationsOf([enrolment.personId]);
      if (!own.some((affiliation) => affiliation.id === input.affiliationId))
        throw invalidInput({ path: 'affiliationId', message: 'is not a job of this person' });
      if (enrolment.affiliationId === input.affiliationId) return enrolment;
      const [moved = enrolment] = await this.seatAt(
        actor,
        'enrolmentSeatAffiliationSet',
        [enrolment],
        input.affiliationId,
        input.reason ?? null,
      );
      return moved;
    });
  }

  /** Those that are the actor's to move; a seat of another municipality stays where that one put it (V39). */
  private async moveSeats(
    actor: Actor,
    from: AffiliationRow,
    to: AffiliationRow,
    reason: string | null,
  ): Promise<EnrolmentRow[]> {
    const reach = reachOf(actor, 'affiliationChange');
    const all = await this.enrolments.findOfPeople([from.personId]);
    const own = all.filter(
      ({ affiliationId, municipalityCode }) =>
        affiliationId === from.id && reaches(reach, { municipalityCodes: [municipalityCode] }),
    );
    return own.length === 0 ? [] : this.seatAt(actor, 'affiliationChange', own, to.id, reason);
  }

  private async seatAt(
    actor: Actor,
    action: string,
    enrolments: readonly EnrolmentRow[],
    affiliationId: string,
    reason: string | null,
  ): Promise<EnrolmentRow[]> {
    const moved = await this.holders.seatAt(actor, enrolments, affiliationId);
    await this.audit.record(
      actor,
      ...enrolments.map((enrolment) => ({
        action,
        subjectId: enrolment.id,
        before: { affiliationId: enrolment.affiliationId },
        after: { affiliationId },
        reason,
      })),
    );
    return moved;
  }
}

const CHANGEABLE = ['organisation', 'organisationType', 'unit', 'role'] as const;

/** What the input says; what it leaves out is not in it. */
function given(input: AffiliationChangeInput): Partial<Pick<AffiliationRow, (typeof CHANGEABLE)[number]>> {
  return Object.fromEntries(
    CHANGEABLE.filter((key) => input[key] !== undefined).map((key) => [key, input[key]]),
  );
}

function sameWorkplace(
  one: Pick<AffiliationRow, (typeof CHANGEABLE)[number]>,
  other: Pick<AffiliationRow, (typeof CHANGEABLE)[number]>,
): boolean {
  return CHANGEABLE.every((key) => one[key] === other[key]);
}
