import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import sql from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import type { LocalDate } from '../domain/calendar.js';
import type { Store } from '../storage/store.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';
import type { Actor, Grant } from './actor.js';

/** So that a token that went astray is recognised as one, by people and by programs that look for them. */
const PREFIX = 'forloeb_machine_';

/** A new token, and what is kept of it. It has 256 bits that nobody can guess, so a plain digest tells nothing of it. */
export function newMachineToken(): { token: string; hash: string } {
  const token = PREFIX + randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

export function isMachineToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly municipalityCode: string | null;
  readonly providerId: string | null;
  readonly operations: string;
  readonly usedOn: LocalDate | null;
}

/** From a machine's token to the actor. Asked of the database at every request, so that a revocation holds at once. */
export class MachineTokens {
  /** Whose use is being written down. */
  private readonly writing = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Null for a token that is unknown, revoked or over. */
  async actorOf(token: string): Promise<Actor | null> {
    const today = this.clock.today();
    const row = await this.store.queryOne<TokenRow>(sql`
      SELECT t.id, t.name, t.municipality_code, t.provider_id, t.operations, u.used_on
      FROM machine_token t LEFT JOIN machine_token_use u ON u.machine_token_id = t.id
      WHERE t.secret_hash = ${hashOf(token)} AND t.last_day >= ${today}
        AND NOT EXISTS (SELECT 1 FROM machine_token_revocation r WHERE r.machine_token_id = t.id)`);
    if (row === null) return null;
    if (row.usedOn !== today) void this.remember(row.id, today);
    return {
      subject: `machine:${row.id}`,
      name: row.name,
      grants: [grantOf(row)],
      only: new Set(row.operations.split(' ')),
    };
  }

  /** Once a day, and nobody waits for it: a database that takes no writes at the moment still answers questions. */
  private async remember(id: string, today: LocalDate): Promise<void> {
    if (this.writing.has(id)) return;
    this.writing.add(id);
    try {
      await this.unitOfWork.run(() =>
        this.store.change(sql`
          INSERT INTO machine_token_use (machine_token_id, used_on) VALUES (${id}, ${today})
          ON CONFLICT (machine_token_id) DO UPDATE SET used_on = ${today}`),
      );
    } catch (err) {
      this.logger.warn({ err }, 'the use of a machine token was not written down');
    } finally {
      this.writing.delete(id);
    }
  }
}

function grantOf({ municipalityCode, providerId }: TokenRow): Grant {
  return municipalityCode === null
    ? { role: 'PROVIDER', providerId }
    : { role: 'COORDINATOR', municipalityCode };
}
