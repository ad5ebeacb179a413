import 'reflect-metadata';
import { destination, type DestinationStream } from 'pino';
import { loadIssuers } from './access/oidc/settings-file.js';
import { SessionSweep } from './access/session-sweep.js';
import { Sessions } from './access/sessions.js';
import { authSecret } from './config/auth-secret.js';
import { Clock } from './config/clock.js';
import { ConfigError, loadEnv } from './config/env.js';
import { createLogger } from './config/logger.js';
import type { Core } from './core.module.js';
import { createApp } from './create-app.js';
import { welcome } from './demo/welcome.js';
import { PoolCounts } from './features/engagement/index.js';
import { StandingKeeping } from './features/progress/index.js';
import { OfferSweep } from './features/seats/index.js';
import { AuditSeals } from './storage/audit-seals.js';
import { AuditSweep } from './storage/audit-sweep.js';
import { openStore } from './storage/open-store.js';
import { UnitOfWork } from './storage/unit-of-work.js';

/** Several lines at a time, while the next requests are served; what is not out when the process ends is written then. */
function logDestination(): DestinationStream {
  return destination({ sync: false, minLength: 16_000, periodicFlush: 100 });
}

async function main(): Promise<void> {
  const env = loadEnv(process.env);
  const issuers = env.oidcConfig === undefined ? [] : loadIssuers(env.oidcConfig);
  const logger = createLogger(env, logDestination());
  const store = await openStore(env);
  const core: Core = { env, clock: new Clock(), store, authSecret: authSecret(env), logger, issuers };
  const showsDemo = env.demo ?? env.nodeEnv !== 'production';
  if (showsDemo)
    await store.alone(async () => {
      const { isEmpty, seedDemo } = await import('./demo/seed.js');
      if (!(await isEmpty(store))) return;
      logger.info('filling the empty database with the example');
      await seedDemo(core);
    });
  const app = await createApp(core);
  await app.listen(env.port, env.host);
  const url = await app.getUrl();
  logger.info({ url }, 'listening');
  app.get(OfferSweep).start();
  app.get(StandingKeeping).start();
  app.get(PoolCounts).start();
  const sessionSweep = new SessionSweep(app.get(Sessions), logger);
  sessionSweep.start();
  const unitOfWork = app.get(UnitOfWork);
  const auditSweep = new AuditSweep(new AuditSeals(store, unitOfWork, core.clock), core.clock, logger);
  auditSweep.start();
  console.log(
    await welcome(store, url, { explorer: env.showsExplorer, tokens: showsDemo && env.localTokens }),
  );

  /** Refuses new work, lets what is under way finish, closes the database; gives up after the time limit. */
  const stop = async (signal: string) => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('stopped in the middle of work: the time limit has passed');
      process.exit(1);
    }, env.shutdownTimeoutMs).unref();
    const started = performance.now();
    await Promise.all([app.close(), sessionSweep.stop()]);
    await unitOfWork.idle();
    const left = env.shutdownTimeoutMs - (performance.now() - started);
    await auditSweep.stop(left / 2);
    await store.close();
    logger.info('stopped');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal));
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
