import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { SEATED } from '../../domain/enrolment.js';
import { invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CohortRepository } from '../cohort/index.js';
import type { EnrolmentAssignInput } from './dto/enrolment.inputs.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';

/** Puts seated people into cohorts, and moves them. What they have attended stays theirs. */
@Injectable()
export class CohortAssignment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly cohorts: CohortRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly changes: EnrolmentChanges,
  ) {}

  async assign(actor: Actor, input: EnrolmentAssignInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.requireMovable(actor, input.enrolmentId);
      if (!SEATED.includes(enrolment.status))
        throw invalidState(
          'Only somebody who holds a seat can be put into a cohort.',
          enrolment.status,
          SEATED,
        );
      await this.requireSuitable(actor, input.cohortId, enrolment);
      if (enrolment.cohortId === input.cohortId) return enrolment;
      return this.changes.change(actor, enrolment, {
        action: 'enrolmentAssign',
        cohortId: input.cohortId,
        cohortFrom: input.on ?? null,
        validOn: input.on ?? this.clock.today(),
      });
    });
  }

  /**
   * On an own seat, in an own cohort now, or in none yet: a provider fills its cohorts with people who wait for one, and
   * does not fetch anybody back from another's.
   */
  private async requireMovable(actor: Actor, enrolmentId: string): Promise<EnrolmentRow> {
    const reach = reachOf(actor, 'enrolmentAssign');
    const [enrolment] = await this.enrolments.find([enrolmentId]);
    if (enrolment === undefined) throw notFound('enrolment');
    const cohortId = enrolment.cohortId;
    const [cohort] = cohortId === null ? [] : await this.cohorts.find([cohortId]);
    const providerIds = cohortId === null ? reach.providerIds : [cohort?.providerId ?? null];
    if (!reaches(reach, { municipalityCodes: [enrolment.municipalityCode], providerIds }))
      throw notFound('enrolment');
    return enrolment;
  }

  /** A cohort that the actor can see, of the same programme and track, open to the engagement. */
  async requireSuitable(
    actor: Actor,
    cohortId: string,
    wanted: { programmeKey: string; trackKey: string; engagementId: string },
  ): Promise<void> {
    const [cohort] = await this.cohorts.findVisible(reachOf(actor, 'cohort'), [cohortId]);
    const problem =
      cohort === undefined
        ? 'is not a cohort that you can see'
        : cohort.programmeKey !== wanted.programmeKey || cohort.trackKey !== wanted.trackKey
          ? 'is a cohort of another track'
          : cohort.engagementId !== null && cohort.engagementId !== wanted.engagementId
            ? 'belongs to another engagement'
            : null;
    if (problem !== null) throw invalidInput({ path: 'cohortId', message: problem });
  }
}
