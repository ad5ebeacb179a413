/** A requirement lifted for one person: by whom, why, for how long, and what happens when it is over (Decision 5, V25). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { DispensationExpiry } from '../../src/features/certification/dispensation.expiry.js';
import { StandingKeeping } from '../../src/features/progress/index.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  AGENCY,
  coordinator,
  FIRST_DAY,
  Journeys,
  participant,
  PROVIDER,
  TODAY,
  type Fields,
} from '../support/journeys.js';

const DISPENSATION =
  'dispensation { id requirement reason grantedOn grantedAt grantedBy until endedBy endReason }';
const REQUIREMENTS = 'requirements { kind state dispensation { reason grantedBy grantedAt validOn until } }';

describe('dispensations, over HTTP', () => {
  let app: TestApp;
  let journeys: Journeys;
  beforeAll(async () => {
    app = await startApp('2025-01-20T10:00:00Z');
    journeys = new Journeys(app);
    await journeys.provider('nordlys');
  });
  afterAll(() => app.close());

  const grant = (enrolmentId: string, requirement: string, more: Fields = {}) =>
    journeys.act(
      AGENCY,
      'dispensationGrant',
      { enrolmentId, requirement, reason: 'Tilsvarende kursus', ...more },
      DISPENSATION,
    );
  const end = (dispensationId: string, on: string, roles = AGENCY) =>
    journeys.act(
      roles,
      'dispensationEnd',
      { dispensationId, on, reason: 'Kurset svarede ikke til' },
      DISPENSATION,
    );
  const requirement = async (id: string, kind: string, asOf: Fields = {}, roles = AGENCY): Promise<any> => {
    const query = `query($id: ID!, $asOf: AsOfInput) { enrolment(id: $id) { progress(asOf: $asOf) { ${REQUIREMENTS} } } }`;
    const { enrolment } = await journeys.ask(roles, query, { id, asOf });
    return enrolment.progress.requirements.find((each: any) => each.kind === kind);
  };
  /** 15 of 16 half-days, the last one lifted; passed, with a certificate. */
  const certifiedByDispensation = async (more: Fields = {}) => {
    const one = await journeys.begin();
    await journeys.attend(one, '7 PM');
    await journeys.supervise(one);
    const { dispensation } = await grant(one.enrolmentId, 'ATTENDANCE', more);
    await journeys.attempt(one.first, one.enrolmentId);
    const { certificate } = await journeys.issue(one.enrolmentId);
    return { ...one, dispensation, certificate };
  };

  it('is shown wherever the requirement is shown: by whom, why, from and until; null where none holds', async () => {
    const one = await journeys.begin();
    await journeys.attend(one, '7 PM');
    await grant(one.enrolmentId, 'ATTENDANCE', { until: '2026-06-30' });
    const shown = {
      reason: 'Tilsvarende kursus',
      grantedBy: 'Test',
      grantedAt: expect.stringContaining(TODAY),
      validOn: TODAY,
      until: '2026-06-30',
    };
    for (const roles of [AGENCY, PROVIDER, participant(one.person.email)])
      expect(await requirement(one.enrolmentId, 'ATTENDANCE', {}, roles)).toEqual({
        kind: 'ATTENDANCE',
        state: 'DISPENSED',
        dispensation: shown,
      });
    expect((await requirement(one.enrolmentId, 'SUPERVISION')).dispensation).toBeNull();
    // Also where it is met without it, among the warnings of an attempt, and among what holds an issue up.
    await journeys.correctAttendance(one, 7, 'PM', 'PRESENT');
    expect(await requirement(one.enrolmentId, 'ATTENDANCE')).toMatchObject({
      state: 'MET',
      dispensation: shown,
    });
    const attempt = await journeys.act(
      PROVIDER,
      'certificationAttemptRecord',
      { courseDayId: one.first, enrolmentId: one.enrolmentId, outcome: 'FAILED', video: 'SHOWN' },
      'warnings { kind dispensation { until } }',
    );
    expect(attempt.warnings).toEqual([{ kind: 'SUPERVISION', dispensation: null }]);
  });

  it('may be given until a day, never until one that is over', async () => {
    const one = await journeys.begin();
    expect(await grant(one.enrolmentId, 'ATTENDANCE', { until: '2026-03-09' })).toMatchObject({
      __typename: 'InvalidInput',
      problems: [{ path: 'until' }],
    });
    expect(await grant(one.enrolmentId, 'ATTENDANCE', { until: TODAY })).toMatchObject({
      dispensation: { grantedOn: TODAY, until: TODAY, endedBy: null, endReason: null },
    });
  });

  it('V25: when it is ended, completion is reopened and the certificate is put under review, never revoked', async () => {
    const one = await certifiedByDispensation();
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
      status: 'COMPLETED',
      certificate: { status: 'VALID' },
    });
    app.clock.set('2026-05-01T08:00:00Z');
    expect(await end(one.dispensation.id, '2026-05-01')).toMatchObject({
      dispensation: {
        id: one.dispensation.id,
        reason: 'Tilsvarende kursus',
        grantedOn: TODAY,
        until: '2026-04-30',
        endedBy: 'Test',
        endReason: 'Kurset svarede ikke til',
      },
    });
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
      status: 'ACTIVE',
      certificate: { status: 'REVIEW_REQUIRED' },
      dispensations: [],
      progress: { certified: true, completed: false },
    });
    const log = await app.store.queryOne(sql`
      SELECT before, after, reason FROM audit_event
      WHERE action = 'dispensationEnd' AND subject_id = ${one.dispensation.id}`);
    expect(log).toEqual({
      before: '{"validUntil":null}',
      after: '{"validUntil":"2026-04-30"}',
      reason: 'Kurset svarede ikke til',
    });
    const all = `query($id: ID!) { enrolment(id: $id) { dispensations(includeEnded: true) { id until endReason } } }`;
    expect((await journeys.ask(PROVIDER, all, { id: one.enrolmentId })).enrolment.dispensations).toEqual([
      { id: one.dispensation.id, until: '2026-04-30', endReason: 'Kurset svarede ikke til' },
    ]);
  });

  it('V25: when completion rested on dispensations alone and they end, nothing of the course has begun', async () => {
    const person = await journeys.person('Ly Skov');
    const leader = { trackKey: 'INTRO', capacity: 'LEADER' };
    const id = await journeys.enrol(await journeys.engagement(), person.id, leader);
    const { dispensation } = await grant(id, 'ATTENDANCE');
    expect((await journeys.enrolment(id)).status).toBe('COMPLETED');
    expect(await end(dispensation.id, dispensation.grantedOn)).not.toHaveProperty('code');
    expect((await journeys.enrolment(id)).status).toBe('CONFIRMED');
    // Leaving is still as before the first half-day (L6).
    const leaving = { enrolmentId: id, on: dispensation.grantedOn };
    const left = await journeys.succeed(AGENCY, 'enrolmentWithdraw', leaving, 'enrolment { status }');
    expect(left.enrolment.status).toBe('CANCELLED');
  });

  it('V25: one that is over by its own date is followed up with what is recorded next, if that comes first', async () => {
    const one = await journeys.begin();
    const recordLastDay = async (part: string, state: string) => {
      const entries = [{ enrolmentId: one.enrolmentId, part, state }];
      const input = { courseDayId: one.seminarDays.at(-1), entries };
      await journeys.succeed(PROVIDER, 'attendanceRecord', input, 'courseDay { id }');
    };
    await journeys.attend({ ...one, seminarDays: one.seminarDays.slice(0, -1) });
    await recordLastDay('AM', 'PRESENT');
    await journeys.supervise(one);
    await grant(one.enrolmentId, 'ATTENDANCE', { until: '2026-06-30' });
    await journeys.attempt(one.first, one.enrolmentId);
    await journeys.issue(one.enrolmentId);
    app.clock.set('2026-07-01T05:00:00Z');
    await app.app.get(StandingKeeping).catchUp();
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({ certificate: { status: 'VALID' } });
    await recordLastDay('PM', 'ABSENT');
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
      status: 'ACTIVE',
      certificate: { status: 'REVIEW_REQUIRED' },
    });
  });

  it('V25: one that is over by its own date is followed up without anybody doing anything', async () => {
    const one = await certifiedByDispensation({ until: '2026-06-30' });
    const expiry = app.app.get(DispensationExpiry);
    app.clock.set('2026-06-30T20:00:00Z');
    await expiry.settle();
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
      status: 'COMPLETED',
      certificate: { status: 'VALID' },
    });
    app.clock.set('2026-07-01T05:00:00Z');
    // The answer itself is right at once.
    expect(await requirement(one.enrolmentId, 'ATTENDANCE')).toMatchObject({
      state: 'AT_RISK',
      dispensation: null,
    });
    await expiry.settle();
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
      status: 'ACTIVE',
      certificate: { status: 'REVIEW_REQUIRED' },
    });
    const count = async () => app.store.query(sql`SELECT COUNT(*) AS n FROM audit_event`);
    const before = await count();
    await expiry.settle();
    expect(await count()).toEqual(before);
  });

  it('V38: what was answered before it was ended can be answered again; the day it is asked about decides too', async () => {
    const one = await journeys.begin();
    await journeys.attend(one, '7 PM');
    const { dispensation } = await grant(one.enrolmentId, 'ATTENDANCE');
    app.clock.set('2026-05-01T08:00:00Z');
    const known = app.clock.now();
    app.clock.set('2026-05-02T08:00:00Z');
    await end(dispensation.id, '2026-04-01');
    const state = async (asOf: Fields) => (await requirement(one.enrolmentId, 'ATTENDANCE', asOf)).state;
    expect(await state({ knownAt: known })).toBe('DISPENSED');
    expect(await state({ knownAt: known, validOn: '2026-04-15' })).toBe('DISPENSED');
    expect(await state({ validOn: '2026-03-31' })).toBe('DISPENSED');
    expect(await state({ validOn: '2026-04-01' })).toBe('AT_RISK');
    expect(await state({})).toBe('AT_RISK');
    expect(await state({ validOn: '2026-03-09' })).toBe('AT_RISK');
    const shown = await requirement(one.enrolmentId, 'ATTENDANCE', { knownAt: known });
    expect(shown.dispensation).toMatchObject({ until: null, validOn: TODAY });
  });

  it('an end that lies ahead holds until then', async () => {
    const one = await journeys.begin();
    const { dispensation } = await grant(one.enrolmentId, 'ATTENDANCE');
    expect((await end(dispensation.id, '2026-09-01')).dispensation.until).toBe('2026-08-31');
    expect(await requirement(one.enrolmentId, 'ATTENDANCE')).toMatchObject({
      state: 'DISPENSED',
      dispensation: { until: '2026-08-31', reason: 'Tilsvarende kursus' },
    });
    // It can be brought forward, also to its first day; never put off.
    expect(await end(dispensation.id, '2026-09-02')).toMatchObject({ __typename: 'InvalidState' });
    expect((await end(dispensation.id, TODAY)).dispensation.until).toBe('2026-03-09');
    expect((await requirement(one.enrolmentId, 'ATTENDANCE')).dispensation).toBeNull();
    expect(await end(dispensation.id, '2026-03-09')).toMatchObject({
      __typename: 'InvalidInput',
      problems: [{ path: 'on' }],
    });
  });

  it('a later one may follow when the one before is over; two at a time are refused', async () => {
    const one = await certifiedByDispensation();
    app.clock.set('2026-05-01T08:00:00Z');
    expect(await grant(one.enrolmentId, 'ATTENDANCE')).toMatchObject({ __typename: 'Duplicate' });
    await end(one.dispensation.id, '2026-05-02');
    expect(await grant(one.enrolmentId, 'ATTENDANCE')).toMatchObject({ __typename: 'Duplicate' });
    app.clock.set('2026-05-02T08:00:00Z');
    const second = await grant(one.enrolmentId, 'ATTENDANCE', { reason: 'Skriftlig opgave' });
    expect(second.dispensation).toMatchObject({ grantedOn: '2026-05-02', until: null });
    expect(second.dispensation.id).not.toBe(one.dispensation.id);
    expect((await journeys.enrolment(one.enrolmentId)).dispensations).toMatchObject([
      { reason: 'Skriftlig opgave', grantedOn: '2026-05-02' },
    ]);
    // Other requirements and other people are not in the way.
    expect(await grant(one.enrolmentId, 'SUPERVISION')).not.toHaveProperty('code');
  });

  it('of two that are granted at once, one is refused; so is one of two ends', async () => {
    const one = await journeys.begin();
    const first = await grant(one.enrolmentId, 'ATTENDANCE', { until: TODAY });
    app.clock.set('2026-03-11T08:00:00Z');
    const answers = await Promise.all([
      grant(one.enrolmentId, 'ATTENDANCE', { until: '2026-04-01' }),
      grant(one.enrolmentId, 'ATTENDANCE', { until: '2026-05-01' }),
      grant(one.enrolmentId, 'ATTENDANCE'),
    ]);
    expect(answers.filter((each) => each.__typename === 'DispensationGrantPayload')).toHaveLength(1);
    expect(answers.filter((each) => each.__typename === 'Duplicate')).toHaveLength(2);
    const rows = await app.store.query<{ number: number }>(sql`
      SELECT number FROM dispensation WHERE enrolment_id = ${one.enrolmentId} ORDER BY number`);
    expect(rows.map((row) => Number(row.number))).toEqual([1, 2]);
    expect(first.dispensation.until).toBe(TODAY);
  });

  it('V20, V24: a certificate names what was lifted when it was issued, not what ended before', async () => {
    const one = await journeys.begin();
    await journeys.attend(one);
    const { dispensation } = await grant(one.enrolmentId, 'SUPERVISION');
    await end(dispensation.id, TODAY);
    await journeys.attempt(one.first, one.enrolmentId);
    const { certificate } = await journeys.issue(one.enrolmentId);
    expect(certificate).toMatchObject({ issuedOn: FIRST_DAY, basis: { dispensations: [] } });
  });

  it('only the agency ends one, and what is not there is not found', async () => {
    const one = await journeys.begin();
    const { dispensation } = await grant(one.enrolmentId, 'ATTENDANCE');
    const mutation = `mutation($id: ID!) { dispensationEnd(input: { dispensationId: $id, on: "2026-04-01",
      reason: "fordi" }) { __typename } }`;
    for (const roles of [PROVIDER, coordinator(one.engagement.municipality), participant(one.person.email)]) {
      const answer = await app.ask(roles, mutation, { id: dispensation.id });
      expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    expect(await end('dis_none', TODAY)).toMatchObject({ __typename: 'NotFound' });
  });
});
