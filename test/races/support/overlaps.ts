/** People with two supervision meetings at the same time, one with each of two supervisors. */
import { Copy } from './copy.js';
import type { Race } from './race.js';
import type { Servers } from './servers.js';
import type { Told } from './told.js';
import { AGENCY, NORDLYS, PROGRAMME, SUBSTANS, type World } from './world.js';

const FIRST_MORNING = Date.parse('2025-01-06T08:00:00Z');
const DAY_MS = 86_400_000;
const PEOPLE = 4;
/** Meetings of one group are laid so many at a time. */
const MEETINGS = 64;
const MANY_MEETINGS = 50;

/** One meeting from 9 to 12, the other from 10 to 13: four hours together. */
export const UNION_MINUTES = 240;

/** A track with supervision. */
type Supervised = 'MEETING_LEADER' | 'INTRO';

export interface Scenario {
  /** Both meetings are held already, without an overlap, and are corrected into one. */
  readonly corrected: boolean;
  /** The track of the second meeting; the first is for meeting leaders. */
  readonly track: Supervised;
  /** Whether the first and the second accept that they overlap. */
  readonly accept: readonly [boolean, boolean];
}

export const REFUSED: Scenario = { corrected: false, track: 'MEETING_LEADER', accept: [false, false] };
export const ACCEPTED: Scenario = { corrected: false, track: 'INTRO', accept: [true, true] };
export const SCENARIOS: readonly Scenario[] = [
  REFUSED,
  ACCEPTED,
  { corrected: false, track: 'MEETING_LEADER', accept: [true, true] },
  { corrected: false, track: 'MEETING_LEADER', accept: [true, false] },
  { corrected: false, track: 'INTRO', accept: [false, false] },
  { corrected: true, track: 'MEETING_LEADER', accept: [false, false] },
  { corrected: true, track: 'INTRO', accept: [true, true] },
];

/** A person with two meetings that overlap. */
interface Slot {
  readonly person: Person;
  readonly enrolments: readonly [string, string];
  readonly meetings: readonly [string, string];
  readonly morning: number;
}

/** With the minutes of both tracks that were credited so far: as worked out, and as kept for lists. */
interface Person extends Readonly<Record<Supervised, string>> {
  credited: number;
  kept: number;
}

export class Supervision {
  private slots = 0;

  private constructor(
    private readonly servers: Servers,
    /** Everybody's enrolment as a meeting leader and on the introductory course. */
    private readonly people: readonly Person[],
    /** Of the first supervisor's group, and of the second's for each track. */
    private readonly first: Meetings,
    private readonly second: Readonly<Record<Supervised, Meetings>>,
  ) {}

  static async open(servers: Servers, world: World): Promise<Supervision> {
    const [substans, nordlys] = [await world.provider('substans'), await world.provider('nordlys')];
    const place = await world.place('MEETING_LEADER');
    const people: Person[] = [];
    for (const { enrolmentId, personId } of await world.seat(place, PEOPLE)) {
      const input = { ...place, trackKey: 'INTRO', personId };
      const { enrolment } = await servers.succeed(AGENCY, 'enrolmentConfirm', input, 'enrolment { id }');
      people.push({ MEETING_LEADER: enrolmentId, INTRO: enrolment.id, credited: 0, kept: 0 });
    }
    const meetings = async (trackKey: Supervised, providerId: string) => {
      const enrolmentIds = people.map((each) => each[trackKey]);
      const group = { programmeKey: PROGRAMME, trackKey, providerId, enrolmentIds, name: trackKey };
      const formed = await servers.succeed(AGENCY, 'supervisionGroupForm', group, 'group { id }');
      const plan = { groupId: formed.group.id, startsAt: at(FIRST_MORNING, 0), endsAt: at(FIRST_MORNING, 3) };
      const planned = await servers.succeed(AGENCY, 'supervisionMeetingPlan', plan, 'meeting { id }');
      return new Meetings(servers, planned.meeting.id);
    };
    return new Supervision(servers, people, await meetings('MEETING_LEADER', substans), {
      MEETING_LEADER: await meetings('MEETING_LEADER', nordlys),
      INTRO: await meetings('INTRO', nordlys),
    });
  }

  /** Everybody has met so often that whatever is credited to them takes its time. */
  get tired(): boolean {
    return this.slots > PEOPLE * MANY_MEETINGS;
  }

  /** The next person, on a day of their own. */
  async slot({ track, corrected }: Scenario): Promise<Slot> {
    const person = this.people[this.slots % PEOPLE]!;
    const morning = FIRST_MORNING + Math.floor(this.slots / PEOPLE) * (DAY_MS / 2);
    this.slots += 1;
    const enrolments = [person.MEETING_LEADER, person[track]] as const;
    const meetings = [await this.first.next(), await this.second[track].next()] as const;
    const slot = { person, enrolments, meetings, morning };
    if (!corrected) return slot;
    await this.servers.succeed(SUBSTANS, ...held(slot, 0, { to: at(morning, 1) }), 'meeting { id }');
    await this.servers.succeed(NORDLYS, ...held(slot, 1, { from: at(morning, 3) }), 'meeting { id }');
    return slot;
  }

  /** What the two supervisors ask for. */
  acts(scenario: Scenario, slot: Slot): [() => Promise<Told>, () => Promise<Told>] {
    const act = (which: 0 | 1) => () => {
      const acceptOverlap = scenario.accept[which];
      const roles = which === 0 ? SUBSTANS : NORDLYS;
      const [name, input] = scenario.corrected ? correction(slot, which) : held(slot, which, {});
      return this.servers.act(roles, name, { ...input, acceptOverlap }, 'meeting { id }');
    };
    return [act(0), act(1)];
  }

  /** What came of it, in words that are the same for every slot. */
  async outcome({ person, enrolments, meetings }: Slot, first: Told, second: Told): Promise<string> {
    const { leader, intro, one, other } = await this.servers.read(AGENCY, OUTCOME, {
      leader: person.MEETING_LEADER,
      intro: person.INTRO,
      one: meetings[0],
      other: meetings[1],
    });
    const { kept = NaN } = await this.servers.onlooker.numbers(`
      SELECT SUM(credited_minutes) AS kept FROM progress
      WHERE enrolment_id IN ('${person.MEETING_LEADER}', '${person.INTRO}')`);
    const credited = leader.progress.supervision.creditedMinutes + intro.progress.supervision.creditedMinutes;
    const outcome = {
      told: [first.said, second.said],
      credited: credited - person.credited,
      kept: kept - person.kept,
      atEach: [one, other].map(
        ({ presences }, index) =>
          presences.find((each: any) => each.enrolment.id === enrolments[index])?.creditedMinutes,
      ),
    };
    Object.assign(person, { credited, kept });
    return JSON.stringify(outcome);
  }

  /** What the two come to one after the other, in the one order and in the other. */
  async oneAfterTheOther(scenario: Scenario): Promise<Set<string>> {
    const inOrder = await this.slot(scenario);
    const [first, second] = this.acts(scenario, inOrder);
    const forward = await this.outcome(inOrder, await first(), await second());
    const reversed = await this.slot(scenario);
    const [last, before] = this.acts(scenario, reversed);
    const secondTold = await before();
    return new Set([forward, await this.outcome(reversed, await last(), secondTold)]);
  }

  /** Everybody's two meetings at once; answers those that came to nothing that an order would explain. */
  async atOnce(race: Race, scenario: Scenario, explained: ReadonlySet<string>): Promise<string[]> {
    const slots: Slot[] = [];
    for (let person = 0; person < PEOPLE; person += 1) slots.push(await this.slot(scenario));
    const answers = await race.atOnce(slots.flatMap((slot) => this.acts(scenario, slot)));
    const outcomes = await Promise.all(
      slots.map((slot, index) => this.outcome(slot, answers[2 * index]!, answers[2 * index + 1]!)),
    );
    return outcomes.filter((outcome) => !explained.has(outcome));
  }
}

/** Planned meetings of one group; when they took place is said when they are held. */
class Meetings {
  private readonly ahead: string[] = [];
  private copies = 0;

  constructor(
    private readonly servers: Servers,
    private readonly template: string,
  ) {}

  async next(): Promise<string> {
    if (this.ahead.length === 0) {
      const copy = new Copy(this.servers, this.copies + 1, this.copies + MEETINGS);
      this.copies += MEETINGS;
      await copy.rows('supervision_meeting', `id = '${this.template}'`, ['id']);
      this.ahead.push(...copy.ids(this.template));
    }
    return this.ahead.pop()!;
  }
}

/** From the facts, whatever is kept. */
const MINUTES = 'progress(asOf: { knownAt: "2099-12-31T00:00:00Z" }) { supervision { creditedMinutes } }';
const PRESENCES = 'presences { creditedMinutes enrolment { id } }';
const OUTCOME = `query($leader: ID!, $intro: ID!, $one: ID!, $other: ID!) {
  leader: enrolment(id: $leader) { ${MINUTES} } intro: enrolment(id: $intro) { ${MINUTES} }
  one: supervisionMeeting(id: $one) { ${PRESENCES} } other: supervisionMeeting(id: $other) { ${PRESENCES} } }`;

const at = (start: number, hours: number) => new Date(start + hours * 3_600_000).toISOString();

/** The one person was there; `times` narrow it. */
function held({ morning, meetings, enrolments }: Slot, which: 0 | 1, times: object) {
  const input = {
    meetingId: meetings[which],
    startedAt: at(morning, which),
    endedAt: at(morning, which + 3),
    presences: [{ enrolmentId: enrolments[which], ...times }],
  };
  return ['supervisionMeetingHold', input] as const;
}

/** Was there all the time after all. */
function correction({ meetings, enrolments }: Slot, which: 0 | 1) {
  const input = { meetingId: meetings[which], enrolmentId: enrolments[which], reason: 'Listen var forkert' };
  return ['supervisionCorrect', input] as const;
}
