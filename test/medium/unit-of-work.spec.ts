/** All or nothing on a real database file, and the loss that would happen without it (architecture.md "Transactions"). */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { Refused } from '../../src/domain/refusal.js';
import { SQLITE_PACKAGE } from '../../src/storage/sqlite-driver.js';
import { openStore } from '../../src/storage/open-store.js';
import { EngagementMunicipalityEntity, ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';

const SQLITE = createRequire(import.meta.url).resolve(SQLITE_PACKAGE);

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

describe('the unit of work', () => {
  let folder: string;
  let path: string;
  let store: Store;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-uow-'));
    path = join(folder, 'test.sqlite');
    store = await openStore(path);
    unitOfWork = new UnitOfWork(store);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = async (key: string) => store.insert(ProviderEntity, provider(key));
  const keys = async () =>
    (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);

  describe('two acts at the same moment', () => {
    /** A writes, then B starts, writes and ends, then A fails. Answers what each was told. */
    async function interleaved(
      run: (work: (add: (key: string) => Promise<void>) => Promise<void>) => Promise<void>,
    ) {
      const bIsDone = gate();
      const aHasWritten = gate();
      const a = run(async (insert) => {
        await insert('a');
        aHasWritten.open();
        // Without a queue B finishes here; with one it waits, and A goes on after a while.
        await Promise.race([bIsDone.opened, turns(20)]);
        throw new Error('A changed its mind');
      });
      const aToldNothing = a.catch(() => 'failed');
      await aHasWritten.opened;
      const b = run(async (insert) => insert('b')).then(() => 'committed');
      void b.then(bIsDone.open);
      return { a: await aToldNothing, b: await b };
    }

    it('without it, the second is told "committed" and its row is gone', async () => {
      const told = await interleaved((work) =>
        store.writer.transaction(async (manager) =>
          work(async (key) => {
            await manager.insert(ProviderEntity, provider(key));
          }),
        ),
      );
      expect(told).toEqual({ a: 'failed', b: 'committed' });
      expect(await keys()).toEqual([]);
    });

    it('with it, the second keeps what it was told', async () => {
      const told = await interleaved((work) => unitOfWork.run(() => work(add)));
      expect(told).toEqual({ a: 'failed', b: 'committed' });
      expect(await keys()).toEqual(['b']);
    });

    it('of 200 at once with every third failing, exactly the acknowledged ones are there', async () => {
      const numbers = Array.from({ length: 200 }, (_, index) => index);
      const name = (n: number) => String(n).padStart(3, '0');
      const told = await Promise.allSettled(
        numbers.map((n) =>
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

  describe('the queue', () => {
    it('takes the works in the order they came, also past one that fails', async () => {
      const order: number[] = [];
      const works = Array.from({ length: 30 }, (_, n) =>
        unitOfWork.run(async () => {
          order.push(n);
          await turns(30 - n);
          if (n % 5 === 0) throw new Error('no');
        }),
      );
      await Promise.allSettled(works);
      expect(order).toEqual(Array.from({ length: 30 }, (_, n) => n));
    });

    it('is idle when everything asked for so far is done, and not before', async () => {
      const door = gate();
      let done = false;
      const work = unitOfWork.run(async () => {
        await door.opened;
        done = true;
      });
      const idle = unitOfWork.idle().then(() => done);
      door.open();
      expect(await idle).toBe(true);
      await work;
    });

    it('is idle after a failure too', async () => {
      const work = unitOfWork.run(async () => {
        throw new Error('no');
      });
      await unitOfWork.idle();
      await expect(work).rejects.toThrow('no');
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
      expect(store.inTransaction()).toBe(false);
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
      await expect(work).rejects.toThrow('FOREIGN KEY constraint failed');
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
        await expect(unitOfWork.attempt(async () => add('same'))).rejects.toMatchObject({
          refusal: { code: 'DUPLICATE' },
        });
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
      ).rejects.toThrow('attempt to write a readonly database');
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
    it('a failing COMMIT leaves nothing, says why, and does not hold up the next', async () => {
      const work = unitOfWork.run(async () => {
        await store.change(sql`PRAGMA defer_foreign_keys = ON`);
        await store.insert(EngagementMunicipalityEntity, { engagementId: 'none', municipalityCode: '999' });
        await add('with-it');
      });
      await expect(work).rejects.toThrow('FOREIGN KEY constraint failed');
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next']);
    });

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

  describe('beside another process', () => {
    let other: ChildProcess | undefined;
    afterEach(() => {
      other?.kill('SIGKILL');
      other = undefined;
    });

    /** Holds the database's lock for a while, as a command line tool would, and writes a row. */
    async function lockedFor(ms: number): Promise<void> {
      const script = `
        const db = new (require(${JSON.stringify(SQLITE)}))(${JSON.stringify(path)});
        db.exec('BEGIN IMMEDIATE');
        db.exec("INSERT INTO provider VALUES ('pro_other', 'other', 'other', '2026', 'other process')");
        process.stdout.write('locked');
        setTimeout(() => { db.exec('COMMIT'); db.close(); }, ${ms});`;
      other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [output] = (await once(other.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
      expect(output.toString()).toBe('locked');
    }

    it('a work waits for the lock instead of failing, and sees what the other wrote', async () => {
      await lockedFor(400);
      const seen = await unitOfWork.run(async () => {
        const found = await keys();
        await add('ours');
        return found;
      });
      expect(seen).toEqual(['other']);
      expect(await keys()).toEqual(['other', 'ours']);
    });

    it('reading goes on meanwhile', async () => {
      await lockedFor(400);
      expect(await keys()).toEqual([]);
      expect(other?.exitCode).toBeNull();
    });

    it('a work that waited in vain fails without a trace, and the next one is not held up', async () => {
      await store.writer.query('PRAGMA busy_timeout = 50');
      await lockedFor(400);
      const work = unitOfWork.run(async () => add('ours'));
      await expect(work).rejects.toThrow('database is locked');
      await once(other as ChildProcess, 'exit');
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next', 'other']);
    });
  });
});
