import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import {
  at,
  date,
  FIFTY_HOURS,
  INTRO,
  meeting,
  presence,
  presencesOnOneDay,
  YOUTH,
} from '../../test/support/rulebook.js';
import { instantOfMs, msOfInstant, type Instant } from './calendar.js';
import type { Capacity, CreditRule, SupervisionRule } from './programme.js';
import {
  creditedMinutes,
  creditFraction,
  groupTooLarge,
  meetingMinutes,
  presencesOverlap,
  type PresenceFact,
} from './credit.js';
import { isInWindow, supervisionProgress, supervisionWindow, type SupervisionFacts } from './supervision.js';

const RULES: readonly CreditRule[] = ['CLOCK', 'PSYKOLOGNAEVNET', 'BABCP', 'UK_ADDICTION'];
const clock = (time: string) => at('2024-03-05', time);
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, one) => total + one, 0);
const total = (presences: readonly PresenceFact[], rule: CreditRule = 'CLOCK') =>
  sum(creditedMinutes(presences, () => rule).values());

describe('minutes of one meeting', () => {
  it('L2, V8: at 09-12, arriving 09.40, is 140 minutes', () => {
    expect(total([presence({ from: clock('09:40') })])).toBe(140);
  });

  it('V10: three such meetings are 420 minutes, whole', () => {
    const late = [5, 6, 7].map((day) => {
      const on = (time: string) => at(`2024-03-0${day}`, time);
      const held = meeting({ id: `${day}`, startedAt: on('09:00'), endedAt: on('12:00') });
      return presence({ id: `${day}`, meeting: held, from: on('09:40') });
    });
    expect(total(late)).toBe(420);
  });

  it('V8: breaks are taken off in proportion to the time present, and a broken minute is not credited', () => {
    const held = meeting({ breakMinutes: 30 });
    expect(total([presence({ meeting: held })])).toBe(150);
    expect(total([presence({ meeting: held, from: clock('10:30') })])).toBe(75);
    expect(total([presence({ meeting: held, from: clock('09:40') })])).toBe(116);
    expect(total([presence({ meeting: meeting({ breakMinutes: 200 }) })])).toBe(0);
    expect(total([presence({ meeting: meeting({ endedAt: clock('09:00') }) })])).toBe(0);
  });

  it('V9: presence outside the meeting is ignored', () => {
    expect(total([presence({ from: clock('08:30'), to: clock('12:45') })])).toBe(180);
    expect(total([presence({ from: clock('12:00'), to: clock('13:00') })])).toBe(0);
    expect(total([presence({ from: clock('07:00'), to: clock('09:00') })])).toBe(0);
  });

  it('L3: a meeting that ran over is credited to its actual end and not beyond', () => {
    const overran = meeting({ endedAt: clock('12:30') });
    expect(total([presence({ meeting: overran })])).toBe(210);
    expect(total([presence({ meeting: overran, to: clock('13:00') })])).toBe(210);
  });

  it('V8: the group held whole minutes less the break, never fewer than none', () => {
    expect(meetingMinutes(meeting({ breakMinutes: 30 }))).toBe(150);
    expect(meetingMinutes(meeting({ endedAt: instantOfMs(msOfInstant(clock('12:00')) + 59_999) }))).toBe(180);
    expect(meetingMinutes(meeting({ breakMinutes: 200 }))).toBe(0);
  });

  it('V14: the host municipality does not enter into it', () => {
    const hosted = { ...meeting(), hostMunicipalityCode: '621' };
    expect(total([presence({ meeting: hosted })])).toBe(total([presence()]));
  });

  it.each([
    ['V43: across 27.10.2024 03.00, when the clock goes back', '2024-10-27', 240],
    ['V43: across 31.03.2024 02.00, when the clock goes forward', '2024-03-31', 120],
    ['V43: on any other night', '2024-11-03', 180],
  ])('%s, from 01.00 to 04.00 lasts its real length', (_, day, minutes) => {
    const night = meeting({ startedAt: at(day, '01:00'), endedAt: at(day, '04:00') });
    expect(meetingMinutes(night)).toBe(minutes);
    expect(total([presence({ meeting: night })])).toBe(minutes);
  });
});

describe('overlapping meetings of one person', () => {
  const first = presence({ id: 'first', meeting: meeting({ id: 'z' }) });
  const later = meeting({ id: 'a', startedAt: clock('10:00'), endedAt: clock('13:00') });
  const second = presence({ id: 'second', meeting: later });

  it('V12: 09-12 and 10-13 are seen to overlap; 09-10 and 10-13 are not', () => {
    expect(presencesOverlap(first, second)).toBe(true);
    expect(presencesOverlap(second, first)).toBe(true);
    expect(presencesOverlap({ ...first, to: clock('10:00') }, second)).toBe(false);
    expect(presencesOverlap(second, { ...first, to: clock('10:00') })).toBe(false);
    expect(presencesOverlap({ ...first, to: clock('08:00') }, second)).toBe(false);
  });

  it('V12: when approved, they credit the union, 4:00, and the earlier meeting has the shared time', () => {
    expect(creditedMinutes([second, first], () => 'CLOCK')).toEqual(
      new Map([
        ['first', 180],
        ['second', 60],
      ]),
    );
  });

  it('V15: shared time credits exactly one of two tracks', () => {
    const intro = { ...first, enrolmentId: 'intro' };
    const leader = { ...second, enrolmentId: 'leader' };
    const credits = creditedMinutes([leader, intro], (one) =>
      one.enrolmentId === 'intro' ? 'CLOCK' : 'PSYKOLOGNAEVNET',
    );
    expect(credits.get('first')).toBe(180);
    expect(credits.get('second')).toBe(40);
  });
});

describe('the credit table of 1d, for a meeting of three hours', () => {
  it.each<[CreditRule, number, number]>([
    ['CLOCK', 180, 180],
    ['PSYKOLOGNAEVNET', 120, 90],
    ['BABCP', 90, 45],
    ['UK_ADDICTION', 90, 60],
  ])('%s credits %i minutes with 4 present and %i with 8', (rule, four, eight) => {
    expect(total([presence({ meeting: meeting({ present: 4 }) })], rule)).toBe(four);
    expect(total([presence({ meeting: meeting({ present: 8 }) })], rule)).toBe(eight);
  });

  const edges = [1, 2, 3, 5, 6, 12, 13];
  it.each<[CreditRule, readonly number[]]>([
    ['CLOCK', [180, 180, 180, 180, 180, 180, 180]],
    ['PSYKOLOGNAEVNET', [180, 180, 120, 120, 90, 90, 0]],
    ['BABCP', [180, 180, 120, 72, 60, 30, 27]],
    ['UK_ADDICTION', [90, 90, 90, 60, 60, 60, 60]],
  ])('%s at the edges, 1 2 3 5 6 12 13 present: %j', (rule, minutes) => {
    const credited = edges.map((present) => total([presence({ meeting: meeting({ present }) })], rule));
    expect(credited).toEqual(minutes);
  });

  it('a group that the rule was not made for is pointed out: BABCP above 4, Psykolognævnet above 12', () => {
    expect(groupTooLarge('BABCP', 4)).toBe(false);
    expect(groupTooLarge('BABCP', 5)).toBe(true);
    expect(groupTooLarge('PSYKOLOGNAEVNET', 12)).toBe(false);
    expect(groupTooLarge('PSYKOLOGNAEVNET', 13)).toBe(true);
    expect(groupTooLarge('CLOCK', 100) || groupTooLarge('UK_ADDICTION', 100)).toBe(false);
  });

  it('nobody is credited more than the time, and a larger group never gives more', () => {
    for (const rule of RULES)
      for (let present = 0; present < 30; present += 1) {
        const [numerator, denominator] = creditFraction(rule, present);
        const [next, of] = creditFraction(rule, present + 1);
        expect(numerator).toBeLessThanOrEqual(denominator);
        expect(next * denominator).toBeLessThanOrEqual(numerator * of);
      }
  });
});

describe('supervision towards a target', () => {
  const window = supervisionWindow(FIFTY_HOURS, date('2025-01-01'));
  const inWindow = at('2025-06-02', '09:00');
  const progress = (
    minutes: number,
    facts: Partial<SupervisionFacts> = {},
    now: Instant = at('2026-01-01', '12:00'),
    rule: SupervisionRule | null = FIFTY_HOURS,
  ) =>
    supervisionProgress(
      rule,
      {
        capacity: 'EMPLOYEE',
        credits: [{ startedAt: inWindow, minutes }],
        plannedMinutes: 0,
        window,
        dispensed: false,
        ...facts,
      },
      now,
    );

  it('V11: 2999 minutes are not enough, 3000 are', () => {
    expect(progress(2999)).toMatchObject({ remainingMinutes: 1, creditedMinutes: 2999 });
    expect(progress(2999).outlook).not.toBe('MET');
    expect(progress(3000)).toMatchObject({ remainingMinutes: 0, outlook: 'MET' });
    expect(progress(3100).remainingMinutes).toBe(0);
  });

  it('V17: a replacement starts at 0:00', () => {
    expect(progress(0, { credits: [] })).toMatchObject({ creditedMinutes: 0, remainingMinutes: 3000 });
  });

  it('V42: where no hours are stated nothing remains and nothing is at risk', () => {
    for (const rule of [YOUTH.supervision, null])
      expect(progress(750, {}, undefined, rule)).toMatchObject({
        targetMinutes: null,
        remainingMinutes: null,
        creditedMinutes: 750,
        minutesPerHour: 60,
        outlook: 'NO_TARGET',
      });
  });

  it('R13: leaders are exempt from the 15 hours of the intro course; employees and partners are not', () => {
    const target = (capacity: Capacity) =>
      progress(0, { capacity }, undefined, INTRO.supervision).targetMinutes;
    expect([target('LEADER'), target('EMPLOYEE'), target('PARTNER')]).toEqual([null, 900, 900]);
  });

  it('1d: the window is 24 months from the start; after its last day, and before its first, nothing counts', () => {
    expect(window).toMatchObject({ from: '2025-01-01', until: '2027-01-01' });
    const counts = (day: string, time: string) => isInWindow(at(day, time), window);
    expect([counts('2024-12-31', '23:59'), counts('2025-01-01', '00:00')]).toEqual([false, true]);
    expect([counts('2026-12-31', '23:59'), counts('2027-01-01', '00:00')]).toEqual([true, false]);
    const open = supervisionWindow(INTRO.supervision, window.from);
    expect(isInWindow(at('2099-01-01', '00:00'), open)).toBe(true);
  });

  it('1d: minutes outside the window count only with a dispensation', () => {
    const credits = [
      { startedAt: inWindow, minutes: 2900 },
      { startedAt: at('2027-02-01', '09:00'), minutes: 100 },
    ];
    expect(progress(0, { credits })).toMatchObject({ creditedMinutes: 2900, outsideWindowMinutes: 100 });
    expect(progress(0, { credits, dispensed: true })).toMatchObject({
      creditedMinutes: 3000,
      outsideWindowMinutes: 0,
      outlook: 'MET',
    });
  });

  it('1d: the pace is a straight line: in month 12 it is 25:00', () => {
    expect(progress(1499).outlook).toBe('AT_RISK');
    expect(progress(1500).outlook).toBe('ON_TRACK');
  });

  it('L9: an open leave stands still in the pace, and does not shorten the way that is left', () => {
    const pace = (from: string | null, today: string) => {
      const leaves = from === null ? [] : [{ from: date(from), to: null }];
      const moved = supervisionWindow(FIFTY_HOURS, date('2025-01-01'), leaves, date(today));
      return progress(0, { window: moved }, at(today, '12:00')).paceMinutes;
    };
    expect(pace(null, '2026-01-01')).toBe(1500);
    expect(pace('2026-01-01', '2026-01-01')).toBe(1500);
    expect(pace('2026-01-01', '2026-12-01')).toBe(1500);
  });

  it('L9: nobody is at risk on a day of leave, however far behind', () => {
    expect(progress(0).outlook).toBe('AT_RISK');
    expect(progress(0, { onLeave: true }).outlook).toBe('ON_TRACK');
  });

  it('planned meetings that close the gap keep somebody on track', () => {
    expect(progress(0, { plannedMinutes: 3000 }).outlook).toBe('ON_TRACK');
    expect(progress(0, { plannedMinutes: 2999 }).outlook).toBe('AT_RISK');
  });

  it('without a window only the planned meetings can keep somebody on track', () => {
    const open = supervisionWindow(INTRO.supervision, window.from);
    const outlook = (plannedMinutes: number) =>
      progress(600, { plannedMinutes, window: open }, undefined, INTRO.supervision).outlook;
    expect([outlook(300), outlook(299)]).toEqual(['ON_TRACK', 'AT_RISK']);
  });

  it('after the window an open gap is impossible to close, and a met target stays met', () => {
    expect(progress(2999, {}, at('2026-12-31', '23:59')).outlook).toBe('ON_TRACK');
    expect(progress(2999, { plannedMinutes: 60 }, at('2027-01-01', '00:00')).outlook).toBe('IMPOSSIBLE');
    expect(progress(3000, {}, at('2027-01-01', '00:00')).outlook).toBe('MET');
  });
});

describe('any meetings and any presence', () => {
  const rules = fc.constantFrom(...RULES);

  it('V8: a meeting never credits more than its minutes less breaks, nor less than none, by any rule', () => {
    fc.assert(
      fc.property(presencesOnOneDay(1000, 90), rules, (presences, rule) => {
        const credits = creditedMinutes(presences, () => rule);
        for (const minutes of credits.values()) {
          expect(Number.isInteger(minutes)).toBe(true);
          expect(minutes).toBeGreaterThanOrEqual(0);
        }
        for (const held of new Set(presences.map((one) => one.meeting.id))) {
          const own = presences.filter((one) => one.meeting.id === held);
          const credited = sum(own.map((one) => credits.get(one.id) ?? NaN));
          expect(credited).toBeLessThanOrEqual(meetingMinutes(own[0]!.meeting));
        }
      }),
    );
  });

  it('the order of recording does not matter', () => {
    const quarterOfAnHour = 900_000; // so that meetings often begin together
    const pairs = presencesOnOneDay(quarterOfAnHour, 90).chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(pairs, rules, ([list, shuffled], rule) => {
        expect(creditedMinutes(shuffled, () => rule)).toEqual(creditedMinutes(list, () => rule));
      }),
    );
  });

  it('being there longer never lowers the credit, by any rule', () => {
    const minute = (offset: number) => instantOfMs(msOfInstant(clock('09:00')) + offset * 60_000);
    const four = fc.array(fc.integer({ min: -60, max: 240 }).map(minute), { minLength: 4, maxLength: 4 });
    const meetings = fc.record({ breakMinutes: fc.nat(200), present: fc.integer({ min: 1, max: 15 }) });
    fc.assert(
      fc.property(four, meetings, rules, (times, parts, rule) => {
        const [a, b, c, d] = times.sort();
        const held = meeting(parts);
        const shorter = total([presence({ meeting: held, from: b!, to: c! })], rule);
        const longer = total([presence({ meeting: held, from: a!, to: d! })], rule);
        expect(longer).toBeGreaterThanOrEqual(shorter);
        expect(total([presence({ meeting: held })], rule)).toBeGreaterThanOrEqual(longer);
      }),
    );
  });

  it('V12: with CLOCK and no breaks, the credit of all meetings is the length of their union', () => {
    const MINUTE = 60_000;
    const MIDNIGHT = msOfInstant(clock('00:00'));
    fc.assert(
      fc.property(presencesOnOneDay(MINUTE, 0), (presences) => {
        const minutes = new Set<Instant>();
        for (const { meeting: held, from, to } of presences)
          for (let ms = MIDNIGHT; ms < MIDNIGHT + 480 * MINUTE; ms += MINUTE) {
            const now = instantOfMs(ms);
            const on = held.startedAt <= now && now < held.endedAt;
            const there = (from === null || from <= now) && (to === null || now < to);
            if (on && there) minutes.add(now);
          }
        expect(total(presences)).toBe(minutes.size);
      }),
    );
  });
});
