import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { notFound } from '../../domain/refusal.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import type { SupervisionGroup, SupervisionGroupFilter } from './dto/supervision.model.js';
import { GroupRepository, type GroupRow } from './group.repository.js';
import { MeetingRepository, type MeetingRow } from './meeting.repository.js';
import { toGroup } from './supervision.loader.js';

/** Finding groups and meetings. What is out of the actor's reach looks as if it did not exist. */
@Injectable()
export class SupervisionService {
  constructor(
    private readonly groups: GroupRepository,
    private readonly meetings: MeetingRepository,
  ) {}

  async list(
    actor: Actor,
    filter: SupervisionGroupFilter,
    page: PageArgs,
  ): Promise<Connection<SupervisionGroup>> {
    const condition = this.groups.matching(reachOf(actor, 'supervisionGroups'), filter);
    return readPage(
      page,
      [
        { expression: sql`g.name`, rowKey: 'name' },
        { expression: sql`g.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.groups.page(condition, after, orderBy, limit),
      () => this.groups.count(condition),
      toGroup,
    );
  }

  /** The group if the actor runs it: its provider, or whoever reaches everything. */
  async requireOwnGroup(actor: Actor, operation: Operation, groupId: string): Promise<GroupRow> {
    const reach = reachOf(actor, operation);
    const [group] = await this.groups.findVisible(reach, [groupId]);
    if (group === undefined || !reaches(reach, { providerIds: [group.providerId] }))
      throw notFound('supervision group');
    return group;
  }

  /** The meeting if the actor runs its group. */
  async requireOwnMeeting(actor: Actor, operation: Operation, meetingId: string): Promise<MeetingRow> {
    const reach = reachOf(actor, operation);
    const [meeting] = await this.meetings.findVisible(reach, [meetingId]);
    if (meeting === undefined || !reaches(reach, { providerIds: [meeting.providerId] }))
      throw notFound('supervision meeting');
    return meeting;
  }
}
