/** One line a fault, for the table of the closing note. */
import { DIALECT } from '../../support/database.js';
import type { Findings } from './findings.js';
import type { Stream } from './stream.js';

export class Tally {
  private rounds = 0;
  private lost = 0;
  private halfApplied = 0;
  private longestRecoveryMs = 0;
  private readonly before: { acknowledged: number; unanswered: number; repeated: number };

  /** Counts from now on. */
  constructor(
    private readonly fault: string,
    private readonly stream: Stream,
  ) {
    this.before = this.now();
  }

  round(found: Findings, recoveryMs: number): void {
    this.rounds += 1;
    this.lost += found.lost.length;
    this.halfApplied += found.halfApplied.length;
    this.longestRecoveryMs = Math.max(this.longestRecoveryMs, recoveryMs);
  }

  print(): void {
    const { acknowledged, unanswered, repeated } = this.now();
    const told = [...this.stream.unavailable].map(([reason, times]) => `${times} ${reason}`).join(', ');
    line(this.fault, {
      rounds: this.rounds,
      acknowledged: acknowledged - this.before.acknowledged,
      lost: this.lost,
      'half-applied': this.halfApplied,
      'longest recovery': seconds(this.longestRecoveryMs),
      'sent and never answered': unanswered - this.before.unanswered,
      'of these sent again with success': repeated - this.before.repeated,
      'told UNAVAILABLE': told || 0,
    });
  }

  private now() {
    const { ledger, unanswered, repeated } = this.stream;
    return { acknowledged: ledger.acknowledged, unanswered, repeated };
  }
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Past Jest, which would add where it was printed. */
export function line(fault: string, figures: Readonly<Record<string, string | number>>): void {
  const cells = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`\n| ${[fault, DIALECT, ...cells].join(' | ')} |\n`);
}
