import { Injectable } from '@nestjs/common';
import {
  copenhagenDate,
  copenhagenTime,
  formatDanishDate,
  parseInstant,
  parseLocalDate,
} from '../../domain/calendar.js';
import type { FieldValue, Plain } from '../../domain/history.js';
import type { Texts } from '../../domain/programme.js';
import type { RequestContext } from '../../graphql/context.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { WordsLoader, type Words } from './words.loader.js';

const ID = /^[a-z]{3}_[0-9a-z]+(:(AM|PM))?$/;
/** What is not there, or not for whoever asks to see. */
export const UNSEEN: Texts = { da: 'ikke vist', en: 'not shown' };

/** Values of the log as a person reads them: what ids are called, days and times as Denmark writes them. */
@Injectable()
export class ValueWords {
  constructor(
    private readonly ids: WordsLoader,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  /** Null where there is no value. Of a list, what is to be seen. */
  async of(context: RequestContext, field: string, value: FieldValue): Promise<Words | null> {
    if (value === null) return null;
    if (!Array.isArray(value)) return (await this.one(context, field, value as Plain)) ?? UNSEEN;
    const all = await Promise.all(value.map((each: Plain) => this.one(context, field, each)));
    const words = all.filter((each) => each !== null);
    return {
      da: words.map((each) => each.da).join(', '),
      en: words.map((each) => each.en).join(', '),
      personIds: words.flatMap((each) => each.personIds ?? []),
    };
  }

  private async one(context: RequestContext, field: string, value: Plain): Promise<Words | null> {
    if (typeof value === 'boolean') return value ? { da: 'ja', en: 'yes' } : { da: 'nej', en: 'no' };
    if (typeof value === 'number') return plainly(String(value));
    if (isId(value)) return this.ids.load(context, value);
    if (/unicipalityCodes?$/.test(field)) return plainly(this.municipalities.find(value)?.name ?? value);
    const date = parseLocalDate(value);
    if (date !== null) return { da: formatDanishDate(date), en: date };
    const instant = parseInstant(value);
    if (instant === null) return plainly(value);
    const [on, time] = [copenhagenDate(instant), copenhagenTime(instant)];
    return { da: `${formatDanishDate(on)} ${time}`, en: `${on} ${time.replace('.', ':')}` };
  }
}

/** Whether a value is the id of something, half-days among them. */
export function isId(value: FieldValue): value is string {
  return typeof value === 'string' && ID.test(value);
}

function plainly(text: string): Texts {
  return { da: text, en: text };
}
