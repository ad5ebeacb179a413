import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../access/actor.js';
import type { Texts } from '../../domain/programme.js';
import type { RequestContext } from '../../graphql/context.js';
import { localized } from '../../graphql/locale.js';
import { isId, UNSEEN, ValueWords } from '../history/index.js';
import type { ExportedRecord, PersonExport, Value } from './export.service.js';
import { labelOf, valueWords } from './export.words.js';

/** What is told in words beside it, or counts for programs alone. */
const NOT_READ = ['id', 'municipalityCode', 'action', 'sortKey', 'searchText', 'pool'];

type Say = (name: string, value: Value) => Promise<string>;
type Words = readonly (readonly [label: string, text: string])[];

const TITLE: Texts = { da: 'Det er registreret om dig', en: 'What is stored about you' };
const NOTHING: Texts = { da: 'Her er ikke registreret noget', en: 'Nothing is stored here' };
const intro = (at: string, by: string): Texts => ({
  da: `Alt, hvad der er registreret om dig i Forløb, udskrevet ${at} af ${by}. Det samme med alle numre er i filen export.json. Er noget forkert, så bed om rettelse: anmodningen, svaret og det, der stod før, bevares.`,
  en: `Everything that is stored about you in Forløb, taken on ${at} by ${by}. The same with all numbers is in the file export.json. If anything is wrong, ask for a correction: the request, the answer and what stood before are kept.`,
});

/** The export of a person as a document to read: what things are called, and days as they are written. */
@Injectable()
export class ExportReport {
  constructor(private readonly values: ValueWords) {}

  async write(found: PersonExport, locale: string | null): Promise<Buffer> {
    // Read when the first one is written: what lays out letters of every script takes long to read.
    const { Report } = await import('../../pdf/report.js');
    const say = (texts: Texts) => localized(texts, locale);
    const report = new Report({
      title: say(TITLE),
      language: say({ da: 'da', en: 'en' }) as 'da' | 'en',
      author: 'Forløb',
      createdAt: new Date(found.takenAt),
    });
    // Visible to nobody: of people and enrolments it has no words, so that it names no one else.
    const context: RequestContext = {
      actor: { ...SYSTEM, grants: [] },
      requestId: 'export',
      loaders: new Map(),
    };
    const text = (name: string, value: Value) => this.text(context, name, value, locale);
    const at = await text('takenAt', found.takenAt);
    report.heading(1, say(TITLE)).paragraph(say(intro(at, found.takenBy)));
    const empty: string[] = [];
    for (const { title, records } of Object.values(found.sections)) {
      if (records.length === 0) {
        empty.push(title);
        continue;
      }
      report.heading(2, title);
      for (const [index, record] of records.entries()) {
        if (records.length > 1) report.heading(3, `${title} ${index + 1}`);
        report.definitions(await this.rows(record, locale, text));
      }
    }
    if (empty.length > 0) report.heading(2, say(NOTHING)).list(empty);
    return report.finish();
  }

  /** What has a value that a reader understands. */
  private async rows(record: ExportedRecord, locale: string | null, text: Say): Promise<Words> {
    const rows: [string, string][] = [];
    for (const [name, value] of Object.entries(record)) {
      // Its words are beside it.
      if (NOT_READ.includes(name) || (typeof value === 'string' && isId(value))) continue;
      const words = await text(name, value);
      if (words !== '') rows.push([localized(labelOf(name), locale), words]);
    }
    return rows;
  }

  /** Empty where there is nothing that a reader understands. */
  private async text(
    context: RequestContext,
    name: string,
    value: Value,
    locale: string | null,
  ): Promise<string> {
    if (value === null) return '';
    if (typeof value !== 'object') {
      const known = typeof value === 'string' ? valueWords(value) : null;
      const words = known ?? (await this.values.of(context, name, value));
      return words === null || words === UNSEEN ? '' : localized(words, locale);
    }
    const parts = await Promise.all(
      Object.entries(value).map(async ([key, each]: [string, Value]) => {
        const words = NOT_READ.includes(key) ? '' : await this.text(context, key, each, locale);
        return words === '' || Array.isArray(value) ? words : `${localized(labelOf(key), locale)}: ${words}`;
      }),
    );
    return parts.filter((part) => part !== '').join(Array.isArray(value) ? ', ' : '; ');
  }
}
