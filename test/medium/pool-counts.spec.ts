/** How many seats are held, free and so on, counted once and kept: whatever is written of seats, and however, the counts are right. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sql, { type Sql } from 'sql-template-tag';
import { PoolCountRepository } from '../../src/features/engagement/pool-count.repository.js';
import { PoolCounts } from '../../src/features/engagement/pool-counts.js';
import { SeatRepository } from '../../src/features/engagement/seat.repository.js';
import { openStore } from '../../src/storage/open-store.js';
import { EnrolmentChangeEntity, EnrolmentEntity, PersonEntity } from '../../src/storage/people.entity.js';
import { SeatEntity } from '../../src/storage/reference.entity.js';
import { SeatClosingEntity, SeatOfferEntity } from '../../src/storage/seats.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';
import { enrolment, person, seat, seatOffer, STAMP } from '../support/schema-rows.js';

const KINDS = ['QUOTA', 'GRANTED', 'UNCOUNTED'] as const;
/** Two pools, each with a seat of every kind. */
const SEATS = ['a', 'b'].flatMap((pool) =>
  KINDS.map((kind, n) => ({ id: `sea_${pool}${n}`, pool, kind, number: kind === 'UNCOUNTED' ? null : n })),
);
const ENROLMENTS = ['enr_x', 'enr_y', 'enr_z'];
const PEOPLE = ['per_4', 'per_5'];
const POOLS = ['a', 'b', 'none'];

let database: TestDatabase;
let store: Store;
let work: UnitOfWork;
let counts: PoolCounts;
let kept: PoolCountRepository;
let seats: SeatRepository;
let sequence = 0;
beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore(database.env);
  work = new UnitOfWork(store);
  kept = new PoolCountRepository(store);
  seats = new SeatRepository(store);
  counts = new PoolCounts(work, kept, seats);
  await fill(store);
  await work.run(async () => {
    await store.insert(PersonEntity, [4, 5].map(person));
    await store.insert(
      SeatEntity,
      SEATS.map((each) => ({ ...seat(9), ...each, reason: each.kind === 'GRANTED' ? 'r' : null })),
    );
    await store.insert(
      EnrolmentEntity,
      ENROLMENTS.map((id) => ({
        ...enrolment(1),
        id,
        personId: 'per_4',
        trackKey: id,
        seatId: null,
        status: 'CANCELLED',
      })),
    );
  });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const seatId = fc.constantFrom(...SEATS.map(({ id }) => id));
const enrolmentId = fc.constantFrom(...ENROLMENTS);
const change = (statement: Sql) => store.change(statement);
const leave = (seat: string) =>
  change(sql`UPDATE enrolment SET seat_id = NULL, status = 'CANCELLED' WHERE seat_id = ${seat}`);

/** Takes a seat, or (null) leaves it; what it had is told by the changes alone. */
async function sit(id: string, seat: string | null): Promise<void> {
  if (seat !== null) await leave(seat);
  const status = seat === null ? 'CANCELLED' : 'CONFIRMED';
  await change(sql`UPDATE enrolment SET seat_id = ${seat}, status = ${status} WHERE id = ${id}`);
  sequence += 1;
  await store.insert(EnrolmentChangeEntity, [
    {
      ...{ enrolmentId: id, sequence, engagementId: 'eng_1', municipalityCode: '621', ruleVersion: 1 },
      ...{ capacity: 'EMPLOYEE', continuesAsGuest: false, status, seatId: seat },
      ...{ cohortId: null, cohortFrom: null, validOn: '2026-11-23', reason: null, ...STAMP },
    },
  ]);
}

/** The offer that stands, whose it is, is over; then one is made. */
async function offer(id: string, seat: string): Promise<void> {
  sequence += 1;
  await endOffers(sql`seat_id = ${seat} OR enrolment_id = ${id}`);
  await store.insert(SeatOfferEntity, [seatOffer(`ofr_x${sequence}`, { seatId: seat, enrolmentId: id })]);
}

const endOffers = (which: Sql) =>
  change(
    sql`UPDATE seat_offer SET ended_at = '2026-11-24', ended_by = 'test', outcome = 'EXPIRED' WHERE ended_at IS NULL AND (${which})`,
  );

async function close(seat: string): Promise<void> {
  const [closed] = await store.query(sql`SELECT 1 AS found FROM seat_closing WHERE seat_id = ${seat}`);
  if (closed === undefined) await store.insert(SeatClosingEntity, [{ seatId: seat, reason: 'r', ...STAMP }]);
}

const step = fc.oneof(
  fc.tuple(enrolmentId, fc.option(seatId)).map(
    ([id, seat]) =>
      () =>
        sit(id, seat),
  ),
  fc.tuple(enrolmentId, fc.constantFrom(...PEOPLE)).map(
    ([id, who]) =>
      () =>
        change(sql`UPDATE enrolment SET person_id = ${who} WHERE id = ${id}`),
  ),
  fc.tuple(enrolmentId, seatId).map(
    ([id, seat]) =>
      () =>
        offer(id, seat),
  ),
  seatId.map((seat) => () => endOffers(sql`seat_id = ${seat}`)),
  fc.constantFrom('sea_a0', 'sea_b2').map((seat) => () => close(seat)),
);

const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('counts of seats that are kept', () => {
  it('V4: are what the seats say, whatever is written of them, kept up or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (steps) => {
          for (const [take, keepsUp] of steps) {
            if (keepsUp) await counts.catchUp();
            await work.run(async () => void (await take()));
            const right = sorted(await seats.countPools(POOLS));
            expect(sorted(await counts.of(POOLS))).toEqual(right);
          }
          await counts.catchUp();
          const { holding, changed } = await kept.of(POOLS);
          expect(changed).toEqual([]);
          expect(sorted(new Map(holding.map((count) => [count.pool, count])))).toEqual(
            sorted(await seats.countPools(POOLS)),
          );
          expect(await counts.reconcile()).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it('are taken back with the work that changed the seats', async () => {
    await counts.catchUp();
    const before = sorted(await counts.of(POOLS));
    await expect(
      work.run(async () => {
        await sit('enr_x', 'sea_a1');
        await offer('enr_y', 'sea_b0');
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    expect(await kept.changed(1)).toEqual([]);
    expect(sorted(await counts.of(POOLS))).toEqual(before);
  });

  it('are found wrong by reconciling, which puts them right', async () => {
    await counts.catchUp();
    await work.run(async () => change(sql`UPDATE pool_count SET held = held + 1 WHERE pool = 'a'`));
    expect(await counts.reconcile()).toEqual(['a']);
    expect(await counts.reconcile()).toEqual([]);
    expect(sorted(await counts.of(POOLS))).toEqual(sorted(await seats.countPools(POOLS)));
  });
});
