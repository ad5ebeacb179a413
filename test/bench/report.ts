/** One table of what was measured. */
import type { Dialect } from './databases.js';
import type { Run } from './load.js';
import type { Measured, Measurements } from './measure.js';
import type { ServerKind } from './servers.js';
import type { WorkloadName } from './workloads.js';

/** Shares of the reference to reach on SQLite. */
const SHARES: Readonly<Partial<Record<WorkloadName, number>>> = { W1: 0.5, W2: 0.45, W3: 0.5, W4: 0.5 };
/** So many times as fast as PostGraphile, on PostgreSQL. */
const TIMES: Readonly<Partial<Record<WorkloadName, number>>> = { W1: 1.7, W2: 1.5, W3: 2, W4: 1.2 };
/** So many times the median of the reference may the slowest hundredth take. */
const SLOWEST = 12;
const START_MS = 3_000;
export const MEGABYTE = 1024 * 1024;
const NAMES: Readonly<Record<Dialect, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

const of = (runs: readonly Run[], value: (run: Run) => number) => median(runs.map(value));
const rateOf = (runs: readonly Run[]) => of(runs, (run) => run.perSecond);

/** Half of the way from the slowest round to the fastest, in percent of the median. */
function spread(runs: readonly Run[]): string {
  const rates = runs.map((run) => run.perSecond);
  const half = (Math.max(...rates) - Math.min(...rates)) / 2;
  return `±${Math.round((half / median(rates)) * 100)}%`;
}

/** A ratio, and whether it is what was to be reached. */
function against(ratio: number, goal: number | undefined): string {
  const told = ratio.toFixed(ratio < 0.095 ? 3 : 2);
  if (goal === undefined) return told;
  return `${told} (goal ${goal}: ${ratio >= goal ? 'reached' : 'missed'})`;
}

const HEAD = [
  'workload',
  'database',
  'raw req/s',
  'PostGraphile req/s',
  'product req/s',
  'of raw',
  'times PostGraphile',
  'p50 ms',
  'p99 ms',
  'p99 / raw p50',
  'CPU ms: raw, PostGraphile, product',
  'RSS MB: raw, PostGraphile, product',
  'statements',
];
const ORDER: readonly ServerKind[] = ['raw', 'postgraphile', 'product'];

export function table(rows: readonly Measured[]): string {
  const lines = rows.map(({ workload, dialect, runs, statements, rss }) => {
    const { raw = [], product = [], postgraphile = [] } = runs;
    const rate = (own: readonly Run[]) => (own.length === 0 ? '–' : `${figure(rateOf(own))} ${spread(own)}`);
    const each = (value: (kind: ServerKind) => string | undefined) =>
      ORDER.map((kind) => value(kind) ?? '–').join(', ');
    const slowest = of(product, (run) => run.p99);
    const ratio = slowest / of(raw, (run) => run.p50);
    return [
      workload,
      NAMES[dialect],
      rate(raw),
      rate(postgraphile),
      rate(product),
      against(rateOf(product) / rateOf(raw), dialect === 'sqlite' ? SHARES[workload] : undefined),
      postgraphile.length === 0 ? '–' : against(rateOf(product) / rateOf(postgraphile), TIMES[workload]),
      of(product, (run) => run.p50).toFixed(1),
      slowest.toFixed(1),
      `${ratio.toFixed(1)}${ratio > SLOWEST ? ' (over 12)' : ''}`,
      each((kind) => (runs[kind] === undefined ? undefined : of(runs[kind], (run) => run.cpuMs).toFixed(2))),
      each((kind) => (rss[kind] === undefined ? undefined : figure(rss[kind] / MEGABYTE))),
      String(statements),
    ];
  });
  return aligned([HEAD, ...lines]);
}

/** How long the product takes from its start until it listens, with all of the data. */
export function starts(all: readonly Measurements[]): string {
  const told = all.map(({ dialect, startedInMs }) => {
    const reached = startedInMs < START_MS ? 'reached' : 'missed';
    return `${NAMES[dialect]} ${(startedInMs / 1_000).toFixed(1)} s (${reached})`;
  });
  return `Start with these data, goal under ${START_MS / 1_000} s: ${told.join(', ')}.`;
}

/** As Markdown, with columns that line up. */
export function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join(
    '\n',
  );
}

export function figure(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}
