import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { personVisible } from '../../access/visibility.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { danishSortKey, searchTokens } from '../../domain/danish.js';
import type { OrganisationType } from '../../domain/employment.js';
import { all, among, currentAt, notMerged, personOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly sortKey: string;
}

export interface AffiliationRow {
  readonly id: string;
  readonly personId: string;
  readonly municipalityCode: string | null;
  readonly organisation: string | null;
  readonly organisationType: OrganisationType | null;
  readonly unit: string | null;
  readonly role: string | null;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
}

/** Which jobs: those on a day, by what had been recorded at an instant. */
export interface JobsAt {
  readonly on?: LocalDate | null;
  readonly knownAt?: Instant | null;
}

const COLUMNS = sql`p.id, p.name, p.email, p.phone, p.sort_key`;
const WORKPLACE = sql`f.municipality_code, f.organisation, f.organisation_type, f.unit, f.role`;
const AFFILIATION = sql`f.id, f.person_id, ${WORKPLACE}, f.valid_from, f.valid_to`;

@Injectable()
export class PersonRepository {
  constructor(private readonly store: Store) {}

  /** By the id that was asked for: that of a registration which was merged into another answers that other person. */
  async findVisible(reach: Reach, ids: readonly string[]): Promise<(PersonRow & { askedId: string })[]> {
    return this.store.query(sql`
      SELECT a.id AS asked_id, ${COLUMNS} FROM person a JOIN person p ON p.id = ${personOf(sql`a.id`)}
      WHERE a.id IN ${among(ids)} AND ${personVisible(reach, sql`p`)}`);
  }

  /** Somebody who belongs to no municipality yet: registered without one, never enrolled, and in no team. */
  async findUnattached(id: string): Promise<PersonRow | null> {
    return this.store.queryOne(sql`
      SELECT ${COLUMNS} FROM person p WHERE p.id = ${personOf(id)}
        AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM team_membership t WHERE t.person_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM affiliation f WHERE f.person_id = p.id AND f.municipality_code IS NOT NULL)`);
  }

  /** With the name, as a sort key, that the address was registered under: a merged registration can have had another. */
  async findByEmail(email: string): Promise<(PersonRow & { registeredKey: string }) | null> {
    return this.store.queryOne(sql`
      SELECT a.sort_key AS registered_key, ${COLUMNS}
      FROM person a JOIN person p ON p.id = ${personOf(sql`a.id`)} WHERE a.email = ${email}`);
  }

  async findByName(reach: Reach, name: string): Promise<PersonRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM person p
          WHERE p.sort_key = ${danishSortKey(name)} AND ${notMerged(sql`p`)} AND ${personVisible(reach, sql`p`)}
          ORDER BY p.id`,
    );
  }

  /** People whose name or address has every word of the search, folded as Danish readers expect. */
  matching(reach: Reach, search: string | null): Sql {
    const words = searchTokens(search ?? '').map(
      (word) => sql`p.search_text LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`,
    );
    return all([notMerged(sql`p`), personVisible(reach, sql`p`), ...words]);
  }

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<PersonRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM person p WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`,
    );
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM person p WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  /** Oldest first. Without an instant: as it is known now. */
  async affiliationsOf(
    personIds: readonly string[],
    { on, knownAt }: JobsAt = {},
  ): Promise<AffiliationRow[]> {
    const source = knownAt == null ? sql`f` : sql`q`;
    const conditions = [sql`${source}.person_id IN ${among(personIds)}`];
    if (knownAt != null) conditions.push(currentAt(sql`q`, knownAt));
    if (on != null)
      conditions.push(sql`(${source}.valid_from IS NULL OR ${source}.valid_from <= ${on})
        AND (${source}.valid_to IS NULL OR ${source}.valid_to > ${on})`);
    return this.store.query(
      knownAt == null
        ? sql`SELECT ${AFFILIATION} FROM affiliation f WHERE ${all(conditions)} ORDER BY f.id`
        : sql`SELECT f.id, q.person_id, ${WORKPLACE}, q.valid_from, q.valid_to
              FROM affiliation_period q JOIN affiliation f ON f.id = q.affiliation_id
              WHERE ${all(conditions)} ORDER BY f.id`,
    );
  }

  async affiliations(ids: readonly string[]): Promise<AffiliationRow[]> {
    return this.store.query(sql`SELECT ${AFFILIATION} FROM affiliation f WHERE f.id IN ${among(ids)}`);
  }
}
