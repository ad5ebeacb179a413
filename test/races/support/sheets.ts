/** Course days of 24 people, and what anybody can write on their sheets. */
import type { RoleClaim } from '../../../src/access/token.js';
import type { Servers } from './servers.js';
import type { World } from './world.js';

const DATES = ['2025-01-07', '2025-01-08', '2025-01-14', '2025-01-15'];
export const PEOPLE = 24;

export type State = 'PRESENT' | 'ABSENT';
export const other = (state: State): State => (state === 'PRESENT' ? 'ABSENT' : 'PRESENT');

interface Row {
  readonly person: string;
  readonly part: string;
  readonly state: State;
  readonly recorded_at: string;
  readonly superseded_at: string | null;
}

/** One course day with its sheet. */
export class Day {
  constructor(
    private readonly servers: Servers,
    private readonly id: string,
    readonly people: readonly string[],
  ) {}

  record(roles: RoleClaim[], entries: object[], idempotencyKey: string | null = null) {
    const input = { courseDayId: this.id, entries, idempotencyKey };
    const sheet = 'courseDay { sheet { state enrolment { id } halfDay { id } } }';
    return this.servers.act(roles, 'attendanceRecord', input, sheet);
  }

  /** Everybody, morning and afternoon. */
  sheet(state: State): object[] {
    return this.people.map((enrolmentId) => ({ enrolmentId, state }));
  }

  correct(roles: RoleClaim[], enrolmentId: string, part: string, state: State) {
    const input = { enrolmentId, halfDayId: `${this.id}:${part}`, state, reason: 'Listen var forkert' };
    return this.servers.act(roles, 'attendanceCorrect', input, 'enrolment { id }');
  }

  /** Records, current and superseded. */
  async count(): Promise<number> {
    return (await this.rows()).length;
  }

  /** Half-days that do not have exactly one current record, with all that went before it as a chain. */
  async broken(): Promise<string[]> {
    const lines = new Map<string, Row[]>();
    for (const row of await this.rows()) {
      const key = `${row.person} ${row.part}`;
      lines.set(key, [...(lines.get(key) ?? []), row]);
    }
    return [...lines].flatMap(([key, rows]) => {
      const current = rows.filter((row) => row.superseded_at === null).length;
      const chained = rows.every(
        (row, index) => row.superseded_at === (rows[index + 1]?.recorded_at ?? null),
      );
      return current === 1 && chained ? [] : [`${key}: ${current} current of ${rows.length}`];
    });
  }

  /** The state of everybody, where it is the same. */
  async state(): Promise<State> {
    const states = new Set(
      (await this.rows()).flatMap((row) => (row.superseded_at === null ? row.state : [])),
    );
    const [state] = states;
    if (state === undefined || states.size > 1) throw new Error('Not everybody has the same');
    return state;
  }

  private async rows(): Promise<Row[]> {
    return this.servers.onlooker.rows(`
      SELECT enrolment_id AS person, part, state, recorded_at, superseded_at FROM attendance
      WHERE course_day_id = '${this.id}' ORDER BY enrolment_id, part, recorded_at, superseded_at`);
  }
}

/** Days with nothing on their sheets yet. */
export class Days {
  private readonly blank: Day[] = [];

  constructor(
    private readonly servers: Servers,
    private readonly world: World,
  ) {}

  async next(): Promise<Day> {
    if (this.blank.length === 0) {
      const place = await this.world.place('INTRO');
      const cohortId = await this.world.cohort('INTRO');
      const seated = await this.world.seat(place, PEOPLE, cohortId);
      const people = seated.map((each) => each.enrolmentId);
      for (const [index, date] of DATES.entries())
        for (const id of await this.world.days(cohortId, 'COURSE_DAY', index + 1, [date]))
          this.blank.push(new Day(this.servers, id, people));
    }
    return this.blank.pop()!;
  }
}
