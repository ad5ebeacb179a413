import sql from 'sql-template-tag';
import { personOf } from '../storage/sql.js';
import type { Clock } from '../config/clock.js';
import type { Store } from '../storage/store.js';
import type { Actor, Grant } from './actor.js';
import { Coordinators } from './coordinators.js';
import { isMachineToken, type MachineTokens } from './machine-tokens.js';
import type { SignIn } from './sign-in.js';
import type { Claims, RoleClaim, SignInRefusal } from './token.js';

/** Who is asking. `refusal` says why a token did not do; null when it did, and when there was none. */
export interface Caller {
  readonly actor: Actor | null;
  readonly refusal: SignInRefusal | null;
}

const NOBODY: Caller = { actor: null, refusal: null };

/** From a bearer token to the actor: claims name scopes in words, which are looked up in this database each time. */
export class ActorResolver {
  private readonly coordinators: Coordinators;

  constructor(
    private readonly store: Store,
    private readonly signIn: SignIn,
    private readonly machines: MachineTokens,
    clock: Clock,
  ) {
    this.coordinators = new Coordinators(store, clock);
  }

  async fromAuthorization(header: string | undefined): Promise<Caller> {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) return NOBODY;
    if (isMachineToken(token)) {
      const actor = await this.machines.actorOf(token);
      return { actor, refusal: actor === null ? 'INVALID_TOKEN' : null };
    }
    const claims = await this.signIn.verify(token);
    if (typeof claims === 'string') return { actor: null, refusal: claims };
    const grants = await Promise.all(claims.roles.map((claim) => this.grantsOf(claims, claim)));
    return {
      actor: { subject: claims.subject, name: claims.name, grants: grants.flat() },
      refusal: null,
    };
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
