import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import type { CertificateEvent, StoredStatus } from '../../domain/certificate.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** A certificate as it was issued, with its life since. */
export interface CertificateRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly enrolmentId: string;
  readonly personId: string;
  readonly programmeKey: string;
  readonly title: string;
  readonly holderName: string;
  readonly issuedOn: LocalDate;
  readonly validUntil: LocalDate | null;
  /** As JSON; see snapshot.ts. */
  readonly snapshot: string;
  /** After the latest event; expiry is worked out from the date. */
  readonly status: StoredStatus;
  /** When the holder was erased; null while they are known. */
  readonly erasedAt: Instant | null;
  /** In the order they were recorded. */
  readonly events: readonly CertificateEvent[];
}

const COLUMNS = sql`c.id, c.number, c.version, c.enrolment_id, c.person_id, c.programme_key, c.title, c.holder_name, c.issued_on, c.valid_until,
  c.snapshot, c.status,
  (SELECT er.recorded_at FROM erasure_subject es JOIN erasure er ON er.id = es.erasure_id WHERE es.id = c.id) AS erased_at,
  (SELECT string_agg(v.kind || ' ' || v.valid_on, ',' ORDER BY v.sequence)
    FROM certificate_event v WHERE v.certificate_id = c.id) AS events`;

const LATEST_VERSION = sql`c.version = (SELECT MAX(l.version) FROM certificate l WHERE l.number = c.number)`;

@Injectable()
export class CertificateRepository {
  constructor(private readonly store: Store) {}

  async find(ids: readonly string[]): Promise<CertificateRow[]> {
    return this.select(sql`c.id IN ${among(ids)}`);
  }

  /** A certificate is seen by whoever sees its enrolment. */
  async findVisible(reach: Reach, ids: readonly string[]): Promise<CertificateRow[]> {
    return this.select(sql`c.id IN ${among(ids)} AND ${enrolmentVisible(reach, sql`e`)}`);
  }

  /**
   * The latest version under a number, for everybody. Where there is none some other certificate is read instead, and
   * not answered, so that one takes as long as the other.
   */
  async findByNumber(number: string): Promise<CertificateRow | null> {
    const latest = (of: Sql) => sql`SELECT id FROM certificate ${of} ORDER BY number, version DESC LIMIT 1`;
    const [row] = await this.select(
      sql`c.id = COALESCE((${latest(sql`WHERE number = ${number}`)}), (${latest(sql``)}))`,
    );
    return row?.number === number ? row : null;
  }

  async findVisibleByNumber(reach: Reach, number: string): Promise<CertificateRow | null> {
    const rows = await this.select(
      sql`c.number = ${number} AND ${LATEST_VERSION} AND ${enrolmentVisible(reach, sql`e`)}`,
    );
    return rows[0] ?? null;
  }

  /** All versions under these numbers, the first one first. */
  async findVersions(numbers: readonly string[]): Promise<CertificateRow[]> {
    return this.select(sql`c.number IN ${among(numbers)} ORDER BY c.number, c.version`);
  }

  /** By enrolment, oldest first. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<CertificateRow[]> {
    return this.select(sql`c.enrolment_id IN ${among(enrolmentIds)} ORDER BY c.recorded_at, c.version, c.id`);
  }

  /** What stands in the way of another one for this person, programme and title (V22): neither revoked nor replaced. */
  async findStanding(personId: string, programmeKey: string, title: string): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(sql`
      SELECT id FROM certificate
      WHERE person_id = ${personId} AND programme_key = ${programmeKey} AND title = ${title}
        AND status IN ('VALID', 'REVIEW_REQUIRED')`);
    return rows.map((row) => row.id);
  }

  async isNumberTaken(number: string): Promise<boolean> {
    const row = await this.store.queryOne(sql`SELECT 1 AS taken FROM certificate WHERE number = ${number}`);
    return row !== null;
  }

  /** What goes onto a certificate as its holder. */
  async holderName(personId: string): Promise<string> {
    const row = await this.store.queryOne<{ name: string }>(
      sql`SELECT name FROM person WHERE id = ${personId}`,
    );
    if (row === null) throw new Error('An enrolment without a person');
    return row.name;
  }

  /** By enrolment, as they are called today. */
  async holderNames(enrolmentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.store.query<{ id: string; name: string }>(sql`
      SELECT e.id, p.name FROM enrolment e JOIN person p ON p.id = e.person_id WHERE e.id IN ${among(enrolmentIds)}`);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Who holds the course, as a certificate names them; null while the enrolment is in no cohort of a provider. */
  async providerName(enrolmentId: string): Promise<string | null> {
    const row = await this.store.queryOne<{ name: string }>(sql`
      SELECT r.name FROM enrolment e JOIN cohort h ON h.id = e.cohort_id JOIN provider r ON r.id = h.provider_id
      WHERE e.id = ${enrolmentId}`);
    return row?.name ?? null;
  }

  private async select(condition: Sql): Promise<CertificateRow[]> {
    const rows = await this.store.query<Omit<CertificateRow, 'events'> & { events: string }>(sql`
      SELECT ${COLUMNS} FROM certificate c JOIN enrolment e ON e.id = c.enrolment_id WHERE ${condition}`);
    return rows.map((row) => ({ ...row, events: readEvents(row.events) }));
  }
}

/** As COLUMNS puts them together: kind, a space, the day; with a comma between them. */
function readEvents(text: string): CertificateEvent[] {
  return text.split(',').map((event) => {
    const [kind, on] = event.split(' ');
    return { kind, on } as CertificateEvent;
  });
}
