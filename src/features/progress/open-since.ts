import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { addDays, daysBetween, type LocalDate } from '../../domain/calendar.js';
import { isSatisfied, type RequirementAnswer, type RequirementState } from '../../domain/requirements.js';
import { asOf } from '../../graphql/as-of.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { AnswerLoader } from './progress.loader.js';
import type { ProgressAnswer } from './standing.js';
import { TurningDaysRepository } from './turning-days.repository.js';

/** A requirement that is neither met nor lifted, and the first day of the time that it has been as it is. */
interface OpenSince {
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
 * something happened, and asking what it was then. Enrolments that are asked about together share the questions.
 */
@Injectable()
export class OpenRequirementsLoader extends BatchLoader<OpenSince[]> {
  constructor(
    private readonly answers: AnswerLoader,
    private readonly turningDays: TurningDaysRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** By enrolment. Load it only for enrolments that are visible. */
  protected async batch(context: RequestContext, ids: readonly string[]) {
    const { validOn: today, knownAt } = asOf(null, this.clock);
    const turning = await this.turningDays.of(ids, knownAt);
    return Promise.all(
      ids.map(async (id) => {
        const answer = await this.answers.of(context, id);
        return answer === null ? [] : this.since(context, answer, turning.get(id) ?? [], today);
      }),
    );
  }

  private async since(
    context: RequestContext,
    { enrolment: { id }, supervisionFacts, requirements }: ProgressAnswer,
    turningDays: readonly LocalDate[],
    today: LocalDate,
  ): Promise<OpenSince[]> {
    const { until } = supervisionFacts.window;
    const stretches = stretchesOf([...turningDays, ...(until === null ? [] : [until])], today);
    const open = requirements.filter((requirement) => !isSatisfied(requirement));
    return Promise.all(
      open.map(async (requirement) => {
        const isSame = async (day: LocalDate) =>
          day === today ||
          stateOf(await this.answers.of(context, id, { validOn: day }), requirement) === requirement.state;
        return { requirement, since: await sinceWhen(today, stretches, requirement, isSame) };
      }),
    );
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
