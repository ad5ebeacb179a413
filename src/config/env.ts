import { dirname, resolve } from 'node:path';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
} from 'class-validator';

const NODE_ENVS = ['development', 'test', 'production'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const SQLITE = 'sqlite:';
const DATABASE_ALLOWED = 'sqlite:PATH, for example sqlite:./data/forloeb.sqlite';

/** Says why a DATABASE_URL cannot be used, or null when it can. */
function databaseProblem(url: unknown): string | null {
  const text = String(url);
  if (/^postgres(ql)?:/i.test(text)) return `${DATABASE_ALLOWED}; this version runs on SQLite only`;
  if (text.includes(':memory:')) {
    return `${DATABASE_ALLOWED}; not in memory, as writes and reads use two connections to one file`;
  }
  const path = text.startsWith(SQLITE) ? text.slice(SQLITE.length).trim() : '';
  const isFile = path !== '' && !/[/\\]$/.test(path) && !/^\/\/[^/]/.test(path);
  return isFile ? null : DATABASE_ALLOWED;
}

const IsDatabaseUrl = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDatabaseUrl',
    validator: {
      validate: (url) => databaseProblem(url) === null,
      defaultMessage: (args) => databaseProblem(args?.value) ?? '',
    },
  });

/** The settings of one process. Each message says what is allowed, and is shown when the setting is wrong. */
export class Env {
  /** HOST: the address to listen on. */
  @Matches(/^[a-z0-9.:-]+$/i, { message: 'an IP address or a host name' })
  host: string = '127.0.0.1';

  /** PORT: 0 takes any free port. */
  @Min(0, { message: 'a whole number from 0 to 65535; 0 takes any free port' })
  @Max(65535, { message: 'a whole number from 0 to 65535; 0 takes any free port' })
  @IsInt({ message: 'a whole number from 0 to 65535; 0 takes any free port' })
  port: number = 3000;

  /** NODE_ENV: only known words, so that a misspelt "production" does not open the explorer or the demo. */
  @IsIn(NODE_ENVS, { message: NODE_ENVS.join(', ') })
  nodeEnv: (typeof NODE_ENVS)[number] = 'development';

  /** DATABASE_URL: where the SQLite file is. */
  @IsDatabaseUrl()
  databaseUrl: string = 'sqlite:./data/forloeb.sqlite';

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

  /** The absolute path of the SQLite file. */
  get databasePath(): string {
    return resolve(this.databaseUrl.slice(SQLITE.length).trim());
  }

  /** The folder of the SQLite file, where whatever belongs to this installation is kept. */
  get dataFolder(): string {
    return dirname(this.databasePath);
  }
}

/** The settings are wrong; the message has one line for each, ready to be shown to whoever starts the server. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Field = Exclude<keyof Env, 'databasePath' | 'dataFolder'>;

interface Setting {
  name: string;
  /** Turns the text into the value; what is no such value comes back as it was, for the validation to refuse. */
  read?: (text: string) => unknown;
  /** How a wrong value is repeated to the reader. */
  show?: (text: string) => string;
}

const SETTINGS: Record<Field, Setting> = {
  host: { name: 'HOST' },
  port: { name: 'PORT', read: (text) => (/^\d+$/.test(text) ? Number(text) : text) },
  nodeEnv: { name: 'NODE_ENV' },
  databaseUrl: { name: 'DATABASE_URL', show: (text) => quoted(text.replace(/:\/\/.*$/s, '://…')) },
  authSecret: { name: 'AUTH_SECRET', show: (text) => `${text.length} characters (not shown)` },
  demo: { name: 'DEMO', read: (text) => (text === 'true' ? true : text === 'false' ? false : text) },
  logLevel: { name: 'LOG_LEVEL' },
};

const quoted = (text: string): string => JSON.stringify(text);

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
  if (problems.length > 0) throw new ConfigError(`These settings are wrong:\n${problems.join('\n')}`);
  return env;
}
