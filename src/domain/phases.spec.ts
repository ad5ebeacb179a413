import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from './calendar.js';
import type { TeamMemberFact } from './kick-off.js';
import { phasesOn, plannedPhases, type PhaseFacts } from './phases.js';
import type { Phase } from './programme.js';

const day = (text: string) => text as LocalDate;
const THREE: Phase[] = [
  { key: 'PREPARATION', months: 6, approximate: false, derived: true },
  { key: 'CHANGE', months: 14, approximate: true, derived: false },
  { key: 'ANCHORING', months: 4, approximate: true, derived: false },
];
const START = day('2019-10-01');
const PLANNED = plannedPhases(THREE, START);
const member = (from: string, to: string | null = null): TeamMemberFact => ({
  personId: 'p',
  role: 'LEADER',
  from: day(from),
  to: to === null ? null : day(to),
});
const facts = (more: Partial<PhaseFacts> = {}): PhaseFacts => ({
  team: [member('2019-10-01')],
  anchoringPlanApprovedOn: null,
  closedOn: null,
  ...more,
});
const currentOn = (on: string, more: Partial<PhaseFacts> = {}) =>
  phasesOn(PLANNED, facts(more), day(on)).find((phase) => phase.status === 'CURRENT');

describe('the phases of an engagement (V35)', () => {
  it('01.10.2019 / 01.04.2020 / 01.06.2021 / ends 30.09.2021', () => {
    expect(PLANNED.map(({ startsOn, endsOn }) => [startsOn, endsOn])).toEqual([
      ['2019-10-01', '2020-03-31'],
      ['2020-04-01', '2021-05-31'],
      ['2021-06-01', '2021-09-30'],
    ]);
    expect(PLANNED.map(({ derived, approximate }) => [derived, approximate])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  it('begin and end on their days', () => {
    expect(currentOn('2019-09-30')).toBeUndefined();
    for (const [on, key] of [
      ['2019-10-01', 'PREPARATION'],
      ['2020-03-31', 'PREPARATION'],
      ['2020-04-01', 'CHANGE'],
      ['2021-05-31', 'CHANGE'],
      ['2021-06-01', 'ANCHORING'],
      ['2021-09-30', 'ANCHORING'],
    ] as const)
      expect([on, currentOn(on)?.key, currentOn(on)?.holdUps]).toEqual([on, key, []]);
  });

  it('the anchoring goes on until the engagement is closed, and says what it waits for', () => {
    expect(currentOn('2021-10-01')).toMatchObject({
      key: 'ANCHORING',
      holdUps: ['NO_APPROVED_ANCHORING_PLAN'],
    });
    const approved = { anchoringPlanApprovedOn: day('2021-10-05') };
    expect(currentOn('2021-10-04', approved)?.holdUps).toEqual(['NO_APPROVED_ANCHORING_PLAN']);
    expect(currentOn('2021-10-05', approved)?.holdUps).toEqual(['NOT_CLOSED']);
    const closed = { ...approved, closedOn: day('2021-10-06') };
    expect(currentOn('2021-10-05', closed)?.key).toBe('ANCHORING');
    expect(currentOn('2021-10-06', closed)).toBeUndefined();
    expect(phasesOn(PLANNED, facts(closed), day('2021-10-06'))[2]).toMatchObject({
      status: 'PAST',
      endedOn: '2021-10-06',
    });
  });

  it('R30: the preparation is not left without a team, and the change begins with the team', () => {
    expect(currentOn('2020-06-01', { team: [] })).toMatchObject({ key: 'PREPARATION', holdUps: ['NO_TEAM'] });
    const gone = { team: [member('2019-10-01', '2020-03-31')] };
    expect(currentOn('2020-06-01', gone)?.key).toBe('PREPARATION');
    const late = { team: [member('2020-05-15')] };
    expect(currentOn('2020-05-14', late)?.key).toBe('PREPARATION');
    expect(currentOn('2020-05-15', late)).toMatchObject({ key: 'CHANGE', beganOn: '2020-05-15' });
    // Once it is left it is left, whoever leaves the team later.
    expect(currentOn('2020-06-01', { team: [member('2020-05-15', '2020-05-15')] })?.key).toBe('CHANGE');
  });

  it('a programme without phases has none', () => {
    expect(phasesOn(plannedPhases([], START), facts(), day('2020-01-01'))).toEqual([]);
  });

  const days = fc.integer({ min: 0, max: 1_500 }).map((n) => addDays(day('2019-08-01'), n));
  const team = fc.array(
    fc.tuple(days, fc.option(fc.nat(400))).map(([from, length]) => ({
      personId: 'p',
      role: 'LEADER' as const,
      from,
      to: length === null ? null : addDays(from, length),
    })),
    { maxLength: 4 },
  );
  const anyFacts = fc.record({
    team,
    anchoringPlanApprovedOn: fc.option(days),
    closedOn: fc.option(days),
  });
  const lengths = fc
    .tuple(fc.integer({ min: 1, max: 18 }), fc.integer({ min: 1, max: 18 }), fc.integer({ min: 1, max: 18 }))
    .map((months) => THREE.map((phase, index) => ({ ...phase, months: months[index] ?? 1 })));

  it('are planned without a gap and without overlap, from whatever day', () => {
    fc.assert(
      fc.property(lengths, days, (phases, start) => {
        const planned = plannedPhases(phases, start);
        expect(planned[0]?.startsOn).toBe(start);
        for (const [index, phase] of planned.entries()) {
          expect(phase.startsOn <= phase.endsOn).toBe(true);
          const next = planned[index + 1];
          if (next !== undefined) expect(next.startsOn).toBe(addDays(phase.endsOn, 1));
        }
      }),
    );
  });

  it('went without a gap and without overlap, past before current before coming, whatever happened', () => {
    fc.assert(
      fc.property(lengths, anyFacts, days, (phases, happened, on) => {
        const answers = phasesOn(plannedPhases(phases, START), happened, on);
        expect(answers.map((phase) => phase.status).join(' ')).toMatch(/^(PAST ?)*(CURRENT ?)?(COMING ?)*$/);
        for (const [index, phase] of answers.entries()) {
          const next = answers[index + 1];
          if (phase.endedOn !== null && next?.beganOn != null)
            expect(next.beganOn).toBe(addDays(phase.endedOn, 1));
          if (phase.beganOn !== null && phase.endedOn !== null)
            expect(phase.beganOn <= phase.endedOn && phase.endedOn <= on).toBe(true);
          expect(phase.beganOn === null).toBe(phase.status === 'COMING');
          if (phase.status === 'CURRENT')
            expect(phase.holdUps.length > 0).toBe(phase.endsOn < on && phase.key !== 'CHANGE');
        }
      }),
    );
  });
});
