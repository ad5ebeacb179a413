/** Copies the data files that the compiler leaves behind to `dist`, instead of whatever an earlier build put there. */
import { cpSync, rmSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);
const FOLDERS = ['src/programmes/files/', 'src/features/municipality/data/'];

for (const folder of FOLDERS) {
  const copy = new URL(`dist/${folder}`, ROOT);
  rmSync(copy, { recursive: true, force: true });
  cpSync(new URL(folder, ROOT), copy, { recursive: true });
}
