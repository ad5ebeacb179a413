/** Questions of ordinary life about attendance, each answered by one request, and the rules behind them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '../support/client.js';
import { halfDay, LATER_SEMINARS, School, SEMINARS } from '../support/school.js';

const Q1_SIGN_IN_LIST = `query SignInList($courseDay: ID!) {
  courseDay(id: $courseDay) {
    date venue cohort { name } halfDays { part startsAt endsAt }
    sheet {
      halfDay { part } apology { sentAt }
      enrolment { status person { name } municipality { code } seatAffiliation { organisation unit } }
    }
  }
}`;

const Q2_MISSING_AND_WHERE_TO_MAKE_UP = `query Missing($cohort: ID!) {
  cohort(id: $cohort) {
    enrolments(first: 100) {
      nodes {
        person { name }
        progress { attendance { makeUpOptions {
          missed { part courseDay { unit day date } }
          options { samePlace halfDay { id part startsAt courseDay { date venue cohort { name } } } }
        } } }
      }
    }
  }
}`;

const Q6_OVERDUE = `{
  registrationsOverdue(workingDays: 3) {
    date endedAt workingDays people
    courseDay { id unit day cohort { name } } meeting { id group { name } }
  }
}`;

const Q12_MY_AGENDA = `{
  viewer { person { agenda {
    kind date startsAt title venue host { name } apologies { sentAt }
    apologise { howTo targets { halfDayId meetingId until } }
  } } }
}`;

const Q25_TRAVEL = `query Travel($municipality: String!, $from: LocalDate, $to: LocalDate) {
  enrolments(filter: { municipalityCode: $municipality }) {
    nodes {
      person { name }
      travel(from: $from, to: $to) {
        days daysOutside daysUnknown
        dates { date outsideOwnMunicipality items { title venue host { code } } }
      }
    }
  }
}`;

let school: School;

beforeAll(async () => {
  school = await School.open();
});
afterAll(() => school.app.close());
beforeEach(async () => {
  school.app.clock.set('2025-01-01T08:00:00Z');
  await school.begin();
});

/** The statements that a request takes. */
async function statements(by: Client, text: string, variables: Record<string, unknown>): Promise<number> {
  const { store } = school.app;
  const { query } = store;
  let seen = 0;
  store.query = (statement) => {
    seen += 1;
    return query.call(store, statement) as never;
  };
  try {
    await by.query(text, variables);
  } finally {
    store.query = query;
  }
  return seen;
}

describe('Q1: the sign-in list of a course day', () => {
  it('Q1: names, municipalities, workplaces, half-days that are expected, and apologies', async () => {
    const cohort = await school.cohort(school.substans);
    const where = { organisation: 'Kommunen', unit: 'Bostøtten' };
    const anna = await school.enrol('Anna Lund', { cohortId: cohort.id, ...where });
    await school.enrol('Øjvind Krog', { cohortId: cohort.id, municipalityCode: school.other });
    await school
      .participant('Anna Lund')
      .succeed(
        'apologySend',
        { enrolmentId: anna, halfDayId: halfDay(cohort.days[0], 'PM') },
        'apology { id }',
      );
    const { courseDay } = await school.substans.query(Q1_SIGN_IN_LIST, { courseDay: cohort.days[0] });
    expect(courseDay).toMatchObject({
      date: '2025-02-11',
      venue: 'Brandbjerg',
      halfDays: [{ part: 'AM' }, { part: 'PM' }],
    });
    expect(
      courseDay.sheet.map((row: any) => [
        row.enrolment.person.name,
        row.halfDay.part,
        row.enrolment.municipality.code,
        row.enrolment.seatAffiliation.unit,
        row.apology !== null,
      ]),
    ).toEqual([
      ['Anna Lund', 'AM', school.home, 'Bostøtten', false],
      ['Anna Lund', 'PM', school.home, 'Bostøtten', true],
      ['Øjvind Krog', 'AM', school.other, null, false],
      ['Øjvind Krog', 'PM', school.other, null, false],
    ]);
    expect(courseDay.sheet[0].enrolment.seatAffiliation.organisation).toBe('Kommunen');
  });
});

describe('Q2: what each participant lacks, and where it can be made up', () => {
  it('Q2: half-days ahead of the same seminar in other cohorts, whoever runs them, the same place first', async () => {
    const home = await school.cohort(school.substans);
    const away = await school.cohort(school.fonden, LATER_SEMINARS);
    const intro = await school.cohort(school.substans, [['2025-02-24']], {
      trackKey: 'INTRO',
      type: 'COURSE_DAY',
    });
    const anna = await school.enrol('Anna Krag', { cohortId: home.id });
    await school.enrol('Bo Krag', { cohortId: home.id });
    school.app.clock.set('2025-02-12T18:00:00Z');
    await school.record(school.substans, home.days[0], {
      default: 'PRESENT',
      entries: [{ enrolmentId: anna, part: 'PM', state: 'ABSENT' }],
    });
    await school.record(school.substans, home.days[1], { default: 'PRESENT' });
    const ask = async () => {
      const data = await school.substans.query(Q2_MISSING_AND_WHERE_TO_MAKE_UP, { cohort: home.id });
      return data.cohort.enrolments.nodes.map((node: any) => node.progress.attendance.makeUpOptions);
    };
    const [annas, bos] = await ask();
    expect(bos).toEqual([]);
    expect(annas).toHaveLength(1);
    expect(annas[0].missed).toEqual({ part: 'PM', courseDay: { unit: 1, day: 1, date: '2025-02-11' } });
    expect(annas[0].options.map((each: any) => [each.halfDay.id, each.samePlace])).toEqual([
      [halfDay(away.days[0], 'PM'), true],
      [halfDay(away.days[0], 'AM'), false],
      [halfDay(away.days[1], 'AM'), false],
      [halfDay(away.days[1], 'PM'), false],
    ]);
    expect(annas[0].options[0].halfDay.courseDay).toMatchObject({ date: '2025-02-21', venue: 'Brandbjerg' });
    expect(JSON.stringify(annas)).not.toContain(intro.days[0]);
    // What is past or cancelled is no option.
    await school.fonden.succeed(
      'courseDayCancel',
      { courseDayId: away.days[1], reason: 'Sne' },
      'courseDay { id }',
    );
    school.app.clock.set('2025-02-21T10:00:00Z');
    const [later] = await ask();
    expect(later[0].options.map((each: any) => each.halfDay.id)).toEqual([halfDay(away.days[0], 'PM')]);
    // And an option that is offered is one that is accepted.
    const recorded = await school.fonden.act(
      'attendanceRecord',
      {
        courseDayId: away.days[0],
        entries: [
          { enrolmentId: anna, part: 'PM', state: 'PRESENT', makesUpHalfDayId: halfDay(home.days[0], 'PM') },
        ],
      },
      'courseDay { id }',
    );
    expect(recorded.__typename).toBe('AttendanceRecordPayload');
    expect((await ask())[0]).toEqual([]);
  });

  it('V39: an option shows the cohort, date and place, and nobody in it', async () => {
    const home = await school.cohort(school.substans);
    const away = await school.cohort(school.fonden, LATER_SEMINARS);
    const anna = await school.enrol('Anna Bach', { cohortId: home.id });
    await school.enrol('Carl Bach', { cohortId: away.id, municipalityCode: school.other });
    school.app.clock.set('2025-02-12T18:00:00Z');
    await school.record(school.substans, home.days[0], { default: 'ABSENT' });
    const { enrolment } = await school.participant('Anna Bach').query(
      `query ($id: ID!) { enrolment(id: $id) { progress { attendance { makeUpOptions { options { halfDay { courseDay {
        cohort { name enrolments { nodes { id } } } sheet { enrolment { id } } } } } } } } } }`,
      { id: anna },
    );
    const [first] = enrolment.progress.attendance.makeUpOptions[0].options;
    expect(first.halfDay.courseDay.cohort.name).toMatch(/^Hold/);
    expect(first.halfDay.courseDay.cohort.enrolments.nodes).toEqual([]);
    expect(first.halfDay.courseDay.sheet).toEqual([]);
  });

  it('Q2: as many statements for five people as for one', async () => {
    const counts: number[] = [];
    await school.cohort(school.fonden, LATER_SEMINARS);
    for (const people of [1, 5]) {
      school.app.clock.set('2025-01-01T08:00:00Z');
      const home = await school.cohort(school.substans);
      for (let n = 0; n < people; n += 1)
        await school.enrol(`Deltager ${'abcdef'[n]} ${people === 1 ? 'x' : 'y'}`, { cohortId: home.id });
      school.app.clock.set('2025-03-12T18:00:00Z');
      for (const day of home.days.slice(0, 4))
        await school.record(school.substans, day, { default: 'ABSENT' });
      counts.push(await statements(school.substans, Q2_MISSING_AND_WHERE_TO_MAKE_UP, { cohort: home.id }));
    }
    expect(counts[1]).toBe(counts[0]);
  });
});

describe('Q6: sessions held more than three working days ago without a record', () => {
  it('Q6: course days with a blank and meetings not held, by working days; Easter does not count', async () => {
    const cohort = await school.cohort(school.substans, [['2025-04-15', '2025-04-16']]);
    const anna = await school.enrol('Anna Juul', { cohortId: cohort.id });
    await school.enrol('Bo Juul', { cohortId: cohort.id });
    const groupId = await school.group(school.substans, [anna]);
    const meetingId = await school.meeting(school.substans, groupId, '2025-04-14');
    const overdue = async (by: Client = school.substans) => {
      const { registrationsOverdue } = await by.query(Q6_OVERDUE);
      return registrationsOverdue
        .filter((each: any) => [...cohort.days, meetingId].includes((each.courseDay ?? each.meeting).id))
        .map((each: any) => [
          each.date,
          each.meeting?.group.name ?? each.courseDay.day,
          each.workingDays,
          each.people,
        ]);
    };
    // Wednesday before Easter; the next working day is Tuesday.
    school.app.clock.set('2025-04-16T20:00:00Z');
    expect(await overdue()).toEqual([]);
    school.app.clock.set('2025-04-22T08:00:00Z');
    expect(await overdue()).toEqual([]);
    school.app.clock.set('2025-04-23T08:00:00Z');
    expect(await overdue()).toEqual([['2025-04-14', expect.stringContaining('Gruppe'), 4, 1]]);
    school.app.clock.set('2025-04-25T08:00:00Z');
    expect((await overdue()).map((each: any[]) => each.slice(0, 3))).toEqual([
      ['2025-04-14', expect.anything(), 6],
      ['2025-04-15', 1, 5],
      ['2025-04-16', 2, 4],
    ]);
    expect(await overdue(school.fonden)).toEqual([]);
    expect(await overdue(school.agency)).toHaveLength(3);

    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    await school.record(school.substans, cohort.days[1], {
      entries: [{ enrolmentId: anna, state: 'PRESENT' }],
    });
    await school.substans.succeed(
      'supervisionMeetingHold',
      { meetingId, startedAt: '2025-04-14T08:00:00Z', endedAt: '2025-04-14T11:00:00Z', allPresent: true },
      'meeting { id }',
    );
    expect(await overdue()).toEqual([['2025-04-16', 2, 4, 1]]);
    const denied = await school.app.ask([{ role: 'COORDINATOR', municipality: school.home }], Q6_OVERDUE);
    expect(denied.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('Q6: who left or came later leaves nothing to record, nor does a cancelled day', async () => {
    const cohort = await school.cohort(school.substans, [['2025-04-15', '2025-04-16']]);
    const left = await school.enrol('Anna Palm', { cohortId: cohort.id });
    await school.enrol('Bo Palm', { cohortId: cohort.id, on: '2025-04-16' });
    await school.agency.succeed(
      'enrolmentWithdraw',
      { enrolmentId: left, reason: 'Nyt job', on: '2025-04-10' },
      'enrolment { id }',
    );
    school.app.clock.set('2025-05-10T08:00:00Z');
    const overdue = async () => {
      const { registrationsOverdue } = await school.substans.query(Q6_OVERDUE);
      return registrationsOverdue
        .filter((each: any) => cohort.days.includes(each.courseDay?.id))
        .map((each: any) => [each.date, each.people]);
    };
    expect(await overdue()).toEqual([['2025-04-16', 1]]);
    await school.substans.succeed(
      'courseDayCancel',
      { courseDayId: cohort.days[1], reason: 'Sne' },
      'courseDay { id }',
    );
    expect(await overdue()).toEqual([]);
  });
});

describe('Q12: the participant’s next dates', () => {
  it('Q12: date, place, host municipality and how to send an apology, days and meetings in the order of time', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Dahl', { cohortId: cohort.id });
    const groupId = await school.group(school.substans, [anna]);
    const at = { hostMunicipalityCode: school.other, venue: 'Rådhuset' };
    const meetingId = await school.meeting(school.substans, groupId, '2025-02-20', at);
    const cancelled = await school.meeting(school.substans, groupId, '2025-02-25');
    await school.substans.succeed(
      'supervisionMeetingCancel',
      { meetingId: cancelled, reason: 'r' },
      'meeting { id }',
    );
    school.app.clock.set('2025-02-11T10:00:00Z');
    const as = school.participant('Anna Dahl');
    await as.succeed(
      'apologySend',
      { enrolmentId: anna, halfDayId: halfDay(cohort.days[1], 'AM') },
      'apology { id }',
    );
    const agenda = async () => (await as.query(Q12_MY_AGENDA)).viewer.person.agenda;
    const [today, tomorrow, meeting, ...rest] = await agenda();
    // The morning has begun.
    expect(today).toMatchObject({
      kind: 'COURSE_DAY',
      date: '2025-02-11',
      title: 'seminar 1, dag 1',
      venue: 'Brandbjerg',
      host: null,
      apologies: [],
      apologise: {
        howTo: 'Send afbud her senest 11.02.2025 kl. 13.00. Det går til substans. Skriv ikke hvorfor.',
        targets: [
          { halfDayId: halfDay(cohort.days[0], 'PM'), meetingId: null, until: '2025-02-11T12:00:00.000Z' },
        ],
      },
    });
    expect(tomorrow).toMatchObject({
      apologies: [{ sentAt: expect.any(String) }],
      apologise: { targets: [{ halfDayId: halfDay(cohort.days[1], 'PM') }] },
    });
    expect(meeting).toMatchObject({
      kind: 'SUPERVISION_MEETING',
      date: '2025-02-20',
      venue: 'Rådhuset',
      host: { name: expect.any(String) },
      apologise: { targets: [{ halfDayId: null, meetingId, until: '2025-02-20T08:00:00.000Z' }] },
    });
    expect(rest.map((item: any) => item.date)).toEqual(SEMINARS.slice(1).flat());
    await as.succeed('apologySend', { enrolmentId: anna, meetingId }, 'apology { id }');
    expect((await agenda())[2]).toMatchObject({ apologies: [{}], apologise: null });
  });

  it('L7, V39: nothing after leaving; nobody else’s', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Ravn', { cohortId: cohort.id });
    await school.enrol('Bo Ravn', { cohortId: cohort.id, municipalityCode: school.other });
    await school.agency.succeed(
      'enrolmentWithdraw',
      { enrolmentId: anna, reason: 'Nyt job', on: '2025-03-12' },
      'enrolment { id }',
    );
    const dates = async (by: Client) => {
      const data = await by.query(
        `query ($id: ID!) { enrolment(id: $id) { agenda(from: "2025-01-01", to: "2025-12-31") { date } } }`,
        { id: anna },
      );
      return data.enrolment?.agenda.map((item: any) => item.date) ?? null;
    };
    expect(await dates(school.participant('Anna Ravn'))).toEqual(['2025-02-11', '2025-02-12', '2025-03-11']);
    expect(await dates(school.participant('Bo Ravn'))).toBeNull();
    expect(await dates(school.coordinator(school.other))).toBeNull();
  });
});

describe('a move between groups', () => {
  it('A16, Q12: from the day of the move the meetings of the new group are in the agenda, and the old ones are not', async () => {
    const anna = await school.enrol('Anna Munk');
    const bo = await school.enrol('Bo Munk');
    const [from, to] = [await school.group(school.agency, [anna]), await school.group(school.agency, [bo])];
    for (const date of ['2025-02-18', '2025-03-18']) await school.meeting(school.agency, from, date);
    for (const date of ['2025-02-19', '2025-03-19']) await school.meeting(school.agency, to, date);
    const move = {
      enrolmentId: anna,
      fromGroupId: from,
      toGroupId: to,
      on: '2025-03-01',
      reason: 'Bedre balance',
    };
    expect(await school.agency.act('supervisionGroupMove', move, '__typename')).not.toHaveProperty('code');
    const { agenda } = (await school.participant('Anna Munk').query(Q12_MY_AGENDA)).viewer.person;
    expect(agenda.map((item: any) => item.date)).toEqual(['2025-02-18', '2025-03-19']);
  });
});

describe('L9: leave', () => {
  it('L9: nothing is in the agenda while on leave, no apology is asked for, and no sheet is overdue for it', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Lind', { cohortId: cohort.id });
    const leave = { enrolmentId: anna, from: '2025-02-12', to: '2025-04-12' };
    await school.coordinator(school.home).succeed('leaveBegin', leave, 'enrolment { id }');
    const as = school.participant('Anna Lind');
    const { agenda } = (await as.query(Q12_MY_AGENDA)).viewer.person;
    expect(agenda.map((item: any) => item.date)).toEqual([
      '2025-02-11',
      '2025-04-12',
      '2025-05-11',
      '2025-05-12',
    ]);
    const halfDayId = halfDay(cohort.days[1], 'AM');
    const refused = await as.act('apologySend', { enrolmentId: anna, halfDayId }, 'apology { id }');
    expect(refused.__typename).toBe('InvalidInput');
    school.app.clock.set('2025-03-28T08:00:00Z');
    const { registrationsOverdue } = await school.substans.query(Q6_OVERDUE);
    const own = registrationsOverdue.filter((each: any) => cohort.days.includes(each.courseDay?.id));
    expect(own.map((each: any) => each.date)).toEqual(['2025-02-11']);
  });
});

describe('Q25: travel days for transport planning', () => {
  it('Q25: dates of course days and meetings per person, and how many are hosted outside the own municipality', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Ømand', { cohortId: cohort.id });
    const bo = await school.enrol('Bo Ømand', { cohortId: cohort.id, municipalityCode: school.other });
    const groupId = await school.group(school.substans, [anna, bo]);
    await school.meeting(school.substans, groupId, '2025-02-18', { hostMunicipalityCode: school.other });
    await school.meeting(school.substans, groupId, '2025-02-19', { hostMunicipalityCode: school.home });
    // On a course day: one journey.
    await school.meeting(school.substans, groupId, '2025-02-12', { hostMunicipalityCode: school.home });
    const variables = { municipality: school.home, from: '2025-02-01', to: '2025-02-28' };
    const { enrolments } = await school.coordinator(school.home).query(Q25_TRAVEL, variables);
    expect(enrolments.nodes).toHaveLength(1);
    const [{ travel }] = enrolments.nodes;
    expect(travel).toMatchObject({ days: 4, daysOutside: 1, daysUnknown: 2 });
    expect(travel.dates.map((day: any) => [day.date, day.outsideOwnMunicipality, day.items.length])).toEqual([
      ['2025-02-11', null, 1],
      ['2025-02-12', null, 2],
      ['2025-02-18', true, 1],
      ['2025-02-19', false, 1],
    ]);
    const bos = await school.agency.query(Q25_TRAVEL, { ...variables, municipality: school.other });
    expect(bos.enrolments.nodes[0].travel).toMatchObject({ days: 4, daysOutside: 2 });
    const few = await statements(school.agency, Q25_TRAVEL, variables);
    for (const name of ['Carl Ømand', 'Dorte Ømand']) await school.enrol(name, { cohortId: cohort.id });
    expect(await statements(school.agency, Q25_TRAVEL, variables)).toBe(few);
  });

  it('Q25, L23: a course day is hosted by a municipality, and when it moves perhaps by another one', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Ås', { cohortId: cohort.id });
    const [first, second] = cohort.days;
    const HOST = 'courseDay { date venue host { code } }';
    const move = (input: object) => school.substans.act('courseDayReschedule', input, HOST);
    expect(
      await move({
        courseDayId: first,
        date: '2025-02-13',
        hostMunicipalityCode: school.other,
        venue: 'Salen',
      }),
    ).toMatchObject({ courseDay: { venue: 'Salen', host: { code: school.other } } });
    expect(await move({ courseDayId: first, date: '2025-02-14' })).toMatchObject({
      courseDay: { date: '2025-02-14', venue: 'Salen', host: { code: school.other } },
    });
    await move({ courseDayId: second, date: '2025-02-12', hostMunicipalityCode: school.home });
    expect(
      await move({ courseDayId: second, date: '2025-02-15', hostMunicipalityCode: '999' }),
    ).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'hostMunicipalityCode' }],
    });
    const { enrolment } = await school.agency.query(
      `query ($id: ID!) { enrolment(id: $id) { travel(from: "2025-02-01", to: "2025-02-28") {
        days daysOutside daysUnknown dates { date outsideOwnMunicipality items { host { code } } } } } }`,
      { id: anna },
    );
    expect(enrolment.travel).toMatchObject({ days: 2, daysOutside: 1, daysUnknown: 0 });
    expect(enrolment.travel.dates).toMatchObject([
      { date: '2025-02-12', outsideOwnMunicipality: false, items: [{ host: { code: school.home } }] },
      { date: '2025-02-14', outsideOwnMunicipality: true, items: [{ host: { code: school.other } }] },
    ]);
  });

  it('Q25: a person on two tracks travels once on a day', async () => {
    const cohort = await school.cohort(school.substans);
    const track = { trackKey: 'INTRO', type: 'COURSE_DAY' };
    const intro = await school.cohort(school.substans, [['2025-02-12'], ['2025-02-13']], track);
    const personId = await school.person('Anna Yde');
    await school.enrol('Anna Yde', { cohortId: cohort.id, personId });
    await school.enrol('Anna Yde', { cohortId: intro.id, personId, trackKey: 'INTRO' });
    const { viewer } = await school.participant('Anna Yde').query(`{ viewer { person {
      enrolments { travel(from: "2025-02-01", to: "2025-02-28") { days } }
      travel(from: "2025-02-01", to: "2025-02-28") { days dates { date items { title } } } } } }`);
    expect(viewer.person.enrolments.map((each: any) => each.travel.days)).toEqual([2, 2]);
    expect(viewer.person.travel).toMatchObject({ days: 3 });
    expect(viewer.person.travel.dates.map((day: any) => [day.date, day.items.length])).toEqual([
      ['2025-02-11', 1],
      ['2025-02-12', 2],
      ['2025-02-13', 1],
    ]);
  });
});

describe('days that move, lie ahead, or are recorded late', () => {
  it('L23: a cancelled day is neither absence nor presence; its new date is needed, and in the agenda', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Qvist', { cohortId: cohort.id });
    const as = school.participant('Anna Qvist');
    const { apology } = await as.succeed(
      'apologySend',
      { enrolmentId: anna, halfDayId: halfDay(cohort.days[0], 'AM') },
      'apology { id }',
    );
    await school.substans.succeed(
      'courseDayCancel',
      { courseDayId: cohort.days[0], reason: 'Sne' },
      'courseDay { id }',
    );
    const dates = async () =>
      (await as.query(Q12_MY_AGENDA)).viewer.person.agenda.map((item: any) => item.date).slice(0, 2);
    expect(await dates()).toEqual(['2025-02-12', '2025-03-11']);
    school.app.clock.set('2025-02-14T08:00:00Z');
    await school.record(school.substans, cohort.days[1], { default: 'PRESENT' });
    expect(await school.attendance(anna)).toMatchObject({ heldHalfDays: 2, attendedHalfDays: 2, missed: [] });
    // The apology was for the day that did not take place: it can be taken back.
    await as.succeed('apologyWithdraw', { apologyId: apology.id }, 'apology { id }');
    await school.substans.succeed(
      'courseDayReschedule',
      { courseDayId: cohort.days[0], date: '2025-02-26' },
      'courseDay { id }',
    );
    expect(await dates()).toEqual(['2025-02-26', '2025-03-11']);
    school.app.clock.set('2025-02-27T08:00:00Z');
    expect(await school.attendance(anna)).toMatchObject({
      heldHalfDays: 4,
      notRecorded: [{ id: halfDay(cohort.days[0], 'AM') }, { id: halfDay(cohort.days[0], 'PM') }],
    });
  });

  it('L24: days ahead are not missed and not overdue, and there is nothing to make up', async () => {
    const cohort = await school.cohort(school.substans);
    await school.cohort(school.fonden, LATER_SEMINARS);
    const anna = await school.enrol('Anna Zahle', { cohortId: cohort.id });
    school.app.clock.set('2025-02-11T07:00:00Z');
    expect(await school.attendance(anna)).toMatchObject({ heldHalfDays: 0, missed: [], notRecorded: [] });
    const { cohort: asked } = await school.substans.query(Q2_MISSING_AND_WHERE_TO_MAKE_UP, {
      cohort: cohort.id,
    });
    expect(asked.enrolments.nodes[0].progress.attendance.makeUpOptions).toEqual([]);
    const { registrationsOverdue } = await school.substans.query(Q6_OVERDUE);
    expect(registrationsOverdue.filter((each: any) => cohort.days.includes(each.courseDay?.id))).toEqual([]);
    expect((await school.participant('Anna Zahle').query(Q12_MY_AGENDA)).viewer.person.agenda).toHaveLength(
      8,
    );
  });

  it('L27: a paper list that comes weeks later is flagged with its entry time; answers from before stay as they were', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await school.enrol('Anna Wulff', { cohortId: cohort.id });
    // 11 February 2025 is a Tuesday: Friday the 14th is the third working day after it.
    school.app.clock.set('2025-02-14T20:00:00Z');
    await school.record(school.substans, cohort.days[0], {
      entries: [{ enrolmentId: anna, part: 'AM', state: 'PRESENT' }],
    });
    school.app.clock.set('2025-03-05T08:00:00Z');
    const before = school.app.clock.now();
    const known = await school.attendance(anna, { knownAt: before });
    expect(known).toMatchObject({ attendedHalfDays: 1, notRecorded: [{}, {}, {}] });
    school.app.clock.set('2025-03-06T08:00:00Z');
    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    await school.record(school.substans, cohort.days[1], { default: 'ABSENT' });
    const rows = await school.sheet(school.substans, cohort.days[0]);
    expect(rows.map((row) => [row.halfDay.part, row.recordedLate, row.recordedAt.slice(0, 10)])).toEqual([
      ['AM', false, '2025-02-14'],
      ['PM', true, '2025-03-06'],
    ]);
    expect((await school.sheet(school.substans, cohort.days[2]))[0].recordedLate).toBeNull();
    expect(await school.attendance(anna)).toMatchObject({ attendedHalfDays: 2, notRecorded: [] });
    expect(await school.attendance(anna, { knownAt: before })).toEqual(known);
    // A correction of what was recorded in time does not make it late.
    await school.substans.succeed(
      'attendanceCorrect',
      { enrolmentId: anna, halfDayId: halfDay(cohort.days[0], 'AM'), state: 'ABSENT', reason: 'Fejl' },
      'enrolment { id }',
    );
    expect((await school.sheet(school.substans, cohort.days[0]))[0]).toMatchObject({
      state: 'ABSENT',
      recordedLate: false,
    });
  });
});
