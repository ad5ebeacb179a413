import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ConfigError, type Env, loadEnv } from '../config/env.js';
import { type Compared, copyDatabase } from '../storage/copy.js';
import { CopyFailed, CopySource } from '../storage/copy-source.js';
import { driverCode, Unavailable } from '../storage/failure.js';
import { postgresFailure } from '../storage/postgres-failure.js';

const USAGE = `Copies the SQLite database of DATABASE_URL into an empty PostgreSQL database, and compares every table.

  npm run --silent migrate:to -- postgres://USER:PASSWORD@HOST:PORT/DATABASE

Stop the server first: what it writes after the copy has begun is not in the copy. The SQLite database is only read.
Prints one line for each table: its name, rows, the beginning of the checksum, and whether it is the same in both.
Exit code 0 when the copy is complete and saved, 1 when it is not (nothing stays in the target), 2 for wrong use.`;

/** What PostgreSQL's error codes mean to whoever wants a copy; its own messages may repeat the user's name. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'does not accept this user with this password.',
  '28000': 'does not accept this user.',
  '3D000': 'does not exist. Create it first; it is to be empty.',
  '42501': 'does not let this user do that. Give the database to the user (OWNER).',
  '55P03': 'is being written to by somebody else. Stop whatever uses it.',
  '53100': 'is full.',
};

/** An error that carries no code. */
const ENCRYPTION = /SSL|TLS/;

/** Whether there is a copy now is not known. */
class Uncertain extends Error {}

/** The PostgreSQL database that was named; null when there is none, or something else. */
function readTarget(): Env | null {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    const [url = '', ...surplus] = positionals;
    if (url === '' || surplus.length > 0) return null;
    const env = loadEnv({ DATABASE_URL: url });
    return env.dialect === 'postgres' ? env : null;
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message.replace('DATABASE_URL', 'target'));
    return null;
  }
}

function line({ table, source, target, same }: Compared): string {
  const short = (checksum: string) => checksum.slice(0, 12);
  const name = table.padEnd(26);
  if (!same)
    return `${name}${source.rows} and ${target.rows} rows  ${short(source.checksum)} and ${short(target.checksum)}  DIFFERENT`;
  const rows = `${target.rows}`.padStart(9);
  return `${name}${rows} ${target.rows === 1 ? 'row ' : 'rows'}  ${short(target.checksum)}  same`;
}

async function copy(source: CopySource, from: Env, to: Env): Promise<void> {
  const start = performance.now();
  console.log(`Copying ${from.databaseName}, as it is now, to ${to.databaseName}.`);
  console.log('Its server is to be stopped: what it writes from now on is not in the copy.');
  let rows = 0;
  await copyDatabase(source, to, (compared) => {
    rows += compared.target.rows;
    console.log(line(compared));
  });
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(`The copy is complete and saved: ${rows} rows in ${seconds} s.`);
}

async function main(): Promise<void> {
  const to = readTarget();
  if (to === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const from = loadEnv(process.env);
  if (from.dialect !== 'sqlite')
    throw new CopyFailed('DATABASE_URL is a PostgreSQL database already; only a SQLite one is copied.');
  const source = CopySource.open(from.databasePath);
  let written = false;
  try {
    await copy(source, from, to);
  } catch (error) {
    throw explained(error, to);
  } finally {
    written = source.close();
  }
  if (written)
    console.error(
      `Somebody wrote to ${from.databaseName} meanwhile, and that is not in the copy. ` +
        'If it matters, stop the server and copy again, to a new database.',
    );
}

/** An error of the database in words, without its details: they may hold names and addresses. */
function explained(error: unknown, to: Env): unknown {
  const target = to.databaseName;
  if (error instanceof CopyFailed) return error;
  if (error instanceof Unavailable && error.reason === 'UNCERTAIN')
    return new Uncertain(
      `The connection to ${target} was lost while the copy was being saved. Run this again: it is refused if it was.`,
    );
  const code = driverCode(error);
  if (postgresFailure(error) === 'UNREACHABLE')
    return new CopyFailed(`${target} cannot be reached, or the connection to it was lost.`);
  const message = error instanceof Error ? error.message : '';
  if (code === '' && !ENCRYPTION.test(message)) return error;
  return new CopyFailed(
    `${target} ${REASONS[code] ?? `answered with an error: ${message} (${code || 'TLS'}).`}`,
  );
}

await main().catch((error: unknown) => {
  const told = error instanceof ConfigError || error instanceof Uncertain;
  if (error instanceof CopyFailed) console.error(`Nothing was copied. ${error.message}`);
  else console.error(told ? error.message : error);
  process.exitCode = 1;
});
