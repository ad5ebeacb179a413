/** A log of changes to be sealed, and somebody who changes it behind the back of the program. */
import sql, { raw } from 'sql-template-tag';
import { type Cut, cutUpTo, type Shortened, shortenLog } from '../../src/storage/audit-shortening.js';
import { SHORTENS } from '../../src/storage/audit-shortenings.js';
import { AuditSeals } from '../../src/storage/audit-seals.js';
import { type Verification, verifyLog, type VerifyOptions } from '../../src/storage/audit-verify.js';
import { Audit } from '../../src/storage/audit.js';
import type { Instant, LocalDate } from '../../src/domain/calendar.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { FakeClock } from './app.js';
import { freshDatabase, onSqlite, type TestDatabase } from './database.js';

/** So that a test fails by what it finds rather than by the time it takes. */
const PATIENCE_MS = 10_000;

const LOG_TABLES = ['audit_event', 'audit_about', 'audit_seal', 'audit_shortening', 'audit_kept_about'];

/** Up to which number of its own choice an event is of a day. */
const DAYS: readonly (readonly [day: string, last: number])[] = [
  ['2026-11-20', 3],
  ['2026-11-21', 6],
  ['2026-11-22', 10],
  ['2026-11-23', 15],
  ['2026-11-24', Infinity],
];

export class AuditLog {
  readonly clock = new FakeClock('2026-11-20T12:00:00.000Z' as Instant);
  readonly unitOfWork: UnitOfWork;
  readonly seals: AuditSeals;
  private readonly audit: Audit;

  private constructor(
    readonly database: TestDatabase,
    readonly store: Store,
  ) {
    this.unitOfWork = new UnitOfWork(store);
    this.audit = new Audit(store, this.clock);
    this.seals = new AuditSeals(store, this.unitOfWork, this.clock);
  }

  static async open(kept?: TestDatabase): Promise<AuditLog> {
    const database = kept ?? (await freshDatabase());
    return new AuditLog(database, await openStore(database.env));
  }

  /** As many events in one work. */
  async write(count: number, day?: string): Promise<void> {
    if (day !== undefined) this.clock.set(`${day}T12:00:00Z`);
    await this.unitOfWork.run(() =>
      this.audit.record(
        { subject: 'test' },
        ...Array.from({ length: count }, (_, number) => ({
          action: 'seatGrant',
          subjectId: 'eng_1',
          after: { number, name: 'Åse "Ø"\n' },
          reason: null,
        })),
      ),
    );
  }

  async seal(patienceMs = PATIENCE_MS) {
    return this.seals.seal(patienceMs);
  }

  async verify(options?: VerifyOptions): Promise<Verification> {
    return verifyLog(this.store, options);
  }

  /** The seals that are found to be wrong. */
  async broken(options?: VerifyOptions): Promise<number[]> {
    const { findings, broken } = await this.verify(options);
    if (findings.length !== broken) throw new Error('more than are told');
    return findings.map((finding) => finding.seal);
  }

  async problems(): Promise<string[]> {
    const { beginning, findings } = await this.verify();
    return [
      ...beginning,
      ...findings.flatMap(({ seal, problems }) => problems.map((problem) => `${seal}: ${problem}`)),
    ];
  }

  /** What can go of the days up to this one. */
  async cut(day: string): Promise<Cut> {
    const cut = await cutUpTo(this.store, day as LocalDate);
    if (cut === null) throw new Error(`nothing up to ${day}`);
    return cut;
  }

  /** As a person approves it. */
  async shorten(day: string): Promise<Shortened> {
    const cut = await this.cut(day);
    return this.unitOfWork.run(async () => {
      const run = await shortenLog(this.store, this.clock, { cut, reason: 'r', recordedBy: 'test' });
      const event = { action: SHORTENS, subjectId: run.id, after: run.told, reason: 'r' };
      await this.audit.record({ subject: 'test' }, event);
      return run;
    });
  }

  /** Whoever owns the database can take the triggers away. */
  async unlock(): Promise<void> {
    const { writer } = this.store.database;
    const triggers = onSqlite
      ? await this.store.query<{ name: string }>(
          sql`SELECT name FROM sqlite_master WHERE type = 'trigger' AND (tbl_name LIKE 'audit_%' OR tbl_name = 'erased_row')`,
        )
      : [];
    for (const { name } of triggers) await writer.query(`DROP TRIGGER ${name}`);
    if (!onSqlite)
      for (const table of [...LOG_TABLES, 'audit_restatement', 'erased_row'])
        await writer.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  }

  /** Statements past the program, after `unlock`. */
  async tamper(...statements: string[]): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (const statement of statements) await this.store.change(raw(statement));
    });
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.database.drop();
  }
}

/** An event under a number of choice, and of the day that goes with it. */
export function eventWithId(id: number): string {
  const day = DAYS.find(([, last]) => id <= last)?.[0];
  return `INSERT INTO audit_event (id, recorded_at, recorded_by, action, subject_id)
    VALUES (${id}, '${day}T12:00:00.000Z', 'test', 'seatGrant', 'eng_${Math.abs(id)}')`;
}
