/** Programs that read on behalf of a municipality or a training provider. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, OptionalText, Text } from './columns.js';
import { MunicipalityEntity, ProviderEntity } from './reference.entity.js';

/** Append-only. The token itself is not here, only what it can be recognised by. */
@Entity('machine_token')
@Index('machine_token_secret_unique', ['secretHash'], { unique: true })
@Check('machine_token_one_scope', `("municipality_code" IS NULL) <> ("provider_id" IS NULL)`)
export class MachineTokenEntity {
  @Id() id!: string;
  @Text() name!: string;
  /** SHA-256, in hexadecimal. */
  @Text() secretHash!: string;
  @ForeignKey(() => MunicipalityEntity) @OptionalText() municipalityCode!: string | null;
  @ForeignKey(() => ProviderEntity) @OptionalText() providerId!: string | null;
  /** Names of root fields, with spaces between. */
  @Text() operations!: string;
  @Text() lastDay!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Append-only: from then on the token opens nothing. */
@Entity('machine_token_revocation')
export class MachineTokenRevocationEntity {
  @ForeignKey(() => MachineTokenEntity) @PrimaryColumn('text') machineTokenId!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** The last day on which a token was used, so that one that nobody needs any more is found. */
@Entity('machine_token_use')
export class MachineTokenUseEntity {
  @ForeignKey(() => MachineTokenEntity) @PrimaryColumn('text') machineTokenId!: string;
  @Text() usedOn!: string;
}
