import { randomBytes } from 'node:crypto';
import sql, { bulk } from 'sql-template-tag';
import { Clock } from '../config/clock.js';
import { namedIn } from './audit-about.js';
import { AuditAboutEntity } from './log.entity.js';
import type { Store } from './store.js';

export interface AuditEntry {
  /** The business act, named as the mutation that did it. */
  readonly action: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null;
}

/** Whoever did it, as far as the log keeps it. */
interface Recorder {
  readonly subject: string;
  readonly name?: string;
  readonly grants?: readonly { readonly role: string; readonly personId?: string | null }[];
}

/** SQLite takes at most 32,766 variables in a statement. */
const ENTRIES_PER_STATEMENT = 500;

/**
 * Every change with who, when, old, new and reason (V44), written in the same transaction as the change. Whatever an entry
 * names finds it again: the history of an enrolment, a person and a certificate rests on `before` and `after` alone, and a
 * caller has nothing more to do.
 */
export class Audit {
  /** Name and roles of those whom this process has written down, by subject. */
  private readonly told = new Map<string, string>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async record(actor: Recorder, ...entries: readonly AuditEntry[]): Promise<void> {
    const recordedAt = this.clock.now();
    await this.tell(actor, recordedAt);
    for (let start = 0; start < entries.length; start += ENTRIES_PER_STATEMENT)
      await this.write(actor.subject, recordedAt, entries.slice(start, start + ENTRIES_PER_STATEMENT));
  }

  private async write(subject: string, at: string, entries: readonly AuditEntry[]): Promise<void> {
    const salts = newSalts(entries.length);
    const rows = entries.map(({ action, subjectId, before, after, reason }, index) => [
      ...[at, subject, action, subjectId],
      ...[asText(before), asText(after), reason ?? null, salts[index]],
    ]);
    const written = await this.store.query<{ id: number }>(sql`
      INSERT INTO audit_event (recorded_at, recorded_by, action, subject_id, before, after, reason, salt)
      VALUES ${bulk(rows)} RETURNING id`);
    // Numbers are given in the order of the rows; the order in which they come back is nobody's promise.
    const ids = written.map((row) => Number(row.id)).sort((a, b) => a - b);
    const about = entries.flatMap((entry, index) =>
      namedIn(entry).map((aboutId) => ({ aboutId, eventId: ids[index] ?? 0 })),
    );
    if (about.length > 0) await this.store.insert(AuditAboutEntity, about);
  }

  /**
   * Who is behind the subject. Inside a unit of work. Written when this process meets somebody for the first time, or under another name, and
   * not otherwise, so that works of one person do not stand in each other's way.
   */
  async tell({ subject, name, grants }: Recorder, at: string): Promise<void> {
    if (name === undefined) return;
    const roles = [...new Set((grants ?? []).map((grant) => grant.role))].sort().join(' ');
    const personId = (grants ?? []).find((grant) => grant.personId)?.personId ?? null;
    const told = JSON.stringify([name, roles, personId]);
    if (this.told.get(subject) === told) return;
    const added = await this.store.change(sql`
      INSERT INTO actor (subject, name, roles, first_seen_at, named_at, person_id)
      VALUES (${subject}, ${name}, ${roles}, ${at}, ${at}, ${personId}) ON CONFLICT (subject) DO NOTHING`);
    if (added === 0)
      await this.store.change(sql`
        UPDATE actor SET name = ${name}, roles = ${roles}, named_at = ${at},
          person_id = COALESCE(${personId}, person_id)
        WHERE subject = ${subject} AND (name <> ${name} OR roles <> ${roles}
            OR (CAST(${personId} AS text) IS NOT NULL AND person_id IS NULL))
          AND NOT EXISTS (SELECT 1 FROM erasure_subject s WHERE s.id = actor.person_id)`);
    this.store.whenSaved(() => this.told.set(subject, told));
  }
}

const SALT_BYTES = 16;

/** 128 bits each, in 22 characters. */
function newSalts(count: number): string[] {
  const bytes = randomBytes(SALT_BYTES * count);
  return Array.from({ length: count }, (_, index) =>
    bytes.toString('base64url', index * SALT_BYTES, (index + 1) * SALT_BYTES),
  );
}

function asText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
