/** One table of what was measured. */
import type { Run } from './load.js';
import type { Measured } from './measure.js';
import type { WorkloadName } from './workloads.js';

/** Shares of the reference to reach on SQLite; on PostgreSQL the goals are set against PostGraphile. */
const GOALS: Readonly<Partial<Record<WorkloadName, number>>> = { W1: 0.5, W2: 0.45, W3: 0.5, W4: 0.5 };
/** So many times the median of the reference may the slowest hundredth take. */
const SLOWEST = 12;
const MEGABYTE = 1024 * 1024;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

const of = (runs: readonly Run[], value: (run: Run) => number) => median(runs.map(value));

/** Half of the way from the slowest round to the fastest, in percent of the median. */
function spread(runs: readonly Run[]): string {
  const rates = runs.map((run) => run.perSecond);
  const half = (Math.max(...rates) - Math.min(...rates)) / 2;
  return `±${Math.round((half / median(rates)) * 100)}%`;
}

const HEAD =
  '| workload | database | raw req/s | product req/s | share | goal | p50 ms | p99 ms | p99 / raw p50 | CPU ms | statements | RSS MB | PSS MB |';

export function table(rows: readonly Measured[]): string {
  const lines = rows.map(({ workload, dialect, product, raw, statements, rss, pss }) => {
    const rate = of(product, (run) => run.perSecond);
    const limit = of(raw, (run) => run.perSecond);
    const slowest = of(product, (run) => run.p99);
    const ratio = slowest / of(raw, (run) => run.p50);
    const goal = dialect === 'sqlite' ? GOALS[workload] : undefined;
    const share = rate / limit;
    return [
      workload,
      dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL',
      `${figure(limit)} ${spread(raw)}`,
      `${figure(rate)} ${spread(product)}`,
      share.toFixed(share < 0.095 ? 3 : 2),
      goal === undefined ? '' : `${goal.toFixed(2)} ${share >= goal ? 'reached' : 'missed'}`,
      of(product, (run) => run.p50).toFixed(1),
      slowest.toFixed(1),
      `${ratio.toFixed(1)}${ratio > SLOWEST ? ' (over 12)' : ''}`,
      of(product, (run) => run.cpuMs).toFixed(2),
      String(statements ?? ''),
      String(Math.round(rss / MEGABYTE)),
      pss === null ? '' : String(Math.round(pss / MEGABYTE)),
    ];
  });
  const cells = [
    HEAD.split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
    ...lines,
  ];
  return aligned(cells);
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
