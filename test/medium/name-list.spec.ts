/** Lists in the order of names are kept by the database, and are what the facts say, whatever is done to people and seats. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor, Grant } from '../../src/access/actor.js';
import { Clock } from '../../src/config/clock.js';
import type { EnrolmentFilter } from '../../src/features/enrolment/dto/enrolment.model.js';
import { EnrolmentRepository } from '../../src/features/enrolment/enrolment.repository.js';
import { EnrolmentService } from '../../src/features/enrolment/enrolment.service.js';
import { NameList } from '../../src/features/enrolment/name-list.js';
import { openStore } from '../../src/storage/open-store.js';
import { EnrolmentEntity, PersonEntity } from '../../src/storage/people.entity.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { GroupMemberEntity, SupervisionGroupEntity } from '../../src/storage/supervision.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';
import { DATE, enrolment, groupMember, STAMP } from '../support/schema-rows.js';

const PROVIDERS = ['pro_a', 'pro_b'];
const TRACKS = ['T', 'U'];
/** Of more than one length, script and case. */
const KEYS = ['a', 'aa', 'A', 'å', 'ø b', 'z', '楊', '𝒜', 'slettet person per_1'];

let database: TestDatabase;
let store: Store;
let work: UnitOfWork;
let nameList: NameList;
let count = 0;
beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore(database.env);
  work = new UnitOfWork(store);
  nameList = new NameList(store, work);
  await fill(store);
  await work.run(async () => {
    await store.insert(
      ProviderEntity,
      PROVIDERS.map((id) => ({ id, key: id, name: id, ...STAMP })),
    );
    const course = { programmeKey: 'P', trackKey: 'T', name: 'n', ...STAMP };
    await store.insert(
      SupervisionGroupEntity,
      PROVIDERS.map((providerId) => ({ ...course, id: `grp_${providerId}`, providerId })),
    );
  });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const registered = async (sortKey: string) => {
  count += 1;
  const id = `per_new_${count}`;
  await store.insert(PersonEntity, [
    { id, name: 'n', email: null, phone: null, sortKey, searchText: '', ...STAMP },
  ]);
  return id;
};
const enrolled = async (personId: string, trackKey: string, replacesId: string | null = null) => {
  count += 1;
  const id = `enr_new_${count}`;
  const at = { seatId: null, cohortId: null, status: 'CANCELLED', trackKey, replacesId };
  await store.insert(EnrolmentEntity, [{ ...enrolment(1), ...at, personId, id }]);
  return id;
};
const taught = async (enrolmentId: string, providerId: string) => {
  count += 1;
  await store.insert(GroupMemberEntity, [
    {
      ...groupMember(`fac_new_${count}`),
      ...{ enrolmentId, groupId: `grp_${providerId}`, supersededAt: DATE },
    },
  ]);
};
const renamed = async (personId: string, sortKey: string) =>
  store.change(sql`UPDATE person SET sort_key = ${sortKey} WHERE id = ${personId}`);
const given = async (enrolmentId: string, personId: string) =>
  store.change(sql`UPDATE enrolment SET person_id = ${personId} WHERE id = ${enrolmentId}`);

/** One list, as a page is read. */
const listOf = async (reader: string, trackKey: string) => {
  const rows = await store.query<{ enrolmentId: string; personKey: string }>(sql`
    SELECT enrolment_id, person_key FROM enrolment_listing WHERE reader = ${reader} AND track_key = ${trackKey}
      AND programme_key = ${'P'} AND enrolment_id LIKE ${'enr_new_%'} ORDER BY person_key, enrolment_id`);
  return rows.map(({ enrolmentId, personKey }) => [personKey, enrolmentId]);
};

describe('lists in the order of names', () => {
  it('have an enrolment from its beginning, and a provider’s from when it teaches', async () => {
    await work.run(async () => {
      const id = await enrolled(await registered('m'), 'one');
      expect(await listOf('ALL', 'one')).toEqual([['m', id]]);
      expect(await listOf('pro_a', 'one')).toEqual([]);
      await taught(id, 'pro_a');
      await taught(id, 'pro_a');
      expect(await listOf('pro_a', 'one')).toEqual([['m', id]]);
      expect(await listOf('pro_b', 'one')).toEqual([]);
    });
  });

  it('do not keep what was taken back', async () => {
    const id = await work.run(async () => enrolled(await registered('m'), 'back'));
    await work.preview(async () => taught(id, 'pro_a'));
    await work.preview(async () => renamed(await registered('n'), 'o'));
    expect(await listOf('pro_a', 'back')).toEqual([]);
    expect(await listOf('ALL', 'back')).toEqual([['m', id]]);
  });

  /** What the acts below must come to, worked out beside the database. */
  interface Known {
    readonly names: Map<string, string>;
    readonly enrolments: { id: string; personId: string; trackKey: string; readers: Set<string> }[];
  }
  const act = fc.record({
    kind: fc.constantFrom('register', 'enrol', 'teach', 'rename', 'merge', 'replace', 'erase'),
    some: fc.nat(99),
    other: fc.nat(99),
    key: fc.constantFrom(...KEYS),
    provider: fc.constantFrom(...PROVIDERS),
    track: fc.constantFrom(...TRACKS),
  });
  type Act = ReturnType<typeof act.generate>['value'];
  const pick = <T>(list: readonly T[], place: number) => list[place % list.length] as T;

  const done = async ({ names, enrolments }: Known, { kind, some, other, key, provider, track }: Act) => {
    const people = [...names.keys()];
    const [one, another] = [pick(people, some), pick(people, other)];
    const begin = async (personId: string, replacesId: string | null) => {
      const id = await enrolled(personId, track, replacesId);
      enrolments.push({ id, personId, trackKey: track, readers: new Set(['ALL']) });
    };
    if (kind === 'register') names.set(await registered(key), key);
    if (kind === 'enrol' || enrolments.length === 0) return begin(one, null);
    const chosen = pick(enrolments, some);
    if (kind === 'replace') await begin(another, chosen.id);
    if (kind === 'teach') {
      await taught(chosen.id, provider);
      chosen.readers.add(provider);
    }
    if (kind === 'rename' || kind === 'erase') {
      const name = kind === 'erase' ? `slettet person ${one}` : key;
      await renamed(one, name);
      names.set(one, name);
    }
    if (kind === 'merge')
      for (const each of enrolments.filter(({ personId }) => personId === one)) {
        await given(each.id, another);
        each.personId = another;
      }
    return undefined;
  };

  it('are what the facts say after whatever acts, in the order of code points on every database', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 16 }), async (acts) => {
        await work.preview(async () => {
          const known: Known = { names: new Map(), enrolments: [] };
          for (const key of ['b', 'a']) known.names.set(await registered(key), key);
          for (const each of acts) await done(known, each);
          for (const reader of ['ALL', ...PROVIDERS])
            for (const trackKey of TRACKS) {
              const expected = known.enrolments
                .filter((each) => each.readers.has(reader) && each.trackKey === trackKey)
                .map(({ id, personId }) => [known.names.get(personId) ?? '', id])
                .sort((a, b) => Buffer.compare(Buffer.from(a.join('\0')), Buffer.from(b.join('\0'))));
              expect([reader, await listOf(reader, trackKey)]).toEqual([reader, expected]);
            }
          expect(await nameList.reconcile()).toEqual([]);
        });
      }),
      { numRuns: 25 },
    );
  });

  describe('when something else is kept', () => {
    let ids: string[];
    beforeEach(async () => {
      ids = await work.run(async () => {
        const some: string[] = [];
        for (const key of ['q', 'r', 's']) some.push(await enrolled(await registered(key), 'kept'));
        for (const id of some) await taught(id, 'pro_a');
        return some;
      });
    });

    it('says of which enrolments, and puts it right: what is missing, what is too much, what is elsewhere', async () => {
      const [first = '', second = '', third = ''] = ids;
      const before = [
        await listOf('ALL', 'kept'),
        await listOf('pro_a', 'kept'),
        await listOf('pro_b', 'kept'),
      ];
      await work.run(async () => {
        await store.change(
          sql`DELETE FROM enrolment_listing WHERE enrolment_id = ${first} AND reader = ${'ALL'}`,
        );
        await store.change(sql`INSERT INTO enrolment_listing (enrolment_id, reader, person_key, programme_key, track_key)
          VALUES (${second}, ${'pro_b'}, ${'r'}, ${'P'}, ${'kept'})`);
        await store.change(
          sql`UPDATE enrolment_listing SET person_key = ${'t'} WHERE enrolment_id = ${third} AND reader = ${'pro_a'}`,
        );
      });
      expect(await nameList.reconcile()).toEqual([first, second, third].sort());
      expect(await nameList.reconcile()).toEqual([]);
      expect([
        await listOf('ALL', 'kept'),
        await listOf('pro_a', 'kept'),
        await listOf('pro_b', 'kept'),
      ]).toEqual(before);
    });
  });

  it('are right after a person is enrolled, taught, renamed and merged at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [one, another, id] = await work.run(async () => {
        const [first, second] = [await registered('b'), await registered('c')];
        return [first, second, await enrolled(first, 'race')];
      });
      await Promise.all([
        work.run(async () => renamed(one, 'd')),
        work.run(async () => enrolled(one, 'race')),
        work.run(async () => taught(id, 'pro_a')),
        work.run(async () => given(id, another)),
        work.run(async () => renamed(another, 'e')),
      ]);
    }
    expect(await nameList.reconcile()).toEqual([]);
    const kept = await listOf('ALL', 'race');
    expect(kept.map(([key]) => key)).toEqual([
      ...Array.from({ length: 8 }, () => 'd'),
      ...Array.from({ length: 8 }, () => 'e'),
    ]);
    expect(await listOf('pro_a', 'race')).toEqual(kept.slice(8));
  });

  it('are made of what there was before the table', async () => {
    const id = await work.run(async () => {
      const one = await enrolled(await registered('m'), 'before');
      await taught(one, 'pro_a');
      return one;
    });
    await work.preview(async () => {
      const step = store.database.writer.migrations.find(({ name }) => name === 'ListedByName1763769600350');
      const { runner } = store.requireTransaction();
      await step?.down(runner);
      await step?.up(runner);
      expect(await listOf('ALL', 'before')).toEqual([['m', id]]);
      expect(await listOf('pro_a', 'before')).toEqual([['m', id]]);
      expect(await nameList.reconcile()).toEqual([]);
      await renamed(await registered('n'), 'o');
    });
  });

  describe('are read along their index, and nothing is sorted', () => {
    /** How the database goes about a page. An empty table is not looked up in an index unless it must be. */
    const planOf = async (grants: readonly Grant[], filter: EnrolmentFilter): Promise<string> => {
      const asked: Sql[] = [];
      const listening = { query: async (statement: Sql) => (asked.push(statement), []) };
      const lists = new EnrolmentService(
        new EnrolmentRepository(listening as unknown as Store, new Clock()),
        new Clock(),
      );
      const after = Buffer.from(JSON.stringify(['m', 'enr_1'])).toString('base64url');
      const actor: Actor = { subject: 'test', name: 'Test', grants };
      await lists.list(actor, filter, null, { after });
      return work.preview(async () => {
        if (!onSqlite) await store.change(sql`SET LOCAL enable_seqscan = off`);
        const explain = onSqlite ? sql`EXPLAIN QUERY PLAN ` : sql`EXPLAIN `;
        const rows = await store.query<Record<string, unknown>>(sql`${explain}${asked[0] ?? sql``}`);
        return rows.map((row) => row['detail'] ?? row['queryPlan'] ?? row['QUERY PLAN']).join('\n');
      });
    };

    it.each([
      ['a provider', ['pro_a'], {}, 'name'],
      ['a provider on a track', ['pro_a'], { programmeKey: 'P', trackKey: 'T' }, 'track'],
      ['a provider on a track of any programme', ['pro_a'], { trackKey: 'T' }, 'name'],
      ['two providers', PROVIDERS, { programmeKey: 'P' }, 'name'],
      ['the agency', [], {}, 'name'],
      ['the agency in a programme', [], { programmeKey: 'P' }, 'name'],
      ['the agency on a track', [], { programmeKey: 'P', trackKey: 'T' }, 'track'],
    ])('by %s', async (_who, providers, filter, index) => {
      const grants = providers.map((providerId): Grant => ({ role: 'PROVIDER', providerId }));
      const plan = await planOf(grants.length === 0 ? [{ role: 'AGENCY' }] : grants, filter);
      expect(plan).toContain(`enrolment_listing_by_${index}`);
      expect(plan).not.toMatch(/ORDER BY|Sort|progress|municipality/);
    });
  });

  it('show a provider nothing that is not kept as taught by it any more', async () => {
    const id = await work.run(async () => {
      const one = await enrolled(await registered('m'), 'gone');
      await taught(one, 'pro_a');
      return one;
    });
    await work.preview(async () => {
      await store.change(sql`DELETE FROM enrolment_provider WHERE enrolment_id = ${id}`);
      expect(await listOf('pro_a', 'gone')).toEqual([]);
      expect(await listOf('ALL', 'gone')).toEqual([['m', id]]);
    });
  });
});
