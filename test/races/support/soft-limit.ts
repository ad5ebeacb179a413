/** A municipality whose introductory course is full, and more people than seats who want to come (V4). */
import type { Race } from './race.js';
import type { Servers } from './servers.js';
import type { Told } from './told.js';
import { AGENCY, type Place, type World } from './world.js';

const LIMIT = 24;
const GRANTS = 5;

export class SoftLimit {
  private granted = 0;

  private constructor(
    private readonly servers: Servers,
    private readonly world: World,
    private readonly place: Place,
    private people: readonly string[],
  ) {}

  static async reached(servers: Servers, world: World, people: readonly string[]): Promise<SoftLimit> {
    const place = await world.place('INTRO');
    await world.seat(place, LIMIT);
    return new SoftLimit(servers, world, place, people);
  }

  /** Nobody has granted anything. */
  async unacknowledged(race: Race): Promise<void> {
    await race.atOnce(this.people.map((personId) => () => this.confirm(personId)));
    const { held } = await this.held();
    race.check(held === LIMIT, `${held} hold a seat`);
  }

  /** The agency grants seats, while everybody asks until they have one or are refused after the last grant. */
  async acknowledged(race: Race): Promise<void> {
    let left = GRANTS;
    const grant = async () => {
      const input = { ...this.place, reason: 'Flere medarbejdere skal med' };
      const answer = await this.servers.act(AGENCY, 'seatGrant', input, 'seatUsage { granted }');
      left -= 1;
      return answer;
    };
    const answers = await race.atOnce([
      ...Array.from({ length: GRANTS }, () => grant),
      ...this.people.map((personId) => () => this.insist(personId, () => left === 0)),
    ]);
    const grants = answers.slice(0, GRANTS).filter(({ said }) => said === 'OK').length;
    race.check(grants === GRANTS, `${grants} of ${GRANTS} seats were granted`);
    this.granted += grants;
    const refused = this.people.filter((_, index) => answers[GRANTS + index]?.said !== 'OK');
    const won = this.people.length - refused.length;
    race.check(won === grants, `${won} got in on ${grants} grants`);
    const { held, seats, granted } = await this.held();
    race.check(
      held === LIMIT + this.granted && seats === held && granted === this.granted,
      `${held} hold ${seats} seats, ${granted} of them granted, after ${this.granted} grants`,
    );
    this.people = [...refused, ...(await this.world.people(won))];
  }

  private async insist(personId: string, over: () => boolean): Promise<Told> {
    for (;;) {
      const last = over();
      const answer = await this.confirm(personId);
      if (last || answer.said !== 'NEEDS_ACKNOWLEDGEMENT') return answer;
    }
  }

  private confirm(personId: string): Promise<Told> {
    const input = { ...this.place, personId };
    return this.servers.act(AGENCY, 'enrolmentConfirm', input, 'enrolment { id }');
  }

  private async held(): Promise<Record<string, number>> {
    return this.servers.onlooker.numbers(`
      SELECT COUNT(*) AS held, COUNT(DISTINCT e.seat_id) AS seats,
        COUNT(DISTINCT CASE WHEN s.kind = 'GRANTED' THEN s.number END) AS granted
      FROM enrolment e JOIN seat s ON s.id = e.seat_id WHERE e.engagement_id = '${this.place.engagementId}'`);
  }
}
