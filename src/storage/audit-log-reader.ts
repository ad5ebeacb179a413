import sql from 'sql-template-tag';
import { eventsBetween, type SealedEvent } from './audit-seal.js';
import type { Store } from './store.js';

const PAGE = 1_000;

/** The sealed events, one after the other, with what audit_about has of each. */
export class LogReader {
  private page: readonly SealedEvent[] = [];
  private place = 0;
  /** What those of the page name, in the order of their numbers, until it is asked for. */
  private names = new Map<number, string[]>();

  /** After one number, and up to another. */
  constructor(
    private readonly store: Store,
    private after: number,
    private readonly last: number,
  ) {}

  /** The next one, if its number is not above this one. */
  async next(upTo: number): Promise<SealedEvent | null> {
    if (this.place === this.page.length && this.after < this.last) await this.turn();
    const event = this.page[this.place];
    if (event === undefined || event.id > upTo) return null;
    this.place += 1;
    return event;
  }

  /** Goes past those up to this number; answers how many they were. */
  async countUpTo(id: number): Promise<number> {
    let count = 0;
    for (let event = await this.next(id); event !== null; event = await this.next(id)) {
      this.names.delete(event.id);
      count += 1;
    }
    return count;
  }

  /** What audit_about has of an event that was read. */
  namesOf(id: number): string[] {
    const names = this.names.get(id) ?? [];
    this.names.delete(id);
    return names;
  }

  /** How many numbers up to this one audit_about has that no event has. */
  namesOfNone(upTo: number): number {
    let count = 0;
    for (const id of this.names.keys()) {
      if (id > upTo) break;
      this.names.delete(id);
      count += 1;
    }
    return count;
  }

  private async turn(): Promise<void> {
    const from = this.after;
    this.page = await this.store.query<SealedEvent>(eventsBetween(from, this.last, PAGE));
    this.place = 0;
    this.after = this.page.length < PAGE ? this.last : (this.page.at(-1)?.id ?? this.last);
    const rows = await this.store.query<{ eventId: number; aboutId: string }>(sql`
      SELECT event_id, about_id FROM audit_about
      WHERE event_id > CAST(${from} AS bigint) AND event_id <= CAST(${this.after} AS bigint)
      ORDER BY event_id`);
    for (const { eventId, aboutId } of rows) {
      const names = this.names.get(eventId);
      if (names === undefined) this.names.set(eventId, [aboutId]);
      else names.push(aboutId);
    }
  }
}
