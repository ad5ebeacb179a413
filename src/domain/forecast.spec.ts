import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { at, date, FIFTY_HOURS, YOUTH } from '../../test/support/rulebook.js';
import { instantOfMs, msOfInstant } from './calendar.js';
import {
  closingMeeting,
  forecastMinutes,
  ifLeftOut,
  plannedCredits,
  shortfall,
  supervisionOutlook,
  type PlannedMeeting,
  type SupervisionOutlookFacts,
} from './forecast.js';
import { supervisionWindow } from './supervision.js';

const WINDOW = supervisionWindow(FIFTY_HOURS, date('2024-01-01'));
const NOW = at('2024-06-01', '12:00');

const planned = (day: string, from = '09:00', to = '12:00', groupId = 'g'): PlannedMeeting => ({
  meetingId: `${groupId} ${day} ${from}`,
  groupId,
  startsAt: at(day, from),
  endsAt: at(day, to),
});

const facts = (credited: number, ahead: readonly PlannedMeeting[]): SupervisionOutlookFacts => ({
  capacity: 'EMPLOYEE',
  credits: [{ startedAt: at('2024-03-01', '09:00'), minutes: credited }],
  ahead,
  window: WINDOW,
  dispensed: false,
});

const DAY_MS = 86_400_000;
const anyMeetings = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: 700 * 24 }),
      minutes: fc.integer({ min: 1, max: 400 }),
      groupId: fc.constantFrom('g', 'h'),
    }),
    { maxLength: 20 },
  )
  .map((list) =>
    list.map(({ start, minutes, groupId }, index): PlannedMeeting => {
      const starts = msOfInstant(NOW) + start * (DAY_MS / 24);
      return {
        meetingId: `m${index}`,
        groupId,
        startsAt: instantOfMs(starts),
        endsAt: instantOfMs(starts + minutes * 60_000),
      };
    }),
  );

describe('what planned meetings would add', () => {
  it('a meeting adds its length; outside the period it adds nothing', () => {
    const credits = plannedCredits([planned('2025-12-31'), planned('2026-01-01')], WINDOW);
    expect(credits.map(({ minutes }) => minutes)).toEqual([180]);
  });

  it('L9: a meeting during leave adds nothing, one on the first day back does', () => {
    const leaves = [{ from: date('2024-07-01'), to: date('2024-08-01') }];
    const window = supervisionWindow(FIFTY_HOURS, date('2024-01-01'), leaves, date('2024-06-01'));
    const credits = plannedCredits([planned('2024-07-01'), planned('2024-08-01')], window);
    expect(credits.map(({ meeting }) => meeting.startsAt)).toEqual([at('2024-08-01', '09:00')]);
  });

  it('V12: time that two meetings share counts once, for the one that begins first', () => {
    const [early, late] = [planned('2024-07-01', '09:00'), planned('2024-07-01', '10:00', '13:00', 'h')];
    expect(plannedCredits([late, early], WINDOW)).toEqual([
      { meeting: early, minutes: 180 },
      { meeting: late, minutes: 60 },
    ]);
    const inside = planned('2024-07-01', '10:00', '11:00', 'h');
    expect(plannedCredits([inside, early], WINDOW).map(({ minutes }) => minutes)).toEqual([180, 0]);
  });

  it('V12: together they never add more than the time that passes, in any order of the list', () => {
    fc.assert(
      fc.property(anyMeetings, (ahead) => {
        const inWindow = plannedCredits(ahead, WINDOW);
        const minutes = new Set<number>();
        for (const { meeting } of inWindow)
          for (let at = msOfInstant(meeting.startsAt); at < msOfInstant(meeting.endsAt); at += 60_000)
            minutes.add(at);
        expect(inWindow.reduce((sum, each) => sum + each.minutes, 0)).toBe(minutes.size);
        expect(plannedCredits([...ahead].reverse(), WINDOW)).toEqual(inWindow);
      }),
    );
  });
});

describe('the forecast', () => {
  it('Q3: credited and planned together, and what is missing even then', () => {
    const answer = supervisionOutlook(FIFTY_HOURS, facts(2700, [planned('2024-07-01')]), NOW);
    expect(forecastMinutes(answer)).toBe(2880);
    expect(shortfall(answer)).toBe(120);
    const two = supervisionOutlook(
      FIFTY_HOURS,
      facts(2700, [planned('2024-07-01'), planned('2024-08-01')]),
      NOW,
    );
    expect(shortfall(two)).toBe(0);
    expect(two.outlook).toBe('ON_TRACK');
  });

  it('V42: without a target nothing is missing and nobody falls below', () => {
    const rule = YOUTH.supervision;
    const answer = supervisionOutlook(rule, facts(60, [planned('2024-07-01')]), NOW);
    expect([forecastMinutes(answer), shortfall(answer)]).toEqual([240, null]);
    expect(ifLeftOut(rule, facts(60, [planned('2024-07-01')]), () => true, NOW).fallsBelow).toBe(false);
  });

  it('the meeting that closes the gap is the first after which nothing remains', () => {
    const list = [planned('2024-07-01'), planned('2024-08-01'), planned('2024-09-01')];
    const credits = plannedCredits(list, WINDOW);
    expect(closingMeeting(180, credits)).toBe(list[0]);
    expect(closingMeeting(181, credits)).toBe(list[1]);
    expect(closingMeeting(541, credits)).toBeNull();
    expect(closingMeeting(0, credits)).toBeNull();
    expect(closingMeeting(null, credits)).toBeNull();
  });

  it('there is a meeting that closes the gap exactly when the planned ones suffice', () => {
    fc.assert(
      fc.property(anyMeetings, fc.integer({ min: 0, max: 3000 }), (ahead, credited) => {
        const answer = supervisionOutlook(FIFTY_HOURS, facts(credited, ahead), NOW);
        const closing = closingMeeting(answer.remainingMinutes, plannedCredits(ahead, WINDOW));
        expect(closing !== null).toBe(answer.remainingMinutes !== 0 && shortfall(answer) === 0);
        const until = (last: PlannedMeeting | null) =>
          ahead.filter((meeting) => last === null || meeting.startsAt <= last.startsAt);
        if (closing !== null)
          expect(shortfall(supervisionOutlook(FIFTY_HOURS, facts(credited, until(closing)), NOW))).toBe(0);
      }),
    );
  });
});

describe('what if meetings are left out', () => {
  it('Q24: missing the one that closes the gap falls below; one of two that would do does not', () => {
    const [one, two] = [planned('2024-07-01'), planned('2024-08-01')];
    const missing = (ahead: PlannedMeeting[]) =>
      ifLeftOut(FIFTY_HOURS, facts(2820, ahead), ({ meetingId }) => meetingId === one.meetingId, NOW);
    expect(missing([one])).toMatchObject({ fallsBelow: true, after: { plannedMinutes: 0 } });
    expect(missing([one, two])).toMatchObject({ fallsBelow: false, after: { plannedMinutes: 180 } });
  });

  it('Q10: who does not reach the target now, or is dispensed, does not fall below', () => {
    const ahead = [planned('2024-07-01')];
    expect(ifLeftOut(FIFTY_HOURS, facts(2000, ahead), () => true, NOW).fallsBelow).toBe(false);
    const dispensed = { ...facts(2820, ahead), dispensed: true };
    expect(ifLeftOut(FIFTY_HOURS, dispensed, () => true, NOW).fallsBelow).toBe(false);
    expect(ifLeftOut(FIFTY_HOURS, facts(2820, ahead), () => true, NOW).fallsBelow).toBe(true);
  });

  it('leaving out never adds, leaving out nothing changes nothing, and what is credited stays', () => {
    fc.assert(
      fc.property(
        anyMeetings,
        fc.integer({ min: 0, max: 4000 }),
        fc.constantFrom('g', 'h', 'x'),
        (ahead, credited, groupId) => {
          const own = facts(credited, ahead);
          const { before, after, fallsBelow } = ifLeftOut(
            FIFTY_HOURS,
            own,
            (m) => m.groupId === groupId,
            NOW,
          );
          expect(after.creditedMinutes).toBe(before.creditedMinutes);
          expect(after.plannedMinutes).toBeLessThanOrEqual(before.plannedMinutes);
          if (groupId === 'x') expect(after).toEqual(before);
          if (fallsBelow) expect(after.outlook).not.toBe('MET');
          expect(fallsBelow).toBe(forecastMinutes(before) >= 3000 && forecastMinutes(after) < 3000);
        },
      ),
    );
  });
});
