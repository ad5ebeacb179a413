import sql, { join } from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import type { LocalDate } from '../domain/calendar.js';
import type { Audit } from '../storage/audit.js';
import type { Store } from '../storage/store.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';
import type { Actor } from './actor.js';
import { hasRole } from './policy.js';

/** PostgreSQL takes at most 65,535 variables in a statement, and SQLite half as many. */
const ROWS_PER_STATEMENT = 1_000;
/** What a process remembers; beyond that it begins anew, and the database knows anyway. */
const REMEMBERED = 200_000;

/**
 * Who read about whom, outside of what their own work has them read every day. Training providers read about the people
 * they teach, coordinators about those of their municipality, participants about themselves, programs within their scope;
 * the agency and the administrator reach everybody, and of them it is kept.
 */
export class Readings {
  private day: LocalDate | null = null;
  /** What is in the database of today, as far as this process knows. */
  private known = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Null for whoever reads as their own work has it. */
  of(actor: Actor | null): RequestReadings | null {
    return actor !== null && hasRole(actor, 'AGENCY', 'ADMIN') ? new RequestReadings(this, actor) : null;
  }

  /** Once for each reader, person, field and day. Throws `Unavailable` when the database takes no writes. */
  async save(actor: Actor, noted: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const day = this.clock.today();
    if (day !== this.day || this.known.size > REMEMBERED) this.known = new Set();
    this.day = day;
    const { known } = this;
    const keyOf = (field: string, personId: string) => `${personId} ${field} ${actor.subject}`;
    // In one order for everybody, so that two who write the same do not wait for each other.
    const rows = [...noted]
      .flatMap(([field, personIds]) => [...personIds].map((personId) => ({ field, personId })))
      .filter(({ field, personId }) => !known.has(keyOf(field, personId)))
      .sort((a, b) => (keyOf(a.field, a.personId) < keyOf(b.field, b.personId) ? -1 : 1));
    if (rows.length === 0) return;
    const at = this.clock.now();
    const roles = [...new Set(actor.grants.map((grant) => grant.role))].sort().join(' ');
    await this.unitOfWork.run(async () => {
      await this.audit.tell(actor, at);
      for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
        const values = rows
          .slice(start, start + ROWS_PER_STATEMENT)
          .map(
            ({ field, personId }) => sql`(${personId}, ${day}, ${actor.subject}, ${field}, ${roles}, ${at})`,
          );
        await this.store.change(sql`
          INSERT INTO reading (person_id, day, recorded_by, field, roles, recorded_at)
          VALUES ${join(values)} ON CONFLICT DO NOTHING`);
      }
      this.store.whenSaved(() => {
        for (const { field, personId } of rows) known.add(keyOf(field, personId));
      });
    });
  }
}

/** Whom one request told about, by the root field that was asked. */
export class RequestReadings {
  private readonly fields = new Map<string, string>();
  private readonly noted = new Map<string, Set<string>>();
  private readonly own: ReadonlySet<string | null>;

  constructor(
    private readonly readings: Readings,
    private readonly actor: Actor,
  ) {
    this.own = new Set(actor.grants.map((grant) => (grant.role === 'PARTICIPANT' ? grant.personId : null)));
  }

  /** A root field, and the name under which the request has it answered. */
  asked(responseName: string, field: string): void {
    this.fields.set(responseName, field);
  }

  /** That the answer under that name tells who somebody is. To read about oneself is everyday. */
  note(responseName: string, personId: string): void {
    if (this.own.has(personId)) return;
    const field = this.fields.get(responseName) ?? responseName;
    const people = this.noted.get(field) ?? new Set();
    people.add(personId);
    this.noted.set(field, people);
  }

  /** To be waited for before anything is told. */
  async save(): Promise<void> {
    if (this.noted.size > 0) await this.readings.save(this.actor, this.noted);
  }
}
