import type { Actor } from '../access/actor.js';
import type { SignInRefusal } from '../access/token.js';

/** What every resolver of one request shares. */
export interface RequestContext {
  /** Null when nobody is signed in. */
  readonly actor: Actor | null;
  /** Why not, although a token was sent. */
  readonly refusal?: SignInRefusal | null;
  readonly requestId: string;
  /** What batch loaders remember belongs to this; a mutation starts with a new one. */
  loaderScope: object;
}

/** The actor of a root field that is not public: the guard has made sure of it. */
export function actorOf(context: RequestContext): Actor {
  if (context.actor === null) throw new Error('A guarded field was reached without an actor');
  return context.actor;
}
