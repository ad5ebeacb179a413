import { parseArgs } from 'node:util';
import { ConfigError, loadEnv } from '../config/env.js';
import { IssuerKeys } from '../config/issuer-keys.js';

const USAGE = `Lists the keys that sign the credentials of certificates, the newest first, or makes a new one.

  npm run --silent keys
  npm run --silent keys -- --rotate

--rotate makes a new key, which signs from now on, in every running process too. Of the earlier keys only the public half
is kept, so that what they signed can be checked for good.`;

/** Null for wrong use. */
function readOptions(): { rotate?: boolean; help?: boolean } | null {
  try {
    const flag = { type: 'boolean' } as const;
    return parseArgs({ options: { rotate: flag, help: flag } }).values;
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const { keyFolder } = loadEnv(process.env);
  const keys = new IssuerKeys(keyFolder);
  if (options.rotate) await keys.rotate();
  console.log(`Keys in ${keyFolder}, the newest first:`);
  for (const [age, { id }] of (await keys.all()).entries())
    console.log(`${id}\t${age === 0 ? 'signs' : 'verifies only'}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
