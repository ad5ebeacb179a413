/** A steady stream of writes by several clients at once, which goes on after every fault where it was interrupted. */
import { setTimeout as pause } from 'node:timers/promises';
import { Ledger, type Fact } from './ledger.js';
import { type Act, type Answer, send } from './request.js';

/** One request of a client, and what its success proves. */
export interface Step extends Act {
  facts(payload: any): readonly Fact[];
  /** The payload's likeness, when a refusal says that this very request was carried out before; else null. */
  already?(refusal: any): any;
}

/** Requests that write many rows at once. */
const BATCHES = new Set(['attendanceRecord', 'supervisionMeetingHold', 'rosterImport', 'engagementOpen']);

/** By then a stream reaches everything, also on a busy machine. */
const SWING_MS = 60_000;

class Over extends Error {}

export class Stream {
  readonly ledger = new Ledger();
  /** Answers that no client should get. */
  readonly wrong: string[] = [];
  /** How often clients were told that the database could not serve them, by reason. */
  readonly unavailable = new Map<string, number>();
  /** Requests that never had an answer, and those of them that succeeded when they were sent again. */
  unanswered = 0;
  repeated = 0;

  private url: string | null = null;
  private over = false;
  private readonly inFlight = new Set<{ name: string }>();
  private readonly writers: Promise<void>[] = [];

  /** A client that works until the stream ends. */
  employ(work: (handOf: (token: string) => Hand) => Promise<void>): void {
    const working = work((token) => ({ do: (step) => this.carryOut(token, step) }));
    this.writers.push(
      working.catch((error: unknown) => {
        if (!(error instanceof Over)) this.wrong.push(String(error));
      }),
    );
  }

  open(url: string): void {
    this.url = url;
  }

  /** From now on nothing new is sent. */
  shut(): void {
    this.url = null;
  }

  /** Resolves when facts of each of these kinds have been acknowledged, and everything is in full swing. */
  async reached(...kinds: Fact[0][]): Promise<void> {
    for (const until = Date.now() + SWING_MS; !this.ledger.holds(kinds); await pause(10))
      if (this.wrong.length > 0 || Date.now() > until)
        throw new Error(
          `Not every ${kinds.join(', ')} was acknowledged: ${this.ledger.acknowledged} requests were, ` +
            `told ${JSON.stringify([...this.unavailable])}, ${this.wrong.join('; ')}`,
        );
  }

  /** Resolves when nothing is on its way any more. */
  async idle(): Promise<void> {
    while (this.inFlight.size > 0) await pause(5);
  }

  /** Resolves when this many more requests have been acknowledged. */
  async acknowledges(more: number): Promise<void> {
    const enough = this.ledger.acknowledged + more;
    while (this.ledger.acknowledged < enough && this.wrong.length === 0) await pause(10);
  }

  /** Resolves when a request that writes many rows has just been sent. */
  async batch(): Promise<void> {
    const before = new Set(this.inFlight);
    const fresh = () => [...this.inFlight].some((one) => !before.has(one) && BATCHES.has(one.name));
    for (const until = Date.now() + 2_000; !fresh() && Date.now() < until;) await pause(1);
  }

  async end(): Promise<void> {
    this.over = true;
    await Promise.all(this.writers);
  }

  /** Sends until it is acknowledged; what had no answer is sent again as it was. */
  private async carryOut(token: string, step: Step): Promise<any> {
    for (let uncertain = false; ;) {
      const answer = await this.sendInTurn(token, step);
      switch (answer.kind) {
        case 'DONE':
          if (uncertain) this.repeated += 1;
          this.ledger.keep(step.facts(answer.payload));
          return answer.payload;
        case 'REFUSED': {
          const payload = uncertain ? (step.already?.(answer.refusal) ?? null) : null;
          if (payload === null) throw new Error(`${step.name}: ${JSON.stringify(answer.refusal)}`);
          this.repeated += 1;
          this.ledger.keep(step.facts(payload));
          return payload;
        }
        case 'UNAVAILABLE':
          this.unavailable.set(answer.reason, (this.unavailable.get(answer.reason) ?? 0) + 1);
          uncertain ||= answer.reason === 'UNCERTAIN';
          await pause(25);
          break;
        case 'UNANSWERED':
          uncertain ||= !answer.refused;
          this.unanswered += answer.refused ? 0 : 1;
          await pause(25);
          break;
        case 'TURNED_AWAY':
          await pause(25);
          break;
        case 'WRONG':
          throw new Error(`${step.name}: ${answer.what}`);
      }
    }
  }

  private async sendInTurn(token: string, step: Step): Promise<Answer> {
    while (this.url === null && !this.over) await pause(5);
    if (this.over || this.url === null) throw new Over();
    const request = { name: step.name };
    this.inFlight.add(request);
    try {
      return await send(this.url, token, step);
    } finally {
      this.inFlight.delete(request);
    }
  }
}

/** What a client of the stream can do. */
export interface Hand {
  do(step: Step): Promise<any>;
}
