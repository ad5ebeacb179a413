/** What happens to a certificate after it was issued, and the questions about certificates and certification days. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sql from 'sql-template-tag';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  AGENCY,
  coordinator,
  FIRST_DAY,
  Journeys,
  OTHER_PROVIDER,
  participant,
  PROVIDER,
  SECOND_DAY,
  TODAY,
  type Begun,
} from '../support/journeys.js';

const VERSION = `certificate { id number version status statusSince issuedOn validUntil holderName
  basis { attendedHalfDays supervisionMinutes attemptNumber } }`;
const REASON = 'Vurderet af kompetenceleverandøren';

/** Q15: my certificate: what a check of the number shows, how long it holds, and what has happened to it. */
const Q15 = `{ enrolments { nodes { certificate { number version status issuedOn validUntil holderName title
  check { number version status statusSince holderName title issuedOn validUntil }
  versions { version status holderName validUntil events { kind on reason by } } } } } }`;

/** Q8: certificates issued, reissued and revoked in a period: how many, and which. */
const Q8 = `query($from: LocalDate!, $to: LocalDate!, $cohort: ID!) {
  issued: certificateEvents(from: $from, to: $to, filter: { cohortId: $cohort, kind: [ISSUED] }) { totalCount }
  reissued: certificateEvents(from: $from, to: $to, filter: { cohortId: $cohort, kind: [REISSUED, CORRECTED, RENEWED] }) { totalCount }
  revoked: certificateEvents(from: $from, to: $to, filter: { cohortId: $cohort, kind: [REVOKED] }) { totalCount }
  certificateEvents(from: $from, to: $to, filter: { cohortId: $cohort }, first: 100) {
    totalCount nodes { kind on reason by certificate { number version holderName } } } }`;

/** Q4: who is ready for certification day D, and what is each of the others missing? */
const Q4 = `query($day: ID!) { courseDay(id: $day) { date candidates {
  enrolment { id person { name } } ready blocked { kind state explanation } warned { kind explanation } } } }`;

/** Q5: video status of all candidates on day D. */
const Q5 = `query($day: ID!) { courseDay(id: $day) { candidates {
  enrolment { person { name } } video attempts { number outcome video alternativeBasis } } } }`;

/** Q7: attempts per cohort: passed, failed, retry booked. */
const Q7 = `query($programme: String!) { cohorts(filter: { programmeKey: $programme }, first: 100) { nodes { id name
  certification { passed failed retryBooked notAttempted failedAttempts
    results { enrolment { person { name } } passed attempts { number outcome date } retryOn { date } } } } } }`;

describe('the life of a certificate, over HTTP', () => {
  let app: TestApp;
  let journeys: Journeys;
  beforeAll(async () => {
    app = await startApp('2025-01-20T10:00:00Z');
    journeys = new Journeys(app);
    await journeys.provider('nordlys');
  });
  afterAll(() => app.close());

  const decide = (number: string, decision: string, roles = PROVIDER) =>
    journeys.act(roles, 'certificateReviewDecide', { number, decision, reason: REASON }, VERSION);
  const reissue = (number: string, roles = PROVIDER) =>
    journeys.act(roles, 'certificateReissue', { number, reason: 'Nyt navn' }, VERSION);
  const reinstate = (number: string, roles = PROVIDER) =>
    journeys.act(roles, 'certificateReinstate', { number, reason: 'Ved en fejl' }, VERSION);
  const rename = (personId: string, name: string, roles = AGENCY) =>
    journeys.act(roles, 'personRename', { personId, name, reason: 'Gift' }, 'person { id name }');
  const history = async (number: string, roles = PROVIDER) =>
    (
      await journeys.ask(
        roles,
        `query($number: String!) { certificate(number: $number) { version status
          versions { version status holderName basis { attendedHalfDays } events { kind on reason by } } } }`,
        { number },
      )
    ).certificate;
  const kinds = (version: any) => version.events.map((event: any) => event.kind);
  const underReview = async () => {
    const one = await journeys.certified();
    await journeys.correctAttendance(one, 2, 'PM');
    return { ...one, number: one.certificate.number as string };
  };

  describe('L22: a review is decided by a named person', () => {
    it('L22: UPHOLD makes it valid again, says who and why, and the same shortfall is not brought up again', async () => {
      const one = await underReview();
      const upheld = await decide(one.number, 'UPHOLD');
      expect(upheld.certificate).toMatchObject({ version: 1, status: 'VALID', statusSince: TODAY });
      const [version] = (await history(one.number)).versions;
      expect(kinds(version)).toEqual(['ISSUED', 'REVIEW_REQUIRED', 'UPHELD']);
      expect(version.events.at(-1)).toEqual({
        kind: 'UPHELD',
        on: TODAY,
        reason: REASON,
        by: 'Test',
      });

      // Facts that have nothing to do with it: supervision, and more presence than before.
      await journeys.supervise(one);
      expect((await journeys.certificate(one.number)).status).toBe('VALID');
      await journeys.correctAttendance(one, 2, 'PM', 'PRESENT');
      await journeys.correctAttendance(one, 2, 'PM');
      expect((await journeys.certificate(one.number)).status).toBe('VALID');
      expect((await journeys.enrolment(one.enrolmentId)).progress).toMatchObject({
        certified: true,
        completed: false,
      });
    });

    it('L22, V25: another half-day that goes missing is a new review, also where the number is the same', async () => {
      const one = await underReview();
      await decide(one.number, 'UPHOLD');
      await journeys.correctAttendance(one, 2, 'PM', 'PRESENT');
      await journeys.correctAttendance(one, 3, 'AM');
      expect((await journeys.certificate(one.number)).status).toBe('REVIEW_REQUIRED');
      await decide(one.number, 'UPHOLD');
      // Each by itself has been decided on; together they have not.
      await journeys.correctAttendance(one, 2, 'PM');
      expect((await journeys.certificate(one.number)).status).toBe('REVIEW_REQUIRED');
    });

    it('L22, V24: CORRECT makes version 2 with the figures as they are; version 1 keeps what it said', async () => {
      const one = await underReview();
      const corrected = await decide(one.number, 'CORRECT');
      expect(corrected.certificate).toMatchObject({
        number: one.number,
        version: 2,
        status: 'VALID',
        issuedOn: FIRST_DAY,
        basis: { attendedHalfDays: 15, attemptNumber: 1 },
      });
      expect(await history(one.number)).toMatchObject({
        version: 2,
        versions: [
          {
            version: 1,
            status: 'REPLACED',
            basis: { attendedHalfDays: 16 },
            events: [{ kind: 'ISSUED' }, { kind: 'REVIEW_REQUIRED' }, { kind: 'REPLACED', reason: REASON }],
          },
          { version: 2, status: 'VALID', events: [{ kind: 'CORRECTED', on: TODAY, reason: REASON }] },
        ],
      });
      expect(await journeys.verify(one.number)).toMatchObject({ version: 2, status: 'VALID' });
      // What was decided on stays decided in the new version; what was not does not.
      await journeys.supervise(one);
      expect((await journeys.certificate(one.number)).status).toBe('VALID');
      await journeys.correctAttendance(one, 4, 'AM');
      expect(await journeys.certificate(one.number)).toMatchObject({ version: 2, status: 'REVIEW_REQUIRED' });
    });

    it('L22: REVOKE ends it, never silently: the log has who, what and why', async () => {
      const one = await underReview();
      expect((await decide(one.number, 'REVOKE')).certificate.status).toBe('REVOKED');
      const log = await app.store.query(sql`
        SELECT before, after, reason FROM audit_event
        WHERE action = 'certificateReviewDecide' AND subject_id = ${one.certificate.id}`);
      expect(log).toEqual([
        { before: '{"status":"REVIEW_REQUIRED"}', after: '{"status":"REVOKED"}', reason: REASON },
      ]);
      expect(await journeys.verify(one.number)).toMatchObject({ status: 'REVOKED', statusSince: TODAY });
    });

    it('only what is under review is decided on, by its provider or the agency', async () => {
      const one = await journeys.certified();
      const { number } = one.certificate;
      expect(await decide(number, 'UPHOLD')).toMatchObject({
        __typename: 'InvalidState',
        from: 'VALID',
        allowed: ['REVIEW_REQUIRED'],
      });
      await journeys.correctAttendance(one, 2, 'PM');
      expect(await decide(number, 'UPHOLD', OTHER_PROVIDER)).toMatchObject({ __typename: 'NotFound' });
      const mutation = `mutation($number: String!) { certificateReviewDecide(input: { number: $number,
        decision: UPHOLD, reason: "fordi" }) { __typename } }`;
      for (const roles of [coordinator(one.engagement.municipality), participant(one.person.email)])
        expect((await app.ask(roles, mutation, { number })).errors?.[0]?.extensions['code']).toBe(
          'FORBIDDEN',
        );
      expect((await decide(number, 'UPHOLD', AGENCY)).certificate.status).toBe('VALID');
    });

    it('of two who decide at once one is told to look again', async () => {
      const one = await underReview();
      const answers = await Promise.all([decide(one.number, 'UPHOLD'), decide(one.number, 'REVOKE', AGENCY)]);
      expect(answers.map((each) => each.__typename).sort()).toEqual([
        'CertificateReviewDecidePayload',
        'InvalidState',
      ]);
    });
  });

  describe('L16: a new name', () => {
    it('L16: certificateReissue after personRename is version 2, version 1 is REPLACED and keeps its name', async () => {
      const one = await journeys.certified();
      const { number } = one.certificate;
      expect((await rename(one.person.id, 'Åse Holm')).person.name).toBe('Åse Holm');
      expect(await journeys.certificate(number)).toMatchObject({ version: 1, holderName: 'Åse Møller' });
      app.clock.set('2026-06-01T08:00:00Z');
      expect((await reissue(number)).certificate).toMatchObject({
        number,
        version: 2,
        status: 'VALID',
        statusSince: '2026-06-01',
        issuedOn: FIRST_DAY,
        holderName: 'Åse Holm',
        basis: { attendedHalfDays: 16 },
      });
      expect(await history(number)).toMatchObject({
        versions: [
          { version: 1, status: 'REPLACED', holderName: 'Åse Møller' },
          { version: 2, status: 'VALID', holderName: 'Åse Holm', events: [{ kind: 'REISSUED' }] },
        ],
      });
      expect(await journeys.verify(number)).toMatchObject({ version: 2, holderName: 'Åse Holm' });
      const asOf = (validOn: string) =>
        journeys.ask(
          AGENCY,
          `query($id: ID!, $on: LocalDate!) { enrolment(id: $id) { progress(asOf: { validOn: $on }) { certified } } }`,
          { id: one.enrolmentId, on: validOn },
        );
      for (const day of ['2026-05-31', '2026-06-01'])
        expect((await asOf(day)).enrolment.progress.certified).toBe(true);
    });

    it('L16: the log keeps the old name; a search finds the new one; the same name and strangers are refused', async () => {
      const one = await journeys.begin({ name: 'Karen Blixten' });
      await rename(one.person.id, 'Karen Skovholt', coordinator(one.engagement.municipality));
      const log = await app.store.queryOne(sql`
        SELECT before, after, reason FROM audit_event
        WHERE action = 'personRename' AND subject_id = ${one.person.id}`);
      expect(log).toEqual({
        before: '{"name":"Karen Blixten"}',
        after: '{"name":"Karen Skovholt"}',
        reason: 'Gift',
      });
      const found = async (search: string) =>
        (
          await journeys.ask(AGENCY, 'query($s: String!) { people(search: $s) { nodes { id } } }', {
            s: search,
          })
        ).people.nodes;
      expect(await found('Karen Skovholt')).toEqual([{ id: one.person.id }]);
      expect(await found('Blixten')).toEqual([]);
      expect(await rename(one.person.id, 'Karen Skovholt')).toMatchObject({ __typename: 'InvalidInput' });
      const other = await journeys.begin();
      expect(
        await rename(one.person.id, 'En Anden', coordinator(other.engagement.municipality)),
      ).toMatchObject({ __typename: 'NotFound' });
    });

    it('L16: neither a revoked certificate nor one under review is reissued', async () => {
      const one = await underReview();
      expect(await reissue(one.number)).toMatchObject({
        __typename: 'InvalidState',
        from: 'REVIEW_REQUIRED',
      });
      await decide(one.number, 'REVOKE');
      expect(await reissue(one.number)).toMatchObject({ __typename: 'InvalidState', from: 'REVOKED' });
      expect(await reissue(one.number, OTHER_PROVIDER)).toMatchObject({ __typename: 'NotFound' });
    });

    it('L16: the same request under one key makes one new version', async () => {
      const one = await journeys.certified();
      const { number } = one.certificate;
      const input = { number, reason: 'Nyt navn', idempotencyKey: 'reissue-1' };
      for (let time = 1; time <= 2; time += 1)
        expect(await journeys.act(PROVIDER, 'certificateReissue', input, VERSION)).toMatchObject({
          certificate: { number, version: 2 },
        });
      expect((await reissue(number)).certificate.version).toBe(3);
    });

    it('V24: the database refuses to change what any version says, and to remove one', async () => {
      const one = await journeys.certified();
      const { number } = one.certificate;
      await reissue(number);
      for (const statement of [
        sql`UPDATE certificate SET holder_name = 'En Anden' WHERE number = ${number} AND version = 1`,
        sql`UPDATE certificate SET snapshot = '{}' WHERE number = ${number} AND version = 2`,
        sql`DELETE FROM certificate_event WHERE certificate_id = ${one.certificate.id}`,
        sql`UPDATE certificate_event SET shortfall = NULL WHERE certificate_id = ${one.certificate.id}`,
      ])
        await expect(app.app.get(UnitOfWork).run(() => app.store.change(statement))).rejects.toMatchObject({
          message: expect.stringContaining('never overwritten'),
        });
    });
  });

  describe('L15: revoked and reinstated', () => {
    it('L15: a reinstated certificate holds again from today, and completion with it', async () => {
      const one = await journeys.certified({ supervised: true });
      const { number } = one.certificate;
      await journeys.revoke(number);
      expect((await journeys.enrolment(one.enrolmentId)).status).toBe('ACTIVE');
      app.clock.set('2026-04-01T08:00:00Z');
      expect((await reinstate(number)).certificate).toMatchObject({
        version: 1,
        status: 'VALID',
        statusSince: '2026-04-01',
      });
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        status: 'COMPLETED',
        progress: { certified: true, completed: true },
      });
      const [version] = (await history(number)).versions;
      expect(kinds(version)).toEqual(['ISSUED', 'REVOKED', 'REINSTATED']);
      expect(await reinstate(number)).toMatchObject({ __typename: 'InvalidState', allowed: ['REVOKED'] });
    });

    it('L15, V22: refused while another certificate of the same title holds', async () => {
      const one = await journeys.certified();
      await journeys.revoke(one.certificate.number);
      const second = await journeys.issue(one.enrolmentId);
      expect(await reinstate(one.certificate.number)).toMatchObject({
        __typename: 'Duplicate',
        existing: [{ id: second.certificate.id }],
      });
      await journeys.revoke(second.certificate.number);
      expect((await reinstate(one.certificate.number)).certificate.status).toBe('VALID');
    });

    it('L15, V25: what went missing while it was revoked puts it under review at once; nothing slips through', async () => {
      const one = await journeys.certified();
      await journeys.revoke(one.certificate.number);
      await journeys.correctAttendance(one, 2, 'PM');
      expect((await reinstate(one.certificate.number)).certificate.status).toBe('REVIEW_REQUIRED');
    });

    it('L15: where the rules set no limit there is nothing to renew', async () => {
      const one = await journeys.certified();
      const input = { number: one.certificate.number };
      expect(await journeys.act(PROVIDER, 'certificateRenew', input, VERSION)).toMatchObject({
        __typename: 'InvalidState',
        from: 'VALID',
        message: expect.stringContaining('no end'),
      });
    });
  });

  it('L13: failed, then passed: attempt 1 stays, the certificate is dated by attempt 2, supervision went on between', async () => {
    const one = await journeys.begin();
    await journeys.attend(one);
    await journeys.attempt(one.first, one.enrolmentId, { outcome: 'FAILED' });
    await journeys.supervise(one);
    await journeys.attempt(one.second, one.enrolmentId);
    const { certificate } = await journeys.issue(one.enrolmentId);
    expect(certificate).toMatchObject({
      issuedOn: SECOND_DAY,
      basis: { attemptNumber: 2, attemptDate: SECOND_DAY, supervisionMinutes: 3000 },
    });
    expect(await journeys.enrolment(one.enrolmentId, participant(one.person.email))).toMatchObject({
      attempts: [
        { number: 1, outcome: 'FAILED', date: FIRST_DAY },
        { number: 2, outcome: 'PASSED', date: SECOND_DAY },
      ],
      progress: { certified: true, completed: true },
    });
  });

  it('L14, V21: no video: NOT_POSSIBLE with what was assessed instead holds nothing up, and is told as it was', async () => {
    const one = await journeys.begin();
    await journeys.attend(one);
    const instead = { video: 'NOT_POSSIBLE', alternativeBasis: 'Direkte observation af et netværksmøde' };
    expect(await journeys.attempt(one.first, one.enrolmentId, instead)).toMatchObject({ attempt: instead });
    expect((await journeys.issue(one.enrolmentId)).certificate.status).toBe('VALID');
    expect((await journeys.enrolment(one.enrolmentId, PROVIDER)).attempts).toMatchObject([instead]);
  });

  it('V23: no version is dated before the passing attempt or ahead of today', async () => {
    const one = await underReview();
    await decide(one.number, 'CORRECT');
    await reissue(one.number);
    const { versions } = await history(one.number);
    for (const version of versions)
      for (const event of version.events) expect(event.on >= FIRST_DAY && event.on <= TODAY).toBe(true);
  });

  it('V26: every number that was ever issued answers without sign-in, whatever happened to it', async () => {
    const one = await underReview();
    await decide(one.number, 'CORRECT');
    await rename(one.person.id, 'Åse Bech');
    await reissue(one.number);
    expect(await journeys.verify(one.number)).toMatchObject({
      version: 3,
      status: 'VALID',
      holderName: 'Åse Bech',
    });
    await journeys.revoke(one.number);
    expect(await journeys.verify(one.number)).toMatchObject({
      version: 3,
      status: 'REVOKED',
      statusSince: TODAY,
    });
    const { versions } = await history(one.number);
    expect(versions.map((each: any) => each.status)).toEqual(['REPLACED', 'REPLACED', 'REVOKED']);
  });

  it('Q15: my certificate, its check, its last day and its history in one request; nobody else reads the reasons', async () => {
    const one = await underReview();
    await decide(one.number, 'UPHOLD');
    const mine = await journeys.ask(participant(one.person.email), Q15);
    expect(mine.enrolments.nodes).toEqual([
      {
        certificate: expect.objectContaining({
          number: one.number,
          status: 'VALID',
          validUntil: null,
          check: expect.objectContaining({ number: one.number, status: 'VALID', statusSince: TODAY }),
          versions: [
            expect.objectContaining({
              version: 1,
              events: [
                { kind: 'ISSUED', on: FIRST_DAY, reason: null, by: expect.any(String) },
                expect.objectContaining({ kind: 'REVIEW_REQUIRED', by: expect.any(String) }),
                expect.objectContaining({ kind: 'UPHELD', reason: REASON }),
              ],
            }),
          ],
        }),
      },
    ]);
    expect(mine.enrolments.nodes[0].certificate.check).toEqual(await journeys.verify(one.number));
    const theirs = await history(one.number, coordinator(one.engagement.municipality));
    for (const event of theirs.versions[0].events) expect(event).toMatchObject({ reason: null, by: null });
    expect(kinds(theirs.versions[0])).toEqual(['ISSUED', 'REVIEW_REQUIRED', 'UPHELD']);
  });

  it('Q8: certificates issued, reissued and revoked in a period in one request, a page at a time', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    app.clock.set('2026-04-10T08:00:00Z');
    await reissue(number);
    app.clock.set('2026-05-10T08:00:00Z');
    await journeys.revoke(number);
    const period = (from: string, to: string, roles = PROVIDER) =>
      journeys.ask(roles, Q8, { from, to, cohort: one.cohortId });
    expect(await period('2026-01-01', '2026-12-31')).toMatchObject({
      issued: { totalCount: 1 },
      reissued: { totalCount: 1 },
      revoked: { totalCount: 1 },
      certificateEvents: {
        totalCount: 4,
        nodes: [
          { kind: 'ISSUED', on: FIRST_DAY, certificate: { number, version: 1 } },
          { kind: 'REPLACED', on: '2026-04-10', certificate: { version: 1 } },
          { kind: 'REISSUED', on: '2026-04-10', certificate: { version: 2 } },
          { kind: 'REVOKED', on: '2026-05-10', reason: 'Udstedt på forkert grundlag' },
        ],
      },
    });
    expect(await period('2026-04-10', '2026-04-10')).toMatchObject({
      issued: { totalCount: 0 },
      certificateEvents: { totalCount: 2 },
    });
    expect((await period('2026-01-01', '2026-12-31', OTHER_PROVIDER)).certificateEvents.nodes).toEqual([]);
    const page = async (after: string | null) =>
      (
        await journeys.ask(
          PROVIDER,
          `query($cohort: ID!, $after: String) { certificateEvents(from: "2026-01-01", to: "2026-12-31",
            filter: { cohortId: $cohort }, first: 3, after: $after) { nodes { kind } pageInfo { endCursor hasNextPage } } }`,
          { cohort: one.cohortId, after },
        )
      ).certificateEvents;
    const first = await page(null);
    expect(first).toMatchObject({ nodes: [{}, {}, {}], pageInfo: { hasNextPage: true } });
    expect((await page(first.pageInfo.endCursor)).nodes).toEqual([{ kind: 'REVOKED' }]);
    const answer = await app.ask(coordinator(one.engagement.municipality), Q8, {
      from: TODAY,
      to: TODAY,
      cohort: one.cohortId,
    });
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  describe('the certification day', () => {
    /** Three people of one cohort: all there, half a day short, and one who joins the others' second day. */
    const three = async (): Promise<{ first: Begun; names: Record<string, string> }> => {
      const first = await journeys.begin({ name: 'Anna Ane' });
      const names: Record<string, string> = { 'Anna Ane': first.enrolmentId };
      app.clock.set('2025-01-20T10:00:00Z');
      for (const name of ['Bo Bech', 'Carl Clod']) {
        const { id } = await journeys.person(name);
        names[name] = await journeys.enrol(first.engagement, id, { cohortId: first.cohortId });
      }
      app.clock.set('2026-01-30T10:00:00Z');
      await journeys.attend(first);
      await journeys.attend({ ...first, enrolmentId: names['Bo Bech']! }, '2 PM');
      return { first, names };
    };

    it('Q4: who is ready for the day, and what each lacks, in one request', async () => {
      const { first } = await three();
      const { courseDay } = await journeys.ask(PROVIDER, Q4, { day: first.first });
      expect(courseDay).toMatchObject({
        date: FIRST_DAY,
        candidates: [
          {
            enrolment: { person: { name: 'Anna Ane' } },
            ready: true,
            blocked: [],
            warned: [{ kind: 'SUPERVISION' }],
          },
          {
            enrolment: { person: { name: 'Bo Bech' } },
            ready: true,
            warned: [
              { kind: 'ATTENDANCE', explanation: expect.stringContaining('seminar 2, dag 1, eftermiddag') },
              { kind: 'SUPERVISION', explanation: expect.stringContaining('Mangler 50 t 0 min') },
            ],
          },
          { enrolment: { person: { name: 'Carl Clod' } }, ready: true, warned: [{}, {}] },
        ],
      });
      expect((await journeys.ask(PROVIDER, Q4, { day: first.seminarDays[0] })).courseDay.candidates).toEqual(
        [],
      );
      const own = await journeys.ask(participant(first.person.email), Q4, { day: first.first });
      expect(own.courseDay.candidates).toHaveLength(1);
    });

    it('Q5, L14: the video status of all candidates in one request; somebody without an attempt has none', async () => {
      const { first, names } = await three();
      app.clock.set('2026-02-03T10:00:00Z');
      await journeys.attempt(first.first, names['Anna Ane']!);
      const alternative = { video: 'NOT_POSSIBLE', alternativeBasis: 'Rollespil' };
      await journeys.attempt(first.first, names['Bo Bech']!, alternative);
      const { courseDay } = await journeys.ask(PROVIDER, Q5, { day: first.first });
      expect(courseDay.candidates).toEqual([
        {
          enrolment: { person: { name: 'Anna Ane' } },
          video: 'SHOWN',
          attempts: [{ number: 1, outcome: 'PASSED', video: 'SHOWN', alternativeBasis: null }],
        },
        {
          enrolment: { person: { name: 'Bo Bech' } },
          video: 'NOT_POSSIBLE',
          attempts: [{ number: 1, outcome: 'PASSED', ...alternative }],
        },
        { enrolment: { person: { name: 'Carl Clod' } }, video: null, attempts: [] },
      ]);
      // Whoever has passed is no candidate for the next day.
      const next = await journeys.ask(PROVIDER, Q5, { day: first.second });
      expect(next.courseDay.candidates.map((each: any) => each.enrolment.person.name)).toEqual(['Carl Clod']);
    });

    it('Q7, L13: per cohort who passed, who failed and who has a retry in the calendar, in one request', async () => {
      const { first, names } = await three();
      app.clock.set('2026-02-03T10:00:00Z');
      await journeys.attempt(first.first, names['Anna Ane']!, { outcome: 'FAILED' });
      await journeys.attempt(first.first, names['Anna Ane']!);
      await journeys.attempt(first.first, names['Bo Bech']!, { outcome: 'FAILED' });
      const ask = async (roles = PROVIDER) => {
        const { cohorts } = await journeys.ask(roles, Q7, { programme: journeys.programmeKey });
        return cohorts.nodes.find((cohort: any) => cohort.id === first.cohortId).certification;
      };
      expect(await ask()).toEqual({
        passed: 1,
        failed: 1,
        retryBooked: 1,
        notAttempted: 1,
        failedAttempts: 2,
        results: [
          {
            enrolment: { person: { name: 'Anna Ane' } },
            passed: true,
            attempts: [
              { number: 1, outcome: 'FAILED', date: FIRST_DAY },
              { number: 2, outcome: 'PASSED', date: FIRST_DAY },
            ],
            retryOn: null,
          },
          {
            enrolment: { person: { name: 'Bo Bech' } },
            passed: false,
            attempts: [{ number: 1, outcome: 'FAILED', date: FIRST_DAY }],
            retryOn: { date: SECOND_DAY },
          },
          { enrolment: { person: { name: 'Carl Clod' } }, passed: false, attempts: [], retryOn: null },
        ],
      });
      // V39: each sees their own.
      expect(await ask(participant(first.person.email))).toMatchObject({
        passed: 1,
        failed: 0,
        notAttempted: 0,
      });
      app.clock.set('2026-03-10T10:00:00Z');
      expect(await ask()).toMatchObject({ failed: 1, retryBooked: 0 });
    });

    it('asks the database as often for many candidates, events and cohorts as for few', async () => {
      const { first, names } = await three();
      app.clock.set('2026-02-03T10:00:00Z');
      const empty = await journeys.begin({ name: 'Dorthe Dal' });
      const count = async (query: string, variables: Record<string, unknown>) => {
        const spy = jest.spyOn(app.store, 'query');
        await journeys.ask(PROVIDER, query, variables);
        const calls = spy.mock.calls.length;
        spy.mockRestore();
        return calls;
      };
      app.clock.set('2026-02-03T10:00:00Z');
      for (const id of [...Object.values(names), empty.enrolmentId])
        await journeys.attempt(id === empty.enrolmentId ? empty.first : first.first, id);
      for (const query of [Q4, Q5])
        expect(await count(query, { day: first.first })).toBe(await count(query, { day: empty.first }));
    });
  });
});

describe('L15: under rules by which certificates hold for a year, and the day waits for all half-days', () => {
  let app: TestApp;
  let journeys: Journeys;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
    const rules = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8')
      .replaceAll('AD_BOSTOETTE_2019', 'AD_TIDSBEGRAENSET')
      .replace('"maxAttempts": null', '"maxAttempts": 2')
      .replace('"validMonths": null', '"validMonths": 12')
      .replace('"CERTIFICATION_DAY": { "attendance": "WARN"', '"CERTIFICATION_DAY": { "attendance": "BLOCK"');
    writeFileSync(join(folder, 'ad-tidsbegraenset.jsonc'), rules);
    app = await startApp('2025-01-20T10:00:00Z', { programmeFolder: folder });
    journeys = new Journeys(app);
    journeys.programmeKey = 'AD_TIDSBEGRAENSET';
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const renew = (number: string) => journeys.act(PROVIDER, 'certificateRenew', { number }, VERSION);

  it('L15: a renewal is a new version under the same number, and loses nothing of the period before', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    expect(one.certificate).toMatchObject({ issuedOn: FIRST_DAY, validUntil: '2027-02-01' });
    app.clock.set('2027-01-10T08:00:00Z');
    expect((await renew(number)).certificate).toMatchObject({
      number,
      version: 2,
      status: 'VALID',
      issuedOn: FIRST_DAY,
      validUntil: '2028-02-01',
    });
    expect(await renew(number)).toMatchObject({
      __typename: 'InvalidState',
      message: expect.stringContaining('renewed already'),
    });
    app.clock.set('2027-06-01T08:00:00Z');
    expect(await journeys.verify(number)).toMatchObject({
      version: 2,
      status: 'VALID',
      validUntil: '2028-02-01',
    });
  });

  it('L15: the same request under one key renews once, and is no refusal the second time', async () => {
    const one = await journeys.certified();
    const input = { number: one.certificate.number, idempotencyKey: 'renew-1' };
    for (let time = 1; time <= 2; time += 1)
      expect(await journeys.act(PROVIDER, 'certificateRenew', input, VERSION)).toMatchObject({
        certificate: { version: 2, validUntil: '2028-02-01' },
      });
  });

  it('L15: one that is over is renewed from today; in between the holder was not certified', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    app.clock.set('2027-03-01T08:00:00Z');
    expect(await journeys.verify(number)).toMatchObject({ status: 'EXPIRED', statusSince: '2027-02-02' });
    expect((await renew(number)).certificate).toMatchObject({
      version: 2,
      status: 'VALID',
      statusSince: '2027-03-01',
      validUntil: '2028-02-29',
    });
    const on = async (day: string) =>
      (
        await journeys.ask(
          AGENCY,
          `query($id: ID!, $on: LocalDate!) { enrolment(id: $id) { progress(asOf: { validOn: $on }) { certified } } }`,
          { id: one.enrolmentId, on: day },
        )
      ).enrolment.progress.certified;
    expect([await on('2027-02-01'), await on('2027-02-15'), await on('2027-03-01')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('L15: what is under review or revoked is not renewed', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    await journeys.correctAttendance(one, 2, 'PM');
    expect(await renew(number)).toMatchObject({ __typename: 'InvalidState', from: 'REVIEW_REQUIRED' });
    await journeys.revoke(number);
    expect(await renew(number)).toMatchObject({ __typename: 'InvalidState', from: 'REVOKED' });
  });

  it('Q4: who is not ready has the list of missing conditions; so has whoever has used all attempts', async () => {
    const one = await journeys.begin();
    await journeys.attend(one, '2 PM');
    const ask = async (day: string) =>
      (await journeys.ask(PROVIDER, Q4, { day })).courseDay.candidates[0] as Record<string, unknown>;
    expect(await ask(one.first)).toMatchObject({
      ready: false,
      blocked: [
        { kind: 'ATTENDANCE', state: 'AT_RISK', explanation: expect.stringContaining('15 af 16 halve dage') },
      ],
      warned: [{ kind: 'SUPERVISION' }],
    });
    await journeys.dispense(one.enrolmentId, 'ATTENDANCE');
    expect(await ask(one.first)).toMatchObject({ ready: true, blocked: [] });
    for (let attempt = 1; attempt <= 2; attempt += 1)
      await journeys.attempt(one.first, one.enrolmentId, { outcome: 'FAILED' });
    expect(await ask(one.second)).toMatchObject({
      ready: false,
      blocked: [{ kind: 'ASSESSMENT', state: 'IMPOSSIBLE' }],
    });
  });
});
