import type { FastifyRequest } from 'fastify';
import sql from 'sql-template-tag';
import { personOf } from '../storage/sql.js';
import type { Clock } from '../config/clock.js';
import type { Store } from '../storage/store.js';
import { type Accounts, isAccountToken } from './accounts.js';
import type { Actor, Grant } from './actor.js';
import { Coordinators } from './coordinators.js';
import { isMachineToken, type MachineTokens } from './machine-tokens.js';
import type { Session, Sessions } from './sessions.js';
import type { SignIn } from './sign-in.js';
import type { Claims, RoleClaim, SignInRefusal } from './token.js';

/**
 * Who is asking. `refusal` says why a token or a session did not do; null when it did, and when there was none. `session`
 * is there for whoever signed in with a browser.
 */
export interface Caller {
  readonly actor: Actor | null;
  readonly refusal: SignInRefusal | null;
  readonly session?: Session;
}

const NOBODY: Caller = { actor: null, refusal: null };
const refused = (refusal: SignInRefusal): Caller => ({ actor: null, refusal });

/**
 * From a bearer token or a session to the actor: claims name scopes in words, which are looked up in this database each
 * time, but for what never changes there.
 */
export class ActorResolver {
  private readonly coordinators: Coordinators;
  /** By key. A provider that there is stays, under its key. */
  private readonly providerIds = new Map<string, string>();

  constructor(
    private readonly store: Store,
    private readonly signIn: SignIn,
    private readonly machines: MachineTokens,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    clock: Clock,
  ) {
    this.coordinators = new Coordinators(store, clock);
  }

  /** Throws IssuerUnavailable when it cannot be known at the moment. */
  async fromRequest(request: FastifyRequest): Promise<Caller> {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const { cookie } = this.sessions;
    if (!cookie.isIn(request)) return token === undefined ? NOBODY : this.fromToken(token);
    if (token !== undefined) return refused('TWO_SIGN_INS');
    if (!cookie.isUsedByOwnPages(request)) return refused('OTHER_ORIGIN');
    const caller = await this.sessions.callerOf(request);
    if (caller === null) return refused('SESSION_OVER');
    return { actor: await this.actorOf(caller.claims), refusal: null, session: caller.session };
  }

  private async fromToken(token: string): Promise<Caller> {
    if (isMachineToken(token)) {
      const actor = await this.machines.actorOf(token);
      return { actor, refusal: actor === null ? 'INVALID_TOKEN' : null };
    }
    const claims = isAccountToken(token)
      ? ((await this.accounts.claimsOfToken(token)) ?? 'INVALID_TOKEN')
      : await this.signIn.verify(token);
    return typeof claims === 'string'
      ? refused(claims)
      : { actor: await this.actorOf(claims), refusal: null };
  }

  private async actorOf(claims: Claims): Promise<Actor> {
    const grants = await Promise.all(claims.roles.map((claim) => this.grantsOf(claims, claim)));
    return { subject: claims.subject, name: claims.name, grants: grants.flat() };
  }

  private async grantsOf(claims: Claims, claim: RoleClaim): Promise<Grant[]> {
    return claim.role === 'COORDINATOR'
      ? this.coordinators.grants(claims, claim.municipality)
      : [await this.grant(claim)];
  }

  private async grant(claim: Exclude<RoleClaim, { role: 'COORDINATOR' }>): Promise<Grant> {
    switch (claim.role) {
      case 'PROVIDER':
        return { role: 'PROVIDER', providerId: await this.providerId(claim.provider) };
      // Also under the address of a registration that was merged into another one (L25).
      case 'PARTICIPANT': {
        const row = await this.store.queryOne<{ id: string }>(
          sql`SELECT ${personOf(sql`p.id`)} AS id FROM person p WHERE p.email = ${claim.email.toLowerCase()}`,
        );
        return { role: 'PARTICIPANT', personId: row?.id ?? null };
      }
      default:
        return { role: claim.role };
    }
  }

  private async providerId(key: string): Promise<string | null> {
    const known = this.providerIds.get(key);
    if (known !== undefined) return known;
    const row = await this.store.queryOne<{ id: string }>(sql`SELECT id FROM provider WHERE key = ${key}`);
    if (row !== null) this.providerIds.set(key, row.id);
    return row?.id ?? null;
  }
}
