import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from './calendar.js';
import { DATE_PRECISIONS } from './fuzzy-date.js';
import {
  MEETING_KINDS,
  MEETING_STATUSES,
  milestones,
  missingDocuments,
  PLAN_DOCUMENT_TYPES,
  type EngagementFacts,
  type MeetingFact,
} from './milestones.js';
import { phasesOn, plannedPhases } from './phases.js';
import type { Phase } from './programme.js';

const day = (text: string) => text as LocalDate;
const THREE: Phase[] = [
  { key: 'PREPARATION', months: 6, approximate: false, derived: true },
  { key: 'CHANGE', months: 14, approximate: true, derived: false },
  { key: 'ANCHORING', months: 4, approximate: true, derived: false },
];
const START = day('2019-10-01');
const team = [{ personId: 'p', role: 'LEADER' as const, from: START, to: null }];
const factsOn = (on: LocalDate, more: Partial<EngagementFacts> = {}): EngagementFacts => ({
  phases: phasesOn(plannedPhases(THREE, START), { team, anchoringPlanApprovedOn: null, closedOn: null }, on),
  meetings: [],
  documents: PLAN_DOCUMENT_TYPES.map((type) => ({ type, approvedOn: day('2019-10-01') })),
  closed: false,
  ...more,
});
const meeting = (more: Partial<MeetingFact> = {}): MeetingFact => ({
  id: 'm',
  kind: 'KICK_OFF',
  date: day('2019-10-15'),
  datePrecision: 'DAY',
  status: 'PLANNED',
  ...more,
});
const kinds = (on: string, days: number, more: Partial<EngagementFacts> = {}) =>
  milestones(factsOn(day(on), more), day(on), days).map((each) => [each.kind, each.dueOn, each.overdue]);

describe('milestones (Q23)', () => {
  it('a meeting is due on its day and overdue after it, until it is held or cancelled', () => {
    const planned = { meetings: [meeting()] };
    expect(kinds('2019-10-01', 13, planned)).toEqual([]);
    expect(kinds('2019-10-01', 14, planned)).toEqual([['MEETING', '2019-10-15', false]]);
    expect(kinds('2019-10-15', 0, planned)).toEqual([['MEETING', '2019-10-15', false]]);
    expect(kinds('2019-10-16', 0, planned)).toEqual([['MEETING', '2019-10-15', true]]);
    expect(kinds('2019-10-16', 0, { meetings: [meeting({ status: 'HELD' })] })).toEqual([]);
  });

  it('a meeting about the middle of a month is overdue when the middle has passed', () => {
    const planned = { meetings: [meeting({ datePrecision: 'MID_MONTH' })] };
    expect(kinds('2019-10-01', 10, planned)).toEqual([['MEETING', '2019-10-20', false]]);
    expect(kinds('2019-10-20', 0, planned)).toEqual([['MEETING', '2019-10-20', false]]);
    expect(kinds('2019-10-21', 0, planned)).toEqual([['MEETING', '2019-10-20', true]]);
  });

  it('a kick-off that nobody has planned is due when the preparation ends', () => {
    const none = { meetings: [meeting({ status: 'CANCELLED' })] };
    expect(kinds('2020-03-31', 0, none)).toEqual([
      ['KICK_OFF_NOT_PLANNED', '2020-03-31', false],
      ['PHASE_END', '2020-03-31', false],
    ]);
    expect(kinds('2020-04-01', 0, none)).toEqual([['KICK_OFF_NOT_PLANNED', '2020-03-31', true]]);
  });

  it('documents are due when their phase ends; the anchoring plan is to be approved as well', () => {
    const held = { meetings: [meeting({ status: 'HELD' })] };
    const only = [{ type: 'ANCHORING_PLAN' as const, approvedOn: null }];
    expect(kinds('2020-04-01', 0, { ...held, documents: only }).map(([kind]) => kind)).toEqual(
      Array.from({ length: 5 }, () => 'PLAN_DOCUMENT_MISSING'),
    );
    expect(kinds('2021-10-01', 0, { ...held, documents: only }).slice(5)).toEqual([
      ['PHASE_END', '2021-09-30', true],
      ['PLAN_APPROVAL_MISSING', '2021-09-30', true],
    ]);
  });

  it('R31: four documents and the plan by the end of the preparation, the anchoring plan, and one that is optional', () => {
    const phases = plannedPhases(THREE, START);
    expect(missingDocuments(phases, [])).toEqual(
      PLAN_DOCUMENT_TYPES.filter((type) => type !== 'COMMUNICATION_PLAN'),
    );
    expect(missingDocuments([], [])).toEqual([]);
    expect(missingDocuments(phases.slice(0, 2), [])).not.toContain('ANCHORING_PLAN');
  });

  const days = fc.integer({ min: 0, max: 1_000 }).map((n) => addDays(START, n));
  const anyFacts = fc.record({
    meetings: fc.array(
      fc.record({
        id: fc.uuid(),
        kind: fc.constantFrom(...MEETING_KINDS),
        date: days,
        datePrecision: fc.constantFrom(...DATE_PRECISIONS),
        status: fc.constantFrom(...MEETING_STATUSES),
      }),
      { maxLength: 6 },
    ),
    documents: fc
      .subarray([...PLAN_DOCUMENT_TYPES])
      .map((types) => types.map((type) => ({ type, approvedOn: null }))),
  });

  it('overdue are the same however far one looks ahead; looking further only adds; closed has none', () => {
    fc.assert(
      fc.property(anyFacts, days, fc.nat(400), fc.nat(400), (more, on, near, further) => {
        const facts = factsOn(on, more);
        const short = milestones(facts, on, near);
        const long = milestones(facts, on, near + further);
        expect(long).toEqual(expect.arrayContaining(short));
        expect(long.filter((each) => each.overdue)).toEqual(short.filter((each) => each.overdue));
        for (const each of long) {
          expect(each.overdue).toBe(each.dueOn < on);
          expect(each.from <= addDays(on, near + further)).toBe(true);
        }
        expect(long.map((each) => each.dueOn)).toEqual(long.map((each) => each.dueOn).toSorted());
        expect(milestones({ ...facts, closed: true }, on, near)).toEqual([]);
      }),
    );
  });
});
