import { Clock } from '../config/clock.js';
import { AuditEventEntity } from './log.entity.js';
import type { Store } from './store.js';

export interface AuditEntry {
  /** The business act, named as the mutation that did it. */
  readonly action: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null;
}

/** Every change with who, when, old, new and reason (V44), written in the same transaction as the change. */
export class Audit {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async record(actor: { readonly subject: string }, ...entries: readonly AuditEntry[]): Promise<void> {
    const recordedAt = this.clock.now();
    await this.store.insert(
      AuditEventEntity,
      entries.map((entry) => ({
        recordedAt,
        recordedBy: actor.subject,
        action: entry.action,
        subjectId: entry.subjectId,
        before: asText(entry.before),
        after: asText(entry.after),
        reason: entry.reason ?? null,
      })),
    );
  }
}

function asText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
