import type { CertificateStatus } from '../../domain/certificate.js';
import type { Language } from '../certificate-paper/index.js';

/** Somebody of the day, with a file or without one. */
export interface ManifestRow {
  readonly file: string;
  readonly name: string;
  readonly number: string;
  /** Null where there is no certificate. */
  readonly status: CertificateStatus | null;
  /** What is open, or cannot be drawn, in words; empty where nothing is, and it has only not been issued yet. */
  readonly lacks: readonly string[];
}

const HEAD: Readonly<Record<Language, readonly string[]>> = {
  da: ['Fil', 'Navn', 'Nummer', 'Status', 'Mangler'],
  en: ['File', 'Name', 'Number', 'Status', 'Missing'],
};
const STATUS: Readonly<Record<Language, Readonly<Record<CertificateStatus, string>>>> = {
  da: {
    VALID: 'Gyldigt',
    REVIEW_REQUIRED: 'Under vurdering',
    REVOKED: 'Tilbagekaldt',
    REPLACED: 'Erstattet',
    EXPIRED: 'Udløbet',
  },
  en: {
    VALID: 'Valid',
    REVIEW_REQUIRED: 'Under review',
    REVOKED: 'Revoked',
    REPLACED: 'Replaced',
    EXPIRED: 'Expired',
  },
};
const NONE: Readonly<Record<Language, string>> = { da: 'Ikke udstedt', en: 'Not issued' };

/** What is in the file and what is not, and why; as a spreadsheet in Denmark opens it: with BOM and semicolons. */
export function manifest(rows: readonly ManifestRow[], language: Language): Buffer {
  const lines = rows.map(({ file, name, number, status, lacks }) => [
    file,
    name,
    number,
    status === null ? NONE[language] : STATUS[language][status],
    lacks.join(' '),
  ]);
  const text = [HEAD[language], ...lines].map((line) => line.map(cell).join(';')).join('\r\n');
  return Buffer.from(`\u{FEFF}${text}\r\n`);
}

/** Never a formula: a name that begins like one is shown as text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
