import { Injectable } from '@nestjs/common';
import type { Instant } from '../../domain/calendar.js';
import { creditedMinutes, type PresenceFact } from '../../domain/credit.js';
import { groupBy } from '../../domain/group-by.js';
import type { CreditRule } from '../../domain/programme.js';
import type { AsOf } from '../../graphql/as-of.js';
import type { Rulebook } from '../programme/index.js';
import { FactsRepository, type ChangeFact, type EnrolmentFact } from './facts.repository.js';
import { hasHeld } from './from-facts.js';
import { MeetingsRepository } from './meetings.repository.js';

/** Which rules a track of a programme has in a version. */
export type Rules = Pick<Rulebook, 'track'>;

/** Credited minutes of one presence. */
export interface PresenceCredit {
  readonly presenceId: string;
  readonly startedAt: Instant;
  readonly minutes: number;
}

/** What supervision of people rests on, and what is credited of it. */
export interface Credited {
  /** In the order they were recorded, by enrolment. */
  readonly changes: ReadonlyMap<string, readonly ChangeFact[]>;
  /** By person, also at meetings that had not come. */
  readonly presences: ReadonlyMap<string, readonly PresenceFact[]>;
  /** By enrolment, of meetings that had begun. */
  readonly credits: ReadonlyMap<string, readonly PresenceCredit[]>;
}

/** Supervision is credited to people: time that somebody spent at two meetings counts once, whatever the track (V12). */
@Injectable()
export class CreditFromFacts {
  constructor(
    private readonly facts: FactsRepository,
    private readonly meetings: MeetingsRepository,
  ) {}

  /** Of all enrolments of some people. */
  async of(enrolments: readonly EnrolmentFact[], asOf: AsOf, rules: Rules): Promise<Credited> {
    const ids = enrolments.map((enrolment) => enrolment.id);
    const changes = groupBy(await this.facts.changes(ids, asOf), (change) => change.enrolmentId);
    const enrolmentOf = new Map(enrolments.map((enrolment) => [enrolment.id, enrolment]));
    const presences = groupBy(
      await this.meetings.presences(ids, asOf),
      ({ enrolmentId }) => enrolmentOf.get(enrolmentId)?.personId ?? '',
    );
    const known = new Map<string, CreditRule>();
    const ruleOf = ({ enrolmentId }: PresenceFact) => {
      let rule = known.get(enrolmentId);
      if (rule === undefined) {
        rule = creditRule(enrolmentOf.get(enrolmentId), changes.get(enrolmentId) ?? [], asOf, rules);
        known.set(enrolmentId, rule);
      }
      return rule;
    };
    const credits = new Map<string, PresenceCredit[]>();
    for (const all of presences.values()) {
      const own = all.filter(({ meeting }) => meeting.startedAt <= asOf.at);
      const minutes = creditedMinutes(own, ruleOf);
      for (const { id, enrolmentId, meeting } of own) {
        const credit = { presenceId: id, startedAt: meeting.startedAt, minutes: minutes.get(id) ?? 0 };
        const others = credits.get(enrolmentId);
        if (others === undefined) credits.set(enrolmentId, [credit]);
        else others.push(credit);
      }
    }
    return { changes, presences, credits };
  }

  /** Credited minutes of each presence of some people, by presence id. */
  async ofPresences(
    personIds: readonly string[],
    asOf: AsOf,
    rules: Rules,
  ): Promise<ReadonlyMap<string, number>> {
    const { credits } = await this.of(await this.facts.enrolmentsOf(personIds, asOf), asOf, rules);
    return new Map(
      [...credits.values()].flat().map(({ presenceId, minutes }) => [presenceId, minutes] as const),
    );
  }
}

/** Of the rules that an enrolment then went by; before it was enrolled, of those that it began under. */
function creditRule(
  enrolment: EnrolmentFact | undefined,
  changes: readonly ChangeFact[],
  asOf: AsOf,
  rules: Rules,
): CreditRule {
  if (enrolment === undefined) return 'CLOCK';
  const { ruleVersion } = changes.findLast((change) => hasHeld(change, asOf)) ?? changes[0] ?? enrolment;
  return rules.track(enrolment.programmeKey, ruleVersion, enrolment.trackKey).supervision?.credit ?? 'CLOCK';
}
