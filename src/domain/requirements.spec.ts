import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import {
  at,
  date,
  fact,
  INTRO,
  MEETING_LEADER,
  PASSED,
  requirementsOf,
  seminars,
  SUPERUSER,
  YOUTH,
  type Progress,
} from '../../test/support/rulebook.js';
import type { GateEffect, Gates, Track } from './programme.js';
import {
  describeHalfDay,
  gate,
  hoursAndMinutes,
  isCompleted,
  isSatisfied,
  type Attempt,
  type RequirementAnswer,
  type RequirementKind,
} from './requirements.js';

const full = seminars().map((one) => fact(one));
const fifteen = full.map((one, index) => (index === 5 ? { ...one, state: 'ABSENT' as const } : one));

const answerOf = (kind: RequirementKind, one: Progress) =>
  requirementsOf(one).find((answer) => answer.kind === kind)!;
const kinds = (answers: readonly RequirementAnswer[]) => answers.map((answer) => answer.kind);
const certificate = (one: Progress) =>
  gate('CERTIFICATE_ISSUE', one.track ?? MEETING_LEADER, requirementsOf(one));
const completed = (one: Progress, certified = true) =>
  isCompleted(one.track ?? MEETING_LEADER, requirementsOf(one), certified);

describe('attendance in words', () => {
  it('L1: 15 of 16 names the missing half-day, in Danish and in English', () => {
    expect(answerOf('ATTENDANCE', { sheet: fifteen })).toEqual({
      kind: 'ATTENDANCE',
      state: 'AT_RISK',
      explanation: {
        da: '15 af 16 halve dage. Mangler: seminar 2, dag 1, eftermiddag. Kan ikke gennemføre uden opsamling.',
        en: '15 of 16 half-days. Missing: seminar 2, day 1, afternoon. Cannot complete without making up.',
      },
    });
  });

  it('L1: a made-up half-day meets the requirement and is said to be made up', () => {
    const makeUp = { ...fact(seminars('B')[5]!), makesUp: fifteen[5]! };
    const answer = answerOf('ATTENDANCE', { sheet: [...fifteen, makeUp] });
    expect(answer.state).toBe('MET');
    expect(answer.explanation.da).toBe('16 af 16 halve dage. Heraf 1 ved opsamling.');
  });

  it('L8: whoever joins at seminar 3 is told at once that it takes making up', () => {
    const spans = [{ cohortId: 'A', from: date('2024-03-15'), to: null }];
    const answer = answerOf('ATTENDANCE', { sheet: [], spans, now: at('2024-03-15', '08:00') });
    expect(answer.state).toBe('AT_RISK');
    expect(answer.explanation.da).toMatch(/^0 af 16 halve dage\. Mangler: seminar 1, dag 1, formiddag;/);
    expect(answer.explanation.da).toMatch(/Kan ikke gennemføre uden opsamling\.$/);
  });

  it('L24: on day one nobody has failed', () => {
    const answer = answerOf('ATTENDANCE', { sheet: [], now: at('2024-01-15', '08:00') });
    expect(answer).toMatchObject({ state: 'PENDING', explanation: { da: '0 af 16 halve dage.' } });
  });

  it('Decision 3: a blank in the sheet is asked for, not counted as a miss', () => {
    const answer = answerOf('ATTENDANCE', { sheet: full.slice(0, 15) });
    expect(answer.state).toBe('PENDING');
    expect(answer.explanation).toEqual({
      da: '15 af 16 halve dage. Mangler registrering: seminar 4, dag 2, eftermiddag.',
      en: '15 of 16 half-days. Not recorded yet: seminar 4, day 2, afternoon.',
    });
  });

  it('a programme may tolerate a missed half-day, and may rule out making up', () => {
    const rule = (toleranceHalfDays: number, makeUp: boolean) => ({
      ...MEETING_LEADER,
      attendance: { toleranceHalfDays, makeUp },
    });
    expect(answerOf('ATTENDANCE', { sheet: fifteen, track: rule(1, false) }).state).toBe('MET');
    expect(answerOf('ATTENDANCE', { sheet: fifteen, track: rule(0, false) }).state).toBe('IMPOSSIBLE');
    const early = { sheet: fifteen.slice(0, 6), now: at('2024-02-15', '18:00') };
    expect(answerOf('ATTENDANCE', { ...early, track: rule(1, false) }).state).toBe('PENDING');
  });

  it.each([
    ['SEMINAR', 2, 1, 'PM', 'seminar 2, dag 1, eftermiddag', 'seminar 2, day 1, afternoon'],
    ['COURSE_DAY', 3, 1, 'AM', 'kursusdag 3, formiddag', 'course day 3, morning'],
    ['COURSE_DAY', 1, 2, 'AM', 'kursusdag 1, dag 2, formiddag', 'course day 1, day 2, morning'],
    ['CERTIFICATION_DAY', 1, 1, 'AM', 'certificeringsdag 1, formiddag', 'certification day 1, morning'],
  ] as const)('L1: a half-day is called by its place: %s %i, day %i, %s', (type, unit, day, part, da, en) => {
    expect(describeHalfDay({ type, unit, day, part })).toEqual({ da, en });
  });
});

describe('supervision in words', () => {
  it('V11: 2999 minutes lack 0 t 1 min; 3000 are complete', () => {
    const short = answerOf('SUPERVISION', { minutes: 2999 });
    expect(isSatisfied(short)).toBe(false);
    expect(short.explanation).toEqual({
      da: '49 t 59 min af 50 t 0 min. Mangler 0 t 1 min.',
      en: '49 h 59 min of 50 h 0 min. 0 h 1 min missing.',
    });
    expect(answerOf('SUPERVISION', { minutes: 3000 })).toMatchObject({
      state: 'MET',
      explanation: { da: '50 t 0 min af 50 t 0 min.' },
    });
  });

  it('V42: where no hours are stated it says what was held, and no percentage', () => {
    expect(answerOf('SUPERVISION', { track: YOUTH, minutes: 750 })).toEqual({
      kind: 'SUPERVISION',
      state: 'NOT_APPLICABLE',
      explanation: { da: '12 t 30 min afholdt.', en: '12 h 30 min held.' },
    });
  });

  it('1d: once the period is over an open gap cannot be closed; before, it is pending', () => {
    const state = (day: string) => answerOf('SUPERVISION', { minutes: 2999, now: at(day, '12:00') }).state;
    expect([state('2025-12-31'), state('2026-01-01')]).toEqual(['PENDING', 'IMPOSSIBLE']);
  });

  it('1d: minutes outside the period are shown, and said not to count', () => {
    expect(answerOf('SUPERVISION', { minutes: 2880, minutesOutside: 1 }).explanation).toEqual({
      da: '48 t 0 min af 50 t 0 min. Mangler 2 t 0 min. 0 t 1 min ligger uden for perioden og tæller ikke.',
      en: '48 h 0 min of 50 h 0 min. 2 h 0 min missing. 0 h 1 min lie outside the period and do not count.',
    });
  });

  it('1d: an hour of 45 minutes changes what is shown, never the minutes', () => {
    const rule = { ...MEETING_LEADER.supervision!, minutesPerHour: 45 as const };
    const answer = answerOf('SUPERVISION', { track: { ...MEETING_LEADER, supervision: rule }, minutes: 900 });
    expect(answer.explanation.da).toBe('20 t 0 min af 66 t 30 min. Mangler 46 t 30 min.');
  });

  it('L2, V10: 140 minutes are 2 t 20 min, three times that 7 t 0 min', () => {
    expect(hoursAndMinutes(140)).toBe('2 t 20 min');
    expect(hoursAndMinutes(420)).toBe('7 t 0 min');
    expect(hoursAndMinutes(140, 45)).toBe('3 t 5 min');
  });

  it('V10: no minute is lost in the words', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom(60, 45), (minutes, perHour) => {
        const [, hours, rest] = /^(\d+) t (\d+) min$/.exec(hoursAndMinutes(minutes, perHour))!;
        expect(Number(rest)).toBeLessThan(perHour);
        expect(Number(hours) * perHour + Number(rest)).toBe(minutes);
      }),
    );
  });
});

describe('attempts in words', () => {
  const failed: Attempt = { number: 1, outcome: 'FAILED', date: date('2021-06-07') };

  it('V27, L13: attempt 1 failed, attempt 2 passed', () => {
    expect(answerOf('ASSESSMENT', { attempts: [] }).explanation).toEqual({
      da: 'Ingen forsøg endnu.',
      en: 'No attempt yet.',
    });
    expect(answerOf('ASSESSMENT', { attempts: [failed] })).toMatchObject({
      state: 'PENDING',
      explanation: { da: 'Forsøg 1 den 07.06.2021: ikke bestået.' },
    });
    expect(answerOf('ASSESSMENT', { attempts: [failed, { ...PASSED, number: 2 }] })).toMatchObject({
      state: 'MET',
      explanation: { da: 'Bestået i forsøg 2 den 20.09.2021.' },
    });
  });

  it('where a programme limits attempts, the last failed one makes it impossible', () => {
    const certification = { ...MEETING_LEADER.certification!, maxAttempts: 2 };
    const track = { ...MEETING_LEADER, certification };
    const again = { ...failed, number: 2 };
    expect(answerOf('ASSESSMENT', { track, attempts: [failed] }).state).toBe('PENDING');
    expect(answerOf('ASSESSMENT', { track, attempts: [failed, again] }).state).toBe('IMPOSSIBLE');
    expect(answerOf('ASSESSMENT', { track, attempts: [failed, { ...again, outcome: 'PASSED' }] }).state).toBe(
      'MET',
    );
  });
});

describe('what a programme does not state', () => {
  it('H1, Y5: is not applicable, and says so', () => {
    const answers = requirementsOf({ track: SUPERUSER, attempts: [] });
    expect(answers.map((answer) => answer.state)).toEqual(Array(3).fill('NOT_APPLICABLE'));
    expect(answers[0]!.explanation).toEqual({
      da: 'Programmet angiver ingen kursusdage.',
      en: 'The programme states no course days.',
    });
    expect(answers[2]!.explanation).toEqual({
      da: 'Sporet har ingen certificering.',
      en: 'The track has no certification.',
    });
  });
});

describe('gates', () => {
  it('V20: 15 of 16 half-days without a dispensation hold the certificate up; with one they do not', () => {
    expect(kinds(certificate({ sheet: fifteen }).blocked)).toEqual(['ATTENDANCE']);
    expect(certificate({ sheet: fifteen, dispensed: ['ATTENDANCE'] }).blocked).toEqual([]);
    expect(kinds(certificate({ sheet: fifteen, dispensed: ['SUPERVISION'] }).blocked)).toEqual([
      'ATTENDANCE',
    ]);
  });

  it('V20: without a passed attempt there is no certificate', () => {
    expect(kinds(certificate({ attempts: [] }).blocked)).toEqual(['ASSESSMENT']);
    expect(kinds(certificate({ attempts: [{ ...PASSED, outcome: 'FAILED' }] }).blocked)).toEqual([
      'ASSESSMENT',
    ]);
    expect(certificate({})).toEqual({ blocked: [], warned: [] });
  });

  it('V21: a video that was not possible never blocks: the attempt alone decides', () => {
    const withoutVideo = { ...PASSED, videoStatus: 'NOT_POSSIBLE' };
    expect(MEETING_LEADER.certification!.video).toBe('IF_POSSIBLE');
    expect(certificate({ attempts: [withoutVideo] }).blocked).toEqual([]);
  });

  it('1d: missing hours only warn at the certificate and block completion: certified is not completed', () => {
    const short = { minutes: 2940 };
    expect(certificate(short).blocked).toEqual([]);
    expect(kinds(certificate(short).warned)).toEqual(['SUPERVISION']);
    expect(completed(short)).toBe(false);
    expect(completed({})).toBe(true);
    expect(completed({}, false)).toBe(false);
  });

  it('1d: on certification day everything missing is pointed out and nothing blocks', () => {
    const requirements = requirementsOf({ sheet: fifteen, minutes: 0, attempts: [] });
    const day = gate('CERTIFICATION_DAY', MEETING_LEADER, requirements);
    expect(day.blocked).toEqual([]);
    expect(kinds(day.warned)).toEqual(['ATTENDANCE', 'SUPERVISION']);
  });

  it('V25: a correction from 16 to 15 half-days would have held the certificate up: review is required', () => {
    expect(certificate({}).blocked).toEqual([]);
    expect(kinds(certificate({ sheet: fifteen }).blocked)).toEqual(['ATTENDANCE']);
  });

  it('V25: a correction from 3000 to 2940 minutes leaves the certificate alone and reopens completion', () => {
    expect(certificate({ minutes: 2940 }).blocked).toEqual(certificate({ minutes: 3000 }).blocked);
    expect([completed({ minutes: 3000 }), completed({ minutes: 2940 })]).toEqual([true, false]);
  });

  it('a track without certification completes without one; one that states nothing never completes by itself', () => {
    expect(completed({ track: INTRO, attempts: [], minutes: 900 }, false)).toBe(true);
    expect(completed({ track: SUPERUSER, attempts: [] }, false)).toBe(false);
  });

  it('a gate on what a track does not have neither completes nor holds up', () => {
    const gated = (track: Track, COMPLETION: Gates['COMPLETION']) => ({
      track: { ...track, gates: { ...track.gates, COMPLETION } },
      minutes: 900,
      attempts: [],
    });
    expect(completed(gated(SUPERUSER, { attendance: 'BLOCK', certified: 'BLOCK' }), false)).toBe(false);
    expect(completed(gated(INTRO, { attendance: 'BLOCK', certified: 'BLOCK' }), false)).toBe(true);
    expect(completed(gated(MEETING_LEADER, { attendance: 'BLOCK' }), false)).toBe(true);
  });
});

describe('leave and dispensation', () => {
  const late = { minutes: 100, sheet: fifteen, now: at('2025-06-02', '12:00') };

  it('L9: on leave nothing is at risk', () => {
    const states = (onLeave: boolean) => requirementsOf({ ...late, onLeave }).map((answer) => answer.state);
    expect(states(false)).toEqual(['AT_RISK', 'AT_RISK', 'MET']);
    expect(states(true)).toEqual(['PENDING', 'PENDING', 'MET']);
  });

  it('Decision 5: a dispensation lifts one requirement and keeps the figures', () => {
    const [attendance, supervision] = requirementsOf({ ...late, dispensed: ['ATTENDANCE'] });
    expect(attendance!.state).toBe('DISPENSED');
    expect(attendance!.explanation.da).toMatch(/^15 af 16 halve dage\..* Fritaget ved dispensation\.$/);
    expect(supervision!.state).toBe('AT_RISK');
  });

  it('Decision 5: a dispensation from what is met, or does not apply, changes nothing', () => {
    const all: RequirementKind[] = ['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT'];
    for (const track of [MEETING_LEADER, SUPERUSER])
      expect(requirementsOf({ track, dispensed: all })).toEqual(requirementsOf({ track }));
  });

  it('Decision 5: a dispensation never makes an outcome worse, whatever the gates', () => {
    const effect = fc.constantFrom<GateEffect[]>('NONE', 'WARN', 'BLOCK');
    const step = fc.record({
      attendance: effect,
      supervision: effect,
      assessment: effect,
      certified: effect,
    });
    const gates = fc.record({ CERTIFICATION_DAY: step, CERTIFICATE_ISSUE: step, COMPLETION: step });
    const cases = fc.record({
      sheet: fc.subarray(full),
      minutes: fc.constantFrom(0, 1500, 2999, 3000),
      minutesOutside: fc.constantFrom(0, 1, 1500),
      attempts: fc.subarray([
        { ...PASSED, outcome: 'FAILED' as const },
        { ...PASSED, number: 2 },
      ]),
      onLeave: fc.boolean(),
      now: fc.constantFrom(at('2024-01-01', '08:00'), at('2025-06-02', '12:00'), at('2026-02-01', '12:00')),
    });
    const dispensed = fc.subarray<RequirementKind>(['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT']);
    const base = fc.constantFrom(MEETING_LEADER, INTRO, YOUTH, SUPERUSER);
    fc.assert(
      fc.property(base, gates, cases, dispensed, fc.boolean(), (track, rules, one, lifted, certified) => {
        const strict = { ...one, track: { ...track, gates: rules } };
        const lenient = { ...strict, dispensed: lifted };
        for (const name of ['CERTIFICATION_DAY', 'CERTIFICATE_ISSUE', 'COMPLETION'] as const) {
          const before = gate(name, strict.track, requirementsOf(strict));
          const after = gate(name, strict.track, requirementsOf(lenient));
          expect(kinds(before.blocked)).toEqual(expect.arrayContaining(kinds(after.blocked)));
          expect(kinds(before.warned)).toEqual(expect.arrayContaining(kinds(after.warned)));
          for (const kind of lifted) expect(kinds([...after.blocked, ...after.warned])).not.toContain(kind);
        }
        if (completed(strict, certified)) expect(completed(lenient, certified)).toBe(true);
      }),
    );
  });
});
