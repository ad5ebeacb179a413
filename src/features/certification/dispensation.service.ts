import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { DispensationEntity } from '../../storage/people.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentService } from '../enrolment/index.js';
import { asOf, ProgressService } from '../progress/index.js';
import { DispensationRepository, type DispensationRow } from './dispensation.repository.js';
import type { DispensationGrantInput } from './dto/dispensation.dto.js';
import { Settlement } from './settlement.service.js';

/** Lifts one requirement for one enrolment: who, when and why are kept (Decision 5). */
@Injectable()
export class DispensationService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
    private readonly progress: ProgressService,
    private readonly dispensations: DispensationRepository,
    private readonly settlement: Settlement,
  ) {}

  /** From today on; refused where there is nothing to lift, or it is lifted already. */
  async grant(actor: Actor, input: DispensationGrantInput): Promise<DispensationRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.enrolments.require(actor, 'dispensationGrant', input.enrolmentId);
      const answers = await this.progress.answers([enrolment.id], asOf(null, this.clock));
      const requirement = answers
        .get(enrolment.id)
        ?.requirements.find((each) => each.kind === input.requirement);
      if (requirement === undefined) throw notFound('enrolment');
      if (requirement.state === 'NOT_APPLICABLE')
        throw invalidState('The rules make no such requirement of this person.', 'NOT_APPLICABLE', []);
      const earlier = await this.dispensations.findOfEnrolments([enrolment.id]);
      if (earlier.some((each) => each.requirement === input.requirement))
        throw duplicate('This requirement is lifted already.', []);
      const dispensation: DispensationRow = {
        id: newId('dispensation'),
        enrolmentId: enrolment.id,
        requirement: input.requirement,
        reason: input.reason,
        validOn: this.clock.today(),
      };
      await this.store.insert(DispensationEntity, {
        ...dispensation,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        endedAt: null,
      });
      const { id: _, reason, ...after } = dispensation;
      await this.audit.record(actor, {
        action: 'dispensationGrant',
        subjectId: dispensation.id,
        after,
        reason,
      });
      await this.settlement.settle(actor, [enrolment.id]);
      return dispensation;
    });
  }
}
