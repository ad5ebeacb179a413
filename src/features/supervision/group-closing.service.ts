import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { addDays, copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { SEATED } from '../../domain/enrolment.js';
import { shortfall } from '../../domain/forecast.js';
import { invalidInput, invalidState, Refused } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { ClosureRecords, type MembershipChange } from './closure.records.js';
import type { SupervisionGroupCloseInput, SupervisionGroupReopenInput } from './dto/closing.inputs.js';
import { GroupRepository, type GroupRow } from './group.repository.js';
import { MeetingRepository } from './meeting.repository.js';
import { SupervisionService } from './supervision.service.js';

/** A group that was closed, and whom that leaves with hours missing (Q10). */
export interface ClosedGroup {
  readonly group: GroupRow;
  /** By name; whoever runs a group may see everybody in it. */
  readonly short: readonly Short[];
}

export interface Short {
  readonly answer: ProgressAnswer;
  readonly missingMinutes: number;
}

/** Groups meet for the last time. What was done in them stays where it was (V16, V38). */
@Injectable()
export class GroupClosing {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: SupervisionService,
    private readonly groups: GroupRepository,
    private readonly meetings: MeetingRepository,
    private readonly records: ClosureRecords,
    private readonly progress: ProgressService,
  ) {}

  /**
   * Memberships end with the last day. Refused while a meeting after it is planned, or if the group met after it. A dry
   * run does all of it and takes it back.
   */
  async close(actor: Actor, input: SupervisionGroupCloseInput): Promise<ClosedGroup> {
    const closing = async (): Promise<ClosedGroup> => {
      const action = 'supervisionGroupClose';
      const { groupId, lastDay, reason } = input;
      const { closedAfter } = await this.finder.requireOwnGroup(actor, action, groupId);
      if (closedAfter !== null)
        throw invalidState(`This group is closed already: its last day is ${closedAfter}.`, 'CLOSED', [
          'supervisionGroupReopen',
        ]);
      await this.requireOver(groupId, lastDay);
      const ended = await this.records.close(actor, groupId, lastDay, reason);
      const told = { subjectId: groupId, before: { closedAfter }, after: { closedAfter: lastDay } };
      await this.audit.record(actor, { action, ...told, reason }, ...toEntries(action, ended, reason));
      const ids = [...new Set(ended.map(({ before }) => before.enrolmentId))];
      return { group: await this.groups.again(groupId), short: await this.short(ids) };
    };
    return input.dryRun ? this.unitOfWork.preview(closing) : this.unitOfWork.run(closing);
  }

  /** It was closed by mistake, or has to go on. Members are in it as before, but for those changed since. */
  async reopen(actor: Actor, { groupId, reason }: SupervisionGroupReopenInput): Promise<GroupRow> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisionGroupReopen';
      const { closedAfter } = await this.finder.requireOwnGroup(actor, action, groupId);
      if (closedAfter === null)
        throw invalidState('This group is not closed.', 'OPEN', ['supervisionGroupClose']);
      const again = await this.records.reopen(actor, groupId);
      const told = { subjectId: groupId, before: { closedAfter }, after: { closedAfter: null } };
      await this.audit.record(actor, { action, ...told, reason }, ...toEntries(action, again, reason));
      return this.groups.again(groupId);
    });
  }

  private async requireOver(groupId: string, lastDay: LocalDate): Promise<void> {
    const later = await this.meetings.from(groupId, addDays(lastDay, 1));
    const last = later.findLast((meeting) => meeting.status === 'HELD');
    if (last !== undefined)
      throw invalidInput({
        path: 'lastDay',
        message: `the group met after that: ${copenhagenDate(last.startedAt ?? last.plannedStartsAt)} at the earliest`,
      });
    if (later.length > 0)
      throw new Refused({
        code: 'MEETINGS_PLANNED',
        message: `Meetings are planned after the last day: ${later.length}. Cancel them, move them or say who was there first.`,
        meetings: later.map((meeting) => meeting.id),
      });
  }

  /** Of those with a seat: who does not reach the target with everything planned, and needs to. */
  private async short(ids: readonly string[]): Promise<Short[]> {
    const answers = await this.progress.answers(ids, asOf(null, this.clock));
    return ids.flatMap((id): Short[] => {
      const answer = answers.get(id);
      if (answer?.status == null || !SEATED.includes(answer.status)) return [];
      const missingMinutes = shortfall(answer.supervision) ?? 0;
      return missingMinutes > 0 && !answer.supervisionFacts.dispensed ? [{ answer, missingMinutes }] : [];
    });
  }
}

/** Of the group it is told once, and of everybody whose membership changes. */
function toEntries(action: string, changes: readonly MembershipChange[], reason: string) {
  return changes.map(({ before, after }) => ({
    action,
    subjectId: before.enrolmentId,
    before: { groupId: before.groupId, from: before.validFrom, to: before.validTo },
    after: { groupId: after.groupId, from: after.validFrom, to: after.validTo },
    reason,
  }));
}
