import sql from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import { predecessorsOn, type Succession } from '../domain/municipality.js';
import { among } from '../storage/sql.js';
import type { Store } from '../storage/store.js';
import type { Grant } from './actor.js';
import type { Claims } from './token.js';

interface LatestChange {
  readonly kind: 'ENDED' | 'REINSTATED';
  readonly validOn: string;
}

/**
 * What a coordinator's claim is worth today. Asked at every request, so that access ends on the day itself, also for a
 * token that has not expired (L26).
 */
export class Coordinators {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /**
   * Nothing when the role has ended. Else the municipality of the claim, and after it those that are part of it today: of
   * these it has taken over the seats and the people (L28).
   */
  async grants(claims: Claims, municipalityCode: string): Promise<Grant[]> {
    const today = this.clock.today();
    const changes = await this.latest(holdersOf(claims), municipalityCode);
    if (changes.some((change) => change.kind === 'ENDED' && change.validOn <= today)) return [];
    const successions = await this.store.query<Succession>(
      sql`SELECT code, successor_code, first_day FROM municipality_succession
          WHERE superseded_at IS NULL AND first_day <= ${today} ORDER BY first_day, code`,
    );
    return [municipalityCode, ...predecessorsOn(municipalityCode, successions, today)].map((code) => ({
      role: 'COORDINATOR',
      municipalityCode: code,
    }));
  }

  private async latest(holders: readonly string[], municipalityCode: string): Promise<LatestChange[]> {
    return this.store.query(sql`
      SELECT c.kind, c.valid_on FROM coordinator_change c
      WHERE c.holder IN ${among(holders)} AND c.municipality_code = ${municipalityCode}
        AND c.sequence = (SELECT MAX(o.sequence) FROM coordinator_change o
          WHERE o.holder = c.holder AND o.municipality_code = c.municipality_code)`);
  }
}

/** Under which names an end can have been recorded: the subject, and every address that the token names. */
function holdersOf(claims: Claims): string[] {
  const addresses = claims.roles.flatMap((claim) => (claim.role === 'PARTICIPANT' ? [claim.email] : []));
  return [claims.subject, ...addresses, ...(claims.addresses ?? [])].map(asHolder);
}

/** Subjects and addresses are compared without regard to case. */
export function asHolder(text: string): string {
  return text.trim().toLowerCase();
}
