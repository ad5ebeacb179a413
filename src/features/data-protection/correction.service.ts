import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { CorrectionAnswerEntity, CorrectionRequestEntity } from '../../storage/protection.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CorrectionRepository, type CorrectionRow } from './correction.repository.js';
import { isDisputed } from './correction.routing.js';
import type { CorrectionAnswerInput, CorrectionRequestInput } from './dto/correction.dto.js';

const EVERYTHING = { everything: true, municipalityCodes: [], providerIds: [], personIds: [] };

/**
 * Somebody asks for a correction of what is stored about them; whoever is responsible decides. A request changes no record
 * by itself, and both what was asked and the answer stay. The log names them without their words, which are for those
 * alone who ask and who answer.
 */
@Injectable()
export class CorrectionService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly corrections: CorrectionRepository,
  ) {}

  /** One open request about each record. */
  async request(actor: Actor, input: CorrectionRequestInput): Promise<CorrectionRow> {
    return this.unitOfWork.run(async () => {
      const people = await this.corrections.registrations(input.personId);
      if (!reaches(reachOf(actor, 'correctionRequest'), { personIds: people })) throw notFound('person');
      const recordId = input.recordId ?? input.personId;
      if (isDisputed(recordId))
        throw invalidState('Who was there is disputed by itself, and the provider answers.', 'DISPUTED', [
          'attendanceDispute',
        ]);
      const responsible = people.length === 0 ? null : await this.corrections.responsible(recordId, people);
      if (responsible === null) throw notFound(input.recordId ? 'record' : 'person');
      const earlier = await this.corrections.ofPeople(EVERYTHING, people);
      const open = earlier.find((each) => each.answeredAt === null && each.recordId === recordId);
      if (open !== undefined) throw duplicate('An earlier request about this is still open.', []);
      const id = newId('correctionRequest');
      await this.store.insert(CorrectionRequestEntity, {
        id,
        personId: input.personId,
        recordId,
        ...responsible,
        statement: input.text,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        answeredAt: null,
      });
      await this.audit.record(actor, {
        action: 'correctionRequest',
        subjectId: input.personId,
        after: { correctionRequestId: id, recordId, ...responsible },
      });
      return this.again(id);
    });
  }

  /** By whoever is responsible; once. */
  async answer(actor: Actor, input: CorrectionAnswerInput): Promise<CorrectionRow> {
    return this.unitOfWork.run(async () => {
      const request = await this.corrections.find(
        reachOf(actor, 'correctionAnswer'),
        input.correctionRequestId,
      );
      if (request === null) throw notFound('correction request');
      const at = this.clock.now();
      const changed = await this.store.change(
        sql`UPDATE correction_request SET answered_at = ${at} WHERE id = ${request.id} AND answered_at IS NULL`,
      );
      if (changed !== 1) throw invalidState('This request was answered already.', 'ANSWERED', []);
      await this.store.insert(CorrectionAnswerEntity, {
        requestId: request.id,
        decision: input.decision,
        answer: input.text,
        recordedAt: at,
        recordedBy: actor.subject,
      });
      const { id: correctionRequestId, recordId } = request;
      await this.audit.record(actor, {
        action: 'correctionAnswer',
        subjectId: request.personId,
        before: { correctionRequestId, recordId },
        after: { correctionRequestId, recordId, decision: input.decision },
      });
      return this.again(request.id);
    });
  }

  private async again(id: string): Promise<CorrectionRow> {
    const row = await this.corrections.find(EVERYTHING, id);
    if (row === null) throw new Error('A correction request that was written is gone');
    return row;
  }
}
