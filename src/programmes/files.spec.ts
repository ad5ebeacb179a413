import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, expect } from '@jest/globals';
import { parse } from 'jsonc-parser';
import { findTrack, requiredHalfDays, type Programme, type Track } from '../domain/programme.js';
import { PROGRAMME_FOLDER, readProgrammes } from './reader.js';

const PROGRAMMES = readProgrammes(PROGRAMME_FOLDER);
const EXPECTED_CLOCK = { credit: 'CLOCK', minutesPerHour: 60 };

function programme(key: string): Programme {
  const found = PROGRAMMES.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no programme ${key}`);
  return found;
}

function track(programmeKey: string, trackKey: string): Track {
  const found = findTrack(programme(programmeKey), trackKey);
  if (found === undefined) throw new Error(`no track ${trackKey}`);
  return found;
}

describe('the shipped programmes', () => {
  it('are the three of domain.md section 2 that have tracks', () => {
    expect(PROGRAMMES.map(({ key, version }) => `${key} ${version}`)).toEqual([
      'AD_BOSTOETTE_2019 1',
      'AD_UNGE_2025 1',
      'HERLEV_2017 1',
    ]);
    expect(PROGRAMMES.map(({ tracks }) => tracks.map(({ key }) => key))).toEqual([
      ['MEETING_LEADER', 'INTRO', 'LEADERSHIP'],
      ['YOUTH'],
      ['OD_BASIC', 'OD_SUPERUSER', 'FIT_SUPERUSER'],
    ]);
  });

  it('need every half-day and allow make-up, as the sources state no pass rule (finding 1)', () => {
    const rules = PROGRAMMES.flatMap(({ tracks }) => tracks.map(({ attendance }) => attendance));
    expect(rules).toEqual(rules.map(() => ({ toleranceHalfDays: 0, makeUp: true })));
  });
});

describe('Åben Dialog i bostøtten 2019', () => {
  const bostoette = programme('AD_BOSTOETTE_2019');

  it('starts 3 to 5 engagements of 24 months in a round, softly (R01, R17)', () => {
    expect(bostoette.engagements).toEqual({ min: 3, max: 5, kind: 'SOFT' });
    expect(bostoette.months).toBe(24);
  });

  it('has phases of 6 derived, about 14 and about 4 months, which fill the 24 (R18-R20)', () => {
    expect(bostoette.phases).toEqual([
      { key: 'PREPARATION', months: 6, approximate: false, derived: true },
      { key: 'CHANGE', months: 14, approximate: true, derived: false },
      { key: 'ANCHORING', months: 4, approximate: true, derived: false },
    ]);
    expect(bostoette.phases.reduce((sum, phase) => sum + phase.months, 0)).toBe(bostoette.months);
  });

  it('trains 6 meeting leaders a municipality: 4 seminars of 2 days, a certification day, 50 hours (R02-R08)', () => {
    const leader = track('AD_BOSTOETTE_2019', 'MEETING_LEADER');
    expect(leader.quota).toEqual({ limit: 6, kind: 'HARD', scope: 'MUNICIPALITY', leadersCount: true });
    expect(leader.units).toEqual([
      { type: 'SEMINAR', count: 4, daysEach: 2 },
      { type: 'CERTIFICATION_DAY', count: 1, daysEach: 1 },
    ]);
    expect(requiredHalfDays(leader)).toBe(16);
    const supervision = { targetMinutes: 3000, ...EXPECTED_CLOCK, windowMonths: 24, exemptCapacities: [] };
    expect(leader.supervision).toEqual(supervision);
  });

  it('certifies meeting leaders by the gates of section 1d, video if possible, and nobody else', () => {
    const leader = track('AD_BOSTOETTE_2019', 'MEETING_LEADER');
    expect(leader.gates).toEqual({
      CERTIFICATION_DAY: { attendance: 'WARN', supervision: 'WARN' },
      CERTIFICATE_ISSUE: { assessment: 'BLOCK', attendance: 'BLOCK', supervision: 'WARN' },
      COMPLETION: { certified: 'BLOCK', attendance: 'BLOCK', supervision: 'BLOCK' },
    });
    expect(leader.certification).toEqual({
      title: { da: 'Mødeleder i Åben Dialog', en: 'Open Dialogue meeting leader' },
      video: 'IF_POSSIBLE',
      maxAttempts: null,
      validMonths: null,
    });
    const certifying = PROGRAMMES.flatMap(({ tracks }) =>
      tracks.filter((each) => each.certification !== null),
    );
    expect(certifying).toEqual([leader]);
  });

  it('introduces about 24 more, leaders apart: 4 days and 15 hours (R03, R04, R12, R13)', () => {
    const intro = track('AD_BOSTOETTE_2019', 'INTRO');
    expect(intro.quota).toEqual({ limit: 24, kind: 'SOFT', scope: 'MUNICIPALITY', leadersCount: false });
    expect(intro.units).toEqual([{ type: 'COURSE_DAY', count: 4, daysEach: 1 }]);
    expect(requiredHalfDays(intro)).toBe(8);
    expect(intro.supervision).toEqual({
      targetMinutes: 900,
      ...EXPECTED_CLOCK,
      windowMonths: 24,
      exemptCapacities: ['LEADER'],
    });
    const completion = { attendance: 'BLOCK', supervision: 'BLOCK' };
    expect(intro.gates).toEqual({ CERTIFICATION_DAY: {}, CERTIFICATE_ISSUE: {}, COMPLETION: completion });
  });

  it('holds one leadership day without limit or supervision (R16)', () => {
    const leadership = track('AD_BOSTOETTE_2019', 'LEADERSHIP');
    expect(leadership.quota).toBeNull();
    expect(leadership.units).toEqual([{ type: 'COURSE_DAY', count: 1, daysEach: 1 }]);
    expect(requiredHalfDays(leadership)).toBe(2);
    expect(leadership.supervision).toBeNull();
    const completion = { attendance: 'BLOCK' };
    expect(leadership.gates).toEqual({
      CERTIFICATION_DAY: {},
      CERTIFICATE_ISSUE: {},
      COMPLETION: completion,
    });
  });

  it('gives 150 participant-days and 660 person-hours to a municipality with all seats taken (section 1a)', () => {
    const [days, hours] = ['MEETING_LEADER', 'INTRO'].reduce(
      ([daySum = 0, hourSum = 0], key) => {
        const { quota, units, supervision } = track('AD_BOSTOETTE_2019', key);
        const people = quota?.limit ?? 0;
        const daysEach = units.reduce((sum, unit) => sum + unit.count * unit.daysEach, 0);
        return [daySum + people * daysEach, hourSum + (people * (supervision?.targetMinutes ?? 0)) / 60];
      },
      [0, 0],
    );
    expect([days, hours]).toEqual([150, 660]);
  });
});

describe('Åben Dialog på ungeområdet 2025', () => {
  it('has 10 seats a municipality, leaders included, 6 days, supervision of no stated length (Y1-Y5)', () => {
    const youth = track('AD_UNGE_2025', 'YOUTH');
    expect(programme('AD_UNGE_2025').months).toBe(8);
    expect(youth.quota).toEqual({ limit: 10, kind: 'HARD', scope: 'MUNICIPALITY', leadersCount: true });
    expect(youth.units).toEqual([{ type: 'COURSE_DAY', count: 6, daysEach: 1 }]);
    expect(requiredHalfDays(youth)).toBe(12);
    const supervision = { targetMinutes: null, ...EXPECTED_CLOCK, windowMonths: null, exemptCapacities: [] };
    expect(youth.supervision).toEqual(supervision);
    const completion = { attendance: 'BLOCK' };
    expect(youth.gates).toEqual({ CERTIFICATION_DAY: {}, CERTIFICATE_ISSUE: {}, COMPLETION: completion });
  });
});

describe('Herlev 2017', () => {
  it('aims for 100 trained, 20 of them superusers, and 10 FIT superusers, and requires nothing (H1-H3)', () => {
    const herlev = programme('HERLEV_2017');
    expect(herlev.months).toBe(60);
    expect(herlev.tracks.map(({ key, target, subsetOf }) => [key, target, subsetOf])).toEqual([
      ['OD_BASIC', 100, null],
      ['OD_SUPERUSER', 20, 'OD_BASIC'],
      ['FIT_SUPERUSER', 10, null],
    ]);
    const gates = { CERTIFICATION_DAY: {}, CERTIFICATE_ISSUE: {}, COMPLETION: {} };
    for (const each of herlev.tracks) {
      expect(each).toMatchObject({ quota: null, units: [], supervision: null, certification: null, gates });
      expect(requiredHalfDays(each)).toBeNull();
    }
  });
});

describe.each(readdirSync(PROGRAMME_FOLDER))('the sources of %s', (name) => {
  const file: unknown = parse(readFileSync(join(PROGRAMME_FOLDER, name), 'utf8'));
  const { sources } = PROGRAMMES.find(({ key }) => key === (file as { programme: string }).programme) ?? {
    sources: [],
  };

  it('stand beside every number of the file', () => {
    const unsourced = numberPaths(file)
      .filter((path) => path !== 'version')
      .filter((path) => !sources.some((source) => `${path}.`.startsWith(`${source.path}.`)));
    expect(unsourced).toEqual([]);
  });

  it('are a line of a document with its words, another page, or our own proposal with the reason', () => {
    for (const source of sources) {
      expect(source.reference).toMatch(/^(S[0-4]:\d+(-\d+)?|E\d+|proposal)$/);
      if (!source.reference.startsWith('E')) expect(source.quote).not.toBeNull();
    }
  });
});

/** The paths of all numbers, those inside the list of sources aside. */
function numberPaths(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    numberPaths(child, path === '' ? key : `${path}.${key}`),
  );
}
