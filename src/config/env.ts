import { dirname, join, resolve } from 'node:path';
import { IsBoolean, IsIn, IsOptional, Matches, MinLength, ValidateBy, validateSync } from 'class-validator';
import { ACCOUNT_SETTINGS, accountContradictions } from './account-settings.js';
import { ISSUER_SETTINGS, CredentialIssuer } from './credential-issuer.js';
import { PROTECTION_SETTINGS, protectionContradictions } from './protection.js';
import { RETENTION_SETTINGS } from './retention.js';
import { type Setting, WholeNumber, wholeNumber, yesOrNo } from './setting.js';

const NODE_ENVS = ['development', 'test', 'production'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const SQLITE = 'sqlite:';
const POSTGRES = /^postgres(ql)?:\/\//i;
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
const SQLITE_ALLOWED = 'sqlite:PATH, for example sqlite:./data/forloeb.sqlite';
const POSTGRES_ALLOWED = 'postgres://USER:PASSWORD@HOST:PORT/DATABASE';
const DATABASE_ALLOWED = `${SQLITE_ALLOWED}, or ${POSTGRES_ALLOWED}`;

/** Says why a DATABASE_URL cannot be used, or null when it can. */
function databaseProblem(url: unknown): string | null {
  const text = String(url);
  if (POSTGRES.test(text)) return postgresProblem(text);
  if (text.includes(':memory:')) {
    return `${DATABASE_ALLOWED}; not in memory, as writes and reads use two connections to one file`;
  }
  const path = text.startsWith(SQLITE) ? text.slice(SQLITE.length).trim() : '';
  const isFile = path !== '' && !/[/\\]$/.test(path) && !/^\/\/[^/]/.test(path);
  return isFile ? null : DATABASE_ALLOWED;
}

/** The database must be named: the driver would otherwise take the one that is called like the user. */
function postgresProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const host = url?.hostname || url?.searchParams.get('host');
  if (!url || !host || url.pathname.length < 2) return POSTGRES_ALLOWED;
  const sslMode = url.searchParams.get('sslmode');
  if (sslMode !== null && !SSL_MODES.includes(sslMode)) return `sslmode one of ${SSL_MODES.join(', ')}`;
  return null;
}

const IsUrl = (name: string, problem: (url: unknown) => string | null): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: (url) => problem(url) === null,
      defaultMessage: (args) => problem(args?.value) ?? '',
    },
  });

const PUBLIC_URL_ALLOWED = 'https://HOST, or http://HOST:PORT, without a path';

function publicUrlProblem(given: unknown): string | null {
  const text = String(given);
  const url = URL.canParse(text) ? new URL(text) : null;
  const whole =
    url !== null && ['https:', 'http:'].includes(url.protocol) && url.origin === text.replace(/\/$/, '');
  return whole ? null : PUBLIC_URL_ALLOWED;
}

const POOL_SIZE = 'a whole number from 1 to 1000';
const MILLISECONDS = 'milliseconds, from 1 to 3600000';

/** The settings of one process. Each message says what is allowed, and is shown when the setting is wrong. */
export class Env extends CredentialIssuer {
  /** HOST: the address to listen on. */
  @Matches(/^[a-z0-9.:-]+$/i, { message: 'an IP address or a host name' })
  host: string = '127.0.0.1';

  /** PORT: 0 takes any free port. */
  @WholeNumber(0, 65535, 'a whole number from 0 to 65535; 0 takes any free port')
  port: number = 3000;

  /** PUBLIC_URL: where people reach this server, for links in answers, on certificates and between sign-in pages. */
  @IsOptional()
  @IsUrl('isPublicUrl', publicUrlProblem)
  publicUrl?: string;

  /** ACCESSIBILITY_CONTACT: whom somebody who cannot use a page should write to. */
  @IsOptional()
  @Matches(/^[^\s@]+@[^\s@]+$/, { message: 'an e-mail address' })
  accessibilityContact?: string;

  /** NODE_ENV: only known words, so that a misspelt "production" does not open the explorer or the demo. */
  @IsIn(NODE_ENVS, { message: NODE_ENVS.join(', ') })
  nodeEnv: (typeof NODE_ENVS)[number] = 'development';

  /** DATABASE_URL: where the SQLite file is, or the PostgreSQL database. */
  @IsUrl('isDatabaseUrl', databaseProblem)
  databaseUrl: string = 'sqlite:./data/forloeb.sqlite';

  /** DATABASE_REPLICA_URL: a read replica of the PostgreSQL database, for reports. */
  @IsOptional()
  @IsUrl('isReplicaUrl', (url) =>
    POSTGRES.test(String(url)) ? postgresProblem(String(url)) : POSTGRES_ALLOWED,
  )
  databaseReplicaUrl?: string;

  /** DATABASE_POOL_SIZE: connections to PostgreSQL for writing, and as many for reading. */
  @WholeNumber(1, 1000, POOL_SIZE)
  databasePoolSize: number = 10;

  /** DATABASE_STATEMENT_TIMEOUT_MS: PostgreSQL gives up a statement after this long. */
  @WholeNumber(1, 3_600_000, MILLISECONDS)
  databaseStatementTimeoutMs: number = 30_000;

  /** DATABASE_LOCK_TIMEOUT_MS: how long to wait for a connection or for somebody else's lock in PostgreSQL. */
  @WholeNumber(1, 3_600_000, MILLISECONDS)
  databaseLockTimeoutMs: number = 10_000;

  /** SHUTDOWN_TIMEOUT_MS: what is under way when the server is told to stop gets this long. */
  @WholeNumber(1, 3_600_000, MILLISECONDS)
  shutdownTimeoutMs: number = 10_000;

  /** AUTH_SECRET: signs the tokens. When absent, one is made and kept in the data folder. */
  @IsOptional()
  @MinLength(32, { message: 'at least 32 characters, or nothing to have one made' })
  authSecret?: string;

  /** DEMO: null leaves the choice to what the database holds. */
  @IsOptional()
  @IsBoolean({ message: 'true, false, or nothing to let an empty database decide' })
  demo: boolean | null = null;

  /** LOG_LEVEL: the least important lines to be written. */
  @IsIn(LOG_LEVELS, { message: LOG_LEVELS.join(', ') })
  logLevel: (typeof LOG_LEVELS)[number] = 'info';

  /** OIDC_CONFIG: the file that says which outside identity providers are trusted, and with what. */
  @IsOptional()
  @MinLength(1)
  oidcConfig?: string;

  /** LOCAL_TOKENS: whether tokens that `npm run token` signed are accepted. */
  @IsBoolean({ message: 'true or false' })
  localTokens: boolean = true;

  /** SESSION_IDLE_MINUTES: whoever signed in with a browser and does nothing for this long has to sign in again. */
  @WholeNumber(5, 1_440, 'minutes, from 5 to 1440')
  sessionIdleMinutes: number = 60;

  /** SESSION_HOURS: and after this long in any case. */
  @WholeNumber(1, 168, 'hours, from 1 to 168')
  sessionHours: number = 10;

  /** Whether clients may ask for the schema. */
  get showsSchema(): boolean {
    return this.introspection ?? this.nodeEnv !== 'production';
  }

  /** Whether a browser that opens /graphql gets the explorer. */
  get showsExplorer(): boolean {
    return this.explorer ?? this.nodeEnv !== 'production';
  }

  /** The beginning of every link to this server, such as https://forloeb.example. */
  get origin(): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return new URL(this.publicUrl ?? `http://${host}:${this.port}`).origin;
  }

  get dialect(): 'sqlite' | 'postgres' {
    return POSTGRES.test(this.databaseUrl) ? 'postgres' : 'sqlite';
  }

  /** The database as it may be shown: without its user and password. */
  get databaseName(): string {
    if (this.dialect === 'sqlite') return this.databasePath;
    const { host, pathname } = new URL(this.databaseUrl);
    return `postgres://${host}${pathname}`;
  }

  /** The absolute path of the SQLite file; an error on PostgreSQL. */
  get databasePath(): string {
    if (this.dialect !== 'sqlite') throw new Error('PostgreSQL has no database file');
    return resolve(this.databaseUrl.slice(SQLITE.length).trim());
  }

  /** Where whatever belongs to this installation is kept: the folder of the SQLite file, or `data`. */
  get dataFolder(): string {
    return this.dialect === 'sqlite' ? dirname(this.databasePath) : resolve('data');
  }

  /** The folder of the keys that sign credentials. */
  get keyFolder(): string {
    return this.issuerKeys === undefined ? join(this.dataFolder, 'issuer-keys') : resolve(this.issuerKeys);
  }
}

/** The settings are wrong; the message has one line for each, ready to be shown to whoever starts the server. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Derived =
  | 'origin'
  | 'showsSchema'
  | 'showsExplorer'
  | 'dialect'
  | 'databaseName'
  | 'databasePath'
  | 'dataFolder'
  | 'keyFolder';
type Field = Exclude<keyof Env, Derived>;

const quoted = (text: string): string => JSON.stringify(text);
const withoutCredentials = (text: string): string => quoted(text.replace(/:\/\/.*$/s, '://…'));

const SETTINGS: Record<Field, Setting> = {
  host: { name: 'HOST' },
  port: { name: 'PORT', read: wholeNumber },
  publicUrl: { name: 'PUBLIC_URL' },
  accessibilityContact: { name: 'ACCESSIBILITY_CONTACT' },
  nodeEnv: { name: 'NODE_ENV' },
  databaseUrl: { name: 'DATABASE_URL', show: withoutCredentials },
  databaseReplicaUrl: { name: 'DATABASE_REPLICA_URL', show: withoutCredentials },
  databasePoolSize: { name: 'DATABASE_POOL_SIZE', read: wholeNumber },
  databaseStatementTimeoutMs: { name: 'DATABASE_STATEMENT_TIMEOUT_MS', read: wholeNumber },
  databaseLockTimeoutMs: { name: 'DATABASE_LOCK_TIMEOUT_MS', read: wholeNumber },
  shutdownTimeoutMs: { name: 'SHUTDOWN_TIMEOUT_MS', read: wholeNumber },
  authSecret: { name: 'AUTH_SECRET', show: (text) => `${text.length} characters (not shown)` },
  demo: { name: 'DEMO', read: yesOrNo },
  logLevel: { name: 'LOG_LEVEL' },
  oidcConfig: { name: 'OIDC_CONFIG' },
  localTokens: { name: 'LOCAL_TOKENS', read: yesOrNo },
  ...ISSUER_SETTINGS,
  ...ACCOUNT_SETTINGS,
  sessionIdleMinutes: { name: 'SESSION_IDLE_MINUTES', read: wholeNumber },
  sessionHours: { name: 'SESSION_HOURS', read: wholeNumber },
  ...PROTECTION_SETTINGS,
  ...RETENTION_SETTINGS,
};

/**
 * Reads and checks the settings. An empty one counts as absent. Throws a ConfigError that names every wrong setting,
 * what was given (never a secret, nor the address and password of a database) and what is allowed.
 */
export function loadEnv(source: NodeJS.ProcessEnv): Env {
  const env = new Env();
  const given = (field: Field): string => source[SETTINGS[field].name]?.trim() ?? '';
  const fields = Object.keys(SETTINGS) as Field[];
  for (const field of fields) {
    const text = given(field);
    if (text !== '') Object.assign(env, { [field]: SETTINGS[field].read?.(text) ?? text });
  }

  const problems = validateSync(env, { stopAtFirstError: true }).map((error) => {
    const { name, show = quoted } = SETTINGS[error.property as Field];
    const allowed = Object.values(error.constraints ?? {}).join('; ');
    return `  ${name}: given ${show(given(error.property as Field))}; allowed: ${allowed}`;
  });
  problems.push(...contradictions(env));
  if (problems.length > 0) throw new ConfigError(`These settings are wrong:\n${problems.join('\n')}`);
  return env;
}

/** Settings that are right each by itself, but not together. */
function contradictions(env: Env): string[] {
  const problems: string[] = [];
  if (env.databaseReplicaUrl !== undefined && env.dialect === 'sqlite')
    problems.push('  DATABASE_REPLICA_URL: only beside a DATABASE_URL that is a PostgreSQL database too');
  if (env.dialect === 'postgres' && env.nodeEnv === 'production' && env.authSecret === undefined)
    problems.push('  AUTH_SECRET: must be set in production on PostgreSQL, the same for every process');
  if (env.dialect === 'postgres' && env.nodeEnv === 'production' && env.issuerKeys === undefined)
    problems.push(
      '  ISSUER_KEYS: must be set in production on PostgreSQL, the same folder for every process',
    );
  return [...problems, ...accountContradictions(env), ...protectionContradictions(env)];
}
