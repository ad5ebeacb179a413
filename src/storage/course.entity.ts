/** Cohorts, their days, and who was there. */
import { Check, Entity, ForeignKey, Index } from 'typeorm';
import { Flag, Id, Integer, OptionalFlag, OptionalText, Text } from './columns.js';
import { EnrolmentEntity } from './people.entity.js';
import { EngagementEntity, MunicipalityEntity, ProviderEntity, RuleSetEntity } from './reference.entity.js';

@Entity('cohort')
@ForeignKey(() => RuleSetEntity, ['programmeKey', 'ruleVersion'], ['programmeKey', 'version'])
export class CohortEntity {
  @Id() id!: string;
  @Index() @Text() programmeKey!: string;
  @Integer() ruleVersion!: number;
  @Text() trackKey!: string;
  @Text() name!: string;
  @Index() @ForeignKey(() => ProviderEntity) @OptionalText() providerId!: string | null;
  @Index() @ForeignKey(() => EngagementEntity) @OptionalText() engagementId!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** One place in the course of one cohort: unit and day. When it takes place is in its plan. */
@Entity('course_day')
@Index('course_day_place_unique', ['cohortId', 'type', 'unit', 'day'], {
  unique: true,
  where: '"cancelled" = false',
})
@Check('course_day_type', `"type" IN ('SEMINAR', 'COURSE_DAY', 'CERTIFICATION_DAY')`)
export class CourseDayEntity {
  @Id() id!: string;
  @Index('course_day_by_cohort') @ForeignKey(() => CohortEntity) @Text() cohortId!: string;
  @Text() type!: string;
  @Integer() unit!: number;
  @Integer() day!: number;
  /** As in the current plan. */
  @Flag() cancelled!: boolean;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** When and where a course day takes place; a new date supersedes the earlier one (Decision 2, L23). */
@Entity('course_day_plan')
@Index('course_day_plan_current_unique', ['courseDayId'], { unique: true, where: '"superseded_at" IS NULL' })
@Check(
  'course_day_plan_order',
  '"am_starts_at" < "am_ends_at" AND "am_ends_at" <= "pm_starts_at" AND "pm_starts_at" < "pm_ends_at"',
)
export class CourseDayPlanEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => CourseDayEntity) @Text() courseDayId!: string;
  @Text() date!: string;
  @Text() amStartsAt!: string;
  @Text() amEndsAt!: string;
  @Text() pmStartsAt!: string;
  @Text() pmEndsAt!: string;
  @OptionalText() venue!: string | null;
  /** The municipality that it takes place in; null where nobody has said. */
  @ForeignKey(() => MunicipalityEntity) @OptionalText() hostMunicipalityCode!: string | null;
  @Flag() cancelled!: boolean;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** One person at one half-day. A correction supersedes the earlier record and gives a reason (V7). */
@Entity('attendance')
@Index('attendance_current_unique', ['enrolmentId', 'courseDayId', 'part'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Index('attendance_made_up_once', ['enrolmentId', 'makesUpCourseDayId', 'makesUpPart'], {
  unique: true,
  where: '"superseded_at" IS NULL AND "makes_up_course_day_id" IS NOT NULL',
})
@Check(
  'attendance_part',
  `"part" IN ('AM', 'PM') AND ("makes_up_part" IS NULL OR "makes_up_part" IN ('AM', 'PM'))`,
)
@Check('attendance_state', `"state" IN ('PRESENT', 'ABSENT')`)
@Check('attendance_make_up_whole', '("makes_up_course_day_id" IS NULL) = ("makes_up_part" IS NULL)')
export class AttendanceEntity {
  @Id() id!: string;
  @Index('attendance_by_enrolment') @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Index() @ForeignKey(() => CourseDayEntity) @Text() courseDayId!: string;
  @Text() part!: string;
  @Text() state!: string;
  /** Whether an apology came; never why (L10). */
  @OptionalFlag() notified!: boolean | null;
  @ForeignKey(() => CourseDayEntity) @OptionalText() makesUpCourseDayId!: string | null;
  @OptionalText() makesUpPart!: string | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/**
 * A missed half-day that is made up by an approved task instead of a half-day elsewhere (L1). Each row names one
 * half-day, and one row at most of each half-day holds; one that is withdrawn stays as history.
 */
@Entity('alternative_make_up')
@Index('alternative_make_up_current_unique', ['enrolmentId', 'courseDayId', 'part'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check('alternative_make_up_part', `"part" IN ('AM', 'PM')`)
export class AlternativeMakeUpEntity {
  @Id() id!: string;
  @Index('alternative_make_up_by_enrolment') @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Index() @ForeignKey(() => CourseDayEntity) @Text() courseDayId!: string;
  @Text() part!: string;
  /** The day that the task was done; from then on it counts. */
  @Text() doneOn!: string;
  @Text() description!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}
