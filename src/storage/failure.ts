/** What the database could not do, in words that the rest of the program can decide on. */

/** `DUPLICATE`: a unique rule was broken. Everything else says that the database cannot do its work at the moment. */
export type Failure = 'DUPLICATE' | UnavailableReason;

/**
 * `FULL`: no room. `READ_ONLY`: it takes no writes. `BUSY`: others write so much that this one did not get its turn.
 * `UNREACHABLE`: the connection is gone. `UNCERTAIN`: it went at the very moment of saving.
 */
export type UnavailableReason = 'FULL' | 'READ_ONLY' | 'BUSY' | 'UNREACHABLE' | 'UNCERTAIN';

const MESSAGES: Readonly<Record<UnavailableReason, string>> = {
  FULL: 'The database is full, so nothing was saved. Tell whoever runs the server, and try again later.',
  READ_ONLY:
    'The database takes no changes at the moment, so nothing was saved. Reading works; try again later.',
  BUSY: 'Too many are writing at once, so nothing was saved. Try again.',
  UNREACHABLE: 'The database cannot be reached at the moment, so nothing was saved. Try again.',
  UNCERTAIN:
    'The connection to the database was lost while saving. Look whether it was saved before you repeat it, or repeat it with the same idempotency key.',
};

/** The database cannot do its work at the moment. Nothing was acknowledged; the same request may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(
    readonly reason: UnavailableReason,
    cause?: unknown,
  ) {
    super(MESSAGES[reason], { cause });
  }
}

/** The code that a database driver put on an error; empty when there is none. */
export function driverCode(error: unknown): string {
  const own = error as { code?: unknown; driverError?: { code?: unknown } } | null;
  const code = own?.driverError?.code ?? own?.code;
  return typeof code === 'string' ? code : '';
}
