/** Load on one server, and what came of it. */
import autocannon from 'autocannon';
import type { Server } from './servers.js';
import type { BenchRequest, Workload } from './workloads.js';

export interface Run {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly cpuMs: number;
  /** Answers that were none: refusals of the connection, other statuses than 200, bodies with errors. */
  readonly failures: number;
  readonly failure: string | null;
}

export interface LoadOptions {
  readonly connections: number;
  /** How long, or how many requests. */
  readonly seconds?: number;
  readonly amount?: number;
  /** Where in the list of requests to begin. */
  readonly from?: number;
  readonly timeoutSeconds?: number;
}

const LOOK_MS = 20;

/** Requests of one workload, the next ones at each call. */
export async function loadOf(server: Server, workload: Workload, options: LoadOptions): Promise<Run> {
  let next = options.from ?? 0;
  const { requests } = workload;
  if (requests.length === 0) throw new Error(`There is nothing to ask for ${workload.name}`);
  if (workload.writes && next + (options.amount ?? Infinity) > requests.length)
    throw new Error(`There are not enough sheets left to record for ${workload.name}`);
  return load(server, options, () => {
    // The generator of the load makes some that it does not send any more.
    const request = requests[next % requests.length] as BenchRequest;
    next += 1;
    return request;
  });
}

export async function load(
  server: Server,
  { connections, seconds, amount, timeoutSeconds = 60 }: LoadOptions,
  nextRequest: () => BenchRequest,
): Promise<Run> {
  const before = await server.reading();
  const times: number[] = [];
  let lost = 0;
  let failures = 0;
  let failure: string | null = null;
  const began = performance.now();
  let last = began;
  const options: autocannon.Options = {
    url: server.url,
    connections: Math.min(connections, amount ?? connections),
    timeout: timeoutSeconds,
    // How often it looks whether it is over; its own figures for each second are not read.
    sampleInt: LOOK_MS,
    ...(amount === undefined ? { duration: 86_400 } : { amount }),
    requests: [
      {
        method: 'POST',
        path: '/graphql',
        setupRequest: (request) => ({ ...request, ...nextRequest() }),
        onResponse: (status, body) => {
          last = performance.now();
          if (status === 200 && !body.includes('"errors":') && !body.includes('"code":"INTERNAL')) return;
          failures += 1;
          failure ??= `${status} ${body.slice(0, 300)}`;
        },
      },
    ],
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error: Error | null, done) => {
      if (error) reject(error);
      else resolve(done);
    });
    instance.on('response', (_client, _status, _bytes, time) => times.push(time));
    instance.on('reqError', () => (lost += 1));
    // Not before there is about one answer for each connection: nothing can be said of a round without any.
    const end = () => {
      if (times.length + lost < connections) setTimeout(end, LOOK_MS);
      else (instance as unknown as { stop(): void }).stop();
    };
    if (amount === undefined) setTimeout(end, (seconds ?? 1) * 1_000);
  });
  const after = await server.reading();
  const sorted = Float64Array.from(times).sort();
  const elapsed = (last - began) / 1_000;
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    requests: sorted.length,
    perSecond: sorted.length === 0 ? 0 : sorted.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000 / Math.max(1, sorted.length),
    failures: failures + result.errors,
    failure: failure ?? (result.errors > 0 ? `${result.errors} connections failed` : null),
  };
}

/** Nobody waits longer for an answer. */
export const PATIENCE_MS = 20_000;

/** One request, its answer read. Throws a TimeoutError when it takes too long. */
export async function ask(
  server: Server,
  { headers, body }: BenchRequest,
): Promise<{ status: number; answer: unknown }> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal });
  const text = await response.text();
  try {
    return { status: response.status, answer: JSON.parse(text) as unknown };
  } catch {
    return { status: response.status, answer: text };
  }
}
