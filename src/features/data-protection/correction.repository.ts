import { Injectable } from '@nestjs/common';
import sql, { join, type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import type { Instant } from '../../domain/calendar.js';
import { all, among, personOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { routeOf, type Responsible } from './correction.routing.js';

/** A request with its answer, if there is one. */
export interface CorrectionRow extends Responsible {
  readonly id: string;
  /** The registration that stands today. */
  readonly personId: string;
  readonly recordId: string;
  readonly statement: string;
  readonly recordedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly decision: 'CARRIED_OUT' | 'REFUSED' | null;
  readonly answer: string | null;
}

/** Set-based, and as far as the reach goes. */
@Injectable()
export class CorrectionRepository {
  constructor(private readonly store: Store) {}

  async find(reach: Reach, id: string): Promise<CorrectionRow | null> {
    const [row] = await this.select(sql`r.id = ${id} AND ${visible(reach)}`);
    return row ?? null;
  }

  /** In the order they were made, answered ones included. */
  async ofPeople(reach: Reach, personIds: readonly string[]): Promise<CorrectionRow[]> {
    return this.select(sql`${personOf(sql`r.person_id`)} IN ${among(personIds)} AND ${visible(reach)}`);
  }

  matching(reach: Reach, open: boolean | null): Sql {
    if (open === null) return visible(reach);
    return all([visible(reach), open ? sql`r.answered_at IS NULL` : sql`r.answered_at IS NOT NULL`]);
  }

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<CorrectionRow[]> {
    return this.select(sql`${condition} AND ${after}`, orderBy, sql`LIMIT ${limit}`);
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM correction_request r WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  /** The registration that stands for a person, and those that were merged into it. */
  async registrations(personId: string): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      sql`SELECT p.id FROM person p WHERE ${personOf(sql`p.id`)} = ${personOf(personId)}`,
    );
    return rows.map((row) => row.id);
  }

  /** Who is to answer for a record about the person; null when it is not one. */
  async responsible(recordId: string, personIds: readonly string[]): Promise<Responsible | null> {
    const route = routeOf(recordId, personIds);
    return route === null ? null : this.store.queryOne<Responsible>(route);
  }

  private async select(
    condition: Sql,
    orderBy = sql`r.recorded_at, r.id`,
    limit = sql``,
  ): Promise<CorrectionRow[]> {
    return this.store.query(sql`
      SELECT r.id, ${personOf(sql`r.person_id`)} AS person_id, r.record_id, r.municipality_code, r.provider_id,
        r.statement, r.recorded_at, r.answered_at, w.decision, w.answer
      FROM correction_request r LEFT JOIN correction_answer w ON w.request_id = r.id
      WHERE ${condition} ORDER BY ${orderBy} ${limit}`);
  }
}

/** The person's own, and those that are for the municipality or the provider to answer. */
function visible(reach: Reach): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions: Sql[] = [];
  if (reach.personIds.length > 0)
    conditions.push(sql`${personOf(sql`r.person_id`)} IN ${among(reach.personIds)}`);
  if (reach.municipalityCodes.length > 0)
    conditions.push(sql`r.municipality_code IN ${among(reach.municipalityCodes)}`);
  if (reach.providerIds.length > 0) conditions.push(sql`r.provider_id IN ${among(reach.providerIds)}`);
  return conditions.length === 0 ? sql`1 = 0` : sql`(${join(conditions, ' OR ')})`;
}
