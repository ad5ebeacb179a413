import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { reachOf } from '../../access/policy.js';
import { enrolmentVisible, personVisible } from '../../access/visibility.js';
import { copenhagenDate, formatDanishDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import type { Texts, UnitType } from '../../domain/programme.js';
import { describeDay, describeHalfDay } from '../../domain/requirements.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { ID_PREFIXES, type IdKind } from '../../storage/ids.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { readHalfDayId } from '../cohort/index.js';
import { MunicipalityDirectory } from '../municipality/index.js';

/** What something is called, and which people are named in that. */
export interface Words extends Texts {
  readonly personIds?: readonly string[];
}

/** A row by which a thing is called. */
interface Called {
  readonly id: string;
  readonly name?: string | null;
  readonly personId?: string;
  readonly number?: number | null;
  readonly type?: UnitType;
  readonly unit?: number;
  readonly day?: number;
  readonly on?: string;
  readonly at?: string;
  readonly organisation?: string | null;
  readonly department?: string | null;
  readonly municipalityCode?: string | null;
}

interface Kind {
  rows(ids: readonly string[], context: RequestContext): Sql;
  words(row: Called): Words;
}

/**
 * What an id is called, by id; null for what is not there or not to be seen. People are called by name only where they are
 * visible. One statement for each kind of id, however many there are.
 */
@Injectable()
export class WordsLoader extends BatchLoader<Words | null> {
  private readonly kinds: Partial<Record<IdKind, Kind>> = {
    person: {
      rows: (ids, context) => sql`SELECT p.id, p.name, p.id AS person_id FROM person p
        WHERE p.id IN ${among(ids)} AND ${personVisible(reachOf(actorOf(context), 'person'), sql`p`)}`,
      words: byName,
    },
    enrolment: {
      rows: (
        ids,
        context,
      ) => sql`SELECT e.id, p.name, p.id AS person_id FROM enrolment e JOIN person p ON p.id = e.person_id
        WHERE e.id IN ${among(ids)} AND ${enrolmentVisible(reachOf(actorOf(context), 'enrolment'), sql`e`)}`,
      words: byName,
    },
    provider: { rows: (ids) => sql`SELECT id, name FROM provider WHERE id IN ${among(ids)}`, words: byName },
    cohort: { rows: (ids) => sql`SELECT id, name FROM cohort WHERE id IN ${among(ids)}`, words: byName },
    supervisionGroup: {
      rows: (ids) => sql`SELECT id, name FROM supervision_group WHERE id IN ${among(ids)}`,
      words: byName,
    },
    courseDay: {
      rows: (ids) => sql`SELECT id, type, unit, day FROM course_day WHERE id IN ${among(ids)}`,
      words: ({ type = 'COURSE_DAY', unit = 0, day = 0 }) =>
        describeDay({ type, unit: Number(unit), day: Number(day) }),
    },
    supervisionMeeting: {
      rows: (ids) =>
        sql`SELECT id, planned_starts_at AS at FROM supervision_meeting WHERE id IN ${among(ids)}`,
      words: ({ at = '' }) => dated('supervisionsmøde', 'supervision meeting', copenhagenDate(at as Instant)),
    },
    engagement: {
      rows: (ids) => sql`SELECT id, starts_on AS "on" FROM engagement WHERE id IN ${among(ids)}`,
      words: ({ on = '' }) => dated('forløb fra', 'engagement from', on as LocalDate),
    },
    seat: {
      rows: (ids) => sql`SELECT id, number FROM seat WHERE id IN ${among(ids)}`,
      words: ({ number = null }) =>
        number === null
          ? { da: 'plads uden for kvoten', en: 'a seat outside the quota' }
          : { da: `plads ${number}`, en: `seat ${number}` },
    },
    affiliation: {
      rows: (ids) => sql`SELECT id, organisation, unit AS department, municipality_code
        FROM affiliation WHERE id IN ${among(ids)}`,
      words: (row) => this.workplace(row),
    },
    certificate: {
      rows: (ids) => sql`SELECT id, number AS name FROM certificate WHERE id IN ${among(ids)}`,
      words: byName,
    },
    certificationAttempt: {
      rows: (ids) => sql`SELECT id, number FROM certification_attempt WHERE id IN ${among(ids)}`,
      words: ({ number }) => ({ da: `forsøg ${number}`, en: `attempt ${number}` }),
    },
  };

  constructor(
    private readonly store: Store,
    private readonly municipalities: MunicipalityDirectory,
  ) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]): Promise<(Words | null)[]> {
    const things = new Set(ids.map((id) => readHalfDayId(id)?.courseDayId ?? id));
    const found = new Map<string, Called>();
    for (const [name, kind] of Object.entries(this.kinds)) {
      const own = [...things].filter((id) => id.startsWith(`${ID_PREFIXES[name as IdKind]}_`));
      if (own.length === 0) continue;
      for (const row of await this.store.query<Called>(kind.rows(own, context))) found.set(row.id, row);
    }
    return ids.map((id) => this.wordsOf(id, found));
  }

  private wordsOf(id: string, found: ReadonlyMap<string, Called>): Words | null {
    const halfDay = readHalfDayId(id);
    const row = found.get(halfDay?.courseDayId ?? id);
    if (row === undefined) return null;
    if (halfDay !== null) {
      const { type = 'COURSE_DAY', unit = 0, day = 0 } = row;
      return describeHalfDay({ type, unit: Number(unit), day: Number(day), part: halfDay.part });
    }
    const kind = Object.entries(this.kinds).find(([name]) =>
      id.startsWith(`${ID_PREFIXES[name as IdKind]}_`),
    );
    return kind?.[1].words(row) ?? null;
  }

  private workplace({ organisation, department, municipalityCode }: Called): Texts {
    const place = municipalityCode ? this.municipalities.find(municipalityCode)?.name : undefined;
    const words = [department, organisation ?? place].filter((each) => typeof each === 'string').join(', ');
    return words === '' ? { da: 'arbejdssted', en: 'workplace' } : { da: words, en: words };
  }
}

function byName({ name, personId }: Called): Words {
  return { da: name ?? '', en: name ?? '', ...(personId !== undefined && { personIds: [personId] }) };
}

function dated(da: string, en: string, on: LocalDate): Texts {
  return { da: `${da} ${formatDanishDate(on)}`, en: `${en} ${on}` };
}
