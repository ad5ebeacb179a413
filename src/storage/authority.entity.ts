/** Who speaks for a municipality, and which municipality speaks for a former one. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, OptionalText, Text } from './columns.js';
import { MunicipalityEntity } from './reference.entity.js';

/**
 * Append-only: that a coordinator's role ends on a day, or goes on after all (L26). The latest row of a person and a
 * municipality holds; without one the signed token alone decides.
 */
@Entity('coordinator_change')
@Check('coordinator_change_kind', `"kind" IN ('ENDED', 'REINSTATED')`)
export class CoordinatorChangeEntity {
  /** The token's subject or the person's e-mail address, in lower case. */
  @PrimaryColumn('text') holder!: string;
  @ForeignKey(() => MunicipalityEntity) @PrimaryColumn('text') municipalityCode!: string;
  @PrimaryColumn('integer') sequence!: number;
  @Text() kind!: 'ENDED' | 'REINSTATED';
  /** The first day without access, or with access again. */
  @Text() validOn!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** From its first day on, a municipality is part of another (L28). A correction supersedes it with a reason. */
@Entity('municipality_succession')
@Index('municipality_succession_current_unique', ['code'], { unique: true, where: '"superseded_at" IS NULL' })
@Check('municipality_succession_other', '"code" <> "successor_code"')
export class MunicipalitySuccessionEntity {
  @Id() id!: string;
  @ForeignKey(() => MunicipalityEntity) @Text() code!: string;
  @Index() @ForeignKey(() => MunicipalityEntity) @Text() successorCode!: string;
  @Text() firstDay!: string;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}
