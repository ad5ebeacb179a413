import type { Actor } from '../access/actor.js';
import type { RequestReadings } from '../access/readings.js';
import type { SignInRefusal } from '../access/token.js';
import { timedOut } from '../traffic/refusals.js';

/** What every resolver of one request shares. */
export interface RequestContext {
  /** Null when nobody is signed in. */
  readonly actor: Actor | null;
  /** Why not, although a token was sent. */
  readonly refusal?: SignInRefusal | null;
  readonly requestId: string;
  /**
   * What batch loaders remember, by loader; a mutation starts with a new one. Kept here, and not by the loaders in a WeakMap:
   * what they remember knows the request, and V8 holds what knows its own key there until the next collection of all memory.
   */
  loaders: Map<object, unknown>;
  /** How the request came here; absent for what the server does by itself. */
  readonly http?: HttpOrigin;
  /** Whom it tells about; null for whoever reads as their own work has it, absent for what the server does by itself. */
  readonly readings?: RequestReadings | null;
  /** What it was reckoned to cost before it was run. */
  cost?: number;
}

export interface HttpOrigin {
  /** Whose rate limit it counts against: the actor, or the address where nobody is signed in. */
  readonly caller: string;
  /** Where it came from, whoever sent it; see traffic/network.ts. */
  readonly network: string;
  readonly bodyBytes: number;
  /** When the client is told that it took too long, on the clock of `performance.now()`. */
  readonly deadline: number;
}

/** Nothing further is begun for a request that nobody waits for any more. */
export function assertInTime({ http }: RequestContext): void {
  if (http !== undefined && performance.now() > http.deadline) throw timedOut();
}

/** The actor of a root field that is not public: the guard has made sure of it. */
export function actorOf(context: RequestContext): Actor {
  if (context.actor === null) throw new Error('A guarded field was reached without an actor');
  return context.actor;
}
