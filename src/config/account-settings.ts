import { IsBoolean } from 'class-validator';
import { type Setting, WholeNumber, wholeNumber, yesOrNo } from './setting.js';

/** The least that OWASP asks of Argon2id with one lane: 19 MiB and two passes. */
const LEAST_MEMORY_KIB = 19_456;
const LEAST_PASSES = 2;

/** How people sign in with an account of this installation. */
export abstract class AccountSettings {
  /** INVITATION_DAYS: an invitation can be accepted for this long. */
  @WholeNumber(1, 60, 'days, from 1 to 60')
  invitationDays: number = 7;

  /** ACCOUNT_TOKEN_HOURS: how long a bearer token from `signIn` works. */
  @WholeNumber(1, 24, 'hours, from 1 to 24')
  accountTokenHours: number = 8;

  /** SECOND_FACTOR_FOR_ALL: whether participants and evaluators need a second factor too. */
  @IsBoolean({ message: 'true or false' })
  secondFactorForAll: boolean = false;

  /** PASSWORD_MEMORY_KIB: memory for one Argon2id hash. */
  @WholeNumber(8, 1_048_576, 'KiB, from 8 to 1048576')
  passwordMemoryKib: number = LEAST_MEMORY_KIB;

  /** PASSWORD_PASSES: how many times Argon2id goes over that memory. */
  @WholeNumber(1, 20, 'a whole number from 1 to 20')
  passwordPasses: number = LEAST_PASSES;
}

export const ACCOUNT_SETTINGS: Record<keyof AccountSettings, Setting> = {
  invitationDays: { name: 'INVITATION_DAYS', read: wholeNumber },
  accountTokenHours: { name: 'ACCOUNT_TOKEN_HOURS', read: wholeNumber },
  secondFactorForAll: { name: 'SECOND_FACTOR_FOR_ALL', read: yesOrNo },
  passwordMemoryKib: { name: 'PASSWORD_MEMORY_KIB', read: wholeNumber },
  passwordPasses: { name: 'PASSWORD_PASSES', read: wholeNumber },
};

/** Passwords of people are never kept with less than is advised. */
export function accountContradictions(settings: AccountSettings & { nodeEnv: string }): string[] {
  if (settings.nodeEnv !== 'production') return [];
  const problems: string[] = [];
  if (settings.passwordMemoryKib < LEAST_MEMORY_KIB)
    problems.push(`  PASSWORD_MEMORY_KIB: at least ${LEAST_MEMORY_KIB} in production`);
  if (settings.passwordPasses < LEAST_PASSES)
    problems.push(`  PASSWORD_PASSES: at least ${LEAST_PASSES} in production`);
  return problems;
}
