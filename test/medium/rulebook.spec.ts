/** V40: rules are data, published once and kept; Decision 1: a new programme needs no code. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import type { Instant } from '../../src/domain/calendar.js';
import { ProgrammeFolder, Rulebook } from '../../src/features/programme/index.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { Unavailable } from '../../src/storage/failure.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { FakeClock, startApp, type TestApp } from '../support/app.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const SHIPPED = ['AD_BOSTOETTE_2019', 'AD_UNGE_2025', 'HERLEV_2017'];

/** A programme that nobody has thought of yet. */
const NEW_PROGRAMME = `// A pilot that came later.
{
  "programme": "PILOT_2027",
  "version": 1,
  "name": { "da": "Pilotforløb", "en": "Pilot" },
  "months": 10,
  "engagements": null,
  "phases": [],
  "tracks": {
    "HOST": {
      "name": { "da": "Værter", "en": "Hosts" },
      "quota": { "max": 2, "kind": "HARD", "scope": "MUNICIPALITY", "leadersCount": true },
      "units": [{ "type": "SEMINAR", "count": 3, "days": 1 }, { "type": "CERTIFICATION_DAY", "count": 1, "days": 1 }],
      "attendance": { "toleranceHalfDays": 1, "makeUp": true },
      "supervision": {
        "targetMinutes": 600, "scope": "PER_PERSON", "credit": "CLOCK", "minutesPerHour": 60, "windowMonths": 10,
        "exemptCapacities": [],
      },
      "gates": { "CERTIFICATE_ISSUE": { "assessment": "BLOCK" }, "COMPLETION": { "attendance": "BLOCK", "supervision": "BLOCK" } },
      "certification": { "title": { "da": "Vært", "en": "Host" }, "video": "NOT_USED", "maxAttempts": 2, "validMonths": 24 },
    },
  },
  "sources": [{ "path": "tracks.HOST", "reference": "proposal", "quote": null },
    { "path": "tracks.HOST.quota", "reference": "proposal", "quote": null },
    { "path": "tracks.HOST.units", "reference": "proposal", "quote": null },
    { "path": "tracks.HOST.supervision", "reference": "proposal", "quote": null }],
}`;

describe('V40: the rules of a programme', () => {
  let folder: string;
  let programmes: string;
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    folder = mkdtempSync(join(tmpdir(), 'forloeb-rules-'));
    programmes = join(folder, 'programmes');
    mkdirSync(programmes);
    cpSync(PROGRAMME_FOLDER, programmes, { recursive: true });
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  const youth = () => readFileSync(join(programmes, 'ad-unge-2025.jsonc'), 'utf8');
  const write = (name: string, text: string) => writeFileSync(join(programmes, name), text);
  /** Replaces a text that must be there. */
  const edited = (text: string, from: string, to: string) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };
  /** Version 2 of the youth programme: three seats and five days. */
  const youthVersion2 = () =>
    [
      ['"version": 1', '"version": 2'],
      ['"max": 10', '"max": 3'],
      ['"count": 6', '"count": 5'],
      ['"requiredHalfDays": 12', '"requiredHalfDays": 10'],
    ].reduce((text, [from = '', to = '']) => edited(text, from, to), youth());

  describe('in the rulebook', () => {
    let store: Store;
    beforeEach(async () => {
      store = await openStore(database.env);
    });
    afterEach(() => store.close());

    /** As the server does when it starts. */
    async function start(path = programmes, own = store): Promise<Rulebook> {
      const clock = new FakeClock('2026-11-22T12:00:00.000Z' as Instant);
      const rulebook = new Rulebook(own, new UnitOfWork(own), clock, new ProgrammeFolder(path));
      await rulebook.onModuleInit();
      return rulebook;
    }
    /** Asks again, as whoever is told that the database is busy does. */
    async function until<T>(ask: () => T): Promise<T> {
      for (let attempt = 1; ; attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        try {
          return ask();
        } catch (error) {
          if (attempt > 400) throw error;
        }
      }
    }
    const kept = async () => store.query(sql`SELECT * FROM rule_set ORDER BY programme_key, version`);

    it('are those that ship with the product, kept at the first start and untouched by the next', async () => {
      const rulebook = await start();
      expect(rulebook.all().map((programme) => programme.key)).toEqual(SHIPPED);
      const rows = await kept();
      expect(rows).toHaveLength(SHIPPED.length);
      await start();
      expect(await kept()).toEqual(rows);
    });

    it('refuse to start when a published file was changed under the same version, naming it', async () => {
      await start();
      const rows = await kept();
      write('ad-unge-2025.jsonc', edited(youth(), '"max": 10', '"max": 12'));
      const refusal = start();
      await expect(refusal).rejects.toThrow(/file of AD_UNGE_2025 version 1 differs from what was published/);
      await expect(refusal).rejects.toThrow(/give the changed rules a new version/);
      expect(await kept()).toEqual(rows);
    });

    it('publish nothing of a start that is refused', async () => {
      await start();
      const rows = await kept();
      write('a-new.jsonc', NEW_PROGRAMME);
      write('ad-unge-2025.jsonc', edited(youth(), '"max": 10', '"max": 12'));
      await expect(start()).rejects.toThrow(/AD_UNGE_2025/);
      expect(await kept()).toEqual(rows);
    });

    it('may be explained in other words: comments and layout are not rules', async () => {
      await start();
      write('ad-unge-2025.jsonc', `// Said better.\n\n${youth()}`);
      expect((await start()).find('AD_UNGE_2025')?.version).toBe(1);
    });

    it('stay known by version when a new one comes, whose rules are then in force', async () => {
      await start();
      write('ad-unge-2025-v2.jsonc', youthVersion2());
      const rulebook = await start();
      expect(rulebook.find('AD_UNGE_2025')?.version).toBe(2);
      expect(rulebook.track('AD_UNGE_2025', 1, 'YOUTH').quota?.limit).toBe(10);
      expect(rulebook.track('AD_UNGE_2025', 2, 'YOUTH').quota?.limit).toBe(3);
      expect(rulebook.all().map((programme) => programme.key)).toEqual(SHIPPED);
      expect(await kept()).toHaveLength(SHIPPED.length + 1);
    });

    it('stay known when the file of an old version is taken away, or all of them are', async () => {
      await start();
      write('ad-unge-2025.jsonc', youthVersion2());
      const second = await start();
      expect(second.track('AD_UNGE_2025', 1, 'YOUTH').quota?.limit).toBe(10);
      const empty = join(folder, 'empty');
      mkdirSync(empty);
      const third = await start(empty);
      expect(third.find('AD_UNGE_2025')?.version).toBe(2);
      expect(third.all().map((programme) => programme.key)).toEqual(SHIPPED);
    });

    it('are not taken back by the file of an older version that comes late', async () => {
      const version1 = youth();
      write('ad-unge-2025.jsonc', youthVersion2());
      await start();
      write('ad-unge-2025-v1.jsonc', version1);
      expect((await start()).find('AD_UNGE_2025')?.version).toBe(2);
    });

    it('are learnt by a server that started before another published them', async () => {
      const earlier = await start();
      const other = await openStore(database.env);
      try {
        write('ad-unge-2025-v2.jsonc', youthVersion2());
        await start(programmes, other);
        const ask = () => earlier.track('AD_UNGE_2025', 2, 'YOUTH').quota?.limit;
        expect(ask).toThrow(new Unavailable('BUSY'));
        expect(await until(ask)).toBe(3);
        expect(earlier.find('AD_UNGE_2025')?.version).toBe(2);
      } finally {
        await other.close();
      }
    });

    it('a broken file is refused with its name and the place', async () => {
      write('broken.jsonc', edited(NEW_PROGRAMME, '"max": 2', '"max": "two"'));
      await expect(start()).rejects.toThrow(/broken\.jsonc.*tracks\.HOST\.quota\.max/s);
    });
  });

  describe('over the API', () => {
    let app: TestApp | undefined;
    afterEach(async () => {
      await app?.close();
      app = undefined;
    });

    const restart = async () => {
      await app?.close();
      app = await startApp('2026-11-22T12:00:00Z', { programmeFolder: programmes, database });
    };
    const ask = async (query: string, variables: Record<string, unknown> = {}) => {
      const answer = await (app as TestApp).ask(AGENCY, query, variables);
      expect(answer.errors).toBeUndefined();
      return answer.data;
    };
    const open = async (programmeKey: string, ...municipalityCodes: string[]) => {
      const data = await ask(
        `mutation($input: EngagementOpenInput!) { engagementOpen(input: $input) {
          ... on EngagementOpenPayload { engagement { id programme { ruleVersion } seats { trackKey limit held free } } }
          ... on DomainError { code message } } }`,
        { input: { programmeKey, municipalityCodes, startsOn: '2026-11-01' } },
      );
      expect(data.engagementOpen.engagement).toBeDefined();
      return data.engagementOpen.engagement;
    };
    let people = 0;
    const confirm = async (engagementId: string, municipalityCode: string, trackKey: string) => {
      people += 1;
      const registered = await ask(
        `mutation($name: String!) { personRegister(input: { name: $name }) {
          ... on PersonRegisterPayload { person { id } } } }`,
        { name: `Deltager Nummer ${people}` },
      );
      const data = await ask(
        `mutation($input: EnrolmentConfirmInput!) { enrolmentConfirm(input: $input) {
          __typename
          ... on EnrolmentConfirmPayload { enrolment { id ruleVersion progress {
            attendance { requiredHalfDays } supervision { targetMinutes } } } }
          ... on QuotaExceeded { limit held trackKey } } }`,
        {
          input: { engagementId, municipalityCode, trackKey, personId: registered.personRegister.person.id },
        },
      );
      return data.enrolmentConfirm;
    };

    it('a new version is for new engagements; enrolments and seats keep the one they began under', async () => {
      await restart();
      const old = await open('AD_UNGE_2025', '621');
      const first = await confirm(old.id, '621', 'YOUTH');
      expect(first.enrolment).toMatchObject({
        ruleVersion: 1,
        progress: { attendance: { requiredHalfDays: 12 } },
      });

      write('ad-unge-2025-v2.jsonc', youthVersion2());
      await restart();
      const after = await ask(
        `query($enrolment: ID!, $engagement: ID!) {
          programme(key: "AD_UNGE_2025") { ruleVersion tracks { requiredHalfDays quota { limit } } }
          enrolment(id: $enrolment) { ruleVersion progress { attendance { requiredHalfDays } } }
          engagement(id: $engagement) { programme { ruleVersion } seats { limit held free } } }`,
        { enrolment: first.enrolment.id, engagement: old.id },
      );
      expect(after).toEqual({
        programme: { ruleVersion: 2, tracks: [{ requiredHalfDays: 10, quota: { limit: 3 } }] },
        enrolment: { ruleVersion: 1, progress: { attendance: { requiredHalfDays: 12 } } },
        engagement: { programme: { ruleVersion: 1 }, seats: [{ limit: 10, held: 1, free: 9 }] },
      });
      // Whoever joins the old engagement joins under its rules.
      expect((await confirm(old.id, '621', 'YOUTH')).enrolment).toMatchObject({ ruleVersion: 1 });

      const next = await open('AD_UNGE_2025', '630');
      expect(next).toMatchObject({ programme: { ruleVersion: 2 }, seats: [{ limit: 3, held: 0, free: 3 }] });
      for (let n = 0; n < 3; n += 1)
        expect((await confirm(next.id, '630', 'YOUTH')).enrolment).toMatchObject({
          ruleVersion: 2,
          progress: { attendance: { requiredHalfDays: 10 } },
        });
      expect(await confirm(next.id, '630', 'YOUTH')).toEqual({
        __typename: 'QuotaExceeded',
        limit: 3,
        held: 3,
        trackKey: 'YOUTH',
      });
    });

    it('R02: a limit may be for the whole engagement: its municipalities share the seats', async () => {
      write('pilot.jsonc', edited(NEW_PROGRAMME, '"scope": "MUNICIPALITY"', '"scope": "ENGAGEMENT"'));
      await restart();
      const { id } = await open('PILOT_2027', '621', '630');
      expect(await confirm(id, '621', 'HOST')).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
      expect(await confirm(id, '630', 'HOST')).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
      for (const municipality of ['621', '630'])
        expect(await confirm(id, municipality, 'HOST')).toMatchObject({
          __typename: 'QuotaExceeded',
          held: 2,
        });
      const next = await open('PILOT_2027', '607');
      expect(await confirm(next.id, '607', 'HOST')).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
    });

    it('R02: a limit may be for the whole programme, and a later version may raise it', async () => {
      const shared = edited(NEW_PROGRAMME, '"scope": "MUNICIPALITY"', '"scope": "PROGRAMME"');
      write('pilot.jsonc', shared);
      await restart();
      const first = await open('PILOT_2027', '621');
      const second = await open('PILOT_2027', '630');
      expect(await confirm(first.id, '621', 'HOST')).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
      expect(await confirm(second.id, '630', 'HOST')).toMatchObject({
        __typename: 'EnrolmentConfirmPayload',
      });
      for (const [engagement, municipality] of [
        [first, '621'],
        [second, '630'],
      ] as const)
        expect(await confirm(engagement.id, municipality, 'HOST')).toMatchObject({
          __typename: 'QuotaExceeded',
          held: 2,
        });

      write('pilot-v2.jsonc', edited(edited(shared, '"version": 1', '"version": 2'), '"max": 2', '"max": 3'));
      await restart();
      const third = await open('PILOT_2027', '607');
      expect(third.seats).toEqual([{ trackKey: 'HOST', limit: 3, held: 2, free: 1 }]);
      expect(await confirm(third.id, '607', 'HOST')).toMatchObject({ __typename: 'EnrolmentConfirmPayload' });
      expect(await confirm(third.id, '607', 'HOST')).toMatchObject({ __typename: 'QuotaExceeded', held: 3 });
    });

    it('a programme nobody has thought of works from its file alone, from engagement to refusal', async () => {
      write('pilot.jsonc', NEW_PROGRAMME);
      await restart();
      const { programme } =
        await ask(`{ programme(key: "PILOT_2027") { id key name english: name(locale: "en") months
        ruleVersion tracks { key name requiredHalfDays supervisionTargetMinutes quota { limit kind scope leadersCount }
        units { type count daysEach } } } }`);
      expect(programme).toEqual({
        id: 'prg_PILOT_2027',
        key: 'PILOT_2027',
        name: 'Pilotforløb',
        english: 'Pilot',
        months: 10,
        ruleVersion: 1,
        tracks: [
          {
            key: 'HOST',
            name: 'Værter',
            requiredHalfDays: 6,
            supervisionTargetMinutes: 600,
            quota: { limit: 2, kind: 'HARD', scope: 'MUNICIPALITY', leadersCount: true },
            units: [
              { type: 'SEMINAR', count: 3, daysEach: 1 },
              { type: 'CERTIFICATION_DAY', count: 1, daysEach: 1 },
            ],
          },
        ],
      });
      const engagement = await open('PILOT_2027', '621');
      for (let n = 0; n < 2; n += 1)
        expect((await confirm(engagement.id, '621', 'HOST')).enrolment.progress).toEqual({
          attendance: { requiredHalfDays: 6 },
          supervision: { targetMinutes: 600 },
        });
      expect(await confirm(engagement.id, '621', 'HOST')).toEqual({
        __typename: 'QuotaExceeded',
        limit: 2,
        held: 2,
        trackKey: 'HOST',
      });
      const laid = await ask(`mutation {
        cohortOpen(input: { programmeKey: "PILOT_2027", trackKey: "HOST", name: "Hold 1" }) {
          ... on CohortOpenPayload { cohort { id } } } }`);
      const days = await ask(
        `mutation($cohort: ID!) {
          day: courseDaySchedule(input: { cohortId: $cohort, type: SEMINAR, unit: 3, dates: ["2027-01-11"] }) { __typename }
          beyond: courseDaySchedule(input: { cohortId: $cohort, type: SEMINAR, unit: 4, dates: ["2027-01-12"] }) { __typename } }`,
        { cohort: laid.cohortOpen.cohort.id },
      );
      expect(days).toEqual({
        day: { __typename: 'CourseDaySchedulePayload' },
        beyond: { __typename: 'InvalidInput' },
      });
    });
  });
});
