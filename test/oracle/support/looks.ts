/** What both say, in one form: the server's answers over HTTP, and those of the second implementation. */
import { PoolCounts } from '../../../src/features/engagement/index.js';
import { StandingKeeping } from '../../../src/features/progress/index.js';
import type { AsOf } from '../model/as-of.js';
import type { Day, Moment } from '../model/facts.js';
import { progressOf } from '../model/progress.js';
import { decided } from '../model/belonging.js';
import { seatOf, seatRows, statusRows } from '../model/reports.js';
import { askFor } from './requests.js';
import type { World } from './world.js';

/** A point on both time axes. */
export interface Point {
  readonly on: Day;
  readonly knownAt: Moment;
}

/** Everything that was answered, by what it is about. */
export type Answers = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface Look extends Point {
  /** Whether this is how things stand: then what is asked without a date must agree as well. */
  readonly now: boolean;
  readonly server: Answers;
}

const HALF_DAYS = '{ part courseDay { type unit day } }';
const AT_THE_POINT = 'asOf: { validOn: $on, knownAt: $knownAt }';
const PROGRESS = `progress(${AT_THE_POINT}) {
  attendance { requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missed ${HALF_DAYS} notRecorded ${HALF_DAYS} }
  supervision { targetMinutes creditedMinutes outsideWindowMinutes remainingMinutes plannedMinutes dueOn paceMinutes outlook }
  requirements { kind state } certified completed }`;
const STATUS = `trackKey municipality { code } persons enrolled certified completed withdrawn replaced
  supervisionMinutes supervisionTargetMinutes attendedHalfDays madeUpHalfDays requiredHalfDays`;

/**
 * How things stand, asked without a date: then the server answers from what it keeps beside the facts. `keptUp`: everything
 * that was out of date has been worked out before, as a running server does within a second.
 */
export async function lookAtKept(world: World, point: Point, keptUp: boolean): Promise<Look> {
  if (keptUp) {
    world.app.clock.set(point.knownAt);
    await world.app.app.get(StandingKeeping).catchUp();
    await world.app.app.get(PoolCounts).catchUp();
  }
  return look(world, point, true, true);
}

export async function look(world: World, point: Point, now: boolean, kept = false): Promise<Look> {
  const engagements = [...new Set(world.places.map((place) => place.engagement))];
  const codes = world.places.map((place) => place.municipality);
  world.app.clock.set(kept ? point.knownAt : world.now);
  const query = `query ($on: LocalDate!, $knownAt: DateTime!) {
      ${engagements
        .map(
          (id, n) =>
            `e${n}: enrolments(filter: { engagementId: "${id}" }, first: 100, asOf: { validOn: $on, knownAt: $knownAt }) { nodes { id status holdsSeat municipality { code } ${PROGRESS} } }`,
        )
        .join('\n')}
      ${codes
        .map(
          (code, n) =>
            `s${n}: certificationStatus(filter: { municipalityCode: "${code}" }, groupBy: [PROGRAMME, TRACK, MUNICIPALITY], asOf: { validOn: $on, knownAt: $knownAt }) { ${STATUS} }`,
        )
        .join('\n')}
      ${world.places.map((place, n) => seatUsage(place, n)).join('\n')}
    }`;
  const data = kept
    ? await askFor(world.app, withoutDates(query), {})
    : await askFor(world.app, query, { ...pointOf(point) });
  world.app.clock.set(world.now);
  const server = new Map<string, Record<string, unknown>>();
  for (const n of engagements.keys())
    for (const node of data[`e${n}`].nodes) server.set(world.nameOf(node.id), enrolmentAnswer(node, now));
  for (const n of codes.keys())
    for (const row of data[`s${n}`])
      server.set(`status ${row.municipality.code} ${row.trackKey}`, statusAnswer(row));
  for (const n of world.places.keys())
    for (const row of data[`u${n}`])
      server.set(`seats ${row.municipality.code} ${row.trackKey}`, {
        held: row.held,
        onTop: row.heldOnTop,
        free: row.free,
        cumulative: row.cumulativePersons,
      });
  return { ...point, now, server };
}

function withoutDates(query: string): string {
  return query
    .replace('query ($on: LocalDate!, $knownAt: DateTime!) ', '')
    .replaceAll(`(${AT_THE_POINT})`, '')
    .replaceAll(`, ${AT_THE_POINT}`, '');
}

function pointOf({ on, knownAt }: Point) {
  return { on, knownAt };
}

function seatUsage({ programme, municipality }: World['places'][number], n: number): string {
  return `u${n}: seatUsage(programmeKey: "${programme}", municipalityCode: "${municipality}", asOf: { validOn: $on, knownAt: $knownAt }) {
    municipality { code } trackKey held heldOnTop free cumulativePersons }`;
}

function enrolmentAnswer(
  { status, holdsSeat, municipality, progress }: any,
  now: boolean,
): Record<string, unknown> {
  const { attendance, supervision, requirements, certified, completed } = progress;
  const states = Object.fromEntries(requirements.map((each: any) => [each.kind, each.state]));
  return {
    status: now ? status : asThen(status),
    holdsSeat,
    municipality: municipality.code,
    required: attendance.requiredHalfDays,
    held: attendance.heldHalfDays,
    attended: attendance.attendedHalfDays,
    madeUp: attendance.madeUpHalfDays,
    missed: attendance.missed.map(place).sort().join(', '),
    notRecorded: attendance.notRecorded.map(place).sort().join(', '),
    target: supervision.targetMinutes,
    credited: supervision.creditedMinutes,
    outside: supervision.outsideWindowMinutes,
    remaining: supervision.remainingMinutes,
    planned: supervision.plannedMinutes,
    due: supervision.dueOn,
    pace: supervision.paceMinutes,
    outlook: supervision.outlook,
    ATTENDANCE: states.ATTENDANCE,
    SUPERVISION: states.SUPERVISION,
    ASSESSMENT: states.ASSESSMENT,
    certified,
    completed,
  };
}

/** Steps are taken when something is recorded, so on an earlier day only what was decided is compared, not how far it was. */
function asThen(status: string): string {
  return ['CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED'].includes(status) ? 'SEATED' : status;
}

function place({ part, courseDay: { type, unit, day } }: any): string {
  return `${type} ${unit}.${day} ${part}`;
}

function statusAnswer(row: any): Record<string, unknown> {
  return {
    persons: row.persons,
    enrolled: row.enrolled,
    certified: row.certified,
    completed: row.completed,
    withdrawn: row.withdrawn,
    replaced: row.replaced,
    minutes: row.supervisionMinutes,
    targetMinutes: row.supervisionTargetMinutes,
    attended: row.attendedHalfDays,
    madeUp: row.madeUpHalfDays,
    required: row.requiredHalfDays,
  };
}

/** The same from the facts alone. */
export function modelAnswers(as: AsOf, nameOf: (id: string) => string, now: boolean): Answers {
  const answers = new Map<string, Record<string, unknown>>();
  for (const person of as.known.people.values()) {
    if (!decided(person.enrolled, as)) continue;
    const { status, holdsSeat, requiredHalfDays, attendance, supervision, states, certified, completed } =
      progressOf(as, person);
    answers.set(nameOf(person.enrolled.id), {
      status: now ? status : asThen(status),
      holdsSeat,
      municipality: seatOf(as, person).municipality,
      required: requiredHalfDays,
      ...attendance,
      missed: attendance.missed.join(', '),
      notRecorded: attendance.notRecorded.join(', '),
      ...supervision,
      ...states,
      certified,
      completed,
    });
  }
  for (const { municipality, track, ...row } of statusRows(as))
    answers.set(`status ${municipality} ${track}`, row);
  for (const { municipality, track, ...row } of seatRows(as))
    answers.set(`seats ${municipality} ${track}`, row);
  return answers;
}

export interface Difference extends Point {
  readonly about: string;
  readonly what: string;
  readonly server: unknown;
  readonly model: unknown;
}

/** Those whom only one of the two speaks of differ in everything. */
export function differences(point: Point, server: Answers, model: Answers): Difference[] {
  const { on, knownAt } = point;
  return [...new Set([...server.keys(), ...model.keys()])].flatMap((about) => {
    const one = server.get(about) ?? {};
    const other = model.get(about) ?? {};
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .filter((what) => one[what] !== other[what])
      .map((what) => ({ on, knownAt, about, what, server: one[what], model: other[what] }));
  });
}
