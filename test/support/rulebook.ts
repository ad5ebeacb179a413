/** Values for the specs of the rulebook: the tracks as domain.md 1e proposes them, and small courses and meetings. */
import fc from 'fast-check';
import {
  attendanceProgress,
  type AttendanceFact,
  type AttendanceState,
  type CohortSpan,
  type HalfDay,
} from '../../src/domain/attendance.js';
import {
  addDays,
  addMonths,
  copenhagenInstant,
  instantOfMs,
  msOfInstant,
  type Instant,
  type LocalDate,
} from '../../src/domain/calendar.js';
import {
  requiredHalfDays,
  type Gates,
  type SupervisionRule,
  type Track,
} from '../../src/domain/programme.js';
import {
  evaluateRequirements,
  type Attempt,
  type RequirementAnswer,
  type RequirementFacts,
  type RequirementKind,
} from '../../src/domain/requirements.js';
import { type HeldMeeting, type PresenceFact } from '../../src/domain/credit.js';
import {
  supervisionProgress,
  supervisionWindow,
  type SupervisionFacts,
} from '../../src/domain/supervision.js';

export const date = (text: string) => text as LocalDate;
/** A wall-clock time in Copenhagen. */
export const at = (day: string, time: string) => copenhagenInstant(date(day), time);

export const FIFTY_HOURS: SupervisionRule = {
  targetMinutes: 3000,
  credit: 'CLOCK',
  minutesPerHour: 60,
  windowMonths: 24,
  exemptCapacities: [],
};

const NO_GATES: Gates = { CERTIFICATION_DAY: {}, CERTIFICATE_ISSUE: {}, COMPLETION: {} };

function track(key: string, parts: Partial<Track>): Track {
  return {
    key,
    name: { da: key, en: key },
    quota: null,
    target: null,
    subsetOf: null,
    units: [],
    attendance: { toleranceHalfDays: 0, makeUp: true },
    supervision: null,
    gates: NO_GATES,
    certification: null,
    ...parts,
  };
}

export const MEETING_LEADER = track('MEETING_LEADER', {
  quota: { limit: 6, kind: 'HARD', scope: 'MUNICIPALITY', leadersCount: true },
  units: [
    { type: 'SEMINAR', count: 4, daysEach: 2 },
    { type: 'CERTIFICATION_DAY', count: 1, daysEach: 1 },
  ],
  supervision: FIFTY_HOURS,
  gates: {
    CERTIFICATION_DAY: { attendance: 'WARN', supervision: 'WARN' },
    CERTIFICATE_ISSUE: { assessment: 'BLOCK', attendance: 'BLOCK', supervision: 'WARN' },
    COMPLETION: { certified: 'BLOCK', attendance: 'BLOCK', supervision: 'BLOCK' },
  },
  certification: {
    title: { da: 'Mødeleder', en: 'Meeting leader' },
    video: 'IF_POSSIBLE',
    maxAttempts: null,
    validMonths: null,
  },
});

export const INTRO = track('INTRO', {
  quota: { limit: 24, kind: 'SOFT', scope: 'MUNICIPALITY', leadersCount: false },
  units: [{ type: 'COURSE_DAY', count: 4, daysEach: 1 }],
  supervision: { ...FIFTY_HOURS, targetMinutes: 900, windowMonths: null, exemptCapacities: ['LEADER'] },
  gates: { ...NO_GATES, COMPLETION: { attendance: 'BLOCK', supervision: 'BLOCK' } },
});

export const LEADERSHIP = track('LEADERSHIP', {
  units: [{ type: 'COURSE_DAY', count: 1, daysEach: 1 }],
});

export const YOUTH = track('YOUTH', {
  quota: { limit: 10, kind: 'HARD', scope: 'MUNICIPALITY', leadersCount: true },
  units: [{ type: 'COURSE_DAY', count: 6, daysEach: 1 }],
  supervision: { ...FIFTY_HOURS, targetMinutes: null, windowMonths: null },
});

/** Herlev states neither days nor hours (H1). */
export const SUPERUSER = track('OD_SUPERUSER', { target: 20, subsetOf: 'OD_BASIC' });

/** The 16 half-days of four seminars, one seminar a month, mornings 09-12 and afternoons 13-16. */
export function seminars(cohortId = 'A', firstDay = '2024-01-15'): HalfDay[] {
  return [1, 2, 3, 4].flatMap((unit) =>
    [1, 2].flatMap((day) => {
      const on = addDays(addMonths(date(firstDay), unit - 1), day - 1);
      const place = {
        cohortId,
        courseDayId: `${cohortId}${unit}.${day}`,
        type: 'SEMINAR' as const,
        unit,
        day,
      };
      return [
        {
          ...place,
          part: 'AM' as const,
          startsAt: at(on, '09:00'),
          endsAt: at(on, '12:00'),
          cancelled: false,
        },
        {
          ...place,
          part: 'PM' as const,
          startsAt: at(on, '13:00'),
          endsAt: at(on, '16:00'),
          cancelled: false,
        },
      ];
    }),
  );
}

export function fact(
  halfDay: HalfDay,
  state: AttendanceState = 'PRESENT',
  makesUp: HalfDay | null = null,
): AttendanceFact {
  const { courseDayId, part } = halfDay;
  return { courseDayId, part, state, makesUp };
}

/** A meeting on 5 March 2024, 09-12 unless told. */
export function meeting(parts: Partial<HeldMeeting> = {}): HeldMeeting {
  return {
    id: 'meeting',
    startedAt: at('2024-03-05', '09:00'),
    endedAt: at('2024-03-05', '12:00'),
    breakMinutes: 0,
    present: 4,
    ...parts,
  };
}

/** Somebody at a meeting, from its beginning to its end unless told. */
export function presence(parts: Partial<PresenceFact> = {}): PresenceFact {
  return { id: 'presence', enrolmentId: 'enrolment', meeting: meeting(), from: null, to: null, ...parts };
}

/** Presences at a handful of meetings on 5 March 2024, before 08.00; `unit` is the shortest step of time in ms. */
export function presencesOnOneDay(unit: number, longestBreak: number): fc.Arbitrary<PresenceFact[]> {
  const midnight = msOfInstant(at('2024-03-05', '00:00'));
  const moment = fc
    .integer({ min: 0, max: 28_800_000 / unit })
    .map((steps) => instantOfMs(midnight + steps * unit));
  const meetings = fc
    .tuple(moment, moment, fc.nat(longestBreak), fc.integer({ min: 1, max: 15 }))
    .map(([one, other, breakMinutes, present]) => {
      const [startedAt, endedAt] = one < other ? [one, other] : [other, one];
      return meeting({ startedAt, endedAt, breakMinutes, present });
    });
  const edge = fc.option(moment);
  const rows = fc.array(fc.record({ from: edge, to: edge, index: fc.nat(3) }), { maxLength: 8 });
  return fc
    .tuple(fc.array(meetings, { minLength: 4, maxLength: 4 }), rows)
    .map(([held, list]) =>
      list.map(({ from, to, index }, row) =>
        presence({ id: `p${row}`, meeting: { ...held[index]!, id: `m${index}` }, from, to }),
      ),
    );
}

export const PASSED: Attempt = { number: 1, outcome: 'PASSED', date: date('2021-09-20') };

/** What a meeting leader of an engagement from 1 January 2024 has; the parts that a test does not name are in order. */
export interface Progress {
  readonly track?: Track;
  readonly sheet?: readonly AttendanceFact[];
  readonly spans?: readonly CohortSpan[];
  readonly minutes?: number;
  readonly minutesOutside?: number;
  readonly attempts?: readonly Attempt[];
  readonly dispensed?: readonly RequirementKind[];
  readonly onLeave?: boolean;
  readonly now?: Instant;
}

/** The requirements as the whole rulebook answers them: from the sheet, the minutes and the attempts. */
export function requirementsOf(one: Progress): readonly RequirementAnswer[] {
  return evaluateRequirements(one.track ?? MEETING_LEADER, requirementFactsOf(one));
}

export function requirementFactsOf(one: Progress): RequirementFacts {
  const track = one.track ?? MEETING_LEADER;
  const now = one.now ?? at('2025-12-01', '12:00');
  const course = seminars();
  const sheet = one.sheet ?? course.map((halfDay) => fact(halfDay));
  const spans = one.spans ?? [{ cohortId: 'A', from: null, to: null }];
  const dispensed = new Set(one.dispensed);
  const supervision: SupervisionFacts = {
    capacity: 'EMPLOYEE',
    credits: [
      { startedAt: at('2024-06-03', '09:00'), minutes: one.minutes ?? 3000 },
      { startedAt: at('2023-06-05', '09:00'), minutes: one.minutesOutside ?? 0 },
    ],
    plannedMinutes: 0,
    window: supervisionWindow(track.supervision, date('2024-01-01')),
    dispensed: dispensed.has('SUPERVISION'),
  };
  return {
    attendance: attendanceProgress(requiredHalfDays(track), course, sheet, spans, now),
    supervision: supervisionProgress(track.supervision, supervision, now),
    attempts: one.attempts ?? [PASSED],
    dispensed,
    onLeave: one.onLeave ?? false,
  };
}
