/** Seals the log of changes, so that whoever changes it later behind the back of the program is found out. */
import { setImmediate as othersFirst } from 'node:timers/promises';
import sql from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import { copenhagenDate, parseInstant, type LocalDate } from '../domain/calendar.js';
import {
  eventsBetween,
  LAST_SEAL,
  NO_SEAL_BEFORE,
  type Seal,
  type SealedEvent,
  SealHash,
} from './audit-seal.js';
import { AuditSealEntity } from './log.entity.js';
import type { Store } from './store.js';
import type { UnitOfWork } from './unit-of-work.js';

/** So few that what is wrong with a seal says closely where to look, and that memory does not grow with the log. */
const MOST_EVENTS = 500;

/** What came of sealing. */
export interface Sealing {
  readonly events: number;
  /** The last seal of all, whoever made it; null when there is none. */
  readonly head: Seal | null;
  /** False when there was no time to seal all that was written when it began. */
  readonly complete: boolean;
}

/**
 * Events are sealed after they are written, not with them: writers of one chain would all wait for each other. Every seal
 * follows on from the one before it, in numbers and in hash. Each is about events of one day in Copenhagen, the day they
 * were recorded on: where events of two days come in turn, as around midnight with several processes, each change of the
 * day begins a new seal. So any day can be checked by itself.
 *
 * Any number of processes may do this at once: a seal has its number once, and whoever comes second goes on from there.
 */
export class AuditSeals {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Seals what is written now, as far as it gets within the time. */
  async seal(patienceMs: number): Promise<Sealing> {
    const until = performance.now() + patienceMs;
    const left = () => until - performance.now();
    let head = await this.head();
    let events = 0;
    const upTo = await this.lastEvent();
    const sealedUpTo = () => head?.toId ?? 0;
    // Whoever has a number up to this one and has not saved it yet; what they write belongs into the seal.
    if (sealedUpTo() < upTo && !(await this.store.settled('audit_event', left())))
      return { events, head, complete: false };
    while (sealedUpTo() < upTo && left() > 0) {
      // On SQLite nothing in here lets anybody else in by itself.
      await othersFirst();
      const page = await this.store.query<SealedEvent>(eventsBetween(sealedUpTo(), upTo, MOST_EVENTS));
      if (page.length === 0) break;
      const seals = this.sealsOver(page, head);
      if (await this.append(seals)) {
        events += page.length;
        head = seals.at(-1) ?? head;
      } else head = await this.head();
    }
    return { events, head, complete: sealedUpTo() >= upTo };
  }

  /** The last seal; null when there is none. */
  async head(): Promise<Seal | null> {
    return this.store.queryOne<Seal>(LAST_SEAL);
  }

  private async lastEvent(): Promise<number> {
    const row = await this.store.queryOne<{ id: number | null }>(sql`SELECT MAX(id) AS id FROM audit_event`);
    return row?.id ?? 0;
  }

  private sealsOver(page: readonly SealedEvent[], head: Seal | null): Seal[] {
    const sealedAt = this.clock.now();
    const seals: Seal[] = [];
    for (const { day, events } of this.runsOfOneDay(page)) {
      const before = seals.at(-1) ?? head;
      const hash = new SealHash(before?.hash ?? NO_SEAL_BEFORE);
      for (const event of events) hash.add(event);
      const seal = {
        sequence: (before?.sequence ?? 0) + 1,
        day,
        fromId: (before?.toId ?? 0) + 1,
        toId: events.at(-1)?.id ?? 0,
        events: events.length,
        sealedAt,
      };
      seals.push({ ...seal, previousHash: before?.hash ?? NO_SEAL_BEFORE, hash: hash.of(seal) });
    }
    return seals;
  }

  private runsOfOneDay(page: readonly SealedEvent[]): { day: LocalDate; events: SealedEvent[] }[] {
    const runs: { day: LocalDate; events: SealedEvent[] }[] = [];
    let hour: string | undefined;
    for (const event of page) {
      const run = runs.at(-1);
      // Days change at whole hours, so most events need no look at the calendar.
      const day = run !== undefined && hourOf(event) === hour ? run.day : this.dayOf(event);
      hour = hourOf(event);
      if (run?.day === day) run.events.push(event);
      else runs.push({ day, events: [event] });
    }
    return runs;
  }

  /** Of a row that the program did not write, and that has no time: today. It is sealed as it is, like any other. */
  private dayOf({ recordedAt }: SealedEvent): LocalDate {
    const instant = parseInstant(recordedAt);
    return instant === null ? this.clock.today() : copenhagenDate(instant);
  }

  /** False when somebody else has sealed since these were made. */
  private async append(seals: readonly Seal[]): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const head = await this.head();
      if (seals[0]?.sequence !== (head?.sequence ?? 0) + 1) return false;
      await this.store.insert(AuditSealEntity, seals);
      return true;
    });
  }
}

const hourOf = ({ recordedAt }: SealedEvent): string => recordedAt.slice(0, '2026-11-24T12'.length);
