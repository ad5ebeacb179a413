import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { addDays, daysBetween, endOfDay, type LocalDate } from '../../domain/calendar.js';
import { isSatisfied, type RequirementAnswer, type RequirementState } from '../../domain/requirements.js';
import type { AsOf } from '../../graphql/as-of.js';
import { ProgressService, type ProgressAnswer } from './progress.service.js';
import { TurningDaysRepository } from './turning-days.repository.js';

/** A requirement that is neither met nor lifted, and the first day of the time that it has been as it is. */
export interface OpenSince {
  readonly requirement: RequirementAnswer;
  readonly since: LocalDate;
}

/** From one day to another, both included, with nothing happening after the first. */
interface Stretch {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/**
 * Since when requirements have been as they are, by what is known now: going back from today over the days on which
 * something happened, and asking the one `ProgressService` what it was then. Enrolments that are asked about together
 * share the questions.
 */
@Injectable()
export class OpenRequirements {
  constructor(
    private readonly progress: ProgressService,
    private readonly turningDays: TurningDaysRepository,
  ) {}

  /** By enrolment. */
  async of(ids: readonly string[], now: AsOf): Promise<ReadonlyMap<string, OpenSince[]>> {
    const answers = await this.progress.answers(ids, now);
    const turning = await this.turningDays.of(ids, now.knownAt);
    const earlier = this.earlier(now);
    const entries = [...answers].map(async ([id, answer]) => {
      const { until } = answer.supervisionFacts.window;
      const days = [...(turning.get(id) ?? []), ...(until === null ? [] : [until])];
      const stretches = stretchesOf(days, now.validOn);
      const open = answer.requirements.filter((requirement) => !isSatisfied(requirement));
      const since = open.map(async (requirement) => {
        const isSame = async (day: LocalDate) =>
          day === now.validOn ||
          stateOf(await earlier.load(JSON.stringify([day, id])), requirement) === requirement.state;
        return { requirement, since: await sinceWhen(now.validOn, stretches, requirement, isSame) };
      });
      return [id, await Promise.all(since)] as const;
    });
    return new Map(await Promise.all(entries));
  }

  /** What is known now of earlier days; questions about the same day are one. */
  private earlier({ knownAt }: AsOf): DataLoader<string, ProgressAnswer | null> {
    return new DataLoader(async (keys) => {
      const wanted = keys.map((key) => JSON.parse(key) as [LocalDate, string]);
      const found = new Map<string, ProgressAnswer>();
      for (const day of new Set(wanted.map(([each]) => each))) {
        const ids = wanted.flatMap(([each, id]) => (each === day ? [id] : []));
        const answers = await this.progress.answers(ids, { validOn: day, knownAt, at: endOfDay(day) });
        for (const [id, answer] of answers) found.set(JSON.stringify([day, id]), answer);
      }
      return keys.map((key) => found.get(key) ?? null);
    });
  }
}

/** Null before the enrolment began. */
function stateOf(answer: ProgressAnswer | null, { kind }: RequirementAnswer): RequirementState | null {
  if (answer === null || answer.status === null) return null;
  return answer.requirements.find((requirement) => requirement.kind === kind)?.state ?? null;
}

/** The latest first. Before the first turning day there was no enrolment. */
function stretchesOf(turningDays: readonly LocalDate[], today: LocalDate): Stretch[] {
  const days = [...new Set(turningDays)].filter((day) => day <= today).sort();
  return days
    .map((from, index) => {
      const next = days[index + 1];
      return { from, to: next === undefined ? today : addDays(next, -1) };
    })
    .reverse();
}

async function sinceWhen(
  today: LocalDate,
  stretches: readonly Stretch[],
  requirement: RequirementAnswer,
  isSame: (day: LocalDate) => Promise<boolean>,
): Promise<LocalDate> {
  // Time alone does one thing: supervision falls behind its pace (1d).
  const comesByTime = requirement.kind === 'SUPERVISION' && requirement.state === 'AT_RISK';
  let since = today;
  for (const { from, to } of stretches) {
    if (!(await isSame(to))) break;
    if (comesByTime && !(await isSame(from))) return firstSame(from, to, isSame);
    since = from;
  }
  return since;
}

/** The first day on which it is the same, where it is not on `different` and is on `same`, and turns once between. */
async function firstSame(
  different: LocalDate,
  same: LocalDate,
  isSame: (day: LocalDate) => Promise<boolean>,
): Promise<LocalDate> {
  const days = daysBetween(different, same);
  if (days <= 1) return same;
  const middle = addDays(different, Math.floor(days / 2));
  return (await isSame(middle)) ? firstSame(different, middle, isSame) : firstSame(middle, same, isSame);
}
