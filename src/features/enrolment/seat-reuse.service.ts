import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { SeatReuseApprovalEntity } from '../../storage/seats.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { SeatReuseApproveInput } from './dto/seat-reuse.model.js';
import type { EnrolmentRow } from './enrolment.repository.js';
import { EnrolmentService } from './enrolment.service.js';
import { SeatReuseRules } from './seat-reuse.rules.js';

/** The provider agrees that a seat is used again after the cut-off (L7). */
@Injectable()
export class SeatReuseService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: EnrolmentService,
    private readonly rules: SeatReuseRules,
  ) {}

  /**
   * For one enrolment, once, while it holds its seat; also ahead of time. It holds with the provider that the person is
   * with: after a move to another one it is for the agency to decide. It changes nothing about the seat itself: the
   * coordinator replaces the person or releases the seat.
   */
  async approve(actor: Actor, input: SeatReuseApproveInput): Promise<EnrolmentRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.finder.require(actor, 'seatReuseApprove', input.enrolmentId);
      if (!(await this.rules.mayApprove(actor, enrolment))) throw notFound('enrolment');
      if (enrolment.seatId === null)
        throw invalidState('This enrolment holds no seat that could be used again.', enrolment.status, []);
      const [answer] = await this.rules.answers([enrolment]);
      if (answer?.until === null)
        throw invalidState('This seat can be used again without approval.', enrolment.status, []);
      if (answer?.approved) throw duplicate('This has been approved already.', [enrolment.id]);
      if (await this.rules.wasApproved(enrolment))
        throw invalidState(
          'It was approved with another provider, and is approved once only: the agency replaces the person or releases the seat.',
          enrolment.status,
          [],
        );
      await this.store.insert(SeatReuseApprovalEntity, {
        enrolmentId: enrolment.id,
        reason: input.reason,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, {
        action: 'seatReuseApprove',
        subjectId: enrolment.id,
        before: { approved: false },
        after: { approved: true },
        reason: input.reason,
      });
      return enrolment;
    });
  }
}
