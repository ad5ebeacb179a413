/** People on the day of certification: one made over HTTP, and as many more like them as a race needs. */
import { Copy } from './copy.js';
import type { Address, Servers } from './servers.js';
import { AGENCY, SUBSTANS, World } from './world.js';

const SEMINARS = [
  ['2025-03-03', '2025-03-04'],
  ['2025-06-02', '2025-06-03'],
  ['2025-09-01', '2025-09-02'],
  ['2025-12-01', '2025-12-02'],
];
/** After all of it. */
export const CERTIFYING = '2026-03-10T06:00:00Z';

/** All 16 half-days and passed, as a certificate asks for; one half-day missed; not passed. */
export type Kind = 'READY' | 'MISSED' | 'FAILED';

/** Sheets of a course grow with the people in it, so that a new course begins after so many. */
const MOST_IN_COURSE = 400;

export class Candidates {
  private copies = MOST_IN_COURSE;
  private templates: Readonly<Record<Kind, string>> = { READY: '', MISSED: '', FAILED: '' };
  /** The last day of the seminars, by the enrolment that others are copies of. */
  private readonly lastDays = new Map<string, string>();
  private readonly world: World;

  constructor(private readonly servers: Servers) {
    this.world = new World(servers);
  }

  /** So many enrolments of other people with the same facts, on seats that were granted. */
  async like(kind: Kind, count: number): Promise<string[]> {
    if (this.copies >= MOST_IN_COURSE) await this.begin();
    const enrolmentId = this.templates[kind];
    const [one] = await this.servers.onlooker.rows(
      `SELECT person_id, seat_id, affiliation_id FROM enrolment WHERE id = '${enrolmentId}'`,
    );
    const copy = new Copy(this.servers, this.copies + 1, this.copies + count);
    this.copies += count;
    await copy.rows('person', `id = '${one.person_id}'`, ['id']);
    await copy.rows('affiliation', `id = '${one.affiliation_id}'`, ['id', 'person_id']);
    await copy.rows('seat', `id = '${one.seat_id}'`, ['id'], {
      kind: `'GRANTED'`,
      reason: `'for a race'`,
      number: '1000 + i',
    });
    await copy.rows('enrolment', `id = '${enrolmentId}'`, ['id', 'person_id', 'seat_id', 'affiliation_id']);
    await copy.rows('enrolment_change', `enrolment_id = '${enrolmentId}'`, ['enrolment_id', 'seat_id']);
    await copy.rows('attendance', `enrolment_id = '${enrolmentId}'`, ['id', 'enrolment_id']);
    await copy.rows('certification_attempt', `enrolment_id = '${enrolmentId}'`, ['id', 'enrolment_id']);
    return copy.ids(enrolmentId);
  }

  issue(enrolmentId: string, address: Address = this.servers) {
    return () =>
      address.act(SUBSTANS, 'certificateIssue', { enrolmentId }, 'certificate { id number status }');
  }

  /** Says something else of the afternoon of the last seminar. */
  correct(enrolmentId: string, state: 'PRESENT' | 'ABSENT', address: Address = this.servers) {
    const template = enrolmentId.slice(0, enrolmentId.lastIndexOf('_'));
    const input = {
      enrolmentId,
      halfDayId: `${this.lastDays.get(template)}:PM`,
      state,
      reason: 'Listen var forkert',
    };
    return () => address.act(AGENCY, 'attendanceCorrect', input, 'enrolment { id }');
  }

  private async begin(): Promise<void> {
    const { servers, world } = this;
    await world.provider('substans');
    const cohortId = await world.cohort('MEETING_LEADER');
    const days: string[] = [];
    for (const [index, dates] of SEMINARS.entries())
      days.push(...(await world.days(cohortId, 'SEMINAR', index + 1, dates)));
    const [certification] = await world.days(cohortId, 'CERTIFICATION_DAY', 1, ['2026-02-02']);
    const lastDay = days.at(-1)!;
    const place = await world.place('MEETING_LEADER');
    const [ready, missed, failed] = (await world.seat(place, 3, cohortId)).map((each) => each.enrolmentId);
    const absence = { enrolmentId: missed, part: 'PM', state: 'ABSENT' };
    for (const courseDayId of days) {
      const input = { courseDayId, default: 'PRESENT', entries: courseDayId === lastDay ? [absence] : [] };
      await servers.succeed(SUBSTANS, 'attendanceRecord', input, 'courseDay { id }');
    }
    for (const enrolmentId of [ready, missed, failed]) {
      const outcome = enrolmentId === failed ? 'FAILED' : 'PASSED';
      const input = { courseDayId: certification, enrolmentId, outcome, video: 'SHOWN' };
      await servers.succeed(SUBSTANS, 'certificationAttemptRecord', input, 'attempt { id }');
    }
    this.templates = { READY: ready!, MISSED: missed!, FAILED: failed! };
    for (const template of Object.values(this.templates)) this.lastDays.set(template, lastDay);
    this.copies = 0;
  }
}
