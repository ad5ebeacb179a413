/** Empties what is personal. Every other change of what was recorded is still refused by the database itself. */
import sql, { raw } from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import type { Instant } from '../domain/calendar.js';
import { emptyLog, type Emptied } from './erasing-log.js';
import { ErasureEndEntity, ErasureEntity, ErasureSubjectEntity } from './erasure.entity.js';
import { newId } from './ids.js';
import {
  type Belongings,
  emptying,
  ERASED_NAME,
  ERASED_TEXT,
  nameless,
  PERSONAL,
  stillPersonal,
} from './personal-data.js';
import { among } from './sql.js';
import type { Store } from './store.js';

/** How many rows of a table were emptied. */
export interface Touched {
  readonly table: string;
  readonly rows: number;
}

export interface Erased {
  readonly erasureId: string;
  readonly touched: readonly Touched[];
  readonly log: Emptied;
}

export interface ErasureOrder {
  readonly personId: string;
  readonly whose: Belongings;
  readonly reason: string;
  readonly recordedBy: string;
}

/** Inside a unit of work. */
export class Erasing {
  private readonly counts = new Map<string, number>();

  private constructor(
    private readonly store: Store,
    private readonly erasureId: string,
    private readonly whose: Belongings,
    private readonly now: Instant,
  ) {}

  /**
   * Opens an erasure, empties everything of theirs, and ends it: the database lets rows that the erasure names be emptied
   * until then, and no longer. From then on it refuses to record anything of them.
   */
  static async run(store: Store, clock: Clock, order: ErasureOrder): Promise<Erased> {
    const { whose, personId, reason, recordedBy } = order;
    const erasureId = newId('erasure');
    await store.insert(ErasureEntity, {
      id: erasureId,
      personId,
      reason,
      recordedAt: clock.now(),
      recordedBy,
    });
    const erasing = new Erasing(store, erasureId, whose, clock.now());
    const addresses = await erasing.addresses();
    const log = await emptyLog(store, erasureId, whose, addresses);
    await erasing.emptyAll(log, addresses);
    const known = [...whose.personIds, ...whose.enrolmentIds, ...whose.certificateIds];
    await store.insert(
      ErasureSubjectEntity,
      known.map((id) => ({ id, erasureId })),
    );
    await store.insert(ErasureEndEntity, { erasureId, recordedAt: clock.now() });
    const touched = [...erasing.counts].map(([table, rows]) => ({ table, rows }));
    return { erasureId, touched: touched.filter(({ rows }) => rows > 0), log };
  }

  private async emptyAll(log: Emptied, addresses: readonly string[]): Promise<void> {
    this.count('audit_event', log.events);
    await this.emptySnapshots();
    await this.emptyHolders(addresses);
    await this.endSignIns(addresses);
    for (const each of PERSONAL) {
      await this.name(each.table, raw(each.key), sql`${each.of(this.whose)} AND ${stillPersonal(each)}`);
      const rows = await this.store.change(sql`
        UPDATE ${raw(each.table)} AS t SET ${emptying(each)}
        WHERE ${each.of(this.whose)} AND ${stillPersonal(each)}`);
      // Certificates are counted once, whether or not their name stood in the snapshot as well.
      this.count(each.table, rows);
    }
    this.count(
      'actor',
      await this.store.change(sql`
        UPDATE actor SET name = ${ERASED_NAME}, person_id = ${this.whose.personIds[0]}
        WHERE subject IN ${among(this.whose.subjects)}`),
    );
    this.count('idempotency_key', await this.removeKeys(log));
  }

  /** Lets these rows be emptied; one that was named already is not named twice. */
  private async name(
    table: string,
    key: ReturnType<typeof raw>,
    condition: ReturnType<typeof sql>,
  ): Promise<void> {
    await this.store.change(sql`
      INSERT INTO erased_row (table_name, row_key, erasure_id)
      SELECT CAST(${table} AS text), CAST(${key} AS text), CAST(${this.erasureId} AS text) FROM ${raw(table)} t
      WHERE ${condition} ON CONFLICT DO NOTHING`);
  }

  private async emptySnapshots(): Promise<void> {
    const certificates = await this.store.query<{ id: string; snapshot: string }>(
      sql`SELECT id, snapshot FROM certificate WHERE id IN ${among(this.whose.certificateIds)}`,
    );
    await this.name('certificate', raw('t.id'), sql`t.id IN ${among(certificates.map(({ id }) => id))}`);
    for (const { id, snapshot } of certificates)
      await this.store.change(sql`UPDATE certificate SET snapshot = ${nameless(snapshot)} WHERE id = ${id}`);
  }

  /** A coordinator is known by an address or a subject: each gets a word of its own, so that what was recorded stays apart. */
  private async emptyHolders(holders: readonly string[]): Promise<void> {
    await this.name(
      'coordinator_change',
      raw(`t.municipality_code || ' ' || t.sequence || ' ' || t.recorded_at`),
      sql`t.holder IN ${among(holders)}`,
    );
    for (const [place, holder] of holders.entries())
      this.count(
        'coordinator_change',
        await this.store.change(sql`
          UPDATE coordinator_change SET holder = ${`erased:${this.erasureId}:${place}`}, reason = ${ERASED_TEXT}
          WHERE holder = ${holder}`),
      );
  }

  /** Accounts under their addresses are over and say nothing more; whoever is signed in as them is signed out. */
  private async endSignIns(addresses: readonly string[]): Promise<void> {
    const ids = this.whose.accountIds;
    await this.store.change(sql`DELETE FROM account_recovery_code WHERE account_id IN ${among(ids)}`);
    this.count(
      'account',
      await this.store.change(sql`
        UPDATE account SET email = 'erased:' || id, name = ${ERASED_NAME}, password_hash = NULL, totp_secret = NULL,
          token_version = token_version + 1, ended_at = COALESCE(ended_at, ${this.now})
        WHERE id IN ${among(ids)}`),
    );
    const sessions = await this.store.query<{
      idHash: string;
      accountId: string | null;
      claims: string | null;
    }>(sql`SELECT id_hash, account_id, claims FROM session`);
    const theirs = sessions.filter(
      ({ accountId, claims }) =>
        ids.includes(accountId ?? '') || addresses.some((each) => claims?.toLowerCase().includes(each)),
    );
    this.count(
      'session',
      await this.store.change(
        sql`DELETE FROM session WHERE id_hash IN ${among(theirs.map(({ idHash }) => idHash))}`,
      ),
    );
  }

  /** Whatever a coordinator can have been called by: addresses and subjects, in lower case. */
  private async addresses(): Promise<string[]> {
    const rows = await this.store.query<{ email: string | null }>(
      sql`SELECT email FROM person WHERE id IN ${among(this.whose.personIds)}`,
    );
    const all = [...rows.map(({ email }) => email ?? ''), ...this.whose.subjects];
    return [...new Set(all.map((each) => each.trim().toLowerCase()))].filter((each) => each !== '');
  }

  /** The hash of an input can be guessed at by whoever knows most of it. */
  private async removeKeys({ acts }: Emptied): Promise<number> {
    const actors = [...new Set([...acts.map((act) => act.recordedBy), ...this.whose.subjects])];
    const keys = await this.store.query<{
      actor: string;
      action: string;
      key: string;
      recordedAt: string;
    }>(sql`
      SELECT actor, action, key, recorded_at FROM idempotency_key WHERE actor IN ${among(actors)}`);
    const mine = keys.filter(
      (key) =>
        this.whose.subjects.includes(key.actor) ||
        acts.some(
          (act) =>
            act.recordedBy === key.actor &&
            act.action === key.action &&
            isSoonAfter(act.recordedAt, key.recordedAt),
        ),
    );
    for (const { actor, action, key } of mine)
      await this.store.change(
        sql`DELETE FROM idempotency_key WHERE actor = ${actor} AND action = ${action} AND key = ${key}`,
      );
    return mine.length;
  }

  private count(table: string, rows: number): void {
    this.counts.set(table, (this.counts.get(table) ?? 0) + rows);
  }
}

/** The key of an act is written first, in the same work. */
function isSoonAfter(act: string, key: string): boolean {
  const passed = Date.parse(act) - Date.parse(key);
  return passed >= 0 && passed < 60_000;
}
