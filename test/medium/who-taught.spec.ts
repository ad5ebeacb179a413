/** V39: which providers have taught somebody is kept by the database, and is what the facts say, however they come. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import { WhoTaught } from '../../src/features/enrolment/who-taught.js';
import { AttendanceEntity, CohortEntity, CourseDayEntity } from '../../src/storage/course.entity.js';
import { openStore } from '../../src/storage/open-store.js';
import { EnrolmentChangeEntity, EnrolmentEntity } from '../../src/storage/people.entity.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import {
  GroupMemberEntity,
  PresenceEntity,
  SupervisionGroupEntity,
  SupervisionMeetingEntity,
} from '../../src/storage/supervision.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';
import {
  attendance,
  courseDay,
  DATE,
  enrolment,
  groupMember,
  meeting,
  presence,
  RULES,
  STAMP,
} from '../support/schema-rows.js';

const PROVIDERS = ['pro_a', 'pro_b', 'pro_c'];
/** Cohorts and groups that no provider was told for. */
const NOBODY = 'nobody';
const own = (prefix: string, provider: string) => `${prefix}_of_${provider}`;

let database: TestDatabase;
let store: Store;
let work: UnitOfWork;
let whoTaught: WhoTaught;
let count = 0;
beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore(database.env);
  work = new UnitOfWork(store);
  whoTaught = new WhoTaught(store, work);
  await fill(store);
  const course = { programmeKey: 'P', trackKey: 'T', name: 'n', ...STAMP };
  await work.run(async () => {
    await store.insert(
      ProviderEntity,
      PROVIDERS.map((id) => ({ id, key: id, name: id, ...STAMP })),
    );
    for (const provider of [...PROVIDERS, NOBODY]) {
      const [cohortId, groupId] = [own('coh', provider), own('grp', provider)];
      const providerId = provider === NOBODY ? null : provider;
      await store.insert(CohortEntity, [
        { ...course, ...RULES, id: cohortId, providerId, engagementId: null },
      ]);
      await store.insert(CourseDayEntity, [{ ...courseDay(1), id: own('day', provider), cohortId }]);
      await store.insert(SupervisionGroupEntity, [{ ...course, id: groupId, providerId }]);
      await store.insert(SupervisionMeetingEntity, [
        { ...meeting(1), id: own('mee', provider), groupId, cancelledAt: null },
      ]);
    }
  });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const enrolled = async () => {
  count += 1;
  const id = `enr_${count}x`;
  const at = { seatId: null, cohortId: null, status: 'CANCELLED', trackKey: id };
  await store.insert(EnrolmentEntity, [{ ...enrolment(1), ...at, id }]);
  return id;
};

/** The four kinds of facts that say that a provider had somebody. */
const FACTS = {
  cohort: async (enrolmentId: string, providerId: string, n: number) =>
    store.insert(EnrolmentChangeEntity, [
      {
        ...{ enrolmentId, sequence: n, engagementId: 'eng_1', municipalityCode: '621', ruleVersion: 1 },
        ...{ capacity: 'EMPLOYEE', continuesAsGuest: false, status: 'CONFIRMED', seatId: null },
        ...{ cohortId: own('coh', providerId), cohortFrom: null, validOn: DATE, reason: null, ...STAMP },
      },
    ]),
  day: async (enrolmentId: string, providerId: string, n: number) => {
    const supersededAt = n % 2 === 0 ? DATE : null;
    const courseDayId = own('day', providerId);
    const [taken] = await store.query(sql`SELECT 1 AS found FROM attendance
      WHERE enrolment_id = ${enrolmentId} AND course_day_id = ${courseDayId} AND superseded_at IS NULL`);
    if (taken === undefined || supersededAt !== null)
      await store.insert(AttendanceEntity, [
        attendance(`fac_${enrolmentId}${n}`, { enrolmentId, courseDayId, supersededAt }),
      ]);
  },
  group: async (enrolmentId: string, providerId: string, n: number) =>
    store.insert(GroupMemberEntity, [
      {
        ...groupMember(`fac_${enrolmentId}${n}`),
        ...{ enrolmentId, groupId: own('grp', providerId), supersededAt: DATE },
      },
    ]),
  meeting: async (enrolmentId: string, providerId: string, n: number) =>
    store.insert(PresenceEntity, [
      presence(`fac_${enrolmentId}${n}`, {
        ...{ enrolmentId, meetingId: own('mee', providerId), supersededAt: DATE, guest: true },
      }),
    ]),
};
type Kind = keyof typeof FACTS;

const kept = async (enrolmentId: string) => {
  const rows = await store.query<{ providerId: string }>(
    sql`SELECT provider_id FROM enrolment_provider WHERE enrolment_id = ${enrolmentId} ORDER BY provider_id`,
  );
  return rows.map((row) => row.providerId);
};

describe('V39: who taught somebody', () => {
  it.each(Object.keys(FACTS) as Kind[])('follows from a %s alone', async (kind) => {
    const id = await work.run(async () => {
      const one = await enrolled();
      await FACTS[kind](one, 'pro_b', 1);
      expect(await kept(one)).toEqual(['pro_b']);
      return one;
    });
    expect(await kept(id)).toEqual(['pro_b']);
  });

  it('is what the facts say, in whatever order they are recorded, and however many at a time', async () => {
    const fact = fc.record({
      kind: fc.constantFrom(...(Object.keys(FACTS) as Kind[])),
      provider: fc.constantFrom(...PROVIDERS, NOBODY),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fact, { maxLength: 8 }), async (facts) => {
        const id = await work.run(async () => {
          const one = await enrolled();
          for (const [n, { kind, provider }] of facts.entries()) await FACTS[kind](one, provider, n + 1);
          return one;
        });
        const taught = facts.map(({ provider }) => provider).filter((provider) => provider !== NOBODY);
        expect(await kept(id)).toEqual([...new Set(taught)].sort());
      }),
      { numRuns: 20 },
    );
    expect(await whoTaught.reconcile()).toEqual([]);
  });

  it('is not kept of what was taken back', async () => {
    const id = await work.run(enrolled);
    await work.preview(async () => FACTS.cohort(id, 'pro_a', 1));
    expect(await kept(id)).toEqual([]);
  });

  describe('when something else is kept', () => {
    let ids: string[];
    beforeEach(async () => {
      ids = await work.run(async () => {
        const some = [await enrolled(), await enrolled(), await enrolled()];
        for (const id of some) await FACTS.group(id, 'pro_a', 1);
        return some;
      });
    });

    it('says of whom, and puts it right: what is missing and what is too much', async () => {
      const [first = '', second = '', third = ''] = ids;
      await work.run(async () => {
        await store.change(sql`DELETE FROM enrolment_provider WHERE enrolment_id = ${first}`);
        await store.change(
          sql`INSERT INTO enrolment_provider (enrolment_id, provider_id) VALUES (${second}, ${'pro_c'})`,
        );
      });
      expect(await whoTaught.reconcile()).toEqual([first, second].sort());
      expect(await whoTaught.reconcile()).toEqual([]);
      expect(await Promise.all([first, second, third].map(kept))).toEqual([['pro_a'], ['pro_a'], ['pro_a']]);
    });
  });
});
