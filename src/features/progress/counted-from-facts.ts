import { Injectable } from '@nestjs/common';
import { requirementStandings } from '../../domain/achieved.js';
import { halfDayKey, placesHad, type HalfDay, type MakeUp } from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import type { Leave } from '../../domain/leave.js';
import { requiredHalfDays } from '../../domain/programme.js';
import type { Attempt } from '../../domain/requirements.js';
import { supervisionMinutes, supervisionWindow } from '../../domain/supervision.js';
import type { AsOf } from '../../graphql/as-of.js';
import { Rulebook } from '../programme/index.js';
import { Calendar } from './calendar.js';
import type { CountedAnswer } from './counted.js';
import { CreditFromFacts, type PresenceCredit } from './credit-from-facts.js';
import {
  FactsRepository,
  type AlternativeMakeUpFact,
  type AttendedFact,
  type CertificateEventFact,
  type ChangeFact,
  type DispensationFact,
  type EnrolmentFact,
} from './facts.repository.js';
import { asItStood, heldChanges, heldDispensations, isCertified } from './from-facts.js';
import { departureOf, hasCompleted, statusOn } from './standing.js';

/** What reports rest on, of one enrolment. */
interface Known {
  readonly enrolment: EnrolmentFact;
  readonly changes: readonly ChangeFact[];
  readonly leaves: readonly Leave[];
  readonly attended: AttendedFact | null;
  readonly alternatives: readonly AlternativeMakeUpFact[];
  readonly credits: readonly PresenceCredit[];
  readonly attempts: readonly Attempt[];
  readonly dispensations: readonly DispensationFact[];
  readonly events: readonly CertificateEventFact[];
}

/**
 * What reports count, for any point in time: the same as standing-from-facts.ts says, by the same rules, from those facts
 * alone that decide it. What is missing, still to come or planned is neither asked for nor worked out.
 */
@Injectable()
export class CountedFromFacts {
  constructor(
    private readonly facts: FactsRepository,
    private readonly credit: CreditFromFacts,
    private readonly rulebook: Rulebook,
  ) {}

  /**
   * In no order; those that had not come to be are left out, as no report tells of them. Cheapest for all enrolments of the
   * same people together.
   */
  async of(enrolmentIds: readonly string[], asOf: AsOf): Promise<CountedAnswer[]> {
    const begun = enrolmentIds.length === 0 ? [] : await this.facts.begun(enrolmentIds, asOf);
    if (begun.length === 0) return [];
    const known = await this.known(begun, asOf);
    const calendar = await this.calendar(known, asOf);
    return known.map((each) => this.counted(each, calendar, asOf));
  }

  private async known(enrolmentIds: readonly string[], asOf: AsOf): Promise<Known[]> {
    const wanted = new Set(enrolmentIds);
    const all = await this.facts.enrolments(enrolmentIds, asOf);
    const enrolments = all.filter((enrolment) => wanted.has(enrolment.id));
    const ids = enrolments.map((enrolment) => enrolment.id);
    const { changes, credits } = await this.credit.of(all, asOf, this.rulebook);
    const leaves = groupBy(await this.facts.leaves(ids, asOf), ofEnrolment);
    const attended = new Map((await this.facts.attended(ids, asOf)).map((each) => [each.enrolmentId, each]));
    const alternatives = groupBy(await this.facts.alternatives(ids, asOf), ofEnrolment);
    const attempts = groupBy(await this.facts.attempts(ids, asOf), ofEnrolment);
    const dispensations = groupBy(await this.facts.dispensations(ids, asOf), ofEnrolment);
    const events = groupBy(await this.facts.certificateEvents(ids, asOf), ofEnrolment);
    return enrolments.map((enrolment) => ({
      enrolment,
      changes: changes.get(enrolment.id) ?? NONE,
      leaves: leaves.get(enrolment.id) ?? NONE,
      attended: attended.get(enrolment.id) ?? null,
      alternatives: alternatives.get(enrolment.id) ?? NONE,
      credits: credits.get(enrolment.id) ?? NONE,
      attempts: attempts.get(enrolment.id) ?? NONE,
      dispensations: dispensations.get(enrolment.id) ?? NONE,
      events: events.get(enrolment.id) ?? NONE,
    }));
  }

  /** The days of what was attended and made up. */
  private async calendar(known: readonly Known[], asOf: AsOf): Promise<Calendar> {
    const dayIds = new Set<string>();
    const add = (key: string) => dayIds.add(key.slice(0, key.lastIndexOf(':')));
    for (const { attended, alternatives } of known) {
      attended?.own.forEach(add);
      attended?.makeUps.flat().forEach(add);
      for (const { courseDayId } of alternatives) dayIds.add(courseDayId);
    }
    return new Calendar(await this.facts.courseDays([], [...dayIds], asOf));
  }

  private counted(known: Known, calendar: Calendar, asOf: AsOf): CountedAnswer {
    const { validOn } = asOf;
    const changes = heldChanges(known.changes, asOf);
    const last = changes.at(-1);
    const enrolment = asItStood(known.enrolment, last);
    const track = this.rulebook.track(enrolment.programmeKey, enrolment.ruleVersion, enrolment.trackKey);
    const dispensed = new Set(heldDispensations(known.dispensations, asOf).map((each) => each.requirement));
    const { attended, madeUp } = attendedAndMadeUp(known, calendar, validOn);
    const achieved = {
      attendance: {
        requiredHalfDays: requiredHalfDays(track),
        attendedHalfDays: attended.size,
        madeUpHalfDays: madeUp.size,
      },
      supervision: supervisionMinutes(track.supervision, {
        capacity: enrolment.capacity,
        credits: known.credits,
        window: supervisionWindow(track.supervision, enrolment.startsOn, known.leaves, validOn),
        dispensed: dispensed.has('SUPERVISION'),
      }),
      attempts: known.attempts.filter(({ date }) => date <= validOn),
      dispensed,
    };
    const status = statusOn(last?.status ?? null, known.leaves, validOn);
    const certified = isCertified(known.events, validOn);
    const { id, personId, programmeKey, trackKey, municipalityCode } = enrolment;
    return {
      enrolment: { id, personId, programmeKey, trackKey, municipalityCode },
      holdsSeat: (last?.seatId ?? null) !== null,
      seatedOn: changes.find((change) => change.seatId !== null)?.validOn ?? null,
      left: departureOf(status),
      certified,
      completed: hasCompleted(track, requirementStandings(track, achieved), certified, status),
      attendance: achieved.attendance,
      supervision: achieved.supervision,
    };
  }
}

const NONE: readonly never[] = [];

const ofEnrolment = (fact: { readonly enrolmentId: string }) => fact.enrolmentId;

function attendedAndMadeUp({ attended, alternatives }: Known, calendar: Calendar, validOn: LocalDate) {
  const own: HalfDay[] = [];
  const makeUps: MakeUp[] = [];
  const had = (key: string) => {
    const planned = calendar.find(key);
    return planned !== undefined && planned.date <= validOn ? planned.halfDay : undefined;
  };
  for (const key of attended?.own ?? NONE) {
    const halfDay = had(key);
    if (halfDay !== undefined) own.push(halfDay);
  }
  for (const [key, missed] of attended?.makeUps ?? NONE) {
    const [at, of] = [had(key), calendar.find(missed)?.halfDay];
    if (at !== undefined && of !== undefined) makeUps.push({ at, of });
  }
  for (const alternative of alternatives) {
    const of = calendar.find(halfDayKey(alternative))?.halfDay;
    if (of !== undefined && alternative.doneOn <= validOn) makeUps.push({ at: null, of });
  }
  return placesHad(own, makeUps);
}
