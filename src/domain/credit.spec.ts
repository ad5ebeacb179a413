import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOfMs } from './calendar.js';
import { creditedMinutes, creditFraction, type HeldMeeting } from './credit.js';
import type { CreditRule } from './programme.js';

const RULES: readonly CreditRule[] = ['CLOCK', 'PSYKOLOGNAEVNET', 'BABCP', 'UK_ADDICTION'];

it('V8, V10: of any meeting, whole or in part, exactly the minutes that long integers give', () => {
  const cases = fc
    .record({
      length: fc.oneof(fc.integer({ min: 1, max: 50_000_000 }), fc.integer({ min: 1, max: 100_000_000_000 })),
      breakMinutes: fc.nat(300),
      present: fc.integer({ min: 1, max: 60 }),
      rule: fc.constantFrom(...RULES),
    })
    .chain((each) =>
      fc.record({ each: fc.constant(each), from: fc.oneof(fc.constant(0), fc.nat(each.length - 1)) }),
    );
  fc.assert(
    fc.property(cases, ({ each: { length, breakMinutes, present, rule }, from }) => {
      const start = Date.parse('2024-03-05T09:00:00.000Z');
      const meeting: HeldMeeting = {
        ...{ id: 'm', breakMinutes, present },
        startedAt: instantOfMs(start),
        endedAt: instantOfMs(start + length),
      };
      const presence = { id: 'p', enrolmentId: 'e', meeting, from: instantOfMs(start + from), to: null };
      const [above, below] = creditFraction(rule, present).map(BigInt) as [bigint, bigint];
      const working = BigInt(Math.max(0, length - breakMinutes * 60_000));
      const exact = (BigInt(length - from) * working * above) / (BigInt(length) * below * BigInt(60_000));
      expect(creditedMinutes([presence], () => rule).get('p')).toBe(Number(exact));
    }),
  );
});
