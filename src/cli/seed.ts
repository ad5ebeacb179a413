import 'reflect-metadata';
import { pino } from 'pino';
import { authSecret } from '../config/auth-secret.js';
import { Clock } from '../config/clock.js';
import { ConfigError, loadEnv } from '../config/env.js';
import { isEmpty, seedDemo } from '../demo/seed.js';
import { openStore } from '../storage/open-store.js';

/** `npm run seed`: fills an empty database with the example. Never touches one that is in use. */
async function main(): Promise<void> {
  const env = loadEnv(process.env);
  const store = await openStore(env);
  try {
    if (!(await isEmpty(store))) {
      console.error(
        `The database ${env.databaseName} is in use already; the example goes into an empty one only.`,
      );
      process.exitCode = 1;
      return;
    }
    const logger = pino({ level: 'silent' });
    await seedDemo({ env, clock: new Clock(), store, authSecret: authSecret(env), logger });
    console.log(`The example is in ${env.databaseName}.`);
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
