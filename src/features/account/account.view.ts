import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { mayGive } from '../../access/account-giving.js';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { accountVisible } from '../../access/visibility.js';
import type { Instant } from '../../domain/calendar.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { Role } from '../../graphql/role.js';
import { all, nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { AccountRecords, type AccountRow } from './account.records.js';
import { AccountEvent } from './dto/account-event.dto.js';
import { Account, AccountRole, AccountStatus } from './dto/account.dto.js';

/** Accounts and what happened to them, for those who answer for them. */
@Injectable()
export class AccountView {
  constructor(
    private readonly store: Store,
    private readonly records: AccountRecords,
  ) {}

  /** By e-mail address. Those that have ended only when they are asked for. */
  async accounts(actor: Actor, ended: boolean, page: PageArgs): Promise<Connection<Account>> {
    const visible = accountVisible(reachOf(actor, 'accounts'), sql`a`);
    const condition = ended ? visible : sql`a.ended_at IS NULL AND ${visible}`;
    return readPage(
      page,
      [
        { expression: sql`a.email`, rowKey: 'email' },
        { expression: sql`a.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.records.find(sql`${condition} AND ${after}`, orderBy, limit),
      async () => this.count(sql`SELECT COUNT(*) AS count FROM account a WHERE ${condition}`),
      (row) => toAccount(row, actor),
    );
  }

  /** Oldest first. */
  async events(
    accountId: string | null,
    since: Instant | null,
    page: PageArgs,
  ): Promise<Connection<AccountEvent>> {
    const condition = all([
      ...(accountId === null ? [] : [sql`v.account_id = ${accountId}`]),
      ...(since === null ? [] : [sql`v.recorded_at >= ${since}`]),
    ]);
    return readPage(
      page,
      [
        { expression: sql`v.recorded_at`, rowKey: 'recordedAt' },
        { expression: sql`v.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) =>
        this.store.query<AccountEvent>(sql`
          SELECT v.id, v.kind, v.account_id, a.email, v.reason, v.recorded_at,
            CASE WHEN v.recorded_by IS NULL THEN NULL ELSE ${nameBehind(sql`v.recorded_by`)} END AS recorded_by
          FROM account_event v LEFT JOIN account a ON a.id = v.account_id
          WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`),
      async () => this.count(sql`SELECT COUNT(*) AS count FROM account_event v WHERE ${condition}`),
      (row) => Object.assign(new AccountEvent(), row),
    );
  }

  private async count(statement: ReturnType<typeof sql>): Promise<number> {
    return Number((await this.store.queryOne<{ count: number }>(statement))?.count ?? 0);
  }
}

/** As whoever asks may see it: with the roles that are theirs to give; of the own account, null, with all. */
export function toAccount(row: AccountRow, asker: Actor | null): Account {
  const { activated, endedAt } = row;
  return Object.assign(new Account(), row, {
    status: endedAt !== null ? AccountStatus.ENDED : activated ? AccountStatus.ACTIVE : AccountStatus.INVITED,
    roles: row.roles
      .filter((role) => asker === null || mayGive(asker, role))
      .map((role) => Object.assign(new AccountRole(), role, { role: Role[role.role] })),
  });
}
