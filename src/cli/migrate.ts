/** Brings the database up to date without starting the server; says which steps it took. */
import 'reflect-metadata';
import { ConfigError, loadEnv } from '../config/env.js';
import { migrate } from '../storage/open-store.js';

async function main(): Promise<void> {
  const env = loadEnv(process.env);
  const steps = await migrate(env);
  for (const step of steps) console.log(`Done: ${step}`);
  console.log(`${env.databaseName} is up to date${steps.length === 0 ? ': nothing to do' : ''}.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
