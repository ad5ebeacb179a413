/** Reference data: municipalities, rule sets and providers. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Integer, OptionalInteger, OptionalText, Text } from './columns.js';

/** A municipality; old records keep the old code when municipalities merge (L28). */
@Entity('municipality')
export class MunicipalityEntity {
  @PrimaryColumn('text') code!: string;
  @Text() name!: string;
  @Text() sortKey!: string;
  @OptionalText() validFrom!: string | null;
  @OptionalText() validTo!: string | null;
  @OptionalText() successorCode!: string | null;
}

/** A published rule set. Never changed: a new version is a new row, and enrolments keep theirs (V40). */
@Entity('rule_set')
@Check('rule_set_version_positive', '"version" > 0')
export class RuleSetEntity {
  @PrimaryColumn('text') programmeKey!: string;
  @PrimaryColumn('integer') version!: number;
  /** The programme as JSON, as the reader of src/programmes yields it. */
  @Text() content!: string;
  @Text() publishedAt!: string;
}

@Entity('provider')
@Index('provider_key_unique', ['key'], { unique: true })
export class ProviderEntity {
  @Id() id!: string;
  @Text() key!: string;
  @Text() name!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

@Entity('engagement')
@ForeignKey(() => RuleSetEntity, ['programmeKey', 'ruleVersion'], ['programmeKey', 'version'])
export class EngagementEntity {
  @Id() id!: string;
  @Text() programmeKey!: string;
  /** The rule set that new enrolments of this engagement start under. */
  @Integer() ruleVersion!: number;
  @Text() startsOn!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

@Entity('engagement_municipality')
export class EngagementMunicipalityEntity {
  @ForeignKey(() => EngagementEntity) @PrimaryColumn('text') engagementId!: string;
  @Index() @ForeignKey(() => MunicipalityEntity) @PrimaryColumn('text') municipalityCode!: string;
}

/** A seat is a row (Decision 4). Counted seats are numbered within their pool; leaders on top sit on uncounted ones. */
@Entity('seat')
@Index('seat_number_unique', ['pool', 'number'], { unique: true })
@Check('seat_kind', `"kind" IN ('QUOTA', 'GRANTED', 'UNCOUNTED')`)
@Check('seat_counted_is_numbered', `("kind" = 'UNCOUNTED') = ("number" IS NULL)`)
@Check('seat_grant_explained', `"kind" <> 'GRANTED' OR "reason" IS NOT NULL`)
export class SeatEntity {
  @Id() id!: string;
  /** Which seats compete with each other: per municipality, engagement or programme, as the quota's scope says. */
  @Text() pool!: string;
  @Index() @ForeignKey(() => EngagementEntity) @Text() engagementId!: string;
  @OptionalText() @ForeignKey(() => MunicipalityEntity) municipalityCode!: string | null;
  @Text() trackKey!: string;
  @Text() kind!: 'QUOTA' | 'GRANTED' | 'UNCOUNTED';
  @OptionalInteger() number!: number | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}
