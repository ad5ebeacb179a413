import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Env } from './env.js';

const SHORTEST = 32;

/**
 * The secret that signs the tokens: AUTH_SECRET, or one that is made at first use and kept in the data folder,
 * readable by its owner only. Processes that start together agree on one, because only one can create the file.
 */
export function authSecret(env: Env): string {
  if (env.authSecret !== undefined) return env.authSecret;
  const file = join(env.dataFolder, 'auth-secret');
  mkdirSync(env.dataFolder, { recursive: true, mode: 0o700 });
  const made = randomBytes(48).toString('base64url');
  try {
    writeFileSync(file, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return keptSecret(file);
  }
}

/** Reads the secret of an earlier start; one that another process is writing at this moment is waited for. */
function keptSecret(file: string): string {
  for (let attempt = 0; attempt < 20; attempt++) {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= SHORTEST) return secret;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
  }
  throw new ConfigError(
    `The file ${file} does not hold a secret of at least ${SHORTEST} characters. ` +
      'Delete it to have a new one made (tokens given out before stop working), or set AUTH_SECRET.',
  );
}
