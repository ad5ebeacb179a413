import sql from 'sql-template-tag';
import { personOf } from '../storage/sql.js';
import type { Clock } from '../config/clock.js';
import type { Store } from '../storage/store.js';
import type { Actor, Grant } from './actor.js';
import { Coordinators } from './coordinators.js';
import { TokenCache, type Claims, type RoleClaim } from './token.js';

/** From a bearer token to the actor: claims name scopes in words, which are looked up in this database each time. */
export class ActorResolver {
  private readonly tokens: TokenCache;
  private readonly coordinators: Coordinators;

  constructor(
    private readonly store: Store,
    secret: string,
    clock: Clock,
  ) {
    this.tokens = new TokenCache(secret);
    this.coordinators = new Coordinators(store, clock);
  }

  /** Null when there is no token, or none that holds. */
  async fromAuthorization(header: string | undefined): Promise<Actor | null> {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) return null;
    const claims = await this.tokens.verify(token);
    if (claims === null) return null;
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
      case 'PROVIDER': {
        const row = await this.store.queryOne<{ id: string }>(
          sql`SELECT id FROM provider WHERE key = ${claim.provider}`,
        );
        return { role: 'PROVIDER', providerId: row?.id ?? null };
      }
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
}
