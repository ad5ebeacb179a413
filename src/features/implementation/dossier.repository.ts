import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { engagementVisible } from '../../access/visibility.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import type { DatePrecision } from '../../domain/fuzzy-date.js';
import type { MeetingAttendanceState, TeamRole } from '../../domain/kick-off.js';
import type { MeetingKind, MeetingStatus, PlanDocumentType } from '../../domain/milestones.js';
import { among, currentAt, personOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface TeamRow {
  /** Of the record; another end makes another one. */
  readonly recordId: string;
  readonly id: string;
  readonly engagementId: string;
  readonly personId: string;
  readonly municipalityCode: string;
  readonly role: TeamRole;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

/** What a status meeting says (R33). */
export interface StatusTexts {
  readonly planStatus: string | null;
  readonly adjustments: string | null;
  readonly challenges: string | null;
  readonly sparring: string | null;
  readonly maintenance: string | null;
}

export interface MeetingRow extends StatusTexts {
  readonly recordId: string;
  readonly id: string;
  readonly engagementId: string;
  readonly kind: MeetingKind;
  readonly date: LocalDate;
  readonly datePrecision: DatePrecision;
  readonly status: MeetingStatus;
  readonly venue: string | null;
  readonly reason: string | null;
}

export interface AttendanceRow {
  readonly recordId: string;
  readonly meetingId: string;
  readonly personId: string;
  readonly state: MeetingAttendanceState;
  readonly role: TeamRole | null;
}

export interface DocumentRow {
  readonly id: string;
  readonly engagementId: string;
  readonly type: PlanDocumentType;
  readonly version: number;
  readonly title: string;
  readonly link: string;
  readonly date: LocalDate;
  readonly ownerPersonId: string | null;
  readonly ownerText: string | null;
  readonly approvedOn: LocalDate | null;
}

export interface ClosureRow {
  readonly recordId: string;
  readonly engagementId: string;
  readonly closedOn: LocalDate;
}

/**
 * What surrounds engagements, by what had been recorded at an instant (V38). People who were registered twice are the
 * one that they were merged into by then (L25). Set-based: as many statements for one engagement as for a hundred.
 */
@Injectable()
export class DossierRepository {
  constructor(private readonly store: Store) {}

  /** Those of the engagements that a reach goes to. */
  async visible(reach: Reach, engagementIds: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      sql`SELECT n.id FROM engagement n WHERE n.id IN ${among(engagementIds)} AND ${engagementVisible(reach, sql`n`)}`,
    );
    return rows.map((row) => row.id);
  }

  /** By first day. */
  async team(engagementIds: readonly string[], knownAt: Instant): Promise<TeamRow[]> {
    return this.store.query(sql`
      SELECT t.id AS record_id, t.member_id AS id, t.engagement_id,
        ${personOf(sql`t.person_id`, knownAt)} AS person_id, t.municipality_code, t.role,
        t.valid_from AS "from", t.valid_to AS "to"
      FROM team_membership t WHERE t.engagement_id IN ${among(engagementIds)} AND ${currentAt(sql`t`, knownAt)}
      ORDER BY t.valid_from, t.member_id`);
  }

  /** By date. */
  async meetings(engagementIds: readonly string[], knownAt: Instant): Promise<MeetingRow[]> {
    return this.store.query(sql`
      SELECT r.id AS record_id, m.id, m.engagement_id, m.kind, r.date, r.date_precision, r.status, r.venue,
        r.plan_status, r.adjustments, r.challenges, r.sparring, r.maintenance, r.reason
      FROM engagement_meeting m
      JOIN engagement_meeting_record r ON r.meeting_id = m.id AND ${currentAt(sql`r`, knownAt)}
      WHERE m.engagement_id IN ${among(engagementIds)} ORDER BY r.date, m.id`);
  }

  async attendance(engagementIds: readonly string[], knownAt: Instant): Promise<AttendanceRow[]> {
    return this.store.query(sql`
      SELECT a.id AS record_id, a.meeting_id, ${personOf(sql`a.person_id`, knownAt)} AS person_id,
        a.state, a.role
      FROM engagement_meeting m
      JOIN engagement_meeting_attendance a ON a.meeting_id = m.id AND ${currentAt(sql`a`, knownAt)}
      WHERE m.engagement_id IN ${among(engagementIds)} ORDER BY a.recorded_at, a.id`);
  }

  /** All versions, the newest of each type first. */
  async documents(engagementIds: readonly string[], knownAt: Instant): Promise<DocumentRow[]> {
    const rows = await this.store.query<DocumentRow>(sql`
      SELECT d.id, d.engagement_id, d.type, d.version, d.title, d.link, d.dated_on AS date,
        ${personOf(sql`d.owner_person_id`, knownAt)} AS owner_person_id, d.owner_text, a.approved_on
      FROM plan_document d
      LEFT JOIN plan_document_approval a ON a.document_id = d.id AND a.recorded_at <= ${knownAt}
      WHERE d.engagement_id IN ${among(engagementIds)} AND d.recorded_at <= ${knownAt}
      ORDER BY d.type, d.version DESC`);
    return rows.map((row) => ({ ...row, version: Number(row.version) }));
  }

  async closures(engagementIds: readonly string[], knownAt: Instant): Promise<ClosureRow[]> {
    return this.store.query(sql`
      SELECT c.id AS record_id, c.engagement_id, c.closed_on FROM engagement_closure c
      WHERE c.engagement_id IN ${among(engagementIds)} AND ${currentAt(sql`c`, knownAt)}`);
  }

  /** The engagement of a membership in the team, of a meeting or of a document; null when there is no such thing. */
  async engagementOf(id: string): Promise<string | null> {
    const table = new Map<string, Sql>([
      ['tea', sql`SELECT engagement_id FROM team_membership WHERE member_id = ${id} LIMIT 1`],
      ['emt', sql`SELECT engagement_id FROM engagement_meeting WHERE id = ${id}`],
      ['doc', sql`SELECT engagement_id FROM plan_document WHERE id = ${id}`],
    ]);
    const question = table.get(id.split('_', 1)[0] ?? '');
    if (question === undefined) return null;
    return (await this.store.queryOne<{ engagementId: string }>(question))?.engagementId ?? null;
  }
}
