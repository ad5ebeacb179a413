import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { CorrectionRepository, type CorrectionRow } from './correction.repository.js';
import { CorrectionDecision, CorrectionRequest } from './dto/correction.dto.js';

/** By person: their own requests, or those that are for the actor to answer. */
@Injectable()
export class CorrectionsOfPersonLoader extends BatchLoader<CorrectionRequest[]> {
  constructor(private readonly corrections: CorrectionRepository) {
    super();
  }

  protected async batch(context: RequestContext, personIds: readonly string[]) {
    const rows = await this.corrections.ofPeople(reachOf(actorOf(context), 'correctionRequests'), personIds);
    return grouped(personIds, rows, (row) => row.personId).map((each) => each.map(toCorrection));
  }
}

export function toCorrection({ statement, recordedAt, decision, ...row }: CorrectionRow): CorrectionRequest {
  return Object.assign(new CorrectionRequest(), row, {
    text: statement,
    requestedAt: recordedAt,
    open: row.answeredAt === null,
    decision: decision === null ? null : CorrectionDecision[decision],
  });
}
