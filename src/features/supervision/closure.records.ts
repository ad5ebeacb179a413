import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { addDays, type LocalDate } from '../../domain/calendar.js';
import { duplicate } from '../../domain/refusal.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import {
  SupervisionGroupClosureEndEntity,
  SupervisionGroupClosureEntity,
} from '../../storage/supervision.entity.js';
import { MembershipRecords } from './membership.records.js';
import { MembershipRepository, type MembershipRow } from './membership.repository.js';

/** A membership before and after. */
export interface MembershipChange {
  readonly before: MembershipRow;
  readonly after: MembershipRow;
}

/** Writes that a group is closed, and that it is not after all, with its memberships. Inside a unit of work. */
@Injectable()
export class ClosureRecords {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly memberships: MembershipRepository,
    private readonly records: MembershipRecords,
  ) {}

  /** Every membership that reaches past the last day ends with it; one that would begin later never comes to be. */
  async close(
    actor: Actor,
    groupId: string,
    lastDay: LocalDate,
    reason: string,
  ): Promise<MembershipChange[]> {
    const closureId = newId('fact');
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject, supersededAt: null };
    await this.store.insert(SupervisionGroupClosureEntity, {
      id: closureId,
      groupId,
      lastDay,
      reason,
      ...stamp,
    });
    const over = addDays(lastDay, 1);
    const ended = await this.records.replace(
      actor,
      (await this.memberships.enrolmentsFrom([groupId], over)).map((before) => ({
        before,
        validTo: before.validFrom !== null && before.validFrom > over ? before.validFrom : over,
        reason,
      })),
    );
    await this.store.insert(
      SupervisionGroupClosureEndEntity,
      ended.map(({ before, after }) => ({ membershipId: after.id, earlierId: before.id, closureId })),
    );
    return ended;
  }

  /** The memberships that closing ended are as they were, unless they have been changed since. */
  async reopen(actor: Actor, groupId: string): Promise<MembershipChange[]> {
    const closure = await this.store.queryOne<{ id: string }>(
      sql`SELECT k.id FROM supervision_group_closure k WHERE k.group_id = ${groupId} AND k.superseded_at IS NULL`,
    );
    const changed = await this.store.change(
      sql`UPDATE supervision_group_closure SET superseded_at = ${this.clock.now()}
        WHERE id = ${closure?.id ?? null} AND superseded_at IS NULL`,
    );
    if (closure === null || changed !== 1)
      throw duplicate('Somebody else has just opened this group. Look again before you repeat it.', []);
    const ended = await this.memberships.endedByClosing(closure.id);
    return this.records.replace(
      actor,
      ended.map(({ earlier, ...before }) => ({ before, ...earlier })),
    );
  }
}
