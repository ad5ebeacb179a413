import { IsBoolean, IsOptional } from 'class-validator';
import { AccountSettings } from './account-settings.js';
import { type Setting, WholeNumber, wholeNumber, yesOrNo } from './setting.js';

const AT_LEAST_ONE = 'a whole number from 1 to 1000000000';
const FROM_NOTHING = 'a whole number from 0 to 1000000000; 0 sets no limit';
const BILLION = 1_000_000_000;
const ON_OR_OFF = 'true, false, or nothing: on except in production';

/** What one request, one caller and one address may ask of the server, and what it shows of itself. */
export abstract class Protection extends AccountSettings {
  /** QUERY_MAX_DEPTH: fields inside fields. */
  @WholeNumber(1, BILLION, AT_LEAST_ONE)
  queryMaxDepth: number = 20;

  /** QUERY_MAX_ALIASES: fields that are given another name, those in fragments at each use. */
  @WholeNumber(0, BILLION, 'a whole number from 0 to 1000000000')
  queryMaxAliases: number = 50;

  /** QUERY_MAX_FIELDS: all fields, those in fragments at each use. */
  @WholeNumber(1, BILLION, AT_LEAST_ONE)
  queryMaxFields: number = 500;

  /** QUERY_MAX_TOKENS: words and signs of the document. */
  @WholeNumber(1, BILLION, AT_LEAST_ONE)
  queryMaxTokens: number = 2_000;

  /** QUERY_MAX_COST: in the units of src/graphql/limits/cost-model.ts. */
  @WholeNumber(1, BILLION, AT_LEAST_ONE)
  queryMaxCost: number = 60_000;

  /** INTROSPECTION: null leaves it to NODE_ENV. */
  @IsOptional()
  @IsBoolean({ message: ON_OR_OFF })
  introspection: boolean | null = null;

  /** EXPLORER: null leaves it to NODE_ENV. */
  @IsOptional()
  @IsBoolean({ message: ON_OR_OFF })
  explorer: boolean | null = null;

  /** TRUSTED_OPERATIONS: a JSON file, from the SHA-256 of each operation to its text. */
  @IsOptional()
  trustedOperations?: string;

  /** ONLY_TRUSTED_OPERATIONS: whether those are all that is run. */
  @IsBoolean({ message: 'true or false' })
  onlyTrustedOperations: boolean = false;

  /** REQUEST_TIMEOUT_MS: from its first byte to its answer. */
  @WholeNumber(1, 3_600_000, 'milliseconds, from 1 to 3600000')
  requestTimeoutMs: number = 60_000;

  /** BODY_LIMIT_BYTES: of a request that carries no file. */
  @WholeNumber(1_000, BILLION, 'bytes, from 1000 to 1000000000')
  bodyLimitBytes: number = 250_000;

  /** UPLOAD_LIMIT_BYTES: of a request that carries a file, such as a roster of 5,000 rows in base64. */
  @WholeNumber(1_000, BILLION, 'bytes, from 1000 to 1000000000')
  uploadLimitBytes: number = 5_000_000;

  /** TRUST_PROXIES: that many of the last addresses in X-Forwarded-For are those of our own proxies. */
  @WholeNumber(0, 10, 'how many proxies stand before the server, 0 to 10')
  trustProxies: number = 0;

  /** RATE_LIMIT_ADDRESS: requests from one address in a minute. */
  @WholeNumber(0, BILLION, FROM_NOTHING)
  rateLimitAddress: number = 3_000;

  /** RATE_LIMIT_CALLER: what the requests of one caller in a minute may cost together. */
  @WholeNumber(0, BILLION, FROM_NOTHING)
  rateLimitCaller: number = 2_000_000;

  /** RATE_LIMIT_CHECK: certificate numbers that one address may check in a minute, so that they cannot be guessed. */
  @WholeNumber(0, BILLION, FROM_NOTHING)
  rateLimitCheck: number = 30;
  /** RATE_LIMIT_SIGN_IN: passwords that may be tried from one address in a minute. */
  @WholeNumber(0, BILLION, FROM_NOTHING)
  rateLimitSignIn: number = 20;
}

export const PROTECTION_SETTINGS: Record<Exclude<keyof Protection, keyof AccountSettings>, Setting> = {
  queryMaxDepth: { name: 'QUERY_MAX_DEPTH', read: wholeNumber },
  queryMaxAliases: { name: 'QUERY_MAX_ALIASES', read: wholeNumber },
  queryMaxFields: { name: 'QUERY_MAX_FIELDS', read: wholeNumber },
  queryMaxTokens: { name: 'QUERY_MAX_TOKENS', read: wholeNumber },
  queryMaxCost: { name: 'QUERY_MAX_COST', read: wholeNumber },
  introspection: { name: 'INTROSPECTION', read: yesOrNo },
  explorer: { name: 'EXPLORER', read: yesOrNo },
  trustedOperations: { name: 'TRUSTED_OPERATIONS' },
  onlyTrustedOperations: { name: 'ONLY_TRUSTED_OPERATIONS', read: yesOrNo },
  requestTimeoutMs: { name: 'REQUEST_TIMEOUT_MS', read: wholeNumber },
  bodyLimitBytes: { name: 'BODY_LIMIT_BYTES', read: wholeNumber },
  uploadLimitBytes: { name: 'UPLOAD_LIMIT_BYTES', read: wholeNumber },
  trustProxies: { name: 'TRUST_PROXIES', read: wholeNumber },
  rateLimitAddress: { name: 'RATE_LIMIT_ADDRESS', read: wholeNumber },
  rateLimitCaller: { name: 'RATE_LIMIT_CALLER', read: wholeNumber },
  rateLimitCheck: { name: 'RATE_LIMIT_CHECK', read: wholeNumber },
  rateLimitSignIn: { name: 'RATE_LIMIT_SIGN_IN', read: wholeNumber },
};

/** Settings of protection that are right each by itself, but not together. */
export function protectionContradictions(settings: Protection): string[] {
  const problems: string[] = [];
  if (settings.rateLimitCaller > 0 && settings.rateLimitCaller < settings.queryMaxCost)
    problems.push('  RATE_LIMIT_CALLER: at least QUERY_MAX_COST, or 0');
  if (settings.onlyTrustedOperations && settings.trustedOperations === undefined)
    problems.push('  ONLY_TRUSTED_OPERATIONS: only with a file of them in TRUSTED_OPERATIONS');
  if (settings.uploadLimitBytes < settings.bodyLimitBytes)
    problems.push('  UPLOAD_LIMIT_BYTES: at least BODY_LIMIT_BYTES');
  return problems;
}
