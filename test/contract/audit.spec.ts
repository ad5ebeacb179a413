/** V44: every change is logged with who, when, old, new and reason: each mutation of the API is called once and looked up. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { WRITES } from '../../src/access/operations.js';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';

/** What earlier examples made, by a name. */
type Known = Record<string, any>;

interface Example {
  readonly act: (typeof WRITES)[number];
  /** On which day; left out, the same as the example before. */
  readonly on?: string;
  readonly input: (known: Known) => object;
  readonly selection: string;
  readonly keep?: (payload: any, known: Known) => void;
  /** It changes something that was there: the log has it as it was, too. */
  readonly changes?: boolean;
}

const PLACE = { municipalityCode: '621', trackKey: 'MEETING_LEADER' };
const HOUSING = { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'MEETING_LEADER' };
const person = (name: string): Example => ({
  act: 'personRegister',
  input: () => ({ name, email: `${name.charAt(0).toLowerCase()}@kolding.example`, municipalityCode: '621' }),
  selection: 'person { id }',
  keep: (payload, known) => (known[name] = payload.person.id),
});
const confirmed = (name: string): Example => ({
  act: 'enrolmentConfirm',
  input: (known) => ({
    ...PLACE,
    engagementId: known['engagement'],
    personId: known[name],
    on: '2026-01-10',
  }),
  selection: 'enrolment { id }',
  keep: (payload, known) => (known[`${name} enrolled`] = payload.enrolment.id),
});

/** In an order in which they can happen. A mutation that is added needs an example here, or a place in ELSEWHERE. */
const EXAMPLES: readonly Example[] = [
  {
    act: 'providerRegister',
    on: '2026-01-10T12:00:00Z',
    input: () => ({ key: 'dialoghuset', name: 'Dialoghuset' }),
    selection: 'provider { id }',
    keep: (payload, known) => (known['provider'] = payload.provider.id),
  },
  {
    act: 'engagementOpen',
    input: () => ({ programmeKey: HOUSING.programmeKey, municipalityCodes: ['621'], startsOn: '2026-01-01' }),
    selection: 'engagement { id }',
    keep: (payload, known) => (known['engagement'] = payload.engagement.id),
  },
  {
    act: 'seatGrant',
    input: (known) => ({ ...PLACE, engagementId: known['engagement'], reason: 'Stor gruppe' }),
    selection: 'seatUsage { limit }',
  },
  person('Anna Ask'),
  person('Bo Birk'),
  person('Carl Carlsen'),
  {
    act: 'cohortOpen',
    input: (known) => ({ ...HOUSING, name: 'Hold 1', providerId: known['provider'] }),
    selection: 'cohort { id }',
    keep: (payload, known) => (known['cohort'] = payload.cohort.id),
  },
  confirmed('Anna Ask'),
  confirmed('Bo Birk'),
  {
    act: 'enrolmentAssign',
    input: (known) => ({ enrolmentId: known['Anna Ask enrolled'], cohortId: known['cohort'] }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'courseDaySchedule',
    input: (known) => ({
      cohortId: known['cohort'],
      type: 'SEMINAR',
      unit: 1,
      dates: ['2026-02-02', '2026-02-03'],
    }),
    selection: 'courseDays { id halfDays { id part } }',
    keep: (payload, known) => (known['days'] = payload.courseDays),
  },
  {
    act: 'courseDayCancel',
    input: (known) => ({ courseDayId: known['days'][1].id, reason: 'Snestorm' }),
    selection: 'courseDay { id }',
    changes: true,
  },
  {
    act: 'courseDayReschedule',
    input: (known) => ({ courseDayId: known['days'][1].id, date: '2026-02-04' }),
    selection: 'courseDay { id }',
    changes: true,
  },
  {
    act: 'supervisionGroupForm',
    input: (known) => ({ ...HOUSING, name: 'Gruppe 1', enrolmentIds: [known['Anna Ask enrolled']] }),
    selection: 'group { id }',
    keep: (payload, known) => (known['group'] = payload.group.id),
  },
  ...['2026-02-10', '2026-02-11'].map((date): Example => ({
    act: 'supervisionMeetingPlan',
    input: (known) => ({
      groupId: known['group'],
      startsAt: `${date}T08:00:00Z`,
      endsAt: `${date}T11:00:00Z`,
    }),
    selection: 'meeting { id }',
    keep: (payload, known) => (known[date] = payload.meeting.id),
  })),
  {
    act: 'supervisionMeetingCancel',
    input: (known) => ({ meetingId: known['2026-02-11'], reason: 'For få tilmeldte' }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'attendanceRecord',
    on: '2026-02-12T12:00:00Z',
    input: (known) => ({ courseDayId: known['days'][0].id, default: 'PRESENT', entries: [] }),
    selection: 'courseDay { id }',
  },
  {
    act: 'attendanceCorrect',
    input: (known) => ({
      enrolmentId: known['Anna Ask enrolled'],
      halfDayId: known['days'][0].halfDays[0].id,
      state: 'ABSENT',
      reason: 'Gik før tid',
    }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'supervisionMeetingHold',
    input: (known) => ({
      meetingId: known['2026-02-10'],
      startedAt: '2026-02-10T08:00:00Z',
      endedAt: '2026-02-10T11:00:00Z',
      allPresent: true,
    }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'supervisionCorrect',
    input: (known) => ({
      meetingId: known['2026-02-10'],
      enrolmentId: known['Anna Ask enrolled'],
      from: '2026-02-10T09:00:00Z',
      reason: 'Kom en time for sent',
    }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'courseDaySchedule',
    input: (known) => ({
      cohortId: known['cohort'],
      type: 'CERTIFICATION_DAY',
      unit: 1,
      dates: ['2026-02-20'],
    }),
    selection: 'courseDays { id }',
    keep: (payload, known) => (known['certification'] = payload.courseDays[0].id),
  },
  {
    act: 'dispensationGrant',
    input: (known) => ({
      enrolmentId: known['Anna Ask enrolled'],
      requirement: 'ATTENDANCE',
      reason: 'Samme kursus taget i 2024',
    }),
    selection: 'dispensation { requirement }',
  },
  {
    act: 'certificationAttemptRecord',
    on: '2026-02-21T12:00:00Z',
    input: (known) => ({
      courseDayId: known['certification'],
      enrolmentId: known['Anna Ask enrolled'],
      outcome: 'PASSED',
      video: 'SHOWN',
    }),
    selection: 'attempt { number }',
  },
  {
    act: 'certificateIssue',
    input: (known) => ({ enrolmentId: known['Anna Ask enrolled'] }),
    selection: 'certificate { number }',
    keep: (payload, known) => (known['number'] = payload.certificate.number),
  },
  {
    act: 'certificateRevoke',
    input: (known) => ({ number: known['number'], reason: 'Udstedt ved en fejl' }),
    selection: 'certificate { status }',
    changes: true,
  },
  {
    act: 'enrolmentReplace',
    input: (known) => ({
      enrolmentId: known['Bo Birk enrolled'],
      personId: known['Carl Carlsen'],
      on: '2026-02-21',
    }),
    selection: 'joined { id }',
    keep: (payload, known) => (known['Carl Carlsen enrolled'] = payload.joined.id),
    changes: true,
  },
  {
    act: 'enrolmentWithdraw',
    input: (known) => ({
      enrolmentId: known['Carl Carlsen enrolled'],
      on: '2026-02-21',
      reason: 'Nyt arbejde',
    }),
    selection: 'enrolment { status }',
    changes: true,
  },
  {
    act: 'engagementOpen',
    input: () => ({ programmeKey: 'HERLEV_2017', municipalityCodes: ['163'], startsOn: '2026-01-01' }),
    selection: 'engagement { id }',
    keep: (payload, known) => (known['herlev'] = payload.engagement.id),
  },
  {
    act: 'rosterImport',
    input: (known) => ({
      engagementId: known['herlev'],
      municipalityCode: '163',
      trackKey: 'OD_BASIC',
      file: Buffer.from('\ufeffNavn;E-mail\r\nDorte Dam;d@herlev.example').toString('base64'),
      dryRun: false,
    }),
    selection: 'rows { enrolment { id } }',
    keep: (payload, known) => (known['Dorte Dam enrolled'] = payload.rows[0].enrolment.id),
  },
  {
    act: 'enrolmentComplete',
    input: (known) => ({
      enrolmentId: known['Dorte Dam enrolled'],
      on: '2026-02-20',
      reason: 'Har fulgt hele kurset',
    }),
    selection: 'enrolment { status }',
    changes: true,
  },
];

/** Mutations that need more than an example to happen, and the spec that looks up what they leave in the log. */
const ELSEWHERE: Readonly<Record<string, string>> = {};

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];

interface Logged {
  id: number;
  recordedAt: string;
  recordedBy: string;
  action: string;
  subjectId: string;
  before: string | null;
  after: string | null;
  reason: string | null;
}

describe('V44: every change is logged with who, when, old, new and reason', () => {
  let app: TestApp;
  const log: { example: Example; input: any; from: string; to: string; entries: Logged[] }[] = [];
  const lastId = async () =>
    Number((await app.store.queryOne<{ id: number }>(sql`SELECT MAX(id) AS id FROM audit_event`))?.id ?? 0);
  const entriesAfter = (id: number) =>
    app.store.query<Logged>(sql`SELECT id, recorded_at, recorded_by, action, subject_id, before, after, reason
      FROM audit_event WHERE id > ${id} ORDER BY id`);
  const run = async (act: string, input: object, selection: string) => {
    const type = act.charAt(0).toUpperCase() + act.slice(1);
    const source = `mutation($input: ${type}Input!) { ${act}(input: $input) {
      ... on ${type}Payload { ${selection} } ... on DomainError { code message } } }`;
    const answer = await app.ask(AGENCY, source, { input });
    return { errors: answer.errors, payload: answer.data?.[act] };
  };

  beforeAll(async () => {
    app = await startApp('2026-01-10T12:00:00Z');
    const known: Known = {};
    for (const example of EXAMPLES) {
      if (example.on !== undefined) app.clock.set(example.on);
      const [mark, from] = [await lastId(), app.clock.now()];
      const input: any = example.input(known);
      const { errors, payload } = await run(example.act, input, example.selection);
      if (errors !== undefined || 'code' in payload)
        throw new Error(`${example.act}: ${JSON.stringify(errors ?? payload)}`);
      example.keep?.(payload, known);
      log.push({ example, input, from, to: app.clock.now(), entries: await entriesAfter(mark) });
    }
  });
  afterAll(() => app.close());

  it('every mutation has an example here, or a spec of its own that looks into the log', () => {
    const exampled = new Set<string>(EXAMPLES.map((example) => example.act));
    const elsewhere = WRITES.filter((act) => {
      const spec = ELSEWHERE[act];
      if (spec === undefined) return false;
      const text = readFileSync(new URL(`../../${spec}`, import.meta.url), 'utf8');
      return text.includes(act) && /audit_event|history/.test(text);
    });
    expect(WRITES.filter((act) => !exampled.has(act) && !elsewhere.includes(act))).toEqual([]);
  });

  it('who and when: each entry that an act leaves is of whoever did it, at the time', () => {
    for (const { from, to, entries } of log)
      for (const entry of entries) {
        expect(entry.recordedBy).toBe(`test:${JSON.stringify(AGENCY)}`);
        expect(entry.recordedAt > from && entry.recordedAt < to).toBe(true);
      }
  });

  it.each([...new Set(EXAMPLES.map((example) => example.act))])('%s: what, old, new and reason', (act) => {
    for (const { example, input, entries } of log.filter((each) => each.example.act === act)) {
      const own = entries.filter((entry) => entry.action === act);
      expect(own.length).toBeGreaterThan(0);
      for (const entry of entries) {
        expect(entry.subjectId).toMatch(/^[a-z]{3}_\w+$/);
        // Something is new, and it is not what was there.
        expect(Object.keys(JSON.parse(entry.after ?? '{}')).length).toBeGreaterThan(0);
        expect(entry.after).not.toBe(entry.before);
      }
      if (example.changes)
        expect(own.some((entry) => Object.keys(JSON.parse(entry.before ?? '{}')).length > 0)).toBe(true);
      if (input.reason !== undefined) expect(own.map((entry) => entry.reason)).toContain(input.reason);
    }
  });

  it('what is refused leaves nothing', async () => {
    const mark = await lastId();
    const again = EXAMPLES.find((example) => example.act === 'providerRegister');
    const { payload } = await run('providerRegister', again?.input({}) ?? {}, 'provider { id }');
    expect(payload).toHaveProperty('code');
    expect(await entriesAfter(mark)).toEqual([]);
  });
});
