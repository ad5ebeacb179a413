/** People, where they work, and what they are enrolled in. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  Flag,
  FlagOffAtFirst,
  Id,
  Integer,
  IntegerNoneAtFirst,
  OptionalText,
  Text,
  TextEmptyAtFirst,
} from './columns.js';
import { CohortEntity } from './course.entity.js';
import {
  EngagementEntity,
  MunicipalityEntity,
  ProviderEntity,
  RuleSetEntity,
  SeatEntity,
} from './reference.entity.js';

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
@Index('enrolment_waiting', ['engagementId', 'municipalityCode', 'trackKey'], {
  where: `"status" = 'WAITLISTED'`,
})
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
  @FlagOffAtFirst() continuesAsGuest!: boolean;
  @Text() status!: string;
  @ForeignKey(() => SeatEntity) @OptionalText() seatId!: string | null;
  @Index() @ForeignKey(() => CohortEntity) @OptionalText() cohortId!: string | null;
  /** The one affiliation that this seat belongs to (V36). */
  @ForeignKey(() => AffiliationEntity) @Text() affiliationId!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @OptionalText() replacesId!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Append-only: each row is everything about the enrolment that can change, from a day on (Decision 2, V38). */
@Entity('enrolment_change')
@ForeignKey(() => EngagementEntity, ['engagementId'], ['id'])
@ForeignKey(() => MunicipalityEntity, ['municipalityCode'], ['code'])
@Index('enrolment_change_by_municipality', ['municipalityCode'])
@Check('enrolment_change_capacity', `"capacity" IN ('EMPLOYEE', 'LEADER', 'PARTNER')`)
@Index('enrolment_change_by_seat', ['seatId'])
export class EnrolmentChangeEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  @PrimaryColumn('integer') sequence!: number;
  @Text() engagementId!: string;
  /** Whose seat it is from this day on (L5). */
  @Text() municipalityCode!: string;
  /** The rules that it goes by from this day on (V40). */
  @Integer() ruleVersion!: number;
  @Text() capacity!: string;
  /** Moved elsewhere, and goes on upon this seat as a guest (L5). */
  @Flag() continuesAsGuest!: boolean;
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

/** A stretch of leave; a new end supersedes it (L9). `toOn` is the first day back, null while it is not known. */
@Entity('enrolment_leave')
@Index('enrolment_leave_open_unique', ['enrolmentId'], {
  unique: true,
  where: '"to_on" IS NULL AND "superseded_at" IS NULL',
})
@Check('enrolment_leave_order', '"to_on" IS NULL OR "from_on" < "to_on"')
export class LeaveEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Text() fromOn!: string;
  @OptionalText() toOn!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/**
 * A cache of the facts: how an enrolment stands, and figures to order lists by. The database marks it as out of date, with
 * two empty texts, whenever something is recorded that it rests on; see features/progress/standing.repository.ts.
 */
@Entity('progress')
@Index('progress_by_holds_until', ['holdsUntil'])
@Index('progress_by_counts_until', ['countsUntil'])
@Index('progress_by_counts_since', ['countsSince'])
@Index('progress_by_maker', ['madeBy'])
export class ProgressEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  @Integer() attendedHalfDays!: number;
  @Integer() creditedMinutes!: number;
  /** JSON of ids, days and numbers, nothing about a person in words; null where it is worked out anew each time. */
  @OptionalText() standing!: string | null;
  @TextEmptyAtFirst() workedOutAt!: string;
  /** Which version of the rules has worked it out. */
  @TextEmptyAtFirst() madeBy!: string;
  /** Until when the standing holds while nothing is recorded. */
  @TextEmptyAtFirst() holdsUntil!: string;
  /** The same for what reports count. */
  @TextEmptyAtFirst() countsUntil!: string;
  /** From when on it held already, by what is known now. */
  @TextEmptyAtFirst() countsSince!: string;
  /** What reports count, and where; null and nothing until it was worked out. The database adds it up in `tally`. */
  @OptionalText() programmeKey!: string | null;
  @OptionalText() trackKey!: string | null;
  @OptionalText() municipalityCode!: string | null;
  @Index('progress_by_person') @OptionalText() personId!: string | null;
  /** 1 while it holds a seat; the figures below and above count then. */
  @IntegerNoneAtFirst() seated!: number;
  /** First day on a seat. */
  @OptionalText() seatedOn!: string | null;
  @IntegerNoneAtFirst() certified!: number;
  @IntegerNoneAtFirst() completed!: number;
  @IntegerNoneAtFirst() withdrawn!: number;
  @IntegerNoneAtFirst() replaced!: number;
  @IntegerNoneAtFirst() targetMinutes!: number;
  @IntegerNoneAtFirst() madeUpHalfDays!: number;
  @IntegerNoneAtFirst() requiredHalfDays!: number;
}

/** A training provider that has taught the enrolment. Follows from the facts, and is written by the database itself. */
@Entity('enrolment_provider')
export class EnrolmentProviderEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  @ForeignKey(() => ProviderEntity) @PrimaryColumn('text') providerId!: string;
}

/**
 * Where an enrolment stands in a list in the order of names: that of all, or that of a training provider that has taught it.
 * Follows from the facts, and is written by the database itself.
 */
@Entity('enrolment_listing')
@Index('enrolment_listing_by_name', ['reader', 'personKey', 'enrolmentId', 'programmeKey', 'trackKey'])
@Index('enrolment_listing_by_track', ['reader', 'programmeKey', 'trackKey', 'personKey', 'enrolmentId'])
export class EnrolmentListingEntity {
  @ForeignKey(() => EnrolmentEntity) @PrimaryColumn('text') enrolmentId!: string;
  /** The provider whose list it is, or ALL. */
  @PrimaryColumn('text') reader!: string;
  /** The sort key of the person that the enrolment is of. */
  @Text() personKey!: string;
  @Text() programmeKey!: string;
  @Text() trackKey!: string;
}

/**
 * What reports count today, added up by programme, track and municipality: a cache, kept by the database itself with every
 * row of `progress` that changes. The figures are the sums over the parts; a part by itself says nothing.
 */
@Entity('tally')
export class TallyEntity {
  @PrimaryColumn('text') programmeKey!: string;
  @PrimaryColumn('text') trackKey!: string;
  @PrimaryColumn('text') municipalityCode!: string;
  @PrimaryColumn('integer') part!: number;
  /** Unique persons on a seat (V28). */
  @Integer() persons!: number;
  @Integer() enrolled!: number;
  @Integer() certified!: number;
  @Integer() completed!: number;
  @Integer() withdrawn!: number;
  @Integer() replaced!: number;
  @Integer() supervisionMinutes!: number;
  @Integer() supervisionTargetMinutes!: number;
  @Integer() attendedHalfDays!: number;
  @Integer() madeUpHalfDays!: number;
  @Integer() requiredHalfDays!: number;
}

/**
 * One requirement lifted for one enrolment, with who and why (Decision 5), from a day and perhaps until one. Ending it
 * supersedes the row by another of the same number, so that what was known before can be told (V38).
 */
@Entity('dispensation')
@Index('dispensation_current_unique', ['enrolmentId', 'requirement', 'number'], {
  unique: true,
  where: '"ended_at" IS NULL',
})
@Index('dispensation_open_unique', ['enrolmentId', 'requirement'], {
  unique: true,
  where: '"ended_at" IS NULL AND "valid_until" IS NULL',
})
@Check('dispensation_requirement', `"requirement" IN ('ATTENDANCE', 'SUPERVISION', 'ASSESSMENT')`)
export class DispensationEntity {
  @Id() id!: string;
  /** The row by which it was granted; null = this one. */
  @ForeignKey(() => DispensationEntity) @OptionalText() grantId!: string | null;
  @Index('dispensation_by_enrolment') @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Text() requirement!: string;
  /** From 1, without a gap: the database refuses two that were granted at the same time. */
  @Integer() number!: number;
  /** Of the grant; of the end, where this row ended it. */
  @Text() reason!: string;
  @Text() validOn!: string;
  /** The last day on which it holds; null = no end. */
  @OptionalText() validUntil!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  /** When another row took its place. */
  @OptionalText() endedAt!: string | null;
}
