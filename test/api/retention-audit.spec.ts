/** The log of changes is kept for a time, and then shortened by a named person (domain.md section 7). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { AuditSeals } from '../../src/storage/audit-seals.js';
import { verifyLog } from '../../src/storage/audit-verify.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { AuditLog } from '../support/audit-log.js';
import type { Client } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { School } from '../support/school.js';

const REASON = 'Opbevaringsfristen er udløbet';
const RUN = 'id approvedAt approvedBy reason upTo events seals lastSeal head';
const HISTORY = 'history { keptFrom totalCount nodes { act reason } }';
/** Questions whose answers rest on what is recorded, today and on earlier days. */
const ANSWERS = `query($programme: String!, $earlier: AsOfInput!, $knownAt: DateTime!, $person: ID!) {
  seatUsage(programmeKey: $programme) { municipality { code } trackKey limit held free cumulativePersons }
  seatsThen: seatUsage(programmeKey: $programme, asOf: $earlier) { municipality { code } trackKey held free }
  certificationStatus(groupBy: [TRACK, MUNICIPALITY]) { trackKey municipality { code } persons enrolled withdrawn attendedHalfDays }
  statusThen: certificationStatus(groupBy: [TRACK], asOf: $earlier) { trackKey persons enrolled withdrawn attendedHalfDays }
  enrolments { totalCount nodes { id status person { id name } dispensations(includeEnded: true) { id until }
    progress { attendance { attendedHalfDays missed { id } } requirements { kind state explanation } }
    earlier: progress(asOf: $earlier) { attendance { attendedHalfDays missed { id } } requirements { kind state } } } }
  enrolmentsThen: enrolments(asOf: $earlier) { totalCount nodes { id status } }
  changesSince(knownAt: $knownAt) { answers { nodes { enrolment { id } before { status attendedHalfDays } after { status attendedHalfDays } } } rows { after { trackKey withdrawn } } }
  person(id: $person) { name email affiliations { organisation unit } }
}`;

let database: TestDatabase;
let school: School;
let agency: Client;
let own = '';
let foreign = '';
let personId = '';
let dispensationId = '';

const at = (day: string) => school.app.clock.set(`${day}T08:00:00Z`);
const seal = () =>
  new AuditSeals(school.app.store, new UnitOfWork(school.app.store), school.app.clock).seal(10_000);
const proposal = async () =>
  (await agency.query('{ retentionAuditProposal { keptFrom from upTo days events seals } }'))
    .retentionAuditProposal;
const approve = (upTo: string, dryRun = false) =>
  agency.act('retentionAuditApprove', { upTo, reason: REASON, dryRun }, `dryRun filesCleaned run { ${RUN} }`);
const events = async () =>
  Number(
    (await school.app.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM audit_event`))?.n ?? 0,
  );
const answers = () =>
  agency.query(ANSWERS, {
    programme: 'AD_BOSTOETTE_2019',
    earlier: { validOn: '2025-03-15', knownAt: '2025-03-20T00:00:00Z' },
    knownAt: '2025-03-20T00:00:00Z',
    person: personId,
  });
const historyOf = async (client: Client, id: string) =>
  (await client.query(`query($id: ID!) { enrolment(id: $id) { ${HISTORY} } }`, { id })).enrolment?.history;

/** Three days in 2025 and one in 2026 on which something is recorded; the last two are not sealed yet. */
beforeAll(async () => {
  database = await freshDatabase();
  school = await School.open('2025-01-01T08:00:00Z', { database });
  agency = school.agency;
  const cohort = await school.cohort(school.substans);
  own = await school.enrol('Anna Ask', { cohortId: cohort.id });
  foreign = await school.enrol('Bo Berg', { cohortId: cohort.id, municipalityCode: school.other });
  at('2025-03-01');
  const entries = [
    { enrolmentId: own, part: 'AM', state: 'PRESENT' },
    { enrolmentId: foreign, part: 'AM', state: 'ABSENT' },
  ];
  await school.record(school.substans, cohort.days[0], { entries });
  const lifted = { enrolmentId: own, requirement: 'ATTENDANCE' };
  const granted = await agency.succeed(
    'dispensationGrant',
    { ...lifted, reason: 'Tilsvarende kursus' },
    'dispensation { id }',
  );
  dispensationId = granted.dispensation.id;
  await seal();
  at('2025-04-02');
  await agency.succeed('enrolmentWithdraw', { enrolmentId: foreign, on: '2025-04-02' }, '__typename');
  at('2026-06-01');
  await agency.succeed(
    'dispensationEnd',
    { dispensationId, on: '2026-06-01', reason: 'Kurset svarede ikke til' },
    '__typename',
  );
  const found = await agency.query('query($id: ID!) { enrolment(id: $id) { person { id } } }', { id: own });
  personId = found.enrolment.person.id;
});
afterAll(async () => {
  await school.app.close();
});

describe('retention: the log of changes', () => {
  it('is kept for 60 months: before that nothing is proposed, and nothing can be approved', async () => {
    at('2029-12-31');
    expect(await proposal()).toEqual({
      ...{ keptFrom: '2025-01-01', from: null, upTo: null },
      ...{ days: 0, events: 0, seals: 0 },
    });
    expect(await approve('2025-01-01')).toMatchObject({ code: 'INVALID_STATE', from: 'WITHIN_RETENTION' });
    expect(await approve('2024-12-31')).toMatchObject({ code: 'INVALID_STATE', from: 'NOTHING_DUE' });
  });

  it('goes only as far as it is sealed', async () => {
    at('2031-06-01');
    expect(await proposal()).toMatchObject({ keptFrom: '2026-06-02', upTo: '2025-03-01', days: 2 });
    expect(await approve('2025-04-02')).toMatchObject({ code: 'INVALID_STATE', from: 'NOT_SEALED' });
    await seal();
    expect(await proposal()).toMatchObject({ upTo: '2026-06-01', days: 4 });
  });

  it('is then proposed by whole days, with what would go; nothing goes by itself', async () => {
    const before = await events();
    at('2030-03-31');
    const all = await proposal();
    expect(all).toMatchObject({ keptFrom: '2025-04-01', from: '2025-01-01', upTo: '2025-03-01', days: 2 });
    const { n } = (await school.app.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM audit_event WHERE recorded_at < '2025-03-02'`,
    )) ?? { n: 0 };
    expect(all.events).toBe(Number(n));
    expect(await events()).toBe(before);
  });

  it('is the work of agency and administrator', async () => {
    for (const client of ['PROVIDER', 'COORDINATOR'] as const) {
      const role =
        client === 'PROVIDER'
          ? { role: client, provider: 'substans' }
          : { role: client, municipality: school.home };
      for (const source of [
        '{ retentionAuditProposal { upTo } }',
        '{ retentionAuditRuns { totalCount } }',
        'mutation { retentionAuditApprove(input: { upTo: "2025-01-01", reason: "x", dryRun: true }) { __typename } }',
      ]) {
        const { errors } = await school.app.ask([role], source);
        expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
      }
    }
  });

  it('stays as it is after a dry run, which says what would go', async () => {
    const before = await events();
    const { upTo, events: number, seals } = await proposal();
    const answer = await approve('2025-03-31', true);
    expect(answer).toMatchObject({ dryRun: true, filesCleaned: null, run: { upTo, events: number, seals } });
    expect(await events()).toBe(before);
    expect((await agency.query('{ retentionAuditRuns { totalCount } }')).retentionAuditRuns.totalCount).toBe(
      0,
    );
  });
});

describe('retention: after the log was shortened', () => {
  let before: unknown;
  let historyBefore: any;
  let run: any;
  beforeAll(async () => {
    at('2030-03-31');
    before = await answers();
    historyBefore = await historyOf(agency, own);
    ({ run } = await agency.succeed(
      'retentionAuditApprove',
      { upTo: '2025-03-31', reason: REASON, dryRun: false },
      `run { ${RUN} }`,
    ));
    await seal();
  });

  it('who approved it, why, and what went is told for good, also by the log', async () => {
    expect(run).toMatchObject({
      approvedBy: 'Test',
      reason: REASON,
      upTo: '2025-03-01',
      lastSeal: expect.any(Number),
    });
    const { retentionAuditRuns } = await agency.query(
      `{ retentionAuditRuns { totalCount nodes { ${RUN} } } }`,
    );
    expect(retentionAuditRuns).toEqual({ totalCount: 1, nodes: [run] });
    const logged = await school.app.store.query<any>(
      sql`SELECT subject_id, after, reason FROM audit_event WHERE action = 'retentionAuditApprove'`,
    );
    expect(logged).toEqual([{ subjectId: run.id, after: expect.any(String), reason: REASON }]);
    expect(JSON.parse(logged[0].after)).toMatchObject({
      ...{ upTo: run.upTo, events: run.events, seals: run.seals },
      log: { anchor: { sequence: run.lastSeal, hash: run.head } },
    });
    const { changesSince } = await agency.query(
      '{ changesSince(knownAt: "2030-01-01T00:00:00Z") { records { keptFrom nodes { title changes { label after } } } } }',
    );
    expect(changesSince.records).toEqual({
      keptFrom: '2025-03-02',
      nodes: [
        {
          title: 'Ændringslog afkortet efter frist',
          changes: [
            { label: 'til og med', after: '01.03.2025' },
            { label: 'hændelser', after: String(run.events) },
            { label: 'segl', after: String(run.seals) },
          ],
        },
      ],
    });
  });

  it('what is left is proven from the last seal that went', async () => {
    expect(await verifyLog(school.app.store, { head: run.head })).toMatchObject({
      ...{ broken: 0, beginning: [], unsealed: 0 },
      kept: { sequence: run.lastSeal },
      shortened: [{ id: run.id }],
    });
  });

  it('every answer is as it was, today and for the past', async () => {
    expect(await answers()).toEqual(before);
  });

  it('histories say from which day on they are kept', async () => {
    expect(historyBefore).toMatchObject({ keptFrom: null });
    expect(historyBefore.totalCount).toBeGreaterThan(2);
    const history = await historyOf(agency, own);
    expect(history.keptFrom).toBe('2025-03-02');
    expect(history.nodes.map((each: any) => each.act)).toEqual(['dispensationEnd']);
  });

  it('V39: what belonged to somebody still does, and is shown to nobody else', async () => {
    const ENDED =
      'query($at: DateTime!) { changesSince(knownAt: $at) { records { nodes { act enrolment { id } } } } }';
    const seenBy = async (client: Client) =>
      (await client.query(ENDED, { at: '2026-05-31T00:00:00Z' })).changesSince.records.nodes;
    expect(await seenBy(school.coordinator(school.home))).toEqual([
      { act: 'dispensationEnd', enrolment: { id: own } },
    ]);
    expect(await seenBy(school.coordinator(school.other))).toEqual([]);
    expect(await historyOf(school.participant('Anna Ask'), own)).toMatchObject({ totalCount: 1 });
  });

  it('nothing more goes while the part that would is not as it was sealed', async () => {
    const log = await AuditLog.open(database);
    await log.unlock();
    await log.tamper(`UPDATE audit_event SET reason = 'x' WHERE action = 'enrolmentWithdraw'`);
    await log.store.close();
    at('2031-06-01');
    expect(await approve('2025-04-02')).toMatchObject({ code: 'INVALID_STATE', from: 'NOT_AS_SEALED' });
    expect(await approve('2025-03-01')).toMatchObject({ code: 'INVALID_STATE', from: 'NOTHING_DUE' });
  });
});
