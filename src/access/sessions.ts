import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import sql from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import type { Env } from '../config/env.js';
import { instantOfMs, type Instant } from '../domain/calendar.js';
import { SessionEntity } from '../storage/session.entity.js';
import type { Store } from '../storage/store.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';
import { SessionCookie } from './session-cookie.js';
import type { Holder, KeptHolder, SessionHolders } from './session-holders.js';
import type { Claims } from './token.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is known of a session beside who has it. */
export interface Session {
  /** The key of the identity provider; null for an account of this installation. */
  readonly issuer: string | null;
  readonly accountId: string | null;
  readonly openedAt: Instant;
  /** Over then at the latest; before, when it is not used for a while. */
  readonly endsAt: Instant;
}

interface SessionRow extends Session, KeptHolder {
  readonly lastUsedAt: Instant;
}

/**
 * People who signed in with a browser. Its cookie has 256 bits that nobody can guess, of which only a digest is kept.
 * Asked of the database at every request, so that a session is known in every process, and over in every process.
 */
export class Sessions {
  readonly cookie: SessionCookie;
  /** Whose use is being written down. */
  private readonly writing = new Set<string>();

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly holders: SessionHolders,
    private readonly logger: Logger,
  ) {
    this.cookie = new SessionCookie(env.origin);
  }

  /**
   * Always under a new id; the session that the browser had before is closed. `before` is what that one is kept under, where
   * the request does not show it.
   */
  async open(
    holder: Holder,
    request: FastifyRequest,
    reply: FastifyReply,
    before: string | null = this.shownBy(request),
  ): Promise<Session> {
    if (!this.cookie.isSafe) throw new Error('Nobody signs in with a browser over http');
    const id = randomBytes(32).toString('base64url');
    const openedAt = this.clock.now();
    const endsAt = after(openedAt, this.env.sessionHours * HOUR);
    const kept = this.holders.keep(holder);
    await this.unitOfWork.run(async () => {
      if (before !== null) await this.remove(before);
      const times = { openedAt, lastUsedAt: openedAt, endsAt };
      await this.store.insert(SessionEntity, { idHash: hashOf(id), ...kept, ...times });
    });
    this.cookie.set(reply, id);
    return { issuer: kept.issuer, accountId: kept.accountId, openedAt, endsAt };
  }

  /** What the session that a request shows is kept under, good or not. */
  shownBy(request: FastifyRequest): string | null {
    const id = this.cookie.idIn(request);
    return id === null ? null : hashOf(id);
  }

  /** Whose session a request shows; null when it shows none, or one that is over. */
  async callerOf(request: FastifyRequest): Promise<{ claims: Claims; session: Session } | null> {
    const hash = this.shownBy(request);
    if (hash === null) return null;
    const now = this.clock.now();
    const row = await this.store.queryOne<SessionRow>(sql`
      SELECT issuer, issuer_rules, claims, account_id, account_version, opened_at, last_used_at, ends_at
      FROM session WHERE id_hash = ${hash} AND ends_at > ${now} AND last_used_at > ${this.idleSince(now)}`);
    const claims = row && (await this.holders.claimsOf(row));
    if (row === null || claims === null) return null;
    if (row.lastUsedAt <= after(now, -MINUTE)) void this.rememberUse(hash, now);
    const { issuer, accountId, openedAt, endsAt } = row;
    return { claims, session: { issuer, accountId, openedAt, endsAt } };
  }

  async close(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const hash = this.shownBy(request);
    if (hash !== null) await this.unitOfWork.run(() => this.remove(hash));
    this.cookie.clear(reply);
  }

  /** Everywhere, at once. */
  async closeAllOf(accountId: string): Promise<void> {
    await this.unitOfWork.run(() =>
      this.store.change(sql`DELETE FROM session WHERE account_id = ${accountId}`),
    );
  }

  /** Nothing is kept of sessions that are over. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.run(() =>
      this.store.change(
        sql`DELETE FROM session WHERE ends_at <= ${now} OR last_used_at <= ${this.idleSince(now)}`,
      ),
    );
  }

  private idleSince(now: Instant): Instant {
    return after(now, -this.env.sessionIdleMinutes * MINUTE);
  }

  private remove(hash: string): Promise<number> {
    return this.store.change(sql`DELETE FROM session WHERE id_hash = ${hash}`);
  }

  /** Once a minute, and nobody waits for it: a database that takes no writes at the moment still answers questions. */
  private async rememberUse(hash: string, now: Instant): Promise<void> {
    if (this.writing.has(hash)) return;
    this.writing.add(hash);
    try {
      await this.unitOfWork.run(() =>
        this.store.change(sql`
          UPDATE session SET last_used_at = ${now} WHERE id_hash = ${hash} AND last_used_at < ${now}`),
      );
    } catch (err) {
      this.logger.warn({ err }, 'the use of a session was not written down');
    } finally {
      this.writing.delete(hash);
    }
  }
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

function after(instant: Instant, milliseconds: number): Instant {
  return instantOfMs(Date.parse(instant) + milliseconds);
}
