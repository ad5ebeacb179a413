/** Small pieces for statements that a person can read, in words that SQLite knows; see postgres-words.ts for the other. */
import sql, { join, type Sql } from 'sql-template-tag';

/** A list of texts as one bound value. */
export class TextList {
  constructor(readonly values: readonly string[]) {}
}

/** `column IN among(values)`: one statement text whatever the number of values, so that the statement cache holds. */
export function among(values: readonly string[]): Sql {
  return sql`(SELECT value FROM json_each(${new TextList(values)}))`;
}

/** A registration, an enrolment or a certificate whose person was not erased. */
export function isKnown(id: Sql): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM erasure_subject gone WHERE gone.id = ${id})`;
}

/** All conditions hold; true when there are none. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`1 = 1` : join(conditions, ' AND ');
}

/** The person that a registration stands for: the one that it was merged into, else itself (L25); now or as known then. */
export function personOf(personId: string | Sql, knownAt: string | null = null): Sql {
  const stands = knownAt === null ? sql`gm.superseded_at IS NULL` : currentAt(sql`gm`, knownAt);
  return sql`COALESCE((SELECT gm.kept_id FROM person_merge gm
    WHERE gm.merged_id = ${personId} AND ${stands}), ${personId})`;
}

/** Who is behind the subject that a record names, as last told at sign-in; the subject where no name was kept. */
export function nameBehind(subject: Sql): Sql {
  return sql`COALESCE((SELECT wa.name FROM actor wa WHERE wa.subject = ${subject}), ${subject})`;
}

/**
 * Every `subject` that people are known to sign in under: a token said who they are, an address of theirs (in lower case) is
 * the subject, or the account is under it (access/accounts.ts).
 */
export function subjectsOf(personIds: readonly string[], addresses: readonly string[]): Sql {
  return sql`SELECT sa.subject FROM actor sa
      WHERE sa.person_id IN ${among(personIds)} OR lower(sa.subject) IN ${among(addresses)}
    UNION SELECT 'account:' || sc.id AS subject FROM account sc WHERE sc.email IN ${among(addresses)}`;
}

/** Whose an enrolment was, as known at an instant; `e` is the alias of `enrolment` (L25). */
export function holderAt(e: Sql, knownAt: string): Sql {
  return sql`COALESCE((SELECT ep.person_id FROM enrolment_person ep
    WHERE ep.enrolment_id = ${e}.id AND ${currentAt(sql`ep`, knownAt)}), ${e}.person_id)`;
}

/** Registrations that stand for a person of their own; `p` is the alias of `person`. */
export function notMerged(p: Sql): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM person_merge gm WHERE gm.merged_id = ${p}.id AND gm.superseded_at IS NULL)`;
}

/** The record that was current at an instant, by what had been recorded then (Decision 2, V38). */
export function currentAt(alias: Sql, knownAt: string): Sql {
  return sql`${alias}.recorded_at <= ${knownAt} AND (${alias}.superseded_at IS NULL OR ${alias}.superseded_at > ${knownAt})`;
}

/** What was known at an instant, about the state on a day; `at` is the end of that day. */
export interface Point {
  readonly knownAt: string;
  readonly validOn: string;
  readonly at: string;
}

/**
 * Whether a change of an enrolment was known, and about a day that had come or recorded by then; `c` is the alias of
 * `enrolment_change`. A change for a coming day holds from the day it was recorded: the seat is given up or passed on then.
 */
export function changeHeld(c: Sql, { knownAt, validOn, at }: Point): Sql {
  return sql`${c}.recorded_at <= ${knownAt} AND (${c}.valid_on <= ${validOn} OR ${c}.recorded_at <= ${at})`;
}

/**
 * The day from which on the last of all others than an enrolment no longer had a seat; null when there was nobody else. Who
 * leaves on a coming day has given it up on the day that this was recorded (`changeHeld`).
 */
export function othersHadUntil(seatId: Sql, enrolmentId: Sql): Sql {
  const recordedOn = sql`substr(hn.recorded_at, 1, 10)`;
  return sql`(SELECT MAX(CASE WHEN hn.valid_on < ${recordedOn} THEN hn.valid_on ELSE ${recordedOn} END)
    FROM enrolment_change hc
    JOIN enrolment_change hn ON hn.enrolment_id = hc.enrolment_id AND hn.sequence = hc.sequence + 1
    WHERE hc.seat_id = ${seatId} AND hc.enrolment_id <> ${enrolmentId}
      AND (hn.seat_id IS NULL OR hn.seat_id <> hc.seat_id))`;
}

/** Whether an enrolment had come to be: somebody can be said to have left on a day before that. */
export function hadComeToBe(enrolmentId: Sql, point: Point): Sql {
  return sql`EXISTS (SELECT 1 FROM enrolment_change fc
    WHERE fc.enrolment_id = ${enrolmentId} AND fc.sequence = 1 AND ${changeHeld(sql`fc`, point)})`;
}

/** Whether a certificate makes its holder certified: one for a completed course without certification does not. */
export function certifies(c: Sql): Sql {
  return sql`${c}.kind = 'CERTIFICATE'`;
}

/** Whether an enrolment is on leave on a day (L9), by what is known now or was known at an instant. */
export function onLeave(enrolmentId: Sql, on: string, knownAt: string | null = null): Sql {
  const known = knownAt === null ? sql`wl.superseded_at IS NULL` : currentAt(sql`wl`, knownAt);
  return sql`EXISTS (SELECT 1 FROM enrolment_leave wl WHERE wl.enrolment_id = ${enrolmentId} AND ${known}
    AND wl.from_on <= ${on} AND (wl.to_on IS NULL OR wl.to_on > ${on}))`;
}
