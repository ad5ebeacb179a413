/** What a person meets in the example that an empty database is filled with. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { welcome } from '../../src/demo/welcome.js';
import {
  addDays,
  addMonths,
  copenhagenDate,
  type Instant,
  type LocalDate,
} from '../../src/domain/calendar.js';
import { groupBy } from '../../src/domain/group-by.js';
import {
  asOf,
  countedOf,
  ProgressService,
  StandingKeeping,
  type CountedAnswer,
  type ProgressAnswer,
} from '../../src/features/progress/index.js';
import type { Store } from '../../src/storage/store.js';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { onSqlite, type TestDatabase } from '../support/database.js';
import { REFERENCE, rowsOf, tablesOf } from '../support/schema-contents.js';

/** A Wednesday, the moment after something in the example takes place at 08.00 in Copenhagen. */
export const EXAMPLE_TOLD_AT = '2026-11-25T07:00:00.100Z' as Instant;
const AFTERWARDS = '2026-11-25T07:01:00.000Z';
const TODAY = copenhagenDate(EXAMPLE_TOLD_AT);

const placeOf = ({
  enrolment: { programmeKey, trackKey, municipalityCode },
}: {
  enrolment: Pick<CountedAnswer['enrolment'], 'programmeKey' | 'trackKey' | 'municipalityCode'>;
}) => `${programmeKey} ${trackKey} ${municipalityCode}`;

/** Tests of a database in which the example was told at `EXAMPLE_TOLD_AT`. */
export function describeTheExample(told: () => TestDatabase): void {
  describe('the example', () => {
    let app: TestApp;
    let store: Store;

    beforeAll(async () => {
      app = await startApp(AFTERWARDS, { database: told() });
      store = app.store;
    });
    afterAll(() => app.close());

    const list = async <T>(statement: ReturnType<typeof sql>) => store.query<T>(statement);
    const as = (role: RoleClaim) => new Client(app, [role]);

    it('twelve municipalities or more take part, in all three programmes', async () => {
      const { engagements } = await as({ role: 'AGENCY' }).query(
        '{ engagements(first: 100) { nodes { programme { key } municipalities { code } } } }',
      );
      const codes = engagements.nodes.flatMap((each: any) => each.municipalities.map((one: any) => one.code));
      expect(new Set(codes).size).toBeGreaterThanOrEqual(12);
      expect(new Set(engagements.nodes.map((each: any) => each.programme.key))).toEqual(
        new Set(['AD_BOSTOETTE_2019', 'AD_UNGE_2025', 'HERLEV_2017']),
      );
      // Two of them together (L20).
      expect(engagements.nodes.some((each: any) => each.municipalities.length > 1)).toBe(true);
      const rows = await list<{ programmeKey: string; n: number }>(
        sql`SELECT programme_key, COUNT(*) AS n FROM enrolment GROUP BY programme_key`,
      );
      expect(rows).toHaveLength(3);
    });

    it('its history reaches two years back, and its calendar ahead', async () => {
      const [row] = await list<Record<'first' | 'days' | 'meetings', string | number>>(sql`
      SELECT (SELECT MIN(recorded_at) FROM audit_event) AS first,
        (SELECT COUNT(*) FROM course_day_plan WHERE date > ${TODAY} AND superseded_at IS NULL AND NOT cancelled) AS days,
        (SELECT COUNT(*) FROM supervision_meeting WHERE planned_starts_at > ${EXAMPLE_TOLD_AT} AND status = 'PLANNED') AS meetings`);
      expect(String(row?.first) < addMonths(TODAY, -24)).toBe(true);
      expect(row?.days).toBeGreaterThan(0);
      expect(row?.meetings).toBeGreaterThan(0);
    });

    it('a list that asks for figures alone tells the same as one that asks for everything', async () => {
      const figures = `attendance { requiredHalfDays attendedHalfDays madeUpHalfDays }
        supervision { targetMinutes creditedMinutes remainingMinutes }`;
      const told: any[] = [];
      for (let after: string | null = null; ;) {
        const page = (progress: string) =>
          as({ role: 'AGENCY' }).query(
            `query($after: String) { enrolments(first: 100, after: $after) {
              nodes { id progress { ${progress} } } pageInfo { hasNextPage endCursor } } }`,
            { after },
          );
        const { enrolments } = await page(figures);
        const whole = (await page(`${figures} requirements { kind }`)).enrolments.nodes;
        for (const { progress } of whole) delete progress.requirements;
        expect(enrolments.nodes).toEqual(whole);
        told.push(...enrolments.nodes.map((node: any) => node.progress));
        if (!enrolments.pageInfo.hasNextPage) break;
        after = enrolments.pageInfo.endCursor;
      }
      const some = (holds: (progress: any) => boolean) => expect(told.filter(holds)).not.toHaveLength(0);
      some(({ supervision }) => supervision.targetMinutes === null && supervision.remainingMinutes === null);
      some(({ supervision }) => supervision.creditedMinutes > 0 && supervision.remainingMinutes === 0);
      some(({ attendance }) => attendance.requiredHalfDays === null);
      some(({ attendance }) => attendance.madeUpHalfDays > 0);
    });

    it('nothing was recorded after now', async () => {
      const late: string[] = [];
      for (const table of tablesOf(store))
        for (const column of ['recordedAt', 'supersededAt', 'endedAt', 'publishedAt']) {
          const times = (await rowsOf(store, table)).map((row) => String(row[column] ?? ''));
          const last = times.sort().at(-1) ?? '';
          if (last > EXAMPLE_TOLD_AT) late.push(`${table}.${column} ${last}`);
        }
      expect(late).toEqual([]);
    });

    it('L24: nobody was anywhere before it took place', async () => {
      const ahead = await list(sql`
      SELECT a.id FROM attendance a
      JOIN course_day_plan p ON p.course_day_id = a.course_day_id AND p.superseded_at IS NULL
      WHERE p.date > substr(a.recorded_at, 1, 10)
      UNION SELECT id FROM supervision_record WHERE ended_at > recorded_at
      UNION SELECT id FROM certification_attempt WHERE held_on > substr(recorded_at, 1, 10)
      UNION SELECT id FROM certificate WHERE issued_on > substr(recorded_at, 1, 10)`);
      expect(ahead).toEqual([]);
    });

    it('every address ends in .example, and nothing personal but name, address and workplace is there', async () => {
      const people = await list<{ name: string; email: string | null; phone: string | null }>(
        sql`SELECT name, email, phone FROM person`,
      );
      expect(people.length).toBeGreaterThan(300);
      for (const person of people)
        expect(person).toEqual({
          name: expect.any(String),
          email: expect.stringMatching(/^[a-z.]+@[a-z]+\.example$/),
          phone: null,
        });
      expect(new Set(people.map((person) => person.name)).size).toBe(people.length);
    });

    it('no organisation, place or address of the source documents is in it', async () => {
      const named =
        /substans|fonden|socialstyrelsen|servicestyrelsen|boligstyrelsen|brandbjerg|@(?!\w+\.example)/i;
      const found: string[] = [];
      for (const table of tablesOf(store))
        if (!REFERENCE.includes(table))
          for (const row of await rowsOf(store, table)) {
            const text = JSON.stringify(row);
            if (named.test(text)) found.push(`${table}: ${text}`);
          }
      expect(found).toEqual([]);
    });

    it('V1, V4, V5: no quota is oversold, and every holder has a seat of their own', async () => {
      const agency = as({ role: 'AGENCY' });
      for (const key of ['AD_BOSTOETTE_2019', 'AD_UNGE_2025', 'HERLEV_2017']) {
        const { seatUsage } = await agency.query(
          `query($key: String!) { seatUsage(programmeKey: $key) {
          municipality { name } trackKey limit granted held free cumulativePersons } }`,
          { key },
        );
        expect(seatUsage.length).toBeGreaterThan(0);
        for (const usage of seatUsage) {
          if (usage.limit === null) continue;
          expect(usage.held).toBeLessThanOrEqual(usage.limit + usage.granted);
          expect(usage.free).toBe(usage.limit + usage.granted - usage.held);
          expect(usage.cumulativePersons).toBeGreaterThanOrEqual(usage.held);
        }
      }
      expect(
        await list(
          sql`SELECT seat_id FROM enrolment WHERE seat_id IS NOT NULL GROUP BY seat_id HAVING COUNT(*) > 1`,
        ),
      ).toEqual([]);
    });

    it('the agency’s totals are those of the seats', async () => {
      const agency = as({ role: 'AGENCY' });
      const { certificationStatus } = await agency.query(
        '{ certificationStatus(groupBy: [PROGRAMME]) { programmeKey persons enrolled certified withdrawn replaced } }',
      );
      for (const row of certificationStatus) {
        const { seatUsage } = await agency.query(
          'query($key: String!) { seatUsage(programmeKey: $key) { held heldOnTop } }',
          { key: row.programmeKey },
        );
        const held = seatUsage.reduce((sum: number, each: any) => sum + each.held + each.heldOnTop, 0);
        expect(row).toMatchObject({ enrolled: held });
      }
      const [housing, , herlev] = certificationStatus;
      expect(herlev).toMatchObject({ persons: 110, enrolled: 130 });
      for (const figure of ['certified', 'withdrawn', 'replaced']) expect(housing[figure]).toBeGreaterThan(0);
    });

    it('V7: one current attendance for each person and half-day, and one current record of each meeting', async () => {
      const twice = await list(sql`
      SELECT enrolment_id FROM attendance WHERE superseded_at IS NULL
        GROUP BY enrolment_id, course_day_id, part HAVING COUNT(*) > 1
      UNION SELECT enrolment_id FROM presence WHERE superseded_at IS NULL
        GROUP BY enrolment_id, meeting_id HAVING COUNT(*) > 1
      UNION SELECT meeting_id FROM supervision_record WHERE superseded_at IS NULL
        GROUP BY meeting_id HAVING COUNT(*) > 1`);
      expect(twice).toEqual([]);
    });

    it('L1: nobody makes up for a half-day at the very hours at which it was missed', async () => {
      const [beside] = await list(sql`
      SELECT COUNT(*) AS people FROM attendance a
      JOIN course_day_plan there ON there.course_day_id = a.course_day_id AND there.superseded_at IS NULL
      JOIN course_day_plan missed ON missed.course_day_id = a.makes_up_course_day_id AND missed.superseded_at IS NULL
      WHERE a.superseded_at IS NULL AND there.date = missed.date AND a.part = a.makes_up_part`);
      expect(beside).toEqual({ people: 0 });
    });

    it('V12: nobody is at two supervision meetings at once', async () => {
      const overlapping = await list(sql`
      SELECT a.id FROM presence a
      JOIN enrolment ae ON ae.id = a.enrolment_id
      JOIN supervision_record ar ON ar.meeting_id = a.meeting_id AND ar.superseded_at IS NULL
      JOIN enrolment be ON be.person_id = ae.person_id
      JOIN presence b ON b.enrolment_id = be.id AND b.id > a.id
      JOIN supervision_record br ON br.meeting_id = b.meeting_id AND br.superseded_at IS NULL
      WHERE NOT a.absent AND NOT b.absent AND a.superseded_at IS NULL AND b.superseded_at IS NULL
        AND COALESCE(a.from_at, ar.started_at) < COALESCE(b.to_at, br.ended_at)
        AND COALESCE(b.from_at, br.started_at) < COALESCE(a.to_at, ar.ended_at)`);
      expect(overlapping).toEqual([]);
    });

    it('V20, V23, V27: behind every certificate stands a passed attempt, and attempts are numbered without a gap', async () => {
      const certificates = await list<{ heldOn: string | null; issuedOn: string; status: string }>(sql`
      SELECT c.issued_on, c.status, (SELECT t.held_on FROM certification_attempt t
        WHERE t.enrolment_id = c.enrolment_id AND t.outcome = 'PASSED') AS held_on FROM certificate c`);
      expect(certificates.length).toBeGreaterThan(0);
      for (const { heldOn, issuedOn } of certificates) {
        expect(heldOn).not.toBeNull();
        expect(String(heldOn) <= issuedOn).toBe(true);
      }
      expect(new Set(certificates.map((each) => each.status))).toContain('REVOKED');
      const gaps = await list(sql`SELECT enrolment_id FROM certification_attempt
      GROUP BY enrolment_id HAVING MAX(number) <> COUNT(*) OR MIN(number) <> 1`);
      expect(gaps).toEqual([]);
      const failed = await list(sql`SELECT id FROM certification_attempt WHERE outcome = 'FAILED'`);
      expect(failed.length).toBeGreaterThan(0);
    });

    it('every enrolment shows its latest change, and every row that is referred to exists', async () => {
      const different = await list(sql`
      SELECT e.id FROM enrolment e
      JOIN enrolment_change c ON c.enrolment_id = e.id
        AND c.sequence = (SELECT MAX(o.sequence) FROM enrolment_change o WHERE o.enrolment_id = e.id)
      WHERE e.status <> c.status OR e.seat_id IS DISTINCT FROM c.seat_id
        OR e.cohort_id IS DISTINCT FROM c.cohort_id`);
      expect(different).toEqual([]);
      // PostgreSQL checks all the time.
      if (!onSqlite) return;
      expect(await list(sql`PRAGMA foreign_key_check`)).toEqual([]);
      expect(await list(sql`PRAGMA integrity_check`)).toEqual([{ integrityCheck: 'ok' }]);
    });

    it('the figures that lists are ordered by are those that the facts give today', async () => {
      const rows = await list<{ id: string; status: string; attended: number; credited: number }>(sql`
      SELECT e.id, e.status, COALESCE(g.attended_half_days, 0) AS attended, COALESCE(g.credited_minutes, 0) AS credited
      FROM enrolment e LEFT JOIN progress g ON g.enrolment_id = e.id`);
      const answers = await app.app.get(ProgressService, { strict: false }).answers(
        rows.map((row) => row.id),
        asOf(null, app.clock),
      );
      expect(rows.length).toBeGreaterThan(400);
      const kept = rows.map(({ id, attended, credited }) => ({ id, attended, credited }));
      expect(kept).toEqual(
        rows.map(({ id }) => ({
          id,
          attended: answers.get(id)?.attendance.attendedHalfDays,
          credited: answers.get(id)?.supervision.creditedMinutes,
        })),
      );
      // Settled to the end: whoever has completed says so, and nobody else does.
      for (const { id, status } of rows)
        if (['CONFIRMED', 'ACTIVE', 'COMPLETED'].includes(status))
          expect([id, status === 'COMPLETED']).toEqual([id, answers.get(id)?.completed]);
    });

    it('V38: reports about a past day count the same from what is kept as from the facts', async () => {
      await app.app.get(StandingKeeping, { strict: false }).catchUp();
      const progress = app.app.get(ProgressService, { strict: false });
      const rows = await list<{ id: string; since: Instant }>(
        sql`SELECT enrolment_id AS id, counts_since AS since FROM progress WHERE counts_since > '2'`,
      );
      expect(rows.length).toBeGreaterThan(400);
      const compare = async (validOn: LocalDate, ids: readonly string[]) => {
        const point = asOf({ validOn }, app.clock);
        const whole = [...(await progress.answers(ids, point)).values()].filter(
          ({ status }) => status !== null,
        );
        const counted: CountedAnswer[] = [];
        for await (const part of progress.counted(ids, point)) counted.push(...part);
        const told = new Map(counted.map((each) => [each.enrolment.id, countedOf(each)]));
        expect([validOn, told]).toEqual([
          validOn,
          new Map(whole.map((each) => [each.enrolment.id, countedOf(each)])),
        ]);
      };
      const everybody = rows.map(({ id }) => id);
      for (let months = 3; months <= 27; months += 3)
        await compare(addMonths(TODAY, -months) as LocalDate, everybody);
      // The day since which nothing has happened, and the day before.
      for (const [day, since] of groupBy(rows, (row) => copenhagenDate(row.since)))
        for (const days of [0, -1])
          await compare(
            addDays(day as LocalDate, days),
            since.map(({ id }) => id),
          );
    });

    it('V28, V38: the dashboard as of a past day adds up to the enrolments as they stood, each person once', async () => {
      await app.app.get(StandingKeeping, { strict: false }).catchUp();
      const ids = (await list<{ id: string }>(sql`SELECT id FROM enrolment`)).map((row) => row.id);
      const progress = app.app.get(ProgressService, { strict: false });
      for (let months = 0; months <= 27; months += 3) {
        const validOn = addMonths(TODAY, -months) as LocalDate;
        const answers = [...(await progress.answers(ids, asOf({ validOn }, app.clock))).values()];
        const right = [...groupBy(answers, placeOf)].flatMap(([place, at]) => {
          const seated = at.filter((each) => each.holdsSeat);
          const gone = (status: string) => at.filter((each) => each.status === status).length;
          const [withdrawn, replaced] = [gone('WITHDRAWN'), gone('REPLACED')];
          if (seated.length + withdrawn + replaced === 0) return [];
          const sum = (of: (each: ProgressAnswer) => number | null) =>
            seated.reduce((total, each) => total + (of(each) ?? 0), 0);
          return {
            place,
            persons: new Set(seated.map((each) => each.enrolment.personId)).size,
            enrolled: seated.length,
            certified: sum((each) => Number(each.certified)),
            completed: sum((each) => Number(each.completed)),
            withdrawn,
            replaced,
            supervisionMinutes: sum((each) => each.supervision.creditedMinutes),
            supervisionTargetMinutes: sum((each) => each.supervision.targetMinutes),
            attendedHalfDays: sum((each) => each.attendance.attendedHalfDays),
            requiredHalfDays: sum((each) => each.attendance.requiredHalfDays),
          };
        });
        const { certificationStatus } = await as({ role: 'AGENCY' }).query(
          `query($asOf: AsOfInput) { certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY], asOf: $asOf) {
            programmeKey trackKey municipality { code } persons enrolled certified completed withdrawn replaced
            supervisionMinutes supervisionTargetMinutes attendedHalfDays requiredHalfDays } }`,
          { asOf: { validOn } },
        );
        const told = certificationStatus.map(({ programmeKey, trackKey, municipality, ...row }: any) => ({
          place: placeOf({ enrolment: { programmeKey, trackKey, municipalityCode: municipality.code } }),
          ...row,
        }));
        const sorted = (rows: { place: string }[]) => rows.sort((a, b) => (a.place < b.place ? -1 : 1));
        expect([validOn, sorted(told)]).toEqual([validOn, sorted(right)]);
      }
    });

    it('the sheets of days that are over are filled in', async () => {
      const answers = await app.app.get(ProgressService, { strict: false }).answers(
        (await list<{ id: string }>(sql`SELECT id FROM enrolment`)).map((row) => row.id),
        asOf(null, app.clock),
      );
      const blank = [...answers.values()].filter((answer) => answer.attendance.notRecorded.length > 0);
      expect(blank.map((answer) => answer.enrolment.id)).toEqual([]);
    });

    it('the welcome names a provider, a municipality and an address that exist and lead somewhere', async () => {
      const text = await welcome(store, 'http://localhost:3000', { explorer: true, tokens: true });
      expect(text).toContain('http://localhost:3000/graphql');
      const plain = await welcome(store, 'http://localhost:3000', { explorer: false, tokens: false });
      expect(plain).toContain('http://localhost:3000');
      expect(plain).not.toMatch(/graphql|token/);
      const option = (name: string) => new RegExp(`--${name} (\\S+)`).exec(text)?.[1] ?? '';
      const sees = async (role: RoleClaim, field: string) => {
        const data = await as(role).query(`{ ${field} { totalCount } }`);
        expect(data[field].totalCount).toBeGreaterThan(0);
      };
      await sees({ role: 'PROVIDER', provider: option('provider') }, 'cohorts');
      await sees({ role: 'COORDINATOR', municipality: option('municipality') }, 'enrolments');
      const participant: RoleClaim = { role: 'PARTICIPANT', email: option('email') };
      await sees(participant, 'enrolments');
      const { viewer } = await as(participant).query('{ viewer { person { email } } }');
      expect(viewer.person).toEqual({ email: option('email') });
      for (const role of ['agency', 'provider', 'coordinator', 'participant', 'evaluator', 'admin'])
        expect(text).toContain(`--role ${role}`);
    });
  });
}
