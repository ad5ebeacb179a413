/** Keeps count of one race, and says it in one line of a table. */
import { DIALECT } from '../../support/database.js';
import type { Servers } from './servers.js';
import { isFailure, type Told } from './told.js';

/** `RACE_ROUNDS=1000` is the long form. */
const ASKED = process.env['RACE_ROUNDS'];

/** How many rounds to run: the short form, or as many as asked for, divided by the weight of a heavy race. */
export function rounds(short: number, weight = 1): number {
  return ASKED === undefined ? short : Math.max(1, Math.ceil(Number(ASKED) / weight));
}

/** A test that runs as many rounds as were asked for takes its time. */
export const PATIENCE_MS = ASKED === undefined ? 60_000 : 3_600_000;

export class Race {
  readonly violations: string[] = [];
  /** How often somebody looked meanwhile. */
  samples = 0;
  private readonly said = new Map<string, number>();
  private readonly controls: string[] = [];
  private rounds = 0;
  private requests = 0;
  private milliseconds = 0;
  private slowest = 0;
  private readonly tries = new Map<number, number>();

  constructor(
    private readonly name: string,
    private readonly servers = DIALECT === 'postgres' ? '3 servers' : '1 server',
  ) {}

  /** All at once, in any order; what each was told, in the order of the list. */
  async atOnce(requests: readonly (() => Promise<Told>)[]): Promise<Told[]> {
    const answers: Told[] = [];
    const start = performance.now();
    await Promise.all(
      shuffled([...requests.entries()]).map(async ([index, request]) => {
        answers[index] = await request();
        this.slowest = Math.max(this.slowest, performance.now() - start);
      }),
    );
    this.milliseconds += performance.now() - start;
    this.rounds += 1;
    this.requests += answers.length;
    for (const { said } of answers) this.said.set(said, (this.said.get(said) ?? 0) + 1);
    this.tellHowFar();
    return answers;
  }

  /** The long form takes many minutes: what it has shown is not lost when it is cut off. */
  private tellHowFar(): void {
    if (ASKED === undefined || this.rounds % 50 !== 0) return;
    process.stdout.write(
      `${this.name}, ${DIALECT}: ${this.rounds} rounds, ${this.violations.length} violations\n`,
    );
  }

  /** Keeps a breach of the rule, unless it holds. */
  check(holds: boolean, breach: string): void {
    if (!holds) this.violations.push(`round ${this.rounds}: ${breach}`);
  }

  /** What came of the same race without a guard. */
  control(without: string, { broken, rounds }: Broken): void {
    this.controls.push(`${without}: ${broken} in ${rounds}`);
  }

  /** Adds how many works took how many tries since the servers were last asked. */
  tried(servers: Servers): void {
    for (const [tries, works] of servers.tries()) this.tries.set(tries, (this.tries.get(tries) ?? 0) + works);
  }

  /** What was said neither as a success nor as a refusal. */
  get failures(): string[] {
    return [...this.said.keys()].filter((said) => isFailure({ said, data: null }));
  }

  count(said: string): number {
    return this.said.get(said) ?? 0;
  }

  get line(): string {
    const refused = [...this.said]
      .filter(([said]) => said !== 'OK')
      .map(([said, count]) => `${said} ${count}`);
    return `| ${[
      this.name,
      `${DIALECT}, ${this.servers}`,
      this.rounds,
      this.requests,
      this.count('OK'),
      refused.join(', ') || '0',
      `${this.violations.length}${this.samples === 0 ? '' : ` in ${this.samples} samples`}`,
      this.controls.join('; '),
      `${Math.round((this.requests / this.milliseconds) * 1000)}/s`,
      `${(this.slowest / 1000).toFixed(1)} s`,
      [...this.tries]
        .sort(([a], [b]) => a - b)
        .map(([tries, works]) => `${tries}: ${works}`)
        .join(', '),
    ].join(' | ')} |\n`;
  }
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((each) => ({ each, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);
}

const HEADINGS = [
  'race',
  'database',
  'rounds',
  'requests',
  'done',
  'refused',
  'violations',
  'controls: violations in rounds',
  'speed',
  'slowest',
  'tries: works',
];

/** One line for each race, below the headings of the table. */
export function report(...races: readonly Race[]): void {
  const lines = races.map((race) => race.line).join('');
  process.stdout.write(`| ${HEADINGS.join(' | ')} |\n|${' --- |'.repeat(HEADINGS.length)}\n${lines}`);
}

/** What was broken, and how many rounds it took. */
export interface Broken {
  readonly broken: number;
  readonly rounds: number;
}

/** Runs rounds until one of them breaks the rule; at most so many. */
export async function untilBroken(most: number, round: () => Promise<number>): Promise<Broken> {
  for (let rounds = 1; ; rounds += 1) {
    const broken = await round();
    if (broken > 0 || rounds === most) return { broken, rounds };
  }
}
