import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsEmail,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { Instant } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { SignInRefused } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { Role } from '../../../graphql/role.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText, NoCpr } from '../../../graphql/validation.js';

export enum AccountStatus {
  INVITED = 'INVITED',
  ACTIVE = 'ACTIVE',
  ENDED = 'ENDED',
}
registerEnumType(AccountStatus, { name: 'AccountStatus' });

@ObjectType({ description: 'What an account may be here, and for whom.' })
export class AccountRole {
  municipalityCode!: string | null;
  providerId!: string | null;
  @Field(() => Role) role!: Role;
  @Field(() => DateTimeScalar) recordedAt!: Instant;
  @Field(() => String, { description: 'Who gave it, by name.' }) recordedBy!: string;
}

@ObjectType({ description: 'With it somebody signs in here by password and second factor.' })
export class Account {
  @Field(() => ID, { description: 'Opaque. What is done with it is recorded under `account:` and this.' })
  id!: string;
  @Field(() => String) email!: string;
  @Field(() => String) name!: string;
  @Field(() => AccountStatus) status!: AccountStatus;
  @Field(() => [AccountRole], { description: 'Those that are yours to give, or all of your own account.' })
  roles!: AccountRole[];
  @Field(() => Boolean) secondFactor!: boolean;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'After wrong passwords or codes; null while it is not.',
  })
  lockedUntil!: Instant | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when the link for it can be used; null when there is none.',
  })
  linkEndsAt!: Instant | null;
  @Field(() => DateTimeScalar) recordedAt!: Instant;
  @Field(() => String, { description: 'Who invited, by name.' }) recordedBy!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it lasts.' })
  endedAt!: Instant | null;
}

export const AccountConnection = connectionType(() => Account, 'Account');

@InputType()
export class AccountRoleInput {
  @Field(() => Role) role!: Role;

  @Field(() => String, { nullable: true, description: 'Of a coordinator.' })
  @IsOptional()
  @Matches(/^\d{3}$/, { message: 'must be a municipality code of three digits' })
  municipalityCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of the staff of a training provider.' })
  @IsOptional()
  providerId?: string | null;
}

const Roles = (): PropertyDecorator => (target, key) => {
  ValidateNested({ each: true })(target, key as string);
  Type(() => AccountRoleInput)(target, key as string);
  ArrayMinSize(1, { message: 'must name at least one role' })(target, key as string);
  ArrayMaxSize(20, { message: 'must name at most 20 roles' })(target, key as string);
};

/** Neither trimmed nor kept. */
const Secret = (): PropertyDecorator => (target, key) => {
  IsString()(target, key as string);
  MaxLength(1_000, { message: 'must have at most 1000 characters' })(target, key as string);
};

@InputType()
export class AccountInviteInput {
  @Field(() => String, { description: 'To sign in with. A participant’s is that of the person’s record.' })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.trim().toLowerCase() : value,
  )
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(200)
  @NoCpr()
  email!: string;
  @Field(() => String) @FreeText(200) name!: string;
  @Field(() => [AccountRoleInput]) @Roles() roles!: AccountRoleInput[];
}

@ObjectType()
export class AccountInvitePayload {
  @Field(() => Account) account!: Account;
  @Field(() => String, {
    description:
      'Give it to the person by a way that you trust: the server sends no e-mail. Shown this once, opens once.',
  })
  link!: string;
}
export const AccountInviteResult = resultUnion('AccountInviteResult', AccountInvitePayload);

@InputType()
export class AccountInvitationRevokeInput {
  @Field(() => ID) accountId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}
@ObjectType()
export class AccountInvitationRevokePayload {
  @Field(() => Account) account!: Account;
}
export const AccountInvitationRevokeResult = resultUnion(
  'AccountInvitationRevokeResult',
  AccountInvitationRevokePayload,
);

@InputType()
export class AccountRolesChangeInput {
  @Field(() => ID) accountId!: string;
  @Field(() => [AccountRoleInput], {
    description: 'All that it is to have from now on. Roles that are not yours to give stay as they are.',
  })
  @Roles()
  roles!: AccountRoleInput[];
  @Field(() => String) @FreeText(1_000) reason!: string;
}
@ObjectType()
export class AccountRolesChangePayload {
  @Field(() => Account) account!: Account;
}
export const AccountRolesChangeResult = resultUnion('AccountRolesChangeResult', AccountRolesChangePayload);

@InputType()
export class AccountEndInput {
  @Field(() => ID) accountId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}
@ObjectType()
export class AccountEndPayload {
  @Field(() => Account) account!: Account;
}
export const AccountEndResult = resultUnion('AccountEndResult', AccountEndPayload);

@InputType()
export class AccountUnlockInput {
  @Field(() => ID) accountId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}
@ObjectType()
export class AccountUnlockPayload {
  @Field(() => Account) account!: Account;
}
export const AccountUnlockResult = resultUnion('AccountUnlockResult', AccountUnlockPayload);

@InputType()
export class AccountSecondFactorResetInput {
  @Field(() => ID) accountId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}
@ObjectType()
export class AccountSecondFactorResetPayload {
  @Field(() => Account) account!: Account;
  @Field(() => String, {
    description: 'Where the person sets up another, with the password. Shown this once, opens once.',
  })
  link!: string;
}
export const AccountSecondFactorResetResult = resultUnion(
  'AccountSecondFactorResetResult',
  AccountSecondFactorResetPayload,
);

@ObjectType({ description: 'Send it in the header `Authorization: Bearer TOKEN`.' })
export class AccountToken {
  @Field(() => String) token!: string;
  @Field(() => DateTimeScalar, { description: 'It works until then, or until a sign-out everywhere.' })
  endsAt!: Instant;
}

@InputType()
export class SignInInput {
  @Field(() => String) @IsString() @MaxLength(320) email!: string;
  @Field(() => String) @Secret() password!: string;
  @Field(() => String, { nullable: true, description: 'From the authenticator app, or a recovery code.' })
  @IsOptional()
  @Secret()
  code?: string | null;
}
@ObjectType()
export class SignInPayload extends AccountToken {}
export const SignInResult = resultUnion('SignInResult', SignInPayload, SignInRefused);

@InputType()
export class AccountPasswordChangeInput {
  @Field(() => String) @Secret() currentPassword!: string;
  @Field(() => String, { description: '12 to 256 characters of any kind.' })
  @Secret()
  @NoCpr()
  newPassword!: string;
}
@ObjectType({ description: 'Everything else that was signed in with the account is signed out.' })
export class AccountPasswordChangePayload extends AccountToken {}
export const AccountPasswordChangeResult = resultUnion(
  'AccountPasswordChangeResult',
  AccountPasswordChangePayload,
);

@InputType()
export class AccountSignOutEverywhereInput {
  @Field(() => Boolean, { description: 'True: also the one that this is sent with.' }) sure!: boolean;
}
@ObjectType()
export class AccountSignOutEverywherePayload {
  @Field(() => Account) account!: Account;
}
export const AccountSignOutEverywhereResult = resultUnion(
  'AccountSignOutEverywhereResult',
  AccountSignOutEverywherePayload,
);
