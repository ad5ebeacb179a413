/** The servers that are measured, each a process of its own on a free port of the loopback address. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { Reading } from './meter.js';
import { findPeer } from './peer-server.js';

export type ServerKind = 'raw' | 'product' | 'postgraphile';

const RAW = fileURLToPath(new URL('raw/server.js', import.meta.url));
const PRODUCT = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const METER = new URL('meter.js', import.meta.url).href;
const START_MS = 60_000;
const STOP_MS = 12_000;
/** As `npm start` starts the product. */
const FLAGS =
  /"start": ".*node (--.*) dist/.exec(readFileSync('package.json', 'utf8'))?.[1]?.split(' ') ?? [];
/** The core of the servers; the load, and who gets ready beside another, is on the other one. */
const SERVER_CORE = '0';
const LOAD_CORE = '1';

export const SECRET = 'a secret for the benchmark that is long enough to sign with';
/** Everything that protects is on. These two alone are raised, from 3,000 requests and 2,000,000 points in a minute. */
export const RAISED = { RATE_LIMIT_ADDRESS: '1000000000', RATE_LIMIT_CALLER: '1000000000' };

const pinning = spawnSync('taskset', ['-c', LOAD_CORE, 'true']).status === 0;
/** Whether server and load have a core each. */
export const isPinned = (): boolean => pinning;

/** With all of its threads. */
function pin(pid: number, core: string): void {
  if (pinning) spawnSync('taskset', ['-a', '-cp', core, String(pid)]);
}

/** This process makes the load. */
export const pinLoad = (): void => pin(process.pid, LOAD_CORE);

function whatRuns(kind: ServerKind): readonly [node: string, main: string] {
  if (kind !== 'postgraphile') return [process.execPath, kind === 'raw' ? RAW : PRODUCT];
  const peer = findPeer();
  if (peer === null) throw new Error('PostGraphile is not installed');
  return [peer.node, peer.main];
}

export interface StartOptions {
  readonly kind: ServerKind;
  readonly databaseUrl: string;
  /** Where its log goes. */
  readonly logFile: string;
  /** Starts on the other core, out of the way of who is starting on its own. */
  readonly beside?: boolean;
}

export class Server {
  private static readonly running = new Set<Server>();
  url = '';
  /** From the start of the process to listening. */
  startedInMs = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly exit: Promise<unknown>,
  ) {
    Server.running.add(this);
    void exit.then(() => Server.running.delete(this));
  }

  static async start({ kind, databaseUrl, logFile, beside = false }: StartOptions): Promise<Server> {
    const [node, main] = whatRuns(kind);
    const command = [node, ...FLAGS, '--import', METER, main];
    const [file = '', ...args] = pinning
      ? ['taskset', '-c', beside ? LOAD_CORE : SERVER_CORE, ...command]
      : command;
    const log = openSync(logFile, 'a');
    const began = performance.now();
    const child = spawn(file, args, {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        AUTH_SECRET: SECRET,
        DEMO: 'false',
        HOST: '127.0.0.1',
        PORT: '0',
        ISSUER_KEYS: join(dirname(logFile), 'issuer-keys'),
        ...RAISED,
      },
      // The log goes into a file as it would on a machine of its own; the first lines are read from there.
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    const server = new Server(child, once(child, 'exit'));
    await server.listening(logFile);
    server.startedInMs = performance.now() - began;
    if (beside) pin(server.pid, SERVER_CORE);
    return server;
  }

  static async stopAll(): Promise<void> {
    await Promise.all([...Server.running].map((server) => server.stop()));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async reading(): Promise<Reading> {
    return this.askMeter('reading');
  }

  /** Begins a CPU profile; the second time, answers it. */
  async profile(): Promise<Profiler.Profile | null> {
    return this.askMeter('profile');
  }

  /** Begins to note SQL statements; the second time, answers them. */
  async count(): Promise<readonly string[] | null> {
    return this.askMeter('count');
  }

  /** The memory that is its own and not swapped out, in bytes; null where the machine does not tell. */
  rss(): number | null {
    try {
      const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
      return kilobytes === undefined ? null : Number(kilobytes) * 1024;
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await this.exit;
    clearTimeout(late);
  }

  private async askMeter<T>(what: 'reading' | 'profile' | 'count'): Promise<T> {
    const answer = once(this.child, 'message') as Promise<[T]>;
    this.child.send(what);
    return (await answer)[0];
  }

  private async listening(logFile: string): Promise<void> {
    for (const until = Date.now() + START_MS; ; await pause(20)) {
      const line = readFileSync(logFile, 'utf8')
        .split('\n')
        .find((each) => each.includes('"msg":"listening"') && each.includes('"url"'));
      if (line !== undefined) {
        this.url = (JSON.parse(line) as { url: string }).url;
        return;
      }
      if (this.child.exitCode !== null || Date.now() > until) {
        await this.stop();
        throw new Error(`A server did not start:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
      }
    }
  }
}
