import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { asOf, ProgressService } from '../progress/index.js';
import {
  SupervisionEarlierPlan,
  SupervisionGroup,
  SupervisionMeeting,
  SupervisionMeetingStatus,
  SupervisionPresence,
} from './dto/supervision.model.js';
import { GroupRepository, type GroupRow } from './group.repository.js';
import { MeetingRepository, type MeetingRow } from './meeting.repository.js';
import { PresenceRepository } from './presence.repository.js';

/** Null for groups that the actor may not see. */
@Injectable()
export class GroupLoader extends BatchLoader<SupervisionGroup | null> {
  constructor(private readonly groups: GroupRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.groups.findVisible(reachOf(actorOf(context), 'supervisionGroup'), ids);
    return inOrder(ids, rows, (row) => row.id, toGroup);
  }
}

/** Null for meetings of groups that the actor may not see. */
@Injectable()
export class MeetingLoader extends BatchLoader<SupervisionMeeting | null> {
  constructor(private readonly meetings: MeetingRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.meetings.findVisible(reachOf(actorOf(context), 'supervisionMeeting'), ids);
    return inOrder(ids, rows, (row) => row.id, toMeeting);
  }
}

/** By group, in the order of the calendar. Load it only for groups that are visible. */
@Injectable()
export class MeetingsOfGroupLoader extends BatchLoader<SupervisionMeeting[]> {
  constructor(private readonly meetings: MeetingRepository) {
    super();
  }

  protected async batch(_context: RequestContext, groupIds: readonly string[]) {
    const rows = await this.meetings.findOfGroups(groupIds);
    return grouped(groupIds, rows, (row) => row.groupId).map((each) => each.map(toMeeting));
  }
}

/** By meeting: how it was planned before, oldest first. Load it only for meetings that are visible. */
@Injectable()
export class EarlierPlansLoader extends BatchLoader<SupervisionEarlierPlan[]> {
  constructor(private readonly meetings: MeetingRepository) {
    super();
  }

  protected async batch(_context: RequestContext, meetingIds: readonly string[]) {
    const rows = await this.meetings.earlierPlans(meetingIds);
    return grouped(meetingIds, rows, (row) => row.meetingId).map((each) =>
      each.map(({ meetingId: _, ...row }) => Object.assign(new SupervisionEarlierPlan(), row)),
    );
  }
}

/** By meeting, by name: the records of people whom the actor may see (V39). */
@Injectable()
export class PresencesLoader extends BatchLoader<SupervisionPresence[]> {
  constructor(private readonly presences: PresenceRepository) {
    super();
  }

  protected async batch(context: RequestContext, meetingIds: readonly string[]) {
    const rows = await this.presences.findVisible(reachOf(actorOf(context), 'enrolment'), meetingIds);
    return grouped(meetingIds, rows, (row) => row.meetingId).map((each) =>
      each.map(({ fromAt, toAt, meetingId: _, ...row }) =>
        Object.assign(new SupervisionPresence(), row, { from: fromAt, to: toAt }),
      ),
    );
  }
}

/** Credited minutes of presences: everything its people were at takes part, as time is credited once (V12). */
@Injectable()
export class CreditLoader extends BatchLoader<number> {
  constructor(
    private readonly progress: ProgressService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(context: RequestContext, presence: SupervisionPresence): Promise<number> {
    return presence.absent ? 0 : this.load(context, `${presence.personId}/${presence.id}`);
  }

  protected async batch(_context: RequestContext, keys: readonly string[]) {
    const wanted = keys.map((key) => key.split('/') as [string, string]);
    const personIds = wanted.map(([personId]) => personId);
    const credit = await this.progress.creditOfPresences(personIds, asOf(null, this.clock));
    return wanted.map(([, presenceId]) => credit.get(presenceId) ?? 0);
  }
}

export function toGroup(row: GroupRow): SupervisionGroup {
  return Object.assign(new SupervisionGroup(), row);
}

export function toMeeting({
  providerId: _,
  closedAfter: __,
  startedAt,
  endedAt,
  ...row
}: MeetingRow): SupervisionMeeting {
  return Object.assign(new SupervisionMeeting(), row, {
    status: SupervisionMeetingStatus[row.status],
    startsAt: startedAt ?? row.plannedStartsAt,
    endsAt: endedAt ?? row.plannedEndsAt,
  });
}
