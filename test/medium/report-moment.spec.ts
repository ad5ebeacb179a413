/** A report tells of one moment, whatever is recorded while it is read (V28, V38). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { StandingKeeping } from '../../src/features/progress/index.js';
import { openStore } from '../../src/storage/open-store.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { School } from '../support/school.js';

/** Something that begins when it is told to, outside of whatever tells it. */
function prepared<T>(act: () => Promise<T>) {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done = (async () => {
    await begun;
    return act();
  })();
  return async () => {
    begin();
    return done;
  };
}

describe('the store', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;
  beforeEach(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
    await save('first');
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const save = async (key: string) =>
    unitOfWork.run(async () =>
      store.insert(ProviderEntity, {
        id: `pro_${key}`,
        key,
        name: key,
        recordedAt: '2026',
        recordedBy: 'test',
      }),
    );
  const keys = async () =>
    (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);

  it('reads a report of one moment, and everything else as it is', async () => {
    const saveAnother = prepared(async () => {
      await save('second');
      return keys();
    });
    const seen = await store.report(async () => {
      const before = await keys();
      expect(await saveAnother()).toEqual(['first', 'second']);
      return [before, await keys()];
    });
    expect(seen).toEqual([['first'], ['first']]);
    expect(await store.report(keys)).toEqual(['first', 'second']);
  });

  it('reads a report within a report of the same moment', async () => {
    const saveAnother = prepared(async () => save('second'));
    const seen = await store.report(async () => {
      const before = await store.report(keys);
      await saveAnother();
      return [before, await store.report(keys)];
    });
    expect(seen).toEqual([['first'], ['first']]);
  });

  it('reads many reports at once, each of its own moment', async () => {
    const reports = Array.from({ length: 12 }, async () =>
      store.report(async () => [await keys(), await keys()]),
    );
    await save('second');
    for (const [one, other] of await Promise.all(reports)) expect(other).toEqual(one);
    expect(await store.report(keys)).toEqual(['first', 'second']);
  });

  it('reads the next report after one that failed', async () => {
    const failing = Array.from({ length: 6 }, async () =>
      store.report(async () => {
        await keys();
        throw new Error('a mistake');
      }),
    );
    for (const each of await Promise.allSettled(failing))
      expect(each).toMatchObject({ status: 'rejected', reason: { message: 'a mistake' } });
    const wrong = store.report(async () => store.query(sql`SELECT key FROM nowhere`));
    expect(await wrong.catch((error: Error) => error.message)).toContain('nowhere');
    await save('second');
    expect(await store.report(keys)).toEqual(['first', 'second']);
  });

  it('refuses to write in a report', async () => {
    const writing = store.report(async () => store.query(sql`DELETE FROM provider RETURNING key`));
    expect(await writing.catch((error: Error) => error.message)).toMatch(/read-?only/);
    expect(await keys()).toEqual(['first']);
  });
});

describe('what is told of people on seats, while one of them is moved', () => {
  let school: School;
  beforeAll(async () => {
    school = await School.open('2025-01-01T08:00:00Z');
  });
  afterAll(() => school.app.close());

  /** Six people who were at the first day, on all seats of a municipality that nobody has asked about yet. */
  async function sixPeople(): Promise<string[]> {
    school.app.clock.set('2025-01-01T08:00:00Z');
    await school.begin();
    const cohort = await school.cohort(school.substans);
    const enrolmentIds: string[] = [];
    for (let n = 0; n < 6; n += 1)
      enrolmentIds.push(await school.enrol(school.anotherName(), { cohortId: cohort.id }));
    school.app.clock.set('2025-02-12T18:00:00Z');
    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    school.app.clock.set('2025-03-01T18:00:00Z');
    await school.app.app.get(StandingKeeping).catchUp();
    return enrolmentIds;
  }

  /** What is answered, and how many statements that takes; with the act after so many of them. */
  async function asked(question: () => Promise<unknown>, act: () => Promise<unknown>, actAfter: number) {
    const { store } = school.app;
    const { query } = store;
    let statements = 0;
    let acting = false;
    store.query = async (statement) => {
      const answer = await query.call(store, statement);
      if (acting) return answer as never;
      statements += 1;
      acting = statements === actAfter;
      if (acting) await act();
      acting = false;
      return answer as never;
    };
    try {
      return { answer: await question(), statements };
    } finally {
      store.query = query;
    }
  }

  /** Whatever the statement after which it happens: what is told is what there was before it, or after it. */
  async function tellsOfOneMoment(
    question: () => Promise<unknown>,
    prepare: () => Promise<() => Promise<unknown>>,
  ): Promise<void> {
    for (let [after, statements] = [1, Infinity]; after <= statements; after += 1) {
      const act = prepared(await prepare());
      const before = await question();
      const told = await asked(question, act, after);
      const afterwards = await question();
      expect(afterwards).not.toEqual(before);
      expect([before, afterwards]).toContainEqual(told.answer);
      statements = told.statements;
      if (after === 1) expect(statements).toBeGreaterThan(1);
    }
  }

  it.each(['MUNICIPALITY', 'PROGRAMME, TRACK, MUNICIPALITY'])(
    'V28: a report by %s never tells of five people because one is handing over the seat',
    async (groupBy) => {
      const report = async () => {
        const data = await school.agency.query(
          `query($code: String!) { certificationStatus(groupBy: [${groupBy}], filter: { municipalityCode: $code }) {
            persons enrolled replaced attendedHalfDays } }`,
          { code: school.home },
        );
        expect(data.certificationStatus).toMatchObject([{ persons: 6, enrolled: 6 }]);
        return data.certificationStatus;
      };
      await tellsOfOneMoment(report, async () => {
        const [enrolmentId] = await sixPeople();
        const personId = await school.person(school.anotherName());
        // Somebody has to be worked out from the facts.
        await new UnitOfWork(school.app.store).run(async () =>
          school.app.store.change(
            sql`UPDATE progress SET holds_until = '', counts_until = '' WHERE enrolment_id = ${enrolmentId}`,
          ),
        );
        const input = { enrolmentId, personId, on: '2025-03-01' };
        return async () => school.agency.succeed('enrolmentReplace', input, 'joined { id }');
      });
    },
  );

  it('V1: seats in use never leave out somebody who is going from the waiting list to a seat', async () => {
    const seats = async () => {
      const data = await school.agency.query(
        `query($code: String!) { seatUsage(programmeKey: "AD_BOSTOETTE_2019", trackKey: "MEETING_LEADER",
          municipalityCode: $code) { engagement { id } held waiting } }`,
        { code: school.home },
      );
      const [{ held, waiting }] = data.seatUsage;
      expect(held + waiting).toBe(7);
      return data.seatUsage;
    };
    await tellsOfOneMoment(seats, async () => {
      await sixPeople();
      const enrolmentId = await school.enrol(school.anotherName(), { waitlist: true });
      const [{ engagement }] = await seats();
      const place = {
        engagementId: engagement.id,
        municipalityCode: school.home,
        trackKey: 'MEETING_LEADER',
      };
      await school.agency.succeed('seatGrant', { ...place, reason: 'for a test' }, 'seatUsage { held }');
      const { enrolment } = await school.agency.query(
        'query($id: ID!) { enrolment(id: $id) { seatOffers { id } } }',
        { id: enrolmentId },
      );
      const input = { offerId: enrolment.seatOffers[0].id };
      return async () => school.agency.succeed('seatOfferAccept', input, 'enrolment { id }');
    });
  });
});
