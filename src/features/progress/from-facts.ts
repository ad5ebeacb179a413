/** From stored rows to the rulebook's values: what somebody belonged to, attended, held and was let off. */
import { halfDayKey, type AttendanceFact, type HalfDay } from '../../domain/attendance.js';
import { copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { certificateStanding, holds } from '../../domain/certificate.js';
import { groupBy } from '../../domain/group-by.js';
import type { Leave } from '../../domain/leave.js';
import type { RequirementDispensation, RequirementKind } from '../../domain/requirements.js';
import type { PresenceFact } from '../../domain/supervision.js';
import type { Calendar } from './calendar.js';
import type {
  AlternativeMakeUpFact,
  AttendanceRecordFact,
  CertificateEventFact,
  ChangeFact,
  DispensationFact,
  EnrolmentFact,
  PresenceRecordFact,
} from './facts.repository.js';

/** With what its latest change then says; before it was recorded there is nothing but what it became. */
export function asItStood(enrolment: EnrolmentFact, last: ChangeFact | undefined): EnrolmentFact {
  if (last === undefined) return enrolment;
  const { engagementId, municipalityCode, ruleVersion, capacity } = last;
  return { ...enrolment, engagementId, municipalityCode, ruleVersion, capacity };
}

export function dispensationOf(
  kind: RequirementKind,
  lifted: readonly DispensationFact[],
): RequirementDispensation | null {
  const fact = lifted.find((each) => each.requirement === kind);
  if (fact === undefined) return null;
  const { reason, grantedBy, grantedAt, validOn, until } = fact;
  return { reason, grantedBy, grantedAt, validOn, until };
}

/** What is recorded about one enrolment: sheets, tasks that make up for missed half-days, and leave. */
export interface RecordedAttendance {
  readonly records: readonly AttendanceRecordFact[];
  readonly alternatives: readonly AlternativeMakeUpFact[];
  readonly leaves: readonly Leave[];
}

export function toAttendance(fact: AttendanceRecordFact): AttendanceFact {
  const { courseDayId, part, state, makesUpCourseDayId, makesUpPart } = fact;
  const makesUp =
    makesUpCourseDayId === null || makesUpPart === null
      ? null
      : { courseDayId: makesUpCourseDayId, part: makesUpPart };
  return { courseDayId, part, state, makesUp };
}

export function toPresence(fact: PresenceRecordFact): PresenceFact {
  return {
    id: fact.id,
    enrolmentId: fact.enrolmentId,
    meeting: {
      id: fact.meetingId,
      startedAt: fact.startedAt,
      endedAt: fact.endedAt,
      breakMinutes: Number(fact.breakMinutes),
      present: Number(fact.present),
    },
    from: fact.fromAt,
    to: fact.toAt,
  };
}

export function isCertified(events: readonly CertificateEventFact[], on: LocalDate): boolean {
  return [...groupBy(events, (event) => event.certificateId).values()].some((own) => {
    const standing = certificateStanding(own, own[0]?.validUntil ?? null, on);
    return standing !== null && holds(standing.status);
  });
}

export function lastAttendedOn(
  { records, alternatives }: RecordedAttendance,
  calendar: Calendar,
): LocalDate | null {
  const attended = records.filter((record) => record.state === 'PRESENT');
  const dates = courseHalfDays(attended, calendar).map((halfDay) => copenhagenDate(halfDay.startsAt));
  return [...dates, ...alternatives.map((each) => each.doneOn)].sort().at(-1) ?? null;
}

/** Those that the records are about; certification days have attempts instead (V6). */
export function courseHalfDays(records: readonly AttendanceRecordFact[], calendar: Calendar): HalfDay[] {
  return records
    .flatMap((record) => calendar.find(halfDayKey(record)) ?? [])
    .filter((halfDay) => halfDay.type !== 'CERTIFICATION_DAY');
}
