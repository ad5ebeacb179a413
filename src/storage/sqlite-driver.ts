import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Which better-sqlite3 drives SQLite, by version of Node. Version 12 aborts the process on Node 24 when a statement is
 * garbage-collected (its destructor asks Node for an environment that is not there); version 13 asks for Node 22 and
 * crashes on Node 20. Their interfaces are the same. With Node 20 gone, version 12 can go.
 */
export const SQLITE_PACKAGE =
  Number(process.versions.node.split('.')[0]) >= 22 ? 'better-sqlite3-13' : 'better-sqlite3';

export function sqliteDriver(): unknown {
  return require(SQLITE_PACKAGE);
}
