/** The real program as a process of its own, on a free port: to be killed, stopped and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { signToken, type RoleClaim } from '../../src/access/token.js';
import { builtServer } from './built-server.js';
import { UNHURRIED } from './database.js';

const SECRET = 'a secret for servers that are killed, long enough to sign with';
const PATIENCE_MS = 60_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ServerProcess {
  private static readonly running = new Set<ServerProcess>();

  /** What it wrote on standard output and standard error. */
  readonly output: string[] = [];
  readonly exit: Promise<Exit>;
  private address = '';

  private constructor(private readonly child: ChildProcess) {
    this.exit = once(child, 'exit').then(([code, signal]) => {
      ServerProcess.running.delete(this);
      return { code, signal } as Exit;
    });
    ServerProcess.running.add(this);
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null) createInterface(stream).on('line', (line) => this.output.push(line));
  }

  /** Resolves when it listens. `settings` are further environment variables. */
  static async start(databaseUrl: string, settings: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const child = spawn(process.execPath, [builtServer()], {
      cwd: tmpdir(),
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        AUTH_SECRET: SECRET,
        ISSUER_KEYS: join(tmpdir(), 'forloeb-issuer-keys'),
        DEMO: 'false',
        HOST: '127.0.0.1',
        PORT: '0',
        ...UNHURRIED,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new ServerProcess(child);
    await server.listening();
    return server;
  }

  /** For the end of a spec, whatever happened in it: nothing that was started here runs on. */
  static async killAll(): Promise<void> {
    await Promise.all([...ServerProcess.running].map((server) => server.kill()));
  }

  get url(): string {
    return this.address;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get alive(): boolean {
    return ServerProcess.running.has(this);
  }

  /** `kill -9`: no chance to finish or to close anything. */
  async kill(): Promise<Exit> {
    this.child.kill('SIGKILL');
    return this.exit;
  }

  /** Asks it to stop, as a service manager does. */
  async stop(): Promise<Exit> {
    this.child.kill('SIGTERM');
    return this.exit;
  }

  /** The lines of its log that tell of errors. */
  errors(): string[] {
    return this.output.filter((line) => /^\{"level":[56]0,/.test(line));
  }

  /** The lines of its log with this message. */
  lines(message: string): string[] {
    return this.output.filter((line) => line.endsWith(`"msg":${JSON.stringify(message)}}`));
  }

  /** The first line of its output that holds this text, when it comes. */
  async says(text: string): Promise<string> {
    let over = false;
    void this.exit.then(() => (over = true));
    for (const began = Date.now(); ; await pause(5)) {
      const line = this.output.find((each) => each.includes(text));
      if (line !== undefined) return line;
      if (over || Date.now() - began > PATIENCE_MS) {
        await this.kill();
        throw new Error(`The server did not say ${text}:\n${this.output.join('\n')}`);
      }
    }
  }

  private async listening(): Promise<void> {
    this.address = (JSON.parse(await this.says('"msg":"listening"')) as { url: string }).url;
  }
}

/** A token that such a server takes. */
export function tokenFor(...roles: RoleClaim[]): Promise<string> {
  return signToken({ subject: `test:${JSON.stringify(roles)}`, name: 'Test', roles }, SECRET);
}
