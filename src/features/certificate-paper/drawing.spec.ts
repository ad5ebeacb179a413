/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import { fontsOf, readingsOf, readPdf, renderPage, tagsOf } from '../../../test/support/pdf.js';
import type { LocalDate } from '../../domain/calendar.js';
import { PROGRAMME_FOLDER, readProgrammes } from '../../programmes/reader.js';
import type { CertificateRow, CertificateSnapshot } from '../certification/index.js';
import { drawPaper } from './drawing.js';
import { paperOf, type Language, type PaperSource } from './paper.js';

const NUMBER = 'FL-MNNX-Z75V-9';
const ORIGIN = 'https://forloeb.example.dk';
const ISSUED = '2025-11-24' as LocalDate;
const LATER = '2026-03-12' as LocalDate;
const programme = readProgrammes(PROGRAMME_FOLDER).find(({ key }) => key === 'AD_BOSTOETTE_2019')!;

const ROW: CertificateRow = {
  id: 'cer_1',
  number: NUMBER,
  version: 1,
  enrolmentId: 'enr_1',
  personId: 'per_1',
  programmeKey: programme.key,
  title: 'Mødeleder i Åben Dialog',
  holderName: 'Åse Ærø Østergård',
  issuedOn: ISSUED,
  validUntil: null,
  snapshot: '',
  status: 'VALID',
  erasedAt: null,
  events: [{ kind: 'ISSUED', on: ISSUED }],
};
const SNAPSHOT: CertificateSnapshot = {
  name: ROW.holderName,
  title: ROW.title,
  programmeKey: programme.key,
  trackKey: 'MEETING_LEADER',
  provider: 'Kompetencehuset Nordlys',
  ruleVersion: 1,
  requiredHalfDays: 16,
  attendedHalfDays: 15,
  madeUpHalfDays: 1,
  supervisionMinutes: 3000,
  supervisionTargetMinutes: 3000,
  attempt: { number: 2, date: ISSUED },
  dispensations: [],
};

interface Given {
  readonly row?: Partial<CertificateRow>;
  readonly snapshot?: Partial<CertificateSnapshot>;
  readonly standing?: PaperSource['standing'];
  readonly language?: Language;
}

async function print({ row, snapshot, standing, language = 'da' }: Given = {}): Promise<Buffer> {
  const source = {
    row: { ...ROW, ...row },
    snapshot: { ...SNAPSHOT, ...snapshot },
    programme,
    standing: standing ?? { status: 'VALID' as const, since: ISSUED },
    latestVersion: 2,
    origin: ORIGIN,
  };
  return (await drawPaper(paperOf(source, language))).bytes;
}

async function textOf(given: Given = {}): Promise<string> {
  return (await readPdf(await print(given))).text.replaceAll(/\s+/g, ' ');
}

async function qrCodeOf(bytes: Buffer): Promise<string | undefined> {
  const image = await loadImage(await renderPage(bytes, 1));
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const [width, height] = [Math.floor(image.width / 2), Math.floor(image.height / 4)];
  // The lower right of the page, as somebody holds a telephone over it.
  const { data } = context.getImageData(image.width - width, image.height - height, width, height);
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
}

/** Of the strip in which a short name stands: how dark it is, dot by dot. */
async function inkOfName(bytes: Buffer): Promise<readonly number[]> {
  const image = await loadImage(await renderPage(bytes, 1, 1));
  const canvas = createCanvas(200, 40);
  const context = canvas.getContext('2d');
  context.drawImage(image, (200 - image.width) / 2, -220);
  const { data } = context.getImageData(0, 0, 200, 40);
  return Array.from({ length: data.length / 4 }, (_, index) => data[4 * index] ?? 0);
}

describe('a certificate on paper', () => {
  it('says whose it is, what it rests on, and where it is checked, in Danish', async () => {
    const text = await textOf();
    for (const part of [
      'Certifikat',
      'Åse Ærø Østergård',
      'Mødeleder i Åben Dialog',
      'Åben Dialog i bostøtten',
      '16 af 16 halve dage, heraf 1 indhentet',
      'Bestået 24. november 2025',
      '50 t 0 min af 50 t 0 min',
      'regelsæt AD_BOSTOETTE_2019, version 1',
      NUMBER,
      'Kompetencehuset Nordlys',
      `${ORIGIN}/verify/${NUMBER}`,
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/forsøg|Dispensation|Gælder til/);
  });

  it('says the same in English, and names every dispensation, a last day and a later version', async () => {
    const text = await textOf({
      language: 'en',
      row: { version: 2, validUntil: '2028-11-23' as LocalDate, events: [{ kind: 'RENEWED', on: LATER }] },
      snapshot: {
        supervisionMinutes: 2880,
        dispensations: [{ requirement: 'SUPERVISION', grantedOn: ISSUED }],
      },
    });
    for (const part of [
      'Open Dialogue meeting leader',
      'Open Dialogue in supported housing',
      '16 of 16 half-days, of which 1 made up',
      'Passed on 24 November 2025',
      '48 h 0 min of 50 h 0 min',
      'Exempted from the requirement of supervision, 24 November 2025',
      'Valid until 23 November 2028',
      '2, of 12 March 2026',
    ])
      expect(text).toContain(part);
  });

  it('says hours and days of a course as attended, and certifies nobody', async () => {
    const text = await textOf({
      row: { title: 'Kursusbevis: Introduktionskursus' },
      snapshot: {
        kind: 'COURSE',
        title: 'Kursusbevis: Introduktionskursus',
        trackKey: 'INTRO',
        requiredHalfDays: 8,
        attendedHalfDays: 8,
        madeUpHalfDays: 0,
        supervisionMinutes: 900,
        supervisionTargetMinutes: null,
        attempt: null,
      },
    });
    for (const part of ['Kursusbevis', 'Introduktionskursus', '8 af 8 halve dage', 'Supervision 15 t 0 min'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/certifi/i);
  });

  it('leads with its QR code to the check of its number, also where it was revoked', async () => {
    const revoked = { status: 'REVOKED', since: LATER } as const;
    expect(await qrCodeOf(await print({ standing: revoked }))).toBe(`${ORIGIN}/verify/${NUMBER}`);
  });

  it('is one tagged page with a title, whose fonts are all embedded and whose link and picture say what they are', async () => {
    const bytes = await print();
    const pdf = await readPdf(bytes);
    expect(pdf.pages).toBe(1);
    expect(pdf.info).toMatchObject({
      Title: 'Certifikat: Mødeleder i Åben Dialog, Åse Ærø Østergård',
      Author: 'Kompetencehuset Nordlys',
      Language: 'da',
    });
    const tags = tagsOf(pdf);
    expect(tags.filter((tag) => tag === 'H1')).toHaveLength(1);
    expect(tags).toEqual(expect.arrayContaining(['P', 'H2', 'Table', 'TR', 'TH', 'TD', 'Link', 'Figure']));
    expect(JSON.stringify(pdf.structure)).toContain(`QR-kode med adressen til kontrol af ${NUMBER}`);
    const fonts = fontsOf(bytes);
    expect(fonts.length).toBeGreaterThan(0);
    expect(fonts.every((font) => font.embedded)).toBe(true);
    expect(bytes.includes('pdfuaid:part')).toBe(true);
  });

  it.each([
    ['REVOKED', 'Tilbagekaldt 12. marts 2026. Det gælder ikke længere.'],
    ['REPLACED', 'Erstattet 12. marts 2026. Denne udgave gælder ikke længere; den seneste er version 2.'],
    ['EXPIRED', 'Udløbet 12. marts 2026. Det gælder ikke længere.'],
    ['REVIEW_REQUIRED', 'Under vurdering siden 12. marts 2026. Det gælder, indtil der er truffet afgørelse.'],
  ] as const)('L22, V26: %s is said before anything else on the page', async (status, sentence) => {
    const bytes = await print({ standing: { status, since: LATER } });
    expect((await readPdf(bytes)).text.replaceAll(/\s+/g, ' ').trimStart().startsWith(sentence)).toBe(true);
  });

  it('has room for a very long name and every dispensation on its one page', async () => {
    const holderName =
      'Maria Fernanda Guadalupe de los Ángeles Rodríguez-Sánchez von Wittgenstein-Berleburg af Rosenkrantz Øllegaard Sørensen '
        .repeat(2)
        .trim();
    const dispensations = (['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT'] as const).map((requirement) => ({
      requirement,
      grantedOn: ISSUED,
    }));
    const given = {
      row: { holderName },
      snapshot: { dispensations },
      standing: { status: 'REVOKED', since: LATER },
    } as const;
    const pdf = await readPdf(await print(given));
    expect(pdf.pages).toBe(1);
    expect(pdf.text.replaceAll(/\s+/g, '')).toContain(holderName.replaceAll(' ', ''));
  });

  it.each(['محمد عبد الله الحسيني', 'שרה כהן', 'சுப்பிரமணியம்', 'สมชาย ใจดี'])(
    '%s is read aloud as it was written',
    async (holderName) => {
      expect(readingsOf(await print({ row: { holderName } }))).toContain(holderName);
    },
  );

  it.each(['王小明', 'さくら・スミス 山田', '髙﨑 𠮷人', 'Åse 陳-Møller', '\u1112\u1161\u11AB 민수'])(
    '%s stands on it letter by letter, and is read aloud as it was written',
    async (holderName) => {
      const bytes = await print({ row: { holderName } });
      const name = holderName.normalize('NFC');
      expect((await readPdf(bytes)).text).toContain(name);
      expect(readingsOf(bytes)).toContain(name);
      expect(fontsOf(bytes).every((font) => font.embedded)).toBe(true);
    },
  );

  it('draws each Chinese character and each syllable of Hangul in its own form', async () => {
    const pictures = await Promise.all(
      ['王', '玉', '김', '긴', '𠮷', '\u{FFFD}'].map(async (holderName) =>
        (await inkOfName(await print({ row: { holderName } }))).join(),
      ),
    );
    expect(new Set(pictures).size).toBe(pictures.length);
  });

  it('says which characters no font has, in a note below the name, and leaves out none of the others', async () => {
    const given = { row: { holderName: 'Åse \u{13E3}\u{13B3}\u{13E3} 䶮 Møller' } };
    expect((await textOf(given)).replaceAll(' ', '')).toContain(
      'Åse\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}Møller\u{FFFD}stårfortegn,somskrifttyperneherikkehar:U+13E3,U+13B3,U+4DAE.',
    );
    const english = await print({ ...given, language: 'en' });
    expect((await readPdf(english)).text).toContain('characters that the typefaces here do not have: U+13E3');
    expect(readingsOf(english)).toContain(given.row.holderName);
    expect(await textOf()).not.toContain('\u{FFFD}');
  });

  it('V24: the same version is the same to the byte', async () => {
    expect((await print()).equals(await print())).toBe(true);
  });
});
