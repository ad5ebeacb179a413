import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { OPEN } from '../../domain/enrolment.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** What a merge moved, as it is kept with it. */
export interface Moved {
  readonly enrolmentIds: readonly string[];
  readonly affiliationIds: readonly string[];
  /** Certificates that came under review because the two became one, each with the number of that event. */
  readonly reviews: readonly { certificateId: string; sequence: number }[];
}

export interface MergeRow {
  readonly id: string;
  readonly keptId: string;
  readonly mergedId: string;
  readonly mergedName: string;
  readonly mergedEmail: string | null;
  /** As JSON; see `Moved`. */
  readonly moved: string;
  readonly reason: string;
  readonly recordedAt: string;
  readonly supersededAt: string | null;
}

/** A certificate and the latest event of its life. */
export interface CertificateState {
  readonly id: string;
  readonly enrolmentId: string;
  readonly status: 'VALID' | 'REVIEW_REQUIRED' | 'REVOKED' | 'REPLACED';
  readonly sequence: number;
}

@Injectable()
export class MergeRepository {
  constructor(private readonly store: Store) {}

  async find(ids: readonly string[]): Promise<MergeRow[]> {
    return this.select(sql`m.id IN ${among(ids)}`);
  }

  /** By the person that was kept, oldest first; also those that were taken back. */
  async findOfKept(personIds: readonly string[]): Promise<MergeRow[]> {
    return this.select(sql`m.kept_id IN ${among(personIds)} ORDER BY m.recorded_at, m.id`);
  }

  /** Merges that stand, with this registration on either side. */
  async findStanding(personId: string): Promise<MergeRow[]> {
    return this.select(
      sql`(m.merged_id = ${personId} OR m.kept_id = ${personId}) AND m.superseded_at IS NULL`,
    );
  }

  /** Registrations as they were made, whether or not they were merged since. */
  async registrations(ids: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(sql`SELECT id FROM person WHERE id IN ${among(ids)}`);
    return rows.map((row) => row.id);
  }

  /** Enrolments of the two that cannot both be open for one person. */
  async openOnSameTrack(keepId: string, mergeId: string): Promise<string[]> {
    return this.pairs(sql`
      SELECT k.id AS kept, m.id AS merged FROM enrolment k JOIN enrolment m
        ON m.programme_key = k.programme_key AND m.track_key = k.track_key
      WHERE k.person_id = ${keepId} AND m.person_id = ${mergeId}
        AND k.status IN ${among(OPEN)} AND m.status IN ${among(OPEN)} ORDER BY k.id`);
  }

  /** Certificates of the two that cannot both stand for one person (V22). */
  async sameTitle(keepId: string, mergeId: string): Promise<string[]> {
    const stands = (c: Sql) => sql`${c}.status IN ('VALID', 'REVIEW_REQUIRED')`;
    return this.pairs(sql`
      SELECT k.id AS kept, m.id AS merged FROM certificate k JOIN certificate m
        ON m.programme_key = k.programme_key AND m.title = k.title
      WHERE k.person_id = ${keepId} AND m.person_id = ${mergeId}
        AND ${stands(sql`k`)} AND ${stands(sql`m`)} ORDER BY k.id`);
  }

  async certificatesOf(enrolmentIds: readonly string[]): Promise<CertificateState[]> {
    return this.certificates(sql`c.enrolment_id IN ${among(enrolmentIds)}`);
  }

  async certificatesById(ids: readonly string[]): Promise<CertificateState[]> {
    return this.certificates(sql`c.id IN ${among(ids)}`);
  }

  private async certificates(condition: Sql): Promise<CertificateState[]> {
    const rows = await this.store.query<CertificateState>(sql`
      SELECT c.id, c.enrolment_id, c.status,
        (SELECT MAX(v.sequence) FROM certificate_event v WHERE v.certificate_id = c.id) AS sequence
      FROM certificate c WHERE ${condition}`);
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }

  private async pairs(statement: Sql): Promise<string[]> {
    const rows = await this.store.query<{ kept: string; merged: string }>(statement);
    return [...new Set(rows.flatMap((row) => [row.kept, row.merged]))];
  }

  private async select(condition: Sql): Promise<MergeRow[]> {
    return this.store.query(sql`
      SELECT m.id, m.kept_id, m.merged_id, p.name AS merged_name, p.email AS merged_email, m.moved, m.reason,
        m.recorded_at, m.superseded_at
      FROM person_merge m JOIN person p ON p.id = m.merged_id WHERE ${condition}`);
  }
}
