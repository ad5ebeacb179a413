import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { at } from '../../test/support/rulebook.js';
import { addDays, copenhagenDate, instantOfMs, type Instant } from './calendar.js';
import {
  inWaitingOrder,
  offerExpiresAt,
  offersToMake,
  type Candidate,
  type Vacancy,
} from './waiting-list.js';

const instants = fc.integer({ min: 0, max: 9 }).map((n) => instantOfMs(Date.UTC(2026, 0, 1) + n * 1000));
const candidates: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      priority: fc.integer({ min: 1, max: 9 }),
      since: instants,
      lastLostAt: fc.option(instants),
      room: fc.nat(6),
    }),
    { maxLength: 8 },
  )
  .map((list) => list.map((each, index) => ({ ...each, id: `enr_${index}` })));
const vacancies: fc.Arbitrary<Vacancy[]> = fc
  .array(instants, { maxLength: 6 })
  .map((list) => list.map((since, index) => ({ seatId: `sea_${index}`, since })));

const waiting = (id: string, priority: number, since: string) => ({ id, priority, since: since as Instant });

describe('the order of a waiting list', () => {
  it('is priority, then age, then id', () => {
    const list = [
      waiting('d', 2, '2026-01-02T00:00:00.000Z'),
      waiting('c', 2, '2026-01-02T00:00:00.000Z'),
      waiting('b', 2, '2026-01-01T00:00:00.000Z'),
      waiting('a', 3, '2025-01-01T00:00:00.000Z'),
      waiting('e', 1, '2026-02-01T00:00:00.000Z'),
    ];
    expect(inWaitingOrder(list).map(({ id }) => id)).toEqual(['e', 'b', 'c', 'd', 'a']);
  });

  it('is one order of the same people, however they come in', () => {
    fc.assert(
      fc.property(candidates, fc.infiniteStream(fc.nat(1000)), (list, noise) => {
        const shuffled = list
          .map((each) => ({ each, key: noise.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const ordered = inWaitingOrder(shuffled);
        expect(ordered).toEqual(inWaitingOrder(list));
        expect(new Set(ordered)).toEqual(new Set(list));
        for (const [index, next] of ordered.slice(1).entries()) {
          const before = ordered[index]!;
          expect([before.priority, before.since, before.id] < [next.priority, next.since, next.id]).toBe(
            true,
          );
        }
      }),
    );
  });
});

describe('who is offered what', () => {
  const mayHave = (candidate: Candidate, vacancy: Vacancy) =>
    candidate.lastLostAt === null || candidate.lastLostAt < vacancy.since;

  it('no seat twice, nobody two, and never more than the limit has room for', () => {
    fc.assert(
      fc.property(vacancies, candidates, (seats, list) => {
        const offers = offersToMake(seats, list);
        expect(new Set(offers.map(({ seatId }) => seatId)).size).toBe(offers.length);
        expect(new Set(offers.map(({ candidateId }) => candidateId)).size).toBe(offers.length);
        for (const [index, { candidateId }] of offers.entries())
          expect(list.find(({ id }) => id === candidateId)!.room).toBeGreaterThan(index);
      }),
    );
  });

  it('nobody is asked about a seat that they let go since it became vacant', () => {
    fc.assert(
      fc.property(vacancies, candidates, (seats, list) => {
        for (const { seatId, candidateId } of offersToMake(seats, list)) {
          const seat = seats.find((each) => each.seatId === seatId)!;
          expect(
            mayHave(
              list.find(({ id }) => id === candidateId)!,
              seat,
            ),
          ).toBe(true);
        }
      }),
    );
  });

  it('nobody is passed over for somebody behind them, and no seat is left that somebody could have', () => {
    fc.assert(
      fc.property(vacancies, candidates, (seats, list) => {
        const roomy = list.map((each) => ({ ...each, room: 9 }));
        const offers = offersToMake(seats, roomy);
        const order = inWaitingOrder(roomy);
        const taken = new Set<string>();
        for (const seat of seats) {
          const first = order.find((each) => !taken.has(each.id) && mayHave(each, seat));
          const offer = offers.find(({ seatId }) => seatId === seat.seatId);
          expect(offer?.candidateId).toBe(first?.id);
          if (first !== undefined) taken.add(first.id);
        }
      }),
    );
  });
});

describe('an offer', () => {
  it('of seven days stands through the seventh day in Copenhagen, also across daylight saving time', () => {
    expect(offerExpiresAt(at('2026-11-22', '12:00'), 7)).toBe('2026-11-29T22:59:59.999Z');
    expect(offerExpiresAt(at('2026-03-25', '23:59'), 7)).toBe('2026-04-01T21:59:59.999Z');
    expect(offerExpiresAt(at('2026-10-20', '00:00'), 7)).toBe('2026-10-27T22:59:59.999Z');
  });

  it('ends on the day that lies so many days ahead, whatever the time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000_000 }),
        fc.integer({ min: 1, max: 60 }),
        (minutes, days) => {
          const made = instantOfMs(Date.UTC(2024, 0, 1) + minutes * 60_000);
          const end = offerExpiresAt(made, days);
          expect(copenhagenDate(end)).toBe(addDays(copenhagenDate(made), days));
          expect(copenhagenDate(instantOfMs(Date.parse(end) + 1))).toBe(
            addDays(copenhagenDate(made), days + 1),
          );
        },
      ),
    );
  });
});
