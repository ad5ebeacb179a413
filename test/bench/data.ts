/**
 * A made-up history for the benchmark: engagements of every municipality in three rounds, cohorts, days, sheets,
 * supervision, attempts and certificates. The same size and day give the same rows. It fills what acts would have filled,
 * so that every answer of the product is right; the audit log of it is left out, since no answer that is measured reads it.
 */
import { HistoryCalendar, recordedOn, ROUNDS, timesOn } from './data-calendar.js';
import { CohortHistory } from './data-cohort.js';
import { Ledger } from './data-ledger.js';
import { RECORDER, type Truth } from './data-member.js';
import { daysOf } from './data-course.js';
import {
  type Basis,
  type CohortPlan,
  idOf,
  Plan,
  PROGRAMME,
  providerId,
  TRACKS,
  type TrackKey,
} from './data-plan.js';
import type { Emit } from './data-tables.js';
import { Random } from './random.js';

const SEED = 20_261_128;
/** Facts of these kinds are numbered from here on, far above those of cohorts. */
const PLANS = 0x4000_0000;
const PERIODS = 0x5000_0000;

/** Emits every row. `tell` hears what is true of each enrolment. */
export function makeHistory(basis: Basis, emit: Emit, tell: (truth: Truth) => void = () => undefined): void {
  const plan = new Plan(basis);
  const calendar = new HistoryCalendar(basis.today);
  const began = recordedOn(calendar.roundStart(0));
  emit('actor', [RECORDER, 'Agency (benchmark)', 'AGENCY', began, began]);
  for (const { id, key, name } of plan.providers) emit('provider', [id, key, name, began, RECORDER]);
  const seats = openEngagements(plan, calendar, emit);
  let plans = 0;
  const days = plan.cohorts.map((cohort, number) => {
    openCohort(cohort, basis.ruleVersion, calendar, emit);
    const own = daysOf(cohort, number, calendar);
    for (const day of own) {
      const { amStartsAt, amEndsAt, pmStartsAt, pmEndsAt } = timesOn(day.date);
      const by = [recordedOn(calendar.roundStart(cohort.round)), RECORDER];
      emit('course_day', [day.id, cohort.id, day.type, day.unit, day.day, 0, ...by]);
      const times = [amStartsAt, amEndsAt, pmStartsAt, pmEndsAt];
      plans += 1;
      emit('course_day_plan', [
        idOf('fac', PLANS + plans),
        day.id,
        day.date,
        ...times,
        'Kursuscenter',
        0,
        ...by,
      ]);
    }
    return own;
  });
  for (let round = 0; round < ROUNDS; round += 1) registerPeople(plan, round, calendar, emit);
  const history = new CohortHistory(
    { plan, calendar, random: new Random(SEED), ledger: new Ledger(emit) },
    tell,
  );
  for (const [number, cohort] of plan.cohorts.entries()) {
    const next = plan.cohorts[number + 1];
    const goesOn = next !== undefined && next.round === cohort.round && next.track === cohort.track;
    history.happen({
      cohort,
      days: days[number] ?? [],
      later: goesOn && !next.small && !next.ahead ? (days[number + 1] ?? null) : null,
      seatOf: (person) => seats.get(seatKey(cohort.track, person)) ?? '',
    });
  }
}

const seatKey = (track: TrackKey, person: number) => `${track}/${person}`;

/** With their seats: those of the quota, those granted above it, and those of leaders on top. */
function openEngagements(plan: Plan, calendar: HistoryCalendar, emit: Emit): Map<string, string> {
  const { towns, ruleVersion } = plan.basis;
  const seats = new Map<string, string>();
  let number = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startsOn = calendar.roundStart(round);
    const by = [recordedOn(startsOn), RECORDER];
    for (const [town, { code }] of towns.entries()) {
      const id = plan.engagementId(round, town);
      emit('engagement', [id, PROGRAMME, ruleVersion, startsOn, ...by]);
      emit('engagement_municipality', [id, code]);
    }
    for (const track of TRACKS) {
      const { seatOf, pools } = plan.seatNumbers(round, track);
      const counted = new Map<string, string>();
      const add = (town: number, kind: string, place: number | null): string => {
        number += 1;
        const id = idOf('sea', number);
        const engagementId = plan.engagementId(round, town);
        const code = towns[town]?.code ?? '';
        const reason = kind === 'GRANTED' ? 'Ekstra plads efter aftale' : null;
        const pool = `${engagementId}/${code}/${track}`;
        emit('seat', [id, pool, engagementId, code, track, kind, place, reason, ...by]);
        return id;
      };
      for (const { town, counted: needed, quota } of pools)
        for (let place = 1; place <= Math.max(needed, quota); place += 1)
          counted.set(`${town}/${place}`, add(town, place <= quota ? 'QUOTA' : 'GRANTED', place));
      for (const [person, { town, number: place }] of seatOf)
        seats.set(
          seatKey(track, person),
          place === null ? add(town, 'UNCOUNTED', null) : (counted.get(`${town}/${place}`) ?? ''),
        );
    }
  }
  return seats;
}

function openCohort(cohort: CohortPlan, ruleVersion: number, calendar: HistoryCalendar, emit: Emit): void {
  const { id, round, track, index, provider } = cohort;
  const name = `${track === 'INTRO' ? 'Intro' : 'Mødeledere'} ${round + 1}.${index + 1}`;
  const by = [recordedOn(calendar.roundStart(round)), RECORDER];
  emit('cohort', [id, PROGRAMME, ruleVersion, track, name, providerId(provider), ...by]);
}

function registerPeople(plan: Plan, round: number, calendar: HistoryCalendar, emit: Emit): void {
  const by = [recordedOn(calendar.roundStart(round)), RECORDER];
  const [from, to] = plan.peopleOf(round);
  for (let number = from; number < to; number += 1) {
    const { id, affiliationId, name, email, sortKey, searchText, town } = plan.person(number);
    const place = plan.basis.towns[town];
    const [code, at] = [place?.code ?? null, `${place?.name} Kommune`];
    emit('person', [id, name, email, sortKey, searchText, ...by]);
    emit('affiliation', [affiliationId, id, code, at, 'MUNICIPALITY', 'Bostøtte', 'Støtteperson', ...by]);
    emit('affiliation_period', [idOf('fac', PERIODS + number), affiliationId, id, ...by]);
  }
}
