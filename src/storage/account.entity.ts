/** Accounts of this installation: who may sign in with a password, as what, and what happened to each account. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Integer, OptionalInteger, OptionalText, Text } from './columns.js';
import { MunicipalityEntity, ProviderEntity } from './reference.entity.js';

/** What an account is now. Its secrets are replaced, never kept; what happened to it is in `account_event`. */
@Entity('account')
@Index('account_email_unique', ['email'], { unique: true, where: '"ended_at" IS NULL' })
export class AccountEntity {
  @Id() id!: string;
  /** Lower case. */
  @Text() email!: string;
  @Text() name!: string;
  /** Argon2id, with its parameters; null until the invitation is accepted. */
  @OptionalText() passwordHash!: string | null;
  /** Sealed, see access/account-secrets.ts; null without a second factor. */
  @OptionalText() totpSecret!: string | null;
  /** The last half minute whose code was accepted: none is accepted twice. */
  @OptionalInteger() totpStep!: number | null;
  /** Sessions and tokens of an earlier version open nothing. */
  @Integer() tokenVersion!: number;
  /** Wrong passwords and codes since the last good sign-in. */
  @Integer() failures!: number;
  /** Until then nothing opens it; null when it is not locked. */
  @OptionalText() lockedUntil!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() endedAt!: string | null;
}

/** One role of an account. Superseded when it is taken away. */
@Entity('account_role')
@Index('account_role_current', ['accountId'], { where: '"superseded_at" IS NULL' })
@Check(
  'account_role_name',
  `"role" IN ('AGENCY', 'PROVIDER', 'COORDINATOR', 'PARTICIPANT', 'EVALUATOR', 'ADMIN')`,
)
@Check('account_role_municipality', `("role" = 'COORDINATOR') = ("municipality_code" IS NOT NULL)`)
@Check('account_role_provider', `("role" = 'PROVIDER') = ("provider_id" IS NOT NULL)`)
export class AccountRoleEntity {
  @Id() id!: string;
  @ForeignKey(() => AccountEntity) @Text() accountId!: string;
  @Text() role!: string;
  @ForeignKey(() => MunicipalityEntity) @OptionalText() municipalityCode!: string | null;
  @ForeignKey(() => ProviderEntity) @OptionalText() providerId!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** A link that opens once: to accept an invitation, or to set up a second factor anew. Its secret is not here. */
@Entity('account_link')
@Index('account_link_secret_unique', ['secretHash'], { unique: true })
@Index('account_link_standing', ['accountId'], { unique: true, where: '"superseded_at" IS NULL' })
@Check('account_link_purpose', `"purpose" IN ('INVITATION', 'SECOND_FACTOR')`)
export class AccountLinkEntity {
  @Id() id!: string;
  @ForeignKey(() => AccountEntity) @Text() accountId!: string;
  @Text() purpose!: 'INVITATION' | 'SECOND_FACTOR';
  /** SHA-256, in hexadecimal. */
  @Text() secretHash!: string;
  @Text() endsAt!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  /** When it was used, taken back or followed by another. */
  @OptionalText() supersededAt!: string | null;
}

/** For whoever has lost the second factor: each opens once, and is gone then. */
@Entity('account_recovery_code')
export class AccountRecoveryCodeEntity {
  @ForeignKey(() => AccountEntity) @PrimaryColumn('text') accountId!: string;
  @PrimaryColumn('text') codeHash!: string;
}

/** Append-only: what happened to an account and at its door. What was typed is never here. */
@Entity('account_event')
@Index('account_event_by_account', ['accountId', 'recordedAt', 'id'])
@Index('account_event_by_time', ['recordedAt', 'id'])
export class AccountEventEntity {
  @Id() id!: string;
  /** Null when somebody tried an address that has no account. */
  @ForeignKey(() => AccountEntity) @OptionalText() accountId!: string | null;
  @Text() kind!: string;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  /** Whoever did it; null for somebody who is not signed in. */
  @OptionalText() recordedBy!: string | null;
}
