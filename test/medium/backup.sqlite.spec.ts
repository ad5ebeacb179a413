/** A backup of the SQLite file: taken while the server writes, whole or not there at all, and good to start from. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Options, transformFileSync } from '@swc/core';
import type BetterSqlite3 from 'better-sqlite3';
import sql from 'sql-template-tag';
import { Initial1763769600000 } from '../../migrations/sqlite/1763769600000-initial.js';
import { SQLITE_MIGRATIONS } from '../../migrations/sqlite/index.js';
import { backUp, examine } from '../../src/storage/backup.js';
import { ENTITIES } from '../../src/storage/entities.js';
import { openStore } from '../../src/storage/open-store.js';
import { PersonEntity } from '../../src/storage/people.entity.js';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const Sqlite = sqliteDriver() as typeof BetterSqlite3;
const BATCH = 24;
/** Each step of the schema is a row of a table of its own. */
const STEPS = SQLITE_MIGRATIONS.length;
const TABLES = ENTITIES.length + 1;

/** A batch of 24 people, a few pages large. */
const batch = (number: number) =>
  Array.from({ length: BATCH }, (_, place) => ({
    id: `per_${number}_${place}`,
    name: `Hold ${number}`,
    email: null,
    phone: null,
    sortKey: String(number),
    searchText: 'x'.repeat(1_000),
    recordedAt: '2026-11-22T12:00:00.000Z',
    recordedBy: 'test',
  }));

/** Changes the file behind SQLite's back, from the second page on: the first says that it is a database. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  for (let page = 1; page * 4_096 < bytes.length; page += 7)
    bytes.fill(0xa5, page * 4_096, page * 4_096 + 64);
  writeFileSync(file, bytes);
}

const COMPILER: Options = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};
const COMMAND = 'src/cli/backup.js';

/** The program as a folder that Node runs, made from the sources as they are; `dist` may be older. */
function compiled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'forloeb-program-'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const root of ['src', 'migrations'])
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.ts') && !name.endsWith('.spec.ts')) {
        const file = join(folder, root, name.replace(/\.ts$/, '.js'));
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, transformFileSync(join(root, name), COMPILER).code);
      }
  return folder;
}

// PostgreSQL has pg_dump for this.
describe('a backup', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;
  let path: string;
  let folder: string;
  let target: string;

  beforeEach(async () => {
    database = await freshDatabase();
    path = database.env.databasePath;
    folder = join(database.env.dataFolder, 'copies');
    target = join(folder, 'copy.sqlite');
    mkdirSync(folder);
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const write = async (number: number) =>
    unitOfWork.run(async () => store.insert(PersonEntity, batch(number)));
  const fill = async (batches: number) => {
    for (let number = 1; number <= batches; number += 1) await write(number);
  };
  /** What a server that starts on a copy of the file finds. */
  const batchesIn = async (file: string) => {
    const restored = await freshDatabase();
    copyFileSync(file, restored.env.databasePath);
    const found = await openStore(restored.env);
    try {
      return await found.query<{ number: number; people: number }>(
        sql`SELECT CAST(sort_key AS INTEGER) AS number, COUNT(*) AS people FROM person GROUP BY sort_key ORDER BY 1`,
      );
    } finally {
      await found.close();
      await restored.drop();
    }
  };

  it('taken while 24-person batches are being written holds each batch whole or not at all, and every one that was acknowledged before it began', async () => {
    await fill(60);
    let acknowledged = 60;
    const enough = new AbortController();
    const writer = (async () => {
      while (!enough.signal.aborted) {
        await write(acknowledged + 1);
        acknowledged += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const taken: { file: string; before: number; after: number }[] = [];
    for (let number = 1; number <= 5; number += 1) {
      const file = join(folder, `${number}.sqlite`);
      const before = acknowledged;
      await backUp(path, file);
      taken.push({ file, before, after: acknowledged });
    }
    enough.abort();
    await writer;

    for (const { file, before, after } of taken) {
      // Nobody waited for the backup: batches were saved while it ran.
      expect(after).toBeGreaterThan(before + 3);
      const batches = await batchesIn(file);
      expect(batches).toEqual(batches.map((_, index) => ({ number: index + 1, people: BATCH })));
      expect(batches.length).toBeGreaterThanOrEqual(before);
      expect(batches.length).toBeLessThanOrEqual(after);
    }
  });

  it('would never end under steady writing if nothing held the copied state still', async () => {
    await fill(60);
    const source = new Sqlite(path, { readonly: true });
    const other = new Sqlite(path);
    const insert = other.prepare(
      "INSERT INTO provider (id, key, name, recorded_at, recorded_by) VALUES (?, ?, 'x', '2026', 'test')",
    );
    let steps = 0;
    const copying = source.backup(target, {
      progress: () => {
        steps += 1;
        insert.run(`pro_${steps}`, `p${steps}`);
        if (steps === 500) throw new Error('given up');
        return 100;
      },
    });
    await expect(copying).rejects.toThrow('given up');
    source.close();
    other.close();
  });

  it('is one file for its owner only, which opens by itself, and says what is in it', async () => {
    await fill(3);
    const contents = await backUp(path, target);
    expect(readdirSync(folder)).toEqual(['copy.sqlite']);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(contents).toEqual({
      bytes: statSync(target).size,
      tables: TABLES,
      rows: 3 * BATCH + STEPS,
      stepsBehind: 0,
    });
    const copy = new Sqlite(target, { readonly: true });
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(copy.prepare('SELECT COUNT(*) AS people FROM person').get()).toEqual({ people: 3 * BATCH });
    copy.close();
    expect(examine(target)).toEqual(contents);
    expect(readdirSync(folder)).toEqual(['copy.sqlite']);
  });

  it('holds what is still in the log beside the database, also when the server was killed', async () => {
    await fill(2);
    const killed = join(database.env.dataFolder, 'killed.sqlite');
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(path + suffix, killed + suffix);
    expect(statSync(`${killed}-wal`).size).toBeGreaterThan(0);
    await backUp(killed, target);
    expect(await batchesIn(target)).toHaveLength(2);
  });

  describe('is refused, and nothing is written,', () => {
    const refused = async (from: string, to: string) => {
      const before = readdirSync(database.env.dataFolder, { recursive: true }).sort();
      const message = await backUp(from, to).then(
        () => 'done',
        (error: Error) => `${error.name}: ${error.message}`,
      );
      expect(readdirSync(database.env.dataFolder, { recursive: true }).sort()).toEqual(before);
      return message;
    };

    it('when the target is there already, be it only a link that leads nowhere', async () => {
      writeFileSync(target, 'kept');
      expect(await refused(path, target)).toBe(
        `BackupFailed: ${target} exists already; a backup overwrites nothing.`,
      );
      expect(readFileSync(target, 'utf8')).toBe('kept');
      const link = join(folder, 'link.sqlite');
      symlinkSync(join(folder, 'nowhere'), link);
      expect(await refused(path, link)).toContain('exists already');
    });

    it('when the target is the database itself, or a file that SQLite keeps beside it', async () => {
      for (const suffix of ['', '-wal', '-shm', '-journal'])
        expect(await refused(path, path + suffix)).toBe(
          `BackupFailed: ${path}${suffix} is the database itself or belongs to it.`,
        );
    });

    it('when there is no database, or something else in its place', async () => {
      const missing = join(database.env.dataFolder, 'missing.sqlite');
      expect(await refused(missing, target)).toBe(`BackupFailed: There is no database at ${missing}.`);
      const text = join(database.env.dataFolder, 'text.sqlite');
      writeFileSync(text, 'not a database at all, but long enough to be looked at\n'.repeat(100));
      expect(await refused(text, target)).toContain('file is not a database');
      const strange = join(database.env.dataFolder, 'strange.sqlite');
      new Sqlite(strange).exec('CREATE TABLE other (id)').close();
      expect(await refused(strange, target)).toContain('is not a database of Forløb');
    });

    it('when the folder of the target is not there', async () => {
      const nowhere = join(folder, 'unmounted', 'copy.sqlite');
      expect(await refused(path, nowhere)).toBe(
        `BackupFailed: The folder ${dirname(nowhere)} does not exist.`,
      );
    });

    it('when somebody else put a file there in the meantime', async () => {
      await fill(20);
      const first = backUp(path, target);
      const second = backUp(path, target);
      const outcomes = await Promise.allSettled([first, second]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(readdirSync(folder)).toEqual(['copy.sqlite']);
      expect(examine(target).rows).toBe(20 * BATCH + STEPS);
    });
  });

  it('that is interrupted leaves nothing behind', async () => {
    await fill(60);
    const interrupted = new AbortController();
    const backup = backUp(path, target, interrupted.signal);
    const [partial = ''] = readdirSync(folder);
    expect(partial).toMatch(/^copy\.sqlite\.\w+\.partial$/);
    expect(statSync(join(folder, partial)).mode & 0o777).toBe(0o600);
    interrupted.abort(new Error('enough'));
    await expect(backup).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });

  describe('is looked through', () => {
    it('a damaged database is not taken for a backup, and leaves nothing behind', async () => {
      await fill(20);
      const damaged = join(database.env.dataFolder, 'damaged.sqlite');
      await backUp(path, damaged);
      damage(damaged);
      await expect(backUp(damaged, target)).rejects.toThrow(/damaged|malformed/);
      expect(readdirSync(folder)).toEqual([]);
    });

    it('a copy that was damaged, cut off or emptied later is noticed', async () => {
      await fill(20);
      await backUp(path, target);
      const whole = readFileSync(target);
      damage(target);
      expect(() => examine(target)).toThrow(/damaged|malformed/);
      writeFileSync(target, whole.subarray(0, whole.length / 2));
      expect(() => examine(target)).toThrow(/damaged|malformed/);
      writeFileSync(target, '');
      expect(() => examine(target)).toThrow('is not a database of Forløb');
      rmSync(target);
      expect(() => examine(target)).toThrow(`There is no file at ${target}.`);
      expect(existsSync(target)).toBe(false);
    });

    it('an index that no longer says what its table says is noticed', async () => {
      await fill(2);
      await backUp(path, target);
      const bytes = readFileSync(target);
      bytes.write('X', bytes.indexOf('per_2_7') + 'per_2_'.length);
      writeFileSync(target, bytes);
      expect(() => examine(target)).toThrow(/is damaged: .* missing from index/);
    });

    it('a row that refers to nothing is noticed', async () => {
      await backUp(path, target);
      const copy = new Sqlite(target);
      copy.pragma('foreign_keys = OFF');
      copy.exec(
        "INSERT INTO affiliation (id, person_id, recorded_at, recorded_by) VALUES ('aff_1', 'per_none', '2026', 'test')",
      );
      copy.close();
      expect(() => examine(target)).toThrow(
        'is damaged: a row of affiliation refers to one of person that is not there',
      );
    });

    it('a database that an upgrade has yet to bring up to date is good', async () => {
      SQLITE_MIGRATIONS.push(
        class extends Initial1763769600000 {
          override name = 'Tomorrow9999999999999';
        },
      );
      try {
        expect(await backUp(path, target)).toMatchObject({ stepsBehind: 1 });
      } finally {
        SQLITE_MIGRATIONS.pop();
      }
    });

    it('one of a newer program is not', async () => {
      await backUp(path, target);
      const copy = new Sqlite(target);
      copy.exec("INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Tomorrow9999999999999')");
      copy.close();
      expect(() => examine(target)).toThrow('comes from a newer version of Forløb (Tomorrow9999999999999)');
    });
  });
});

describe('restored', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const STANDING = `{
    engagements { totalCount nodes { id startsOn seats(trackKey: "MEETING_LEADER") { limit held free } } }
    enrolments { totalCount nodes { id status person { name } progress { requirements { kind state explanation } } } } }`;

  it('a server started on the file answers as it did when the backup was taken, and goes on from there', async () => {
    const path = database.env.databasePath;
    const target = join(database.env.dataFolder, 'copy.sqlite');
    const enrol = async (client: Client, engagementId: string, name: string) => {
      const { person } = await client.succeed('personRegister', { name }, 'person { id }');
      const seat = { engagementId, municipalityCode: '621', trackKey: 'MEETING_LEADER', personId: person.id };
      return client.act('enrolmentConfirm', seat, 'enrolment { id }');
    };

    let app = await startApp(undefined, { database });
    let agency = new Client(app, [{ role: 'AGENCY' }]);
    const opened = await agency.succeed(
      'engagementOpen',
      { programmeKey: 'AD_BOSTOETTE_2019', municipalityCodes: ['621'], startsOn: '2025-01-15' },
      'engagement { id }',
    );
    const engagement: string = opened.engagement.id;
    for (const name of ['Anna', 'Bo', 'Carl', 'Dina', 'Eva']) await enrol(agency, engagement, name);
    const answer = await agency.query(STANDING);
    expect(answer.enrolments.totalCount).toBe(5);

    await backUp(path, target);
    await enrol(agency, engagement, 'Frida, after the backup');
    expect(await agency.query(STANDING)).not.toEqual(answer);
    await app.close();

    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    copyFileSync(target, path);
    app = await startApp(undefined, { database });
    agency = new Client(app, [{ role: 'AGENCY' }]);
    expect(await agency.query(STANDING)).toEqual(answer);
    expect(await enrol(agency, engagement, 'Gert')).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
    expect(await enrol(agency, engagement, 'Hans')).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await app.close();
  });
});

describe('npm run backup', () => {
  let program: string;
  let database: TestDatabase;
  beforeAll(() => {
    program = compiled();
  });
  afterAll(() => rmSync(program, { recursive: true, force: true }));
  beforeEach(async () => {
    database = await freshDatabase();
    await (await openStore(database.env)).close();
  });
  afterEach(() => database.drop());

  const run = (...args: string[]) => runOn(database.env.databaseUrl, ...args);

  function runOn(databaseUrl: string, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, COMMAND), ...args], {
      env: { ...process.env, DATABASE_URL: databaseUrl },
      encoding: 'utf8',
    });
    return { code: status, out: stdout, complaints: stderr };
  }

  it('wrong use is told how it is used', async () => {
    for (const args of [
      ['surplus'],
      ['--into', 'x'],
      ['--to', ''],
      ['--to'],
      ['--to', 'a', '--check', 'b'],
    ]) {
      const { code, out, complaints } = run(...args);
      expect({ args, code, out }).toEqual({ args, code: 2, out: '' });
      expect(complaints).toContain('npm run --silent backup -- [--to FILE]');
    }
  });

  it('one line says where it is, how large and how long it took', async () => {
    const { code, out, complaints } = run();
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    const folder = join(database.env.dataFolder, 'backups');
    const [file = ''] = readdirSync(folder);
    expect(file).toMatch(/^forloeb-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite$/);
    const { size } = statSync(join(folder, file));
    expect(out.replace(/\d+\.\d s/, 'TIME')).toBe(
      `${join(folder, file)}: ${size} bytes, ${STEPS} rows in ${TABLES} tables, TIME\n`,
    );
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('a file can be named, and looked through again', async () => {
    const file = join(database.env.dataFolder, 'mine.sqlite');
    expect(run('--to', file)).toMatchObject({ code: 0, complaints: '' });
    const check = run('--check', file);
    expect(check).toMatchObject({ code: 0, complaints: '' });
    expect(check.out).toContain(`${file} is whole: `);
    const again = run('--to', file);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.complaints).toBe(
      `No backup was made. ${file} exists already; a backup overwrites nothing.\n`,
    );
  });

  it('a database that is not there makes no folder and no file', async () => {
    const { dataFolder } = database.env;
    rmSync(dataFolder, { recursive: true });
    expect(run()).toMatchObject({ code: 1, out: '' });
    expect(existsSync(dataFolder)).toBe(false);
  });

  it('on PostgreSQL it names pg_dump, without the password of the database', async () => {
    const { code, out, complaints } = runOn('postgres://anna:hunter2@db.example/forloeb');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaints).toContain('pg_dump');
    expect(complaints).not.toMatch(/anna|hunter2/);
  });
});
