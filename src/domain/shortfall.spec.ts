import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { at, fact, MEETING_LEADER, seminars } from '../../test/support/rulebook.js';
import { attendanceProgress } from './attendance.js';
import type { RequirementAnswer, RequirementKind, RequirementState } from './requirements.js';
import { covers, issueGate, shortfallOf, type OpenRequirement, type Shortfall } from './shortfall.js';

const HALF_DAYS = ['a:AM', 'a:PM', 'b:AM', 'b:PM'];
const attendance = fc.record({
  requirement: fc.constant('ATTENDANCE' as const),
  missing: fc.integer({ min: 1, max: 4 }),
  halfDays: fc.subarray(HALF_DAYS),
});
const other = fc.record({
  requirement: fc.constantFrom('SUPERVISION' as const, 'ASSESSMENT' as const),
  missing: fc.integer({ min: 1, max: 300 }),
  halfDays: fc.constant([]),
});
/** Each requirement at most once. */
const shortfalls: fc.Arbitrary<Shortfall> = fc.uniqueArray<OpenRequirement, string>(
  fc.oneof<fc.Arbitrary<OpenRequirement>[]>(attendance, other),
  { selector: (each) => each.requirement, maxLength: 3 },
);

const missed = (...halfDays: string[]): OpenRequirement => ({
  requirement: 'ATTENDANCE',
  missing: halfDays.length,
  halfDays,
});
const minutes = (missing: number): OpenRequirement => ({ requirement: 'SUPERVISION', missing, halfDays: [] });

describe('what holds up the issue of a certificate', () => {
  const said = (kind: RequirementKind, state: RequirementState): RequirementAnswer => ({
    kind,
    state,
    explanation: { da: '', en: '' },
  });
  const course = seminars();
  const spans = [{ cohortId: 'A', from: null, to: null }];
  const standing = (missing: number, states: readonly RequirementAnswer[]) => ({
    track: MEETING_LEADER,
    requirements: states,
    attendance: attendanceProgress(
      16,
      course,
      course.map((halfDay, index) => fact(halfDay, index < missing ? 'ABSENT' : 'PRESENT')),
      spans,
      at('2025-12-01', '12:00'),
    ),
    supervision: { remainingMinutes: 60 },
  });

  it('V25: says which half-days, and how many; supervision only warns at issue and is left out', () => {
    const open = [said('ATTENDANCE', 'AT_RISK'), said('SUPERVISION', 'AT_RISK'), said('ASSESSMENT', 'MET')];
    const [first, second] = course;
    expect(shortfallOf(standing(2, open))).toEqual([
      {
        requirement: 'ATTENDANCE',
        missing: 2,
        halfDays: [first!, second!].map((each) => `${each.courseDayId}:${each.part}`).sort(),
      },
    ]);
  });

  it('V25: is empty where nothing is open, or what is open is lifted by dispensation', () => {
    const met = [said('ATTENDANCE', 'DISPENSED'), said('SUPERVISION', 'AT_RISK'), said('ASSESSMENT', 'MET')];
    expect(shortfallOf(standing(2, met))).toEqual([]);
  });

  it('V20: an assessment that is not passed holds it up whatever the gates say', () => {
    const track = { ...MEETING_LEADER, gates: { ...MEETING_LEADER.gates, CERTIFICATE_ISSUE: {} } };
    const requirements = [said('ATTENDANCE', 'AT_RISK'), said('ASSESSMENT', 'PENDING')];
    const { blocked, warned } = issueGate({ track, requirements });
    expect([blocked.map((each) => each.kind), warned]).toEqual([['ASSESSMENT'], []]);
    expect(shortfallOf({ ...standing(1, requirements), track })).toEqual([
      { requirement: 'ASSESSMENT', missing: 1, halfDays: [] },
    ]);
  });
});

describe('a decision that a certificate holds all the same', () => {
  it('L22: covers the very same shortfall, and nothing open at all', () => {
    fc.assert(
      fc.property(shortfalls, (decided) => {
        expect(covers(decided, decided)).toBe(true);
        expect(covers(decided, [])).toBe(true);
      }),
    );
  });

  it('L22: covers a part of it: fewer half-days of the same, fewer minutes, one requirement of two', () => {
    expect(covers([missed('a:AM', 'b:PM')], [missed('b:PM')])).toBe(true);
    expect(covers([minutes(60)], [minutes(59)])).toBe(true);
    expect(covers([missed('a:AM'), minutes(60)], [minutes(60)])).toBe(true);
  });

  it('L22: does not cover another half-day, more of them, more minutes or another requirement', () => {
    expect(covers([missed('a:AM')], [missed('a:PM')])).toBe(false);
    expect(covers([missed('a:AM')], [missed('a:AM', 'a:PM')])).toBe(false);
    expect(covers([missed('a:AM')], [{ ...missed('a:AM'), missing: 2 }])).toBe(false);
    expect(covers([minutes(60)], [minutes(61)])).toBe(false);
    expect(covers([missed('a:AM')], [missed('a:AM'), minutes(1)])).toBe(false);
    expect(covers([], [minutes(1)])).toBe(false);
  });

  it('V25: a new fact on top is never covered', () => {
    fc.assert(
      fc.property(shortfalls, fc.constantFrom('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT'), (decided, kind) => {
        const worse = decided.map((each) =>
          each.requirement === kind ? { ...each, missing: each.missing + 1 } : each,
        );
        const named = decided.some((each) => each.requirement === kind);
        expect(covers(decided, worse)).toBe(!named);
      }),
    );
  });

  it('V25: what covers a decision covers whatever that covers', () => {
    fc.assert(
      fc.property(shortfalls, shortfalls, shortfalls, (one, two, three) => {
        fc.pre(covers(one, two) && covers(two, three));
        expect(covers(one, three)).toBe(true);
      }),
      { numRuns: 50, maxSkipsPerRun: 10_000 },
    );
  });
});
