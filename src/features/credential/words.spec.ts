import { describe, expect, it } from '@jest/globals';
import type { LocalDate } from '../../domain/calendar.js';
import { findTrack } from '../../domain/programme.js';
import { PROGRAMME_FOLDER, readProgrammes } from '../../programmes/reader.js';
import type { CertificateSnapshot } from '../certification/index.js';
import { criteria, evidence } from './words.js';

const programme = readProgrammes(PROGRAMME_FOLDER).find(({ key }) => key === 'AD_BOSTOETTE_2019')!;
const track = findTrack(programme, 'MEETING_LEADER')!;

const SNAPSHOT: CertificateSnapshot = {
  name: 'Åse Møller',
  title: 'Mødeleder i Åben Dialog',
  programmeKey: programme.key,
  trackKey: track.key,
  ruleVersion: 1,
  requiredHalfDays: 16,
  attendedHalfDays: 16,
  madeUpHalfDays: 0,
  supervisionMinutes: 2930,
  supervisionTargetMinutes: 3000,
  attempt: { number: 2, date: '2026-03-02' as LocalDate },
  dispensations: [],
};
const told = (changes: Partial<CertificateSnapshot> = {}, on = track) =>
  Object.fromEntries(
    evidence({ ...SNAPSHOT, ...changes }, on).map(({ name, narrative }) => [name, narrative.split('\n\n')]),
  );

describe('what a certificate rested on', () => {
  it('is told in Danish and English, with the figures of its issue', () => {
    expect(told()).toEqual({
      'Fremmøde / Attendance': ['16 af 16 halve dage ved udstedelsen.', '16 of 16 half-days at issue.'],
      'Certificeringsdag / Certification day': [
        'Bestået i forsøg 2 den 02.03.2026.',
        'Passed in attempt 2 on 2026-03-02.',
      ],
      Supervision: [
        '48 t 50 min af 50 t 0 min ved udstedelsen. Supervision kan fortsætte efter den.',
        '48 h 50 min of 50 h 0 min at issue. Supervision may go on after it.',
      ],
      'Regelsæt / Rule set': [
        'AD_BOSTOETTE_2019, spor MEETING_LEADER, version 1.',
        'AD_BOSTOETTE_2019, track MEETING_LEADER, version 1.',
      ],
    });
  });

  it('L1: counts what was made up among the half-days, and says how many of them were', () => {
    expect(told({ attendedHalfDays: 15, madeUpHalfDays: 1 })['Fremmøde / Attendance']).toEqual([
      '16 af 16 halve dage ved udstedelsen. Heraf 1 ved opsamling.',
      '16 of 16 half-days at issue. Of these 1 made up.',
    ]);
  });

  it('has what was made up and what was lifted, and no number where the rules state none', () => {
    const lifted = told({
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
      requiredHalfDays: null,
      supervisionTargetMinutes: null,
      attempt: null,
      dispensations: [
        { requirement: 'ATTENDANCE', grantedOn: '2026-01-05' as LocalDate },
        { requirement: 'ASSESSMENT', grantedOn: '2026-01-06' as LocalDate },
      ],
    });
    expect(lifted['Fremmøde / Attendance']).toEqual([
      '16 halve dage ved udstedelsen. Heraf 1 ved opsamling.',
      '16 half-days at issue. Of these 1 made up.',
    ]);
    expect(lifted['Certificeringsdag / Certification day']![1]).toBe(
      'The assessment was lifted by dispensation.',
    );
    expect(lifted['Supervision']![0]).toMatch(/^48 t 50 min ved udstedelsen\./);
    expect(lifted['Dispensationer / Dispensations']).toEqual([
      'Fraveget: fremmøde (05.01.2026), vurdering (06.01.2026).',
      'Lifted: attendance (2026-01-05), assessment (2026-01-06).',
    ]);
  });

  it('says nothing of an assessment where there is none: a course without certification', () => {
    const course = told({ kind: 'COURSE', attempt: null }, { ...track, certification: null });
    expect(course).not.toHaveProperty('Certificeringsdag / Certification day');
  });

  it('counts hours as the rules do', () => {
    const lessons = { ...track, supervision: { ...track.supervision!, minutesPerHour: 45 as const } };
    expect(told({ supervisionMinutes: 90 }, lessons)['Supervision']![1]).toMatch(/^2 h 0 min of 66 h 30 min/);
  });
});

describe('how a certificate is earned', () => {
  it('follows from the rules, and says that they are no official ones', () => {
    const [da, en] = criteria(programme, track).split('\n\n');
    expect(da!.split('\n')).toEqual([
      'Forløb: Åben Dialog i bostøtten, Mødelederuddannelse.',
      '- Fremmøde: 16 halve dage.',
      '- Certificeringsdag: bestået vurdering.',
      '- Supervision: 50 t 0 min. Certifikatet kan udstedes før det.',
      expect.stringMatching(/\(regelsæt AD_BOSTOETTE_2019, version 1\), ikke en officiel regel\.$/),
    ]);
    expect(en).toMatch(/not an official rule\.$/);
  });

  it('says what may be missing, what is waited for, and nothing of what the rules do not ask', () => {
    const { da, en } = Object.fromEntries(
      criteria(programme, {
        ...track,
        attendance: { ...track.attendance, toleranceHalfDays: 2 },
        supervision: { ...track.supervision!, targetMinutes: null },
        gates: { ...track.gates, CERTIFICATE_ISSUE: { assessment: 'BLOCK', attendance: 'WARN' } },
      })
        .split('\n\n')
        .map((text, index) => [index === 0 ? 'da' : 'en', text]),
    ) as { da: string; en: string };
    expect(da).toContain(
      '- Fremmøde: 16 halve dage, hvoraf højst 2 må mangle. Certifikatet kan udstedes før det.\n- Certificeringsdag',
    );
    expect(en).not.toContain('Supervision');
  });
});
