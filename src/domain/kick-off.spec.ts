import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LocalDate } from './calendar.js';
import {
  ATTENDANCE_STATES,
  kickOffCheck,
  TEAM_ROLES,
  teamOn,
  type AttendeeFact,
  type MeetingAttendanceState,
  type TeamMemberFact,
  type TeamRole,
} from './kick-off.js';

const ON = '2019-10-16' as LocalDate;
const START = '2019-10-01' as LocalDate;

const member = (personId: string, role: TeamRole, more: Partial<TeamMemberFact> = {}): TeamMemberFact => ({
  personId,
  role,
  from: START,
  to: null,
  ...more,
});
const came = (
  personId: string,
  state: MeetingAttendanceState = 'PRESENT',
  role: TeamRole | null = null,
): AttendeeFact => ({ personId, state, role });

const SEVEN = [
  member('a', 'LEADER'),
  member('b', 'PROJECT_LEADER'),
  member('c', 'KEY_EMPLOYEE'),
  member('d', 'KEY_EMPLOYEE'),
  member('e', 'EMPLOYEE'),
  member('f', 'STAFF_REP'),
  member('g', 'STAKEHOLDER'),
];
const everybody = SEVEN.map(({ personId }) => came(personId));
const but = (personId: string, state: MeetingAttendanceState | null) =>
  everybody.flatMap((attendee) =>
    attendee.personId !== personId ? [attendee] : state === null ? [] : [came(personId, state)],
  );

describe('a kick-off (R22, V29)', () => {
  it('of a team of seven is complete when all are there, and incomplete 6/7 when one is missing unexcused', () => {
    expect(kickOffCheck(SEVEN, everybody, ON)).toEqual({
      complete: true,
      present: 7,
      expected: 7,
      excused: 0,
      missing: [],
      warnings: ['NO_PROJECT_OWNER'],
    });
    for (const state of ['ABSENT', null] as const)
      expect(kickOffCheck(SEVEN, but('e', state), ON)).toMatchObject({
        complete: false,
        present: 6,
        expected: 7,
        missing: [{ requirement: 'TEAM_MEMBER', personId: 'e', roles: ['EMPLOYEE'], state }],
      });
    expect(kickOffCheck(SEVEN, but('e', 'EXCUSED'), ON)).toMatchObject({
      complete: true,
      present: 7,
      excused: 1,
    });
  });

  it('needs a leader and the project leader present, not excused', () => {
    expect(kickOffCheck(SEVEN, but('a', 'EXCUSED'), ON).missing).toEqual([{ requirement: 'LEADER' }]);
    expect(kickOffCheck(SEVEN, but('b', 'EXCUSED'), ON).missing).toEqual([{ requirement: 'PROJECT_LEADER' }]);
  });

  it('takes a leader from outside the team, and one person in two roles', () => {
    const team = [member('b', 'PROJECT_LEADER')];
    expect(kickOffCheck(team, [came('b'), came('x', 'PRESENT', 'LEADER')], ON).complete).toBe(true);
    const both = [...team, member('b', 'LEADER')];
    expect(kickOffCheck(both, [came('b')], ON)).toMatchObject({ complete: true, present: 1, expected: 1 });
  });

  it('asks for the team of that day: neither for those who left before nor for those who came later', () => {
    const team = [
      ...SEVEN,
      member('left', 'EMPLOYEE', { to: '2019-10-15' as LocalDate }),
      member('new', 'EMPLOYEE', { from: '2019-10-17' as LocalDate }),
    ];
    expect(kickOffCheck(team, everybody, ON)).toMatchObject({ complete: true, expected: 7 });
  });

  it('is incomplete without a team', () => {
    const attendees = [came('x', 'PRESENT', 'LEADER'), came('y', 'PRESENT', 'PROJECT_LEADER')];
    expect(kickOffCheck([], attendees, ON)).toMatchObject({
      complete: false,
      present: 0,
      expected: 0,
      missing: [{ requirement: 'TEAM' }],
    });
  });

  const people = ['a', 'b', 'c', 'd', 'e'];
  const teams = fc.array(
    fc
      .record({ personId: fc.constantFrom(...people), role: fc.constantFrom(...TEAM_ROLES) })
      .map(({ personId, role }) => member(personId, role)),
    { maxLength: 10 },
  );
  const attendance = fc.uniqueArray(fc.constantFrom(...people, 'x', 'y'), { maxLength: 7 }).chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc
          .record({
            state: fc.constantFrom(...ATTENDANCE_STATES),
            role: fc.option(fc.constantFrom(...TEAM_ROLES)),
          })
          .map(({ state, role }) => came(id, state, role)),
      ),
    ),
  );

  it('is complete exactly when nothing is missing, and its figures are those of the team', () => {
    fc.assert(
      fc.property(teams, attendance, (team, attendees) => {
        const answer = kickOffCheck(team, attendees, ON);
        const lacking = answer.missing.filter((each) => each.requirement === 'TEAM_MEMBER');
        expect(answer.complete).toBe(answer.missing.length === 0);
        expect(answer.expected).toBe(teamOn(team, ON).size);
        expect(answer.present).toBe(answer.expected - lacking.length);
        expect(answer.excused).toBeLessThanOrEqual(answer.present);
      }),
    );
  });

  it('never loses by somebody coming after all, and the project owner and stakeholders change nothing', () => {
    fc.assert(
      fc.property(teams, attendance, fc.constantFrom(...people), (team, attendees, late) => {
        const before = kickOffCheck(team, attendees, ON);
        const own = attendees.find((each) => each.personId === late);
        const others = attendees.filter((each) => each.personId !== late);
        const after = kickOffCheck(team, [...others, came(late, 'PRESENT', own?.role ?? null)], ON);
        if (before.complete) expect(after.complete).toBe(true);
        expect(after.present).toBeGreaterThanOrEqual(before.present);
        const owner = came('owner', 'PRESENT', 'PROJECT_OWNER');
        expect(kickOffCheck(team, [...attendees, owner], ON)).toEqual({
          ...before,
          warnings: before.warnings.filter((warning) => warning !== 'NO_PROJECT_OWNER'),
        });
      }),
    );
  });
});
