import { Injectable } from '@nestjs/common';
import sql, { raw } from 'sql-template-tag';
import { danishSortKey } from '../../domain/danish.js';
import type { Belongings } from '../../storage/personal-data.js';
import { among, personOf, subjectsOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { ErasureCandidateKind } from './dto/erasure.dto.js';

/** A registration, as it is. */
export interface Registration {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Something that bears the name of a person. */
export interface Namesake {
  readonly id: string;
  readonly kind: ErasureCandidateKind;
}

/** What stays after an erasure, under ids alone: tables, each with the column by which it is somebody's. */
const STAYS: readonly (readonly [table: string, column: string, of: 'enrolmentIds' | 'personIds'])[] = [
  ['enrolment', 'id', 'enrolmentIds'],
  ['attendance', 'enrolment_id', 'enrolmentIds'],
  ['presence', 'enrolment_id', 'enrolmentIds'],
  ['certification_attempt', 'enrolment_id', 'enrolmentIds'],
  ['certificate', 'enrolment_id', 'enrolmentIds'],
  ['team_membership', 'person_id', 'personIds'],
  ['engagement_meeting_attendance', 'person_id', 'personIds'],
];

/** Everything that is somebody's, and what only bears the same name. */
@Injectable()
export class BelongingsRepository {
  constructor(private readonly store: Store) {}

  /** The registration that stands for the person first, then those that were merged into it; none when there is no such person. */
  async registrations(personId: string): Promise<Registration[]> {
    return this.store.query(sql`
      SELECT p.id, p.name, p.email, p.phone FROM person p
      WHERE p.id = ${personOf(personId)} OR p.id IN (
        SELECT m.merged_id FROM person_merge m
        WHERE m.kept_id = ${personOf(personId)} AND m.superseded_at IS NULL)
      ORDER BY CASE WHEN p.id = ${personOf(personId)} THEN 0 ELSE 1 END, p.id`);
  }

  async isErased(personId: string): Promise<boolean> {
    return (
      (await this.store.queryOne(sql`SELECT 1 AS gone FROM erasure_subject WHERE id = ${personId}`)) !== null
    );
  }

  /** `decided`: what people have said bears their name. */
  async belongings(
    registrations: readonly Registration[],
    decided: readonly Namesake[],
  ): Promise<Belongings> {
    const personIds = registrations.map(({ id }) => id);
    const emails = registrations.flatMap(({ email }) => (email === null ? [] : [email]));
    const chosen = (kind: ErasureCandidateKind) =>
      decided.filter((each) => each.kind === kind).map(({ id }) => id);
    return {
      personIds,
      enrolmentIds: await this.ids('enrolment', 'person_id', personIds),
      certificateIds: await this.ids('certificate', 'person_id', personIds),
      supervisorIds: [
        ...(await this.ids('supervisor', 'email', emails)),
        ...chosen(ErasureCandidateKind.SUPERVISOR),
      ],
      accountIds: await this.ids('account', 'email', emails),
      subjects: [...(await this.subjects(personIds, emails)), ...chosen(ErasureCandidateKind.SIGN_IN)],
      assessedIds: chosen(ErasureCandidateKind.ASSESSOR),
      documentIds: chosen(ErasureCandidateKind.DOCUMENT_OWNER),
    };
  }

  /** What bears one of their names and is not known to be theirs. */
  async namesakes(registrations: readonly Registration[], whose: Belongings): Promise<Namesake[]> {
    const names = registrations.map(({ name }) => danishSortKey(name));
    const bears = async (kind: ErasureCandidateKind, table: string, id: string, column: string) => {
      const rows = await this.store.query<{ id: string; name: string }>(sql`
        SELECT ${raw(id)} AS id, ${raw(column)} AS name FROM ${raw(table)} WHERE ${raw(column)} IS NOT NULL`);
      return rows
        .filter(({ name }) => names.includes(danishSortKey(name)))
        .map((row) => ({ id: row.id, kind }));
    };
    const own = [...whose.supervisorIds, ...whose.subjects];
    const ownAttempts = await this.ids('certification_attempt', 'enrolment_id', whose.enrolmentIds);
    const all = [
      ...(await bears(ErasureCandidateKind.SIGN_IN, 'actor', 'subject', 'name')),
      ...(await bears(ErasureCandidateKind.SUPERVISOR, 'supervisor', 'id', 'name')),
      ...(await bears(ErasureCandidateKind.ASSESSOR, 'certification_attempt', 'id', 'assessor')),
      ...(await bears(ErasureCandidateKind.DOCUMENT_OWNER, 'plan_document', 'id', 'owner_text')),
    ];
    return all.filter(({ id }) => ![...own, ...ownAttempts].includes(id));
  }

  async whatStays(whose: Belongings): Promise<{ table: string; rows: number }[]> {
    const counted = [];
    for (const [table, column, of] of STAYS) {
      const row = await this.store.queryOne<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM ${raw(table)} WHERE ${raw(column)} IN ${among(whose[of])}`);
      counted.push({ table, rows: Number(row?.n ?? 0) });
    }
    return counted.filter(({ rows }) => rows > 0);
  }

  private async subjects(personIds: readonly string[], emails: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ subject: string }>(subjectsOf(personIds, emails));
    return rows.map(({ subject }) => subject);
  }

  private async ids(table: string, column: string, values: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      sql`SELECT id FROM ${raw(table)} WHERE ${raw(column)} IN ${among(values)} ORDER BY id`,
    );
    return rows.map(({ id }) => id);
  }
}
