/** Everybody presses the button at once. */
import { Race } from './race.js';
import type { Servers } from './servers.js';
import { AGENCY, type Place, type World } from './world.js';

/** Seats of a municipality for meeting leaders. */
export const QUOTA = 6;

/** Seats of a municipality, and more people than seats who want one. */
export class Rush {
  private winners: string[] = [];

  private constructor(
    private readonly servers: Servers,
    private readonly place: Place,
    private readonly people: readonly string[],
  ) {}

  /** So many of the six seats are held by others for good. */
  static async at(servers: Servers, world: World, held: number, people: readonly string[]): Promise<Rush> {
    const place = await world.place('MEETING_LEADER');
    if (held > 0) await world.seat(place, held);
    return new Rush(servers, place, people);
  }

  /** Everybody confirms at once. Answers what the database holds then. */
  async round(race: Race) {
    await this.giveUp();
    const answers = await race.atOnce(
      this.people.map(
        (personId) => () =>
          this.servers.act(AGENCY, 'enrolmentConfirm', { ...this.place, personId }, 'enrolment { id }'),
      ),
    );
    this.winners = answers.flatMap(({ said, data }) => (said === 'OK' ? data.enrolment.id : []));
    const { held = NaN, seats = NaN } = await this.servers.onlooker.numbers(`
      SELECT COUNT(*) AS held, COUNT(DISTINCT seat_id) AS seats FROM enrolment
      WHERE engagement_id = '${this.place.engagementId}' AND seat_id IS NOT NULL`);
    return { won: this.winners.length, held, seats };
  }

  /** As many as there are seats get one, and each has one to themselves. */
  async exact(race: Race, seats: number): Promise<void> {
    const after = await this.round(race);
    race.check(after.won === seats, `${after.won} got one of ${seats} seats`);
    race.check(after.held === QUOTA && after.seats === QUOTA, `${after.held} hold ${after.seats} seats`);
  }

  /** By how much more than all seats are held. */
  async oversold(): Promise<number> {
    return Math.max(0, (await this.round(new Race('control'))).held - QUOTA);
  }

  /** Whoever got a seat leaves it to others. */
  async giveUp(): Promise<void> {
    for (const enrolmentId of this.winners) {
      const input = { enrolmentId, on: '2025-02-01' };
      await this.servers.succeed(AGENCY, 'enrolmentWithdraw', input, 'enrolment { id }');
    }
    this.winners = [];
  }
}
