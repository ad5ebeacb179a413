import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { addDays, type LocalDate } from '../../domain/calendar.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService } from '../progress/index.js';
import { DispensationRecords } from './dispensation.records.js';
import { DispensationRepository, type DispensationRow } from './dispensation.repository.js';
import type { DispensationEndInput, DispensationGrantInput } from './dto/dispensation.dto.js';
import { Settlement } from './settlement.service.js';

/** Lifts one requirement for one enrolment: who, when and why are kept (Decision 5). */
@Injectable()
export class DispensationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
    private readonly progress: ProgressService,
    private readonly dispensations: DispensationRepository,
    private readonly records: DispensationRecords,
    private readonly settlement: Settlement,
  ) {}

  /**
   * From today on; refused where there is nothing to lift, or it is lifted already. Another one may follow when the one
   * before is over; of two that are granted at once the database refuses one.
   */
  async grant(actor: Actor, input: DispensationGrantInput): Promise<DispensationRow> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.enrolments.require(actor, 'dispensationGrant', input.enrolmentId);
      const today = this.clock.today();
      const until = input.until ?? null;
      if (until !== null && until < today)
        throw invalidInput({ path: 'until', message: 'must not be a day that is over' });
      await this.requireRequirement(enrolment, input);
      const all = await this.dispensations.findOfEnrolments([enrolment.id]);
      const earlier = all.filter((each) => each.requirement === input.requirement);
      if (earlier.some(({ validUntil }) => validUntil === null || validUntil >= today))
        throw duplicate('This requirement is lifted already.', []);
      const id = await this.records.grant(actor, {
        enrolmentId: enrolment.id,
        requirement: input.requirement,
        number: Math.max(0, ...earlier.map((each) => each.number)) + 1,
        reason: input.reason,
        validOn: today,
        validUntil: until,
      });
      return this.settled(actor, id);
    });
  }

  /** From a day on, which may be over or lie ahead; what hangs on it follows (V25). What was known before stays known. */
  async end(actor: Actor, input: DispensationEndInput): Promise<DispensationRow> {
    return this.unitOfWork.run(async () => {
      const current = await this.dispensations.find(input.dispensationId);
      if (current === null) throw notFound('dispensation');
      await this.enrolments.require(actor, 'dispensationEnd', current.enrolmentId).catch(() => {
        throw notFound('dispensation');
      });
      const validUntil = this.newEnd(current, input.on);
      await this.records.end(actor, current, validUntil, input.reason);
      return this.settled(actor, current.id);
    });
  }

  private newEnd({ validOn, validUntil }: DispensationRow, on: LocalDate): LocalDate {
    if (on < validOn)
      throw invalidInput({ path: 'on', message: 'must not be before the day it was granted' });
    if (validUntil !== null && on > validUntil)
      throw invalidState('It is over by that day already.', 'ENDED', []);
    return addDays(on, -1);
  }

  private async requireRequirement(enrolment: EnrolmentRow, input: DispensationGrantInput): Promise<void> {
    const answers = await this.progress.answers([enrolment.id], asOf(null, this.clock));
    const requirement = answers
      .get(enrolment.id)
      ?.requirements.find((each) => each.kind === input.requirement);
    if (requirement === undefined) throw notFound('enrolment');
    if (requirement.state === 'NOT_APPLICABLE')
      throw invalidState('The rules make no such requirement of this person.', 'NOT_APPLICABLE', []);
  }

  private async settled(actor: Actor, id: string): Promise<DispensationRow> {
    const row = await this.dispensations.find(id);
    if (row === null) throw notFound('dispensation');
    await this.settlement.settle(actor, [row.enrolmentId]);
    return row;
  }
}
