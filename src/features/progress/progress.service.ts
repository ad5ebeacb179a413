import { setImmediate as othersFirst } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { knowsEverything, type AsOf } from '../../graphql/as-of.js';
import { Rulebook } from '../programme/index.js';
import type { CountedAnswer } from './counted.js';
import { CountedFromFacts } from './counted-from-facts.js';
import { CreditFromFacts, type Rules } from './credit-from-facts.js';
import { StandingFromFacts, type WorkedOut } from './standing-from-facts.js';
import { StandingRepository, type KeepableAnswer } from './standing.repository.js';
import { answerOf, type ProgressAnswer, type Standing } from './standing.js';

/** Enrolments worked out at a time: others are answered in between, and the facts of all of them are never in memory at once. */
const AT_ONCE = 500;

/**
 * Progress, worked out by the rulebook. Participants, providers and the agency, lists, certificates and reports all get this
 * one answer (Decision 6). How things stand today is kept beside the facts, and answers for those days in the past too since
 * which nothing that reports count has happened; for any other point in time, and wherever what is kept is not up to date,
 * the facts are asked.
 */
@Injectable()
export class ProgressService {
  constructor(
    private readonly facts: StandingFromFacts,
    private readonly countedFromFacts: CountedFromFacts,
    private readonly credit: CreditFromFacts,
    private readonly kept: StandingRepository,
    private readonly rulebook: Rulebook,
  ) {}

  /**
   * By enrolment id. Inside a unit of work it takes that work's own writes into account. With other `rules` than those
   * that the enrolments go by, what they would say (A28).
   */
  async answers(
    enrolmentIds: readonly string[],
    asOf: AsOf,
    rules: Rules = this.rulebook,
  ): Promise<ReadonlyMap<string, ProgressAnswer>> {
    const ids = [...new Set(enrolmentIds)];
    const usesKept = asOf.isNow && rules === this.rulebook;
    const answers = new Map(usesKept ? await this.keptAnswers(ids, asOf) : []);
    const rest = ids.filter((id) => !answers.has(id));
    for (let start = 0; start < rest.length; start += AT_ONCE) {
      if (start > 0) await othersFirst();
      for (const [id, { standing }] of await this.facts.of(rest.slice(start, start + AT_ONCE), asOf, rules))
        answers.set(id, answer(standing, asOf, rules));
    }
    return answers;
  }

  /**
   * What reports count of them, in parts, so that whoever adds up needs no more memory for many: what `answers` says, without
   * the rest of it. In no order, and those that had not come to be may be left out. Cheapest in the order of the people.
   */
  async *counted(enrolmentIds: readonly string[], asOf: AsOf): AsyncGenerator<readonly CountedAnswer[]> {
    const usesKept = knowsEverything(asOf);
    const rest: string[] = [];
    for (let start = 0; start < enrolmentIds.length; start += AT_ONCE) {
      if (start > 0) await othersFirst();
      const part = enrolmentIds.slice(start, start + AT_ONCE);
      const kept = usesKept ? await this.kept.countedAt(part, asOf.at) : [];
      yield kept;
      const told = new Set(kept.map(({ enrolment }) => enrolment.id));
      rest.push(...part.filter((id) => !told.has(id)));
      if (rest.length >= AT_ONCE) {
        await othersFirst();
        yield await this.countedFromFacts.of(rest.splice(0, AT_ONCE), asOf);
      }
    }
    yield await this.countedFromFacts.of(rest, asOf);
  }

  /** Those of which something is kept that holds now, by enrolment id; the others are left out. */
  async keptAnswers(
    enrolmentIds: readonly string[],
    now: AsOf,
  ): Promise<ReadonlyMap<string, ProgressAnswer>> {
    const answers = new Map<string, ProgressAnswer>();
    for (let start = 0; start < enrolmentIds.length; start += AT_ONCE) {
      if (start > 0) await othersFirst();
      for (const [id, { standing }] of await this.kept.holding(
        enrolmentIds.slice(start, start + AT_ONCE),
        now.at,
      ))
        answers.set(id, answer(standing, now, this.rulebook));
    }
    return answers;
  }

  /** What is kept of them and holds now: to be asked for before something is recorded, and carried on with that. */
  async standings(enrolmentIds: readonly string[], now: AsOf): Promise<ReadonlyMap<string, WorkedOut>> {
    return new Map(enrolmentIds.length === 0 ? [] : await this.kept.holding(enrolmentIds, now.at));
  }

  /**
   * Worked out anew from the facts as they are now, whatever is kept; apart from what the caller knows already of some of
   * them (carrying-on.ts), as long as that holds.
   */
  async workOut(
    enrolmentIds: readonly string[],
    now: AsOf,
    known: ReadonlyMap<string, WorkedOut> = new Map(),
  ): Promise<ReadonlyMap<string, KeepableAnswer>> {
    const holding = [...known].filter(([, { holdsUntil }]) => holdsUntil > now.at);
    const rest = new Set(enrolmentIds);
    for (const [id] of holding) rest.delete(id);
    const worked = [...holding, ...(await this.facts.of([...rest], now))];
    return new Map(
      worked.map(([id, each]) => [id, { answer: answer(each.standing, now, this.rulebook), ...each }]),
    );
  }

  /** Keeps what was worked out for now. Inside a unit of work, the one that wrote the facts that it rests on. */
  async keep(worked: readonly KeepableAnswer[], now: AsOf): Promise<void> {
    await this.kept.keep(worked, now.at);
  }

  /** Credited minutes of each presence, by presence id, for everybody who was at the meetings of these people. */
  async creditOfPresences(personIds: readonly string[], asOf: AsOf): Promise<ReadonlyMap<string, number>> {
    return this.credit.ofPresences([...new Set(personIds)], asOf, this.rulebook);
  }
}

function answer(standing: Standing, asOf: AsOf, rules: Rules): ProgressAnswer {
  const { programmeKey, ruleVersion, trackKey } = standing.enrolment;
  return answerOf(standing, rules.track(programmeKey, ruleVersion, trackKey), asOf);
}
