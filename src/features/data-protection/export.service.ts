import { Injectable } from '@nestjs/common';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { SYSTEM, type Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { Instant } from '../../domain/calendar.js';
import type { Texts } from '../../domain/programme.js';
import type { RequestContext } from '../../graphql/context.js';
import { localized } from '../../graphql/locale.js';
import { among, personOf, subjectsOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { ACT_WORDS, isId, UNSEEN, ValueWords } from '../history/index.js';
import { SECTIONS, type ExportSection, type Own } from './export.sections.js';

/** A value of the file. What is kept as JSON stands in it as such. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/**
 * One record: every property of the table by its name, in camel case. An id `xId` is followed by `x`, what it is called in
 * words, where it has words; an act in the log by `act`; `recordedBy` and the like are the names of those who did it.
 */
export type ExportedRecord = Readonly<Record<string, Value>>;

export interface ExportedSection {
  /** In the language that was asked for, as is everything in words; Danish unless English is. */
  readonly title: string;
  readonly records: readonly ExportedRecord[];
}

/** Everything that is stored about one person (GDPR art. 15), as it is downloaded. */
export interface PersonExport {
  readonly format: 'forloeb.person.1';
  readonly personId: string;
  readonly takenAt: Instant;
  /** By name. */
  readonly takenBy: string;
  /** All of them, in the order of `SECTIONS`; without records where nothing is stored. */
  readonly sections: Readonly<Record<string, ExportedSection>>;
}

/** Kept as JSON in a column of text. */
const JSON_TEXTS = ['before', 'after', 'moved', 'snapshot', 'shortfall'];
const NAMES_OTHERS: Texts = {
  da: 'Navngiver også andre: kun hvem, hvornår og hvad er med.',
  en: 'Names others as well: only who, when and what is told.',
};
const BY = /By$/;
const NAMES_SOMETHING = /(Id|Code)$/;
/** Of their own kind they are called by the person's name, which says nothing here. */
const WITHOUT_WORDS = ['id', 'personId', 'enrolmentId', 'keptId', 'mergedId', 'ownerPersonId'];

/** Tells a person everything that is stored about them, as far as it names nobody else. */
@Injectable()
export class ExportService {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly words: ValueWords,
  ) {}

  /**
   * For the person themself, or for the agency on their behalf; null for everybody else, and for who is not there. It is
   * the same whoever asks: things are called as the person would see them.
   */
  async of(actor: Actor, askedId: string, locale: string | null = null): Promise<PersonExport | null> {
    const personId = await this.standing(askedId);
    if (personId === null || !reaches(reachOf(actor, 'personExport'), { personIds: [personId] })) return null;
    const own = await this.own(personId);
    const say = (texts: Texts) => localized(texts, locale);
    const themself: RequestContext = {
      actor: { ...SYSTEM, grants: own.personIds.map((id) => ({ role: 'PARTICIPANT', personId: id })) },
      requestId: 'export',
      loaders: new Map(),
    };
    const found: [ExportSection, ExportedRecord[]][] = [];
    for (const section of SECTIONS) found.push([section, await this.records(section, own, say)]);
    const names = await this.namesOf(found.flatMap(([, records]) => records));
    const sections = await Promise.all(
      found.map(async ([{ key, title }, records]) => {
        const told = await Promise.all(records.map((record) => this.tell(themself, record, names, say)));
        return [key, { title: say(title), records: told }] as const;
      }),
    );
    return {
      format: 'forloeb.person.1',
      personId,
      takenAt: this.clock.now(),
      takenBy: actor.name,
      sections: Object.fromEntries(sections),
    };
  }

  private async standing(askedId: string): Promise<string | null> {
    const row = await this.store.queryOne<{ id: string }>(
      sql`SELECT ${personOf(sql`p.id`)} AS id FROM person p WHERE p.id = ${askedId}`,
    );
    return row?.id ?? null;
  }

  private async own(personId: string): Promise<Own> {
    const people = await this.store.query<{ id: string; email: string | null }>(sql`
      SELECT p.id, p.email FROM person p WHERE p.id = ${personId} OR p.id IN (SELECT m.merged_id FROM person_merge m
        WHERE m.kept_id = ${personId} AND m.superseded_at IS NULL)`);
    const personIds = people.map((person) => person.id);
    const idsOf = async (statement: Sql) =>
      (await this.store.query<{ id: string }>(statement)).map((row) => row.id);
    const enrolmentIds = await idsOf(sql`SELECT id FROM enrolment WHERE person_id IN ${among(personIds)}`);
    const addresses = people.flatMap((person) => person.email ?? []);
    const signIns = await this.store.query<{ subject: string }>(subjectsOf(personIds, addresses));
    return {
      personIds,
      enrolmentIds,
      certificateIds: await idsOf(sql`SELECT id FROM certificate
        WHERE person_id IN ${among(personIds)} OR enrolment_id IN ${among(enrolmentIds)}`),
      addresses,
      subjects: signIns.map((row) => row.subject),
    };
  }

  /** As they stand in the table, oldest first. */
  private async records(
    section: ExportSection,
    own: Own,
    say: (texts: Texts) => string,
  ): Promise<ExportedRecord[]> {
    const { entity, where, leftOut = {}, also = {}, withhold } = section;
    const { tableName, columns, primaryColumns } = this.store.database.writer.getMetadata(entity);
    const told = columns.filter((column) => !(column.propertyName in leftOut));
    const selected = [
      ...told.map((column) => raw(`t."${column.databaseName}"`)),
      ...Object.entries(also).map(([name, value]) => sql`${value} AS ${raw(`"${name}"`)}`),
    ];
    const order = [...columns.filter((column) => column.propertyName === 'recordedAt'), ...primaryColumns];
    const rows = await this.store.query<Record<string, unknown>>(sql`
      SELECT ${join(selected)} FROM ${raw(`"${tableName}"`)} t WHERE ${where(own)}
      ORDER BY ${raw(order.map((column) => `t."${column.databaseName}"`).join(', '))}`);
    return rows.map((row) => {
      const record = Object.fromEntries<Value>([
        ...told.map((column) => [column.propertyName, valueOf(column, row[column.propertyName])] as const),
        ...Object.keys(also).map((name) => [name, row[name] as Value] as const),
      ]);
      if (withhold === undefined || withhold.unless(own, record)) return record;
      const kept = Object.fromEntries(withhold.properties.map((name) => [name, null]));
      return { ...record, ...kept, withheld: say(NAMES_OTHERS) };
    });
  }

  /** Who is behind the subjects of all records, by subject. */
  private async namesOf(records: readonly ExportedRecord[]): Promise<ReadonlyMap<string, string>> {
    const subjects = records.flatMap((record) =>
      Object.entries(record).flatMap(([name, value]) =>
        BY.test(name) && typeof value === 'string' ? [value] : [],
      ),
    );
    const rows = await this.store.query<{ subject: string; name: string }>(
      sql`SELECT subject, name FROM actor WHERE subject IN ${among([...new Set(subjects)])}`,
    );
    return new Map([...rows.map((row) => [row.subject, row.name] as const), [SYSTEM.subject, SYSTEM.name]]);
  }

  private async tell(
    themself: RequestContext,
    record: ExportedRecord,
    names: ReadonlyMap<string, string>,
    say: (texts: Texts) => string,
  ): Promise<ExportedRecord> {
    const told: Record<string, Value> = {};
    for (const [name, value] of Object.entries(record)) {
      told[name] = BY.test(name) && typeof value === 'string' ? (names.get(value) ?? value) : value;
      if (name === 'action')
        told['act'] = say(ACT_WORDS[String(value)] ?? { da: String(value), en: String(value) });
      if (typeof value !== 'string' || WITHOUT_WORDS.includes(name) || !NAMES_SOMETHING.test(name)) continue;
      if (!isId(value) && !name.endsWith('Code')) continue;
      const words = await this.words.of(themself, name, value);
      if (words !== null && words !== UNSEEN) told[name.replace(NAMES_SOMETHING, '')] = say(words);
    }
    return told;
  }
}

/** The same on every database. */
function valueOf({ propertyName, type }: ColumnMetadata, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return Boolean(value);
  if (type === 'integer' || type === Number) return Number(value);
  const text = String(value);
  return JSON_TEXTS.includes(propertyName) ? (JSON.parse(text) as Value) : text;
}
