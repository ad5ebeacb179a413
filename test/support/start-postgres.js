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
      // It takes away a file that the next connection makes anew, which fails on a full disk (faults/outages.spec.ts).
      autovacuum: 'off',
    },
  });
  PostgresCluster.ofTheRun = cluster;
  process.env['TEST_POSTGRES_URL'] = cluster.url('postgres');
}
