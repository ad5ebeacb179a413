/** A world that a history is played in: what there is to choose from, what was accepted, and the clock. */
import { DispensationExpiry } from '../../../src/features/certification/dispensation.expiry.js';
import type { RoleClaim } from '../../../src/access/token.js';
import type { TestApp } from '../../support/app.js';
import { danishDay } from '../model/dates.js';
import type { Capacity, Day, DayType, Fact, Happening, Moment, Part } from '../model/facts.js';
import { whatIsKnown } from '../model/knowledge.js';
import type { Knowledge } from '../model/known.js';
import { tellAll, type Request, type Told } from './requests.js';

export interface LaidDay {
  readonly id: string;
  readonly cohort: string;
  readonly track: string;
  readonly type: DayType;
  readonly unit: number;
  readonly number: number;
  readonly halfDays: Readonly<Record<Part, string>>;
}

export interface Seated {
  readonly id: string;
  readonly person: string;
  readonly track: string;
  /** Where the seat is now. */
  engagement: string;
  municipality: string;
  readonly capacity: Capacity;
}

export interface Course {
  readonly id: string;
  readonly name: string;
  readonly track: string;
  readonly type: DayType;
  readonly units: number;
  readonly daysEach: number;
}

export interface Place {
  readonly engagement: string;
  readonly municipality: string;
  readonly programme: string;
  readonly tracks: readonly string[];
}

export class World {
  readonly facts: Fact[] = [];
  readonly log: string[] = [];
  readonly places: Place[] = [];
  readonly courses: Course[] = [];
  readonly days: LaidDay[] = [];
  readonly seated: Seated[] = [];
  readonly spare: string[] = [];
  readonly groups: { readonly id: string; readonly track: string }[] = [];
  accepted = 0;
  refused = 0;
  private readonly names = new Map<string, string>();
  private ms: number;

  constructor(
    readonly app: TestApp,
    readonly number: number,
    start: Moment,
  ) {
    this.ms = Date.parse(start);
  }

  get now(): Moment {
    return new Date(this.ms).toISOString();
  }

  get today(): Day {
    return danishDay(this.now);
  }

  /** To an hour of a later day; never back. */
  moveOn(days: number, hour: number): void {
    const then = new Date(this.ms + days * 86_400_000);
    then.setUTCHours(hour, 0, 0, 0);
    this.ms = Math.max(this.ms, then.getTime());
  }

  /** One request; what it asks for is told the model if it was accepted, and written down either way. */
  async tell(
    requests: readonly Request[],
    words: readonly string[] = [],
    roles?: RoleClaim[],
  ): Promise<Told[]> {
    this.app.clock.set(this.now);
    const answers = await tellAll(this.app, requests, roles);
    for (const [n, answer] of answers.entries()) {
      const refusal = answer.code === undefined ? '' : ` — refused: ${answer.code} ${answer.message}`;
      if (answer.code === undefined) this.accepted += 1;
      else this.refused += 1;
      this.log.push(`${this.now.slice(0, 16)} ${words[n] ?? requests[n]?.name}${refusal}`);
    }
    return answers;
  }

  /** What the server does by itself every hour. */
  async settle(): Promise<void> {
    this.app.clock.set(this.now);
    await this.app.app.get(DispensationExpiry, { strict: false }).settle();
  }

  /** A minute passes after each request, so that what is known at a moment has a sharp edge. */
  pass(): void {
    this.ms += 60_000;
  }

  know(happening: Happening): void {
    this.facts.push({ ...happening, at: this.now });
  }

  /** A short name for words: P1, A, M3. */
  call(id: string, name: string): void {
    this.names.set(id, name);
  }

  nameOf(id: string): string {
    return this.names.get(id) ?? id;
  }

  nameOfDay(day: LaidDay): string {
    return `${this.nameOf(day.cohort)} ${day.type} ${day.unit}.${day.number}`;
  }
}

/** What is known in it now, as the second implementation knows it. */
export function known(world: World): Knowledge {
  return whatIsKnown(world.facts, world.now);
}
