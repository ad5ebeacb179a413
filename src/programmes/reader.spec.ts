import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, expect } from '@jest/globals';
import { cutoffUnit, offerDays, proposedSettings } from '../domain/programme.js';
import { ProgrammeFileError, readProgrammes } from './reader.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programmes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CLOCK = { credit: 'CLOCK', minutesPerHour: 60, windowMonths: null, exemptCapacities: [] };

/** A programme that is right in every respect; each refusal below changes one thing in it. */
const VALID = {
  programme: 'NEW_2027',
  version: 1,
  name: { da: 'Nyt', en: 'New' },
  months: 12,
  engagements: { min: 1, max: 2, kind: 'SOFT' },
  phases: [{ key: 'CHANGE', months: 12, approx: true }],
  tracks: {
    COURSE: {
      name: { da: 'Kursus', en: 'Course' },
      quota: { max: 5, kind: 'HARD', scope: 'ENGAGEMENT', leadersCount: true },
      units: [{ type: 'COURSE_DAY', count: 3, days: 2 }],
      attendance: { requiredHalfDays: 12, toleranceHalfDays: 0, makeUp: false },
      supervision: { targetMinutes: 600, scope: 'PER_PERSON', ...CLOCK },
      gates: { COMPLETION: { attendance: 'BLOCK', supervision: 'WARN' } },
      certification: null,
    },
    ADVANCED: {
      name: { da: 'Videre', en: 'Advanced' },
      quota: null,
      target: 3,
      subsetOf: 'COURSE',
      units: [],
      attendance: { toleranceHalfDays: 0, makeUp: false },
      supervision: null,
      gates: {},
      certification: null,
    },
  },
  sources: [
    { path: 'tracks.COURSE.quota', reference: 'S9:1', quote: 'fem pladser' },
    { path: 'tracks.COURSE.units', reference: 'S9:2', quote: 'tre gange to dage' },
    { path: 'tracks.COURSE.supervision.targetMinutes', reference: 'proposal', quote: null },
    { path: 'tracks.ADVANCED.target', reference: 'S9:3', quote: 'tre' },
  ],
};

/** A copy of the valid programme with the value at a path put in, or taken out when it is undefined. */
function withValue(path: string, value: unknown): Record<string, unknown> {
  const copy = structuredClone(VALID) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Record<string, unknown>>(
    (object, key) => object[key] as Record<string, unknown>,
    copy,
  );
  parent[last] = value;
  return copy;
}

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function refusal(): ProgrammeFileError {
  try {
    readProgrammes(folder);
  } catch (error) {
    if (error instanceof ProgrammeFileError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('a new programme', () => {
  it('is a new file and needs no code', () => {
    write('new.jsonc', VALID);
    const [programme] = readProgrammes(folder);
    expect(programme).toMatchObject({
      key: 'NEW_2027',
      months: 12,
      phases: [{ key: 'CHANGE', months: 12, approximate: true, derived: false }],
      tracks: [
        {
          key: 'COURSE',
          quota: { limit: 5, kind: 'HARD', scope: 'ENGAGEMENT', leadersCount: true },
          units: [{ type: 'COURSE_DAY', count: 3, daysEach: 2 }],
          supervision: { targetMinutes: 600, ...CLOCK },
          gates: { CERTIFICATION_DAY: {}, CERTIFICATE_ISSUE: {}, COMPLETION: { supervision: 'WARN' } },
        },
        { key: 'ADVANCED', quota: null, target: 3, subsetOf: 'COURSE' },
      ],
      sources: VALID.sources,
    });
  });

  it('V20: with a certification must let a passed attempt decide', () => {
    const certified = structuredClone(VALID);
    const certification = {
      title: { da: 'T', en: 'T' },
      video: 'NOT_USED',
      maxAttempts: null,
      validMonths: null,
    };
    const gates = { ...certified.tracks.COURSE.gates, CERTIFICATE_ISSUE: { assessment: 'WARN' } };
    Object.assign(certified.tracks.COURSE, { certification, gates });
    write('new.jsonc', certified);
    expect(refusal()).toMatchObject({ path: 'tracks.COURSE.gates.CERTIFICATE_ISSUE.assessment' });
  });

  it('may carry comments, trailing commas and the byte order mark of an editor', () => {
    write('new.jsonc', `\uFEFF// why\n${JSON.stringify(VALID).replace(/\}$/, ', /* end */ }')}`);
    expect(readProgrammes(folder)).toHaveLength(1);
  });

  it('may exist in several versions, each in its file, read in order (V40)', () => {
    write('a.jsonc', withValue('version', 10));
    write('b.jsonc', withValue('version', 2));
    write('notes.txt', 'not a programme');
    expect(readProgrammes(folder).map(({ version }) => version)).toEqual([2, 10]);
  });

  it('may say how long an offer stands and when seats are used again, or leave both to the product', () => {
    write('new.jsonc', VALID);
    const [silent] = readProgrammes(folder);
    // What was published before these settings existed must read the same for ever (V40).
    expect(JSON.stringify(silent)).not.toMatch(/waitingList|seatRelease/);
    expect([offerDays(silent!), ...silent!.tracks.map(cutoffUnit)]).toEqual([7, 2, null]);
    expect(proposedSettings(silent!).map(({ path }) => path)).toEqual([
      'waitingList.offerDays',
      'tracks.COURSE.seatRelease.cutoff.unit',
    ]);

    const stated = structuredClone(VALID);
    stated.sources.push(
      { path: 'waitingList.offerDays', reference: 'proposal', quote: null },
      { path: 'tracks.COURSE.seatRelease', reference: 'proposal', quote: null },
    );
    Object.assign(stated, { waitingList: { offerDays: 3 } });
    Object.assign(stated.tracks.COURSE, { seatRelease: { cutoff: { unit: 3 } } });
    write('new.jsonc', stated);
    const [spoken] = readProgrammes(folder);
    expect([offerDays(spoken!), ...spoken!.tracks.map(cutoffUnit)]).toEqual([3, 3, null]);
    expect(proposedSettings(spoken!)).toEqual([]);

    Object.assign(stated.tracks.COURSE, { seatRelease: { cutoff: null } });
    write('new.jsonc', stated);
    expect(readProgrammes(folder)[0]?.tracks.map(cutoffUnit)).toEqual([null, null]);

    Object.assign(stated.tracks.COURSE, { seatRelease: { cutoff: { unit: 4 } } });
    write('new.jsonc', stated);
    expect(refusal()).toMatchObject({ path: 'tracks.COURSE.seatRelease.cutoff.unit' });
    Object.assign(stated.tracks.COURSE, { seatRelease: { cutoff: { unit: 2 } } });
    write('new.jsonc', { ...stated, sources: VALID.sources });
    expect(refusal()).toMatchObject({ path: 'waitingList.offerDays' });
    write('new.jsonc', { ...stated, sources: stated.sources.slice(0, -1) });
    expect(refusal()).toMatchObject({ path: 'tracks.COURSE.seatRelease.cutoff' });
  });

  it('cannot be changed once read', () => {
    write('new.jsonc', VALID);
    const [programme] = readProgrammes(folder);
    expect(() => Object.assign(programme?.tracks[0]?.quota ?? {}, { limit: 99 })).toThrow(TypeError);
    const sources = (programme?.sources ?? []) as unknown[];
    expect(() => sources.push({})).toThrow(TypeError);
  });
});

describe('a file is refused with file, path and reason', () => {
  const refused: [path: string, value: unknown, reason: RegExp, at?: string][] = [
    ['month', 12, /unknown key; known here: programme, version/],
    ['tracks.COURSE.supervision.minSharePct', 80, /unknown key/],
    ['months', undefined, /is missing/],
    ['tracks.COURSE.quota', undefined, /is missing/],
    ['tracks.COURSE.quota.leadersCount', undefined, /is missing/],
    ['months', '12', /must be a whole number/],
    ['months', 1.5, /must be a whole number/],
    ['months', -12, /-12 is below 1/],
    ['version', 0, /0 is below 1/],
    ['tracks.COURSE.attendance.toleranceHalfDays', -1, /-1 is below 0/],
    ['tracks.COURSE.supervision.targetMinutes', -600, /-600 is below 1/],
    ['tracks.COURSE.units.0.count', -3, /-3 is below 1/],
    ['tracks.ADVANCED.target', -3, /-3 is below 1/],
    ['engagements.max', 0, /0 is below 1/],
    ['engagements.min', 3, /2 is below min, 3/, 'engagements.max'],
    ['name', 'Nyt', /must be an object/],
    ['name.en', ' ', /must be a text/],
    ['phases', {}, /must be a list/],
    ['tracks', [], /must be an object/],
    ['tracks.COURSE.attendance.makeUp', 'yes', /must be true or false/],
    ['programme', 'new 2027', /"new 2027" must be capitals, digits and underscores/],
    ['tracks.lower', VALID.tracks.ADVANCED, /"lower" must be capitals/],
    ['tracks.COURSE.quota.kind', 'FIRM', /"FIRM" must be HARD or SOFT/],
    ['tracks.COURSE.quota.scope', 'REGION', /"REGION" must be MUNICIPALITY or ENGAGEMENT or PROGRAMME/],
    ['tracks.COURSE.units.0.type', 'WEBINAR', /"WEBINAR" must be SEMINAR/],
    ['tracks.COURSE.supervision.credit', 'HALF', /"HALF" must be CLOCK/],
    ['tracks.COURSE.supervision.minutesPerHour', 50, /50 must be 60 or 45/],
    [
      'tracks.COURSE.supervision.exemptCapacities',
      ['BOSS'],
      /"BOSS" must be/,
      'tracks.COURSE.supervision.exemptCapacities.0',
    ],
    ['tracks.COURSE.supervision.rounding', 'QUARTER', /never rounded before display/],
    [
      'tracks.COURSE.supervision.scope',
      'PER_GROUP',
      /"PER_GROUP" must be PER_PERSON: the server computes supervision PER_PERSON only/,
    ],
    ['tracks.COURSE.gates.ENROLMENT', {}, /unknown key; known here: CERTIFICATION_DAY/],
    ['tracks.COURSE.gates.COMPLETION.mood', 'BLOCK', /unknown key; known here: attendance/],
    ['tracks.COURSE.gates.COMPLETION.attendance', 'STOP', /"STOP" must be NONE or WARN or BLOCK/],
    ['tracks.COURSE.gates.COMPLETION.certified', 'BLOCK', /can never be met/],
    [
      'tracks.ADVANCED.gates.COMPLETION',
      { attendance: 'WARN' },
      /can never be met/,
      'tracks.ADVANCED.gates.COMPLETION.attendance',
    ],
    ['tracks.COURSE.attendance.requiredHalfDays', 10, /10 is not what the units give: 12/],
    ['tracks.ADVANCED.attendance.requiredHalfDays', 2, /2 is not what the units give: no half-days/],
    ['tracks.ADVANCED.subsetOf', 'MISSING', /there is no track MISSING/],
    ['tracks.ADVANCED.subsetOf', 'ADVANCED', /in a circle through ADVANCED/],
    ['sources.0.path', 'tracks.COURSE.quotas', /nothing in this file is at tracks\.COURSE\.quotas/],
    ['sources.0.path', 'phases.length', /nothing in this file is at phases\.length/],
    ['sources.0.reference', '', /must be a text/],
    ['sources.0.path', 'months', /has no source/, 'tracks.COURSE.quota.max'],
    ['sources.1.path', 'tracks.COURSE.units.0.count', /has no source/, 'tracks.COURSE.units.0.days'],
    ['sources.2.path', 'tracks.COURSE', /has no source/, 'tracks.COURSE.supervision.targetMinutes'],
    ['sources.3.path', 'tracks.ADVANCED', /has no source/, 'tracks.ADVANCED.target'],
  ];

  it.each(refused)('%s = %j', (path, value, reason, at = path) => {
    const file = write('wrong.jsonc', withValue(path, value));
    const error = refusal();
    expect(error).toMatchObject({ file, path: at, reason: expect.stringMatching(reason) });
    expect(error.message).toBe(`${file}: ${at}: ${error.reason}`);
  });

  it('when a key with a dot in it would pass for a known one', () => {
    write('wrong.jsonc', withValue('tracks.COURSE.quota', { ...VALID.tracks.COURSE.quota, 'x.max': 1 }));
    expect(refusal()).toMatchObject({
      path: 'tracks.COURSE.quota.x.max',
      reason: expect.stringMatching(/unknown/),
    });
  });

  it('when a supervision rule without stated hours has no source for that', () => {
    const content = withValue('tracks.COURSE.supervision.targetMinutes', null);
    content.sources = VALID.sources.filter(({ path }) => !path.includes('targetMinutes'));
    const gates = (content.tracks as typeof VALID.tracks).COURSE.gates as { COMPLETION: object };
    gates.COMPLETION = {};
    write('wrong.jsonc', content);
    expect(refusal().path).toBe('tracks.COURSE.supervision.targetMinutes');
  });

  it('when another file has the same programme and version', () => {
    const first = write('a.jsonc', VALID);
    const second = write('b.jsonc', VALID);
    const reason = `NEW_2027 version 1 is already in ${first}`;
    expect(refusal()).toMatchObject({ file: second, path: 'programme', reason });
  });

  it.each([
    ['a track', '"ADVANCED":', '"COURSE":', 'tracks.COURSE'],
    ['any key', '"months":12,"eng', '"version":1,"eng', 'version'],
    ['a key inside a list', '"count":3', '"days":3', 'tracks.COURSE.units.0.days'],
  ])('when %s is given twice', (_, from, to, path) => {
    const file = write('wrong.jsonc', JSON.stringify(VALID).replace(from, to));
    expect(refusal()).toMatchObject({ file, path, reason: 'is given twice' });
  });

  it('when a key is one that JavaScript treats specially', () => {
    write('wrong.jsonc', JSON.stringify(VALID).replace('{', '{"__proto__":{"months":1},'));
    expect(refusal()).toMatchObject({ path: '__proto__', reason: expect.stringMatching(/unknown key/) });
  });

  it.each([
    ['a syntax error', '{\n  "programme": "A",\n  "version" 1\n}', /^line 3: ColonExpected$/],
    ['an unclosed file', '{\n  "programme": "A"\n', /^line 3: CloseBraceExpected$/],
    ['an empty file', '', /^line 1: /],
    ['a file that is not an object', '[]', /must be an object/],
  ])('when it is %s, with the line', (_, content, reason) => {
    const file = write('wrong.jsonc', content);
    expect(refusal()).toMatchObject({ file, path: '', reason: expect.stringMatching(reason) });
  });

  it('when it is not UTF-8', () => {
    const file = join(folder, 'wrong.jsonc');
    writeFileSync(file, Buffer.from(JSON.stringify(VALID).replace('Nyt', 'Nyø'), 'latin1'));
    expect(refusal()).toMatchObject({ file, path: '', reason: 'is not UTF-8' });
  });
});
