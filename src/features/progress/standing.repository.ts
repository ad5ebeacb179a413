import { Injectable } from '@nestjs/common';
import sql, { bulk, type Sql } from 'sql-template-tag';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MADE_BY } from './made-by.js';
import type { WorkedOut } from './standing-from-facts.js';
import { countedOf, type Counted, type CountedAnswer } from './counted.js';
import type { ProgressAnswer, Standing } from './standing.js';

/** A standing with what it comes to. */
export interface KeepableAnswer extends WorkedOut {
  readonly answer: ProgressAnswer;
}

/** What is kept of an enrolment for reports; null before it was worked out. */
export type KeptRow = { readonly [K in keyof Counted]: Counted[K] | null } & {
  readonly enrolmentId: string;
  readonly seatedOn: LocalDate | null;
  readonly workedOutAt: Instant | '';
  readonly madeBy: string;
  readonly countsUntil: Instant | '';
  readonly countsSince: Instant | '';
};

/** What is kept of one that was worked out. */
type CountedRow = Counted & Pick<KeptRow, 'enrolmentId' | 'seatedOn'>;

interface StandingRow extends Pick<KeptRow, 'enrolmentId' | 'workedOutAt' | 'madeBy'> {
  readonly standing: string | null;
  readonly holdsUntil: Instant;
  readonly countsUntil: Instant;
  readonly countsSince: Instant;
}

/** SQLite takes at most 32,766 variables in a statement; statements of few lengths are found again in its cache. */
const ROWS_PER_STATEMENT = 250;

const COUNTED = sql`programme_key, track_key, municipality_code, person_id, seated, certified, completed, withdrawn, replaced,
  credited_minutes, target_minutes, attended_half_days, made_up_half_days, required_half_days`;

/**
 * How enrolments stand, kept beside the facts: a cache, and never more than that. The database itself marks a row as out of
 * date whenever something is recorded that it rests on (migrations, StandingsKept), in the same transaction; a row also says
 * from when until when it holds if nothing is recorded, and which version of the rules has made it. Every enrolment has a row
 * from its beginning.
 */
@Injectable()
export class StandingRepository {
  constructor(private readonly store: Store) {}

  /**
   * Those that hold at an instant, by enrolment id. Of the others nothing is said. Asked for by their ids alone: with more
   * conditions SQLite takes the index of one that nearly every row meets.
   */
  async holding(enrolmentIds: readonly string[], at: Instant): Promise<[string, WorkedOut][]> {
    const rows = await this.store.query<StandingRow>(sql`
      SELECT enrolment_id, standing, worked_out_at, made_by, holds_until, counts_until, counts_since FROM progress
      WHERE enrolment_id IN ${among(enrolmentIds)}`);
    return rows.flatMap(({ enrolmentId, standing, workedOutAt, madeBy, holdsUntil, ...counts }) =>
      standing !== null && madeBy === MADE_BY && workedOutAt <= at && holdsUntil > at
        ? [[enrolmentId, { standing: JSON.parse(standing) as Standing, holdsUntil, ...counts }]]
        : [],
    );
  }

  /**
   * What reports count of those of which something is kept that held at an instant, however long ago, by everything that is
   * known now: nothing has happened to them since. Of the others nothing is said.
   */
  async countedAt(enrolmentIds: readonly string[], at: Instant): Promise<CountedAnswer[]> {
    const rows = await this.store.query<CountedRow>(sql`
      SELECT enrolment_id, seated_on, ${COUNTED} FROM progress WHERE enrolment_id IN ${among(enrolmentIds)}
        AND COALESCE(made_by, '') = ${MADE_BY} AND COALESCE(counts_since, '') <= ${at} AND COALESCE(counts_until, '') > ${at}`);
    return rows.map(toAnswer);
  }

  /** Inside a unit of work. Words about somebody are not kept: who has a dispensation is worked out anew each time. */
  async keep(rows: readonly KeepableAnswer[], at: Instant): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
      await this.write(rows.slice(start, start + ROWS_PER_STATEMENT), at);
  }

  private async write(rows: readonly KeepableAnswer[], at: Instant): Promise<void> {
    const values = rows.map((row) => {
      const { standing, holdsUntil, countsUntil, countsSince } = row;
      const text = standing.lifted.length > 0 ? null : JSON.stringify(standing);
      const counted: unknown[] = Object.values(countedOf(row.answer));
      const holding = [at, MADE_BY, holdsUntil, countsUntil, countsSince];
      return [standing.enrolment.id, text, ...holding, standing.seatedOn, ...counted];
    });
    await this.store.change(sql`
      WITH v (enrolment_id, standing, worked_out_at, made_by, holds_until, counts_until, counts_since, seated_on, ${COUNTED})
      AS (VALUES ${bulk(values)})
      UPDATE progress SET standing = v.standing, worked_out_at = v.worked_out_at, made_by = v.made_by,
        holds_until = v.holds_until, counts_until = v.counts_until, counts_since = v.counts_since, seated_on = v.seated_on,
        programme_key = v.programme_key,
        track_key = v.track_key, municipality_code = v.municipality_code, person_id = v.person_id,
        seated = CAST(v.seated AS integer), certified = CAST(v.certified AS integer),
        completed = CAST(v.completed AS integer), withdrawn = CAST(v.withdrawn AS integer),
        replaced = CAST(v.replaced AS integer), credited_minutes = CAST(v.credited_minutes AS integer),
        target_minutes = CAST(v.target_minutes AS integer), attended_half_days = CAST(v.attended_half_days AS integer),
        made_up_half_days = CAST(v.made_up_half_days AS integer),
        required_half_days = CAST(v.required_half_days AS integer)
      FROM v WHERE progress.enrolment_id = v.enrolment_id`);
  }

  /** In the order of their ids. */
  async rowsAfter(enrolmentId: string, limit: number): Promise<KeptRow[]> {
    return this.store.query(sql`
      SELECT enrolment_id, worked_out_at, made_by, counts_until, counts_since, seated_on, ${COUNTED} FROM progress
      WHERE enrolment_id > ${enrolmentId} ORDER BY enrolment_id LIMIT ${limit}`);
  }

  /** Whether reports may count a row as it is kept. */
  countsAt({ madeBy, workedOutAt, countsUntil }: KeptRow, at: Instant): boolean {
    return madeBy === MADE_BY && workedOutAt <= at && countsUntil > at;
  }

  /** Enrolments of which nothing is kept that holds at an instant, or what another version of the rules has made. */
  async outdated(at: Instant, limit: number): Promise<string[]> {
    const those = (condition: Sql) =>
      sql`SELECT * FROM (SELECT enrolment_id FROM progress WHERE ${condition} LIMIT ${limit}) o`;
    const rows = await this.store.query<{ enrolmentId: string }>(sql`
      ${those(sql`holds_until <= ${at}`)} UNION ${those(sql`counts_until <= ${at}`)}
      UNION ${those(sql`made_by < ${MADE_BY}`)} UNION ${those(sql`made_by > ${MADE_BY}`)} LIMIT ${limit}`);
    return rows.map((row) => row.enrolmentId);
  }
}

/** Required is nothing, or one at least. */
function toAnswer({ enrolmentId, seatedOn, ...row }: CountedRow): CountedAnswer {
  const { personId, programmeKey, trackKey, municipalityCode, seated, withdrawn, replaced } = row;
  const { attendedHalfDays, madeUpHalfDays, creditedMinutes } = row;
  return {
    enrolment: { id: enrolmentId, personId, programmeKey, trackKey, municipalityCode },
    holdsSeat: seated === 1,
    seatedOn,
    left: withdrawn === 1 ? 'WITHDRAWN' : replaced === 1 ? 'REPLACED' : null,
    certified: row.certified === 1,
    completed: row.completed === 1,
    attendance: { requiredHalfDays: row.requiredHalfDays || null, attendedHalfDays, madeUpHalfDays },
    supervision: { targetMinutes: row.targetMinutes || null, creditedMinutes },
  };
}
