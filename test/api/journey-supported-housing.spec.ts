/** One municipality in the 2019 programme, from seat to certificate, over HTTP as each of its users. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const TRACK = 'MEETING_LEADER';
const SEMINARS = [
  ['2025-03-03', '2025-03-04'],
  ['2025-05-05', '2025-05-06'],
  ['2025-09-01', '2025-09-02'],
  ['2025-11-03', '2025-11-04'],
];

const PROGRESS = `progress {
  attendance { requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missed { part courseDay { unit day } } notRecorded { id } }
  supervision { targetMinutes creditedMinutes remainingMinutes outlook }
  requirements { kind state explanation english: explanation(locale: "en") }
  certified completed }`;

describe('from seat to certificate: Kolding in the 2019 programme', () => {
  let app: TestApp;
  let agency: Client;
  let provider: Client;
  let coordinator: Client;
  let engagementId: string;
  let cohortId: string;
  let certificationDayId: string;
  let days: any[] = [];
  const leaders: { enrolmentId: string; email: string }[] = [];

  beforeAll(async () => {
    app = await startApp('2026-11-22T12:00:00Z');
    agency = new Client(app, [{ role: 'AGENCY' }]);
    provider = new Client(app, [{ role: 'PROVIDER', provider: 'dialoghuset' }]);
    coordinator = new Client(app, [{ role: 'COORDINATOR', municipality: '621' }]);
  });
  afterAll(() => app.close());

  const progressOf = async (enrolmentId: string, as = agency) =>
    (await as.query(`query($id: ID!) { enrolment(id: $id) { status ${PROGRESS} } }`, { id: enrolmentId }))
      .enrolment;

  const requirement = (enrolment: any, kind: string) =>
    enrolment.progress.requirements.find((each: { kind: string }) => each.kind === kind);

  async function seat(
    client: Client,
    municipalityCode: string,
    engagement: string,
    n: number,
    cohort: string,
  ) {
    const email = `leder${n}@m${municipalityCode}.example`;
    const { person } = await client.succeed(
      'personRegister',
      { name: `Leder ${'ABCDEFGHIJKLMNOP'.charAt(n)}`, email, organisation: 'Kommunen' },
      'person { id }',
    );
    const { enrolment } = await client.succeed(
      'enrolmentConfirm',
      { engagementId: engagement, municipalityCode, trackKey: TRACK, personId: person.id, cohortId: cohort },
      'enrolment { id status }',
    );
    expect(enrolment.status).toBe('CONFIRMED');
    return { enrolmentId: enrolment.id as string, email };
  }

  async function layDays(client: Client, cohort: string, dates: string[][]): Promise<any[]> {
    const laid: any[] = [];
    for (const [index, unitDates] of dates.entries()) {
      const { courseDays } = await client.succeed(
        'courseDaySchedule',
        {
          cohortId: cohort,
          type: 'SEMINAR',
          unit: index + 1,
          dates: unitDates,
          venue: 'Brandbjerg Højskole',
        },
        'courseDays { id unit day date status halfDays { id part startsAt } }',
      );
      laid.push(...courseDays);
    }
    return laid;
  }

  it('the agency opens the engagement, the provider its cohort, the coordinator seats six people', async () => {
    await agency.succeed('providerRegister', { key: 'dialoghuset', name: 'Dialoghuset' }, 'provider { id }');
    const opened = await agency.succeed(
      'engagementOpen',
      { programmeKey: PROGRAMME, municipalityCodes: ['621'], startsOn: '2025-01-15' },
      'engagement { id endsOn seats(trackKey: "MEETING_LEADER") { limit held free } }',
    );
    engagementId = opened.engagement.id;
    expect(opened.engagement).toMatchObject({
      endsOn: '2027-01-14',
      seats: [{ limit: 6, held: 0, free: 6 }],
    });
    const { cohort } = await provider.succeed(
      'cohortOpen',
      { programmeKey: PROGRAMME, trackKey: TRACK, name: 'Mødeledere 2025' },
      'cohort { id provider { key } }',
    );
    expect(cohort.provider.key).toBe('dialoghuset');
    cohortId = cohort.id;
    for (let n = 0; n < 6; n += 1) leaders.push(await seat(coordinator, '621', engagementId, n, cohortId));
  });

  it('V1: a seventh is refused with the figures', async () => {
    const { person } = await coordinator.succeed('personRegister', { name: 'Nummer Syv' }, 'person { id }');
    const refused = await coordinator.act(
      'enrolmentConfirm',
      { engagementId, municipalityCode: '621', trackKey: TRACK, personId: person.id },
      'enrolment { id }',
      '... on QuotaExceeded { limit held trackKey municipality { name } }',
    );
    expect(refused).toMatchObject({
      __typename: 'QuotaExceeded',
      limit: 6,
      held: 6,
      municipality: { name: 'Kolding' },
    });
  });

  it('V6: four seminars of two days and a certification day are laid into the calendar', async () => {
    days = await layDays(provider, cohortId, SEMINARS);
    expect(days).toHaveLength(8);
    expect(days[0].halfDays[0].startsAt).toBe('2025-03-03T08:00:00.000Z');
    const { courseDays } = await provider.succeed(
      'courseDaySchedule',
      { cohortId, type: 'CERTIFICATION_DAY', unit: 1, dates: ['2026-01-12'] },
      'courseDays { id type }',
    );
    certificationDayId = courseDays[0].id;
    const enrolment = await progressOf(leaders[0]!.enrolmentId);
    expect(enrolment.progress.attendance).toMatchObject({ requiredHalfDays: 16, attendedHalfDays: 0 });
  });

  it('L1: the sheets say “all present but”, and the one who missed an afternoon is told so in words', async () => {
    for (const day of days) {
      const missing = day.unit === 2 && day.day === 1;
      const entries = missing
        ? [{ enrolmentId: leaders[0]!.enrolmentId, part: 'PM', state: 'ABSENT', notified: true }]
        : [];
      const { courseDay } = await provider.succeed(
        'attendanceRecord',
        { courseDayId: day.id, default: 'PRESENT', entries, idempotencyKey: `sheet-${day.id}` },
        'courseDay { status sheet { state } }',
      );
      expect(courseDay.status).toBe('HELD');
      expect(courseDay.sheet).toHaveLength(12);
    }
    const participant = new Client(app, [{ role: 'PARTICIPANT', email: leaders[0]!.email }]);
    const own = await progressOf(leaders[0]!.enrolmentId, participant);
    expect(own.status).toBe('ACTIVE');
    expect(own.progress.attendance).toMatchObject({
      heldHalfDays: 16,
      attendedHalfDays: 15,
      missed: [{ part: 'PM', courseDay: { unit: 2, day: 1 } }],
      notRecorded: [],
    });
    expect(requirement(own, 'ATTENDANCE')).toMatchObject({
      state: 'AT_RISK',
      explanation:
        '15 af 16 halve dage. Mangler: seminar 2, dag 1, eftermiddag. Kan ikke gennemføre uden opsamling.',
      english: '15 of 16 half-days. Missing: seminar 2, day 1, afternoon. Cannot complete without making up.',
    });
    const others = await participant.query(
      `{ enrolments { totalCount nodes { id } } viewer { person { name } } }`,
    );
    expect(others).toMatchObject({ enrolments: { totalCount: 1 }, viewer: { person: { name: 'Leder A' } } });
  });

  it('L1: it is made up with another cohort, and the absence stays visible on the sheet', async () => {
    const { cohort } = await provider.succeed(
      'cohortOpen',
      { programmeKey: PROGRAMME, trackKey: TRACK, name: 'Mødeledere, hold 2' },
      'cohort { id }',
    );
    const other = await layDays(provider, cohort.id, [
      ['2025-10-01', '2025-10-02'],
      ['2025-12-01', '2025-12-02'],
    ]);
    const missed = days.find((day) => day.unit === 2 && day.day === 1);
    const makeUpDay = other.find((day) => day.unit === 2 && day.day === 1);
    await provider.succeed(
      'attendanceRecord',
      {
        courseDayId: makeUpDay.id,
        entries: [
          {
            enrolmentId: leaders[0]!.enrolmentId,
            part: 'PM',
            state: 'PRESENT',
            makesUpHalfDayId: missed.halfDays[1].id,
          },
        ],
      },
      'courseDay { id }',
    );
    const enrolment = await progressOf(leaders[0]!.enrolmentId);
    expect(enrolment.progress.attendance).toMatchObject({
      heldHalfDays: 16,
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
      missed: [],
    });
    expect(requirement(enrolment, 'ATTENDANCE').state).toBe('MET');
    const { courseDay } = await provider.query(
      `query($id: ID!) { courseDay(id: $id) { sheet { state notified enrolment { id } halfDay { part } madeUpBy { id } } } }`,
      { id: missed.id },
    );
    expect(
      courseDay.sheet.find(
        (row: any) => row.enrolment.id === leaders[0]!.enrolmentId && row.halfDay.part === 'PM',
      ),
    ).toMatchObject({ state: 'ABSENT', notified: true, madeUpBy: { id: makeUpDay.halfDays[1].id } });
  });

  it('V8, V11: a group from three municipalities meets until one stands at 3000 minutes and another at 2999', async () => {
    const guests: { enrolmentId: string; email: string }[] = [];
    for (const [n, code] of [
      [6, '607'],
      [7, '630'],
    ] as const) {
      const { engagement } = await agency.succeed(
        'engagementOpen',
        { programmeKey: PROGRAMME, municipalityCodes: [code], startsOn: '2025-01-15' },
        'engagement { id }',
      );
      guests.push(await seat(agency, code, engagement.id, n, cohortId));
    }
    const [first, second] = leaders;
    const members = [first!, second!, ...guests].map((leader) => leader.enrolmentId);
    const { group } = await provider.succeed(
      'supervisionGroupForm',
      { programmeKey: PROGRAMME, trackKey: TRACK, name: 'Trekantområdet', enrolmentIds: members },
      'group { id municipalities { name } }',
    );
    expect(group.municipalities.map((each: { name: string }) => each.name).sort()).toEqual([
      'Fredericia',
      'Kolding',
      'Vejle',
    ]);
    // 17 meetings of three hours hold 3060 minutes; the last one ends two hours in: 3000.
    for (let n = 0; n < 17; n += 1) {
      const date = new Date(Date.UTC(2025, 1, 5 + n * 28)).toISOString().slice(0, 10);
      const at = (time: string) => `${date}T${time}:00Z`;
      const { meeting } = await provider.succeed(
        'supervisionMeetingPlan',
        { groupId: group.id, startsAt: at('09:00'), endsAt: at('12:00'), hostMunicipalityCode: '607' },
        'meeting { id status }',
      );
      expect(meeting.status).toBe('PLANNED');
      const presences = [
        ...(n === 0 ? [{ enrolmentId: guests[0]!.enrolmentId, from: at('09:40') }] : []),
        ...(n === 1 ? [{ enrolmentId: second!.enrolmentId, from: at('09:01') }] : []),
      ];
      const held = await provider.succeed(
        'supervisionMeetingHold',
        {
          meetingId: meeting.id,
          startedAt: at('09:00'),
          endedAt: at(n === 16 ? '11:00' : '12:00'),
          allPresent: true,
          presences,
        },
        'meeting { status presences { creditedMinutes enrolment { id } } }',
      );
      expect(held.meeting.status).toBe('HELD');
      if (n === 0)
        expect(
          held.meeting.presences.find((each: any) => each.enrolment.id === guests[0]!.enrolmentId)
            .creditedMinutes,
        ).toBe(140);
    }
    const full = await progressOf(first!.enrolmentId);
    expect(full.progress.supervision).toMatchObject({
      creditedMinutes: 3000,
      remainingMinutes: 0,
      outlook: 'MET',
    });
    const short = await progressOf(second!.enrolmentId);
    expect(short.progress.supervision).toMatchObject({ creditedMinutes: 2999, remainingMinutes: 1 });
    expect(requirement(short, 'SUPERVISION').explanation).toBe(
      '49 t 59 min af 50 t 0 min. Mangler 0 t 1 min.',
    );
    const mine = await coordinator.query(
      `query($id: ID!) { supervisionGroup(id: $id) { members { municipality { name } } heldMinutes } }`,
      { id: group.id },
    );
    expect(mine.supervisionGroup.heldMinutes).toBe(3000);
    expect(new Set(mine.supervisionGroup.members.map((each: any) => each.municipality.name))).toEqual(
      new Set(['Kolding']),
    );
  });

  it('V20, V27, V21: an attempt fails, is repeated, and the certificate is issued without a video', async () => {
    const enrolmentId = leaders[0]!.enrolmentId;
    const attempt = async (outcome: string, video: string) =>
      provider.succeed(
        'certificationAttemptRecord',
        { courseDayId: certificationDayId, enrolmentId, outcome, video, alternativeBasis: 'Rollespil' },
        'attempt { number outcome }',
      );
    expect((await attempt('FAILED', 'NOT_SHOWN')).attempt).toEqual({ number: 1, outcome: 'FAILED' });
    const early = await provider.act(
      'certificateIssue',
      { enrolmentId },
      'certificate { number }',
      '... on RequirementsUnmet { unmet { kind explanation } }',
    );
    expect(early).toMatchObject({
      __typename: 'RequirementsUnmet',
      unmet: [{ kind: 'ASSESSMENT', explanation: 'Forsøg 1 den 12.01.2026: ikke bestået.' }],
    });
    expect((await attempt('PASSED', 'NOT_POSSIBLE')).attempt).toEqual({ number: 2, outcome: 'PASSED' });
    const { certificate } = await provider.succeed(
      'certificateIssue',
      { enrolmentId },
      'certificate { number status issuedOn holderName title version }',
    );
    expect(certificate).toMatchObject({
      status: 'VALID',
      issuedOn: '2026-01-12',
      holderName: 'Leder A',
      title: 'Mødeleder i Åben Dialog',
      version: 1,
    });
    const nobody = new Client(app, null);
    const verified = await nobody.query(
      `query($n: String!) { certificateVerify(number: $n) { status holderName title issuedOn statusSince } wrong: certificateVerify(number: "FL-2222-2222-9") { status } }`,
      { n: certificate.number },
    );
    expect(verified).toMatchObject({
      certificateVerify: {
        status: 'VALID',
        holderName: 'Leder A',
        issuedOn: '2026-01-12',
        statusSince: '2026-01-12',
      },
      wrong: null,
    });
    const done = await progressOf(enrolmentId);
    expect(done).toMatchObject({ status: 'COMPLETED', progress: { certified: true, completed: true } });
  });

  it('the agency’s status adds up to the enrolments, by municipality and track', async () => {
    const { certificationStatus } =
      await agency.query(`{ certificationStatus(filter: { programmeKey: "${PROGRAMME}" }, groupBy: [MUNICIPALITY, TRACK]) {
      municipality { name } trackKey persons enrolled certified completed withdrawn supervisionMinutes supervisionTargetMinutes attendedHalfDays requiredHalfDays } }`);
    const { enrolments } =
      await agency.query(`{ enrolments(filter: { programmeKey: "${PROGRAMME}" }, first: 100) { totalCount nodes {
      municipality { name } person { id } progress { certified completed attendance { attendedHalfDays } supervision { creditedMinutes targetMinutes } } } } }`);
    expect(enrolments.totalCount).toBe(8);
    for (const row of certificationStatus) {
      const own = enrolments.nodes.filter((node: any) => node.municipality.name === row.municipality.name);
      const sum = (value: (node: any) => number) =>
        own.reduce((total: number, node: any) => total + value(node), 0);
      expect(row).toMatchObject({
        trackKey: TRACK,
        persons: new Set(own.map((node: any) => node.person.id)).size,
        enrolled: own.length,
        certified: sum((node) => Number(node.progress.certified)),
        completed: sum((node) => Number(node.progress.completed)),
        withdrawn: 0,
        supervisionMinutes: sum((node) => node.progress.supervision.creditedMinutes),
        supervisionTargetMinutes: own.length * 3000,
        attendedHalfDays: sum((node) => node.progress.attendance.attendedHalfDays),
        requiredHalfDays: own.length * 16,
      });
    }
    expect(certificationStatus.map((row: any) => row.municipality.name)).toEqual([
      'Fredericia',
      'Kolding',
      'Vejle',
    ]);
    expect(certificationStatus[1]).toMatchObject({ enrolled: 6, certified: 1, completed: 1 });
  });
});
