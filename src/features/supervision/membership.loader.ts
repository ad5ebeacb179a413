import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { todayAt } from '../../graphql/as-of.js';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { SupervisionMembership } from './dto/supervision.model.js';
import { GroupRepository, type MemberRow } from './group.repository.js';
import { MembershipRepository, type MembershipRow } from './membership.repository.js';

/** By group, day and what was known: its members, by name, also those that the actor may not see. */
@Injectable()
export class MembersLoader extends BatchLoader<MemberRow[]> {
  constructor(
    private readonly groups: GroupRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** `on` null = today, or the day of `knownAt`; `knownAt` null = now. */
  async of(
    context: RequestContext,
    groupId: string,
    on: LocalDate | null = null,
    knownAt: Instant | null = null,
  ): Promise<MemberRow[]> {
    return this.load(context, [groupId, on ?? todayAt(knownAt, this.clock), knownAt ?? ''].join('/'));
  }

  /** One question for each day and what was known of it. */
  protected async batch(_context: RequestContext, keys: readonly string[]) {
    const wanted = keys.map((key) => {
      const [groupId, on, knownAt] = key.split('/') as [string, LocalDate, Instant | ''];
      return { key, groupId, on, knownAt: knownAt === '' ? null : knownAt };
    });
    const found = new Map<string, MemberRow[]>();
    for (const same of groupBy(wanted, ({ on, knownAt }) => `${on}/${knownAt}`).values()) {
      const groupIds = same.map((each) => each.groupId);
      const { on, knownAt } = same[0]!;
      const rows = grouped(
        groupIds,
        await this.groups.membersOn(groupIds, on, knownAt),
        (row) => row.groupId,
      );
      for (const [index, { key }] of same.entries()) found.set(key, rows[index] ?? []);
    }
    return keys.map((key) => found.get(key) ?? []);
  }
}

/** By group and what was known: memberships of people whom the actor may see (V39), by name and date. */
@Injectable()
export class MembershipsOfGroupLoader extends BatchLoader<SupervisionMembership[]> {
  constructor(private readonly memberships: MembershipRepository) {
    super();
  }

  /** `knownAt` null = now. */
  async of(context: RequestContext, groupId: string, knownAt: Instant | null) {
    return this.load(context, `${groupId}/${knownAt ?? ''}`);
  }

  protected async batch(context: RequestContext, keys: readonly string[]) {
    const reach = reachOf(actorOf(context), 'enrolment');
    const wanted = keys.map((key) => key.split('/') as [string, Instant | '']);
    const found = new Map<string, MembershipRow[]>();
    for (const knownAt of new Set(wanted.map(([, at]) => at))) {
      const groupIds = wanted.flatMap(([groupId, at]) => (at === knownAt ? groupId : []));
      const rows = await this.memberships.ofGroups(reach, groupIds, knownAt === '' ? null : knownAt);
      for (const [groupId, own] of groupBy(rows, (row) => row.groupId))
        found.set(`${groupId}/${knownAt}`, own);
    }
    return keys.map((key) => (found.get(key) ?? []).map(toMembership));
  }
}

/** By enrolment, by date. Load it only for enrolments that are visible. */
@Injectable()
export class MembershipsOfEnrolmentLoader extends BatchLoader<SupervisionMembership[]> {
  constructor(private readonly memberships: MembershipRepository) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.memberships.ofEnrolments(enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((each) => each.map(toMembership));
  }
}

function toMembership({ groupId, enrolmentId, validFrom, validTo, reason, recordedAt }: MembershipRow) {
  const dates = { from: validFrom, to: validTo };
  return Object.assign(new SupervisionMembership(), { groupId, enrolmentId, ...dates, reason, recordedAt });
}
