/** Brings the database up to date without starting the server; says which steps it took. */
import 'reflect-metadata';
import { ConfigError, loadEnv } from '../config/env.js';
import { createWriter } from '../storage/data-source.js';

async function migrate(): Promise<void> {
  const { databasePath } = loadEnv(process.env);
  const writer = await createWriter(databasePath).initialize();
  try {
    // As openStore does when the server starts: all steps or none.
    const steps = await writer.runMigrations({ transaction: 'all' });
    for (const step of steps) console.log(`Done: ${step.name}`);
    console.log(
      steps.length === 0 ? `${databasePath} is up to date: nothing to do.` : `${databasePath} is up to date.`,
    );
  } finally {
    await writer.destroy();
  }
}

migrate().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
