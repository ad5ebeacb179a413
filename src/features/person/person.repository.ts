import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { personVisible } from '../../access/visibility.js';
import { danishSortKey, searchTokens } from '../../domain/danish.js';
import { all, among } from '../../storage/sql.js';
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
  readonly unit: string | null;
  readonly role: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

const COLUMNS = sql`p.id, p.name, p.email, p.phone, p.sort_key`;
const AFFILIATION = sql`id, person_id, municipality_code, organisation, unit, role, valid_from, valid_to`;

@Injectable()
export class PersonRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<PersonRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM person p WHERE p.id IN ${among(ids)} AND ${personVisible(reach, sql`p`)}`,
    );
  }

  /** Somebody who belongs to no municipality yet: registered without one, never enrolled, and in no team. */
  async findUnattached(id: string): Promise<PersonRow | null> {
    return this.store.queryOne(sql`
      SELECT ${COLUMNS} FROM person p WHERE p.id = ${id}
        AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM team_membership t WHERE t.person_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM affiliation f WHERE f.person_id = p.id AND f.municipality_code IS NOT NULL)`);
  }

  async findByEmail(email: string): Promise<PersonRow | null> {
    return this.store.queryOne(sql`SELECT ${COLUMNS} FROM person p WHERE p.email = ${email}`);
  }

  async findByName(reach: Reach, name: string): Promise<PersonRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM person p
          WHERE p.sort_key = ${danishSortKey(name)} AND ${personVisible(reach, sql`p`)} ORDER BY p.id`,
    );
  }

  /** People whose name or address has every word of the search, folded as Danish readers expect. */
  matching(reach: Reach, search: string | null): Sql {
    const words = searchTokens(search ?? '').map(
      (word) => sql`p.search_text LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`,
    );
    return all([personVisible(reach, sql`p`), ...words]);
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

  async affiliationsOf(personIds: readonly string[]): Promise<AffiliationRow[]> {
    return this.store.query(
      sql`SELECT ${AFFILIATION} FROM affiliation WHERE person_id IN ${among(personIds)} ORDER BY id`,
    );
  }

  async affiliations(ids: readonly string[]): Promise<AffiliationRow[]> {
    return this.store.query(sql`SELECT ${AFFILIATION} FROM affiliation WHERE id IN ${among(ids)}`);
  }
}
