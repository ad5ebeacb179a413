import { describe, it, expect } from '@jest/globals';
import {
  ENROLMENT_STATUSES,
  ENROLMENT_TRANSITIONS,
  mayBecome,
  OPEN,
  SEATED,
  statusOnLeaving,
  statusOnReopening,
  type EnrolmentStatus,
} from './enrolment.js';

/** Everything that can follow a state, in any number of steps, on roads that do not lead through another. */
function reachableFrom(start: EnrolmentStatus, around?: EnrolmentStatus): ReadonlySet<EnrolmentStatus> {
  const reached = new Set<EnrolmentStatus>();
  const visit = (status: EnrolmentStatus) => {
    for (const next of ENROLMENT_TRANSITIONS[status])
      if (next !== around && !reached.has(next)) {
        reached.add(next);
        visit(next);
      }
  };
  visit(start);
  return reached;
}

describe('the table of enrolment states', () => {
  it('3d: is closed: every status has a row and every target is another status, named once', () => {
    expect(Object.keys(ENROLMENT_TRANSITIONS).sort()).toEqual([...ENROLMENT_STATUSES].sort());
    for (const [from, targets] of Object.entries(ENROLMENT_TRANSITIONS)) {
      for (const target of targets) expect(ENROLMENT_STATUSES).toContain(target);
      expect(targets).not.toContain(from);
      expect(new Set(targets).size).toBe(targets.length);
    }
  });

  it('3d: only REPLACED and CANCELLED are final', () => {
    const final = ENROLMENT_STATUSES.filter((status) => ENROLMENT_TRANSITIONS[status].length === 0);
    expect(final).toEqual(['REPLACED', 'CANCELLED']);
  });

  it('3d: every status can be reached from a nomination, and none leads back to one', () => {
    const reached = reachableFrom('NOMINATED');
    expect([...reached].sort()).toEqual(ENROLMENT_STATUSES.filter((s) => s !== 'NOMINATED').sort());
  });

  it.each<[EnrolmentStatus, EnrolmentStatus]>([
    ['NOMINATED', 'CONFIRMED'],
    ['CONFIRMED', 'ACTIVE'],
    ['ACTIVE', 'ON_LEAVE'],
    ['ON_LEAVE', 'ACTIVE'],
    ['ACTIVE', 'COMPLETED'],
    ['ACTIVE', 'WITHDRAWN'],
    ['ACTIVE', 'REPLACED'],
    ['WITHDRAWN', 'REPLACED'],
    ['COMPLETED', 'ACTIVE'],
  ])('3d, L7, V25: %s may become %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(true);
  });

  it.each<[EnrolmentStatus, EnrolmentStatus]>([
    ['NOMINATED', 'ACTIVE'],
    ['WAITLISTED', 'ACTIVE'],
    ['ACTIVE', 'CANCELLED'],
    ['ACTIVE', 'CONFIRMED'],
    ['COMPLETED', 'WITHDRAWN'],
    ['WITHDRAWN', 'ACTIVE'],
    ['REPLACED', 'ACTIVE'],
    ['CANCELLED', 'CONFIRMED'],
  ])('3d: %s may not become %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(false);
  });

  it('L6: CANCELLED is out of reach for whoever has begun, by any road', () => {
    // COMPLETED leads back to where it came from; for whoever has begun that is ACTIVE.
    expect(ENROLMENT_TRANSITIONS.COMPLETED).toEqual([statusOnReopening(true), statusOnReopening(false)]);
    for (const begun of ['ACTIVE', 'ON_LEAVE', 'WITHDRAWN'] as const)
      expect(reachableFrom(begun, 'CONFIRMED')).not.toContain('CANCELLED');
  });
});

describe('leaving', () => {
  it('L6: before the first half-day leaves no trace in the drop-out rate', () => {
    expect(statusOnLeaving(false)).toBe('CANCELLED');
  });

  it('L7: after it is a withdrawal', () => {
    expect(statusOnLeaving(true)).toBe('WITHDRAWN');
  });

  it('is possible from every open state that is not completed', () => {
    for (const status of OPEN.filter((open) => open !== 'COMPLETED'))
      expect(mayBecome(status, statusOnLeaving(status === 'ACTIVE' || status === 'ON_LEAVE'))).toBe(true);
    expect(mayBecome('CONFIRMED', statusOnLeaving(true))).toBe(true);
  });
});

describe('seats and states', () => {
  it('3d, L9: a seat is held when confirmed, active, on leave or completed, and by nobody else', () => {
    expect([...SEATED].sort()).toEqual(['ACTIVE', 'COMPLETED', 'CONFIRMED', 'ON_LEAVE']);
  });

  it('whoever holds a seat or waits for one counts as enrolled; whoever has left does not', () => {
    expect(ENROLMENT_STATUSES.filter((status) => !OPEN.includes(status))).toEqual([
      'WITHDRAWN',
      'REPLACED',
      'CANCELLED',
    ]);
  });
});
