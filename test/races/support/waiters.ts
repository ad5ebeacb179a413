/** A full municipality with people who wait for its seats, while seats are released, offered and asked for. */
import { OfferSweep } from '../../../src/features/seats/index.js';
import type { Race } from './race.js';
import { QUOTA } from './rush.js';
import type { Servers } from './servers.js';
import { told, type Told } from './told.js';
import { AGENCY, type Place, type World } from './world.js';

const PEOPLE = 22;
const WAITING = 7;
const OFFERS = 3;
const DAY_MS = 86_400_000;

/** Everything that may not be so, each with how often it is. */
const BREACHES = (engagementId: string) => `
  SELECT
    (SELECT COUNT(*) - COUNT(DISTINCT seat_id) FROM enrolment
      WHERE engagement_id = '${engagementId}' AND seat_id IS NOT NULL) AS held_twice,
    (SELECT COUNT(*) - COUNT(DISTINCT o.seat_id) FROM seat_offer o JOIN seat s ON s.id = o.seat_id
      WHERE s.engagement_id = '${engagementId}' AND o.ended_at IS NULL) AS offered_twice,
    (SELECT COUNT(*) - COUNT(DISTINCT o.enrolment_id) FROM seat_offer o JOIN seat s ON s.id = o.seat_id
      WHERE s.engagement_id = '${engagementId}' AND o.ended_at IS NULL) AS two_offers_to_one,
    (SELECT COUNT(*) FROM seat_offer o JOIN enrolment e ON e.seat_id = o.seat_id
      WHERE e.engagement_id = '${engagementId}' AND o.ended_at IS NULL) AS offered_though_held,
    (SELECT COUNT(*) FROM seat_offer o JOIN enrolment e ON e.id = o.enrolment_id
      WHERE e.engagement_id = '${engagementId}' AND o.ended_at IS NULL AND e.status <> 'WAITLISTED')
      AS offered_to_nobody_who_waits`;

interface Person {
  readonly enrolmentId: string;
  readonly personId: string;
}

export class Waiters {
  private rounds = 0;

  private constructor(
    private readonly servers: Servers,
    private readonly place: Place,
    private readonly people: readonly string[],
  ) {}

  static async open(servers: Servers, world: World): Promise<Waiters> {
    return new Waiters(servers, await world.place('MEETING_LEADER'), await world.people(PEOPLE));
  }

  /** So many offers stand, and others wait behind them. */
  async prepare(): Promise<void> {
    await this.sweepAll();
    for (const personId of await this.idle()) {
      const { held, offered, waiting } = await this.figures();
      if (held + offered >= QUOTA && waiting >= WAITING) break;
      await this.confirm(personId, true);
    }
    const { offered } = await this.figures();
    for (const { enrolmentId } of (await this.holders()).slice(0, Math.max(0, OFFERS - offered)))
      await this.withdraw(enrolmentId);
  }

  /** All at once: answers to the offers, people who want the seats for themselves, leavers, and every server's sweep. */
  async round(race: Race): Promise<number> {
    this.rounds += 1;
    await this.prepare();
    const holders = await this.holders();
    const idle = await this.idle();
    const offers = await this.offers();
    // Every second time the offers have run out just now.
    if (this.rounds % 2 === 0) this.later(8);
    await race.atOnce([
      ...offers.flatMap((offer, index) => [
        () => this.answer(index % 3 === 2 ? 'seatOfferDecline' : 'seatOfferAccept', offer.id),
        () => this.answer(index % 2 === 0 ? 'seatOfferAccept' : 'seatOfferDecline', offer.id),
        () => this.confirm(offer.personId, false),
      ]),
      ...holders.slice(0, 2).map(
        ({ enrolmentId }) =>
          () =>
            this.withdraw(enrolmentId),
      ),
      ...idle.slice(0, 6).map((personId) => () => this.confirm(personId, false)),
      ...idle.slice(6, 9).map((personId) => () => this.confirm(personId, true)),
      ...this.sweeps(2),
    ]);
    return this.breaches(race);
  }

  /** Whoever waits is offered what has run out, once, however many sweep. */
  async sweeping(race: Race): Promise<number> {
    // Others wait than those who have let offers go.
    for (const { enrolmentId } of await this.persons(`status = 'WAITLISTED'`))
      await this.withdraw(enrolmentId);
    await this.prepare();
    const before = await this.offers();
    this.later(8);
    await race.atOnce(this.sweeps(4));
    const after = await this.offers();
    const again = after.filter(({ id }) => before.some((each) => each.id === id)).length;
    race.check(again === 0, `${again} offers that had run out still stand`);
    const { waiting } = await this.figures();
    const wanted = Math.min(before.length, waiting - before.length);
    race.check(after.length >= wanted, `${after.length} offers stand, ${wanted} could`);
    return this.breaches(race);
  }

  private async breaches(race: Race): Promise<number> {
    const found = await this.servers.onlooker.numbers(BREACHES(this.place.engagementId));
    const { held, offered } = await this.figures();
    for (const [breach, count] of Object.entries(found)) race.check(count === 0, `${breach}: ${count}`);
    race.check(held + offered <= QUOTA, `${held} seats are held and ${offered} offered`);
    return Object.values(found).reduce((sum, count) => sum + count, Math.max(0, held + offered - QUOTA));
  }

  private async figures(): Promise<{ held: number; offered: number; waiting: number }> {
    const {
      held = NaN,
      offered = NaN,
      waiting = NaN,
    } = await this.servers.onlooker.numbers(`
      SELECT SUM(CASE WHEN e.seat_id IS NOT NULL THEN 1 ELSE 0 END) AS held,
        (SELECT COUNT(*) FROM seat_offer o JOIN seat s ON s.id = o.seat_id
          WHERE s.engagement_id = '${this.place.engagementId}' AND o.ended_at IS NULL) AS offered,
        SUM(CASE WHEN e.status = 'WAITLISTED' THEN 1 ELSE 0 END) AS waiting
      FROM enrolment e WHERE e.engagement_id = '${this.place.engagementId}'`);
    return { held, offered, waiting };
  }

  private async holders(): Promise<Person[]> {
    return this.persons(`seat_id IS NOT NULL`);
  }

  private async persons(condition: string): Promise<Person[]> {
    const rows = await this.servers.onlooker.rows(`SELECT id, person_id FROM enrolment
      WHERE engagement_id = '${this.place.engagementId}' AND ${condition} ORDER BY id`);
    return rows.map(({ id, person_id }) => ({ enrolmentId: id, personId: person_id }));
  }

  private async idle(): Promise<string[]> {
    const busy = await this.persons(`(seat_id IS NOT NULL OR status = 'WAITLISTED')`);
    const there = new Set(busy.map((each) => each.personId));
    return this.people.filter((personId) => !there.has(personId));
  }

  private async offers(): Promise<{ id: string; personId: string }[]> {
    const rows = await this.servers.onlooker.rows(`
      SELECT o.id, e.person_id FROM seat_offer o JOIN enrolment e ON e.id = o.enrolment_id
      WHERE e.engagement_id = '${this.place.engagementId}' AND o.ended_at IS NULL ORDER BY o.id`);
    return rows.map(({ id, person_id }) => ({ id, personId: person_id }));
  }

  private later(days: number): void {
    this.servers.clock.set(new Date(Date.parse(this.servers.clock.now()) + days * DAY_MS).toISOString());
  }

  private async sweepAll(): Promise<void> {
    await this.servers.each(OfferSweep)[0]?.sweep();
  }

  /** So many by each server. */
  private sweeps(times: number): (() => Promise<Told>)[] {
    return this.servers.each(OfferSweep).flatMap((sweep) =>
      Array.from({ length: times }, () => async () => {
        try {
          await sweep.sweep();
          return { said: 'OK', data: null };
        } catch (error) {
          return told({ errors: [{ extensions: { code: String(error) } }] }, 'sweep');
        }
      }),
    );
  }

  private confirm(personId: string, waitlist: boolean): Promise<Told> {
    const input = { ...this.place, personId, waitlist };
    return this.servers.act(AGENCY, 'enrolmentConfirm', input, 'enrolment { id }');
  }

  private withdraw(enrolmentId: string): Promise<Told> {
    const input = { enrolmentId, on: '2025-02-01' };
    return this.servers.act(AGENCY, 'enrolmentWithdraw', input, 'enrolment { id }');
  }

  private answer(name: 'seatOfferAccept' | 'seatOfferDecline', offerId: string): Promise<Told> {
    return this.servers.act(AGENCY, name, { offerId }, 'enrolment { id }');
  }
}
