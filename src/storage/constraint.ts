/** What the database itself refused, in words that the rest of the program can decide on. */
import { QueryFailedError } from 'typeorm';

export interface ConstraintViolation {
  readonly kind: 'UNIQUE' | 'FOREIGN_KEY' | 'CHECK' | 'OTHER';
  /** As the database names it: `person.email`, or the name of the check. */
  readonly detail: string;
}

const KIND_OF: Readonly<Record<string, ConstraintViolation['kind']>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'UNIQUE',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'UNIQUE',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'FOREIGN_KEY',
  SQLITE_CONSTRAINT_CHECK: 'CHECK',
};

/** Null when the error is something else than a broken constraint. */
export function constraintViolation(error: unknown): ConstraintViolation | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { code, message } = error.driverError as { code?: string; message?: string };
  if (!code?.startsWith('SQLITE_CONSTRAINT')) return null;
  return { kind: KIND_OF[code] ?? 'OTHER', detail: (message ?? '').replace(/^.*constraint failed: /, '') };
}
