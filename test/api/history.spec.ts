/** What was recorded, by whom and why, and what it moved: over HTTP, one request for each question. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';

const HOUSING = 'AD_BOSTOETTE_2019';
const TRACK = 'MEETING_LEADER';

/** Q16: what is stored about me, who changed it, how do I have an error corrected? */
const Q16 = `query($after: String) { viewer { person {
  name email phone
  affiliations { municipalityCode organisation unit role }
  enrolments { id trackKey status }
  correctionAdvice
  history(first: 100, after: $after) {
    nodes {
      at act title reason
      recordedBy { name roles system you }
      enrolment { id trackKey }
      changes { field label before after }
      details { field label value }
    }
    pageInfo { hasNextPage endCursor }
  } } } }`;

const KNOWN = `status holdsSeat attendedHalfDays madeUpHalfDays creditedMinutes certified completed
  requirements { kind state explanation }`;
const FIGURES = `programmeKey trackKey municipality { name } enrolled certified completed withdrawn
  supervisionMinutes attendedHalfDays madeUpHalfDays`;

/** Q36: the report as it stood, and what changed since. */
const Q36 = `query($knownAt: DateTime!, $validOn: LocalDate, $until: DateTime, $filter: StatusFilter) {
  asItStood: certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY], filter: $filter,
    asOf: { validOn: $validOn, knownAt: $knownAt }) { ${FIGURES} }
  changesSince(knownAt: $knownAt, validOn: $validOn, until: $until, filter: $filter) {
    validOn
    records(first: 100) { totalCount nodes {
      at act reason recordedBy { name } enrolment { person { name } }
      changes { field before after } details { field value } } }
    answers(first: 100) { totalCount nodes { enrolment { id person { name } } before { ${KNOWN} } after { ${KNOWN} } } }
    rows { before { ${FIGURES} } after { ${FIGURES} } } } }`;

/** Somebody with a name of their own. */
class Somebody {
  constructor(
    private readonly app: TestApp,
    readonly name: string,
    private readonly roles: RoleClaim[],
  ) {}

  async query(source: string, variables: Record<string, unknown> = {}): Promise<any> {
    const claims = { subject: `idp|${this.name}`, name: this.name, roles: this.roles };
    const answer = await this.app.askAs(claims, source, variables);
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  async act(name: string, input: object, selection: string): Promise<any> {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const data = await this.query(
      `mutation($input: ${type}Input!) { ${name}(input: $input) {
        ... on ${type}Payload { ${selection} } ... on DomainError { code message } } }`,
      { input },
    );
    if ('code' in data[name]) throw new Error(`${name}: ${JSON.stringify(data[name])}`);
    return data[name];
  }
}

/** A course of two municipalities, with its records, a correction and a certificate. */
class Course {
  readonly agency: Somebody;
  readonly provider: Somebody;
  readonly kolding: Somebody;
  readonly vejle: Somebody;
  readonly anna: Somebody;
  annaId!: string;
  boId!: string;
  annaPersonId!: string;
  days!: any[];
  meetingId!: string;
  certificateId!: string;
  certificateNumber!: string;

  constructor(readonly app: TestApp) {
    const who = (name: string, ...roles: RoleClaim[]) => new Somebody(app, name, roles);
    this.agency = who('Agnes Styrelse', { role: 'AGENCY' });
    this.provider = who('Poul Underviser', { role: 'PROVIDER', provider: 'dialoghuset' });
    this.kolding = who('Karen Koordinator', { role: 'COORDINATOR', municipality: '621' });
    this.vejle = who('Viggo Koordinator', { role: 'COORDINATOR', municipality: '630' });
    this.anna = who('Anna Ask', { role: 'PARTICIPANT', email: 'anna@kolding.example' });
  }

  /** Until the end of February. */
  async begin(): Promise<void> {
    const { agency, provider } = this;
    const key = { key: 'dialoghuset', name: 'Dialoghuset' };
    const providerId = (await agency.act('providerRegister', key, 'provider { id }')).provider.id;
    const opened = { programmeKey: HOUSING, municipalityCodes: ['621', '630'], startsOn: '2026-01-01' };
    const engagementId = (await agency.act('engagementOpen', opened, 'engagement { id }')).engagement.id;
    const cohort = { programmeKey: HOUSING, trackKey: TRACK, name: 'Hold 1', providerId };
    const cohortId = (await provider.act('cohortOpen', cohort, 'cohort { id }')).cohort.id;
    const join = async (coordinator: Somebody, name: string, email: string, municipalityCode: string) => {
      const details = { name, email, municipalityCode, unit: 'Bostøtten' };
      const personId = (await coordinator.act('personRegister', details, 'person { id }')).person.id;
      const seat = { engagementId, municipalityCode, trackKey: TRACK, personId, cohortId, on: '2026-01-10' };
      const { enrolment } = await coordinator.act('enrolmentConfirm', seat, 'enrolment { id }');
      return [personId, enrolment.id] as const;
    };
    [this.annaPersonId, this.annaId] = await join(this.kolding, 'Anna Ask', 'anna@kolding.example', '621');
    this.boId = (await join(this.vejle, 'Bo Birk', 'bo@vejle.example', '630'))[1];
    const unit = { cohortId, type: 'SEMINAR', unit: 1, dates: ['2026-02-02', '2026-02-03'] };
    this.days = (
      await provider.act('courseDaySchedule', unit, 'courseDays { id halfDays { id part } }')
    ).courseDays;
    const group = {
      programmeKey: HOUSING,
      trackKey: TRACK,
      name: 'Gruppe 1',
      enrolmentIds: [this.annaId, this.boId],
    };
    const groupId = (await provider.act('supervisionGroupForm', group, 'group { id }')).group.id;
    const times = { groupId, startsAt: '2026-02-10T08:00:00Z', endsAt: '2026-02-10T11:00:00Z' };
    this.meetingId = (await provider.act('supervisionMeetingPlan', times, 'meeting { id }')).meeting.id;

    this.app.clock.set('2026-02-12T12:00:00Z');
    const absence = { enrolmentId: this.annaId, part: 'AM', state: 'ABSENT', notified: true };
    const sheet = { courseDayId: this.days[0].id, default: 'PRESENT', entries: [absence] };
    await provider.act('attendanceRecord', sheet, 'courseDay { id }');
    const held = { startedAt: times.startsAt, endedAt: times.endsAt, meetingId: this.meetingId };
    const presences = [{ enrolmentId: this.annaId, from: '2026-02-10T08:40:00Z' }];
    await provider.act('supervisionMeetingHold', { ...held, allPresent: true, presences }, 'meeting { id }');
    const certification = { cohortId, type: 'CERTIFICATION_DAY', unit: 1, dates: ['2026-02-24'] };
    const days = (await provider.act('courseDaySchedule', certification, 'courseDays { id }')).courseDays;

    this.app.clock.set('2026-02-25T12:00:00Z');
    const lifted = {
      enrolmentId: this.annaId,
      requirement: 'ATTENDANCE',
      reason: 'Samme kursus taget i 2024',
    };
    await agency.act('dispensationGrant', lifted, 'dispensation { requirement }');
    const attempt = { courseDayId: days[0].id, enrolmentId: this.annaId, outcome: 'PASSED', video: 'SHOWN' };
    await provider.act('certificationAttemptRecord', { ...attempt, assessor: 'Ulla' }, 'attempt { number }');
    const issued = await provider.act(
      'certificateIssue',
      { enrolmentId: this.annaId },
      'certificate { id number }',
    );
    this.certificateId = issued.certificate.id;
    this.certificateNumber = issued.certificate.number;
  }

  /** What comes to light in March. */
  async correct(): Promise<void> {
    this.app.clock.set('2026-03-10T12:00:00Z');
    const halfDayId = this.days[0].halfDays.find((each: any) => each.part === 'AM').id;
    const correction = {
      enrolmentId: this.annaId,
      halfDayId,
      state: 'PRESENT',
      reason: 'Stod på papirlisten',
    };
    await this.provider.act('attendanceCorrect', correction, 'enrolment { id }');
    const late = { courseDayId: this.days[1].id, default: 'PRESENT' };
    await this.provider.act('attendanceRecord', late, 'courseDay { id }');
    const revoked = { number: this.certificateNumber, reason: 'Udstedt ved en fejl' };
    await this.agency.act('certificateRevoke', revoked, 'certificate { status }');
  }
}

describe('the history of what was recorded', () => {
  let app: TestApp;
  let course: Course;
  beforeAll(async () => {
    app = await startApp('2026-01-10T12:00:00Z');
    course = new Course(app);
    await course.begin();
    await course.correct();
  });
  afterAll(() => app.close());

  const ENTRY = `id at act title reason subject { __typename id } enrolment { id }
    recordedBy { name roles system you } changes { field label before after beforeNode { id } afterNode { id } }
    details { field value node { __typename } }`;
  const history = async (who: Somebody, type: string, id: string, page = 'first: 100'): Promise<any> => {
    const source = `query($id: ID!) { node(id: $id) { ... on ${type} {
      history(${page}) { totalCount nodes { ${ENTRY} } pageInfo { hasNextPage endCursor } } } } }`;
    return (await who.query(source, { id })).node?.history ?? null;
  };
  const nodes = async (...about: Parameters<typeof history>): Promise<any[]> =>
    (await history(...about)).nodes;

  it('Q16: one request tells a participant what is stored, who changed it, and how an error is corrected', async () => {
    const { viewer } = await course.anna.query(Q16);
    const { person } = viewer;
    expect(person).toMatchObject({
      name: 'Anna Ask',
      email: 'anna@kolding.example',
      affiliations: [{ municipalityCode: '621', unit: 'Bostøtten' }],
      enrolments: [{ id: course.annaId, trackKey: TRACK }],
    });
    expect(person.correctionAdvice).toContain('attendanceDispute');
    expect(person.correctionAdvice).toContain('Dialoghuset svarer');
    const entries: any[] = person.history.nodes;
    expect(entries.map((entry) => entry.act)).toEqual([
      'personRegister',
      'affiliation',
      'enrolmentConfirm',
      'supervisionGroupForm',
      'attendanceRecord',
      'attendanceRecord',
      'settlement',
      'supervisionMeetingHold',
      'dispensationGrant',
      'certificationAttemptRecord',
      'certificateIssue',
      'attendanceCorrect',
      'attendanceRecord',
      'attendanceRecord',
      'certificateRevoke',
    ]);
    const corrected = entries.find((entry) => entry.act === 'attendanceCorrect');
    expect(corrected).toEqual({
      at: expect.stringMatching(/^2026-03-10T12:00:00/),
      act: 'attendanceCorrect',
      title: 'Fremmøde rettet',
      reason: 'Stod på papirlisten',
      recordedBy: { name: 'Poul Underviser', roles: ['PROVIDER'], system: false, you: false },
      enrolment: { id: course.annaId, trackKey: TRACK },
      changes: [
        { field: 'state', label: 'fremmøde', before: 'ABSENT', after: 'PRESENT' },
        { field: 'notified', label: 'meldt afbud', before: 'ja', after: null },
      ],
      details: [{ field: 'halfDayId', label: 'halv dag', value: 'seminar 1, dag 1, formiddag' }],
    });
    expect(entries[0].recordedBy.name).toBe('Karen Koordinator');
    expect(entries.find((entry) => entry.act === 'dispensationGrant')).toMatchObject({
      reason: 'Samme kursus taget i 2024',
      recordedBy: { name: 'Agnes Styrelse', roles: ['AGENCY'] },
      enrolment: { id: course.annaId },
    });
    expect(JSON.stringify(person)).not.toMatch(/Bo Birk|idp\|/);
  });

  it('an enrolment’s entries say in words what changed: seats, cohorts, days and times', async () => {
    const entries = await nodes(course.kolding, 'Enrolment', course.annaId);
    expect(entries[0]).toMatchObject({
      act: 'enrolmentConfirm',
      title: 'Tilmelding bekræftet',
      subject: { __typename: 'Enrolment', id: course.annaId },
      recordedBy: { name: 'Karen Koordinator', you: true },
    });
    const after = Object.fromEntries(entries[0].changes.map((each: any) => [each.label, each.after]));
    expect(after).toMatchObject({
      person: 'Anna Ask',
      forløb: 'forløb fra 01.01.2026',
      kommune: 'Kolding',
      hold: 'Hold 1',
      plads: expect.stringMatching(/^plads \d+$/),
      arbejdssted: 'Bostøtten, Kolding',
      status: 'CONFIRMED',
    });
    const presence = entries.find((entry) => entry.act === 'supervisionMeetingHold');
    expect(presence.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'meetingId', after: 'supervisionsmøde 10.02.2026' }),
        expect.objectContaining({ field: 'from', label: 'fra', after: '10.02.2026 09.40' }),
      ]),
    );
    const settled = entries.find((entry) => entry.act === 'settlement');
    expect(settled.changes).toEqual(
      expect.arrayContaining([expect.objectContaining({ before: 'CONFIRMED', after: 'ACTIVE' })]),
    );
  });

  it('in English for those who ask for it', async () => {
    const source = `query($id: ID!) { enrolment(id: $id) { history { nodes { title(locale: "en") act
      details { label(locale: "en") value(locale: "en") } } } } }`;
    const { enrolment } = await course.provider.query(source, { id: course.annaId });
    expect(enrolment.history.nodes).toContainEqual({
      act: 'attendanceCorrect',
      title: 'Attendance corrected',
      details: [{ label: 'half-day', value: 'seminar 1, day 1, morning' }],
    });
  });

  it('what belongs to an enrolment is found by it: the attempt, the dispensation, the certificate to its revocation', async () => {
    const entries = await nodes(course.agency, 'Enrolment', course.annaId);
    for (const act of ['dispensationGrant', 'certificationAttemptRecord'])
      expect(entries.find((entry) => entry.act === act)).toMatchObject({
        subject: { __typename: 'Enrolment', id: course.annaId },
        enrolment: { id: course.annaId },
      });
    for (const act of ['certificateIssue', 'certificateRevoke'])
      expect(entries.find((entry) => entry.act === act)).toMatchObject({
        subject: { __typename: 'Certificate', id: course.certificateId },
        enrolment: { id: course.annaId },
      });
  });

  it('a certificate’s history is its own', async () => {
    const entries = await nodes(course.anna, 'Certificate', course.certificateId);
    expect(entries.map((entry) => [entry.act, entry.reason, entry.recordedBy.name])).toEqual([
      ['certificateIssue', null, 'Poul Underviser'],
      ['certificateRevoke', 'Udstedt ved en fejl', 'Agnes Styrelse'],
    ]);
    expect(entries[1].changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'status', before: 'VALID', after: 'REVOKED' }),
      ]),
    );
    expect(JSON.stringify(entries)).not.toContain('snapshot');
  });

  it('in pages, nothing is left out and nothing comes twice', async () => {
    const whole = await history(course.provider, 'Person', course.annaPersonId);
    expect(whole.totalCount).toBe(whole.nodes.length);
    expect(whole.nodes.length).toBeGreaterThan(10);
    const found: any[] = [];
    for (let after = ''; ;) {
      const page = await history(course.provider, 'Person', course.annaPersonId, `first: 4${after}`);
      found.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(found).toEqual(whole.nodes);
  });

  it('V39: another municipality’s coordinator finds nobody, and in a shared group the own people alone', async () => {
    for (const [type, id] of [
      ['Enrolment', course.annaId],
      ['Person', course.annaPersonId],
      ['Certificate', course.certificateId],
    ] as const)
      expect(await history(course.vejle, type, id)).toBeNull();
    const own = await nodes(course.vejle, 'Enrolment', course.boId);
    const formed = own.find((entry) => entry.act === 'supervisionGroupForm');
    const members = formed.changes.find((each: any) => each.field === 'enrolmentIds');
    expect(members).toMatchObject({ label: 'deltagere', after: 'Bo Birk' });
    const both = await nodes(course.provider, 'Enrolment', course.boId);
    const known = both.find((entry) => entry.act === 'supervisionGroupForm');
    expect(known.changes.find((each: any) => each.field === 'enrolmentIds').after).toBe('Anna Ask, Bo Birk');
    expect(JSON.stringify(own)).not.toMatch(/Anna Ask/);
  });

  it('V39: who takes over a seat is not told to the one who left, nor to anybody who may not see them', async () => {
    const details = { name: 'Carl Carlsen', email: 'carl@vejle.example', municipalityCode: '630' };
    const personId = (await course.vejle.act('personRegister', details, 'person { id }')).person.id;
    const passed = { enrolmentId: course.boId, personId, on: '2026-03-10' };
    await course.vejle.act('enrolmentReplace', passed, 'joined { id }');
    const told = await nodes(course.vejle, 'Enrolment', course.boId);
    expect(told.filter((entry) => entry.act === 'enrolmentReplace')).toHaveLength(2);
    const bo = new Somebody(app, 'Bo Birk', [{ role: 'PARTICIPANT', email: 'bo@vejle.example' }]);
    const own = await nodes(bo, 'Enrolment', course.boId);
    expect(own.filter((entry) => entry.act === 'enrolmentReplace')).toHaveLength(1);
    expect(JSON.stringify(own)).not.toMatch(/Carl/);
  });

  it('the name is the one that somebody last went by', async () => {
    const renamed = { subject: 'idp|Agnes Styrelse', name: 'Agnes Ny', roles: [{ role: 'AGENCY' as const }] };
    const answer = await app.askAs(
      renamed,
      `mutation { personRegister(input: { name: "Dorte Dam" }) { __typename
        ... on PersonRegisterPayload { person { history { nodes { recordedBy { name you } } } } } } }`,
    );
    expect(answer.data.personRegister.person.history.nodes[0].recordedBy).toEqual({
      name: 'Agnes Ny',
      you: true,
    });
    const entries = await nodes(course.anna, 'Certificate', course.certificateId);
    expect(entries[1].recordedBy).toMatchObject({ name: 'Agnes Ny', roles: ['AGENCY'], you: false });
  });
});

describe('what changed since a report', () => {
  const KNOWN_AT = '2026-03-01T12:00:00Z';
  const VALID_ON = '2026-03-01';
  let app: TestApp;
  let course: Course;
  let taken: any[];
  let progress: any;
  const variables = { knownAt: KNOWN_AT, validOn: VALID_ON, filter: { programmeKey: HOUSING } };
  const report = `{ certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY]) { ${FIGURES} } }`;
  const known = (asOf = '') => `query($id: ID!) { enrolment(id: $id) { status holdsSeat progress${asOf} {
    attendance { attendedHalfDays madeUpHalfDays } supervision { creditedMinutes } certified completed
    requirements { kind state } } } }`;

  beforeAll(async () => {
    app = await startApp('2026-01-10T12:00:00Z');
    course = new Course(app);
    await course.begin();
    app.clock.set(KNOWN_AT);
    taken = (await course.agency.query(report)).certificationStatus;
    progress = (await course.agency.query(known(), { id: course.annaId })).enrolment;
    await course.correct();
    app.clock.set('2026-04-01T12:00:00Z');
  });
  afterAll(() => app.close());

  it('Q36: one request gives the report as it stood, the records made since, and what they moved', async () => {
    const { asItStood, changesSince } = await course.agency.query(Q36, variables);
    expect(asItStood).toEqual(taken);
    expect(changesSince.validOn).toBe(VALID_ON);
    const { records, answers, rows } = changesSince;
    expect(
      records.nodes.map((entry: any) => [entry.act, entry.enrolment?.person.name, entry.reason]),
    ).toEqual([
      ['attendanceCorrect', 'Anna Ask', 'Stod på papirlisten'],
      ['attendanceRecord', 'Anna Ask', null],
      ['attendanceRecord', 'Anna Ask', null],
      ['attendanceRecord', 'Bo Birk', null],
      ['attendanceRecord', 'Bo Birk', null],
      ['certificateRevoke', 'Anna Ask', 'Udstedt ved en fejl'],
    ]);
    expect(records.totalCount).toBe(6);
    expect(answers.totalCount).toBe(2);
    const anna = answers.nodes.find((each: any) => each.enrolment.id === course.annaId);
    expect(anna.before).toMatchObject({ attendedHalfDays: 1, certified: true, creditedMinutes: 140 });
    // The revocation is of 10 March: a report about 1 March still counts the certificate that held then.
    expect(anna.after).toMatchObject({ attendedHalfDays: 4, certified: true, creditedMinutes: 140 });
    expect(
      rows.map((row: any) => [
        row.before.municipality.name,
        row.before.attendedHalfDays,
        row.after.attendedHalfDays,
      ]),
    ).toEqual([
      ['Kolding', 1, 4],
      ['Vejle', 2, 4],
    ]);
    expect(rows.map((row: any) => row.before)).toEqual(taken);
  });

  it('V38: what moved is what was answered then against what is answered now, of the same day', async () => {
    const { changesSince } = await course.agency.query(Q36, variables);
    const moved = changesSince.answers.nodes.find((each: any) => each.enrolment.id === course.annaId);
    const flat = ({ progress: p, status, holdsSeat }: any) => ({
      status,
      holdsSeat,
      ...p.attendance,
      ...p.supervision,
      certified: p.certified,
      completed: p.completed,
      states: p.requirements.map((each: any) => each.state),
    });
    const states = ({ requirements, ...rest }: any) => ({
      ...rest,
      states: requirements.map((each: any) => each.state),
    });
    expect(states(moved.before)).toEqual(flat(progress));
    const now = await course.agency.query(known(`(asOf: { validOn: "${VALID_ON}" })`), { id: course.annaId });
    expect(states(moved.after)).toEqual(flat(now.enrolment));
  });

  it('a later day has also what took effect since', async () => {
    const { changesSince } = await course.agency.query(Q36, { ...variables, validOn: '2026-03-20' });
    const anna = changesSince.answers.nodes.find((each: any) => each.enrolment.id === course.annaId);
    expect([anna.before.certified, anna.after.certified]).toEqual([true, false]);
    const kolding = changesSince.rows.find((row: any) => row.after.municipality.name === 'Kolding');
    expect([kolding.before.certified, kolding.after.certified]).toEqual([1, 0]);
  });

  it('an enrolment that was not known yet, and a row that was not there, have nothing before', async () => {
    const { changesSince } = await course.agency.query(Q36, {
      ...variables,
      knownAt: '2026-01-01T00:00:00Z',
    });
    expect(changesSince.answers.nodes.map((each: any) => each.before)).toEqual([null, null]);
    expect(changesSince.rows.map((row: any) => row.before)).toEqual([null, null]);
  });

  it('until an instant, what came later moves nothing; and a span turned round is refused', async () => {
    const none = { ...variables, until: '2026-03-05T00:00:00Z' };
    const { changesSince } = await course.agency.query(Q36, none);
    expect(changesSince).toMatchObject({
      records: { totalCount: 0 },
      answers: { totalCount: 0 },
      rows: [],
    });
    const refused = await app.ask([{ role: 'AGENCY' }], Q36, { ...variables, until: '2026-02-01T00:00:00Z' });
    expect(refused.errors?.[0]?.message).toMatch(/until/);
  });

  it('left out, the day is the one on which the report was taken', async () => {
    const { knownAt, filter } = variables;
    const { changesSince } = await course.agency.query(Q36, { knownAt, filter });
    expect(changesSince.validOn).toBe(VALID_ON);
  });

  it('filters narrow the records with the answers, and a slip in a key is refused', async () => {
    const filter = { municipalityCode: '630', programmeKey: HOUSING };
    const { changesSince } = await course.agency.query(Q36, { ...variables, filter });
    expect(changesSince.records.nodes.map((entry: any) => entry.enrolment.person.name)).toEqual([
      'Bo Birk',
      'Bo Birk',
    ]);
    expect(changesSince.answers.nodes.map((each: any) => each.enrolment.person.name)).toEqual(['Bo Birk']);
    expect(changesSince.rows.map((row: any) => row.after.municipality.name)).toEqual(['Vejle']);
    const inRegion = { ...variables, filter: { region: 'Region Syddanmark' } };
    expect((await course.agency.query(Q36, inRegion)).changesSince.answers.totalCount).toBe(2);
    const elsewhere = { ...variables, filter: { region: 'Region Sjælland' } };
    expect((await course.agency.query(Q36, elsewhere)).changesSince).toMatchObject({
      records: { totalCount: 0 },
      answers: { totalCount: 0 },
      rows: [],
    });
    const slip = await app.ask([{ role: 'AGENCY' }], Q36, { ...variables, filter: { trackKey: 'NONE' } });
    expect(slip.errors).toBeDefined();
  });

  it('V39: a coordinator and a provider see what moved for their own people', async () => {
    const ask = `query($knownAt: DateTime!) { changesSince(knownAt: $knownAt) {
      records { nodes { act enrolment { id } } } answers { nodes { enrolment { id } } }
      rows { after { municipality { name } } } } }`;
    const own = (await course.vejle.query(ask, { knownAt: KNOWN_AT })).changesSince;
    expect(own.records.nodes).toEqual([
      { act: 'attendanceRecord', enrolment: { id: course.boId } },
      { act: 'attendanceRecord', enrolment: { id: course.boId } },
    ]);
    expect(own.answers.nodes).toEqual([{ enrolment: { id: course.boId } }]);
    expect(own.rows).toEqual([{ after: { municipality: { name: 'Vejle' } } }]);
    const taught = (await course.provider.query(ask, { knownAt: KNOWN_AT })).changesSince;
    expect(taught.answers.nodes).toHaveLength(2);
    expect(taught.rows).toHaveLength(2);
    expect(taught.records.nodes.map((entry: any) => entry.act)).toContain('certificateRevoke');
    const stranger = [{ role: 'PROVIDER' as const, provider: 'nobody' }];
    expect((await app.ask(stranger, ask, { knownAt: KNOWN_AT })).data.changesSince).toEqual({
      records: { nodes: [] },
      answers: { nodes: [] },
      rows: [],
    });
    for (const role of ['PARTICIPANT', 'EVALUATOR'] as const) {
      const claim = role === 'PARTICIPANT' ? { role, email: 'anna@kolding.example' } : { role };
      const { errors } = await app.ask([claim], ask, { knownAt: KNOWN_AT });
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });

  it('answers come in pages', async () => {
    const source = `query($after: String) { changesSince(knownAt: "${KNOWN_AT}") { answers(first: 1, after: $after) {
      totalCount nodes { enrolment { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;
    const first = (await course.agency.query(source)).changesSince.answers;
    expect(first).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const next = (await course.agency.query(source, { after: first.pageInfo.endCursor })).changesSince
      .answers;
    expect(next).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    expect([...first.nodes, ...next.nodes].map((each) => each.enrolment.id).sort()).toEqual(
      [course.annaId, course.boId].sort(),
    );
    const strange = await app.ask([{ role: 'AGENCY' }], source, { after: 'eA' });
    expect(strange.errors?.[0]?.message).toMatch(/cursor/);
  });

  it('V39: of an engagement those who take part are told, of a coordinator’s role the agency alone', async () => {
    app.clock.set('2026-04-01T14:00:00Z');
    const { enrolment } = await course.agency.query(
      'query($id: ID!) { enrolment(id: $id) { engagement { id } } }',
      { id: course.boId },
    );
    const grant = { engagementId: enrolment.engagement.id, municipalityCode: '630', trackKey: TRACK };
    await course.agency.act('seatGrant', { ...grant, reason: 'Stor gruppe' }, 'seatUsage { held }');
    const ended = { coordinator: 'idp|somebody', municipalityCode: '630', reason: 'Nyt arbejde' };
    await course.agency.act('coordinatorEnd', ended, '__typename');
    const ask = `{ changesSince(knownAt: "2026-04-01T13:00:00Z") { records { nodes { act } } } }`;
    const acts = async (who: Somebody) =>
      (await who.query(ask)).changesSince.records.nodes.map((entry: any) => entry.act);
    expect(await acts(course.agency)).toEqual(['seatGrant', 'coordinatorEnd']);
    expect(await acts(course.vejle)).toEqual(['seatGrant']);
    expect(await acts(course.provider)).toEqual([]);
  });

  it('L5: of somebody who moved to a seat of another municipality both rows moved, and only the new one is told who', async () => {
    app.clock.set('2026-04-02T12:00:00Z');
    const { enrolment } = await course.agency.query(
      'query($id: ID!) { enrolment(id: $id) { engagement { id } } }',
      { id: course.boId },
    );
    const moved = {
      enrolmentId: course.boId,
      choice: 'TRANSFERRED',
      municipalityCode: '621',
      on: '2026-04-02',
    };
    const input = { ...moved, engagementId: enrolment.engagement.id };
    await course.agency.act('enrolmentTransfer', input, 'enrolment { id }');
    const ask = `query { changesSince(knownAt: "2026-04-01T20:00:00Z", validOn: "2026-04-02") {
      records { nodes { act } }
      answers { nodes { enrolment { id } before { municipality { name } } after { municipality { name } } } }
      rows { before { municipality { name } enrolled } after { municipality { name } enrolled } } } }`;
    const row = (name: string, enrolled: number) => ({ municipality: { name }, enrolled });
    const answer = {
      enrolment: { id: course.boId },
      before: { municipality: { name: 'Vejle' } },
      after: { municipality: { name: 'Kolding' } },
    };
    const kolding = { before: row('Kolding', 1), after: row('Kolding', 2) };
    const vejle = { before: row('Vejle', 1), after: null };
    expect((await course.agency.query(ask)).changesSince).toMatchObject({
      answers: { nodes: [answer] },
      rows: [kolding, vejle],
    });
    expect((await course.kolding.query(ask)).changesSince).toEqual({
      records: { nodes: [{ act: 'enrolmentTransfer' }] },
      answers: { nodes: [answer] },
      rows: [kolding],
    });
    expect((await course.vejle.query(ask)).changesSince).toEqual({
      records: { nodes: [] },
      answers: { nodes: [] },
      rows: [vejle],
    });
    app.clock.set('2026-04-03T12:00:00Z');
  });

  it('as many statements for two people as for forty', async () => {
    const count = async () => {
      const { query } = app.store;
      let statements = 0;
      app.store.query = (statement) => {
        statements += 1;
        return query.call(app.store, statement) as never;
      };
      try {
        await course.agency.query(Q36, { ...variables, knownAt: '2026-01-01T00:00:00Z' });
        return statements;
      } finally {
        app.store.query = query;
      }
    };
    // A work that PostgreSQL has run again asks twice.
    const fewest = async () => Math.min(await count(), await count(), await count());
    const few = await fewest();
    const opened = { programmeKey: HOUSING, municipalityCodes: ['607'], startsOn: '2026-01-01' };
    const { engagement } = await course.agency.act('engagementOpen', opened, 'engagement { id }');
    const letters = Array.from({ length: 20 }, (_, index) => String.fromCharCode(65 + index));
    const lines = letters.map(
      (letter) => `${letter}by Fredericia;${letter.toLowerCase()}@fredericia.example`,
    );
    const file = Buffer.from(`\ufeff${['Navn;E-mail', ...lines].join('\r\n')}`).toString('base64');
    const roster = {
      engagementId: engagement.id,
      municipalityCode: '607',
      trackKey: 'INTRO',
      file,
      dryRun: false,
    };
    await course.agency.act('rosterImport', roster, 'rows { outcome }');
    expect(await fewest()).toBe(few);
    expect(few).toBeLessThan(60);
  });
});
