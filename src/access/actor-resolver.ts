import sql from 'sql-template-tag';
import { personOf } from '../storage/sql.js';
import type { Store } from '../storage/store.js';
import type { Actor, Grant } from './actor.js';
import { TokenCache, type RoleClaim } from './token.js';

/** From a bearer token to the actor: claims name scopes in words, which are looked up in this database each time. */
export class ActorResolver {
  private readonly tokens: TokenCache;

  constructor(
    private readonly store: Store,
    secret: string,
  ) {
    this.tokens = new TokenCache(secret);
  }

  /** Null when there is no token, or none that holds. */
  async fromAuthorization(header: string | undefined): Promise<Actor | null> {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) return null;
    const claims = await this.tokens.verify(token);
    if (claims === null) return null;
    const grants = await Promise.all(claims.roles.map((claim) => this.grant(claim)));
    return { subject: claims.subject, name: claims.name, grants };
  }

  private async grant(claim: RoleClaim): Promise<Grant> {
    switch (claim.role) {
      case 'PROVIDER': {
        const row = await this.store.queryOne<{ id: string }>(
          sql`SELECT id FROM provider WHERE key = ${claim.provider}`,
        );
        return { role: 'PROVIDER', providerId: row?.id ?? null };
      }
      case 'COORDINATOR':
        return { role: 'COORDINATOR', municipalityCode: claim.municipality };
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
