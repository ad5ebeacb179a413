/** What PostgreSQL's error codes (its manual, appendix A) and the driver's errors mean here. */
import { driverCode, type Failure } from './failure.js';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const UNIQUE_VIOLATION = '23505';
const FEATURE_NOT_SUPPORTED = '0A000';

/** A collision passes when the others are done; a crowd at one seat took 3 at most where it was measured. */
const MOST_ATTEMPTS = 12;
/** A broken unique rule is run again, because the work then sees what it collided with and can say so. */
const MOST_ATTEMPTS_AT_UNIQUE_RULE = 3;

const FAILURES: readonly (readonly [RegExp, Failure])[] = [
  [/^23505$/, 'DUPLICATE'],
  [/^53100$/, 'FULL'],
  [/^25006$/, 'READ_ONLY'],
  // Collisions, a lock or a statement that took too long, no connection or memory left.
  [/^(40001|40P01|55P03|57014|53[023]00)$/, 'BUSY'],
  [
    /^(08...|25P0[34]|57P0[1-5]|58030|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN)$/,
    'UNREACHABLE',
  ],
];

/** PostgreSQL's code for what it did not expect, such as a file that a new connection makes when there is no room for it. */
const INTERNAL_ERROR = 'XX000';

/** Errors of the driver that carry no code, and of PostgreSQL whose code says nothing. */
const MESSAGES: readonly (readonly [RegExp, Failure])[] = [
  [/timeout exceeded when trying to connect/, 'BUSY'],
  [/No space left on device/, 'FULL'],
  [/[Cc]onnection terminated|not queryable|Client was closed|already released/, 'UNREACHABLE'],
];

export function postgresFailure(error: unknown): Failure | null {
  const code = driverCode(error);
  if (code !== '' && code !== INTERNAL_ERROR)
    return FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? null;
  const message = error instanceof Error ? error.message : '';
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

/** Whether a migration has changed, under a prepared statement, what it answers. */
export function wasPreparedForOtherColumns(error: unknown): boolean {
  return (
    driverCode(error) === FEATURE_NOT_SUPPORTED && error instanceof Error && /cached plan/.test(error.message)
  );
}

export function postgresWorth(error: unknown, attempt: number): boolean {
  const code = driverCode(error);
  if (code === UNIQUE_VIOLATION) return attempt < MOST_ATTEMPTS_AT_UNIQUE_RULE;
  if (wasPreparedForOtherColumns(error)) return attempt < MOST_ATTEMPTS;
  return (code === SERIALIZATION_FAILURE || code === DEADLOCK) && attempt < MOST_ATTEMPTS;
}
