/** Seats pass from one to another while others want them, and somebody looks all the time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Race } from './race.js';
import { QUOTA } from './rush.js';
import type { Servers } from './servers.js';
import type { Told } from './told.js';
import { AGENCY, PROGRAMME, type Place, type Seated, type World } from './world.js';

/** Six replacements, two of them asked for twice, and ten who want a seat of their own. */
const CONFIRMATIONS = 10;
const PEOPLE = 2 * QUOTA + 2 + CONFIRMATIONS + 2;

/** Looks all the time how many seats are held: over HTTP, and past the servers. */
class Watch {
  samples = 0;
  most = 0;
  least = QUOTA;
  /** How many must be held at this moment: fewer while somebody withdraws. */
  atLeast = 0;
  private watching = true;
  private readonly loops: Promise<unknown>;

  constructor(
    private readonly servers: Servers,
    private readonly place: Place,
  ) {
    this.loops = Promise.all([this.loop(() => this.usage()), this.loop(() => this.rows())]);
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.loops;
  }

  /** As everybody sees it. */
  async usage(): Promise<{ held: number; cumulativePersons: number }> {
    const { municipalityCode, trackKey } = this.place;
    const { seatUsage } = await this.servers.read(
      AGENCY,
      `query($programmeKey: String!, $municipalityCode: String!, $trackKey: String!) {
        seatUsage(programmeKey: $programmeKey, municipalityCode: $municipalityCode, trackKey: $trackKey) {
          held cumulativePersons } }`,
      { programmeKey: PROGRAMME, municipalityCode, trackKey },
    );
    return seatUsage[0];
  }

  private async rows(): Promise<{ held: number }> {
    const { held = NaN } = await this.servers.onlooker.numbers(`
      SELECT COUNT(*) AS held FROM enrolment
      WHERE engagement_id = '${this.place.engagementId}' AND seat_id IS NOT NULL`);
    return { held };
  }

  private async loop(look: () => Promise<{ held: number }>): Promise<void> {
    while (this.watching) {
      const before = this.atLeast;
      const { held } = await look();
      this.samples += 1;
      this.most = Math.max(this.most, held);
      if (before === QUOTA && this.atLeast === QUOTA) this.least = Math.min(this.least, held);
      await pause(2);
    }
  }
}

/** A full municipality, and people who want its seats. */
export class Handover {
  /** Everybody who was told that they have a seat, at any time. */
  readonly seated: Set<string>;
  readonly watch: Watch;

  private constructor(
    private readonly servers: Servers,
    private readonly place: Place,
    private readonly people: readonly string[],
    first: readonly Seated[],
  ) {
    this.seated = new Set(first.map((each) => each.personId));
    this.watch = new Watch(servers, place);
  }

  static async open(servers: Servers, world: World): Promise<Handover> {
    const place = await world.place('MEETING_LEADER');
    const first = await world.seat(place, QUOTA);
    return new Handover(servers, place, await world.people(PEOPLE), first);
  }

  /** All at once; afterwards every seat is held again. Answers by how much the six were exceeded or missed. */
  async round(race: Race, withdrawals: number): Promise<number> {
    this.watch.most = 0;
    this.watch.least = QUOTA;
    this.watch.atLeast = withdrawals === 0 ? QUOTA : 0;
    const holders = await this.holders();
    const holding = new Set(holders.map((each) => each.personId));
    const wanting = this.people.filter((personId) => !holding.has(personId));
    const replaced = [...holders, holders[0]!, holders[1]!];
    await race.atOnce([
      ...replaced.map(({ enrolmentId }) => {
        const personId = wanting.pop()!;
        return () => this.replace(enrolmentId, personId);
      }),
      ...wanting.splice(0, CONFIRMATIONS).map((personId) => () => this.confirm(personId)),
      ...holders.slice(-withdrawals || QUOTA).map(
        ({ enrolmentId }) =>
          () =>
            this.withdraw(enrolmentId),
      ),
    ]);
    const after = await this.holders();
    const { held, cumulativePersons } = await this.watch.usage();
    const seats = new Set(after.map((each) => each.seatId)).size;
    race.check(held === after.length, `${held} hold a seat by HTTP, ${after.length} in the database`);
    race.check(seats === after.length, `${after.length} hold ${seats} seats`);
    race.check(
      cumulativePersons === this.seated.size,
      `${cumulativePersons} had a seat, ${this.seated.size} were told so`,
    );
    if (withdrawals === 0) race.check(held === QUOTA, `${held} hold a seat after replacements`);
    await this.refill(after);
    race.check((await this.holders()).length === QUOTA, 'a free seat was not given to whoever asked next');
    const { most, least } = this.watch;
    race.check(most <= QUOTA, `${most} seats were held at one moment`);
    race.check(least === QUOTA, `${least} seats were held at one moment without a withdrawal`);
    return Math.max(0, after.length - QUOTA, most - QUOTA) + (QUOTA - least);
  }

  private async refill(holders: readonly Seated[]): Promise<void> {
    const holding = new Set(holders.map((each) => each.personId));
    const others = this.people.filter((personId) => !holding.has(personId));
    for (const personId of others.slice(0, Math.max(0, QUOTA - holders.length))) await this.confirm(personId);
  }

  private async holders(): Promise<(Seated & { seatId: string })[]> {
    const rows = await this.servers.onlooker.rows(`
      SELECT id, person_id, seat_id FROM enrolment
      WHERE engagement_id = '${this.place.engagementId}' AND seat_id IS NOT NULL ORDER BY id`);
    return rows.map(({ id, person_id, seat_id }) => ({
      enrolmentId: id,
      personId: person_id,
      seatId: seat_id,
    }));
  }

  private async confirm(personId: string): Promise<Told> {
    const input = { ...this.place, personId };
    const answer = await this.servers.act(AGENCY, 'enrolmentConfirm', input, 'enrolment { id }');
    if (answer.said === 'OK') this.seated.add(personId);
    return answer;
  }

  private async replace(enrolmentId: string, personId: string): Promise<Told> {
    const input = { enrolmentId, personId, on: '2025-02-01' };
    const answer = await this.servers.act(AGENCY, 'enrolmentReplace', input, 'joined { id }');
    if (answer.said === 'OK') this.seated.add(personId);
    return answer;
  }

  private async withdraw(enrolmentId: string): Promise<Told> {
    const input = { enrolmentId, on: '2025-02-01' };
    return this.servers.act(AGENCY, 'enrolmentWithdraw', input, 'enrolment { id }');
  }
}
