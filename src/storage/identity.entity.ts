/** Whose an enrolment and a job are, and since when that is known: people who were registered twice become one (L25). */
import { Check, Entity, ForeignKey, Index } from 'typeorm';
import { Id, OptionalText, Text } from './columns.js';
import { AffiliationEntity, EnrolmentEntity, PersonEntity } from './people.entity.js';

/** Superseded, never changed: whose an enrolment is, and the job that its seat belongs to (V36), as known at any time (V38). */
@Entity('enrolment_person')
@Index('enrolment_person_current_unique', ['enrolmentId'], { unique: true, where: '"superseded_at" IS NULL' })
@Index('enrolment_person_by_enrolment', ['enrolmentId'])
export class EnrolmentPersonEntity {
  @Id() id!: string;
  @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  @ForeignKey(() => AffiliationEntity) @Text() affiliationId!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** Superseded, never changed: whose an affiliation is, from and to which day, as known at any time (L4, L5, V38). */
@Entity('affiliation_period')
@Index('affiliation_period_current_unique', ['affiliationId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check('affiliation_period_order', `"valid_from" IS NULL OR "valid_to" IS NULL OR "valid_from" < "valid_to"`)
export class AffiliationPeriodEntity {
  @Id() id!: string;
  @ForeignKey(() => AffiliationEntity) @Text() affiliationId!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  /** First day there; null = always. */
  @OptionalText() validFrom!: string | null;
  /** First day no longer there; null while it lasts. */
  @OptionalText() validTo!: string | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** Two registrations of one person, made one (L25). Superseded when the merge is taken back. */
@Entity('person_merge')
@Index('person_merge_current_unique', ['mergedId'], { unique: true, where: '"superseded_at" IS NULL' })
@Check('person_merge_two', `"kept_id" <> "merged_id"`)
export class PersonMergeEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() keptId!: string;
  @Index('person_merge_by_merged') @ForeignKey(() => PersonEntity) @Text() mergedId!: string;
  /** What it moved, as JSON: exactly that goes back when the merge is taken back. */
  @Text() moved!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}
