import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { LEFT, WAITING } from '../../domain/enrolment.js';
import { groupBy } from '../../domain/group-by.js';
import { invalidState, type Refused } from '../../domain/refusal.js';
import { seatReuse, type PlannedDay, type SeatReuse as Reuse } from '../../domain/seat-reuse.js';
import { CohortRepository, CourseDayRepository, type CourseDayRow } from '../cohort/index.js';
import { Rulebook } from '../programme/index.js';
import { LeaversSeat, SeatReuse } from './dto/seat-reuse.model.js';
import { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
import { SeatReuseRepository, type SeatHistory } from './seat-reuse.repository.js';

/** Until when a leaver's seat passes on by itself, and who decides after that (L7, Q18). Set-based throughout. */
@Injectable()
export class SeatReuseRules {
  constructor(
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    private readonly enrolments: EnrolmentRepository,
    private readonly cohorts: CohortRepository,
    private readonly days: CourseDayRepository,
    private readonly history: SeatReuseRepository,
  ) {}

  /**
   * Whether the actor may give the seat to others on a day; a day in the past counts as today, since it passes on now.
   * What its provider has approved may be done by whoever may do it at all, and whoever could approve needs nobody else.
   */
  async mayPassOn(actor: Actor, enrolment: EnrolmentRow, on: string): Promise<boolean> {
    const today = this.clock.today();
    const day = on > today ? (on as LocalDate) : today;
    const reuse = (await this.onDay([enrolment], day)).get(enrolment.id);
    if (reuse?.needsApproval !== true) return true;
    const history = await this.historyOf(enrolment);
    return history?.approved === true || (await this.mayApprove(actor, enrolment));
  }

  /** Be it by the provider that the person is with, or by an earlier one. */
  async wasApproved(enrolment: EnrolmentRow): Promise<boolean> {
    return (await this.historyOf(enrolment))?.everApproved === true;
  }

  /** The provider of the leaver's cohort, and the agency. */
  async mayApprove(actor: Actor, { cohortId }: EnrolmentRow): Promise<boolean> {
    const [cohort] = cohortId === null ? [] : await this.cohorts.find([cohortId]);
    return reaches(reachOf(actor, 'seatReuseApprove'), { providerIds: [cohort?.providerId ?? null] });
  }

  /** As of today, in the order of the rows. */
  async answers(rows: readonly EnrolmentRow[]): Promise<SeatReuse[]> {
    const reuse = await this.onDay(rows, this.clock.today());
    const histories = await this.history.histories(rows.map((row) => row.id));
    return rows.map((row) => {
      const history = histories.get(row.id);
      return answer(row, reuse.get(row.id), history, history?.municipalityLeft === true && this.isOwn(row));
    });
  }

  /** Whether the seat is the municipality's own, not shared with others: then nobody gets it once the municipality has left. */
  private isOwn({ programmeKey, ruleVersion, trackKey }: EnrolmentRow): boolean {
    const { quota } = this.rulebook.track(programmeKey, ruleVersion, trackKey);
    return quota === null || quota.scope === 'MUNICIPALITY';
  }

  private async historyOf({ id }: EnrolmentRow): Promise<SeatHistory | undefined> {
    return (await this.history.histories([id])).get(id);
  }

  private async onDay(rows: readonly EnrolmentRow[], on: LocalDate): Promise<Map<string, Reuse>> {
    const cohortIds = [...new Set(rows.flatMap(({ cohortId }) => (cohortId === null ? [] : [cohortId])))];
    const days = groupBy(await this.days.findOfCohorts(cohortIds), (day) => day.cohortId);
    const ids = rows.map((row) => row.id);
    const begun = await this.enrolments.begunAmong(ids, on, this.clock.now());
    return new Map(
      rows.map((row) => [
        row.id,
        seatReuse(
          this.rulebook.track(row.programmeKey, row.ruleVersion, row.trackKey),
          (days.get(row.cohortId ?? '') ?? []).map(toPlannedDay),
          { on, begun: begun.has(row.id) },
        ),
      ]),
    );
  }
}

function toPlannedDay({ type, unit, date, cancelled }: CourseDayRow): PlannedDay {
  return { type, unit, date: date as LocalDate, cancelled };
}

/** Told to whoever would need the provider's approval first. */
export function needsApproval(from: string): Refused {
  return invalidState(
    'It is too late for this seat to be used again without the provider’s approval (seatReuseApprove).',
    from,
    ['seatReuseApprove'],
  );
}

function answer(
  row: EnrolmentRow,
  reuse: Reuse | undefined,
  history: SeatHistory | undefined,
  closes: boolean,
): SeatReuse {
  const seat = seatOf(row, history);
  const asks = reuse?.needsApproval === true && (seat === LeaversSeat.HELD || seat === LeaversSeat.KEPT);
  const approved = history?.approved ?? false;
  const usable =
    !closes &&
    (seat === LeaversSeat.KEPT ||
      seat === LeaversSeat.RELEASED ||
      (seat === LeaversSeat.HELD && row.status !== 'COMPLETED'));
  return Object.assign(new SeatReuse(), {
    seat,
    reusable: usable && (!asks || approved),
    until: reuse?.until ?? null,
    needsApproval: asks,
    approved,
    leftOn: history?.leftOn ?? null,
  });
}

function seatOf(row: EnrolmentRow, history: SeatHistory | undefined): LeaversSeat {
  if (row.seatId !== null) return LEFT.includes(row.status) ? LeaversSeat.KEPT : LeaversSeat.HELD;
  if (WAITING.includes(row.status) || history?.everSeated !== true) return LeaversSeat.NONE;
  return history.passedOn ? LeaversSeat.PASSED_ON : LeaversSeat.RELEASED;
}
