import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { engagementVisible } from '../../access/visibility.js';
import { all, among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { EngagementFilter } from './dto/engagement.model.js';

export interface EngagementRow {
  readonly id: string;
  readonly programmeKey: string;
  readonly ruleVersion: number;
  readonly startsOn: string;
  /** Codes, with a space between them. */
  readonly municipalities: string;
  /** Codes of those of them that have left, each with the day: `376@2026-01-01`; null = none (L21). */
  readonly withdrawals: string | null;
}

const COLUMNS = sql`n.id, n.programme_key, n.rule_version, n.starts_on,
  (SELECT string_agg(m.municipality_code, ' ' ORDER BY m.municipality_code) FROM engagement_municipality m WHERE m.engagement_id = n.id)
    AS municipalities,
  (SELECT string_agg(w.municipality_code || '@' || w.valid_on, ' ' ORDER BY w.municipality_code)
    FROM engagement_withdrawal w WHERE w.engagement_id = n.id) AS withdrawals`;

@Injectable()
export class EngagementRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<EngagementRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM engagement n WHERE n.id IN ${among(ids)} AND ${engagementVisible(reach, sql`n`)}`,
    );
  }

  async find(ids: readonly string[]): Promise<EngagementRow[]> {
    return this.store.query(sql`SELECT ${COLUMNS} FROM engagement n WHERE n.id IN ${among(ids)}`);
  }

  /** Engagements of a programme that any of the municipalities takes part in, and has not left. */
  async findOfProgramme(
    programmeKey: string,
    municipalityCodes: readonly string[],
  ): Promise<EngagementRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM engagement n WHERE n.programme_key = ${programmeKey}
          AND EXISTS (SELECT 1 FROM engagement_municipality m
            WHERE m.engagement_id = n.id AND m.municipality_code IN ${among(municipalityCodes)}
              AND NOT EXISTS (SELECT 1 FROM engagement_withdrawal w
                WHERE w.engagement_id = m.engagement_id AND w.municipality_code = m.municipality_code))`,
    );
  }

  /**
   * Engagements once for each municipality that takes part or took part, in Danish alphabetical order of these. The condition
   * is about the engagement `n` and the municipality `m`.
   */
  async byMunicipality(condition: Sql): Promise<(EngagementRow & { municipalityCode: string })[]> {
    return this.store.query(sql`
      SELECT ${COLUMNS}, m.municipality_code FROM engagement n
      JOIN engagement_municipality m ON m.engagement_id = n.id
      JOIN municipality y ON y.code = m.municipality_code
      WHERE ${condition} ORDER BY y.sort_key, n.starts_on, n.id`);
  }

  matching(reach: Reach, filter: EngagementFilter): Sql {
    const conditions = [engagementVisible(reach, sql`n`)];
    if (filter.programmeKey) conditions.push(sql`n.programme_key = ${filter.programmeKey}`);
    if (filter.municipalityCode)
      conditions.push(sql`EXISTS (SELECT 1 FROM engagement_municipality fm
        WHERE fm.engagement_id = n.id AND fm.municipality_code = ${filter.municipalityCode})`);
    return all(conditions);
  }

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<EngagementRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM engagement n WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`,
    );
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM engagement n WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }
}
