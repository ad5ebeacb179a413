import { Injectable } from '@nestjs/common';
import { attendanceProgress, type AttendanceAnswer, type CohortSpan } from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import { SEATED, type EnrolmentStatus } from '../../domain/enrolment.js';
import { supervisionOutlook, type SupervisionOutlookFacts } from '../../domain/forecast.js';
import { groupBy } from '../../domain/group-by.js';
import type { Leave } from '../../domain/leave.js';
import { requiredHalfDays, statesDaysOrHours, type Track } from '../../domain/programme.js';
import {
  evaluateRequirements,
  isCompleted,
  type Attempt,
  type RequirementAnswer,
} from '../../domain/requirements.js';
import { creditedMinutes, supervisionWindow, type SupervisionAnswer } from '../../domain/supervision.js';
import type { AsOf } from '../../graphql/as-of.js';
import { Rulebook } from '../programme/index.js';
import { Calendar, cohortSpans } from './calendar.js';
import { FactsRepository, type EnrolmentFact, type PresenceRecordFact } from './facts.repository.js';
import {
  asItStood,
  courseHalfDays,
  dispensationOf,
  isCertified,
  lastAttendedOn,
  statusOn,
  toAttendance,
  toPresence,
  type RecordedAttendance,
} from './from-facts.js';

/** Everything that is known about one enrolment at one point in time. */
export interface ProgressAnswer {
  readonly enrolment: EnrolmentFact;
  readonly track: Track;
  /** Leave that is known, also leave that is still to come. */
  readonly leaves: readonly Leave[];
  /** Null before the enrolment was recorded. */
  readonly status: EnrolmentStatus | null;
  readonly holdsSeat: boolean;
  /** First day on a seat; null when it never had one. */
  readonly seatedOn: LocalDate | null;
  readonly attendance: AttendanceAnswer;
  /** The stretches of time in cohorts. */
  readonly spans: readonly CohortSpan[];
  readonly supervision: SupervisionAnswer;
  /** What `supervision` rests on, to ask what if some of the meetings ahead are left out (domain/forecast.ts). */
  readonly supervisionFacts: SupervisionOutlookFacts;
  readonly attempts: readonly Attempt[];
  readonly requirements: readonly RequirementAnswer[];
  readonly certified: boolean;
  readonly completed: boolean;
  /** Something is recorded of the person's course: a half-day, supervision, an attempt. What passed before they joined is not. */
  readonly begun: boolean;
  /** Date of the last half-day that was attended or made up; null when there is none. */
  readonly lastAttendedOn: LocalDate | null;
}

/** Which rules a track of a programme has in a version. */
export type Rules = Pick<Rulebook, 'track'>;

/**
 * Progress, worked out from the facts by the rulebook. Participants, providers and the agency, lists, certificates and
 * reports all get this one answer (Decision 6).
 */
@Injectable()
export class ProgressService {
  constructor(
    private readonly facts: FactsRepository,
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
    const enrolments = await this.facts.enrolments(enrolmentIds, asOf);
    const ids = enrolments.map((enrolment) => enrolment.id);
    const changes = groupBy(await this.facts.changes(ids, asOf), (change) => change.enrolmentId);
    const leavesOf = groupBy(await this.facts.leaves(ids, asOf), (leave) => leave.enrolmentId);
    const attendance = await this.facts.attendance(ids, asOf);
    const alternatives = await this.facts.alternatives(ids, asOf);
    const cohortIds = [...changes.values()].flat().flatMap((change) => change.cohortId ?? []);
    const dayIds = [
      ...attendance.flatMap((fact) => [fact.courseDayId, fact.makesUpCourseDayId ?? []].flat()),
      ...alternatives.map((each) => each.courseDayId),
    ];
    const days = await this.facts.courseDays([...new Set(cohortIds)], [...new Set(dayIds)], asOf);
    const credits = await this.creditsOf(
      enrolments.map((enrolment) => enrolment.personId),
      asOf,
      rules,
    );
    const planned = groupBy(await this.facts.plannedMeetings(ids, asOf), (meeting) => meeting.enrolmentId);
    const attempts = groupBy(await this.facts.attempts(ids, asOf), (attempt) => attempt.enrolmentId);
    const dispensations = groupBy(await this.facts.dispensations(ids, asOf), (each) => each.enrolmentId);
    const events = groupBy(await this.facts.certificateEvents(ids, asOf), (event) => event.enrolmentId);
    const calendar = new Calendar(days);
    const attendanceOf = groupBy(attendance, (fact) => fact.enrolmentId);
    const alternativesOf = groupBy(alternatives, (each) => each.enrolmentId);

    return new Map(
      enrolments.map((today) => {
        const enrolment = asItStood(today, changes.get(today.id)?.at(-1));
        const track = rules.track(enrolment.programmeKey, enrolment.ruleVersion, enrolment.trackKey);
        const ownChanges = changes.get(enrolment.id) ?? [];
        const leaves = leavesOf.get(enrolment.id) ?? [];
        const status = statusOn(asOf.validOn, ownChanges.at(-1), leaves);
        const lifted = dispensations.get(enrolment.id) ?? [];
        const dispensed = new Set(lifted.map((each) => each.requirement));
        const ownAttendance = attendanceOf.get(enrolment.id) ?? [];
        const ownAlternatives = alternativesOf.get(enrolment.id) ?? [];
        const recorded = { records: ownAttendance, alternatives: ownAlternatives, leaves };
        const spans = cohortSpans(ownChanges);
        const attendanceAnswer = this.attendance(track, spans, recorded, calendar, asOf);
        const stays = status !== null && SEATED.includes(status);
        const supervisionFacts: SupervisionOutlookFacts = {
          capacity: enrolment.capacity,
          credits: credits.get(enrolment.id) ?? [],
          ahead: stays ? (planned.get(enrolment.id) ?? []) : [],
          window: supervisionWindow(track.supervision, enrolment.startsOn, leaves, asOf.validOn),
          dispensed: dispensed.has('SUPERVISION'),
          onLeave: status === 'ON_LEAVE',
        };
        const supervision = supervisionOutlook(track.supervision, supervisionFacts, asOf.at);
        const ownAttempts = attempts.get(enrolment.id) ?? [];
        const requirements = evaluateRequirements(track, {
          attendance: attendanceAnswer,
          supervision,
          attempts: ownAttempts,
          dispensed,
          onLeave: status === 'ON_LEAVE',
        }).map((answer) => ({ ...answer, dispensation: dispensationOf(answer.kind, lifted) }));
        const certified = isCertified(events.get(enrolment.id) ?? [], asOf.validOn);
        const answer: ProgressAnswer = {
          enrolment,
          track,
          leaves,
          status,
          holdsSeat: (ownChanges.at(-1)?.seatId ?? null) !== null,
          seatedOn: ownChanges.find((change) => change.seatId !== null)?.validOn ?? null,
          attendance: attendanceAnswer,
          spans,
          supervision,
          supervisionFacts,
          attempts: ownAttempts,
          requirements,
          certified,
          completed:
            isCompleted(track, requirements, certified) ||
            (status === 'COMPLETED' && !statesDaysOrHours(track)),
          begun:
            courseHalfDays(ownAttendance, calendar).length + ownAlternatives.length > 0 ||
            (credits.get(enrolment.id) ?? []).length > 0 ||
            ownAttempts.length > 0,
          lastAttendedOn: lastAttendedOn(recorded, calendar),
        };
        return [enrolment.id, answer];
      }),
    );
  }

  /** Credited minutes of each presence, by presence id, for everybody who was at the meetings of these people. */
  async creditOfPresences(personIds: readonly string[], asOf: AsOf): Promise<ReadonlyMap<string, number>> {
    const presences = await this.facts.presences([...new Set(personIds)], asOf);
    return this.credit(presences, this.rulebook);
  }

  private async creditsOf(personIds: readonly string[], asOf: AsOf, rules: Rules) {
    const presences = await this.facts.presences([...new Set(personIds)], asOf);
    const credited = this.credit(presences, rules);
    const rows = presences.map((presence) => ({
      enrolmentId: presence.enrolmentId,
      startedAt: presence.startedAt,
      minutes: credited.get(presence.id) ?? 0,
    }));
    return groupBy(rows, (row) => row.enrolmentId);
  }

  private credit(presences: readonly PresenceRecordFact[], rules: Rules): ReadonlyMap<string, number> {
    const all = new Map<string, number>();
    const ruleOf = new Map(presences.map((fact) => [fact.id, creditRule(fact, rules)]));
    for (const own of groupBy(presences, (fact) => fact.personId).values())
      for (const [id, minutes] of creditedMinutes(own.map(toPresence), ({ id }) => ruleOf.get(id) ?? 'CLOCK'))
        all.set(id, minutes);
    return all;
  }

  private attendance(
    track: Track,
    spans: readonly CohortSpan[],
    { records, alternatives, leaves }: RecordedAttendance,
    calendar: Calendar,
    asOf: AsOf,
  ): AttendanceAnswer {
    const facts = records.map(toAttendance);
    const halfDays = calendar.halfDaysFor(spans, facts, alternatives);
    return attendanceProgress(requiredHalfDays(track), halfDays, facts, spans, asOf.at, alternatives, leaves);
  }
}

function creditRule(fact: PresenceRecordFact, rules: Rules) {
  return rules.track(fact.programmeKey, fact.ruleVersion, fact.trackKey).supervision?.credit ?? 'CLOCK';
}
