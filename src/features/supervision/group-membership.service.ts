import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reachOf } from '../../access/policy.js';
import type { LocalDate } from '../../domain/calendar.js';
import { invalidInput, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { Rulebook } from '../programme/index.js';
import type {
  SupervisionGroupJoinInput,
  SupervisionGroupLeaveInput,
  SupervisionGroupMoveInput,
} from './dto/membership.inputs.js';
import type { SupervisionGroupWarning } from './dto/supervision.inputs.js';
import { requireOpen } from './group-closing.rules.js';
import { GroupRepository, type GroupRow } from './group.repository.js';
import { MembershipRecords } from './membership.records.js';
import { groupWarnings, membershipProblem } from './membership.rules.js';
import { SupervisionService } from './supervision.service.js';

/** A group after a change to its members, with what is worth a second look on the day of the change (R09). */
export interface ReviewedGroup {
  readonly group: GroupRow;
  readonly warnings: SupervisionGroupWarning[];
}

/** People join, leave and change groups on a day. What they did before stays where it was (L12, V16, V38). */
@Injectable()
export class GroupMembership {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly finder: SupervisionService,
    private readonly enrolments: EnrolmentRepository,
    private readonly groups: GroupRepository,
    private readonly records: MembershipRecords,
    private readonly rulebook: Rulebook,
  ) {}

  async join(actor: Actor, input: SupervisionGroupJoinInput): Promise<ReviewedGroup> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisionGroupJoin';
      const { groupId, enrolmentId, from } = input;
      const group = await this.finder.requireOwnGroup(actor, action, groupId);
      requireOpen(group);
      requireFit(await this.requireEnrolment(actor, action, enrolmentId), group);
      await this.records.join(actor, groupId, enrolmentId, from);
      await this.audit.record(actor, { action, subjectId: enrolmentId, after: { groupId, from } });
      return this.review(group, from);
    });
  }

  /** Also of somebody who has left the course, so that it can be put right. */
  async leave(actor: Actor, input: SupervisionGroupLeaveInput): Promise<ReviewedGroup> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisionGroupLeave';
      const { groupId, enrolmentId, on, reason } = input;
      const group = await this.finder.requireOwnGroup(actor, action, groupId);
      await this.requireEnrolment(actor, action, enrolmentId);
      const earlier = await this.records.leave(actor, input, 'enrolmentId');
      await this.audit.record(actor, {
        action,
        subjectId: enrolmentId,
        before: { groupId, from: earlier.validFrom, to: earlier.validTo },
        after: { groupId, from: earlier.validFrom, to: on },
        reason,
      });
      return this.review(group, on);
    });
  }

  /** Out of one group and into the other on the same day, or nothing of it. */
  async move(
    actor: Actor,
    input: SupervisionGroupMoveInput,
  ): Promise<{ from: ReviewedGroup; to: ReviewedGroup }> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisionGroupMove';
      const { enrolmentId, fromGroupId, toGroupId, on, reason } = input;
      const fromGroup = await this.finder.requireOwnGroup(actor, action, fromGroupId);
      const toGroup = await this.finder.requireOwnGroup(actor, action, toGroupId);
      if (fromGroupId === toGroupId)
        throw invalidInput({ path: 'toGroupId', message: 'is the group that they are to leave' });
      requireOpen(toGroup);
      requireFit(await this.requireEnrolment(actor, action, enrolmentId), toGroup);
      const end = { groupId: fromGroupId, enrolmentId, on, reason };
      const earlier = await this.records.leave(actor, end, 'fromGroupId');
      await this.records.join(actor, toGroupId, enrolmentId, on);
      await this.audit.record(actor, {
        action,
        subjectId: enrolmentId,
        before: { groupId: fromGroupId, from: earlier.validFrom, to: earlier.validTo },
        after: { groupId: toGroupId, from: on },
        reason,
      });
      return { from: await this.review(fromGroup, on), to: await this.review(toGroup, on) };
    });
  }

  private async requireEnrolment(actor: Actor, operation: Operation, id: string): Promise<EnrolmentRow> {
    const [enrolment] = await this.enrolments.findVisible(reachOf(actor, operation), [id]);
    if (enrolment === undefined) throw notFound('enrolment');
    return enrolment;
  }

  /** An empty group has nobody to come from anywhere. */
  private async review(group: GroupRow, on: LocalDate): Promise<ReviewedGroup> {
    const programme = this.rulebook.requireProgramme(group.programmeKey);
    const track = this.rulebook.requireTrack(programme, group.trackKey);
    const members = await this.groups.membersOn([group.id], on);
    return { group, warnings: members.length === 0 ? [] : groupWarnings(track, members) };
  }
}

function requireFit(enrolment: EnrolmentRow, group: GroupRow): void {
  const problem = membershipProblem(enrolment, group);
  if (problem !== null) throw invalidInput({ path: 'enrolmentId', message: problem });
}
