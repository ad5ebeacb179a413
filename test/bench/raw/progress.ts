/** W1: one participant's progress, from the facts. */
import { attendanceProgress, type AttendanceFact } from '../../../src/domain/attendance.js';
import { instantOfMs, type LocalDate } from '../../../src/domain/calendar.js';
import { plannedCredits, type PlannedMeeting } from '../../../src/domain/forecast.js';
import { requiredHalfDays, type Programme } from '../../../src/domain/programme.js';
import { type Attempt, evaluateRequirements, isCompleted } from '../../../src/domain/requirements.js';
import { creditedMinutes, supervisionProgress, supervisionWindow } from '../../../src/domain/supervision.js';
import { Calendar, cohortSpans } from '../../../src/features/progress/calendar.js';
import type {
  ChangeFact,
  CourseDayFact,
  PresenceRecordFact,
} from '../../../src/features/progress/facts.repository.js';
import { toPresence } from '../../../src/features/progress/from-facts.js';
import type { RawDatabase, Row } from './database.js';

const ENROLMENT = `SELECT e.id, e.status, e.rule_version, e.track_key, e.capacity, e.person_id, n.starts_on
  FROM enrolment e JOIN engagement n ON n.id = e.engagement_id WHERE e.id = $1`;
const CHANGES = `SELECT status, cohort_id AS "cohortId", cohort_from AS "cohortFrom", valid_on AS "validOn"
  FROM enrolment_change WHERE enrolment_id = $1 ORDER BY sequence`;
const ATTENDANCE = `SELECT course_day_id AS "courseDayId", part, state, makes_up_course_day_id AS "madeUpDay",
  makes_up_part AS "madeUpPart" FROM attendance WHERE enrolment_id = $1 AND superseded_at IS NULL`;
const DAYS = `SELECT d.id, d.cohort_id AS "cohortId", d.type, d.unit, d.day, p.am_starts_at AS "amStartsAt",
    p.am_ends_at AS "amEndsAt", p.pm_starts_at AS "pmStartsAt", p.pm_ends_at AS "pmEndsAt", p.cancelled
  FROM course_day d JOIN course_day_plan p ON p.course_day_id = d.id AND p.superseded_at IS NULL
  WHERE d.cohort_id IN (SELECT cohort_id FROM enrolment_change WHERE enrolment_id = $1)
    OR d.id IN (SELECT course_day_id FROM attendance WHERE enrolment_id = $1 AND superseded_at IS NULL)`;
const PRESENCES = `SELECT p.id, p.enrolment_id AS "enrolmentId", p.meeting_id AS "meetingId", p.from_at AS "fromAt",
    p.to_at AS "toAt", r.started_at AS "startedAt", r.ended_at AS "endedAt", r.break_minutes AS "breakMinutes", 1 AS present
  FROM presence p JOIN enrolment e ON e.id = p.enrolment_id
  JOIN supervision_record r ON r.meeting_id = p.meeting_id AND r.superseded_at IS NULL
  WHERE e.person_id = $1 AND NOT p.absent AND p.superseded_at IS NULL AND r.started_at <= $2`;
const AHEAD = `SELECT m.id AS "meetingId", m.group_id AS "groupId", m.planned_starts_at AS "startsAt",
    m.planned_ends_at AS "endsAt"
  FROM group_member g JOIN supervision_meeting m ON m.group_id = g.group_id
  WHERE g.enrolment_id = $1 AND g.superseded_at IS NULL AND m.planned_starts_at > $2 AND m.status = 'PLANNED'`;
const CERTIFICATION = `SELECT t.number, t.outcome, t.held_on AS date, EXISTS (SELECT 1 FROM certificate c
    WHERE c.enrolment_id = t.enrolment_id AND c.status IN ('VALID', 'REVIEW_REQUIRED')) AS certified
  FROM certification_attempt t WHERE t.enrolment_id = $1 ORDER BY t.number`;
const SEATED = ['CONFIRMED', 'ACTIVE', 'COMPLETED'];

/** Leave, dispensations and tasks instead of half-days are none in the data of the benchmark, and are not looked for. */
export async function progressOf(db: RawDatabase, programme: Programme, id: string): Promise<unknown> {
  const { ask } = db;
  const now = instantOfMs(Date.now());
  const [enrolment] = await ask(ENROLMENT, [id]);
  const track = programme.tracks.find((each) => each.key === enrolment?.['track_key']);
  if (enrolment === undefined || track === undefined) return null;
  const spans = cohortSpans(await ask<ChangeFact>(CHANGES, [id]));
  const facts = (await ask(ATTENDANCE, [id])).map(toFact);
  const calendar = new Calendar(await ask<CourseDayFact>(DAYS, [id]));
  const halfDays = calendar.halfDaysFor(spans, facts, []);
  const attendance = attendanceProgress(requiredHalfDays(track), halfDays, facts, spans, now);
  const presences = await ask<PresenceRecordFact>(PRESENCES, [enrolment['person_id'], now]);
  const minutes = creditedMinutes(presences.map(toPresence), () => track.supervision?.credit ?? 'CLOCK');
  const window = supervisionWindow(track.supervision, enrolment['starts_on'] as LocalDate);
  const ahead = SEATED.includes(enrolment['status']) ? await ask<PlannedMeeting>(AHEAD, [id, now]) : [];
  const planned = plannedCredits(ahead, window);
  const supervision = supervisionProgress(
    track.supervision,
    {
      capacity: enrolment['capacity'],
      credits: presences
        .filter((row) => row.enrolmentId === id)
        .map((row) => ({ startedAt: row.startedAt, minutes: minutes.get(row.id) ?? 0 })),
      plannedMinutes: planned.reduce((sum, each) => sum + each.minutes, 0),
      window,
      dispensed: false,
    },
    now,
  );
  const attempts = await ask<Attempt & { certified: unknown }>(CERTIFICATION, [id]);
  const certified = attempts.some((row) => Boolean(row.certified));
  const requirements = evaluateRequirements(track, {
    ...{ attendance, supervision, attempts, dispensed: new Set(), onLeave: false },
  });
  return {
    id,
    status: enrolment['status'],
    progress: {
      attendance: {
        requiredHalfDays: attendance.requiredHalfDays,
        heldHalfDays: attendance.heldHalfDays,
        attendedHalfDays: attendance.attendedHalfDays,
        madeUpHalfDays: attendance.madeUpHalfDays,
        missed: attendance.missed.map(({ courseDayId, part, startsAt }) => ({
          id: `${courseDayId}:${part}`,
          part,
          startsAt,
        })),
      },
      supervision: {
        targetMinutes: supervision.targetMinutes,
        creditedMinutes: supervision.creditedMinutes,
        remainingMinutes: supervision.remainingMinutes,
        plannedMinutes: supervision.plannedMinutes,
        outlook: supervision.outlook,
      },
      requirements: requirements.map(({ kind, state, explanation }) => ({
        kind,
        state,
        explanation: explanation.da,
      })),
      certified,
      completed: isCompleted(track, requirements, certified),
    },
  };
}

function toFact(row: Row): AttendanceFact {
  const { courseDayId, part, state, madeUpDay, madeUpPart } = row;
  return {
    ...{ courseDayId, part, state },
    makesUp: madeUpDay === null ? null : { courseDayId: madeUpDay, part: madeUpPart },
  };
}
