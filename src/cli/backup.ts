import 'reflect-metadata';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Clock } from '../config/clock.js';
import { ConfigError, type Env, loadEnv } from '../config/env.js';
import { backUp, backupFolder, BackupFailed, type Contents, examine } from '../storage/backup.js';

const USAGE = `Copies the SQLite database to one file and checks the copy. The server may go on writing meanwhile.

  npm run --silent backup -- [--to FILE]
  npm run --silent backup -- --check FILE

Without --to it goes into the folder "backups" beside the database, under a name with the time. A file that is there
already is never overwritten. --check makes nothing: it says whether a server can start on the file.
Exit code 0 when the backup is there and whole, 1 when it is not (nothing is left behind), 2 for wrong use.`;

const POSTGRES = `The database is PostgreSQL. Back it up with its own tool, for example
  pg_dump --format=custom --file=forloeb.dump "$DATABASE_URL"`;

const OPTIONS = {
  to: { type: 'string' },
  check: { type: 'string' },
} as const;

function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const { to, check } = values;
    const wrong = to === '' || check === '' || (to !== undefined && check !== undefined);
    return wrong ? null : values;
  } catch {
    return null;
  }
}

function usualTarget(env: Env): string {
  const time = new Clock().now().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replaceAll(':', '-');
  return join(backupFolder(env.databasePath), `forloeb-${time}Z.sqlite`);
}

function summary({ bytes, rows, tables, stepsBehind }: Contents): string {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const behind =
    stepsBehind === 0 ? '' : `, ${count(stepsBehind, 'migration')} behind (taken when a server starts on it)`;
  return `${count(bytes, 'byte')}, ${count(rows, 'row')} in ${count(tables, 'table')}${behind}`;
}

/** Ctrl-C and its like end the copying in an orderly way, so that no part of it stays. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort(new BackupFailed('It was interrupted.'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  return controller.signal;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1_000).toFixed(1)} s`;
  if (options.check !== undefined) {
    const file = resolve(options.check);
    console.log(`${file} is whole: ${summary(examine(file))}, ${seconds()}`);
    return;
  }
  const env = loadEnv(process.env);
  if (env.dialect === 'postgres') {
    console.error(POSTGRES);
    process.exitCode = 2;
    return;
  }
  const target = options.to === undefined ? usualTarget(env) : resolve(options.to);
  try {
    const contents = await backUp(env.databasePath, target, interruption());
    console.log(`${target}: ${summary(contents)}, ${seconds()}`);
  } catch (error) {
    throw error instanceof BackupFailed ? new BackupFailed(`No backup was made. ${error.message}`) : error;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || error instanceof BackupFailed ? error.message : error);
  process.exitCode = 1;
});
