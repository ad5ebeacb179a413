import { parseArgs } from 'node:util';
import { durationSeconds, signToken, type Claims, type RoleClaim } from '../access/token.js';
import { authSecret } from '../config/auth-secret.js';
import { ConfigError, loadEnv } from '../config/env.js';

const USAGE = `Prints a token for signing in to this installation. Send it as "Authorization: Bearer TOKEN".

  npm run --silent token -- --role agency
  npm run --silent token -- --role provider --provider KEY
  npm run --silent token -- --role coordinator --municipality 621
  npm run --silent token -- --role participant --email X
  npm run --silent token -- --role admin
  npm run --silent token -- --role evaluator

  --role       what the bearer is; may be given several times
  --name       how the bearer is shown, for example "Agency (local)"
  --expires    how long the token works: 90m, 12h or 30d (the default)`;

/** The command was written in a way that it does not understand. */
class UsageError extends Error {}

interface Options {
  role?: string[];
  provider?: string;
  municipality?: string;
  email?: string;
  name?: string;
  expires?: string;
  help?: boolean;
}

function readOptions(args: string[]): Options {
  const text = { type: 'string' } as const;
  const options = {
    role: { type: 'string', multiple: true },
    provider: text,
    municipality: text,
    email: text,
    name: text,
    expires: text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** The value of an option that a role needs, in the form that `pattern` keeps in its first group. */
function needed(options: Options, option: 'provider' | 'municipality' | 'email', pattern: RegExp): string {
  const value = pattern.exec(options[option]?.trim() ?? '')?.[1];
  if (value === undefined) throw new UsageError(`--${option} is missing, or is not what is expected there`);
  return value;
}

/** What each role needs, and the words for it in a subject and in a name. */
function grant(role: string, options: Options): { claim: RoleClaim; subject: string; name: string } {
  switch (role) {
    case 'agency':
      return { claim: { role: 'AGENCY' }, subject: role, name: 'Agency' };
    case 'admin':
      return { claim: { role: 'ADMIN' }, subject: role, name: 'Administrator' };
    case 'evaluator':
      return { claim: { role: 'EVALUATOR' }, subject: role, name: 'Evaluator' };
    case 'provider': {
      const provider = needed(options, 'provider', /^(\S+)$/);
      return {
        claim: { role: 'PROVIDER', provider },
        subject: `${role}:${provider}`,
        name: `Provider ${provider}`,
      };
    }
    case 'coordinator': {
      const municipality = needed(options, 'municipality', /^0?(\d{3})$/);
      const name = `Coordinator ${municipality}`;
      return { claim: { role: 'COORDINATOR', municipality }, subject: `${role}:${municipality}`, name };
    }
    case 'participant': {
      const email = needed(options, 'email', /^([^\s@]+@[^\s@]+)$/);
      return { claim: { role: 'PARTICIPANT', email }, subject: `${role}:${email}`, name: 'Participant' };
    }
    default:
      throw new UsageError(`"${role}" is no role`);
  }
}

function readClaims(options: Options): Claims {
  const roles = [...new Set(options.role?.map((role) => role.toLowerCase()))];
  if (roles.length === 0) throw new UsageError('--role is missing');
  const owners = { provider: 'provider', municipality: 'coordinator', email: 'participant' } as const;
  for (const option of ['provider', 'municipality', 'email'] as const) {
    if (options[option] !== undefined && !roles.includes(owners[option])) {
      throw new UsageError(`--${option} goes with --role ${owners[option]}`);
    }
  }
  const granted = roles.map((role) => grant(role, options));
  return {
    subject: `local:${granted.map(({ subject }) => subject).join('+')}`,
    name: options.name?.trim() || `${granted.map(({ name }) => name).join(', ')} (local)`,
    roles: granted.map(({ claim }) => claim),
  };
}

async function printToken(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const claims = readClaims(options);
  const expiresIn = options.expires ?? '30d';
  if (durationSeconds(expiresIn) === null)
    throw new UsageError('--expires is a time such as 90m, 12h or 30d');
  const env = loadEnv(process.env);
  if (!env.localTokens)
    throw new ConfigError('LOCAL_TOKENS is false: this installation accepts no token of its own.');
  console.log(await signToken(claims, authSecret(env), { expiresIn }));
}

try {
  await printToken(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else if (error instanceof ConfigError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
