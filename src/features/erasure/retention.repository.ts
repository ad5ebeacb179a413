import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import { ENROLMENT_STATUSES, LEFT } from '../../domain/enrolment.js';
import type { KeptOf } from '../../domain/retention.js';
import { all, among, isKnown, notMerged } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** Not over: everything but what somebody left, and what they completed. */
const RUNNING = ENROLMENT_STATUSES.filter((status) => status !== 'COMPLETED' && !LEFT.includes(status));
/** Never came to be, so it keeps nothing. */
const NEVER = 'CANCELLED';

/** The days before which each period is over. */
export interface Limits {
  readonly certificate: LocalDate;
  readonly detail: LocalDate;
  readonly contact: LocalDate;
}

/** What is kept of people for a time. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly store: Store) {}

  /** People of whom nothing is within its period, on `p`. The same rules as domain/retention.ts, for many at once. */
  due({ certificate, detail, contact }: Limits): Sql {
    const closed = (engagementId: Sql) => sql`EXISTS (SELECT 1 FROM engagement_closure n
      WHERE n.engagement_id = ${engagementId} AND n.superseded_at IS NULL AND n.closed_on <= ${detail})`;
    return all([
      isKnown(sql`p.id`),
      notMerged(sql`p`),
      sql`substr(p.recorded_at, 1, 10) <= ${contact}`,
      sql`NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND (e.status IN ${among(RUNNING)}
        OR (e.status <> ${NEVER} AND NOT ${closed(sql`e.engagement_id`)})))`,
      sql`NOT EXISTS (SELECT 1 FROM team_membership t WHERE t.person_id = p.id AND t.superseded_at IS NULL
        AND NOT ${closed(sql`t.engagement_id`)})`,
      sql`NOT EXISTS (SELECT 1 FROM certificate c WHERE c.person_id = p.id
        AND (c.issued_on > ${certificate} OR substr(c.recorded_at, 1, 10) > ${certificate}))`,
    ]);
  }

  /** By id. */
  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<{ id: string }[]> {
    return this.store.query(
      sql`SELECT p.id FROM person p WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`,
    );
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM person p WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  async keptOf(personIds: readonly string[]): Promise<KeptOf> {
    const who = among(personIds);
    const one = await this.store.queryOne<{ open: number; registeredOn: LocalDate }>(sql`
      SELECT substr(MAX(p.recorded_at), 1, 10) AS registered_on,
        (SELECT COUNT(*) FROM enrolment e WHERE e.person_id IN ${who} AND e.status IN ${among(RUNNING)})
        + (SELECT COUNT(*) FROM team_membership t JOIN engagement g ON g.id = t.engagement_id
            WHERE t.person_id IN ${who} AND t.superseded_at IS NULL AND t.valid_to IS NULL
              AND NOT EXISTS (SELECT 1 FROM engagement_closure n
                WHERE n.engagement_id = g.id AND n.superseded_at IS NULL)) AS open
      FROM person p WHERE p.id IN ${who}`);
    const certificates = await this.store.query<{ on: LocalDate }>(sql`
      SELECT CASE WHEN substr(recorded_at, 1, 10) > issued_on THEN substr(recorded_at, 1, 10) ELSE issued_on END AS "on"
      FROM certificate WHERE person_id IN ${who}`);
    const engagements = await this.store.query<{ on: LocalDate | null }>(sql`
      SELECT (SELECT n.closed_on FROM engagement_closure n
        WHERE n.engagement_id = u.engagement_id AND n.superseded_at IS NULL) AS "on"
      FROM (SELECT engagement_id FROM enrolment WHERE person_id IN ${who} AND status <> ${NEVER}
        UNION SELECT engagement_id FROM team_membership WHERE person_id IN ${who} AND superseded_at IS NULL) u`);
    return {
      open: Number(one?.open ?? 0),
      registeredOn: one?.registeredOn as LocalDate,
      certificatesIssuedOn: certificates.map(({ on }) => on),
      engagementsClosedOn: engagements.map(({ on }) => on),
    };
  }

  /** Newest first. */
  async runs(after: Sql, orderBy: Sql, limit: number): Promise<RunRow[]> {
    return this.store.query(sql`
      SELECT r.id, r.outcome, r.reason, r.recorded_at, a.name FROM retention_run r
      LEFT JOIN actor a ON a.subject = r.recorded_by WHERE ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
  }

  async countRuns(): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM retention_run`);
    return Number(row?.n ?? 0);
  }
}

export interface RunRow {
  readonly id: string;
  /** As JSON; see dto/retention.dto.ts. */
  readonly outcome: string;
  readonly reason: string;
  readonly recordedAt: string;
  readonly name: string | null;
}
