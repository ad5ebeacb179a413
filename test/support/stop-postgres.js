import { PostgresCluster } from './postgres-cluster.js';

export default async function stopPostgres() {
  await PostgresCluster.ofTheRun?.stop();
}
