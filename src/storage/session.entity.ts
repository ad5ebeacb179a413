/** People who signed in with a browser. */
import { Check, Entity, Index, PrimaryColumn } from 'typeorm';
import { OptionalInteger, OptionalText, Text } from './columns.js';

/**
 * Removed when it is over: nobody needs to know later, and it says who somebody is. The id itself is not here, only what
 * it can be recognised by.
 */
@Entity('session')
@Index('session_by_account', ['accountId'])
@Check('session_one_holder', `("claims" IS NULL) <> ("account_id" IS NULL)`)
export class SessionEntity {
  /** SHA-256, in hexadecimal. */
  @PrimaryColumn('text') idHash!: string;
  /** The key of the identity provider that vouched for the claims. */
  @OptionalText() issuer!: string | null;
  /** Digest of what was agreed with the provider at the time. */
  @OptionalText() issuerRules!: string | null;
  /** JSON: who it is, as far as the provider vouches for it. */
  @OptionalText() claims!: string | null;
  @OptionalText() accountId!: string | null;
  /** The account ends all its sessions by counting this up. */
  @OptionalInteger() accountVersion!: number | null;
  @Text() openedAt!: string;
  /** To within a minute. */
  @Text() lastUsedAt!: string;
  @Text() endsAt!: string;
}
