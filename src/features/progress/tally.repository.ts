import { Injectable } from '@nestjs/common';
import sql, { raw } from 'sql-template-tag';
import type { Instant } from '../../domain/calendar.js';
import { snakeCase } from '../../storage/rows.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { SUMS, type Counted } from './counted.js';
import { MADE_BY } from './made-by.js';

/** What reports count at one place: a programme's track in a municipality. */
export interface TallyRow {
  readonly programmeKey: string;
  readonly trackKey: string;
  readonly municipalityCode: string;
  readonly persons: number;
  readonly enrolled: number;
  readonly certified: number;
  readonly completed: number;
  readonly withdrawn: number;
  readonly replaced: number;
  readonly supervisionMinutes: number;
  readonly supervisionTargetMinutes: number;
  readonly attendedHalfDays: number;
  readonly madeUpHalfDays: number;
  readonly requiredHalfDays: number;
}

/** Somebody on a seat at a place. */
export type Seated = Pick<Counted, 'programmeKey' | 'trackKey' | 'municipalityCode' | 'personId'>;

/** What is kept of an enrolment, and no longer so, or not yet there: then the programme is null. */
export type OutdatedRow = { readonly enrolmentId: string } & (Counted | { readonly programmeKey: null });

const FIGURES = ['persons', ...SUMS.map(({ sum }) => sum)] as const;
const PLACE = raw('programme_key, track_key, municipality_code');
const COLUMNS = FIGURES.map(snakeCase);
const columns = raw(COLUMNS.join(', '));
/** What is kept, added up over its parts. */
const added = raw(COLUMNS.map((name) => `SUM(${name}) AS ${name}`).join(', '));
/** What one row of `progress` has of each. */
const own = raw(
  ['0 AS persons', ...SUMS.map(({ sum, of }) => `${snakeCase(of)} AS ${snakeCase(sum)}`)].join(', '),
);
/** What the rows of `progress` add up to. */
const right = raw(
  [
    'COUNT(DISTINCT CASE WHEN seated = 1 THEN person_id END) AS persons',
    ...SUMS.map(
      ({ sum, of, whileSeated }) =>
        `SUM(${snakeCase(of)}${whileSeated ? ' * seated' : ''}) AS ${snakeCase(sum)}`,
    ),
  ].join(', '),
);

type Row = TallyRow & { readonly enrolmentId: string | null; readonly personId: string | null };

/** What the database adds up by itself (migrations, StandingsKept). */
@Injectable()
export class TallyRepository {
  constructor(private readonly store: Store) {}

  /**
   * The sums, and beside them what is in them and does not hold at an instant, by what is known now, of `limit` enrolments at
   * most. In one statement, so that nothing can be recorded in between.
   */
  async sums(at: Instant, limit: number): Promise<{ sums: TallyRow[]; outdated: OutdatedRow[] }> {
    const outdated = (condition: ReturnType<typeof sql>) =>
      sql`SELECT * FROM (SELECT enrolment_id, person_id, ${PLACE}, ${own} FROM progress WHERE ${condition} LIMIT ${limit}) o`;
    const holds = sql`counts_until > ${at} AND COALESCE(counts_since, '') <= ${at}`;
    const rows = await this.store.query<Row>(sql`
      SELECT NULL AS enrolment_id, NULL AS person_id, ${PLACE}, ${added} FROM tally GROUP BY ${PLACE}
      UNION ALL ${outdated(sql`counts_until <= ${at}`)}
      UNION ALL ${outdated(sql`counts_since > ${at} AND COALESCE(counts_until, '') > ${at}`)}
      UNION ALL ${outdated(sql`made_by < ${MADE_BY} AND ${holds}`)}
      UNION ALL ${outdated(sql`made_by > ${MADE_BY} AND ${holds}`)}`);
    return {
      sums: rows.filter((row) => row.enrolmentId === null).map(numbered),
      outdated: rows.flatMap((row) => (row.enrolmentId === null ? [] : [toOutdated(row)])),
    };
  }

  /** Inside a unit of work. Adds everything up anew where that is something else; answers which places those were. */
  async mend(): Promise<string[]> {
    const ofRows = (rows: readonly TallyRow[]) =>
      new Map(rows.map(numbered).map((row) => [placeOf(row), JSON.stringify(row)]));
    const rows = ofRows(
      await this.store.query<TallyRow>(
        sql`SELECT ${PLACE}, ${right} FROM progress WHERE programme_key IS NOT NULL GROUP BY ${PLACE}`,
      ),
    );
    const kept = ofRows(
      await this.store.query<TallyRow>(sql`SELECT ${PLACE}, ${added} FROM tally GROUP BY ${PLACE}`),
    );
    const wrong = [...new Set([...rows.keys(), ...kept.keys()])].filter(
      (place) =>
        (rows.get(place) ?? '') !== (kept.get(place) ?? '') &&
        !(rows.get(place) === undefined && isEmpty(kept.get(place))),
    );
    if (wrong.length === 0) return [];
    await this.store.change(sql`DELETE FROM tally`);
    await this.store.change(sql`
      INSERT INTO tally (${PLACE}, part, ${columns}) SELECT ${PLACE}, 0, ${columns}
      FROM (SELECT ${PLACE}, ${right} FROM progress WHERE programme_key IS NOT NULL GROUP BY ${PLACE}) s`);
    return wrong.sort();
  }

  /** Where some people hold seats, and by which enrolments, as it is kept. */
  async seatsOf(personIds: readonly string[]): Promise<(Seated & { readonly enrolmentId: string })[]> {
    return this.store.query(sql`
      SELECT enrolment_id, person_id, ${PLACE} FROM progress WHERE person_id IN ${among(personIds)} AND seated = 1`);
  }
}

/** A place in one text, the same for all of its rows. */
export const placeOf = ({
  programmeKey,
  trackKey,
  municipalityCode,
}: Pick<TallyRow, 'programmeKey' | 'trackKey' | 'municipalityCode'>) =>
  `${programmeKey} ${trackKey} ${municipalityCode}`;

/** Where there was somebody once, a row with nothing may stay. */
function isEmpty(row: string | undefined): boolean {
  const {
    programmeKey: _,
    trackKey: __,
    municipalityCode: ___,
    ...sums
  } = JSON.parse(row ?? '{}') as TallyRow;
  return Object.values(sums).every((sum) => sum === 0);
}

/** PostgreSQL adds up to larger numbers than it keeps. */
function numbered(row: TallyRow): TallyRow {
  const { programmeKey, trackKey, municipalityCode } = row;
  const figures: Record<string, unknown> = { programmeKey, trackKey, municipalityCode };
  for (const name of FIGURES) figures[name] = Number(row[name]);
  return figures as unknown as TallyRow;
}

function toOutdated(row: Row): OutdatedRow {
  const enrolmentId = row.enrolmentId ?? '';
  if (row.programmeKey === null) return { enrolmentId, programmeKey: null };
  const { enrolled, supervisionMinutes, supervisionTargetMinutes, persons: _, ...rest } = numbered(row);
  const personId = row.personId ?? '';
  return {
    ...rest,
    ...{ enrolmentId, personId, seated: enrolled },
    creditedMinutes: supervisionMinutes,
    targetMinutes: supervisionTargetMinutes,
  };
}
