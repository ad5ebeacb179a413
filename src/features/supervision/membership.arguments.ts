/** Arguments of everything that is asked about members. */
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';

export const ON = {
  type: () => LocalDateScalar,
  nullable: true,
  description: 'Default today, or the day of `knownAt`; a coming day is answered with what is known.',
} as const;

export const KNOWN_AT = {
  type: () => DateTimeScalar,
  nullable: true,
  description: 'By what had been recorded then (V38); default now.',
} as const;
