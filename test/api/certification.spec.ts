import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { ProgrammeFolder, Rulebook } from '../../src/features/programme/index.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  AGENCY,
  coordinator,
  FIRST_DAY,
  Journeys,
  NOW,
  OTHER_PROVIDER,
  participant,
  PROVIDER,
  SECOND_DAY,
  TODAY,
} from '../support/journeys.js';

const SIXTEEN = { kind: 'ATTENDANCE', state: 'AT_RISK' };

describe('from the certification day to the certificate, over HTTP', () => {
  let app: TestApp;
  let journeys: Journeys;
  beforeAll(async () => {
    app = await startApp('2025-01-20T10:00:00Z');
    journeys = new Journeys(app);
    await journeys.provider('nordlys');
  });
  afterAll(() => app.close());

  describe('attempts', () => {
    it('V27, L13: a failed attempt stays, the retry is number 2, and the certificate carries its date', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      const failed = await journeys.attempt(one.first, one.enrolmentId, {
        outcome: 'FAILED',
        assessor: 'Assessor',
      });
      expect(failed.attempt).toMatchObject({
        number: 1,
        outcome: 'FAILED',
        date: FIRST_DAY,
        assessor: 'Assessor',
      });
      const early = await journeys.issue(one.enrolmentId);
      expect(early).toMatchObject({
        __typename: 'RequirementsUnmet',
        unmet: [{ kind: 'ASSESSMENT', state: 'PENDING' }],
      });

      const passed = await journeys.attempt(one.second, one.enrolmentId);
      expect(passed.attempt).toMatchObject({
        number: 2,
        outcome: 'PASSED',
        date: SECOND_DAY,
        courseDay: { id: one.second },
      });
      const issued = await journeys.issue(one.enrolmentId);
      expect(issued.certificate).toMatchObject({
        issuedOn: SECOND_DAY,
        basis: { attemptNumber: 2, attemptDate: SECOND_DAY },
      });
      const { attempts } = await journeys.enrolment(one.enrolmentId, PROVIDER);
      expect(attempts.map((each: any) => [each.number, each.outcome])).toEqual([
        [1, 'FAILED'],
        [2, 'PASSED'],
      ]);
    });

    it('V27: the database refuses to delete or change an attempt', async () => {
      const one = await journeys.begin();
      await journeys.attempt(one.first, one.enrolmentId, { outcome: 'FAILED' });
      const unit = app.app.get(UnitOfWork);
      for (const statement of [
        sql`DELETE FROM certification_attempt WHERE enrolment_id = ${one.enrolmentId}`,
        sql`UPDATE certification_attempt SET outcome = 'PASSED' WHERE enrolment_id = ${one.enrolmentId}`,
      ])
        await expect(unit.run(() => app.store.change(statement))).rejects.toMatchObject({
          message: expect.stringContaining('never overwritten'),
        });
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        status: 'ACTIVE',
        attempts: [{ number: 1 }],
      });
    });

    it('V27: a retry may be on the same day or in another cohort, never earlier, and none follows a pass', async () => {
      const one = await journeys.begin();
      const elsewhere = await journeys.cohort();
      const [between] = await journeys.days(elsewhere, 'CERTIFICATION_DAY', 1, ['2026-02-16']);
      const attempt = (day: string, outcome: string) => journeys.attempt(day, one.enrolmentId, { outcome });
      expect((await attempt(one.first, 'FAILED')).attempt.number).toBe(1);
      expect((await attempt(one.first, 'FAILED')).attempt.number).toBe(2);
      expect((await attempt(between!, 'FAILED')).attempt).toMatchObject({ number: 3, date: '2026-02-16' });
      expect(await attempt(one.first, 'PASSED')).toMatchObject({
        __typename: 'InvalidInput',
        problems: [{ path: 'courseDayId' }],
      });
      expect((await attempt(one.second, 'PASSED')).attempt.number).toBe(4);
      expect(await attempt(one.second, 'FAILED')).toMatchObject({
        __typename: 'InvalidState',
        from: 'PASSED',
        allowed: [],
      });
    });

    it('a day that is none for certification, lies ahead or is cancelled takes no attempt', async () => {
      const one = await journeys.begin();
      const [ahead] = await journeys.days(one.cohortId, 'CERTIFICATION_DAY', 3, ['2026-04-07']);
      const [snowed] = await journeys.days(one.cohortId, 'CERTIFICATION_DAY', 4, ['2026-03-09']);
      await journeys.act(
        PROVIDER,
        'courseDayCancel',
        { courseDayId: snowed, reason: 'Sne' },
        'courseDay { id }',
      );
      for (const day of [one.seminarDays[0]!, ahead!])
        expect(await journeys.attempt(day, one.enrolmentId)).toMatchObject({
          __typename: 'InvalidInput',
          problems: [{ path: 'courseDayId' }],
        });
      expect(await journeys.attempt(snowed!, one.enrolmentId)).toMatchObject({
        __typename: 'InvalidState',
        from: 'CANCELLED',
      });
      expect((await journeys.enrolment(one.enrolmentId)).attempts).toEqual([]);
    });

    it('somebody of another track, or without a seat, takes no attempt', async () => {
      const one = await journeys.begin();
      const visitor = await journeys.enrol(one.engagement, one.person.id, { trackKey: 'INTRO' });
      expect(await journeys.attempt(one.first, visitor, {}, AGENCY)).toMatchObject({
        __typename: 'InvalidInput',
        problems: [{ path: 'enrolmentId' }],
      });
      await journeys.act(
        AGENCY,
        'enrolmentWithdraw',
        { enrolmentId: one.enrolmentId, on: TODAY },
        '__typename',
      );
      expect(await journeys.attempt(one.first, one.enrolmentId)).toMatchObject({
        __typename: 'InvalidState',
        from: 'WITHDRAWN',
      });
    });

    it('a track without certification takes no attempt, and has no course certificate before the course is completed', async () => {
      const engagement = await journeys.engagement('HERLEV_2017');
      const cohortId = await journeys.cohort('HERLEV_2017', 'OD_BASIC');
      app.clock.set(NOW);
      const [day] = await journeys.days(cohortId, 'CERTIFICATION_DAY', 1, [FIRST_DAY]);
      const person = await journeys.person('Bo Bech');
      const enrolmentId = await journeys.enrol(engagement, person.id, { trackKey: 'OD_BASIC', cohortId });
      expect(await journeys.attempt(day!, enrolmentId)).toMatchObject({
        __typename: 'InvalidState',
        allowed: [],
      });
      expect(await journeys.issue(enrolmentId)).toMatchObject({
        __typename: 'InvalidState',
        allowed: ['COMPLETED'],
      });
    });

    it('what is open on the certification day is pointed out and holds nothing up (1d)', async () => {
      const one = await journeys.begin();
      await journeys.attend(one, '2 PM');
      const answer = await journeys.attempt(one.first, one.enrolmentId);
      expect(answer.warnings).toMatchObject([
        {
          kind: 'ATTENDANCE',
          explanation: expect.stringContaining('Mangler: seminar 2, dag 1, eftermiddag'),
        },
        { kind: 'SUPERVISION', explanation: expect.stringContaining('Mangler 50 t 0 min') },
      ]);
    });

    it('the same request under one key writes one attempt; another input under it is refused', async () => {
      const one = await journeys.begin();
      const key = { idempotencyKey: 'tablet-1' };
      const first = await journeys.attempt(one.first, one.enrolmentId, key);
      expect(first.attempt).toMatchObject({ number: 1, outcome: 'PASSED' });
      const again = await journeys.attempt(one.first, one.enrolmentId, key);
      expect(again.attempt).toEqual(first.attempt);
      expect(await journeys.attempt(one.first, one.enrolmentId, { ...key, outcome: 'FAILED' })).toMatchObject(
        {
          __typename: 'InvalidInput',
          problems: [{ path: 'idempotencyKey' }],
        },
      );
      expect((await journeys.enrolment(one.enrolmentId)).attempts).toHaveLength(1);
    });

    it('V27: a repeated request answers with the attempt that it wrote, also where a later one is like it', async () => {
      const one = await journeys.begin();
      const failed = (idempotencyKey: string) =>
        journeys.attempt(one.first, one.enrolmentId, { outcome: 'FAILED', idempotencyKey });
      const answers = [await failed('failed-1'), await failed('failed-2')];
      expect(answers.map(({ attempt }) => attempt.number)).toEqual([1, 2]);
      expect([await failed('failed-1'), await failed('failed-2')]).toEqual(answers);
    });

    it('another provider finds neither the day nor the person, and a CPR number is refused', async () => {
      const one = await journeys.begin();
      expect(await journeys.attempt(one.first, one.enrolmentId, {}, OTHER_PROVIDER)).toMatchObject({
        __typename: 'NotFound',
      });
      const theirs = await journeys.cohort('AD_BOSTOETTE_2019', 'MEETING_LEADER', 'nordlys');
      const [day] = await journeys.days(theirs, 'CERTIFICATION_DAY', 1, [FIRST_DAY]);
      expect(await journeys.attempt(day!, one.enrolmentId, {}, OTHER_PROVIDER)).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await journeys.attempt(day!, one.enrolmentId, {}, PROVIDER)).toMatchObject({
        __typename: 'NotFound',
      });
      const written = await journeys.attempt(one.first, one.enrolmentId, {
        alternativeBasis: 'Borger 010190-1234',
      });
      expect(written).toMatchObject({ __typename: 'ContainsCpr', path: 'alternativeBasis' });
    });
  });

  describe('issuing', () => {
    it('V20: 15 of 16 half-days without dispensation is refused with the figures', async () => {
      const one = await journeys.begin();
      await journeys.attend(one, '2 PM');
      await journeys.attempt(one.first, one.enrolmentId);
      const refused = await journeys.issue(one.enrolmentId);
      expect(refused).toMatchObject({
        __typename: 'RequirementsUnmet',
        code: 'REQUIREMENTS_UNMET',
        unmet: [SIXTEEN],
      });
      expect(refused.unmet).toHaveLength(1);
      expect(refused.unmet[0].explanation).toContain(
        '15 af 16 halve dage. Mangler: seminar 2, dag 1, eftermiddag.',
      );
      expect((await journeys.enrolment(one.enrolmentId)).certificate).toBeNull();
    });

    it('V20: a dispensation lifts the missing half-day, and says who, when and why', async () => {
      const one = await journeys.begin();
      await journeys.attend(one, '2 PM');
      await journeys.attempt(one.first, one.enrolmentId);
      const granted = await journeys.dispense(one.enrolmentId, 'ATTENDANCE');
      expect(granted.dispensation).toMatchObject({
        requirement: 'ATTENDANCE',
        reason: 'Deltog på et tilsvarende seminar',
        grantedOn: TODAY,
      });
      const { subject } = (await app.store.queryOne<{ subject: string }>(sql`
        SELECT recorded_by AS subject FROM dispensation WHERE id = ${granted.dispensation.id}`))!;
      const log = await app.store.queryOne(sql`
        SELECT action, recorded_by, reason, CASE WHEN recorded_at >= '2026-03-10' THEN 1 END AS when_known FROM audit_event
        WHERE subject_id = ${granted.dispensation.id}`);
      expect(log).toEqual({
        action: 'dispensationGrant',
        recordedBy: subject,
        reason: 'Deltog på et tilsvarende seminar',
        whenKnown: 1,
      });
      expect(subject).toContain('AGENCY');

      const issued = await journeys.issue(one.enrolmentId);
      expect(issued.certificate).toMatchObject({
        basis: { attendedHalfDays: 15, requiredHalfDays: 16, dispensations: ['ATTENDANCE'] },
      });
      const now = await journeys.enrolment(one.enrolmentId, participant(one.person.email));
      expect(now).toMatchObject({
        dispensations: [{ requirement: 'ATTENDANCE', reason: 'Deltog på et tilsvarende seminar' }],
        progress: { certified: true, requirements: [{ kind: 'ATTENDANCE', state: 'DISPENSED' }, {}, {}] },
      });
    });

    it('V20, L1: a half-day that was made up in another cohort counts, and dates the certificate', async () => {
      const one = await journeys.begin();
      await journeys.attend(one, '2 PM');
      await journeys.attempt(one.first, one.enrolmentId);
      const elsewhere = await journeys.cohort();
      const [day] = await journeys.days(elsewhere, 'SEMINAR', 2, ['2026-02-23', '2026-02-24']);
      const makesUpHalfDayId = await journeys.halfDay(one.seminarDays[2]!, 'PM');
      const guest = { enrolmentId: one.enrolmentId, part: 'PM', state: 'PRESENT', makesUpHalfDayId };
      const sheet = { courseDayId: day, entries: [guest] };
      await journeys.succeed(PROVIDER, 'attendanceRecord', sheet, 'courseDay { id }');
      const issued = await journeys.issue(one.enrolmentId);
      expect(issued.certificate).toMatchObject({
        issuedOn: '2026-02-23',
        basis: { attendedHalfDays: 15, madeUpHalfDays: 1, attemptDate: FIRST_DAY },
      });
    });

    it('V21, L14: no recording is no obstacle, with or without an alternative basis', async () => {
      for (const alternativeBasis of ['Rollespil og skriftlig refleksion', null]) {
        const one = await journeys.begin();
        await journeys.attend(one);
        const answer = await journeys.attempt(one.first, one.enrolmentId, {
          video: 'NOT_POSSIBLE',
          alternativeBasis,
        });
        expect(answer.attempt).toMatchObject({ outcome: 'PASSED', video: 'NOT_POSSIBLE', alternativeBasis });
        expect((await journeys.issue(one.enrolmentId)).__typename).toBe('CertificateIssuePayload');
      }
    });

    it('the certificate says what it rests on, and what is still open is pointed out', async () => {
      const one = await journeys.begin({ name: 'Søren Ærø' });
      await journeys.attend(one);
      await journeys.attempt(one.first, one.enrolmentId);
      const issued = await journeys.issue(one.enrolmentId);
      expect(issued.warnings).toMatchObject([
        { kind: 'SUPERVISION', explanation: expect.stringContaining('Mangler 50 t') },
      ]);
      expect(issued.certificate).toEqual({
        id: expect.stringMatching(/^cer_/),
        number: expect.stringMatching(/^FL-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]$/),
        version: 1,
        status: 'VALID',
        issuedOn: FIRST_DAY,
        validUntil: null,
        holderName: 'Søren Ærø',
        title: 'Mødeleder i Åben Dialog',
        enrolment: { id: one.enrolmentId },
        basis: {
          programmeKey: 'AD_BOSTOETTE_2019',
          trackKey: 'MEETING_LEADER',
          ruleVersion: 1,
          requiredHalfDays: 16,
          attendedHalfDays: 16,
          madeUpHalfDays: 0,
          supervisionMinutes: 0,
          supervisionTargetMinutes: 3000,
          attemptNumber: 1,
          attemptDate: FIRST_DAY,
          dispensations: [],
        },
      });
      const { id, number } = issued.certificate;
      expect(await journeys.node(id, 'number', PROVIDER)).toEqual({ number });
    });

    it('V23: dated from the passing attempt to today, by default when both attempt and days were done', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      await journeys.attempt(one.second, one.enrolmentId);
      for (const issuedOn of ['2026-03-01', '2026-03-11'])
        expect(await journeys.issue(one.enrolmentId, { issuedOn })).toMatchObject({
          __typename: 'InvalidInput',
          problems: [{ path: 'issuedOn' }],
        });
      const issued = await journeys.issue(one.enrolmentId, { issuedOn: '2026-03-05' });
      expect(issued.certificate.issuedOn).toBe('2026-03-05');
    });

    it('V23: somebody whose last half-day came after the attempt is dated by that half-day', async () => {
      const one = await journeys.begin();
      const [last] = await journeys.days(one.cohortId, 'CERTIFICATION_DAY', 3, ['2025-11-03']);
      await journeys.attempt(last!, one.enrolmentId);
      await journeys.attend(one);
      expect((await journeys.issue(one.enrolmentId)).certificate).toMatchObject({
        issuedOn: '2025-12-02',
        basis: { attemptDate: '2025-11-03' },
      });
    });

    it('V20, V23: by default it is not dated before a dispensation without which it would not be issued', async () => {
      const one = await journeys.begin();
      await journeys.attend(one, '2 PM');
      await journeys.attempt(one.first, one.enrolmentId);
      app.clock.set('2026-03-05T10:00:00Z');
      await journeys.dispense(one.enrolmentId, 'ATTENDANCE');
      app.clock.set(NOW);
      const { certificate } = await journeys.issue(one.enrolmentId);
      expect(certificate.issuedOn).toBe('2026-03-05');
      const query = `query($id: ID!, $day: LocalDate!) { enrolment(id: $id) {
        progress(asOf: { validOn: $day }) { certified requirements { state } } } }`;
      const standing = async (day: string) => {
        const { enrolment } = await journeys.ask(AGENCY, query, { id: one.enrolmentId, day });
        return enrolment.progress;
      };
      expect(await standing('2026-03-04')).toMatchObject({
        certified: false,
        requirements: [{ state: 'AT_RISK' }, {}, {}],
      });
      expect(await standing('2026-03-05')).toMatchObject({
        certified: true,
        requirements: [{ state: 'DISPENSED' }, {}, {}],
      });
    });

    it('V23: a dispensation without which it would be issued all the same does not date it', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      await journeys.attempt(one.first, one.enrolmentId);
      // Attendance is met; supervision does not hold up the issue.
      for (const requirement of ['ATTENDANCE', 'SUPERVISION'])
        await journeys.dispense(one.enrolmentId, requirement);
      expect((await journeys.issue(one.enrolmentId)).certificate.issuedOn).toBe(FIRST_DAY);
    });

    it('V23: one that is asked for may be dated before a dispensation', async () => {
      const one = await journeys.begin();
      await journeys.attend(one, '2 PM');
      await journeys.attempt(one.first, one.enrolmentId);
      await journeys.dispense(one.enrolmentId, 'ATTENDANCE');
      const { certificate } = await journeys.issue(one.enrolmentId, { issuedOn: FIRST_DAY });
      expect(certificate.issuedOn).toBe(FIRST_DAY);
    });

    it('V23: without an attempt, by dispensation, it is dated today', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      await journeys.dispense(one.enrolmentId, 'ASSESSMENT');
      expect((await journeys.issue(one.enrolmentId)).certificate).toMatchObject({
        issuedOn: TODAY,
        basis: { attemptNumber: null, attemptDate: null, dispensations: ['ASSESSMENT'] },
      });
    });

    it('V22: a second one for the enrolment is refused, also when both are asked for at once', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      await journeys.attempt(one.first, one.enrolmentId);
      const both = await Promise.all([journeys.issue(one.enrolmentId), journeys.issue(one.enrolmentId)]);
      expect(both.map((each) => each.__typename).sort()).toEqual(['CertificateIssuePayload', 'Duplicate']);
      const issued = both.find((each) => each.__typename === 'CertificateIssuePayload');
      const third = await journeys.issue(one.enrolmentId);
      expect(third.existing).toEqual([{ id: issued.certificate.id }]);
    });

    it('V22: the same request under one key issues one and answers it as it stands; another input is refused', async () => {
      const one = await journeys.begin();
      const key = { idempotencyKey: 'issue-1' };
      // What was refused is no answer: the same key serves when nothing is open any more.
      expect(await journeys.issue(one.enrolmentId, key)).toMatchObject({ __typename: 'RequirementsUnmet' });
      await journeys.attend(one);
      await journeys.attempt(one.first, one.enrolmentId);
      const first = await journeys.issue(one.enrolmentId, key);
      expect(first.certificate).toMatchObject({ status: 'VALID' });
      expect(await journeys.issue(one.enrolmentId, key)).toEqual(first);
      await journeys.revoke(first.certificate.number);
      expect((await journeys.issue(one.enrolmentId, key)).certificate).toMatchObject({
        number: first.certificate.number,
        status: 'REVOKED',
      });
      expect(await journeys.issue(one.enrolmentId, { ...key, issuedOn: TODAY })).toMatchObject({
        __typename: 'InvalidInput',
        problems: [{ path: 'idempotencyKey' }],
      });
    });

    it('V22: a repeated request answers with the certificate that it issued, in its latest version, not with a later one', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      await journeys.attempt(one.first, one.enrolmentId);
      const issue = async (idempotencyKey: string) =>
        (await journeys.issue(one.enrolmentId, { idempotencyKey })).certificate;
      const first = await issue('before');
      await journeys.revoke(first.number);
      const second = await issue('after');
      expect(await issue('before')).toEqual({ ...first, status: 'REVOKED' });
      const reissued = { number: second.number, reason: 'Navneskift' };
      await journeys.act(
        AGENCY,
        'personRename',
        { personId: one.person.id, name: 'Åse Holm', reason: 'Gift' },
        '__typename',
      );
      await journeys.succeed(PROVIDER, 'certificateReissue', reissued, 'certificate { version }');
      expect(await issue('after')).toMatchObject({ number: second.number, version: 2, status: 'VALID' });
    });

    it('V22: one per person, programme and title, also from another engagement', async () => {
      const one = await journeys.certified();
      await journeys.act(
        AGENCY,
        'enrolmentWithdraw',
        { enrolmentId: one.enrolmentId, on: TODAY },
        '__typename',
      );
      const engagement = await journeys.engagement();
      const enrolmentId = await journeys.enrol(engagement, one.person.id, { cohortId: one.cohortId });
      const two = { ...one, enrolmentId };
      await journeys.attend(two);
      await journeys.attempt(one.first, enrolmentId);
      expect(await journeys.issue(enrolmentId)).toMatchObject({
        __typename: 'Duplicate',
        existing: [{ id: one.certificate.id }],
      });
      await journeys.revoke(one.certificate.number);
      const issued = await journeys.issue(enrolmentId);
      expect(issued.certificate.number).not.toBe(one.certificate.number);
    });

    it('V24: what a certificate said cannot be changed, and a later correction does not alter it', async () => {
      const one = await journeys.certified();
      const unit = app.app.get(UnitOfWork);
      for (const statement of [
        sql`UPDATE certificate SET snapshot = '{}' WHERE id = ${one.certificate.id}`,
        sql`UPDATE certificate SET holder_name = 'En anden' WHERE id = ${one.certificate.id}`,
        sql`DELETE FROM certificate WHERE id = ${one.certificate.id}`,
        sql`UPDATE certificate_event SET kind = 'REVOKED' WHERE certificate_id = ${one.certificate.id}`,
      ])
        await expect(unit.run(() => app.store.change(statement))).rejects.toMatchObject({
          message: expect.stringContaining('never overwritten'),
        });
      await journeys.correctAttendance(one, 0, 'AM');
      const now = await journeys.certificate(one.certificate.number);
      expect(now).toEqual({ ...one.certificate, status: 'REVIEW_REQUIRED' });
      expect(now.basis.attendedHalfDays).toBe(16);
    });
  });

  describe('after issue', () => {
    it('V25, L22: 16 half-days corrected to 15 put the certificate under review; it is not revoked and still holds', async () => {
      const one = await journeys.certified();
      await journeys.correctAttendance(one, 2, 'PM');
      const now = await journeys.enrolment(one.enrolmentId);
      expect(now).toMatchObject({
        certificate: { number: one.certificate.number, status: 'REVIEW_REQUIRED' },
        progress: { certified: true, attendance: { attendedHalfDays: 15 } },
      });
      expect(await journeys.verify(one.certificate.number)).toMatchObject({
        status: 'REVIEW_REQUIRED',
        issuedOn: FIRST_DAY,
        statusSince: TODAY,
      });
      expect(await journeys.issue(one.enrolmentId)).toMatchObject({ __typename: 'Duplicate' });
    });

    it('L22: a review does not end by itself when the sheet is put right, and may end in a revocation', async () => {
      const one = await journeys.certified();
      await journeys.correctAttendance(one, 2, 'PM');
      await journeys.correctAttendance(one, 2, 'PM', 'PRESENT');
      const { number } = one.certificate;
      expect(await journeys.certificate(number)).toMatchObject({ status: 'REVIEW_REQUIRED' });
      expect((await journeys.revoke(number)).certificate.status).toBe('REVOKED');
    });

    it('V25: 3000 minutes corrected to 2940 leave the certificate alone and reopen the completion', async () => {
      const one = await journeys.begin();
      await journeys.attend(one);
      const [meeting] = await journeys.supervise(one);
      await journeys.attempt(one.first, one.enrolmentId);
      expect((await journeys.enrolment(one.enrolmentId)).status).toBe('ACTIVE');
      const issued = await journeys.issue(one.enrolmentId);
      expect(issued).toMatchObject({ warnings: [], certificate: { basis: { supervisionMinutes: 3000 } } });
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        status: 'COMPLETED',
        progress: { completed: true },
      });

      await journeys.correctSupervision(one, meeting!);
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        status: 'ACTIVE',
        certificate: { status: 'VALID' },
        progress: { certified: true, completed: false, supervision: { creditedMinutes: 2940 } },
      });
      await journeys.dispense(one.enrolmentId, 'SUPERVISION');
      expect((await journeys.enrolment(one.enrolmentId)).status).toBe('COMPLETED');
    });

    it('V26, L15: a revoked number keeps answering without sign-in, reopens the completion, and is never used again', async () => {
      const one = await journeys.certified({ supervised: true });
      const { number } = one.certificate;
      expect(await journeys.verify(number)).toEqual({
        number,
        status: 'VALID',
        holderName: 'Åse Møller',
        title: 'Mødeleder i Åben Dialog',
        issuedOn: FIRST_DAY,
        statusSince: FIRST_DAY,
        validUntil: null,
        version: 1,
      });
      app.clock.set('2026-05-04T08:00:00Z');
      expect((await journeys.revoke(` ${number.toLowerCase().replaceAll('-', ' ')} `)).certificate).toEqual({
        number,
        status: 'REVOKED',
      });
      expect(await journeys.verify(number)).toMatchObject({
        number,
        status: 'REVOKED',
        statusSince: '2026-05-04',
      });
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        status: 'ACTIVE',
        certificate: { number, status: 'REVOKED' },
        progress: { certified: false, completed: false },
      });
      const log = await app.store.queryOne(sql`
        SELECT before, after, reason FROM audit_event
        WHERE action = 'certificateRevoke' AND subject_id = ${one.certificate.id}`);
      expect(log).toEqual({
        before: '{"status":"VALID"}',
        after: '{"status":"REVOKED"}',
        reason: 'Udstedt på forkert grundlag',
      });
      expect(await journeys.revoke(number)).toMatchObject({
        __typename: 'InvalidState',
        from: 'REVOKED',
        allowed: ['VALID', 'REVIEW_REQUIRED', 'EXPIRED'],
      });

      const second = await journeys.issue(one.enrolmentId);
      expect(second.certificate.number).not.toBe(number);
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        status: 'COMPLETED',
        certificate: { number: second.certificate.number, status: 'VALID' },
      });
      expect(await journeys.verify(number)).toMatchObject({ status: 'REVOKED' });
    });

    it('L15: an enrolment shows the certificate that holds, also where a later one was revoked', async () => {
      const one = await journeys.certified();
      await journeys.revoke(one.certificate.number);
      const later = await journeys.issue(one.enrolmentId);
      await journeys.revoke(later.certificate.number);
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        certificate: { number: later.certificate.number, status: 'REVOKED' },
      });
      const { number } = one.certificate;
      const input = { number, reason: 'Ved en fejl' };
      await journeys.succeed(PROVIDER, 'certificateReinstate', input, 'certificate { status }');
      expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
        certificate: { number, status: 'VALID' },
      });
    });

    it('V26, L16: a number with a second version answers with that one, and the first shows REPLACED', async () => {
      const one = await journeys.certified();
      const { number, id } = one.certificate;
      const named = { personId: one.person.id, name: 'Åse Holm', reason: 'Gift' };
      await journeys.succeed(AGENCY, 'personRename', named, 'person { id }');
      const input = { number, reason: 'Nyt navn' };
      const made = await journeys.succeed(PROVIDER, 'certificateReissue', input, 'certificate { id }');
      const newer = made.certificate.id;
      expect(await journeys.verify(number)).toMatchObject({
        status: 'VALID',
        version: 2,
        holderName: 'Åse Holm',
        issuedOn: FIRST_DAY,
      });
      expect(await journeys.certificate(number)).toMatchObject({ id: newer, version: 2 });
      expect(await journeys.node(id, 'version status')).toEqual({ version: 1, status: 'REPLACED' });
    });

    it('a number with a slip of the pen, or none at all, is no certificate', async () => {
      const one = await journeys.certified();
      const { number } = one.certificate as { number: string };
      const other = number.at(-3) === '7' ? '8' : '7';
      const slip = `${number.slice(0, -3)}${other}${number.slice(-2)}`;
      for (const text of [slip, 'FL-2222-2222-2', '', number.repeat(50), "' OR 1=1 --"]) {
        expect(await journeys.verify(text)).toBeNull();
        expect(await journeys.certificate(text)).toBeNull();
        expect(await journeys.revoke(text, AGENCY)).toMatchObject({ __typename: 'NotFound' });
      }
      for (const text of [number.toLowerCase(), number.replaceAll('-', ''), number.slice(3), ` ${number} `])
        expect(await journeys.certificate(text)).toMatchObject({ number });
    });
  });

  describe('who sees and does what', () => {
    it('a participant reads the own certificate only, a coordinator those on own seats', async () => {
      const one = await journeys.certified();
      const two = await journeys.certified();
      const { number } = one.certificate;
      const reads = async (roles: RoleClaim[]) => (await journeys.certificate(number, roles)) !== null;
      expect(await reads(participant(one.person.email))).toBe(true);
      expect(await reads(participant(two.person.email))).toBe(false);
      expect(await reads(coordinator(one.engagement.municipality))).toBe(true);
      expect(await reads(coordinator(two.engagement.municipality))).toBe(false);
      expect(await reads(PROVIDER)).toBe(true);
      expect(await reads(OTHER_PROVIDER)).toBe(false);
      expect(await journeys.node(one.certificate.id, 'id', participant(two.person.email))).toBeNull();
      expect(await journeys.verify(number)).toMatchObject({ number });
    });

    it('another provider finds no enrolment to certify and no certificate to revoke', async () => {
      const one = await journeys.certified();
      expect(await journeys.issue(one.enrolmentId, {}, OTHER_PROVIDER)).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await journeys.revoke(one.certificate.number, OTHER_PROVIDER)).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await journeys.issue('enr_none', {}, AGENCY)).toMatchObject({ __typename: 'NotFound' });
      expect(await journeys.verify(one.certificate.number)).toMatchObject({ status: 'VALID' });
    });

    it('neither participant, coordinator nor the public may certify, and only the agency dispenses', async () => {
      const one = await journeys.begin();
      const mutation = `mutation($id: ID!) { certificateIssue(input: { enrolmentId: $id }) { __typename } }`;
      const dispense = `mutation($id: ID!) { dispensationGrant(input: { enrolmentId: $id, requirement: ATTENDANCE,
        reason: "fordi" }) { __typename } }`;
      const codeOf = async (roles: RoleClaim[] | null, query: string) =>
        (await app.ask(roles, query, { id: one.enrolmentId })).errors?.[0]?.extensions['code'];
      expect(await codeOf(participant(one.person.email), mutation)).toBe('FORBIDDEN');
      expect(await codeOf(coordinator(one.engagement.municipality), mutation)).toBe('FORBIDDEN');
      expect(await codeOf(PROVIDER, dispense)).toBe('FORBIDDEN');
      expect(await codeOf(coordinator(one.engagement.municipality), dispense)).toBe('FORBIDDEN');
      expect(await codeOf(null, mutation)).toBe('UNAUTHENTICATED');
    });

    it('a requirement is lifted once, and only where there is one', async () => {
      const one = await journeys.begin();
      await journeys.dispense(one.enrolmentId, 'SUPERVISION');
      expect(await journeys.dispense(one.enrolmentId, 'SUPERVISION')).toMatchObject({
        __typename: 'Duplicate',
        existing: [],
        message: 'This requirement is lifted already.',
      });
      const leader = await journeys.enrol(one.engagement, one.person.id, {
        trackKey: 'LEADERSHIP',
        capacity: 'LEADER',
      });
      expect(await journeys.dispense(leader, 'ASSESSMENT')).toMatchObject({
        __typename: 'InvalidState',
        from: 'NOT_APPLICABLE',
      });
      expect(await journeys.dispense('enr_none', 'ATTENDANCE')).toMatchObject({ __typename: 'NotFound' });
      expect((await journeys.enrolment(one.enrolmentId)).dispensations).toHaveLength(1);
    });
  });

  it('a list asks the database as often for one certificate as for many', async () => {
    const statements = async (enrolmentCount: number) => {
      app.clock.set('2025-01-20T10:00:00Z');
      const begun = await journeys.begin();
      const ids = [begun.enrolmentId];
      for (let n = 1; n < enrolmentCount; n += 1) {
        const person = await journeys.person(`Person ${n}`);
        ids.push(await journeys.enrol(begun.engagement, person.id, { cohortId: begun.cohortId }));
      }
      for (const enrolmentId of ids) {
        await journeys.attend({ ...begun, enrolmentId });
        await journeys.attempt(begun.first, enrolmentId, { outcome: 'FAILED' });
        await journeys.attempt(begun.second, enrolmentId);
        await journeys.dispense(enrolmentId, 'SUPERVISION');
        await journeys.issue(enrolmentId);
      }
      const query = jest.spyOn(app.store, 'query');
      const { cohort } = await journeys.ask(
        PROVIDER,
        `query($id: ID!) { cohort(id: $id) { enrolments { nodes { certificate { number status enrolment { id } }
          attempts { number courseDay { date } } dispensations { requirement } } } } }`,
        { id: begun.cohortId },
      );
      const count = query.mock.calls.length;
      query.mockRestore();
      expect(cohort.enrolments.nodes).toHaveLength(enrolmentCount);
      for (const node of cohort.enrolments.nodes)
        expect(node).toMatchObject({
          certificate: { status: 'VALID' },
          attempts: [{}, {}],
          dispensations: [{}],
        });
      return count;
    };
    expect(await statements(5)).toBe(await statements(1));
  });

  it('the public check takes one statement', async () => {
    const one = await journeys.certified();
    const query = jest.spyOn(app.store, 'query');
    await journeys.verify(one.certificate.number);
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });
});

describe('under rules with a limit of two attempts and certificates that hold for a year', () => {
  let app: TestApp;
  let folder: string;
  let journeys: Journeys;
  beforeAll(async () => {
    app = await startApp('2025-01-20T10:00:00Z');
    journeys = new Journeys(app);
    folder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
    const rules = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8')
      .replaceAll('AD_BOSTOETTE_2019', 'AD_TIDSBEGRAENSET')
      .replace('"maxAttempts": null', '"maxAttempts": 2')
      .replace('"validMonths": null', '"validMonths": 12')
      .replace('"CERTIFICATION_DAY": { "attendance": "WARN"', '"CERTIFICATION_DAY": { "attendance": "BLOCK"');
    writeFileSync(join(folder, 'ad-tidsbegraenset.jsonc'), rules);
    Object.assign(app.app.get(ProgrammeFolder), { path: folder });
    await app.app.get(Rulebook).onModuleInit();
    journeys.programmeKey = 'AD_TIDSBEGRAENSET';
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a requirement that blocks the certification day refuses the attempt', async () => {
    const one = await journeys.begin();
    await journeys.attend(one, '7 PM');
    expect(await journeys.attempt(one.first, one.enrolmentId)).toMatchObject({
      __typename: 'RequirementsUnmet',
      unmet: [SIXTEEN],
    });
    await journeys.dispense(one.enrolmentId, 'ATTENDANCE');
    expect(await journeys.attempt(one.first, one.enrolmentId)).toMatchObject({ attempt: { number: 1 } });
  });

  it('a third attempt is refused', async () => {
    const one = await journeys.begin();
    await journeys.attend(one);
    for (const number of [1, 2])
      expect(await journeys.attempt(one.first, one.enrolmentId, { outcome: 'FAILED' })).toMatchObject({
        attempt: { number },
      });
    expect(await journeys.attempt(one.second, one.enrolmentId)).toMatchObject({
      __typename: 'InvalidState',
      from: 'FAILED',
    });
  });

  it('L15: a certificate holds through its last day, and then answers EXPIRED everywhere', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    expect(one.certificate).toMatchObject({ issuedOn: FIRST_DAY, validUntil: '2027-02-01' });
    app.clock.set('2027-02-01T20:00:00Z');
    expect(await journeys.verify(number)).toMatchObject({ status: 'VALID', statusSince: FIRST_DAY });
    app.clock.set('2027-02-02T08:00:00Z');
    expect(await journeys.verify(number)).toMatchObject({ status: 'EXPIRED', statusSince: '2027-02-02' });
    expect(await journeys.certificate(number)).toMatchObject({ status: 'EXPIRED' });
    expect(await journeys.enrolment(one.enrolmentId)).toMatchObject({
      certificate: { status: 'EXPIRED' },
      progress: { certified: false },
    });
    expect(await journeys.issue(one.enrolmentId)).toMatchObject({ __typename: 'Duplicate' });
    expect((await journeys.revoke(number)).certificate.status).toBe('REVOKED');
  });

  it('L15: one that would be over on the day it is issued is refused, until it is given a later day', async () => {
    const one = await journeys.begin();
    await journeys.attend(one);
    await journeys.attempt(one.first, one.enrolmentId);
    app.clock.set('2027-02-02T08:00:00Z');
    for (const issuedOn of [undefined, FIRST_DAY])
      expect(await journeys.issue(one.enrolmentId, { issuedOn })).toMatchObject({
        __typename: 'InvalidInput',
        problems: [
          {
            path: 'issuedOn',
            message: 'must be a later day: one of 2026-02-02 would have ended on 2027-02-01',
          },
        ],
      });
    const { certificate } = await journeys.issue(one.enrolmentId, { issuedOn: '2026-02-03' });
    expect(certificate).toMatchObject({ status: 'VALID', issuedOn: '2026-02-03', validUntil: '2027-02-02' });
  });
});
