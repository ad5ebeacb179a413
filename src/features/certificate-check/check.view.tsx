import { Fragment, type VNode } from 'preact';
import type { LocalDate } from '../../domain/calendar.js';
import { dayInWords } from '../../pages/day.js';
import type { Language } from '../../pages/language.js';
import type { CertificateCheck, CertificateVerification } from '../certification/index.js';
import { CheckForm } from './check.form.js';
import {
  ANSWERS,
  type CheckAnswer,
  ERASED,
  FACTS,
  FORM,
  NO_END,
  NOTHING_KNOWN,
  VERSIONS,
} from './check.words.js';

interface Props {
  readonly check: CertificateCheck;
  readonly typed: string;
  readonly today: LocalDate;
  readonly language: Language;
}

/** The answer is the heading of its page; see `ANSWERS`. */
export function answerOf(check: CertificateCheck): CheckAnswer {
  return check.kind === 'ISSUED' ? check.verification.status : check.kind;
}

/** The same parts in the same order, whatever the answer. */
export function CheckView({ check, typed, today, language }: Props): VNode {
  const found = check.kind === 'ISSUED' ? check.verification : null;
  const { tone, text } = ANSWERS[answerOf(check)];
  const day = (on: string | undefined) => (on === undefined ? null : dayInWords(on as LocalDate, language));
  const validUntil = found === null ? null : (day(found.validUntil ?? undefined) ?? NO_END[language]);
  const number = check.kind === 'NEVER_ISSUED' ? check.number : found?.number;
  const facts: readonly (readonly [keyof typeof FACTS, string | null | undefined])[] = [
    ['number', number],
    ['holder', answerOf(check) === 'HOLDER_ERASED' ? ERASED[language] : found?.holderName],
    ['title', found?.title],
    ['issuedOn', day(found?.issuedOn)],
    ['validUntil', validUntil],
    ['since', day(found?.statusSince)],
    ['version', found?.version.toString()],
    ['checkedOn', day(today)],
  ];
  return (
    <>
      <p class={`panel ${tone}`}>
        {text[language]
          .replace('{since}', day(found?.statusSince) ?? '')
          .replace('{until}', validUntil ?? '')}
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{FACTS[name][language]}</dt>
            <dd lang={name === 'title' && found !== null ? 'da' : undefined}>
              {value ?? NOTHING_KNOWN[language]}
            </dd>
          </Fragment>
        ))}
      </dl>
      <p class="hint">{versions(found, language)}</p>
      <h2>{FORM.another[language]}</h2>
      {check.kind === 'MISTYPED' ? (
        <CheckForm language={language} typed={typed} problem="wrong" />
      ) : (
        <CheckForm language={language} />
      )}
    </>
  );
}

function versions(found: CertificateVerification | null, language: Language): string {
  if (found === null || found.version === 1) return VERSIONS.first[language];
  return VERSIONS.later[language]
    .replace('{version}', found.version.toString())
    .replace('{on}', dayInWords(found.versionOn as LocalDate, language));
}
