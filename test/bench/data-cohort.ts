/** What happened to the people of one cohort. */
import { addDays, type LocalDate } from '../../src/domain/calendar.js';
import type { EnrolmentStatus } from '../../src/domain/enrolment.js';
import { recordedOn } from './data-calendar.js';
import { certify } from './data-certificate.js';
import type { DayPlan } from './data-course.js';
import type { Telling } from './data-ledger.js';
import { PROGRAMME, providerId } from './data-plan.js';
import {
  type CohortFacts,
  hasLeft,
  type Member,
  RECORDER,
  REQUIRED,
  TARGET,
  type Truth,
} from './data-member.js';
import { GROUP_SIZE, meetingsOf, presenceAt } from './data-supervision.js';

const HALVES = ['AM', 'PM'] as const;

/** Tells the history of one cohort after the other, and gives everything in it a number. */
export class CohortHistory {
  constructor(
    private readonly telling: Telling,
    private readonly tell: (truth: Truth) => void,
  ) {}

  happen(facts: CohortFacts): void {
    const members = facts.cohort.people.map((number) => this.join(number, facts));
    for (const member of members) this.attend(member, facts);
    this.supervise(members, facts);
    if (facts.cohort.track === 'MEETING_LEADER')
      for (const member of members) certify(this.telling, member, facts);
    for (const member of members) this.tell(this.enrol(member, facts));
    this.telling.ledger.writeKeptBack();
  }

  private join(number: number, { cohort, days, seatOf }: CohortFacts): Member {
    const { plan, random, ledger } = this.telling;
    const second = days.filter((day) => day.unit === 2 && day.type !== 'CERTIFICATION_DAY').at(-1);
    const leaves = second?.recorded === true && random.chance(0.02);
    return {
      ...plan.person(number),
      enrolmentId: ledger.id('enrolment'),
      seatId: seatOf(number),
      leavesOn: leaves && !cohort.small ? addDays(second.date, 3) : null,
      attended: 0,
      madeUp: 0,
      missed: 0,
      credited: 0,
      creditedThen: 0,
      certifiedOn: null,
      happenedOn: [],
    };
  }

  private attend(member: Member, { days, later }: CohortFacts): void {
    const { random } = this.telling;
    for (const [index, day] of days.entries()) {
      if (!day.recorded || hasLeft(member, day.date)) continue;
      member.happenedOn.push(day.date);
      const instead = later?.[index];
      for (const part of HALVES) {
        const absent = random.chance(0.015);
        const notified = absent && random.chance(0.7) ? 1 : null;
        this.record(member, day, part, absent ? 'ABSENT' : 'PRESENT', notified, null);
        if (!absent) member.attended += 1;
        else if (instead?.recorded === true && day.date < instead.date && !hasLeft(member, instead.date)) {
          this.record(member, instead, part, 'PRESENT', null, day.id);
          member.happenedOn.push(instead.date);
          member.madeUp += 1;
        } else member.missed += 1;
      }
    }
  }

  private record(
    { enrolmentId }: Member,
    day: DayPlan,
    part: string,
    state: string,
    notified: number | null,
    makesUp: string | null,
  ): void {
    const { ledger } = this.telling;
    const makesUpPart = makesUp === null ? null : part;
    const by = [recordedOn(day.date), RECORDER];
    ledger.later(
      'attendance',
      ledger.id('fact'),
      enrolmentId,
      day.id,
      part,
      state,
      notified,
      makesUp,
      makesUpPart,
      ...by,
    );
  }

  private supervise(members: readonly Member[], { cohort, days }: CohortFacts): void {
    const { plan, calendar, random, ledger } = this.telling;
    const { track } = cohort;
    const since = recordedOn(calendar.roundStart(cohort.round));
    const certification = days.find((day) => day.type === 'CERTIFICATION_DAY')?.date ?? null;
    for (let start = 0; start < members.length; start += GROUP_SIZE[track]) {
      const own = members.slice(start, start + GROUP_SIZE[track]);
      const groupId = ledger.id('group');
      const number = start / GROUP_SIZE[track];
      const name = `Hold ${cohort.round + 1}.${cohort.index + 1}, gruppe ${number + 1}`;
      const by = [since, RECORDER];
      ledger.later('supervision_group', groupId, PROGRAMME, track, name, providerId(cohort.provider), ...by);
      for (const member of own)
        ledger.later('group_member', ledger.id('fact'), groupId, member.enrolmentId, ...by);
      for (const meeting of meetingsOf(cohort, number, calendar, random)) {
        const id = ledger.id('meeting');
        const { date, startsAt, endsAt, endedAt } = meeting;
        const host = plan.basis.towns[own[0]?.town ?? 0]?.code ?? null;
        const status = endedAt === null ? 'PLANNED' : 'HELD';
        ledger.later('supervision_meeting', id, groupId, startsAt, endsAt, host, status, ...by);
        if (endedAt === null) continue;
        const at = recordedOn(date);
        ledger.later('supervision_record', ledger.id('fact'), id, startsAt, endedAt, 0, at, RECORDER);
        for (const member of own) {
          if (hasLeft(member, date)) continue;
          const { absent, from, minutes } = presenceAt(meeting, track, random);
          ledger.later(
            'presence',
            ledger.id('fact'),
            id,
            member.enrolmentId,
            from,
            Number(absent),
            0,
            at,
            RECORDER,
          );
          member.credited += minutes;
          if (certification !== null && date <= certification) member.creditedThen += minutes;
          if (!absent) member.happenedOn.push(date);
        }
      }
    }
  }

  /** The enrolment itself, as it has become, and the changes that it went through. */
  private enrol(member: Member, { cohort }: CohortFacts): Truth {
    const { plan, calendar, ledger } = this.telling;
    const { track, round } = cohort;
    const { ruleVersion, towns } = plan.basis;
    const { enrolmentId, capacity, town, attended, madeUp, credited } = member;
    const begins = calendar.roundStart(round);
    const engagementId = plan.engagementId(round, town);
    const code = towns[town]?.code ?? '';
    const happened = [...member.happenedOn].sort();
    const exempt = track === 'INTRO' && capacity === 'LEADER';
    const completed =
      member.leavesOn === null &&
      attended + madeUp >= REQUIRED[track] &&
      (exempt || credited >= TARGET[track]) &&
      (track === 'INTRO' || member.certifiedOn !== null);
    const changes: (readonly [status: EnrolmentStatus, on: LocalDate, reason: string | null])[] = [
      ['CONFIRMED', begins, null],
    ];
    const [first] = happened;
    const last = happened.at(-1);
    if (first !== undefined) changes.push(['ACTIVE', first, 'The course has begun']);
    if (member.leavesOn !== null) changes.push(['WITHDRAWN', member.leavesOn, null]);
    if (completed && last !== undefined)
      changes.push(['COMPLETED', last, 'Every requirement for completion is met']);
    const status = changes.at(-1)?.[0] ?? 'CONFIRMED';
    const seatAs = (then: EnrolmentStatus) => (then === 'WITHDRAWN' ? null : member.seatId);
    const by = [recordedOn(begins), RECORDER];
    const place = [engagementId, code];
    ledger.now(
      'enrolment',
      ...[enrolmentId, member.id, ...place, PROGRAMME, ruleVersion, track, capacity, 0],
      ...[status, seatAs(status), cohort.id, member.affiliationId, ...by],
    );
    ledger.now('enrolment_person', ledger.id('fact'), enrolmentId, member.id, member.affiliationId, ...by);
    for (const [index, [then, on, reason]] of changes.entries())
      ledger.now(
        'enrolment_change',
        ...[enrolmentId, index + 1, ...place, ruleVersion, capacity, 0],
        ...[then, seatAs(then), cohort.id, on, reason, recordedOn(on), RECORDER],
      );
    return {
      ...{ enrolmentId, personId: member.id, track, town, status, attended, madeUp, credited, completed },
      missed: member.missed,
      certified: member.certifiedOn !== null,
    };
  }
}
