/** The built program as processes of their own, as an installation runs it: several on PostgreSQL, one on SQLite. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Env } from '../../../src/config/env.js';
import { builtServer } from '../../support/built-server.js';
import { onSqlite, UNHURRIED } from '../../support/database.js';
import { Address, SECRET } from './servers.js';

const PROCESSES = onSqlite ? 1 : 3;

export class Processes extends Address {
  private constructor(
    private readonly children: readonly ChildProcess[],
    urls: readonly string[],
  ) {
    super(urls);
  }

  /** On a database that is there already. */
  static async start(env: Env): Promise<Processes> {
    const program = builtServer();
    const children = Array.from({ length: PROCESSES }, () =>
      spawn(process.execPath, [program], {
        env: {
          PATH: process.env['PATH'],
          NODE_ENV: 'test',
          DATABASE_URL: env.databaseUrl,
          AUTH_SECRET: SECRET,
          DEMO: 'false',
          PORT: '0',
          ...UNHURRIED,
          // A crowd of hundreds waits its turn, also on a slow machine.
          DATABASE_LOCK_TIMEOUT_MS: '60000',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    return new Processes(children, await Promise.all(children.map(urlOf)));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }),
    );
  }
}

/** As its log says once it listens. */
async function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`A server ended with ${code}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
      if (url !== undefined) resolve(`${url}/graphql`);
    });
  });
}
