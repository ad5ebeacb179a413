/** What happened to the people of one cohort. */
import { addDays, type LocalDate } from '../../src/domain/calendar.js';
import { certificateNumber } from '../../src/domain/certificate.js';
import type { EnrolmentStatus } from '../../src/domain/enrolment.js';
import { recordedOn, type HistoryCalendar } from './data-calendar.js';
import type { DayPlan } from './data-course.js';
import { idOf, type Plan, PROGRAMME, providerId } from './data-plan.js';
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
import type { Emit, TableName, Value } from './data-tables.js';
import type { Random } from './random.js';

interface Row {
  readonly table: TableName;
  readonly values: readonly Value[];
}

const TITLE = 'Mødeleder i Åben Dialog';
const HALVES = ['AM', 'PM'] as const;

/** What a certificate rests on, as the product keeps it. */
function snapshotOf(
  member: Member,
  provider: string | undefined,
  ruleVersion: number,
  date: LocalDate,
): string {
  const { name, attended, madeUp, creditedThen } = member;
  return JSON.stringify({
    ...{ name, title: TITLE, provider, programmeKey: PROGRAMME, trackKey: 'MEETING_LEADER', ruleVersion },
    ...{ requiredHalfDays: REQUIRED.MEETING_LEADER, attendedHalfDays: attended, madeUpHalfDays: madeUp },
    ...{ supervisionMinutes: creditedThen, supervisionTargetMinutes: TARGET.MEETING_LEADER },
    ...{ attempt: { number: 1, date }, dispensations: [] },
  });
}

/** Tells the history of one cohort after the other, and gives everything in it a number. */
export class CohortHistory {
  private numbers = { enrolment: 0, fact: 0, group: 0, meeting: 0, attempt: 0, certificate: 0 };
  private rows: Row[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly calendar: HistoryCalendar,
    private readonly random: Random,
    private readonly emit: Emit,
    private readonly tell: (truth: Truth) => void,
  ) {}

  happen(facts: CohortFacts): void {
    const members = facts.cohort.people.map((number) => this.join(number, facts));
    for (const member of members) this.attend(member, facts);
    this.supervise(members, facts);
    if (facts.cohort.track === 'MEETING_LEADER') for (const member of members) this.certify(member, facts);
    for (const member of members) this.tell(this.enrol(member, facts));
    for (const { table, values } of this.rows) this.emit(table, values);
    this.rows = [];
  }

  /** What refers to enrolments is kept back until those are there. */
  private later(table: TableName, ...values: readonly Value[]): void {
    this.rows.push({ table, values });
  }

  private id(kind: keyof CohortHistory['numbers'], prefix: string): string {
    this.numbers[kind] += 1;
    return idOf(prefix, this.numbers[kind]);
  }

  private fact(): string {
    return this.id('fact', 'fac');
  }

  private join(number: number, { cohort, days, seatOf }: CohortFacts): Member {
    const second = days.filter((day) => day.unit === 2 && day.type !== 'CERTIFICATION_DAY').at(-1);
    const leaves = second?.recorded === true && this.random.chance(0.02);
    return {
      ...this.plan.person(number),
      enrolmentId: this.id('enrolment', 'enr'),
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
    for (const [index, day] of days.entries()) {
      if (!day.recorded || hasLeft(member, day.date)) continue;
      member.happenedOn.push(day.date);
      const instead = later?.[index];
      for (const part of HALVES) {
        const absent = this.random.chance(0.015);
        const notified = absent && this.random.chance(0.7) ? 1 : null;
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
    const makesUpPart = makesUp === null ? null : part;
    const by = [recordedOn(day.date), RECORDER];
    this.later(
      'attendance',
      this.fact(),
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
    const { track } = cohort;
    const since = recordedOn(this.calendar.roundStart(cohort.round));
    const certification = days.find((day) => day.type === 'CERTIFICATION_DAY')?.date ?? null;
    for (let start = 0; start < members.length; start += GROUP_SIZE[track]) {
      const own = members.slice(start, start + GROUP_SIZE[track]);
      const groupId = this.id('group', 'grp');
      const number = start / GROUP_SIZE[track];
      const name = `Hold ${cohort.round + 1}.${cohort.index + 1}, gruppe ${number + 1}`;
      const by = [since, RECORDER];
      this.later('supervision_group', groupId, PROGRAMME, track, name, providerId(cohort.provider), ...by);
      for (const member of own) this.later('group_member', this.fact(), groupId, member.enrolmentId, ...by);
      for (const meeting of meetingsOf(cohort, number, this.calendar, this.random)) {
        const id = this.id('meeting', 'mee');
        const { date, startsAt, endsAt, endedAt } = meeting;
        const host = this.plan.basis.towns[own[0]?.town ?? 0]?.code ?? null;
        const status = endedAt === null ? 'PLANNED' : 'HELD';
        this.later('supervision_meeting', id, groupId, startsAt, endsAt, host, status, ...by);
        if (endedAt === null) continue;
        const at = recordedOn(date);
        this.later('supervision_record', this.fact(), id, startsAt, endedAt, 0, at, RECORDER);
        for (const member of own) {
          if (hasLeft(member, date)) continue;
          const { absent, from, minutes } = presenceAt(meeting, track, this.random);
          this.later('presence', this.fact(), id, member.enrolmentId, from, Number(absent), 0, at, RECORDER);
          member.credited += minutes;
          if (certification !== null && date <= certification) member.creditedThen += minutes;
          if (!absent) member.happenedOn.push(date);
        }
      }
    }
  }

  /** One attempt each on the certification day, and the certificate where nothing blocks it. */
  private certify(member: Member, { cohort, days }: CohortFacts): void {
    const day = days.find((each) => each.type === 'CERTIFICATION_DAY');
    if (day === undefined || day.date >= this.calendar.today || cohort.small || hasLeft(member, day.date))
      return;
    const by = [recordedOn(day.date), RECORDER];
    const passed = this.random.chance(0.9);
    const outcome = passed ? 'PASSED' : 'FAILED';
    const attempt = this.id('attempt', 'att');
    this.later(
      'certification_attempt',
      attempt,
      member.enrolmentId,
      day.id,
      1,
      outcome,
      'SHOWN',
      day.date,
      ...by,
    );
    member.happenedOn.push(day.date);
    if (!passed || member.attended + member.madeUp < REQUIRED.MEETING_LEADER) return;
    const certificate = this.id('certificate', 'cer');
    const { ruleVersion } = this.plan.basis;
    member.certifiedOn = day.date;
    const holder = [member.enrolmentId, member.id, PROGRAMME, TITLE, member.name, day.date];
    const snapshot = snapshotOf(member, this.plan.providers[cohort.provider]?.name, ruleVersion, day.date);
    this.later('certificate', certificate, this.certificateNumber(), 1, ...holder, snapshot, 'VALID', ...by);
    this.later('certificate_event', certificate, 1, 'ISSUED', day.date, ...by);
  }

  private certificateNumber(): string {
    for (;;) {
      const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(this.random.next() * 256));
      const number = certificateNumber(bytes);
      if (number !== null) return number;
    }
  }

  /** The enrolment itself, as it has become, and the changes that it went through. */
  private enrol(member: Member, { cohort }: CohortFacts): Truth {
    const { track, round } = cohort;
    const { ruleVersion, towns } = this.plan.basis;
    const { enrolmentId, capacity, town, attended, madeUp, credited } = member;
    const begins = this.calendar.roundStart(round);
    const engagementId = this.plan.engagementId(round, town);
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
    this.emit('enrolment', [
      ...[enrolmentId, member.id, ...place, PROGRAMME, ruleVersion, track, capacity, 0],
      ...[status, seatAs(status), cohort.id, member.affiliationId, ...by],
    ]);
    this.emit('enrolment_person', [this.fact(), enrolmentId, member.id, member.affiliationId, ...by]);
    for (const [index, [then, on, reason]] of changes.entries())
      this.emit('enrolment_change', [
        ...[enrolmentId, index + 1, ...place, ruleVersion, capacity, 0],
        ...[then, seatAs(then), cohort.id, on, reason, recordedOn(on), RECORDER],
      ]);
    return {
      ...{ enrolmentId, personId: member.id, track, town, status, attended, madeUp, credited, completed },
      missed: member.missed,
      certified: member.certifiedOn !== null,
    };
  }
}
