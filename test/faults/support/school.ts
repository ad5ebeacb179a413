/** Writers who take one course after another from its opening to its certificates: 24 people of four municipalities. */
import { addDays, addMonths } from '../../../src/domain/calendar.js';
import { BATCH } from './invariants.js';
import type { Place, Stage } from './stage.js';
import type { Hand } from './stream.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const TRACK = 'MEETING_LEADER';
const SEATS = 6;
const SEMINARS = 4;
const MEETINGS = 4;
/** How many absences are corrected before the certification day; the next one stays. */
const CORRECTED = 7;

interface Course {
  readonly place: Place;
  readonly cohortId: string;
  readonly enrolmentIds: readonly string[];
}

/** A step that was carried out before answers Duplicate, with what it made then. */
const existing = (refusal: any): { id: string } | null =>
  refusal.code === 'DUPLICATE' ? (refusal.existing[0] ?? null) : null;

/** The agency opens, the provider teaches and supervises, at the same time. */
export async function school(agency: Hand, provider: Hand, stage: Stage): Promise<void> {
  for (;;) {
    const course = await found(agency, provider, stage);
    await Promise.all([teach(provider, course), supervise(provider, course)]);
  }
}

async function found(agency: Hand, provider: Hand, stage: Stage): Promise<Course> {
  const place = stage.nextCourse();
  const { municipalityCodes, startsOn } = place;
  const { engagement } = await agency.do({
    name: 'engagementOpen',
    input: { programmeKey: PROGRAMME, municipalityCodes, startsOn },
    selection: 'engagement { id }',
    facts: (payload) => [['engagement', payload.engagement.id]],
    already: (refusal) => existing(refusal) && { engagement: existing(refusal) },
  });
  const { cohort } = await provider.do({
    name: 'cohortOpen',
    input: { programmeKey: PROGRAMME, trackKey: TRACK, name: `Hold ${place.number}` },
    selection: 'cohort { id }',
    facts: (payload) => [['cohort', payload.cohort.id]],
  });
  const seats = { engagementId: engagement.id, trackKey: TRACK, cohortId: cohort.id };
  const enrolmentIds: string[] = [];
  for (const [index, municipalityCode] of municipalityCodes.entries())
    if (index % 2 === 0) enrolmentIds.push(...(await roster(agency, stage, { ...seats, municipalityCode })));
    else
      for (let seat = 1; seat <= SEATS; seat += 1)
        enrolmentIds.push(await enrol(agency, stage, { ...seats, municipalityCode }));
  await enrol(agency, stage, {
    engagementId: engagement.id,
    municipalityCode: municipalityCodes[0],
    trackKey: 'LEADERSHIP',
    capacity: 'LEADER',
  });
  return { place, cohortId: cohort.id, enrolmentIds };
}

/** Six people in one request. */
async function roster(agency: Hand, stage: Stage, seats: object): Promise<string[]> {
  const people = Array.from({ length: SEATS }, () => stage.nextPerson());
  const lines = ['Navn;E-mail', ...people.map(({ name, email }) => `${name};${email}`)];
  const { rows } = await agency.do({
    name: 'rosterImport',
    input: { ...seats, dryRun: false, file: Buffer.from(lines.join('\n')).toString('base64') },
    selection: 'rows { outcome person { id } enrolment { id } problems { message } }',
    facts: (payload) =>
      payload.rows.flatMap((row: any) => [
        ['person', row.person.id],
        ['enrolment', row.enrolment.id],
      ]),
  });
  return rows.map((row: any) => row.enrolment.id);
}

/** A new person on a seat. */
export async function enrol(agency: Hand, stage: Stage, seat: object): Promise<string> {
  const { person } = await register(agency, stage);
  const { enrolment } = await confirm(agency, { ...seat, personId: person.id });
  return enrolment.id;
}

export async function register(agency: Hand, stage: Stage): Promise<{ person: { id: string } }> {
  return agency.do({
    name: 'personRegister',
    input: stage.nextPerson(),
    selection: 'person { id }',
    facts: (payload) => [['person', payload.person.id]],
    already: (refusal) => existing(refusal) && { person: existing(refusal) },
  });
}

export async function confirm(agency: Hand, input: object): Promise<{ enrolment: { id: string } }> {
  return agency.do({
    name: 'enrolmentConfirm',
    input,
    selection: 'enrolment { id }',
    facts: (payload) => [['enrolment', payload.enrolment.id]],
    already: (refusal) => existing(refusal) && { enrolment: existing(refusal) },
  });
}

/** Days, sheets of 24, corrections, assessments and certificates. */
async function teach(provider: Hand, { place, cohortId, enrolmentIds }: Course): Promise<void> {
  const days: string[] = [];
  for (let unit = 1; unit <= SEMINARS; unit += 1) {
    const first = addMonths(place.startsOn, unit);
    days.push(
      ...(await schedule(provider, { cohortId, type: 'SEMINAR', unit, dates: [first, addDays(first, 1)] })),
    );
  }
  const [certificationDay] = await schedule(provider, {
    cohortId,
    type: 'CERTIFICATION_DAY',
    unit: 1,
    dates: [addMonths(place.startsOn, SEMINARS + 1)],
  });
  for (const [index, courseDayId] of days.entries()) await sheet(provider, courseDayId, enrolmentIds[index]);
  for (let index = 0; index < CORRECTED; index += 1)
    await correct(provider, enrolmentIds[index], `${days[index]}:AM`, 'PRESENT');
  const numbers: string[] = [];
  for (const [index, enrolmentId] of enrolmentIds.entries()) {
    await assess(provider, certificationDay, enrolmentId);
    if (index !== CORRECTED) numbers.push(await certify(provider, enrolmentId));
  }
  await correct(provider, enrolmentIds.at(-1), `${days[0]}:PM`, 'ABSENT');
  await provider.do({
    name: 'certificateRevoke',
    input: { number: numbers.find((number) => number !== ''), reason: 'Udstedt ved en fejl' },
    selection: 'certificate { id }',
    facts: (payload) => (payload.certificate ? [['revocation', payload.certificate.id]] : []),
    already: (refusal) => (refusal.from === 'REVOKED' ? {} : null),
  });
}

async function schedule(provider: Hand, input: object): Promise<string[]> {
  const { courseDays } = await provider.do({
    name: 'courseDaySchedule',
    input,
    selection: 'courseDays { id }',
    facts: (payload) => payload.courseDays.map(({ id }: { id: string }) => ['course day', id]),
    already: (refusal) => (existing(refusal) ? { courseDays: refusal.existing } : null),
  });
  return courseDays.map(({ id }: { id: string }) => id);
}

/** Everybody was there, but for one in the morning. */
async function sheet(provider: Hand, courseDayId: string, absent: string | undefined): Promise<void> {
  const idempotencyKey = `sheet:${courseDayId}`;
  await provider.do({
    name: 'attendanceRecord',
    input: {
      courseDayId,
      default: 'PRESENT',
      entries: [{ enrolmentId: absent, part: 'AM', state: 'ABSENT', notified: true }],
      idempotencyKey,
    },
    selection: 'courseDay { id }',
    facts: () => [
      ['sheet', courseDayId],
      ['key', idempotencyKey],
    ],
  });
}

async function correct(provider: Hand, enrolmentId: string | undefined, halfDayId: string, state: string) {
  await provider.do({
    name: 'attendanceCorrect',
    input: { enrolmentId, halfDayId, state, reason: 'Listen var forkert' },
    selection: 'enrolment { id }',
    facts: () => [['correction', `${enrolmentId}/${halfDayId}/${state}`]],
    already: ({ problems }) =>
      problems?.some(({ message }: { message: string }) => message === 'is what is recorded already')
        ? {}
        : null,
  });
}

async function assess(provider: Hand, courseDayId: string | undefined, enrolmentId: string): Promise<void> {
  const idempotencyKey = `attempt:${enrolmentId}`;
  await provider.do({
    name: 'certificationAttemptRecord',
    input: { courseDayId, enrolmentId, outcome: 'PASSED', video: 'NOT_POSSIBLE', idempotencyKey },
    selection: 'attempt { id }',
    facts: () => [
      ['attempt', enrolmentId],
      ['key', idempotencyKey],
    ],
  });
}

/** Answers the certificate's number. */
async function certify(provider: Hand, enrolmentId: string): Promise<string> {
  const { certificate } = await provider.do({
    name: 'certificateIssue',
    input: { enrolmentId },
    selection: 'certificate { number }',
    facts: () => [['certificate', enrolmentId]],
    already: (refusal) => existing(refusal) && { certificate: { number: '' } },
  });
  return certificate.number;
}

/** A group of all 24, and meetings at which one of them comes late. */
async function supervise(provider: Hand, { place, enrolmentIds }: Course): Promise<void> {
  const { group } = await provider.do({
    name: 'supervisionGroupForm',
    input: { programmeKey: PROGRAMME, trackKey: TRACK, name: `Gruppe ${place.number}`, enrolmentIds },
    selection: 'group { id }',
    facts: (payload) => [['group', payload.group.id]],
  });
  for (let index = 0; index < MEETINGS; index += 1) {
    const day = addDays(addMonths(place.startsOn, 2), 10 + 7 * index);
    const at = (time: string) => `${day}T${time}:00.000Z`;
    const { meeting } = await provider.do({
      name: 'supervisionMeetingPlan',
      input: { groupId: group.id, startsAt: at('08:00'), endsAt: at('11:00') },
      selection: 'meeting { id }',
      facts: (payload) => [['planned meeting', payload.meeting.id]],
    });
    await provider.do({
      name: 'supervisionMeetingHold',
      input: {
        meetingId: meeting.id,
        startedAt: at('08:00'),
        endedAt: at('11:00'),
        allPresent: true,
        presences: [{ enrolmentId: enrolmentIds[index % BATCH], from: at('08:40') }],
        idempotencyKey: `meeting:${meeting.id}`,
      },
      selection: 'meeting { id }',
      facts: () => [
        ['held meeting', meeting.id],
        ['key', `meeting:${meeting.id}`],
      ],
    });
  }
}
