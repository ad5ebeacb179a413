import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import type { LocalDate } from '../../domain/calendar.js';
import type { CertificateEventKind } from '../../domain/certificate.js';
import { all, among, nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { CertificateEventFilter } from './dto/certificate-event.dto.js';

export interface CertificateEventRow {
  readonly certificateId: string;
  readonly sequence: number;
  readonly enrolmentId: string;
  readonly kind: CertificateEventKind;
  readonly on: LocalDate;
  readonly reason: string | null;
  readonly recordedAt: string;
  readonly recordedBy: string;
  /** Whether the asker may know why it happened and who did it. */
  readonly explained: boolean;
}

/** What happened to certificates, as events. */
@Injectable()
export class CertificateEventRepository {
  constructor(private readonly store: Store) {}

  /** By certificate, in the order they were recorded. */
  async findOfCertificates(
    explainedTo: Reach,
    certificateIds: readonly string[],
  ): Promise<CertificateEventRow[]> {
    return this.select(
      explainedTo,
      sql`v.certificate_id IN ${among(certificateIds)} ORDER BY v.certificate_id, v.sequence`,
    );
  }

  matching(reach: Reach, from: LocalDate, to: LocalDate, filter: CertificateEventFilter): Sql {
    const conditions = [sql`v.valid_on BETWEEN ${from} AND ${to}`, enrolmentVisible(reach, sql`e`)];
    if (filter.kind) conditions.push(sql`v.kind IN ${among(filter.kind)}`);
    if (filter.programmeKey) conditions.push(sql`e.programme_key = ${filter.programmeKey}`);
    if (filter.trackKey) conditions.push(sql`e.track_key = ${filter.trackKey}`);
    if (filter.municipalityCode) conditions.push(sql`e.municipality_code = ${filter.municipalityCode}`);
    if (filter.cohortId) conditions.push(sql`e.cohort_id = ${filter.cohortId}`);
    return all(conditions);
  }

  async page(
    explainedTo: Reach,
    condition: Sql,
    after: Sql,
    orderBy: Sql,
    limit: number,
  ): Promise<CertificateEventRow[]> {
    return this.select(explainedTo, sql`${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(sql`
      SELECT COUNT(*) AS n FROM certificate_event v JOIN certificate c ON c.id = v.certificate_id
      JOIN enrolment e ON e.id = c.enrolment_id WHERE ${condition}`);
    return Number(row?.n ?? 0);
  }

  private async select(explainedTo: Reach, condition: Sql): Promise<CertificateEventRow[]> {
    const rows = await this.store.query<CertificateEventRow>(sql`
      SELECT v.certificate_id, v.sequence, c.enrolment_id, v.kind, v.valid_on AS "on", v.reason, v.recorded_at,
        ${nameBehind(sql`v.recorded_by`)} AS recorded_by, CASE WHEN ${enrolmentVisible(explainedTo, sql`e`)} THEN 1 ELSE 0 END AS explained
      FROM certificate_event v JOIN certificate c ON c.id = v.certificate_id
      JOIN enrolment e ON e.id = c.enrolment_id WHERE ${condition}`);
    return rows.map((row) => ({ ...row, explained: Boolean(row.explained) }));
  }
}
