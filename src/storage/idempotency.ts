import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { Clock } from '../config/clock.js';
import { invalidInput } from '../domain/refusal.js';
import { IdempotencyKeyEntity } from './log.entity.js';
import type { Store } from './store.js';

/**
 * A request sent twice under one key is carried out once. Keys belong to who sent them and to one mutation; they are
 * written in the same transaction as the work, so a request that was refused can be sent again under its key.
 */
export class Idempotency {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /**
   * Inside a unit of work. True when this input was carried out under this key before: then write nothing, and answer
   * as it is now. Refuses a key that was used for another input. Without a key always false.
   */
  async answeredBefore(
    actor: { readonly subject: string },
    action: string,
    key: string | null | undefined,
    input: unknown,
  ): Promise<boolean> {
    if (key === null || key === undefined) return false;
    const inputHash = createHash('sha256').update(canonical(input)).digest('hex');
    const earlier = await this.store.queryOne<{ inputHash: string }>(sql`
      SELECT input_hash FROM idempotency_key
      WHERE actor = ${actor.subject} AND action = ${action} AND key = ${key}`);
    if (earlier !== null) {
      if (earlier.inputHash === inputHash) return true;
      throw invalidInput({ path: 'idempotencyKey', message: 'was used for another input already' });
    }
    await this.store.insert(IdempotencyKeyEntity, {
      actor: actor.subject,
      action,
      key,
      inputHash,
      recordedAt: this.clock.now(),
    });
    return false;
  }
}

/** The same text for the same input, whatever the order of its fields; null counts as left out. */
function canonical(input: unknown): string {
  return JSON.stringify(input, (_, value: unknown) =>
    isPlain(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, field]) => field !== null && field !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
