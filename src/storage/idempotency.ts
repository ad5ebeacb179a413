import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { Clock } from '../config/clock.js';
import type { Instant } from '../domain/calendar.js';
import { invalidInput } from '../domain/refusal.js';
import { idFrom, newId, type IdKind } from './ids.js';
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
    return (await this.answer(actor, action, key, input))?.before ?? false;
  }

  /**
   * The same, for a request that makes something: with the id of what it makes, which follows from the key, so that the
   * request finds it when it comes again, also where another one asked for just the same. Without a key a new id.
   */
  async answeredWith(
    actor: { readonly subject: string },
    action: string,
    key: string | null | undefined,
    input: unknown,
    kind: IdKind,
  ): Promise<{ readonly before: boolean; readonly id: string }> {
    const answer = await this.answer(actor, action, key, input);
    if (answer === null) return { before: false, id: newId(kind) };
    const seed = JSON.stringify([actor.subject, action, key]);
    return { before: answer.before, id: idFrom(kind, seed, answer.recordedAt) };
  }

  /** Whether the input was carried out under this key before, and when the key was recorded; null without a key. */
  private async answer(
    actor: { readonly subject: string },
    action: string,
    key: string | null | undefined,
    input: unknown,
  ): Promise<{ readonly before: boolean; readonly recordedAt: Instant } | null> {
    if (key === null || key === undefined) return null;
    const inputHash = createHash('sha256').update(canonical(input)).digest('hex');
    const earlier = await this.store.queryOne<{ inputHash: string; recordedAt: Instant }>(sql`
      SELECT input_hash, recorded_at FROM idempotency_key
      WHERE actor = ${actor.subject} AND action = ${action} AND key = ${key}`);
    if (earlier !== null) {
      if (earlier.inputHash === inputHash) return { before: true, recordedAt: earlier.recordedAt };
      throw invalidInput({ path: 'idempotencyKey', message: 'was used for another input already' });
    }
    const recordedAt = this.clock.now();
    await this.store.insert(IdempotencyKeyEntity, {
      actor: actor.subject,
      action,
      key,
      inputHash,
      recordedAt,
    });
    return { before: false, recordedAt };
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
