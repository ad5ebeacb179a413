/** The rules that hold against whoever writes, and at whatever moment: the database itself refuses to break them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from '../../src/storage/certification.entity.js';
import { AttendanceEntity, CourseDayEntity, CourseDayPlanEntity } from '../../src/storage/course.entity.js';
import { MachineTokenEntity } from '../../src/storage/machine.entity.js';
import { AuditSealEntity } from '../../src/storage/log.entity.js';
import { openStore } from '../../src/storage/open-store.js';
import {
  AffiliationEntity,
  DispensationEntity,
  EnrolmentEntity,
  PersonEntity,
} from '../../src/storage/people.entity.js';
import { CorrectionRequestEntity, ReadingEntity } from '../../src/storage/protection.entity.js';
import { RuleSetEntity, SeatEntity } from '../../src/storage/reference.entity.js';
import { SessionEntity } from '../../src/storage/session.entity.js';
import type { Store } from '../../src/storage/store.js';
import {
  GroupMemberEntity,
  PresenceEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
} from '../../src/storage/supervision.entity.js';
import { SeatOfferEntity, WaitingPriorityEntity } from '../../src/storage/seats.entity.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Attempts } from '../support/schema-attempt.js';
import { fill } from '../support/schema-filling.js';
import {
  affiliation,
  attendance,
  auditSeal,
  certificate,
  certificateEvent,
  certificationAttempt,
  correctionRequest,
  courseDay,
  DATE,
  dispensation,
  enrolment,
  groupMember,
  machineToken,
  session,
  meeting,
  person,
  plan,
  presence,
  reading,
  ruleSet,
  seat,
  seatOffer,
  supervisionRecord,
  waitingPriority,
} from '../support/schema-rows.js';

const LATER = '2026-11-24T12:00:00.000Z';

describe('the tables refuse by themselves', () => {
  let database: TestDatabase;
  let store: Store;
  let attempt: Attempts;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    attempt = new Attempts(store);
    await fill(store);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('a row that refers to nothing, and one without what is required', async () => {
    expect(await attempt.insert(PersonEntity, person(4))).toBe('accepted');
    expect(await attempt.insert(AffiliationEntity, affiliation(4))).toBe('foreign key');
    expect(await attempt.statement(`DELETE FROM municipality`)).toBe('foreign key');
    expect(await attempt.statement(`UPDATE person SET name = NULL`)).toBe('required person.name');
  });

  it('a token of a program that reads for nobody or for two, and a second one with the same secret', async () => {
    const add = (changes: Partial<MachineTokenEntity>) =>
      attempt.insert(MachineTokenEntity, machineToken('mct_9', changes));
    expect(await add({})).toBe('accepted');
    expect(await add({ municipalityCode: null })).toBe('check machine_token_one_scope');
    expect(await add({ providerId: 'pro_1' })).toBe('check machine_token_one_scope');
    expect(await add({ secretHash: 'mct_1' })).toBe('DUPLICATE: unique machine_token (secret_hash)');
  });

  it('a second open request to correct the same record, and one that two are to answer', async () => {
    const add = (changes: Partial<CorrectionRequestEntity>) =>
      attempt.insert(CorrectionRequestEntity, correctionRequest('cor_9', changes));
    expect(await add({})).toBe('DUPLICATE: unique correction_request (person_id, record_id)');
    expect(await add({ answeredAt: LATER })).toBe('accepted');
    expect(await add({ recordId: 'aff_1', municipalityCode: '621' })).toBe('accepted');
    expect(await add({ recordId: 'aff_1', municipalityCode: '621', providerId: 'pro_1' })).toBe(
      'check correction_request_one_body',
    );
  });

  it('the same reading twice on a day', async () => {
    const add = (changes: Partial<ReadingEntity>) => attempt.insert(ReadingEntity, reading(changes));
    expect(await add({})).toMatch(/^DUPLICATE/);
    expect(await add({ field: 'person' })).toBe('accepted');
    expect(await add({ day: '2026-11-24' })).toBe('accepted');
    expect(await add({ personId: 'per_9' })).toBe('foreign key');
  });

  it('a session of nobody or of two, and a second one with the same id', async () => {
    const add = (changes: Partial<SessionEntity>) =>
      attempt.insert(SessionEntity, session('another digest', changes));
    expect(await add({})).toBe('accepted');
    expect(await add({ claims: null })).toBe('check session_one_holder');
    expect(await add({ accountId: 'acc_1' })).toBe('check session_one_holder');
    expect(await add({ idHash: 'a digest' })).toBe('DUPLICATE: unique session (id_hash)');
  });

  describe('V1, V3: a second holder of a seat', () => {
    it('but not a first one', async () => {
      expect(await attempt.insert(EnrolmentEntity, enrolment(3, { seatId: 'sea_2' }))).toBe(
        'DUPLICATE: unique enrolment (seat_id)',
      );
      expect(await attempt.insert(EnrolmentEntity, enrolment(3))).toBe('accepted');
    });

    it('and somebody who takes part without a seat', async () => {
      for (const status of ['CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED'])
        expect(await attempt.insert(EnrolmentEntity, enrolment(3, { status, seatId: null }))).toBe(
          'check enrolment_seated',
        );
      expect(await attempt.insert(EnrolmentEntity, enrolment(3, { status: 'NOMINATED', seatId: null }))).toBe(
        'accepted',
      );
    });
  });

  it('V1: two seats with the same number in a pool, and granted ones without a reason', async () => {
    const granted = { ...seat(9), kind: 'GRANTED' };
    expect(await attempt.insert(SeatEntity, { ...seat(2), id: 'sea_9' })).toBe(
      'DUPLICATE: unique seat (pool, number)',
    );
    expect(await attempt.insert(SeatEntity, granted)).toBe('check seat_grant_explained');
    expect(await attempt.insert(SeatEntity, { ...granted, reason: 'r' })).toBe('accepted');
    expect(await attempt.insert(SeatEntity, { ...seat(9), number: null })).toBe(
      'check seat_counted_is_numbered',
    );
  });

  it('a second open enrolment of a person on a track; one that was left does not count', async () => {
    const again = { personId: 'per_2', affiliationId: 'aff_2', seatId: 'sea_3' };
    const twice = 'DUPLICATE: unique enrolment (person_id, programme_key, track_key)';
    const enrol = (changes: Partial<EnrolmentEntity>) =>
      attempt.insert(EnrolmentEntity, enrolment(3, changes));
    expect(await enrol(again)).toBe(twice);
    expect(await enrol({ ...again, seatId: null, status: 'WAITLISTED' })).toBe(twice);
    expect(await enrol({ ...again, trackKey: 'OTHER' })).toBe('accepted');
    expect(await enrol({ personId: 'per_1', affiliationId: 'aff_1' })).toBe('accepted');
  });

  it('V3: a second standing offer of a seat or to a person, and one that is half over', async () => {
    const offer = (changes: Partial<SeatOfferEntity>) =>
      attempt.insert(SeatOfferEntity, seatOffer('ofr_2', changes));
    expect(await offer({ enrolmentId: 'enr_2' })).toBe('DUPLICATE: unique seat_offer (seat_id)');
    expect(await offer({ seatId: 'sea_1' })).toBe('DUPLICATE: unique seat_offer (enrolment_id)');
    expect(await offer({ enrolmentId: 'enr_2', seatId: 'sea_1' })).toBe('accepted');
    const over = { outcome: 'DECLINED', endedAt: LATER, endedBy: 'test' };
    expect(await offer(over)).toBe('accepted');
    expect(await offer({ ...over, endedBy: null })).toBe('check seat_offer_ended_whole');
    expect(await offer({ ...over, outcome: null })).toBe('check seat_offer_ended_whole');
    expect(await offer({ ...over, outcome: 'FORGOTTEN' })).toBe('check seat_offer_outcome');
  });

  it('a second current priority of somebody who waits, and one that is not small', async () => {
    const prioritise = (changes: Partial<WaitingPriorityEntity>) =>
      attempt.insert(WaitingPriorityEntity, { ...waitingPriority('fac_2'), ...changes });
    expect(await prioritise({})).toBe('DUPLICATE: unique waiting_priority (enrolment_id)');
    expect(await prioritise({ supersededAt: LATER })).toBe('accepted');
    for (const priority of [0, 10])
      expect(await prioritise({ enrolmentId: 'enr_2', priority })).toBe('check waiting_priority_small');
  });

  it('V7: a second current attendance of one half-day, and one that is neither present nor absent', async () => {
    const record = (changes: Partial<AttendanceEntity>) =>
      attempt.insert(AttendanceEntity, attendance('fac_2', changes));
    expect(await record({})).toBe('DUPLICATE: unique attendance (enrolment_id, course_day_id, part)');
    expect(await record({ part: 'PM' })).toBe('accepted');
    expect(await record({ supersededAt: LATER })).toBe('accepted');
    expect(await record({ part: 'PM', state: 'LATE' })).toBe('check attendance_state');
  });

  it('L1: a half-day that is made up twice, or half named', async () => {
    const makesUp = { state: 'PRESENT', makesUpCourseDayId: 'day_1', makesUpPart: 'AM' };
    const first = attendance('fac_2', { courseDayId: 'day_2', ...makesUp });
    const second = attendance('fac_3', { courseDayId: 'day_3', ...makesUp });
    expect(await attempt.insert(AttendanceEntity, first)).toBe('accepted');
    expect(await attempt.insert(AttendanceEntity, first, second)).toBe(
      'DUPLICATE: unique attendance (enrolment_id, makes_up_course_day_id, makes_up_part)',
    );
    expect(await attempt.insert(AttendanceEntity, first, { ...second, makesUpPart: 'PM' })).toBe('accepted');
    expect(await attempt.insert(AttendanceEntity, { ...first, makesUpPart: null })).toBe(
      'check attendance_make_up_whole',
    );
  });

  it('a second current presence at a meeting, and one that ends before it begins', async () => {
    const other = { enrolmentId: 'enr_2' };
    expect(await attempt.insert(PresenceEntity, presence('fac_2'))).toBe(
      'DUPLICATE: unique presence (meeting_id, enrolment_id)',
    );
    expect(await attempt.insert(PresenceEntity, presence('fac_2', other))).toBe('accepted');
    const backwards = presence('fac_2', { ...other, toAt: '2026-11-23T08:40:00.000Z' });
    expect(await attempt.insert(PresenceEntity, backwards)).toBe('check presence_order');
  });

  it('a second current record of a meeting; meetings and days that end before they begin', async () => {
    expect(await attempt.insert(SupervisionRecordEntity, supervisionRecord('fac_2'))).toBe(
      'DUPLICATE: unique supervision_record (meeting_id)',
    );
    const backwards = { ...meeting(2), plannedEndsAt: meeting(2).plannedStartsAt };
    expect(await attempt.insert(SupervisionMeetingEntity, backwards)).toBe('check supervision_meeting_order');
    expect(
      await attempt.insert(CourseDayPlanEntity, { ...plan('fac_2'), pmStartsAt: plan('').amStartsAt }),
    ).toBe('check course_day_plan_order');
  });

  it('a second current plan of a day, and a second day in one place of the course', async () => {
    expect(await attempt.insert(CourseDayPlanEntity, plan('fac_2'))).toBe(
      'DUPLICATE: unique course_day_plan (course_day_id)',
    );
    const same = { ...courseDay(1), id: 'day_9' };
    expect(await attempt.insert(CourseDayEntity, same)).toBe(
      'DUPLICATE: unique course_day (cohort_id, type, unit, day)',
    );
    expect(await attempt.insert(CourseDayEntity, { ...same, cancelled: true })).toBe('accepted');
  });

  it('V22: a second certificate that holds, also while the first is under review', async () => {
    const twice = 'DUPLICATE: unique certificate (person_id, programme_key, title)';
    const issue = (changes: Partial<CertificateEntity> = {}) =>
      attempt.insert(CertificateEntity, certificate(2, changes));
    expect(await issue()).toBe(twice);
    expect(await issue({ status: 'REVIEW_REQUIRED' })).toBe(twice);
    expect(await issue({ title: 'Superbruger' })).toBe('accepted');
    for (const [status, outcome] of [
      ['REVIEW_REQUIRED', twice],
      ['REVOKED', 'accepted'],
      ['REPLACED', 'accepted'],
    ])
      expect(
        await attempt.to(async () => {
          await store.change(sql`UPDATE certificate SET status = ${status} WHERE id = 'cer_1'`);
          await store.insert(CertificateEntity, certificate(2));
        }),
      ).toBe(outcome);
  });

  it('V26: a certificate number that is used again', async () => {
    const other = certificate(2, { number: 'FL-1', status: 'REVOKED' });
    expect(await attempt.insert(CertificateEntity, other)).toBe(
      'DUPLICATE: unique certificate (number, version)',
    );
    expect(await attempt.insert(CertificateEntity, { ...other, version: 2 })).toBe('accepted');
    expect(await attempt.insert(CertificateEventEntity, certificateEvent('cer_1', 1))).toBe(
      'DUPLICATE: unique certificate_event (certificate_id, sequence)',
    );
  });

  it('V27: an attempt number that is used again, and a second pass', async () => {
    const take = (...attempts: ReturnType<typeof certificationAttempt>[]) =>
      attempt.insert(CertificationAttemptEntity, ...attempts);
    const passed = (number: number) => certificationAttempt(number, 'PASSED');
    expect(await take({ ...certificationAttempt(1), id: 'att_9' })).toBe(
      'DUPLICATE: unique certification_attempt (enrolment_id, number)',
    );
    expect(await take(passed(2))).toBe('accepted');
    expect(await take(passed(2), passed(3))).toBe('DUPLICATE: unique certification_attempt (enrolment_id)');
  });

  it('two people with one e-mail address; any number without one', async () => {
    expect(await attempt.insert(PersonEntity, { ...person(4), email: 'p1@example.dk' })).toBe(
      'DUPLICATE: unique person (email)',
    );
    const without = (n: number) => ({ ...person(n), email: null });
    expect(await attempt.insert(PersonEntity, without(4), without(5))).toBe('accepted');
  });

  it('a second membership of a group at the same time', async () => {
    expect(await attempt.insert(GroupMemberEntity, groupMember('fac_2'))).toBe(
      'DUPLICATE: unique group_member (group_id, enrolment_id)',
    );
    const earlier = { ...groupMember('fac_3'), validFrom: '2025-02-01', validTo: '2025-03-01' };
    expect(await attempt.insert(GroupMemberEntity, earlier)).toBe('accepted');
    const backwards = { ...earlier, validTo: '2025-01-31' };
    expect(await attempt.insert(GroupMemberEntity, backwards)).toBe('check group_member_order');
  });

  it('a second dispensation without an end, or one that was granted at the same time as another', async () => {
    expect(await attempt.insert(DispensationEntity, dispensation('dis_2', { number: 2 }))).toBe(
      'DUPLICATE: unique dispensation (enrolment_id, requirement)',
    );
    const ending = (id: string, number: number) => dispensation(id, { number, validUntil: DATE });
    expect(await attempt.insert(DispensationEntity, ending('dis_2', 1))).toBe(
      'DUPLICATE: unique dispensation (enrolment_id, requirement, number)',
    );
    expect(await attempt.insert(DispensationEntity, ending('dis_2', 2), ending('dis_3', 3))).toBe('accepted');
    const other = dispensation('dis_4', { grantId: 'dis_none', requirement: 'ATTENDANCE' });
    expect(await attempt.insert(DispensationEntity, other)).toBe('foreign key');
  });

  it('V40: a rule set published twice, and enrolments under one that does not exist', async () => {
    expect(await attempt.insert(RuleSetEntity, { ...ruleSet(1), content: '{"other":1}' })).toBe(
      'DUPLICATE: unique rule_set (programme_key, version)',
    );
    expect(await attempt.insert(RuleSetEntity, ruleSet(0))).toBe('check rule_set_version_positive');
    expect(await attempt.insert(EnrolmentEntity, enrolment(3, { ruleVersion: 2 }))).toBe('foreign key');
  });

  it('V44: a seal of the log that has a number already, or is about more events than there can be', async () => {
    const seal = (changes: Partial<AuditSealEntity>) =>
      attempt.insert(AuditSealEntity, auditSeal(2, { fromId: 2, toId: 4, ...changes }));
    expect(await seal({})).toBe('accepted');
    expect(await seal({ sequence: 1 })).toBe('DUPLICATE: unique audit_seal (sequence)');
    for (const events of [0, 4]) expect(await seal({ events })).toBe('check audit_seal_range');
    expect(await seal({ events: 3 })).toBe('accepted');
  });
});
