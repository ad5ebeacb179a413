import { Field, InputType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { Clock } from '../config/clock.js';
import { copenhagenDate, endOfDay, type Instant, type LocalDate } from '../domain/calendar.js';
import { DateTimeScalar, LocalDateScalar } from './scalars.js';

@InputType({
  description:
    'As it was on `validOn` (default today, or the day of `knownAt`), by what had been recorded at `knownAt` (default now).',
})
export class AsOfInput {
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'A coming day is answered with what is known today.',
  })
  @IsOptional()
  validOn?: LocalDate | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @IsOptional()
  knownAt?: Instant | null;
}

/** The two time axes of an answer (V38): what counts until `validOn`, by what had been recorded at `knownAt`. */
export interface AsOf {
  readonly validOn: LocalDate;
  readonly knownAt: Instant;
  /** What is over at this instant has been held. */
  readonly at: Instant;
  /** Today, by everything that is known: what is kept up beside the facts answers it too (progress). */
  readonly isNow: boolean;
}

/**
 * Later than anything is recorded. What is known now is everything there is, also what a server whose clock is ahead of
 * this one has just recorded.
 */
const EVERYTHING_RECORDED = '9999-12-31T23:59:59.999Z' as Instant;

/** Whether it is by everything that is known now, about whichever day. */
export function knowsEverything({ knownAt }: AsOf): boolean {
  return knownAt === EVERYTHING_RECORDED;
}

/** Today; or the day of an instant, for what was known at it: so it is answered the same whenever it is asked for (V38). */
export function todayAt(knownAt: Instant | null, clock: Clock): LocalDate {
  return asOf({ knownAt }, clock).validOn;
}

/**
 * Reads the input. Nothing can be known about a day that has not come, neither now nor at `knownAt`: it is answered as
 * things stood then. So a report that names both comes out the same whenever it is asked for (V38).
 */
export function asOf(input: AsOfInput | null | undefined, clock: Clock): AsOf {
  const now = clock.now();
  const knownAt = input?.knownAt ?? EVERYTHING_RECORDED;
  const until = knownAt < now ? knownAt : now;
  const today = copenhagenDate(until);
  const asked = input?.validOn ?? today;
  const validOn = asked < today ? asked : today;
  const past = validOn < today;
  return {
    validOn,
    knownAt,
    at: past ? endOfDay(validOn) : until,
    isNow: !past && knownAt === EVERYTHING_RECORDED,
  };
}
