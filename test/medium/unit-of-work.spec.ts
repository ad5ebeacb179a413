/** All or nothing, on both databases; what only one of them does is in unit-of-work.sqlite and .postgres.spec.ts. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { Refused } from '../../src/domain/refusal.js';
import { openStore } from '../../src/storage/open-store.js';
import { EngagementMunicipalityEntity, ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';

const provider = (key: string) => ({
  id: `pro_${key}`,
  key,
  name: key,
  recordedAt: '2026-11-22T12:00:00.000Z',
  recordedBy: 'test',
});

/** A door that is opened by hand. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const moments = async (count: number) => {
  for (let moment = 0; moment < count; moment += 1) await Promise.resolve();
};

/** What a caller of `attempt` may decide on; any other error goes on. */
function refusal(error: unknown) {
  if (error instanceof Refused) return error.refusal;
  throw error;
}

describe('the unit of work', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const add = async (key: string) => store.insert(ProviderEntity, provider(key));
  const keys = async () =>
    (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);

  describe('two acts at the same moment', () => {
    it('the second keeps what it was told when the first fails', async () => {
      const ended: string[] = [];
      const bHasEnded = gate();
      const aHasWritten = gate();
      const a = unitOfWork
        .run(async () => {
          await add('a');
          aHasWritten.open();
          // On PostgreSQL B commits meanwhile; on SQLite it waits in the queue, and A goes on.
          await (onSqlite ? pause(50) : bHasEnded.opened);
          throw new Error('A changed its mind');
        })
        .catch(() => ended.push('A failed'));
      await aHasWritten.opened;
      const b = unitOfWork.run(async () => add('b')).then(() => ended.push('B committed'));
      void b.finally(bHasEnded.open);
      await Promise.all([a, b]);
      expect(ended).toEqual(onSqlite ? ['A failed', 'B committed'] : ['B committed', 'A failed']);
      expect(await keys()).toEqual(['b']);
    });

    it('of 200 at once with every third failing, exactly the acknowledged ones are there', async () => {
      const name = (n: number) => String(n).padStart(3, '0');
      const told = await Promise.allSettled(
        Array.from({ length: 200 }, (_, n) =>
          unitOfWork.run(async () => {
            await add(`${name(n)}-first`);
            await turns(n % 4);
            if (n % 3 === 0) throw new Error('no');
            await add(`${name(n)}-second`);
            return name(n);
          }),
        ),
      );
      const acknowledged = told.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(acknowledged).toHaveLength(133);
      expect(await keys()).toEqual(acknowledged.flatMap((each) => [`${each}-first`, `${each}-second`]));
    });
  });

  describe('what is under way', () => {
    it('is idle when everything asked for so far has ended, also by failing, and not before', async () => {
      const door = gate();
      const failing = unitOfWork
        .run(async () => {
          await door.opened;
          throw new Error('no');
        })
        .catch((error: Error) => error.message);
      let done = false;
      const work = unitOfWork.run(async () => {
        await door.opened;
        done = true;
      });
      const idle = unitOfWork.idle().then(() => done);
      door.open();
      expect(await idle).toBe(true);
      expect(await failing).toBe('no');
      await work;
    });
  });

  describe('a rehearsal', () => {
    it('sees its own writes, answers what the work would answer, and leaves nothing behind', async () => {
      await unitOfWork.run(async () => add('a'));
      const seen = await unitOfWork.preview(async () => {
        await add('b');
        return keys();
      });
      expect(seen).toEqual(['a', 'b']);
      expect(await keys()).toEqual(['a']);
      await unitOfWork.run(async () => add('b'));
      expect(await keys()).toEqual(['a', 'b']);
    });

    it('throws what the work throws: refusals, broken rules and mistakes', async () => {
      await unitOfWork.run(async () => add('a'));
      const refused = new Refused({ code: 'NOT_A_MEMBER', message: 'no' });
      await expect(unitOfWork.preview(async () => Promise.reject(refused))).rejects.toBe(refused);
      await expect(unitOfWork.preview(async () => add('a'))).rejects.toMatchObject({
        refusal: { code: 'DUPLICATE' },
      });
      await expect(unitOfWork.preview(async () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
      expect(await keys()).toEqual(['a']);
    });

    it('inside another work takes back its own part alone, and so does one inside a rehearsal', async () => {
      const seen = await unitOfWork.run(async () => {
        await add('a');
        const inside = await unitOfWork.preview(async () => {
          await add('b');
          const deeper = await unitOfWork.preview(async () => {
            await add('c');
            return keys();
          });
          return [...deeper, '|', ...(await keys())];
        });
        await add('d');
        return inside;
      });
      expect(seen).toEqual(['a', 'b', 'c', '|', 'a', 'b']);
      expect(await keys()).toEqual(['a', 'd']);
    });

    it('of many at once with real works between them, exactly the real ones are there', async () => {
      const names = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
      const answers = await Promise.all(
        names.map(async (name, n) =>
          n % 2 === 0
            ? unitOfWork.run(async () => add(name))
            : unitOfWork.preview(async () => {
                await add(name);
                await turns(n % 4);
                return name;
              }),
        ),
      );
      expect(answers.filter(Boolean)).toEqual(names.filter((_, n) => n % 2 === 1));
      expect(await keys()).toEqual(names.filter((_, n) => n % 2 === 0));
    });
  });

  describe('one work', () => {
    it('answers what it returns', async () => {
      expect(await unitOfWork.run(async () => 7)).toBe(7);
    });

    it('leaves nothing of itself when it throws', async () => {
      const work = unitOfWork.run(async () => {
        await add('one');
        await store.change(sql`UPDATE provider SET name = 'other' WHERE key = 'one'`);
        await add('two');
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await keys()).toEqual([]);
    });

    it('leaves nothing of itself when it throws while a write of its own is under way', async () => {
      const work = unitOfWork.run(async () => {
        await add('one');
        await Promise.all([add('two'), turns(5).then(() => add('three')), Promise.reject(new Error('no'))]);
      });
      await expect(work).rejects.toThrow('no');
      await turns(50);
      expect(await keys()).toEqual([]);
    });

    it('has one started inside it as a part of itself', async () => {
      const answer = await unitOfWork.run(async () => {
        await add('outer');
        return unitOfWork.run(async () => {
          await add('inner');
          return keys();
        });
      });
      expect(answer).toEqual(['inner', 'outer']);
      const failing = unitOfWork.run(async () => {
        await unitOfWork.run(async () => add('inner-2'));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      const inner = unitOfWork.run(async () => {
        await add('outer-3');
        await unitOfWork.run(async () => {
          throw new Error('inner no');
        });
      });
      await expect(inner).rejects.toThrow('inner no');
      expect(await keys()).toEqual(['inner', 'outer']);
    });

    it('sees its own writes; others see them when they are committed', async () => {
      const written = gate();
      const goOn = gate();
      const work = unitOfWork.run(async () => {
        await add('new');
        const own = await keys();
        written.open();
        await goOn.opened;
        return own;
      });
      await written.opened;
      expect(store.transaction()).toBeUndefined();
      expect(await keys()).toEqual([]);
      goOn.open();
      expect(await work).toEqual(['new']);
      expect(await keys()).toEqual(['new']);
    });

    it('turns a rule that only the database caught into a Duplicate', async () => {
      await unitOfWork.run(async () => add('same'));
      const work = unitOfWork.run(async () => {
        await add('other');
        await add('same');
      });
      await expect(work).rejects.toBeInstanceOf(Refused);
      await expect(work).rejects.toMatchObject({ refusal: { code: 'DUPLICATE', existing: [] } });
      expect(await keys()).toEqual(['same']);
    });

    it('leaves any other broken constraint a bug', async () => {
      const work = unitOfWork.run(async () =>
        store.insert(EngagementMunicipalityEntity, { engagementId: 'none', municipalityCode: '999' }),
      );
      await expect(work).rejects.toMatchObject({ message: expect.stringMatching(/foreign key constraint/i) });
      await expect(work).rejects.not.toBeInstanceOf(Refused);
    });
  });

  describe('a part that may fail by itself', () => {
    it('is undone alone; what was written before and after it stands', async () => {
      const told = await unitOfWork.run(async () => {
        await add('before');
        const failed = await unitOfWork
          .attempt(async () => {
            await add('part');
            throw new Error('no');
          })
          .catch((error: Error) => error.message);
        const done = await unitOfWork.attempt(async () => {
          await add('other-part');
          return 'done';
        });
        await add('zz-after');
        return [failed, done];
      });
      expect(told).toEqual(['no', 'done']);
      expect(await keys()).toEqual(['before', 'other-part', 'zz-after']);
    });

    it('is undone with the writes that it did not wait for, whenever it fails', async () => {
      for (const early of Array.from({ length: 20 }, (_, n) => n))
        for (const late of [0, 5, 10, 15])
          await unitOfWork.run(async () => {
            const failing = unitOfWork.attempt(async () => {
              const writing = moments(early).then(() => add(`${early}-${late}`));
              await Promise.all([writing, moments(late).then(() => Promise.reject(new Error('no')))]);
            });
            await failing.catch(() => undefined);
            await turns(5);
          });
      expect(await keys()).toEqual([]);
    });

    it('goes with the whole when that fails', async () => {
      const work = unitOfWork.run(async () => {
        await unitOfWork.attempt(async () => add('part'));
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await keys()).toEqual([]);
    });

    it('may have parts of its own', async () => {
      await unitOfWork.run(async () => {
        await unitOfWork.attempt(async () => {
          await add('outer');
          await unitOfWork
            .attempt(async () => {
              await add('inner');
              throw new Error('no');
            })
            .catch(() => undefined);
          await add('outer-after');
        });
      });
      expect(await keys()).toEqual(['outer', 'outer-after']);
    });

    it('is refused as a Duplicate by a rule that only the database caught, and the rest goes on', async () => {
      await unitOfWork.run(async () => {
        await add('same');
        const told = await unitOfWork.attempt(async () => add('same')).catch(refusal);
        expect(told).toMatchObject({ code: 'DUPLICATE' });
        await add('other');
      });
      expect(await keys()).toEqual(['other', 'same']);
    });

    it('does not hide why it failed when the database has rolled back by itself', async () => {
      const work = unitOfWork.run(async () =>
        unitOfWork.attempt(async () => {
          await add('lost');
          await store.change(sql`ROLLBACK`);
          throw new Error('the disk is full');
        }),
      );
      await expect(work).rejects.toThrow('the disk is full');
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next']);
    });

    it('is no part of anything outside a work', async () => {
      await expect(unitOfWork.attempt(async () => add('x'))).rejects.toThrow(
        'A write outside UnitOfWork.run',
      );
      expect(await keys()).toEqual([]);
    });
  });

  describe('outside a work', () => {
    it('writes are refused', async () => {
      await expect(add('x')).rejects.toThrow('A write outside UnitOfWork.run');
      await expect(store.change(sql`DELETE FROM provider`)).rejects.toThrow('A write outside UnitOfWork.run');
      await expect(
        store.query(sql`INSERT INTO provider VALUES ('pro_x', 'x', 'x', '2026', 'test')`),
      ).rejects.toMatchObject({ message: expect.stringMatching(/read-?only/) });
      expect(await keys()).toEqual([]);
    });

    it('writes that a work left behind are refused once it is over', async () => {
      const door = gate();
      let late: Promise<void> = Promise.resolve();
      await unitOfWork.run(async () => {
        late = door.opened.then(() => add('late'));
      });
      door.open();
      await expect(late).rejects.toThrow('A write outside UnitOfWork.run');
      expect(await keys()).toEqual([]);
    });

    it('a work that a work left behind takes a turn of its own', async () => {
      const door = gate();
      let late: Promise<void> = Promise.resolve();
      await unitOfWork.run(async () => {
        late = door.opened.then(() =>
          unitOfWork.run(async () => {
            await add('late');
            throw new Error('no');
          }),
        );
      });
      door.open();
      await expect(late).rejects.toThrow('no');
      expect(await keys()).toEqual([]);
    });
  });

  describe('when the database does not play along', () => {
    it('a database that has rolled back by itself does not hide the first error', async () => {
      const work = unitOfWork.run(async () => {
        await add('lost');
        await store.change(sql`ROLLBACK`);
        throw new Error('the disk is full');
      });
      await expect(work).rejects.toThrow('the disk is full');
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next']);
    });
  });
});
