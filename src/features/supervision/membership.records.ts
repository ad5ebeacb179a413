import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { addDays, copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { duplicate, invalidInput, Refused } from '../../domain/refusal.js';
import { newId } from '../../storage/ids.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { GroupMemberEntity } from '../../storage/supervision.entity.js';
import { MembershipRepository, type MembershipRow } from './membership.repository.js';

/** Writes memberships; nothing is overwritten (Decision 2). Inside a unit of work. */
@Injectable()
export class MembershipRecords {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly memberships: MembershipRepository,
  ) {}

  /** Several at once, from the group's beginning. */
  async begin(actor: Actor, groupId: string, enrolmentIds: readonly string[]): Promise<void> {
    await this.insert(
      actor,
      enrolmentIds.map((enrolmentId) => ({
        groupId,
        enrolmentId,
        validFrom: null,
        validTo: null,
        reason: null,
      })),
    );
  }

  /** Refuses somebody who is in the group then already, or will be. */
  async join(actor: Actor, groupId: string, enrolmentId: string, from: LocalDate): Promise<void> {
    if (await this.memberships.isInFrom(groupId, enrolmentId, from))
      throw duplicate('Is a member of this group on this day or later already.', [enrolmentId]);
    await this.insert(actor, [{ groupId, enrolmentId, validFrom: from, validTo: null, reason: null }]);
  }

  /**
   * Refuses somebody who is no member on the day, and a day on or before one when they were there as a member: presence
   * needs membership (V16). Answers what the membership was.
   */
  async leave(
    actor: Actor,
    { groupId, enrolmentId, on, reason }: MembershipEnd,
    path: string,
  ): Promise<MembershipRow> {
    const membership = await this.memberships.covering(groupId, enrolmentId, on);
    if (membership === null)
      throw new Refused({
        code: 'NOT_A_MEMBER',
        message: `${path}: is not a member of this group on this day.`,
      });
    const last = await this.memberships.lastPresence(membership, on);
    if (last !== null)
      throw invalidInput({
        path: 'on',
        message: `was at a meeting as a member after that: ${addDays(copenhagenDate(last), 1)} at the earliest`,
      });
    await this.replace(actor, [{ before: membership, validTo: on, reason }]);
    return membership;
  }

  /** Memberships end on another day, or on none. The earlier rows stay as history. */
  async replace(
    actor: Actor,
    ends: readonly {
      readonly before: MembershipRow;
      readonly validTo: LocalDate | null;
      readonly reason: string | null;
    }[],
  ): Promise<{ before: MembershipRow; after: MembershipRow }[]> {
    if (ends.length === 0) return [];
    const recordedAt = this.clock.now();
    const changed = await this.store.change(sql`UPDATE group_member SET superseded_at = ${recordedAt}
      WHERE id IN ${among(ends.map(({ before }) => before.id))} AND superseded_at IS NULL`);
    if (changed !== ends.length)
      throw duplicate('Somebody else has just changed this membership. Look again before you repeat it.', []);
    const replaced = ends.map(({ before, validTo, reason }) => {
      const { groupId, enrolmentId, validFrom } = before;
      const after = { id: newId('fact'), groupId, enrolmentId, validFrom, validTo, reason, recordedAt };
      return { before, after };
    });
    await this.insert(
      actor,
      replaced.map(({ after }) => after),
    );
    return replaced;
  }

  private async insert(actor: Actor, rows: readonly NewMembership[]): Promise<void> {
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject, supersededAt: null };
    await this.store.insert(
      GroupMemberEntity,
      rows.map((row) => ({ id: newId('fact'), ...stamp, ...row })),
    );
  }
}

/** With an id and an instant where they are known already. */
type NewMembership = Omit<MembershipRow, 'id' | 'recordedAt'> &
  Partial<Pick<MembershipRow, 'id' | 'recordedAt'>>;

export interface MembershipEnd {
  readonly groupId: string;
  readonly enrolmentId: string;
  /** The first day no longer in the group. */
  readonly on: LocalDate;
  readonly reason: string;
}
