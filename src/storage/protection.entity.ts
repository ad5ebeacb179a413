/** What the people themselves are owed: who read about them, and what they asked to have corrected. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, OptionalText, Text } from './columns.js';
import { PersonEntity } from './people.entity.js';
import { MunicipalityEntity, ProviderEntity } from './reference.entity.js';

/**
 * Somebody was told who a person is, outside of what their own work has them read every day. Append-only; once for each
 * reader, person, root field and day. The order of the key is the order in which a person reads them.
 */
@Entity('reading')
export class ReadingEntity {
  @ForeignKey(() => PersonEntity) @PrimaryColumn('text') personId!: string;
  /** In Copenhagen. */
  @PrimaryColumn('text') day!: string;
  @PrimaryColumn('text') recordedBy!: string;
  /** The root field of the API that was asked. */
  @PrimaryColumn('text') field!: string;
  /** The roles that the reader had then, separated by spaces. */
  @Text() roles!: string;
  /** The first time on that day. */
  @Text() recordedAt!: string;
}

/**
 * Somebody asks for a correction of what is stored about them (GDPR art. 16). One open request about each record; answered,
 * it stays. A municipality or a provider is to answer it, or else the agency.
 */
@Entity('correction_request')
@Index('correction_request_open_unique', ['personId', 'recordId'], {
  unique: true,
  where: '"answered_at" IS NULL',
})
@Index('correction_request_open_by_municipality', ['municipalityCode'], { where: '"answered_at" IS NULL' })
@Check('correction_request_one_body', '"municipality_code" IS NULL OR "provider_id" IS NULL')
export class CorrectionRequestEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  /** What is wrong: any record about the person, or the person themself for name, address and phone. */
  @Text() recordId!: string;
  @ForeignKey(() => MunicipalityEntity) @OptionalText() municipalityCode!: string | null;
  @ForeignKey(() => ProviderEntity) @OptionalText() providerId!: string | null;
  @Text() statement!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() answeredAt!: string | null;
}

/** What was decided about a correction request, and what was done or why not. Append-only. */
@Entity('correction_answer')
@Check('correction_answer_decision', `"decision" IN ('CARRIED_OUT', 'REFUSED')`)
export class CorrectionAnswerEntity {
  @ForeignKey(() => CorrectionRequestEntity) @PrimaryColumn('text') requestId!: string;
  @Text() decision!: string;
  @Text() answer!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}
