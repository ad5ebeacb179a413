/** What a start writes is written once, however many servers start at once on one PostgreSQL database (V40). */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql, { raw } from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import type { Instant } from '../../src/domain/calendar.js';
import { MunicipalityDirectory } from '../../src/features/municipality/index.js';
import { ProgrammeFolder, Rulebook } from '../../src/features/programme/index.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { FakeClock, startApp, type TestApp } from '../support/app.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const PROGRAMMES = '{ programmes { key ruleVersion } }';
const AT_ONCE = 5;

describe('servers that start at once on one database', () => {
  let database: TestDatabase;
  /** The programme files of the next release: version 2 of the youth programme, of five days. */
  let next: string;
  let apps: TestApp[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
    next = mkdtempSync(join(tmpdir(), 'forloeb-next-'));
    cpSync(PROGRAMME_FOLDER, next, { recursive: true });
    const youth = join(next, 'ad-unge-2025.jsonc');
    const rules = readFileSync(youth, 'utf8')
      .replace('"version": 1', '"version": 2')
      .replace('"count": 6', '"count": 5')
      .replace('"requiredHalfDays": 12', '"requiredHalfDays": 10');
    writeFileSync(youth, rules);
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
    await database.drop();
    rmSync(next, { recursive: true, force: true });
  });

  const start = async (...programmeFolders: (string | undefined)[]) => {
    const started = await Promise.allSettled(
      programmeFolders.map((programmeFolder) => startApp(undefined, { database, programmeFolder })),
    );
    apps.push(...started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
    expect(started.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))).toEqual([]);
  };
  const published = async () => {
    const rows = await apps[0]?.store.query<{ programmeKey: string; version: number }>(
      sql`SELECT programme_key, version FROM rule_set ORDER BY programme_key, version`,
    );
    return rows?.map((row) => `${row.programmeKey} ${row.version}`);
  };
  const versionsOf = async (app: TestApp): Promise<string[]> => {
    const { data, errors } = await app.ask(AGENCY, PROGRAMMES);
    expect(errors).toBeUndefined();
    return data.programmes.map((each: any) => `${each.key} ${each.ruleVersion}`).sort();
  };
  const VERSION_1 = ['AD_BOSTOETTE_2019 1', 'AD_UNGE_2025 1', 'HERLEV_2017 1'];

  describe('at the very same moment', () => {
    const NOW = '2026-11-22T12:00:00.000Z' as Instant;
    let stores: Store[];
    beforeEach(async () => {
      stores = await Promise.all(Array.from({ length: AT_ONCE }, () => openStore(database.env)));
    });
    afterEach(() => Promise.all(stores.map((store) => store.close())));

    const refusalsOf = async (begin: (store: Store) => Promise<void>) => {
      const begun = await Promise.allSettled(stores.map(begin));
      return begun.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    };
    const count = async (table: string) =>
      stores[0]?.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM ${raw(table)}`);

    it.each([1, 2, 3])('publish the rules once (%s)', async () => {
      const begin = async (store: Store) =>
        new Rulebook(store, new UnitOfWork(store), new FakeClock(NOW), new ProgrammeFolder()).onModuleInit();
      expect(await refusalsOf(begin)).toEqual([]);
      expect(await count('rule_set')).toEqual({ n: 3 });
    });

    it.each([1, 2, 3])('fill in the municipalities once (%s)', async () => {
      const begin = async (store: Store) =>
        new MunicipalityDirectory(store, new UnitOfWork(store)).onModuleInit();
      expect(await refusalsOf(begin)).toEqual([]);
      expect(await count('municipality')).toEqual({ n: 98 });
    });
  });

  it('publish each rule set once, and all of them know them all', async () => {
    await start(...Array.from({ length: AT_ONCE }, () => undefined));
    expect(await published()).toEqual(VERSION_1);
    for (const app of apps) expect(await versionsOf(app)).toEqual(VERSION_1);
  });

  it('of two releases: both versions are published once', async () => {
    await start(undefined, next, undefined, next);
    expect(await published()).toEqual([
      'AD_BOSTOETTE_2019 1',
      'AD_UNGE_2025 1',
      'AD_UNGE_2025 2',
      'HERLEV_2017 1',
    ]);
  });

  it('a server of the old release asks once for patience, and then knows the rules of the new one', async () => {
    await start(undefined);
    await start(next);
    const [old, latest] = apps as [TestApp, TestApp];
    const opened = await latest.ask(
      AGENCY,
      `mutation { engagementOpen(input: { programmeKey: "AD_UNGE_2025", municipalityCodes: ["621"], startsOn: "2026-11-01" }) {
        ... on EngagementOpenPayload { engagement { id } } } }`,
    );
    const look = () =>
      old.ask(
        AGENCY,
        `query($id: ID!) { engagement(id: $id) { programme { ruleVersion tracks { requiredHalfDays } } } }`,
        {
          id: opened.data.engagementOpen.engagement.id,
        },
      );
    expect((await look()).errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', reason: 'BUSY' });
    let answer = await look();
    for (let patience = 0; answer.errors !== undefined && patience < 50; patience += 1) answer = await look();
    expect(answer.errors).toBeUndefined();
    expect(answer.data.engagement.programme).toEqual({ ruleVersion: 2, tracks: [{ requiredHalfDays: 10 }] });
  });
});
