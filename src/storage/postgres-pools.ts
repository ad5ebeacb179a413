/** The connections to PostgreSQL, as TypeORM keeps them. */
import pg from 'pg';
import { DataSource } from 'typeorm';
import { POSTGRES_MIGRATIONS } from '../../migrations/postgres/index.js';
import type { Env } from '../config/env.js';
import { SnakeCaseNaming } from './columns.js';
import { ENTITIES } from './entities.js';

/** Says of every text column what the migrations say: it sorts by its bytes, as on SQLite, whatever the server's locale. */
export function withPlainText(source: DataSource): DataSource {
  for (const { columns } of source.entityMetadatas)
    for (const column of columns) if (column.type === 'text') column.collation = 'C';
  return source;
}

/** `start`: for what may take as long as it takes, such as migrations. */
export function pool(env: Env, url: string, use: 'write' | 'read' | 'start'): DataSource {
  const patient = use === 'start';
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url,
    // Only what writes has to know them, and to know them costs time.
    entities: use === 'write' ? ENTITIES : [],
    migrations: POSTGRES_MIGRATIONS,
    migrationsTableName: 'migration',
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    logging: false,
    applicationName: 'forloeb',
    // One for the lock and one for the work.
    poolSize: patient ? 2 : env.databasePoolSize,
    connectTimeoutMS: env.databaseLockTimeoutMs,
    parseInt8: true,
    // A connection that breaks while nobody uses it leaves the pool; the next request opens another.
    poolErrorHandler: () => undefined,
    extra: {
      keepAlive: true,
      statement_timeout: patient ? 0 : env.databaseStatementTimeoutMs,
      lock_timeout: patient ? 0 : env.databaseLockTimeoutMs,
      idle_in_transaction_session_timeout: patient ? 0 : env.databaseStatementTimeoutMs,
      // As a statement: `options` of the database's address would take the place of any that were set here.
      ...(use === 'read' && {
        onConnect: (connection: pg.PoolClient) => connection.query('SET default_transaction_read_only = on'),
      }),
    },
  });
}

/** The driver's own pool behind it, for what goes past TypeORM. */
export function poolOf(source: DataSource): pg.Pool {
  return (source.driver as unknown as { master: pg.Pool }).master;
}
