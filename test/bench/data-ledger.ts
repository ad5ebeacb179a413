/** Numbers what is made up, and keeps back what refers to enrolments until those are there. */
import type { HistoryCalendar } from './data-calendar.js';
import { idOf, type Plan } from './data-plan.js';
import type { Emit, TableName, Value } from './data-tables.js';
import type { Random } from './random.js';

interface Row {
  readonly table: TableName;
  readonly values: readonly Value[];
}

const PREFIX = {
  enrolment: 'enr',
  fact: 'fac',
  group: 'grp',
  meeting: 'mee',
  attempt: 'att',
  certificate: 'cer',
} as const;
type Kind = keyof typeof PREFIX;

export class Ledger {
  private readonly numbers = new Map<Kind, number>();
  private rows: Row[] = [];

  constructor(private readonly emit: Emit) {}

  /** The next one of its kind. */
  id(kind: Kind): string {
    const number = (this.numbers.get(kind) ?? 0) + 1;
    this.numbers.set(kind, number);
    return idOf(PREFIX[kind], number);
  }

  now(table: TableName, ...values: readonly Value[]): void {
    this.emit(table, values);
  }

  later(table: TableName, ...values: readonly Value[]): void {
    this.rows.push({ table, values });
  }

  /** The enrolments are there. */
  writeKeptBack(): void {
    for (const { table, values } of this.rows) this.emit(table, values);
    this.rows = [];
  }
}

/** What the history of a cohort is told with. */
export interface Telling {
  readonly plan: Plan;
  readonly calendar: HistoryCalendar;
  readonly random: Random;
  readonly ledger: Ledger;
}
