/** A database of a test's own, of the kind that the Jest project is for. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Env, loadEnv } from '../../src/config/env.js';
import { migrate } from '../../src/storage/open-store.js';

declare global {
  // Given by test/jest.config.js.
  var TEST_DATABASE: 'sqlite' | 'postgres';
}

export const DIALECT = globalThis.TEST_DATABASE;
export const onSqlite = DIALECT === 'sqlite';

/** A file of tests asks more in a minute than a municipality. */
export const UNHURRIED = {
  RATE_LIMIT_ADDRESS: '0',
  RATE_LIMIT_CALLER: '0',
  RATE_LIMIT_CHECK: '0',
  RATE_LIMIT_SIGN_IN: '0',
};

/** Passwords that nobody has: hashed as fast as can be. */
const WEAK_HASHES = { PASSWORD_MEMORY_KIB: '8', PASSWORD_PASSES: '1' };

const TEMPLATE = 'forloeb_template';
const TEMPLATE_LOCK = 8_402_101;

const SETTINGS: NodeJS.ProcessEnv = {
  NODE_ENV: 'test',
  DEMO: 'false',
  LOG_LEVEL: 'silent',
  ...UNHURRIED,
};

export interface TestDatabase {
  readonly env: Env;
  /** Removes it. */
  drop(): Promise<void>;
}

/** An empty database, brought up to date. `settings` are further environment variables. */
export async function freshDatabase(settings: NodeJS.ProcessEnv = {}): Promise<TestDatabase> {
  const hashes = settings['NODE_ENV'] === 'production' ? {} : WEAK_HASHES;
  const env = (url: string) => loadEnv({ ...SETTINGS, ...hashes, DATABASE_URL: url, ...settings });
  if (onSqlite) {
    const folder = mkdtempSync(join(sqliteFolder(), 'test-'));
    const path = join(folder, 'test.sqlite');
    copyFileSync(await sqliteTemplate(), path);
    return {
      env: env(`sqlite:${path}`),
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (admin) => {
    await ensureTemplate(admin);
    // Without a word of it in the write-ahead log: a fifth of the time.
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  });
  return {
    env: env(urlOf(name)),
    drop: () => asAdmin(async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

/** The first file of a run runs the migrations, and every database is a copy of what came of it. */
async function sqliteTemplate(): Promise<string> {
  const path = join(sqliteFolder(), 'template.sqlite');
  if (existsSync(path)) return path;
  const making = join(mkdtempSync(join(sqliteFolder(), 'making-')), 'template.sqlite');
  await migrate(loadEnv({ DATABASE_URL: `sqlite:${making}` }));
  // Whole or not there at all, whoever else makes the same at the same time.
  renameSync(making, path);
  return path;
}

/** Of the run; see start-sqlite.js. */
const sqliteFolder = () => process.env['TEST_SQLITE_FOLDER'] ?? '';

/** Every file of a run clones one migrated database instead of running the migrations. */
async function ensureTemplate(admin: pg.Client): Promise<void> {
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
  if (rowCount === 0) {
    await admin.query(`CREATE DATABASE ${TEMPLATE}_making`);
    await migrate(loadEnv({ DATABASE_URL: urlOf(`${TEMPLATE}_making`) }));
    await admin.query(`ALTER DATABASE ${TEMPLATE}_making RENAME TO ${TEMPLATE}`);
  }
  await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
}

/** For what only the owner of the cluster may do: of that of the run, or of the one at `url`. */
export async function asAdmin(
  work: (admin: pg.Client) => Promise<void>,
  url = urlOf('postgres'),
): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  url.pathname = `/${database}`;
  return url.href;
}
