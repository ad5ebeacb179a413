import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { GivenRole } from '../../access/account-giving.js';
import { newLinkSecret } from '../../access/account-secrets.js';
import type { Role } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { instantOfMs, type Instant } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { AccountEventEntity, AccountLinkEntity } from '../../storage/account.entity.js';
import { Audit, type AuditEntry } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { among, nameBehind, personOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { AccountEventKind } from './dto/account-event.dto.js';

const DAY = 86_400_000;

export interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly activated: boolean;
  readonly secondFactor: boolean;
  readonly lockedUntil: Instant | null;
  readonly recordedAt: Instant;
  /** By name. */
  readonly recordedBy: string;
  readonly endedAt: Instant | null;
  /** Of the link that is not used yet. */
  readonly linkEndsAt: Instant | null;
  readonly roles: readonly RoleRow[];
}

export interface RoleRow extends GivenRole {
  readonly id: string;
  readonly recordedAt: Instant;
  /** By name. */
  readonly recordedBy: string;
}

/** What is kept of accounts beside their secrets. */
@Injectable()
export class AccountRecords {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {}

  /** Inside a unit of work. `by` is null for somebody who is not signed in. */
  async note(
    kind: AccountEventKind,
    accountId: string | null,
    by: { readonly subject: string } | null,
    reason: string | null = null,
  ): Promise<void> {
    await this.store.insert(AccountEventEntity, {
      id: newId('fact'),
      accountId,
      kind,
      reason,
      recordedAt: this.clock.now(),
      recordedBy: by?.subject ?? null,
    });
  }

  /** Inside a unit of work. The same, and in the log of changes too: what somebody did to an account. */
  async write(
    by: { readonly subject: string; readonly name: string },
    kind: AccountEventKind,
    entry: AuditEntry,
  ): Promise<void> {
    await this.note(kind, entry.subjectId, by, entry.reason);
    await this.audit.record(by, entry);
  }

  /** Inside a unit of work. An address that opens once, and from now on the only one of the account. */
  async newLink(
    accountId: string,
    purpose: AccountLinkEntity['purpose'],
    by: { readonly subject: string },
  ): Promise<{ link: string; endsAt: Instant }> {
    await this.endLinks(accountId);
    const { secret, hash } = newLinkSecret();
    const recordedAt = this.clock.now();
    const endsAt = instantOfMs(Date.parse(recordedAt) + this.env.invitationDays * DAY);
    await this.store.insert(AccountLinkEntity, {
      id: newId('accountLink'),
      accountId,
      purpose,
      secretHash: hash,
      endsAt,
      recordedAt,
      recordedBy: by.subject,
      supersededAt: null,
    });
    return { link: `${this.env.origin}/invitation/${secret}`, endsAt };
  }

  /** Inside a unit of work. How many there were. */
  async endLinks(accountId: string): Promise<number> {
    return this.store.change(sql`
      UPDATE account_link SET superseded_at = ${this.clock.now()}
      WHERE account_id = ${accountId} AND superseded_at IS NULL`);
  }

  async find(condition: Sql, orderBy: Sql = sql`a.id`, limit = 1): Promise<AccountRow[]> {
    const rows = await this.store.query<AccountRow>(sql`
      SELECT a.id, a.email, a.name, a.password_hash IS NOT NULL AS activated,
        a.totp_secret IS NOT NULL AS second_factor, a.locked_until, a.recorded_at, a.ended_at,
        ${nameBehind(sql`a.recorded_by`)} AS recorded_by, k.ends_at AS link_ends_at
      FROM account a LEFT JOIN account_link k ON k.account_id = a.id AND k.superseded_at IS NULL
      WHERE ${condition} ORDER BY ${orderBy} LIMIT ${limit}`);
    const roles = await this.rolesOf(rows.map((row) => row.id));
    return rows.map((row) => ({
      ...row,
      activated: Boolean(row.activated),
      secondFactor: Boolean(row.secondFactor),
      roles: roles.get(row.id) ?? [],
    }));
  }

  /** The municipalities on whose seats the person with an address is or was. */
  async seatsOf(email: string): Promise<{ registered: boolean; seatsOf: string[] }> {
    const rows = await this.store.query<{ code: string | null }>(sql`
      SELECT DISTINCT e.municipality_code AS code FROM person p
      LEFT JOIN enrolment e ON e.person_id = ${personOf(sql`p.id`)} WHERE p.email = ${email}`);
    return { registered: rows.length > 0, seatsOf: rows.flatMap(({ code }) => code ?? []) };
  }

  private async rolesOf(accountIds: readonly string[]): Promise<Map<string, RoleRow[]>> {
    const rows = await this.store.query<
      Omit<RoleRow, 'seatsOf' | 'role'> & { role: Role; accountId: string }
    >(sql`
      SELECT r.id, r.account_id, r.role, r.municipality_code, r.provider_id, r.recorded_at,
        ${nameBehind(sql`r.recorded_by`)} AS recorded_by
      FROM account_role r WHERE r.account_id IN ${among(accountIds)} AND r.superseded_at IS NULL ORDER BY r.id`);
    const seats = await this.store.query<{ accountId: string; code: string }>(sql`
      SELECT DISTINCT a.id AS account_id, e.municipality_code AS code FROM account a
      JOIN person p ON p.email = a.email JOIN enrolment e ON e.person_id = ${personOf(sql`p.id`)}
      WHERE a.id IN ${among(accountIds)}`);
    const codes = groupBy(seats, (seat) => seat.accountId);
    const known = rows.map(({ accountId, ...row }) => ({
      accountId,
      row: { ...row, seatsOf: (codes.get(accountId) ?? []).map(({ code }) => code) },
    }));
    return new Map(
      [...groupBy(known, ({ accountId }) => accountId)].map(([id, own]) => [id, own.map(({ row }) => row)]),
    );
  }
}
