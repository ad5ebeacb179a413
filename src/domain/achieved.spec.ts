import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  at,
  fact,
  INTRO,
  MEETING_LEADER,
  PASSED,
  requirementFactsOf,
  seminars,
  SUPERUSER,
  YOUTH,
} from '../../test/support/rulebook.js';
import { requirementStandings } from './achieved.js';
import { evaluateRequirements, isCompleted, isSatisfied, type RequirementKind } from './requirements.js';

it('Decision 6: what reports count as met and completed is what everybody is told, whatever has been achieved', () => {
  const full = seminars().map((one) => fact(one));
  const tolerant = { ...MEETING_LEADER, attendance: { ...MEETING_LEADER.attendance, toleranceHalfDays: 2 } };
  const cases = fc.record({
    track: fc.constantFrom(MEETING_LEADER, tolerant, INTRO, YOUTH, SUPERUSER),
    sheet: fc.oneof(fc.subarray(full), fc.subarray(full, { minLength: full.length - 3 })),
    minutes: fc.constantFrom(0, 1500, 2999, 3000),
    minutesOutside: fc.constantFrom(0, 1, 1500),
    attempts: fc.subarray([
      { ...PASSED, outcome: 'FAILED' as const },
      { ...PASSED, number: 2 },
    ]),
    dispensed: fc.subarray<RequirementKind>(['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT']),
    onLeave: fc.boolean(),
    now: fc.constantFrom(at('2024-01-01', '08:00'), at('2025-06-02', '12:00'), at('2026-02-01', '12:00')),
  });
  fc.assert(
    fc.property(cases, fc.boolean(), (one, certified) => {
      const facts = requirementFactsOf(one);
      const [told, counted] = [
        evaluateRequirements(one.track, facts),
        requirementStandings(one.track, facts),
      ];
      const standing = ({ kind, state }: (typeof counted)[number]) => [
        kind,
        isSatisfied({ kind, state }) ? state : 'OPEN',
      ];
      expect(counted.map(standing)).toEqual(told.map(standing));
      expect(isCompleted(one.track, counted, certified)).toBe(isCompleted(one.track, told, certified));
    }),
  );
});
