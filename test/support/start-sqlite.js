/** Makes one folder for the databases of a whole run of the tests; each file takes a database of its own in it (database.ts). */
import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory: nothing here has to outlive a power cut, and each change would wait for the disk. */
const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 ** 30;

export default function startSqlite() {
  process.env['TEST_SQLITE_FOLDER'] = mkdtempSync(join(hasRoom() ? IN_MEMORY : tmpdir(), 'forloeb-tests-'));
}

function hasRoom() {
  if (!existsSync(IN_MEMORY)) return false;
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize > ENOUGH_BYTES;
}
