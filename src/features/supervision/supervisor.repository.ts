import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { all, among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface SupervisorRow {
  readonly id: string;
  readonly providerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly sortKey: string;
  readonly active: boolean;
}

/** A supervisor of a meeting. */
export interface LeaderRow extends SupervisorRow {
  readonly meetingId: string;
}

const COLUMNS = sql`s.id, s.provider_id, s.name, s.email, s.sort_key, s.active`;

/** Supervisors and the meetings that they lead, as recorded now. */
@Injectable()
export class SupervisorRepository {
  constructor(private readonly store: Store) {}

  async find(ids: readonly string[]): Promise<SupervisorRow[]> {
    return this.select(sql`s.id IN ${among(ids)}`);
  }

  /** By name. */
  async findVisible(reach: Reach, conditions: readonly Sql[]): Promise<SupervisorRow[]> {
    const own = reach.everything ? [] : [sql`s.provider_id IN ${among(reach.providerIds)}`];
    return this.select(all([...own, ...conditions]));
  }

  async findByEmail(providerId: string, email: string): Promise<SupervisorRow | null> {
    const [row] = await this.select(sql`s.provider_id = ${providerId} AND s.email = ${email}`);
    return row ?? null;
  }

  /** By meeting, by name. */
  async leadersOf(meetingIds: readonly string[]): Promise<LeaderRow[]> {
    const rows = await this.store.query<LeaderRow>(sql`
      SELECT ${COLUMNS}, l.meeting_id FROM supervision_leader l JOIN supervisor s ON s.id = l.supervisor_id
      WHERE l.meeting_id IN ${among(meetingIds)} AND l.superseded_at IS NULL ORDER BY s.sort_key, s.id`);
    return rows.map(readFlag);
  }

  private async select(condition: Sql): Promise<SupervisorRow[]> {
    const rows = await this.store.query<SupervisorRow>(
      sql`SELECT ${COLUMNS} FROM supervisor s WHERE ${condition} ORDER BY s.sort_key, s.id`,
    );
    return rows.map(readFlag);
  }
}

function readFlag<R extends SupervisorRow>(row: R): R {
  return { ...row, active: Boolean(row.active) };
}
