import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isEmail } from 'class-validator';
import { pino } from 'pino';
import { SYSTEM } from '../access/actor.js';
import { authSecret } from '../config/auth-secret.js';
import { Clock } from '../config/clock.js';
import { ConfigError, loadEnv } from '../config/env.js';
import { createApp } from '../create-app.js';
import { containsCpr } from '../domain/cpr.js';
import { Refused } from '../domain/refusal.js';
import { AccountService } from '../features/account/index.js';
import { Role } from '../graphql/role.js';
import { openStore } from '../storage/open-store.js';

const USAGE = `Invites somebody to sign in to this installation, and prints a link that opens once. It is sent to nobody.

  npm run --silent account -- --invite name@example.dk --role admin
  npm run --silent account -- --invite name@example.dk --role agency --name "Ane Madsen"

Everybody else is invited by those two: see accountInvite in the API.`;

const ROLES: Readonly<Record<string, Role>> = { admin: Role.ADMIN, agency: Role.AGENCY };

/** The command was written in a way that it does not understand. */
class UsageError extends Error {}

function readOptions(args: string[]): { email: string; name: string; role: Role } | null {
  const text = { type: 'string' } as const;
  const options = { invite: text, role: text, name: text, help: { type: 'boolean' } } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
  if (values.help) return null;
  const email = values.invite?.trim().toLowerCase() ?? '';
  const role = new Map(Object.entries(ROLES)).get(values.role?.toLowerCase() ?? '');
  if (!isEmail(email) || email.length > 200 || containsCpr(email))
    throw new UsageError('--invite needs an e-mail address');
  if (role === undefined) throw new UsageError('--role is admin or agency');
  const name = values.name?.trim() || email;
  if (name.length > 200 || containsCpr(name)) throw new UsageError('--name is a name');
  return { email, name, role };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(USAGE);
    return;
  }
  const env = loadEnv(process.env);
  const store = await openStore(env);
  const logger = pino({ level: 'silent' });
  const app = await createApp({ env, clock: new Clock(), store, authSecret: authSecret(env), logger });
  try {
    const { email, name, role } = options;
    const { link } = await app.get(AccountService).invite(SYSTEM, { email, name, roles: [{ role }] });
    console.log(link);
  } finally {
    await app.close();
    await store.close();
  }
}

main().catch((error: unknown) => {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(error instanceof ConfigError || error instanceof Refused ? error.message : error);
});
