/**
 * Starts one PostgreSQL for a whole run of the tests; each file takes a database of its own in it (database.ts).
 * TEST_POSTGRES_URL names another one to be used instead, of an older version say.
 */
import { PostgresCluster } from './postgres-cluster.js';

export default async function startPostgres() {
  if (process.env['TEST_POSTGRES_URL']) return;
  const cluster = await PostgresCluster.start({
    settings: {
      // Nothing here has to outlive a power cut.
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      // No database here lives long enough to need it.
      autovacuum: 'off',
    },
  });
  PostgresCluster.ofTheRun = cluster;
  process.env['TEST_POSTGRES_URL'] = cluster.url('postgres');
}
