import { Injectable } from '@nestjs/common';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { LeavePeriod } from './dto/leave.dto.js';
import { LeaveRepository, type LeaveRow } from './leave.repository.js';

/** By enrolment. Load it only for enrolments that are visible. */
@Injectable()
export class LeavesLoader extends BatchLoader<LeavePeriod[]> {
  constructor(private readonly leaves: LeaveRepository) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.leaves.findOfEnrolments(enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((own) => own.map(toLeavePeriod));
  }
}

export function toLeavePeriod({ id, from, to, recordedAt }: LeaveRow): LeavePeriod {
  return Object.assign(new LeavePeriod(), { id, from, to, recordedAt });
}
