import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { cohortVisible } from '../../access/visibility.js';
import { all, among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { CohortFilter } from './dto/cohort.model.js';

export interface CohortRow {
  readonly id: string;
  readonly programmeKey: string;
  readonly ruleVersion: number;
  readonly trackKey: string;
  readonly name: string;
  readonly providerId: string | null;
  readonly engagementId: string | null;
}

const COLUMNS = sql`c.id, c.programme_key, c.rule_version, c.track_key, c.name, c.provider_id, c.engagement_id`;

@Injectable()
export class CohortRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<CohortRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM cohort c WHERE c.id IN ${among(ids)} AND ${cohortVisible(reach, sql`c`)}`,
    );
  }

  async find(ids: readonly string[]): Promise<CohortRow[]> {
    return this.store.query(sql`SELECT ${COLUMNS} FROM cohort c WHERE c.id IN ${among(ids)}`);
  }

  matching(reach: Reach, filter: CohortFilter): Sql {
    const conditions = [cohortVisible(reach, sql`c`)];
    if (filter.programmeKey) conditions.push(sql`c.programme_key = ${filter.programmeKey}`);
    if (filter.trackKey) conditions.push(sql`c.track_key = ${filter.trackKey}`);
    if (filter.engagementId) conditions.push(sql`c.engagement_id = ${filter.engagementId}`);
    if (filter.providerId) conditions.push(sql`c.provider_id = ${filter.providerId}`);
    return all(conditions);
  }

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<CohortRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM cohort c WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`,
    );
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM cohort c WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }
}
