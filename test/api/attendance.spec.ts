import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const SUBSTANS: RoleClaim[] = [{ role: 'PROVIDER', provider: 'substans' }];
const FONDEN: RoleClaim[] = [{ role: 'PROVIDER', provider: 'fonden' }];

const ERRORS = `... on DomainError { code message } ... on InvalidInput { problems { path message } }
  ... on InvalidState { from allowed } ... on Duplicate { existing { id } }`;
const SHEET = `sheet { state notified recordedAt enrolment { id person { name } } halfDay { id part }
  madeUpBy { id part courseDay { id } } makesUp { id part courseDay { id } } }`;
const PROGRESS = `progress { attendance { requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missed { id }
  notRecorded { id } } requirements { kind state explanation } completed }`;

/** The days of the four seminars: 11 and 12 February, March, April and May 2025. */
const SEMINARS = ['02', '03', '04', '05'].map((month) => [`2025-${month}-11`, `2025-${month}-12`]);
const AFTER_ALL = '2025-06-02T08:00:00Z';

let app: TestApp;
let codes: string[];
let names = 0;

beforeAll(async () => {
  app = await startApp('2025-01-01T08:00:00Z');
  for (const key of ['substans', 'fonden'])
    await act(AGENCY, 'providerRegister', { key, name: key }, 'provider { id }');
  const answer = await app.ask(AGENCY, '{ municipalities { code } }');
  codes = answer.data.municipalities.map((each: { code: string }) => each.code);
});
afterAll(() => app.close());
beforeEach(() => app.clock.set('2025-01-01T08:00:00Z'));

/** One mutation with an input of the type named after it; its payload or refusal. */
async function act(roles: RoleClaim[], name: string, input: object, payload: string): Promise<any> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const answer = await app.ask(
    roles,
    `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${payload} } ${ERRORS} } }`,
    { input },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data[name];
}

interface Course {
  engagementId: string;
  municipalities: string[];
  cohortId: string;
  /** Course day ids, in the order of the course. */
  days: string[];
}

/** An engagement of two municipalities, whose people sit in one cohort with days laid into the calendar. */
async function openCourse(
  trackKey = 'MEETING_LEADER',
  provider = SUBSTANS,
  { type, units }: { type: string; units: string[][] } = { type: 'SEMINAR', units: SEMINARS },
): Promise<Course> {
  const municipalities = codes.splice(0, 2);
  const opened = await act(
    AGENCY,
    'engagementOpen',
    { programmeKey: 'AD_BOSTOETTE_2019', municipalityCodes: municipalities, startsOn: '2025-01-01' },
    'engagement { id }',
  );
  const cohort = await openCohort(trackKey, provider, type, units);
  return { engagementId: opened.engagement.id, municipalities, ...cohort };
}

async function openCohort(
  trackKey = 'MEETING_LEADER',
  provider = SUBSTANS,
  type = 'SEMINAR',
  units: string[][] = SEMINARS,
): Promise<{ cohortId: string; days: string[] }> {
  names += 1;
  const input = { programmeKey: 'AD_BOSTOETTE_2019', trackKey, name: `Hold ${names}` };
  const { cohort } = await act(provider, 'cohortOpen', input, 'cohort { id }');
  const days: string[] = [];
  for (const [index, dates] of units.entries()) {
    const unit = { cohortId: cohort.id, type, unit: index + 1, dates };
    const laid = await act(provider, 'courseDaySchedule', unit, 'courseDays { id }');
    days.push(...laid.courseDays.map((day: { id: string }) => day.id));
  }
  return { cohortId: cohort.id, days };
}

/** Somebody with a seat in the cohort; answers the enrolment's id. */
async function enrol(course: Course, name: string, more: object = {}, trackKey = 'MEETING_LEADER') {
  const { person } = await act(AGENCY, 'personRegister', { name }, 'person { id }');
  const input = {
    engagementId: course.engagementId,
    municipalityCode: course.municipalities[0],
    trackKey,
    personId: person.id,
    cohortId: course.cohortId,
    ...more,
  };
  const { enrolment } = await act(AGENCY, 'enrolmentConfirm', input, 'enrolment { id }');
  return enrolment.id as string;
}

async function record(courseDayId: string | undefined, input: object, roles = SUBSTANS): Promise<any> {
  const payload = `courseDay { id status ${SHEET} } warnings { warning halfDay { part } enrolment { id } }`;
  return act(roles, 'attendanceRecord', { courseDayId, ...input }, payload);
}

async function correct(input: object, roles = SUBSTANS): Promise<any> {
  const payload = `enrolment { id status ${PROGRESS} } warnings { warning }`;
  return act(roles, 'attendanceCorrect', input, payload);
}

async function progress(enrolmentId: string, asOf: object | null = null, roles = AGENCY): Promise<any> {
  const answer = await app.ask(
    roles,
    `query($id: ID!, $asOf: AsOfInput) { enrolment(id: $id) { status ${PROGRESS.replace('progress', 'progress(asOf: $asOf)')} } }`,
    { id: enrolmentId, asOf },
  );
  expect(answer.errors).toBeUndefined();
  return { status: answer.data.enrolment.status, ...answer.data.enrolment.progress };
}

async function sheet(courseDayId: string | undefined, roles = SUBSTANS): Promise<any[]> {
  const answer = await app.ask(roles, `query($id: ID!) { courseDay(id: $id) { ${SHEET} } }`, {
    id: courseDayId,
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.courseDay.sheet;
}

/** `name part state` of each line. */
async function lines(courseDayId: string | undefined, roles = SUBSTANS): Promise<string[]> {
  const rows = await sheet(courseDayId, roles);
  return rows.map((row) => `${row.enrolment.person.name} ${row.halfDay.part} ${row.state}`);
}

async function history(enrolmentId: string, courseDayId: string | undefined): Promise<any[]> {
  return app.store.query(sql`SELECT part, state, notified, reason, recorded_at, superseded_at FROM attendance
    WHERE enrolment_id = ${enrolmentId} AND course_day_id = ${courseDayId} ORDER BY part, recorded_at`);
}

async function count(): Promise<number> {
  const row = await app.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM attendance`);
  return Number(row?.n);
}

const half = (courseDayId: string | undefined, part: 'AM' | 'PM') => `${courseDayId}:${part}`;
const paths = (refusal: any) => refusal.problems?.map((problem: { path: string }) => problem.path);
const attendanceOf = (answer: any) =>
  answer.requirements.find((each: { kind: string }) => each.kind === 'ATTENDANCE');

describe('recording the sheet of a course day', () => {
  it('Decision 3: nothing turns into presence by itself; what is over and blank is “not recorded”', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    expect(await lines(course.days[0])).toEqual(['Anna Holm AM null', 'Anna Holm PM null']);
    app.clock.set('2025-02-20T08:00:00Z');
    const rows = await sheet(course.days[0]);
    expect(rows[0]).toMatchObject({ state: null, notified: null, recordedAt: null, madeUpBy: null });
    const { attendance } = await progress(anna);
    expect(attendance).toMatchObject({ heldHalfDays: 4, attendedHalfDays: 0, missed: [] });
    expect(attendance.notRecorded).toHaveLength(4);
  });

  it('V19, L24: days ahead are not missed; on the first day nothing is', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    app.clock.set('2025-02-11T08:30:00Z');
    expect((await progress(anna)).attendance).toMatchObject({ heldHalfDays: 0, missed: [], notRecorded: [] });
    await record(course.days[0], { default: 'PRESENT' });
    const { attendance } = await progress(anna);
    expect(attendance).toMatchObject({
      requiredHalfDays: 16,
      heldHalfDays: 2,
      attendedHalfDays: 2,
      missed: [],
    });
  });

  it('a day that has not come is refused, the same day is fine', async () => {
    const course = await openCourse();
    await enrol(course, 'Anna Holm');
    app.clock.set('2025-02-10T22:30:00Z');
    const early = await record(course.days[0], { default: 'PRESENT' });
    expect(early).toMatchObject({ __typename: 'InvalidInput', problems: [{ path: 'courseDayId' }] });
    app.clock.set('2025-02-10T23:30:00Z'); // half past midnight in Copenhagen
    const recorded = await record(course.days[0], { default: 'PRESENT' });
    expect(recorded.courseDay).toMatchObject({
      status: 'HELD',
      sheet: [{ state: 'PRESENT' }, { state: 'PRESENT' }],
    });
  });

  it('A15: all present but one, in one act; the sheet is in Danish alphabetical order', async () => {
    const course = await openCourse();
    const ids = [];
    for (const name of ['Åse Lind', 'Øjvind Krog', 'Zenia Bach', 'Anna Holm'])
      ids.push(await enrol(course, name));
    app.clock.set('2025-02-11T18:00:00Z');
    const recorded = await record(course.days[0], {
      default: 'PRESENT',
      entries: [{ enrolmentId: ids[1], part: 'PM', state: 'ABSENT', notified: true }],
    });
    expect(recorded).toMatchObject({ __typename: 'AttendanceRecordPayload', warnings: [] });
    expect(await lines(course.days[0])).toEqual([
      'Anna Holm AM PRESENT',
      'Anna Holm PM PRESENT',
      'Zenia Bach AM PRESENT',
      'Zenia Bach PM PRESENT',
      'Øjvind Krog AM PRESENT',
      'Øjvind Krog PM ABSENT',
      'Åse Lind AM PRESENT',
      'Åse Lind PM PRESENT',
    ]);
    expect((await progress(ids[1] ?? '')).status).toBe('ACTIVE');
    const listed = await app.ask(
      AGENCY,
      `query($c: ID!) { enrolments(filter: { cohortId: $c }, orderBy: ATTENDED_HALF_DAYS) { nodes { id } } }`,
      { c: course.cohortId },
    );
    expect(listed.data.enrolments.nodes[0].id).toBe(ids[1]);
  });

  it('L10: an absence says whether an apology came, never why; presence has no apology', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    app.clock.set('2025-02-11T18:00:00Z');
    const entry = (more: object) => ({ entries: [{ enrolmentId: anna, ...more }] });
    const refused = await record(course.days[0], entry({ state: 'PRESENT', notified: true }));
    expect(paths(refused)).toEqual(['entries.0.notified']);
    await record(course.days[0], entry({ part: 'AM', state: 'ABSENT', notified: true }));
    await record(course.days[0], entry({ part: 'PM', state: 'ABSENT', notified: false }));
    expect((await sheet(course.days[0])).map((row) => row.notified)).toEqual([true, false]);
    await record(course.days[0], entry({ state: 'ABSENT' }));
    expect(await history(anna, course.days[0])).toHaveLength(2);
    await record(course.days[0], entry({ state: 'ABSENT', notified: true }));
    expect((await sheet(course.days[0])).map((row) => row.notified)).toEqual([true, true]);
  });

  it('the default never changes a record: a second “all present” leaves the absence standing', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    await enrol(course, 'Bo Friis');
    app.clock.set('2025-02-11T18:00:00Z');
    await record(course.days[0], { entries: [{ enrolmentId: anna, part: 'AM', state: 'ABSENT' }] });
    await record(course.days[0], { default: 'PRESENT' });
    await record(course.days[0], { default: 'PRESENT' });
    await record(course.days[0], { default: 'ABSENT' });
    expect(await lines(course.days[0])).toEqual([
      'Anna Holm AM ABSENT',
      'Anna Holm PM PRESENT',
      'Bo Friis AM PRESENT',
      'Bo Friis PM PRESENT',
    ]);
    expect(await history(anna, course.days[0])).toHaveLength(2);
  });

  it('V7, V38, V44: a second record is a correction with history; the same again is unchanged', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    const say = async (state: string) =>
      record(course.days[0], { entries: [{ enrolmentId: anna, part: 'AM', state }] });
    app.clock.set('2025-02-11T18:00:00Z');
    await say('ABSENT');
    await say('ABSENT');
    app.clock.set('2025-02-12T18:00:00Z');
    await say('PRESENT');
    const rows = await history(anna, course.days[0]);
    expect(rows).toMatchObject([
      { state: 'ABSENT', reason: null, supersededAt: rows[1].recordedAt },
      { state: 'PRESENT', reason: 'Recorded again on the sheet', supersededAt: null },
    ]);
    const knownAt = { validOn: '2025-02-11', knownAt: '2025-02-12T00:00:00Z' };
    expect((await progress(anna, knownAt)).attendance).toMatchObject({ attendedHalfDays: 0 });
    expect((await progress(anna)).attendance).toMatchObject({ attendedHalfDays: 1 });
    const audit = await app.store
      .query<any>(sql`SELECT action, before, after, reason, recorded_by FROM audit_event
      WHERE subject_id = ${anna} AND action = 'attendanceRecord' ORDER BY id`);
    expect(audit).toHaveLength(2);
    expect(JSON.parse(audit[1].before)).toMatchObject({
      halfDayId: half(course.days[0], 'AM'),
      state: 'ABSENT',
    });
    expect(JSON.parse(audit[1].after)).toMatchObject({ state: 'PRESENT' });
    expect(audit[1]).toMatchObject({ reason: 'Recorded again on the sheet' });
    expect(audit[1].recordedBy).toContain('PROVIDER');
  });

  it('the same key and input writes once, the same key with another input is refused', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    app.clock.set('2025-02-11T18:00:00Z');
    const input = {
      default: 'PRESENT',
      entries: [{ enrolmentId: anna, part: 'AM', state: 'ABSENT', notified: null }],
      idempotencyKey: 'sheet-1',
    };
    const first = await record(course.days[0], input);
    await correct({
      enrolmentId: anna,
      halfDayId: half(course.days[0], 'AM'),
      state: 'PRESENT',
      reason: 'Forkert',
    });
    const before = await count();
    const second = await record(course.days[0], {
      entries: [{ part: 'AM', enrolmentId: anna, state: 'ABSENT' }],
      default: 'PRESENT',
      idempotencyKey: 'sheet-1',
    });
    expect(second).toMatchObject({
      __typename: 'AttendanceRecordPayload',
      courseDay: { id: first.courseDay.id },
    });
    expect(second.courseDay.sheet[0].state).toBe('PRESENT');
    expect(await count()).toBe(before);
    const other = await record(course.days[0], { default: 'PRESENT', idempotencyKey: 'sheet-1' });
    expect(paths(other)).toEqual(['idempotencyKey']);
    expect(await count()).toBe(before);
    const longKey = await record(course.days[0], { default: 'PRESENT', idempotencyKey: 'x'.repeat(101) });
    expect(paths(longKey)).toEqual(['idempotencyKey']);
    // Keys belong to whoever sent them, and a refused request can be sent again.
    expect(
      await record(course.days[0], { default: 'PRESENT', idempotencyKey: 'sheet-1' }, AGENCY),
    ).toMatchObject({
      __typename: 'AttendanceRecordPayload',
    });
    const early = { default: 'PRESENT', idempotencyKey: 'sheet-2' };
    expect((await record(course.days[1], early)).__typename).toBe('InvalidInput');
    app.clock.set('2025-02-12T18:00:00Z');
    expect((await record(course.days[1], early)).__typename).toBe('AttendanceRecordPayload');
    expect(await lines(course.days[1])).toEqual(['Anna Holm AM PRESENT', 'Anna Holm PM PRESENT']);
    // Sent twice at the same moment.
    app.clock.set('2025-03-11T18:00:00Z');
    const hasty = { default: 'PRESENT', idempotencyKey: 'sheet-3' };
    const answers = await Promise.all([record(course.days[2], hasty), record(course.days[2], hasty)]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await history(anna, course.days[2])).toHaveLength(2);
  });

  it('a bad entry is refused with its path, and nothing of the sheet is written', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    const bo = await enrol(course, 'Bo Friis');
    const elsewhere = await enrol(await openCourse(), 'Carl Dam');
    app.clock.set('2025-02-11T18:00:00Z');
    const before = await count();
    const good = { enrolmentId: anna, state: 'PRESENT' };
    const tryOut = (...entries: object[]) =>
      record(course.days[0], { default: 'PRESENT', entries: [good, ...entries] });

    const twice = await tryOut(
      { enrolmentId: bo, part: 'PM', state: 'PRESENT' },
      { enrolmentId: bo, state: 'ABSENT' },
    );
    expect(paths(twice)).toEqual(['entries.2.part']);
    const several = await tryOut(
      { enrolmentId: bo, state: 'PRESENT', makesUpHalfDayId: 'nonsense' },
      { ...good, part: 'AM', notified: false },
    );
    expect(paths(several)).toEqual([
      'entries.1.makesUpHalfDayId',
      'entries.1.part',
      'entries.2.notified',
      'entries.2.part',
    ]);
    for (const enrolmentId of [elsewhere, 'enr_nobody']) {
      const stranger = await tryOut({ enrolmentId, state: 'PRESENT' });
      expect(stranger).toMatchObject({ __typename: 'NotAMember', code: 'NOT_A_MEMBER' });
      expect(stranger.message).toContain('entries.1:');
      expect(stranger.message).not.toContain(enrolmentId);
    }
    expect(paths(await record(course.days[0], {}))).toEqual(['entries']);
    const many = Array.from({ length: 501 }, () => good);
    expect(paths(await record(course.days[0], { entries: many }))).toEqual(['entries']);
    expect(await count()).toBe(before);
    expect(await lines(course.days[0])).toEqual([
      'Anna Holm AM null',
      'Anna Holm PM null',
      'Bo Friis AM null',
      'Bo Friis PM null',
    ]);
  });

  it('L27: a paper list that comes weeks later is recorded, with the time of entry; as-of reports stay', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    app.clock.set('2025-03-03T09:15:00Z');
    await record(course.days[0], { default: 'PRESENT' });
    const [row] = await sheet(course.days[0]);
    expect(row.recordedAt).toMatch(/^2025-03-03T09:15:00/);
    const before = await progress(anna, { validOn: '2025-02-28', knownAt: '2025-02-28T22:00:00Z' });
    expect(before.attendance).toMatchObject({ attendedHalfDays: 0, heldHalfDays: 4 });
    expect(before.attendance.notRecorded).toHaveLength(4);
    const now = await progress(anna, { validOn: '2025-02-28' });
    expect(now.attendance).toMatchObject({ attendedHalfDays: 2, heldHalfDays: 4 });
  });

  it('V18, L23: a cancelled day has no sheet and counts for nobody; 14 held of 16 until it is laid anew', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    await act(
      SUBSTANS,
      'courseDayCancel',
      { courseDayId: course.days[7], reason: 'Sne' },
      'courseDay { status }',
    );
    app.clock.set(AFTER_ALL);
    for (const day of course.days.slice(0, 7)) await record(day, { default: 'PRESENT' });
    const refused = await record(course.days[7], { default: 'PRESENT' });
    expect(refused).toMatchObject({ __typename: 'InvalidState', from: 'CANCELLED' });
    expect(await sheet(course.days[7])).toEqual([]);
    expect((await progress(anna)).attendance).toEqual({
      requiredHalfDays: 16,
      heldHalfDays: 14,
      attendedHalfDays: 14,
      madeUpHalfDays: 0,
      missed: [],
      notRecorded: [],
    });
    const again = { courseDayId: course.days[7], date: '2025-05-28' };
    await act(SUBSTANS, 'courseDayReschedule', again, 'courseDay { status }');
    await record(course.days[7], { default: 'PRESENT' });
    expect((await progress(anna)).attendance).toMatchObject({ heldHalfDays: 16, attendedHalfDays: 16 });
  });
});

describe('who is on the sheet', () => {
  it('V17: whoever left stands on the days before, the newcomer from their first day, with nothing carried over', async () => {
    const course = await openCourse();
    const leaver = await enrol(course, 'Anna Holm');
    app.clock.set('2025-03-20T08:00:00Z');
    for (const day of course.days.slice(0, 3)) await record(day, { default: 'PRESENT' });
    const { person } = await act(AGENCY, 'personRegister', { name: 'Bo Friis' }, 'person { id }');
    const replace = { enrolmentId: leaver, personId: person.id, on: '2025-03-12' };
    const replaced = await act(AGENCY, 'enrolmentReplace', replace, 'joined { id }');
    const newcomer = replaced.joined.id;
    expect(await lines(course.days[2])).toEqual(['Anna Holm AM PRESENT', 'Anna Holm PM PRESENT']);
    expect(await lines(course.days[3])).toEqual(['Bo Friis AM null', 'Bo Friis PM null']);
    for (const [day, enrolmentId] of [
      [course.days[2], newcomer],
      [course.days[3], leaver],
    ])
      expect(await record(day, { entries: [{ enrolmentId, state: 'PRESENT' }] })).toMatchObject({
        __typename: 'NotAMember',
      });
    await record(course.days[3], { default: 'PRESENT' });
    expect((await progress(leaver)).attendance.attendedHalfDays).toBe(6);
    const { attendance } = await progress(newcomer);
    expect(attendance).toMatchObject({ attendedHalfDays: 2, heldHalfDays: 8 });
    expect(attendance.missed).toHaveLength(6);
    // A correction of a day before the leaving date is still the leaver's (L7).
    const fix = {
      enrolmentId: leaver,
      halfDayId: half(course.days[2], 'PM'),
      state: 'ABSENT',
      reason: 'Gik tidligt',
    };
    expect((await correct(fix)).enrolment.progress.attendance.attendedHalfDays).toBe(5);
  });

  it('people on the waiting list are not on it, people on leave are, but the default leaves them out (L9)', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    for (let n = 2; n <= 6; n += 1) await enrol(course, `Leder ${n}`);
    const waiting = await enrol(course, 'Waiting Person', { waitlist: true });
    const leave = { enrolmentId: anna, from: '2025-02-01', to: '2025-03-01' };
    await act(AGENCY, 'leaveBegin', leave, 'enrolment { id }');
    app.clock.set('2025-02-11T18:00:00Z');
    await record(course.days[0], { default: 'PRESENT' });
    const rows = await lines(course.days[0]);
    expect(rows).toHaveLength(12);
    expect(rows.slice(0, 3)).toEqual(['Anna Holm AM null', 'Anna Holm PM null', 'Leder 2 AM PRESENT']);
    const entries = (enrolmentId: string) => ({ entries: [{ enrolmentId, part: 'AM', state: 'PRESENT' }] });
    expect((await record(course.days[0], entries(waiting))).__typename).toBe('NotAMember');
    await record(course.days[0], entries(anna));
    expect((await lines(course.days[0]))[0]).toBe('Anna Holm AM PRESENT');
    // Seated at last, the person is on the sheets from the first day on the seat.
    await act(AGENCY, 'enrolmentWithdraw', { enrolmentId: anna, on: '2025-02-12' }, 'enrolment { id }');
    const seat = { engagementId: course.engagementId, municipalityCode: course.municipalities[0] };
    const found = await app.ask(AGENCY, `{ enrolment(id: "${waiting}") { person { id } } }`);
    const confirm = { ...seat, trackKey: 'MEETING_LEADER', personId: found.data.enrolment.person.id };
    const seated = { ...confirm, cohortId: course.cohortId, on: '2025-02-12' };
    await act(AGENCY, 'enrolmentConfirm', seated, 'enrolment { status }');
    expect(await lines(course.days[0])).not.toContain('Waiting Person AM null');
    expect(await lines(course.days[1])).toContain('Waiting Person AM null');
    expect(await lines(course.days[1])).not.toContain('Anna Holm AM null');
  });

  it('V39: each municipality sees the lines of its own people, a participant their own, another provider none', async () => {
    const course = await openCourse();
    const [here, there] = course.municipalities as [string, string];
    await enrol(course, 'Anna Holm');
    await enrol(course, 'Bo Friis', { municipalityCode: there });
    const { person } = await act(
      AGENCY,
      'personRegister',
      { name: 'Carl Dam', email: 'carl@dam.example' },
      'person { id }',
    );
    const seat = { engagementId: course.engagementId, municipalityCode: here, trackKey: 'MEETING_LEADER' };
    const confirm = { ...seat, personId: person.id, cohortId: course.cohortId };
    await act(AGENCY, 'enrolmentConfirm', confirm, 'enrolment { id }');
    app.clock.set('2025-02-11T18:00:00Z');
    await record(course.days[0], { default: 'PRESENT' });
    const namesFor = async (roles: RoleClaim[]) =>
      (await sheet(course.days[0], roles))
        .filter((row) => row.halfDay.part === 'AM')
        .map((row) => row.enrolment.person.name);
    expect(await namesFor(SUBSTANS)).toEqual(['Anna Holm', 'Bo Friis', 'Carl Dam']);
    expect(await namesFor([{ role: 'COORDINATOR', municipality: here }])).toEqual(['Anna Holm', 'Carl Dam']);
    expect(await namesFor([{ role: 'COORDINATOR', municipality: there }])).toEqual(['Bo Friis']);
    expect(await namesFor([{ role: 'PARTICIPANT', email: 'carl@dam.example' }])).toEqual(['Carl Dam']);
    const other = await app.ask(FONDEN, `{ courseDay(id: "${course.days[0]}") { id } }`);
    expect(other.data.courseDay).toBeNull();
  });

  it('a certification day has a sheet that never counts as attendance', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    const unit = { cohortId: course.cohortId, type: 'CERTIFICATION_DAY', unit: 1, dates: ['2025-05-20'] };
    const laid = await act(SUBSTANS, 'courseDaySchedule', unit, 'courseDays { id }');
    const dayId = laid.courseDays[0].id;
    app.clock.set('2025-05-20T18:00:00Z');
    await record(dayId, { default: 'PRESENT' });
    expect(await lines(dayId)).toEqual(['Anna Holm AM PRESENT', 'Anna Holm PM PRESENT']);
    expect((await progress(anna)).attendance).toMatchObject({ requiredHalfDays: 16, attendedHalfDays: 0 });
  });

  it('only the provider of the cohort records: another gets NotFound, coordinators and participants may not', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    app.clock.set('2025-02-11T18:00:00Z');
    expect(await record(course.days[0], { default: 'PRESENT' }, FONDEN)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await record('day_nowhere', { default: 'PRESENT' })).toMatchObject({ code: 'NOT_FOUND' });
    await record(course.days[0], { default: 'PRESENT' });
    const fix = { enrolmentId: anna, halfDayId: half(course.days[0], 'AM'), state: 'ABSENT', reason: 'Fejl' };
    expect(await correct(fix, FONDEN)).toMatchObject({ code: 'NOT_FOUND' });
    for (const role of [
      { role: 'COORDINATOR' as const, municipality: course.municipalities[0] ?? '' },
      { role: 'PARTICIPANT' as const, email: 'anna@holm.example' },
      { role: 'EVALUATOR' as const },
    ]) {
      const answer = await app.ask(
        [role],
        `mutation($id: ID!) { attendanceRecord(input: { courseDayId: $id, default: PRESENT }) { __typename } }`,
        { id: course.days[0] },
      );
      expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });
});

describe('making up (L1)', () => {
  /** Somebody who missed seminar 2, day 1, afternoon, and another provider's cohort two weeks later. */
  async function oneMissed() {
    const home = await openCourse();
    const anna = await enrol(home, 'Anna Holm');
    const away = await openCourse('MEETING_LEADER', FONDEN, {
      type: 'SEMINAR',
      units: SEMINARS.map((dates) => dates.map((date) => date.replace(/1([12])$/, '2$1'))),
    });
    app.clock.set(AFTER_ALL);
    for (const [index, day] of home.days.entries())
      await record(day, {
        default: 'PRESENT',
        entries: index === 2 ? [{ enrolmentId: anna, part: 'PM', state: 'ABSENT', notified: true }] : [],
      });
    const missed = half(home.days[2], 'PM');
    const makeUp = (more: object = {}) => ({
      entries: [{ enrolmentId: anna, part: 'PM', state: 'PRESENT', makesUpHalfDayId: missed, ...more }],
    });
    return { home, away, anna, missed, makeUp };
  }

  it('L1: 15 of 16, “seminar 2, dag 1, eftermiddag” is missing; made up in another cohort, nothing is', async () => {
    const { home, away, anna, missed, makeUp } = await oneMissed();
    const before = await progress(anna);
    expect(before.attendance).toMatchObject({
      attendedHalfDays: 15,
      madeUpHalfDays: 0,
      missed: [{ id: missed }],
    });
    expect(attendanceOf(before)).toMatchObject({ state: 'AT_RISK' });
    expect(attendanceOf(before).explanation).toContain('Mangler: seminar 2, dag 1, eftermiddag.');

    // The other provider does not know the person otherwise.
    const unknown = await app.ask(FONDEN, `{ enrolment(id: "${anna}") { id } }`);
    expect(unknown.data.enrolment).toBeNull();
    await enrol(away, 'Bo Friis');
    const made = await record(away.days[2], { default: 'PRESENT', ...makeUp() }, FONDEN);
    expect(made.__typename).toBe('AttendanceRecordPayload');
    expect(await lines(away.days[2], FONDEN)).toEqual([
      'Anna Holm PM PRESENT',
      'Bo Friis AM PRESENT',
      'Bo Friis PM PRESENT',
    ]);
    const after = await progress(anna);
    expect(after.attendance).toMatchObject({
      heldHalfDays: 16,
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
      missed: [],
    });
    expect(attendanceOf(after)).toMatchObject({ state: 'MET' });

    const guest = (await sheet(away.days[2], AGENCY))[0];
    expect(guest.makesUp).toEqual({ id: missed, part: 'PM', courseDay: { id: home.days[2] } });
    const absence = (await sheet(home.days[2], AGENCY))[1];
    expect(absence).toMatchObject({
      state: 'ABSENT',
      madeUpBy: { id: half(away.days[2], 'PM'), courseDay: { id: away.days[2] } },
    });
    // The person's own municipality and the home provider see where; the day's other people stay hidden.
    const own = [{ role: 'COORDINATOR' as const, municipality: home.municipalities[0] ?? '' }];
    expect((await sheet(home.days[2], own))[1]).toMatchObject({
      madeUpBy: { courseDay: { id: away.days[2] } },
    });
    expect((await sheet(home.days[2]))[1]).toMatchObject({
      madeUpBy: { courseDay: { id: away.days[2] } },
    });

    // Recorded again it is unchanged.
    const rows = await count();
    expect((await record(away.days[2], makeUp(), FONDEN)).__typename).toBe('AttendanceRecordPayload');
    expect(await count()).toBe(rows);
  });

  it('one half-day is made up once, in one request or two', async () => {
    const { away, anna, missed, makeUp } = await oneMissed();
    const both = await record(
      away.days[2],
      { entries: [...makeUp().entries, ...makeUp({ part: 'AM' }).entries] },
      FONDEN,
    );
    expect(paths(both)).toEqual(['entries.1.makesUpHalfDayId']);
    await record(away.days[2], makeUp(), FONDEN);
    const second = await record(away.days[3], makeUp(), FONDEN);
    expect(second).toMatchObject({ __typename: 'Duplicate', existing: [{ id: away.days[2] }] });
    expect(await history(anna, away.days[3])).toEqual([]);
    // The database itself refuses a second one.
    const insert = `INSERT INTO attendance (id, enrolment_id, course_day_id, part, state, makes_up_course_day_id,
      makes_up_part, recorded_at, recorded_by) VALUES ('fac_x', '${anna}', '${away.days[3]}', 'AM', 'PRESENT',
      '${missed.slice(0, -3)}', 'PM', '2025-06-02T00:00:00.000Z', 'test')`;
    await expect(app.store.database.writer.query(insert)).rejects.toThrow(/unique/i);
  });

  it('refused: another unit, not missed, not held yet, cancelled, half a day unnamed, an absence, a day of one’s own', async () => {
    const { home, away, anna, missed, makeUp } = await oneMissed();
    const before = await count();
    const refused = async (dayId: string | undefined, more: object = {}, roles = FONDEN) =>
      paths(await record(dayId, makeUp(more), roles));
    const field = ['entries.0.makesUpHalfDayId'];
    expect(await refused(away.days[4])).toEqual(field); // seminar 3
    expect(await refused(away.days[2], { makesUpHalfDayId: half(home.days[2], 'AM') })).toEqual(field); // attended
    expect(await refused(away.days[2], { makesUpHalfDayId: 'day_1:EVENING' })).toEqual(field);
    expect(await refused(home.days[3], {}, SUBSTANS)).toEqual(field); // on that sheet
    expect(await refused(away.days[2], { part: null })).toEqual(['entries.0.part']);
    expect(await refused(away.days[2], { state: 'ABSENT' })).toEqual(['entries.0.state']);
    // A half-day of somebody else's looks like one that does not exist.
    for (const makesUpHalfDayId of [half(away.days[2], 'AM'), 'day_nowhere:AM'])
      expect(await record(away.days[2], makeUp({ makesUpHalfDayId }), FONDEN)).toMatchObject({
        code: 'NOT_A_MEMBER',
      });
    const nobody = await record(away.days[2], makeUp({ enrolmentId: 'enr_nobody' }), FONDEN);
    expect(nobody).toMatchObject({ code: 'NOT_A_MEMBER' });
    expect(await count()).toBe(before);

    const late = await openCohort('MEETING_LEADER', SUBSTANS, 'SEMINAR', [
      ['2025-07-01', '2025-07-02'],
      ['2025-08-12'],
    ]);
    const bo = await enrol({ ...home, cohortId: late.cohortId }, 'Bo Friis');
    const ahead = { enrolmentId: bo, makesUpHalfDayId: half(late.days[2], 'PM') };
    expect(await refused(away.days[2], ahead)).toEqual(field); // has not been held
    await act(SUBSTANS, 'courseDayCancel', { courseDayId: late.days[2], reason: 'Sne' }, 'courseDay { id }');
    const cancelled = await record(away.days[2], makeUp(ahead), FONDEN);
    expect(cancelled.problems[0].message).toContain('cancelled');
    const { enrolment } = await act(
      AGENCY,
      'enrolmentWithdraw',
      { enrolmentId: anna, on: '2025-03-15' },
      'enrolment { status }',
    );
    expect(enrolment.status).toBe('WITHDRAWN');
    expect(await record(away.days[2], makeUp(), FONDEN)).toMatchObject({
      code: 'INVALID_STATE',
      from: 'WITHDRAWN',
    });
    expect(missed).toContain(home.days[2] ?? '-');
  });

  it('refused: a day of another track, and a certification day', async () => {
    const units = { type: 'COURSE_DAY', units: [['2025-02-11']] };
    const intro = await openCourse('INTRO', SUBSTANS, units);
    const anna = await enrol(intro, 'Anna Holm', {}, 'INTRO');
    const leaders = await openCohort('LEADERSHIP', FONDEN, 'COURSE_DAY', [['2025-02-11']]);
    app.clock.set('2025-02-12T18:00:00Z');
    await record(intro.days[0], { default: 'ABSENT' });
    const entry = { enrolmentId: anna, part: 'AM', state: 'PRESENT' };
    const makeUp = { ...entry, makesUpHalfDayId: half(intro.days[0], 'AM') };
    const track = await record(leaders.days[0], { entries: [makeUp] }, FONDEN);
    expect(track.problems).toMatchObject([
      { path: 'entries.0.makesUpHalfDayId', message: expect.stringContaining('another track') },
    ]);

    const home = await openCourse('MEETING_LEADER', SUBSTANS, {
      type: 'CERTIFICATION_DAY',
      units: [['2025-02-11']],
    });
    const bo = await enrol(home, 'Bo Friis');
    const away = await openCohort('MEETING_LEADER', FONDEN, 'CERTIFICATION_DAY', [['2025-02-11']]);
    await record(home.days[0], { default: 'ABSENT' });
    const again = { ...entry, enrolmentId: bo, makesUpHalfDayId: half(home.days[0], 'AM') };
    const certification = await record(away.days[0], { entries: [again] }, FONDEN);
    expect(certification.problems).toMatchObject([
      { path: 'entries.0.makesUpHalfDayId', message: expect.stringContaining('certification day') },
    ]);
  });

  it('L8: whoever joined at seminar 3 makes up what was held before, also where no record was made', async () => {
    const home = await openCourse();
    const newcomer = await enrol(home, 'Anna Holm', { on: '2025-04-01' });
    const away = await openCourse('MEETING_LEADER', FONDEN);
    app.clock.set(AFTER_ALL);
    for (const day of home.days.slice(4, 7)) await record(day, { default: 'PRESENT' });
    const before = await progress(newcomer);
    expect(before.attendance.missed).toHaveLength(8);
    expect(attendanceOf(before).explanation).toContain('Kan ikke gennemføre uden opsamling.');
    expect(before.attendance.notRecorded).toHaveLength(2);
    for (const index of [0, 1, 2, 3, 7]) {
      const entries = (['AM', 'PM'] as const).map((part) => ({
        enrolmentId: newcomer,
        part,
        state: 'PRESENT',
        makesUpHalfDayId: half(home.days[index], part),
      }));
      const made = await record(away.days[index], { entries }, FONDEN);
      expect(made.__typename).toBe('AttendanceRecordPayload');
    }
    const after = await progress(newcomer);
    expect(after.attendance).toMatchObject({
      attendedHalfDays: 6,
      madeUpHalfDays: 10,
      missed: [],
      notRecorded: [],
    });
    expect((await sheet(home.days[7]))[0]).toMatchObject({ state: null, madeUpBy: expect.anything() });
    expect(attendanceOf(after)).toMatchObject({ state: 'MET' });
  });

  it('a guest who was not there after all makes up nothing, and may make it up elsewhere; corrected back, it counts again', async () => {
    const { away, anna, missed, makeUp } = await oneMissed();
    const was = async (courseDayId: string | undefined, state: string) =>
      correct({ enrolmentId: anna, halfDayId: half(courseDayId, 'PM'), state, reason: 'Forvekslet' }, FONDEN);
    await record(away.days[2], makeUp(), FONDEN);
    const gone = await was(away.days[2], 'ABSENT');
    expect(gone.enrolment.progress.attendance).toMatchObject({ madeUpHalfDays: 0, missed: [{ id: missed }] });
    expect(await lines(away.days[2], FONDEN)).toEqual(['Anna Holm PM ABSENT']);
    const back = await was(away.days[2], 'PRESENT');
    expect(back.enrolment.progress.attendance).toMatchObject({
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
      missed: [],
    });
    await was(away.days[2], 'ABSENT');
    expect((await record(away.days[3], makeUp(), FONDEN)).__typename).toBe('AttendanceRecordPayload');
    expect((await progress(anna)).attendance).toMatchObject({ madeUpHalfDays: 1, missed: [] });
    expect(await was(away.days[2], 'PRESENT')).toMatchObject({
      __typename: 'Duplicate',
      existing: [{ id: away.days[3] }],
    });
    await was(away.days[3], 'ABSENT');
    expect((await record(away.days[2], makeUp(), FONDEN)).__typename).toBe('AttendanceRecordPayload');
    expect((await progress(anna)).attendance).toMatchObject({
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
      missed: [],
    });
  });
});

describe('correcting a record', () => {
  it('A18, V44: old, new and reason are kept; a reason is needed, and something to correct', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    const stranger = await enrol(await openCourse('MEETING_LEADER', FONDEN), 'Bo Friis');
    app.clock.set('2025-02-11T18:00:00Z');
    const fix = {
      enrolmentId: anna,
      halfDayId: half(course.days[0], 'PM'),
      state: 'ABSENT',
      reason: 'Gik tidligt',
    };
    expect(await correct(fix)).toMatchObject({
      __typename: 'InvalidState',
      from: 'NOT_RECORDED',
      allowed: ['attendanceRecord'],
    });
    await record(course.days[0], { default: 'PRESENT' });
    expect(paths(await correct({ ...fix, state: 'PRESENT' }))).toEqual(['state']);
    expect(paths(await correct({ ...fix, reason: ' ' }))).toEqual(['reason']);
    expect(await correct({ ...fix, reason: 'CPR 010190-1234' })).toMatchObject({ code: 'CONTAINS_CPR' });
    expect(await correct({ ...fix, enrolmentId: stranger })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await correct({ ...fix, halfDayId: 'PM' })).toMatchObject({ code: 'NOT_FOUND' });
    const corrected = await correct(fix);
    expect(corrected.enrolment.progress.attendance).toMatchObject({ attendedHalfDays: 1, heldHalfDays: 2 });
    expect(await history(anna, course.days[0])).toMatchObject([
      { part: 'AM', state: 'PRESENT', supersededAt: null },
      { part: 'PM', state: 'PRESENT', reason: null, supersededAt: expect.any(String) },
      { part: 'PM', state: 'ABSENT', reason: 'Gik tidligt', supersededAt: null },
    ]);
    const [audit] = await app.store.query<any>(
      sql`SELECT before, after, reason FROM audit_event WHERE subject_id = ${anna} AND action = 'attendanceCorrect'`,
    );
    expect(audit.reason).toBe('Gik tidligt');
    expect([JSON.parse(audit.before).state, JSON.parse(audit.after).state]).toEqual(['PRESENT', 'ABSENT']);
  });

  it('V25: a correction reopens a completion, and the record set right completes it again', async () => {
    const course = await openCourse('LEADERSHIP', SUBSTANS, { type: 'COURSE_DAY', units: [['2025-02-11']] });
    const anna = await enrol(course, 'Anna Holm', { capacity: 'LEADER' }, 'LEADERSHIP');
    app.clock.set('2025-02-11T18:00:00Z');
    await record(course.days[0], { default: 'PRESENT' });
    expect(await progress(anna)).toMatchObject({ status: 'COMPLETED', completed: true });
    const fix = { enrolmentId: anna, halfDayId: half(course.days[0], 'PM'), reason: 'Forkert linje' };
    expect((await correct({ ...fix, state: 'ABSENT' })).enrolment).toMatchObject({
      status: 'ACTIVE',
      progress: { completed: false, attendance: { attendedHalfDays: 1 } },
    });
    expect((await correct({ ...fix, state: 'PRESENT' })).enrolment).toMatchObject({ status: 'COMPLETED' });
  });

  it('V13: presence that overlaps supervision of the same person is a warning, not a refusal', async () => {
    const course = await openCourse();
    const anna = await enrol(course, 'Anna Holm');
    const bo = await enrol(course, 'Bo Friis');
    const carl = await enrol(course, 'Carl Dam');
    const run = (statement: string) => app.store.database.writer.query(statement);
    const stamp = `'2025-01-01T00:00:00.000Z', 'test'`;
    await run(`INSERT INTO supervision_group (id, programme_key, track_key, name, recorded_at, recorded_by)
      VALUES ('grp_v13', 'AD_BOSTOETTE_2019', 'MEETING_LEADER', 'Gruppe', ${stamp})`);
    // 10.00-13.30 in Copenhagen; Bo left at 13.00.
    await run(`INSERT INTO supervision_meeting (id, group_id, planned_starts_at, planned_ends_at, status, recorded_at, recorded_by)
      VALUES ('mee_v13', 'grp_v13', '2025-02-11T09:00:00.000Z', '2025-02-11T12:30:00.000Z', 'HELD', ${stamp})`);
    await run(`INSERT INTO supervision_record (id, meeting_id, started_at, ended_at, break_minutes, recorded_at, recorded_by)
      VALUES ('fac_v13', 'mee_v13', '2025-02-11T09:00:00.000Z', '2025-02-11T12:30:00.000Z', 0, ${stamp})`);
    const presence = (id: string, enrolmentId: string, rest: string) =>
      run(`INSERT INTO presence (id, meeting_id, enrolment_id, guest, recorded_at, recorded_by, to_at, absent, superseded_at)
        VALUES ('${id}', 'mee_v13', '${enrolmentId}', false, ${stamp}, ${rest})`);
    await presence('fac_anna', anna, 'NULL, false, NULL');
    await presence('fac_bo', bo, `'2025-02-11T12:00:00.000Z', false, NULL`);
    // Not there at all, and there only by a record that was corrected.
    await presence('fac_carl_1', carl, `NULL, false, '2025-01-02T00:00:00.000Z'`);
    await presence('fac_carl_2', carl, 'NULL, true, NULL');
    app.clock.set('2025-02-11T18:00:00Z');
    const recorded = await record(course.days[0], {
      default: 'PRESENT',
      entries: [{ enrolmentId: bo, part: 'AM', state: 'ABSENT' }],
      idempotencyKey: 'v13',
    });
    const warning = (part: string) => ({
      warning: 'OVERLAPS_SUPERVISION',
      halfDay: { part },
      enrolment: { id: anna },
    });
    // Bo was gone when the afternoon began.
    expect(recorded.warnings).toEqual([warning('AM'), warning('PM')]);
    const again = { default: 'PRESENT', entries: [{ enrolmentId: bo, part: 'AM', state: 'ABSENT' }] };
    expect((await record(course.days[0], { ...again, idempotencyKey: 'v13' })).warnings).toEqual(
      recorded.warnings,
    );
    const fix = {
      enrolmentId: bo,
      halfDayId: half(course.days[0], 'AM'),
      state: 'PRESENT',
      reason: 'Var der',
    };
    expect((await correct(fix)).warnings).toEqual([{ warning: 'OVERLAPS_SUPERVISION' }]);
  });
});

describe('statements', () => {
  /** Statements that a piece of work takes, by how they begin. */
  async function counting(work: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    const { query, insert, change } = app.store;
    app.store.query = (statement) => {
      seen.push(statement.sql);
      return query.call(app.store, statement) as never;
    };
    app.store.change = (statement) => {
      seen.push(statement.sql);
      return change.call(app.store, statement);
    };
    app.store.insert = (entity, rows) => {
      seen.push(`INSERT INTO ${(entity as { name: string }).name}`);
      return insert.call(app.store, entity, rows);
    };
    try {
      await work();
    } finally {
      Object.assign(app.store, { query, insert, change });
    }
    return seen;
  }

  async function sheetOf(people: number) {
    const dates = [['2025-02-11'], ['2025-02-12'], ['2025-02-13'], ['2025-02-14']];
    const course = await openCourse('INTRO', SUBSTANS, { type: 'COURSE_DAY', units: dates });
    const ids: string[] = [];
    for (let n = 1; n <= people; n += 1) ids.push(await enrol(course, `Deltager ${n}`, {}, 'INTRO'));
    app.clock.set('2025-02-14T18:00:00Z');
    await record(course.days[0], { default: 'PRESENT' });
    const absent = ids.map((enrolmentId) => ({ enrolmentId, state: 'ABSENT' }));
    const write = (input: object) =>
      app.ask(
        SUBSTANS,
        `mutation($input: AttendanceRecordInput!) { attendanceRecord(input: $input) { __typename } }`,
        { input: { courseDayId: course.days[1], ...input } },
      );
    const recorded = await counting(() => write({ default: 'PRESENT' }));
    const changed = await counting(() => write({ entries: absent }));
    const read = await counting(() =>
      app.ask(SUBSTANS, `query($id: ID!) { cohort(id: $id) { courseDays { ${SHEET} } } }`, {
        id: course.cohortId,
      }),
    );
    app.clock.set('2025-01-01T08:00:00Z');
    return { recorded: recorded.length, changed: changed.length, read: read.length };
  }

  it('a sheet of 24 takes as many statements as a sheet of 2, written, changed or read for all days at once', async () => {
    const few = await sheetOf(2);
    expect(await sheetOf(24)).toEqual(few);
    // With all that follows from it.
    expect(few.recorded).toBeLessThan(10);
    expect(few.read).toBeLessThan(12);
  });
});
