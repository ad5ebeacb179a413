/** The program as `npm run build` makes it, in a folder of the tests' own: `dist` belongs to whoever builds. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Below node_modules, so that the program finds its packages. */
const CACHE = join(ROOT, 'node_modules/.cache/server');
const SOURCES = ['src', 'migrations'];
const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
/** What the compiler leaves behind; see src/cli/copy-data.ts. */
const DATA = ['src/programmes/files', 'src/features/municipality/data'];
const KEPT_MS = 24 * 60 * 60 * 1000;

let main: string | undefined;

/** The main.js of the sources as they were when it was first asked for: compiled once, found again until they change. */
export function builtServer(): string {
  main ??= join(upToDate(), 'src/main.js');
  return main;
}

function upToDate(): string {
  const folder = join(CACHE, fingerprint());
  if (!existsSync(folder)) build(folder);
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  );
  for (const file of [...files, ...SETTINGS.map((name) => join(ROOT, name))])
    hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Whole or not there at all, whoever else builds the same at the same time. */
function build(folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  forgetOld();
  const making = mkdtempSync(join(CACHE, 'making-'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      compiler,
      ...['-p', 'tsconfig.build.json', '--outDir', making],
      ...['--tsBuildInfoFile', join(making, 'build.tsbuildinfo')],
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) {
    rmSync(making, { recursive: true });
    throw new Error(`The server does not compile:\n${stdout}`);
  }
  for (const data of DATA) cpSync(join(ROOT, data), join(making, data), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(making, 'package.json'));
  try {
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

function forgetOld(): void {
  for (const name of readdirSync(CACHE)) {
    const folder = join(CACHE, name);
    if (Date.now() - statSync(folder).mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
