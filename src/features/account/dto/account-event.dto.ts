import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';

export enum AccountEventKind {
  INVITED = 'INVITED',
  INVITATION_REVOKED = 'INVITATION_REVOKED',
  ACTIVATED = 'ACTIVATED',
  ROLES_CHANGED = 'ROLES_CHANGED',
  ENDED = 'ENDED',
  SIGNED_IN = 'SIGNED_IN',
  SIGN_IN_FAILED = 'SIGN_IN_FAILED',
  LOCKED = 'LOCKED',
  UNLOCKED = 'UNLOCKED',
  RECOVERY_CODE_USED = 'RECOVERY_CODE_USED',
  SECOND_FACTOR_RESET = 'SECOND_FACTOR_RESET',
  SECOND_FACTOR_SET = 'SECOND_FACTOR_SET',
  PASSWORD_CHANGED = 'PASSWORD_CHANGED',
  SIGNED_OUT_EVERYWHERE = 'SIGNED_OUT_EVERYWHERE',
}
registerEnumType(AccountEventKind, { name: 'AccountEventKind' });

@ObjectType({
  description: 'What happened to an account, or at its door. Never changed, and never what was typed.',
})
export class AccountEvent {
  @Field(() => ID) id!: string;
  @Field(() => AccountEventKind) kind!: AccountEventKind;
  @Field(() => ID, {
    nullable: true,
    description: 'Null when somebody tried an address that has no account.',
  })
  accountId!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the account; null without one.' }) email!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Null where nobody was asked for one.' }) reason!:
    string | null;
  @Field(() => DateTimeScalar) recordedAt!: Instant;
  @Field(() => String, {
    nullable: true,
    description: 'Who did it, by name; null for somebody not signed in.',
  })
  recordedBy!: string | null;
}

export const AccountEventConnection = connectionType(() => AccountEvent, 'AccountEvent');
