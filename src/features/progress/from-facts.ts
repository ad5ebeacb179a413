/** From stored rows to the rulebook's values: what somebody belonged to, attended, held and was let off. */
import { halfDayKey, type AttendanceFact, type HalfDay } from '../../domain/attendance.js';
import { copenhagenDate, copenhagenInstant, type Instant, type LocalDate } from '../../domain/calendar.js';
import { certificateStanding, holds } from '../../domain/certificate.js';
import { groupBy } from '../../domain/group-by.js';
import type { Leave } from '../../domain/leave.js';
import type { RequirementDispensation, RequirementKind } from '../../domain/requirements.js';
import type { AsOf } from '../../graphql/as-of.js';
import type { Calendar } from './calendar.js';
import type {
  AlternativeMakeUpFact,
  AttendanceRecordFact,
  CertificateEventFact,
  ChangeFact,
  DispensationFact,
  EnrolmentFact,
} from './facts.repository.js';

/** With what its latest change then says; before it was recorded there is nothing but what it became. */
export function asItStood(enrolment: EnrolmentFact, last: ChangeFact | undefined): EnrolmentFact {
  if (last === undefined) return enrolment;
  const { engagementId, municipalityCode, ruleVersion, capacity } = last;
  return { ...enrolment, engagementId, municipalityCode, ruleVersion, capacity };
}

export function hasHeld({ validOn, recordedAt }: ChangeFact, then: AsOf): boolean {
  return validOn <= then.validOn || recordedAt <= then.at;
}

/** The first instant at which it has. */
export function heldFrom({ validOn, recordedAt }: ChangeFact): Instant {
  const day = copenhagenInstant(validOn, '00:00');
  return day < recordedAt ? day : recordedAt;
}

/**
 * The changes that had held. A change for a coming day holds from the day it was recorded; before the first one holds there is
 * no enrolment yet: somebody can be said to have left on a day before that.
 */
export function heldChanges(changes: readonly ChangeFact[], then: AsOf): readonly ChangeFact[] {
  const [begins] = changes;
  return begins !== undefined && hasHeld(begins, then)
    ? changes.filter((change) => hasHeld(change, then))
    : [];
}

export function heldDispensations(
  dispensations: readonly DispensationFact[],
  { validOn }: AsOf,
): readonly DispensationFact[] {
  return dispensations.filter(
    ({ validOn: from, until }) => from <= validOn && (until === null || until >= validOn),
  );
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

export function isCertified(events: readonly CertificateEventFact[], on: LocalDate): boolean {
  const certifying = events.filter((event) => event.certifies === 1);
  return [...groupBy(certifying, (event) => event.certificateId).values()].some((own) => {
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
    .flatMap((record) => calendar.find(halfDayKey(record))?.halfDay ?? [])
    .filter((halfDay) => halfDay.type !== 'CERTIFICATION_DAY');
}
