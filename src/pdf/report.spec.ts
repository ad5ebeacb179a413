/** @jest-environment node */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readingsOf, readPdf, tagsOf, type ReadPdf } from '../../test/support/pdf.js';
import { Report } from './report.js';

/** As they stand on the page, letter by letter. */
const LETTERS = [
  'Åse Ærø Øst-Sørensen',
  'Wiśniewska-Żółć Małgorzata',
  'Nguyễn Thị Ánh Tuyết',
  'Ελένη Παπαδοπούλου',
  'Ольга Щербакова',
  'გიორგი მაისურაძე',
  'Արամ Խաչատրյան',
  '王小明',
  '山田 太郎',
  '김민수',
];
/** Where letters join, trade places or are written from the right, the page also carries the name as it reads. */
const SHAPED = [
  'محمد عبد الله الحسيني',
  'שרה בן־דוד (גולן)',
  'नरेन्द्र शर्मा',
  'সাকিব আল হাসান',
  'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ',
  'சுப்பிரமணியம்',
  'නිමල් පෙරේරා',
  'สมชาย ใจดี',
  'ሰላም ተስፋዬ',
];

const INFO = {
  title: 'Oplysninger om Åse',
  language: 'da',
  author: 'Forløb',
  createdAt: new Date('2026-11-28T08:00:00Z'),
} as const;

async function example(): Promise<Buffer> {
  return new Report(INFO)
    .heading(1, INFO.title)
    .paragraph('Det, der står om dig.')
    .heading(2, 'Navne')
    .definitions([...LETTERS, ...SHAPED].map((name, index) => [`Navn ${index + 1}`, name]))
    .heading(2, 'Dage')
    .table(
      [
        { title: 'Dag', share: 1 },
        { title: 'Bemærkning', share: 3 },
      ],
      Array.from({ length: 40 }, (_, index) => [
        `${index + 1}`,
        'Formiddag og eftermiddag. '.repeat(1 + (index % 3)),
      ]),
    )
    .list(['Første punkt', 'Andet punkt'])
    .finish();
}

describe('a readable document', () => {
  let bytes: Buffer;
  let pdf: ReadPdf;

  beforeAll(async () => {
    bytes = await example();
    pdf = await readPdf(bytes);
  });

  it.each(LETTERS)('%s can be read and copied', (name) => {
    expect(pdf.text).toContain(name);
  });

  it.each(SHAPED)('%s is read aloud as it was written', (name) => {
    expect(readingsOf(bytes)).toContain(name);
  });

  it('says its title, its language and who made it', () => {
    expect(pdf.info).toMatchObject({ Title: INFO.title, Author: 'Forløb', Language: 'da' });
    expect(bytes.includes('/DisplayDocTitle true')).toBe(true);
  });

  it('is tagged: headings, paragraphs, lists, and tables whose headings say what they head', () => {
    const tags = tagsOf(pdf);
    expect(new Set(tags)).toEqual(
      new Set([
        'Document',
        'H1',
        'H2',
        'P',
        'Table',
        'THead',
        'TBody',
        'TR',
        'TH',
        'TD',
        'L',
        'LI',
        'Lbl',
        'LBody',
      ]),
    );
    expect(bytes.includes('/Scope /Column')).toBe(true);
    expect(bytes.includes('/Scope /Row')).toBe(true);
  });

  it('numbers its pages, and repeats the headings of a table on each of them', () => {
    expect(pdf.pages).toBeGreaterThan(1);
    for (let page = 1; page <= pdf.pages; page += 1)
      expect(pdf.text).toContain(`Side ${page} af ${pdf.pages}`);
    expect(pdf.text.split('Bemærkning')).toHaveLength(pdf.pages + 1);
  });

  it('is the same to the byte when the content is the same, whatever was drawn before', async () => {
    await new Report(INFO).heading(1, 'Ị ị').paragraph('ن ي ـيـ ـنـ ببب ننن').finish();
    expect((await example()).equals(bytes)).toBe(true);
  });

  it('has room for a word that is longer than a line, and for a cell that is longer than a page', async () => {
    const word = 'Æ'.repeat(400);
    const long = await readPdf(
      await new Report(INFO)
        .heading(1, 'Langt')
        .paragraph(word)
        .table([{ title: 'Tekst', share: 1 }], [['Ord efter ord. '.repeat(800)]])
        .finish(),
    );
    expect(long.text.replaceAll(/[^Æ]/g, '')).toBe(word);
    expect(long.text.match(/Ord/g)).toHaveLength(800);
  });

  it('draws a sign in place of a character that no font has, reads it aloud all the same, and says so at the end', async () => {
    const unknown = await new Report(INFO).heading(1, 'Navn: 𓂀').paragraph('Slut').finish();
    expect((await readPdf(unknown)).text).toMatch(/Slut[^]*har: U\+13080\./);
    expect((await readPdf(unknown)).text).toContain('Navn: \u{FFFD}');
    expect(readingsOf(unknown)).toContain('Navn: 𓂀');
  });
});
