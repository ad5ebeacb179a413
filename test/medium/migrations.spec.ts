/** The tables: as the entities say, there and back again, and refusing by themselves what must never happen. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql, { raw } from 'sql-template-tag';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from '../../src/storage/certification.entity.js';
import {
  AttendanceEntity,
  CohortEntity,
  CourseDayEntity,
  CourseDayPlanEntity,
} from '../../src/storage/course.entity.js';
import { ENTITIES } from '../../src/storage/entities.js';
import { AuditEventEntity, IdempotencyKeyEntity } from '../../src/storage/log.entity.js';
import { openStore } from '../../src/storage/open-store.js';
import {
  AffiliationEntity,
  DispensationEntity,
  EnrolmentChangeEntity,
  EnrolmentEntity,
  PersonEntity,
  ProgressEntity,
} from '../../src/storage/people.entity.js';
import {
  EngagementEntity,
  EngagementMunicipalityEntity,
  MunicipalityEntity,
  ProviderEntity,
  RuleSetEntity,
  SeatEntity,
} from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import {
  GroupMemberEntity,
  PresenceEntity,
  SupervisionGroupEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
} from '../../src/storage/supervision.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';

const STAMP = { recordedAt: '2026-11-22T12:00:00.000Z', recordedBy: 'test' };
const RULES = { programmeKey: 'P', ruleVersion: 1 };
const DATE = '2026-11-23';

const person = (n: number) => ({
  id: `per_${n}`,
  name: `Person ${n}`,
  email: `p${n}@example.dk`,
  phone: null,
  sortKey: `person ${n}`,
  searchText: `person ${n}`,
  ...STAMP,
});
const affiliation = (n: number) => ({
  id: `aff_${n}`,
  personId: `per_${n}`,
  municipalityCode: '621',
  organisation: null,
  unit: null,
  role: null,
  validFrom: null,
  validTo: null,
  ...STAMP,
});
const seat = (number: number) => ({
  id: `sea_${number}`,
  pool: 'eng_1/621/T',
  engagementId: 'eng_1',
  municipalityCode: '621',
  trackKey: 'T',
  kind: 'QUOTA' as const,
  number,
  reason: null,
  ...STAMP,
});
const enrolment = (n: number, changes: Partial<EnrolmentEntity> = {}) => ({
  id: `enr_${n}`,
  personId: `per_${n}`,
  engagementId: 'eng_1',
  municipalityCode: '621',
  ...RULES,
  trackKey: 'T',
  capacity: 'EMPLOYEE',
  status: 'CONFIRMED',
  seatId: `sea_${n}`,
  cohortId: 'coh_1',
  affiliationId: `aff_${n}`,
  replacesId: null,
  ...STAMP,
  ...changes,
});
const courseDay = (n: number) => ({
  id: `day_${n}`,
  cohortId: 'coh_1',
  type: 'COURSE_DAY',
  unit: n,
  day: 1,
  cancelled: false,
  ...STAMP,
});
const plan = (id: string) => ({
  id,
  courseDayId: 'day_1',
  date: DATE,
  amStartsAt: '2026-11-23T08:00:00.000Z',
  amEndsAt: '2026-11-23T11:00:00.000Z',
  pmStartsAt: '2026-11-23T12:00:00.000Z',
  pmEndsAt: '2026-11-23T15:00:00.000Z',
  venue: 'Brandbjerg',
  cancelled: false,
  reason: null,
  ...STAMP,
  supersededAt: null,
});
const attendance = (id: string, changes: Partial<AttendanceEntity> = {}) => ({
  id,
  enrolmentId: 'enr_1',
  courseDayId: 'day_1',
  part: 'AM',
  state: 'ABSENT',
  notified: true,
  makesUpCourseDayId: null,
  makesUpPart: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
const meeting = (n: number) => ({
  id: `mee_${n}`,
  groupId: 'grp_1',
  plannedStartsAt: '2026-11-23T08:00:00.000Z',
  plannedEndsAt: '2026-11-23T11:00:00.000Z',
  hostMunicipalityCode: '621',
  venue: null,
  status: 'HELD',
  reason: null,
  ...STAMP,
});
const record = (id: string) => ({
  id,
  meetingId: 'mee_1',
  startedAt: '2026-11-23T08:00:00.000Z',
  endedAt: '2026-11-23T11:00:00.000Z',
  breakMinutes: 0,
  ...STAMP,
  supersededAt: null,
});
const presence = (id: string, changes: Partial<PresenceEntity> = {}) => ({
  id,
  meetingId: 'mee_1',
  enrolmentId: 'enr_1',
  fromAt: '2026-11-23T08:40:00.000Z',
  toAt: null,
  absent: false,
  guest: false,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
const certificate = (n: number, changes: Partial<CertificateEntity> = {}) => ({
  id: `cer_${n}`,
  number: `FL-${n}`,
  version: 1,
  enrolmentId: 'enr_1',
  personId: 'per_1',
  programmeKey: 'P',
  title: 'Mødeleder',
  holderName: 'Person 1',
  issuedOn: DATE,
  validUntil: null,
  snapshot: '{}',
  status: 'VALID',
  ...STAMP,
  ...changes,
});
const certificateEvent = (certificateId: string, sequence: number) => ({
  certificateId,
  sequence,
  kind: 'ISSUED',
  validOn: DATE,
  reason: null,
  ...STAMP,
});
const attempt = (number: number, outcome = 'FAILED') => ({
  id: `att_${number}`,
  enrolmentId: 'enr_1',
  courseDayId: 'day_1',
  number,
  outcome,
  video: 'NOT_POSSIBLE',
  assessor: null,
  alternativeBasis: null,
  heldOn: DATE,
  ...STAMP,
});

type Rows = readonly (readonly [EntityTarget<ObjectLiteral>, readonly ObjectLiteral[]])[];
/** A row or more in every table, each after what it refers to. */
const FILLING: Rows = [
  [
    MunicipalityEntity,
    [
      {
        code: '621',
        name: 'Kolding',
        sortKey: 'kolding',
        validFrom: null,
        validTo: null,
        successorCode: null,
      },
    ],
  ],
  [RuleSetEntity, [{ programmeKey: 'P', version: 1, content: '{}', publishedAt: STAMP.recordedAt }]],
  [ProviderEntity, [{ id: 'pro_1', key: 'p', name: 'P', ...STAMP }]],
  [EngagementEntity, [{ id: 'eng_1', ...RULES, startsOn: DATE, ...STAMP }]],
  [EngagementMunicipalityEntity, [{ engagementId: 'eng_1', municipalityCode: '621' }]],
  [SeatEntity, [seat(1), seat(2), seat(3)]],
  [PersonEntity, [person(1), person(2), person(3)]],
  [AffiliationEntity, [affiliation(1), affiliation(2), affiliation(3)]],
  [
    CohortEntity,
    [
      {
        id: 'coh_1',
        ...RULES,
        trackKey: 'T',
        name: 'Hold 1',
        providerId: 'pro_1',
        engagementId: null,
        ...STAMP,
      },
    ],
  ],
  [CourseDayEntity, [courseDay(1), courseDay(2), courseDay(3)]],
  [CourseDayPlanEntity, [plan('fac_plan')]],
  [
    EnrolmentEntity,
    [enrolment(1, { status: 'REPLACED', seatId: null }), enrolment(2, { replacesId: 'enr_1' })],
  ],
  [
    EnrolmentChangeEntity,
    [
      {
        enrolmentId: 'enr_1',
        sequence: 1,
        status: 'CONFIRMED',
        seatId: 'sea_1',
        cohortId: 'coh_1',
        cohortFrom: null,
        validOn: DATE,
        reason: null,
        ...STAMP,
      },
    ],
  ],
  [ProgressEntity, [{ enrolmentId: 'enr_1', attendedHalfDays: 0, creditedMinutes: 140 }]],
  [
    DispensationEntity,
    [
      {
        id: 'dis_1',
        enrolmentId: 'enr_1',
        requirement: 'SUPERVISION',
        reason: 'r',
        validOn: DATE,
        ...STAMP,
        endedAt: null,
      },
    ],
  ],
  [AttendanceEntity, [attendance('fac_attendance')]],
  [
    SupervisionGroupEntity,
    [{ id: 'grp_1', programmeKey: 'P', trackKey: 'T', name: 'Gruppe 1', providerId: 'pro_1', ...STAMP }],
  ],
  [
    GroupMemberEntity,
    [{ id: 'fac_member', groupId: 'grp_1', enrolmentId: 'enr_1', validFrom: null, validTo: null, ...STAMP }],
  ],
  [SupervisionMeetingEntity, [meeting(1)]],
  [SupervisionRecordEntity, [record('fac_record')]],
  [PresenceEntity, [presence('fac_presence')]],
  [CertificationAttemptEntity, [attempt(1)]],
  [CertificateEntity, [certificate(1)]],
  [CertificateEventEntity, [certificateEvent('cer_1', 1)]],
  [
    AuditEventEntity,
    [{ ...STAMP, action: 'seatGrant', subjectId: 'eng_1', before: null, after: '{}', reason: 'r' }],
  ],
  [
    IdempotencyKeyEntity,
    [{ actor: 'a', action: 'b', key: 'c', inputHash: 'd', recordedAt: STAMP.recordedAt }],
  ],
];

describe('the tables', () => {
  let folder: string;
  let store: Store;
  let unitOfWork: UnitOfWork;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-migrations-'));
    store = await openStore(join(folder, 'test.sqlite'));
    unitOfWork = new UnitOfWork(store);
    await fill();
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fill = async () =>
    unitOfWork.run(async () => {
      for (const [entity, rows] of FILLING) await store.insert(entity, rows);
    });
  /** Tries something and takes it back, so that each test finds the same rows. */
  const attemptTo = async (work: () => Promise<unknown>): Promise<string> => {
    const back = new Error('accepted');
    try {
      await unitOfWork.run(async () => {
        await work();
        throw back;
      });
    } catch (error) {
      const { message, refusal } = error as Error & { refusal?: { code: string } };
      return refusal?.code ?? message.replace('SqliteError: ', '');
    }
    return 'impossible';
  };
  const insert = (entity: EntityTarget<ObjectLiteral>, ...rows: ObjectLiteral[]) =>
    attemptTo(async () => store.insert(entity, rows));
  const statement = (text: string) => attemptTo(async () => store.change(raw(text)));
  const tables = async () =>
    store.query<{ name: string }>(
      sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    );
  const definitions = async () =>
    store.query(sql`SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name`);
  const columnsOf = async (table: string) =>
    (await store.query<{ name: string }>(sql`SELECT name FROM pragma_table_info(${table})`)).map(
      (row) => row.name,
    );

  it('are as the entities say: nothing is left for a migration to do', async () => {
    const { upQueries } = await store.writer.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(await tables()).toHaveLength(ENTITIES.length + 1);
  });

  it('are all filled here, so that what follows is about every one of them', () => {
    expect(FILLING.map(([entity]) => entity)).toEqual(expect.arrayContaining(ENTITIES));
  });

  it('hold together: foreign keys and integrity are checked and clean', async () => {
    expect(await store.writer.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(await store.query(sql`PRAGMA foreign_key_check`)).toEqual([]);
    expect(await store.query(sql`PRAGMA integrity_check`)).toEqual([{ integrityCheck: 'ok' }]);
    expect(await insert(PersonEntity, person(4))).toBe('accepted');
    expect(await insert(AffiliationEntity, affiliation(4))).toContain('FOREIGN KEY constraint failed');
  });

  it('lose nothing when the power goes, and are read while they are written', async () => {
    expect(await store.writer.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await store.writer.query('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
  });

  it('go down and up again on a filled database', async () => {
    const first = join(folder, 'down.sqlite');
    const own = await openStore(first);
    const work = new UnitOfWork(own);
    const rows = async () =>
      work.run(async () => {
        for (const [entity, list] of FILLING) await own.insert(entity, list);
      });
    await rows();
    for (const _ of own.writer.migrations) await own.writer.undoLastMigration({ transaction: 'all' });
    expect(
      await own.writer.query(`SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name`),
    ).toEqual([{ name: 'migration' }]);
    const done = await own.writer.runMigrations({ transaction: 'all' });
    expect(done).toHaveLength(own.writer.migrations.length);
    expect(
      (await own.query(sql`SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name`)).length,
    ).toBeGreaterThan(0);
    expect(
      await own.query(sql`SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name`),
    ).toEqual(await definitions());
    await rows();
    expect(await own.query(sql`PRAGMA foreign_key_check`)).toEqual([]);
    await own.close();
  });

  it('are not touched by a second start', async () => {
    const before = await definitions();
    expect(await store.writer.runMigrations({ transaction: 'all' })).toEqual([]);
    expect(await definitions()).toEqual(before);
  });

  describe('V44: what happened is never overwritten', () => {
    const APPEND_ONLY = [
      'audit_event',
      'enrolment_change',
      'certificate_event',
      'certification_attempt',
      'rule_set',
    ];
    /** And the column that may be filled in once. */
    const SUPERSEDED_ONLY = [
      ['attendance', 'superseded_at'],
      ['presence', 'superseded_at'],
      ['supervision_record', 'superseded_at'],
      ['course_day_plan', 'superseded_at'],
      ['dispensation', 'ended_at'],
    ] as const;
    const KEPT = [...APPEND_ONLY, ...SUPERSEDED_ONLY.map(([table]) => table), 'certificate'];

    it.each(KEPT)('no row of %s is removed', async (table) => {
      expect(await statement(`DELETE FROM ${table}`)).toBe(`${table} is never overwritten`);
    });

    it('no row of any of them gives way to another: INSERT OR REPLACE is a removal too', async () => {
      const open: string[] = [];
      for (const table of KEPT) {
        const outcome = await statement(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`);
        if (outcome !== `${table} is never overwritten`) open.push(`${table}: ${outcome}`);
      }
      expect(open).toEqual([]);
    });

    it.each(APPEND_ONLY)('no column of %s is changed', async (table) => {
      for (const column of await columnsOf(table))
        expect([column, await statement(`UPDATE ${table} SET ${column} = ${column}`)]).toEqual([
          column,
          `${table} is never overwritten`,
        ]);
    });

    it.each(SUPERSEDED_ONLY)('no column of %s but %s is changed', async (table, by) => {
      const open: string[] = [];
      for (const column of await columnsOf(table)) {
        if (column === by) continue;
        const outcome = await statement(`UPDATE ${table} SET ${column} = ${otherThan(column)}`);
        if (outcome !== `${table} is never overwritten`) open.push(`${column}: ${outcome}`);
      }
      expect(open).toEqual([]);
    });

    it.each(SUPERSEDED_ONLY)('a row of %s is superseded once', async (table, by) => {
      const supersede = raw(`UPDATE ${table} SET ${by} = '2026-11-24T12:00:00.000Z'`);
      expect(await attemptTo(async () => expect(await store.change(supersede)).toBe(1))).toBe('accepted');
      for (const again of [`'2026-11-25T12:00:00.000Z'`, 'NULL', by])
        expect(
          await attemptTo(async () => {
            await store.change(supersede);
            await store.change(raw(`UPDATE ${table} SET ${by} = ${again}`));
          }),
        ).toBe(`${table} is never overwritten`);
    });

    it('V24: nothing that a certificate said at issue is changed; its status is', async () => {
      const open: string[] = [];
      for (const column of await columnsOf('certificate')) {
        const outcome = await statement(`UPDATE certificate SET ${column} = ${otherThan(column)}`);
        if (outcome !== 'certificate is never overwritten') open.push(column);
      }
      expect(open).toEqual(['status']);
      expect(await statement(`UPDATE certificate SET status = 'REVOKED'`)).toBe('accepted');
    });

    /** An expression that differs from what the row holds, and that its checks and foreign keys allow where they can. */
    function otherThan(column: string): string {
      const known: Record<string, string> = {
        status: `'REVOKED'`,
        cancelled: 'NOT cancelled',
        absent: 'NOT absent',
        guest: 'NOT guest',
        part: `'PM'`,
        state: `'PRESENT'`,
        notified: 'NOT notified',
        enrolment_id: `'enr_2'`,
        person_id: `'per_2'`,
        course_day_id: `'day_2'`,
        // Both at once, so that the check that they go together has nothing to say.
        makes_up_course_day_id: `'day_2', makes_up_part = 'PM'`,
        makes_up_part: `'PM', makes_up_course_day_id = 'day_2'`,
        break_minutes: 'break_minutes + 1',
        version: 'version + 1',
        am_starts_at: `'2026-11-23T08:30:00.000Z'`,
        am_ends_at: `'2026-11-23T11:30:00.000Z'`,
        pm_starts_at: `'2026-11-23T12:30:00.000Z'`,
        started_at: `'2026-11-23T08:30:00.000Z'`,
      };
      return known[column] ?? `COALESCE(${column}, '') || 'x'`;
    }
  });

  describe('refuse by themselves', () => {
    it('V1, V3: a second holder of a seat', async () => {
      expect(await insert(EnrolmentEntity, enrolment(3, { seatId: 'sea_2' }))).toBe('DUPLICATE');
      expect(await insert(EnrolmentEntity, enrolment(3))).toBe('accepted');
      expect(await insert(EnrolmentEntity, enrolment(3, { seatId: null }))).toContain('enrolment_seated');
    });

    it('V1: two seats with the same number in a pool, and granted ones without a reason', async () => {
      expect(await insert(SeatEntity, { ...seat(2), id: 'sea_9' })).toBe('DUPLICATE');
      const granted = { ...seat(9), kind: 'GRANTED' };
      expect(await insert(SeatEntity, granted)).toContain('seat_grant_explained');
      expect(await insert(SeatEntity, { ...granted, reason: 'r' })).toBe('accepted');
      expect(await insert(SeatEntity, { ...seat(9), number: null })).toContain('seat_counted_is_numbered');
    });

    it('a second open enrolment of a person on a track; one that was left does not count', async () => {
      const again = { personId: 'per_2', affiliationId: 'aff_2', seatId: 'sea_3' };
      expect(await insert(EnrolmentEntity, enrolment(3, again))).toBe('DUPLICATE');
      expect(
        await insert(EnrolmentEntity, enrolment(3, { ...again, seatId: null, status: 'WAITLISTED' })),
      ).toBe('DUPLICATE');
      expect(await insert(EnrolmentEntity, enrolment(3, { ...again, trackKey: 'OTHER' }))).toBe('accepted');
      expect(await insert(EnrolmentEntity, enrolment(3, { personId: 'per_1', affiliationId: 'aff_1' }))).toBe(
        'accepted',
      );
    });

    it('V7: a second current attendance of one half-day', async () => {
      expect(await insert(AttendanceEntity, attendance('fac_2'))).toBe('DUPLICATE');
      expect(await insert(AttendanceEntity, attendance('fac_2', { part: 'PM' }))).toBe('accepted');
      expect(
        await insert(AttendanceEntity, attendance('fac_2', { supersededAt: '2026-11-24T12:00:00.000Z' })),
      ).toBe('accepted');
      expect(await insert(AttendanceEntity, attendance('fac_2', { part: 'PM', state: 'LATE' }))).toContain(
        'attendance_state',
      );
    });

    it('L1: a half-day that is made up twice, or half named', async () => {
      const makesUp = { state: 'PRESENT', makesUpCourseDayId: 'day_1', makesUpPart: 'AM' };
      const first = attendance('fac_2', { courseDayId: 'day_2', ...makesUp });
      const second = attendance('fac_3', { courseDayId: 'day_3', ...makesUp });
      expect(await insert(AttendanceEntity, first)).toBe('accepted');
      expect(await insert(AttendanceEntity, first, second)).toBe('DUPLICATE');
      expect(await insert(AttendanceEntity, first, { ...second, makesUpPart: 'PM' })).toBe('accepted');
      expect(await insert(AttendanceEntity, { ...first, makesUpPart: null })).toContain(
        'attendance_make_up_whole',
      );
    });

    it('a second current presence at a meeting, and one that ends before it begins', async () => {
      expect(await insert(PresenceEntity, presence('fac_2'))).toBe('DUPLICATE');
      expect(await insert(PresenceEntity, presence('fac_2', { enrolmentId: 'enr_2' }))).toBe('accepted');
      expect(
        await insert(
          PresenceEntity,
          presence('fac_2', { enrolmentId: 'enr_2', toAt: '2026-11-23T08:40:00.000Z' }),
        ),
      ).toContain('presence_order');
    });

    it('a second current record of a meeting, and a second current plan of a day', async () => {
      expect(await insert(SupervisionRecordEntity, record('fac_2'))).toBe('DUPLICATE');
      expect(await insert(CourseDayPlanEntity, plan('fac_2'))).toBe('DUPLICATE');
      expect(await insert(CourseDayEntity, { ...courseDay(1), id: 'day_9' })).toBe('DUPLICATE');
      expect(await insert(CourseDayEntity, { ...courseDay(1), id: 'day_9', cancelled: true })).toBe(
        'accepted',
      );
    });

    it('V22: a second certificate that holds, also while the first is under review', async () => {
      expect(await insert(CertificateEntity, certificate(2))).toBe('DUPLICATE');
      expect(await insert(CertificateEntity, certificate(2, { status: 'REVIEW_REQUIRED' }))).toBe(
        'DUPLICATE',
      );
      expect(await insert(CertificateEntity, certificate(2, { title: 'Superbruger' }))).toBe('accepted');
      for (const [status, outcome] of [
        ['REVIEW_REQUIRED', 'DUPLICATE'],
        ['REVOKED', 'accepted'],
        ['REPLACED', 'accepted'],
      ])
        expect(
          await attemptTo(async () => {
            await store.change(sql`UPDATE certificate SET status = ${status} WHERE id = 'cer_1'`);
            await store.insert(CertificateEntity, certificate(2));
          }),
        ).toBe(outcome);
    });

    it('V26: a certificate number that is used again', async () => {
      const other = certificate(2, { number: 'FL-1', status: 'REVOKED' });
      expect(await insert(CertificateEntity, other)).toBe('DUPLICATE');
      expect(await insert(CertificateEntity, { ...other, version: 2 })).toBe('accepted');
      expect(await insert(CertificateEventEntity, certificateEvent('cer_1', 1))).toBe('DUPLICATE');
    });

    it('V27: an attempt number that is used again, and a second pass', async () => {
      expect(await insert(CertificationAttemptEntity, { ...attempt(1), id: 'att_9' })).toBe('DUPLICATE');
      expect(await insert(CertificationAttemptEntity, attempt(2, 'PASSED'))).toBe('accepted');
      expect(await insert(CertificationAttemptEntity, attempt(2, 'PASSED'), attempt(3, 'PASSED'))).toBe(
        'DUPLICATE',
      );
    });

    it('two people with one e-mail address; any number without one', async () => {
      expect(await insert(PersonEntity, { ...person(4), email: 'p1@example.dk' })).toBe('DUPLICATE');
      expect(await insert(PersonEntity, { ...person(4), email: null }, { ...person(5), email: null })).toBe(
        'accepted',
      );
    });

    it('a second membership of a group at the same time, and a second open dispensation', async () => {
      const [, members = []] = FILLING.find(([entity]) => entity === GroupMemberEntity) ?? [];
      expect(await insert(GroupMemberEntity, { ...members[0], id: 'fac_2' })).toBe('DUPLICATE');
      const [, dispensations = []] = FILLING.find(([entity]) => entity === DispensationEntity) ?? [];
      expect(await insert(DispensationEntity, { ...dispensations[0], id: 'dis_2' })).toBe('DUPLICATE');
    });

    it('V40: a rule set published twice, and enrolments under one that does not exist', async () => {
      const rules = { programmeKey: 'P', version: 1, content: '{"other":1}', publishedAt: STAMP.recordedAt };
      expect(await insert(RuleSetEntity, rules)).toBe('DUPLICATE');
      expect(await insert(EnrolmentEntity, enrolment(3, { ruleVersion: 2 }))).toContain('FOREIGN KEY');
    });
  });
});
