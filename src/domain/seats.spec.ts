import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { INTRO, LEADERSHIP, MEETING_LEADER, YOUTH } from '../../test/support/rulebook.js';
import type { Capacity, Quota } from './programme.js';
import { decideSeat, freeSeats } from './seats.js';

const pool = (held: number, granted = 0, offered = 0, closed = 0) => ({ held, granted, offered, closed });
const capacities: readonly Capacity[] = ['EMPLOYEE', 'LEADER', 'PARTNER'];

describe('meeting leaders', () => {
  it('V1: a seventh meeting leader is refused, with the figures', () => {
    expect(decideSeat(MEETING_LEADER.quota, 'EMPLOYEE', pool(6))).toEqual({
      kind: 'QUOTA_EXCEEDED',
      limit: 6,
      held: 6,
      offered: 0,
    });
  });

  it('V1: the sixth is accepted, and one more after a seat is released', () => {
    expect(decideSeat(MEETING_LEADER.quota, 'EMPLOYEE', pool(5))).toEqual({ kind: 'COUNTED' });
    expect(freeSeats(MEETING_LEADER.quota, pool(5))).toBe(1);
  });

  it('Decision 4: a seat that the agency grants above a hard limit makes room for one', () => {
    expect(decideSeat(MEETING_LEADER.quota, 'EMPLOYEE', pool(6, 1))).toEqual({ kind: 'COUNTED' });
    expect(decideSeat(MEETING_LEADER.quota, 'EMPLOYEE', pool(7, 1))).toMatchObject({
      kind: 'QUOTA_EXCEEDED',
    });
  });
});

describe('the intro course', () => {
  it('V4: the 25th employee is not refused but needs an acknowledgement', () => {
    expect(decideSeat(INTRO.quota, 'EMPLOYEE', pool(23))).toEqual({ kind: 'COUNTED' });
    expect(decideSeat(INTRO.quota, 'EMPLOYEE', pool(24))).toEqual({
      kind: 'NEEDS_ACKNOWLEDGEMENT',
      limit: 24,
      held: 24,
      offered: 0,
    });
  });

  it('V4: a leader comes on top of the 24 without a warning', () => {
    expect(decideSeat(INTRO.quota, 'LEADER', pool(24))).toEqual({ kind: 'UNCOUNTED' });
  });

  it('R14: partner staff take seats of the municipality', () => {
    expect(decideSeat(INTRO.quota, 'PARTNER', pool(23))).toEqual({ kind: 'COUNTED' });
    expect(decideSeat(INTRO.quota, 'PARTNER', pool(24))).toMatchObject({ kind: 'NEEDS_ACKNOWLEDGEMENT' });
  });

  it('A7: once the agency has granted a seat, the 25th takes it and the 26th asks again', () => {
    expect(decideSeat(INTRO.quota, 'EMPLOYEE', pool(24, 1))).toEqual({ kind: 'COUNTED' });
    expect(decideSeat(INTRO.quota, 'EMPLOYEE', pool(25, 1))).toMatchObject({ kind: 'NEEDS_ACKNOWLEDGEMENT' });
  });
});

describe('the youth programme', () => {
  it('V5: nine staff and one leader make ten; an eleventh is refused, leader or not', () => {
    expect(decideSeat(YOUTH.quota, 'LEADER', pool(9))).toEqual({ kind: 'COUNTED' });
    for (const capacity of capacities)
      expect(decideSeat(YOUTH.quota, capacity, pool(10))).toEqual({
        kind: 'QUOTA_EXCEEDED',
        limit: 10,
        held: 10,
        offered: 0,
      });
  });
});

describe('a track without a quota', () => {
  it('R16: takes everybody and has no number of free seats', () => {
    for (const capacity of capacities)
      expect(decideSeat(LEADERSHIP.quota, capacity, pool(1000))).toEqual({ kind: 'UNCOUNTED' });
    expect(freeSeats(LEADERSHIP.quota, pool(1000))).toBeNull();
  });
});

describe('any quota', () => {
  const quotas: fc.Arbitrary<Quota> = fc.record({
    limit: fc.integer({ min: 0, max: 8 }),
    kind: fc.constantFrom('HARD', 'SOFT'),
    scope: fc.constant('MUNICIPALITY'),
    leadersCount: fc.boolean(),
  });
  const steps = fc.array(
    fc.constantFrom(
      ...capacities,
      'RELEASE' as const,
      'GRANT' as const,
      'OFFER' as const,
      'END_OFFER' as const,
      'CLOSE' as const,
    ),
    { maxLength: 60 },
  );

  it('V1: whatever is decided, offered and closed, no seat is promised twice, and nobody is refused a free one', () => {
    fc.assert(
      fc.property(quotas, steps, (quota, sequence) => {
        let held = 0;
        let granted = 0;
        let offered = 0;
        let closed = 0;
        const free = () => quota.limit + granted - closed - held - offered;
        for (const step of sequence) {
          if (step === 'RELEASE') held = Math.max(0, held - 1);
          else if (step === 'GRANT') granted += 1;
          else if (step === 'OFFER') offered += free() > 0 ? 1 : 0;
          else if (step === 'END_OFFER') offered = Math.max(0, offered - 1);
          else if (step === 'CLOSE') closed += free() > 0 ? 1 : 0;
          else {
            const { kind } = decideSeat(quota, step, { held, granted, offered, closed });
            const before = free();
            if (kind === 'COUNTED') held += 1;
            else if (kind !== 'UNCOUNTED') expect(before).toBe(0);
            expect(kind === 'UNCOUNTED').toBe(step === 'LEADER' && !quota.leadersCount);
          }
          expect(held + offered + closed).toBeLessThanOrEqual(quota.limit + granted);
          expect(freeSeats(quota, { held, granted, offered, closed })).toBe(free());
        }
      }),
    );
  });

  it('V4, V5: only a soft limit asks, only a hard limit refuses', () => {
    fc.assert(
      fc.property(quotas, fc.nat(20), (quota, held) => {
        const { kind } = decideSeat(quota, 'EMPLOYEE', pool(held));
        expect(kind).not.toBe(quota.kind === 'SOFT' ? 'QUOTA_EXCEEDED' : 'NEEDS_ACKNOWLEDGEMENT');
      }),
    );
  });

  it('free seats are never negative, also where more are held than a lower limit allows', () => {
    expect(freeSeats({ ...YOUTH.quota!, limit: 8 }, pool(10))).toBe(0);
  });
});
