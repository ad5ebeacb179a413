import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { copenhagenInstant, copenhagenTime, type Instant, type LocalDate } from '../../domain/calendar.js';
import { municipalityCode } from '../../domain/municipality.js';
import type { Track } from '../../domain/programme.js';
import { invalidInput, invalidState, notFound, Refused } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { CourseDayEntity, CourseDayPlanEntity } from '../../storage/course.entity.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import { CohortService } from './cohort.service.js';
import { CourseDayRepository, type CourseDayRow } from './course-day.repository.js';
import type {
  CourseDayRescheduleInput,
  CourseDayScheduleInput,
  HalfDayTimesInput,
} from './dto/cohort.inputs.js';

const DEFAULT_TIMES: HalfDayTimesInput = {
  amStart: '09:00',
  amEnd: '12:00',
  pmStart: '13:00',
  pmEnd: '16:00',
};

/** When and where the days of a cohort take place. */
@Injectable()
export class CourseDayService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly cohorts: CohortService,
    private readonly days: CourseDayRepository,
    private readonly rulebook: Rulebook,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  /** The day if the actor runs its cohort; else as if it did not exist. */
  async requireOwn(actor: Actor, operation: Operation, courseDayId: string): Promise<CourseDayRow> {
    const reach = reachOf(actor, operation);
    const [day] = await this.days.findVisible(reach, [courseDayId]);
    if (day === undefined || !reaches(reach, { providerIds: [day.providerId] })) throw notFound('course day');
    return day;
  }

  /** Lays the days of one unit into the calendar; days that were cancelled can be laid again (L23). */
  async schedule(actor: Actor, input: CourseDayScheduleInput): Promise<CourseDayRow[]> {
    const cohort = await this.cohorts.requireOwn(actor, 'courseDaySchedule', input.cohortId);
    const track = this.rulebook.track(cohort.programmeKey, cohort.ruleVersion, cohort.trackKey);
    const daysInUnit = requireUnit(track, input);
    const times = input.times ?? DEFAULT_TIMES;
    requireOrder(times);
    const hostMunicipalityCode = this.host(input) ?? null;
    return this.unitOfWork.run(async () => {
      const existing = (await this.days.findOfCohorts([cohort.id])).filter((day) => !day.cancelled);
      refuseClash(existing, input.dates);
      const taken = existing.filter((day) => day.type === input.type && day.unit === input.unit);
      const free = numbersFrom(1, daysInUnit ?? taken.length + input.dates.length).filter(
        (day) => !taken.some((other) => other.day === day),
      );
      if (input.dates.length > free.length)
        throw invalidInput({
          path: 'dates',
          message: `has ${input.dates.length} dates, but this unit has ${free.length} of ${daysInUnit} days left to lay`,
        });
      const ids: string[] = [];
      for (const [index, date] of [...input.dates].sort().entries()) {
        const id = newId('courseDay');
        ids.push(id);
        const place = { cohortId: cohort.id, type: input.type, unit: input.unit, day: free[index] ?? 0 };
        await this.store.insert(CourseDayEntity, { id, ...place, cancelled: false, ...this.stamp(actor) });
        const plan = {
          date,
          ...timesOn(date, times),
          venue: input.venue ?? null,
          hostMunicipalityCode,
          cancelled: false,
          reason: null,
        };
        await this.insertPlan(actor, id, plan);
        await this.audit.record(actor, {
          action: 'courseDaySchedule',
          subjectId: id,
          after: { ...place, ...plan },
        });
      }
      const rows = await this.days.findOfCohorts([cohort.id]);
      return rows.filter((row) => ids.includes(row.id));
    });
  }

  /** A new date, same times of day, for a day that is planned or cancelled; not for one with a sheet. */
  async reschedule(actor: Actor, input: CourseDayRescheduleInput): Promise<CourseDayRow> {
    const { courseDayId, date } = input;
    const host = this.host(input);
    return this.unitOfWork.run(async () => {
      const day = await this.requireUnrecorded(actor, 'courseDayReschedule', courseDayId);
      const others = await this.days.findOfCohorts([day.cohortId]);
      const standing = others.filter((other) => other.id !== day.id && !other.cancelled);
      refuseClash(standing, [date]);
      if (
        day.cancelled &&
        standing.some((other) => other.type === day.type && other.unit === day.unit && other.day === day.day)
      )
        throw invalidState('This cancelled day has been laid anew already.', 'CANCELLED', []);
      const times = {
        amStart: clockTime(day.amStartsAt),
        amEnd: clockTime(day.amEndsAt),
        pmStart: clockTime(day.pmStartsAt),
        pmEnd: clockTime(day.pmEndsAt),
      };
      return this.supersede(actor, 'courseDayReschedule', day, {
        date,
        ...timesOn(date, times),
        venue: input.venue ?? day.venue,
        hostMunicipalityCode: host ?? day.hostMunicipalityCode,
        cancelled: false,
        reason: null,
      });
    });
  }

  /** A cancelled day counts for nobody (V18, L23). */
  async cancel(actor: Actor, courseDayId: string, reason: string): Promise<CourseDayRow> {
    return this.unitOfWork.run(async () => {
      const day = await this.requireUnrecorded(actor, 'courseDayCancel', courseDayId);
      if (day.cancelled) throw invalidState('This day is cancelled already.', 'CANCELLED', ['PLANNED']);
      return this.supersede(actor, 'courseDayCancel', day, {
        date: day.date,
        amStartsAt: day.amStartsAt,
        amEndsAt: day.amEndsAt,
        pmStartsAt: day.pmStartsAt,
        pmEndsAt: day.pmEndsAt,
        venue: day.venue,
        hostMunicipalityCode: day.hostMunicipalityCode,
        cancelled: true,
        reason,
      });
    });
  }

  private async requireUnrecorded(
    actor: Actor,
    operation: Operation,
    courseDayId: string,
  ): Promise<CourseDayRow> {
    const day = await this.requireOwn(actor, operation, courseDayId);
    if (day.recorded)
      throw invalidState(
        'Attendance or attempts are recorded for this day: it took place. Correct the records instead.',
        'HELD',
        [],
      );
    return day;
  }

  private async supersede(
    actor: Actor,
    action: 'courseDayReschedule' | 'courseDayCancel',
    day: CourseDayRow,
    plan: PlanColumns,
  ): Promise<CourseDayRow> {
    const now = this.clock.now();
    await this.store.change(
      sql`UPDATE course_day_plan SET superseded_at = ${now} WHERE id = ${day.planId} AND superseded_at IS NULL`,
    );
    await this.insertPlan(actor, day.id, plan, now);
    await this.store.change(sql`UPDATE course_day SET cancelled = ${plan.cancelled} WHERE id = ${day.id}`);
    await this.audit.record(actor, {
      action,
      subjectId: day.id,
      before: whatChanges(day),
      after: whatChanges(plan),
      reason: plan.reason,
    });
    const rows = await this.days.findOfCohorts([day.cohortId]);
    const changed = rows.find((row) => row.id === day.id);
    if (changed === undefined) throw notFound('course day');
    return changed;
  }

  private async insertPlan(
    actor: Actor,
    courseDayId: string,
    plan: PlanColumns,
    recordedAt = this.clock.now(),
  ): Promise<void> {
    await this.store.insert(CourseDayPlanEntity, {
      id: newId('fact'),
      courseDayId,
      ...plan,
      recordedAt,
      recordedBy: actor.subject,
      supersededAt: null,
    });
  }

  /** The code as it is stored; nothing where none was given. */
  private host({ hostMunicipalityCode: code }: { hostMunicipalityCode?: string | null }): string | undefined {
    return code == null
      ? undefined
      : this.municipalities.require(municipalityCode(code) ?? code, 'hostMunicipalityCode').code;
  }

  private stamp(actor: Actor) {
    return { recordedAt: this.clock.now(), recordedBy: actor.subject };
  }
}

type PlanColumns = Pick<
  CourseDayPlanEntity,
  | 'date'
  | 'amStartsAt'
  | 'amEndsAt'
  | 'pmStartsAt'
  | 'pmEndsAt'
  | 'venue'
  | 'hostMunicipalityCode'
  | 'cancelled'
  | 'reason'
>;

/** As the log tells it. */
function whatChanges(plan: Pick<PlanColumns, 'date' | 'venue' | 'hostMunicipalityCode' | 'cancelled'>) {
  const { date, venue, hostMunicipalityCode, cancelled } = plan;
  return { date, venue, hostMunicipalityCode, cancelled };
}

/** Days in the unit; null where the programme states no units. Certification days can be added for repeated attempts. */
function requireUnit(track: Track, input: CourseDayScheduleInput): number | null {
  if (track.units.length === 0) return null;
  const unit = track.units.find((each) => each.type === input.type);
  if (unit === undefined)
    throw invalidInput({
      path: 'type',
      message: `is not part of this track; it has ${track.units.map((each) => each.type).join(', ')}`,
    });
  if (input.unit > unit.count && input.type !== 'CERTIFICATION_DAY')
    throw invalidInput({ path: 'unit', message: `must be 1 to ${unit.count} in this track` });
  return unit.daysEach;
}

function requireOrder(times: HalfDayTimesInput): void {
  if (!(times.amStart < times.amEnd && times.amEnd <= times.pmStart && times.pmStart < times.pmEnd))
    throw invalidInput({ path: 'times', message: 'must follow each other: morning, then afternoon' });
}

/** A cohort is in one place a day. */
function refuseClash(standing: readonly CourseDayRow[], dates: readonly string[]): void {
  const clashing = standing.filter((day) => dates.includes(day.date));
  if (clashing.length > 0)
    throw new Refused({
      code: 'DUPLICATE',
      message: 'The cohort has a course day on this date already.',
      existing: clashing.map((day) => day.id),
    });
}

function timesOn(date: LocalDate, times: HalfDayTimesInput) {
  return {
    amStartsAt: copenhagenInstant(date, times.amStart),
    amEndsAt: copenhagenInstant(date, times.amEnd),
    pmStartsAt: copenhagenInstant(date, times.pmStart),
    pmEndsAt: copenhagenInstant(date, times.pmEnd),
  };
}

function clockTime(instant: string): string {
  return copenhagenTime(instant as Instant).replace('.', ':');
}

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
