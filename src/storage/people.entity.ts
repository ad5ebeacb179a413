/** People, where they work, and what they are enrolled in. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Integer, OptionalText, Text } from './columns.js';
import { CohortEntity } from './course.entity.js';
import { EngagementEntity, MunicipalityEntity, RuleSetEntity, SeatEntity } from './reference.entity.js';

/** Minimum data only (domain.md section 7): name, work address and phone. */
@Entity('person')
@Index('person_email_unique', ['email'], { unique: true, where: '"email" IS NOT NULL' })
@Index('person_by_name', ['sortKey', 'id'])
export class PersonEntity {
  @Id() id!: string;
  @Text() name!: string;
  /** Lower case. */
  @OptionalText() email!: string | null;
  @OptionalText() phone!: string | null;
  /** Orders as Danish does; see domain/danish.ts. */
  @Text() sortKey!: string;
  /** Folded text that a search looks in. */
  @Text() searchText!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/**
 * Where a person works. Several may overlap (V36). Whose it is, and from and to which day, are as the latest of its
 * periods says; the rest never changes: another department or another job is another affiliation (L4).
 */
@Entity('affiliation')
@Check(
  'affiliation_organisation_type',
  `"organisation_type" IN ('MUNICIPALITY', 'AUTHORITY', 'JOB_CENTRE', 'PSYCHIATRY', 'REGION', 'OTHER')`,
)
export class AffiliationEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  @Index() @ForeignKey(() => MunicipalityEntity) @OptionalText() municipalityCode!: string | null;
  @OptionalText() organisation!: string | null;
  /** Null where it was not given. */
  @OptionalText() organisationType?: string | null;
  @OptionalText() unit!: string | null;
  @OptionalText() role!: string | null;
  /** First day there; null = always. */
  @OptionalText() validFrom!: string | null;
  /** First day no longer there; null while it lasts. */
  @OptionalText() validTo!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/**
 * One person on one track. Status, seat and cohort are the latest of the enrolment's changes, kept here so that the
 * database itself can refuse a second holder of a seat (V1, V3) and a second open enrolment.
 */
@Entity('enrolment')
@Index('enrolment_seat_unique', ['seatId'], { unique: true, where: '"seat_id" IS NOT NULL' })
@Index('enrolment_open_unique', ['personId', 'programmeKey', 'trackKey'], {
  unique: true,
  where: `"status" IN ('WAITLISTED', 'NOMINATED', 'CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED')`,
})
@Index('enrolment_by_municipality', ['municipalityCode', 'trackKey'])
@Index('enrolment_by_engagement', ['engagementId', 'trackKey'])
@Check('enrolment_capacity', `"capacity" IN ('EMPLOYEE', 'LEADER', 'PARTNER')`)
@Check(
  'enrolment_status',
  `"status" IN ('WAITLISTED', 'NOMINATED', 'CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED', 'WITHDRAWN', 'REPLACED', 'CANCELLED')`,
)
@Check(
  'enrolment_seated',
  `"seat_id" IS NOT NULL OR "status" NOT IN ('CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED')`,
)
@ForeignKey(() => RuleSetEntity, ['programmeKey', 'ruleVersion'], ['programmeKey', 'version'])
export class EnrolmentEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  @ForeignKey(() => EngagementEntity) @Text() engagementId!: string;
  @ForeignKey(() => MunicipalityEntity) @Text() municipalityCode!: string;
  @Text() programmeKey!: string;
  @Integer() ruleVersion!: number;
  @Text() trackKey!: string;
  @Text() capacity!: string;
  @Text() status!: string;
  @ForeignKey(() => SeatEntity) @OptionalText() seatId!: string | null;
  @Index() @ForeignKey(() => CohortEntity) @OptionalText() cohortId!: string | null;
  /** The one affiliation that this seat belongs to (V36). */
  @ForeignKey(() => AffiliationEntity) @Text() affiliationId!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @OptionalText() replacesId!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Append-only: each row is status, seat and cohort from a day on (Decision 2, V38). */
@Entity('enrolment_change')
export class EnrolmentChangeEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  @PrimaryColumn('integer') sequence!: number;
  @Text() status!: string;
  @ForeignKey(() => SeatEntity) @OptionalText() seatId!: string | null;
  @Index() @ForeignKey(() => CohortEntity) @OptionalText() cohortId!: string | null;
  /** First day in this cohort, where it was stated; null = from the cohort's beginning. */
  @OptionalText() cohortFrom!: string | null;
  @Text() validOn!: string;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** A cache of the facts: figures to order lists by. Written in the same transaction as the fact. */
@Entity('progress')
export class ProgressEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  @Integer() attendedHalfDays!: number;
  @Integer() creditedMinutes!: number;
}

/** One requirement lifted for one enrolment, with who and why (Decision 5). */
@Entity('dispensation')
@Index('dispensation_current_unique', ['enrolmentId', 'requirement'], {
  unique: true,
  where: '"ended_at" IS NULL',
})
@Check('dispensation_requirement', `"requirement" IN ('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT')`)
export class DispensationEntity {
  @Id() id!: string;
  @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Text() requirement!: string;
  @Text() reason!: string;
  @Text() validOn!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() endedAt!: string | null;
}
