/**
 * Certificates as PDF, and those of a whole certification day.
 * @jest-environment node
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';
import { bearer } from '../support/http.js';
import {
  AGENCY,
  coordinator,
  Journeys,
  NOW,
  OTHER_PROVIDER,
  participant,
  PROVIDER,
  TODAY,
} from '../support/journeys.js';
import { readPdf } from '../support/pdf.js';

/** How many certificates are issued and printed to see how long that takes: `CERTIFICATES=100`. */
const MANY = Number(process.env['CERTIFICATES'] ?? 0);

const ROWS = `issued already refused failed courseDay { id }
  rows { enrolment { person { name } } outcome code certificate { number } unmet { kind } }`;

describe('certificates on paper, over HTTP', () => {
  let app: TestApp;
  let journeys: Journeys;
  beforeAll(async () => {
    app = await startApp('2025-01-20T10:00:00Z');
    journeys = new Journeys(app);
    await journeys.provider('nordlys');
  });
  afterAll(() => app.close());

  async function get(path: string, roles: RoleClaim[] | null): Promise<Response> {
    const headers: Record<string, string> = roles === null ? {} : { authorization: await bearer(roles) };
    return fetch(new URL(path, await app.app.getUrl()), { headers });
  }

  async function pdf(path: string, roles: RoleClaim[] | null): Promise<Buffer> {
    const response = await get(path, roles);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    return Buffer.from(await response.arrayBuffer());
  }

  const textOf = async (bytes: Buffer) => (await readPdf(bytes)).text.replaceAll(/\s+/g, ' ');

  async function linkTo(number: string, roles: RoleClaim[], hours: number | null = null): Promise<string> {
    const query = `query($number: String!, $hours: Int) { certificate(number: $number) { pdfUrl(hours: $hours) } }`;
    const url = new URL((await journeys.ask(roles, query, { number, hours })).certificate.pdfUrl);
    return `${url.pathname}${url.search}`;
  }

  it('is for its holder, the seat’s municipality, the provider and the agency; for others it looks missing', async () => {
    const one = await journeys.certified();
    const path = `/certificates/${one.certificate.number}.pdf`;
    const entitled = [
      participant(one.person.email),
      coordinator(one.engagement.municipality),
      PROVIDER,
      AGENCY,
    ];
    for (const roles of entitled) expect((await get(path, roles)).status).toBe(200);
    const other = await journeys.begin();
    const others = [
      participant(other.person.email),
      coordinator(other.engagement.municipality),
      OTHER_PROVIDER,
      [{ role: 'EVALUATOR' }] satisfies RoleClaim[],
    ];
    for (const roles of others) expect((await get(path, roles)).status).toBe(404);
    const absent = await get('/certificates/FL-2222-2222-2.pdf', participant(other.person.email));
    expect(absent.status).toBe(404);
    expect((await get(path, null)).status).toBe(401);
    expect((await get('/certificates/FL-2222-2222-2.pdf', null)).status).toBe(401);
    for (const slip of [`/certificates/${one.certificate.number}`, `${path}?version=2`, `${path}?version=x`])
      expect((await get(slip, AGENCY)).status).toBe(404);
    const text = await textOf(await pdf(path, participant(one.person.email)));
    for (const part of ['Åse Møller', 'Mødeleder i Åben Dialog', '16 af 16 halve dage', 'substans'])
      expect(text).toContain(part);
    expect(await textOf(await pdf(`${path}?lang=en`, AGENCY))).toContain('16 of 16 half-days');
  });

  it('V24: a correction, a new name and a new version leave what version 1 says as it was', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    const first = await pdf(`/certificates/${number}.pdf?version=1`, AGENCY);
    await journeys.succeed(
      AGENCY,
      'personRename',
      { personId: one.person.id, name: 'Åse Nyborg', reason: 'Gift' },
      'person { id }',
    );
    expect((await pdf(`/certificates/${number}.pdf`, AGENCY)).equals(first)).toBe(true);
    await journeys.correctAttendance(one, 2, 'PM');
    const under = await textOf(await pdf(`/certificates/${number}.pdf`, AGENCY));
    expect(under).toContain('Under vurdering siden 10. marts 2026');
    expect(under).toContain('Åse Møller');
    expect(under).toContain('16 af 16 halve dage');
    await journeys.succeed(
      PROVIDER,
      'certificateReviewDecide',
      { number, decision: 'CORRECT', reason: 'Listen var forkert' },
      'certificate { version }',
    );
    const old = await textOf(await pdf(`/certificates/${number}.pdf?version=1`, AGENCY));
    expect(old).toContain(
      'Erstattet 10. marts 2026. Denne udgave gælder ikke længere; den seneste er version 2.',
    );
    expect(old).toContain('Åse Møller');
    expect(old).toContain('16 af 16 halve dage');
    const latest = await textOf(await pdf(`/certificates/${number}.pdf`, AGENCY));
    expect(latest).toContain('Åse Nyborg');
    expect(latest).toContain('15 af 16 halve dage');
    await journeys.revoke(number);
    expect(await textOf(await pdf(`/certificates/${number}.pdf`, AGENCY))).toContain(
      'Tilbagekaldt 10. marts 2026',
    );
  });

  it('is had without sign-in by a link that ends, and by nothing that was made of the link', async () => {
    const one = await journeys.certified();
    const { number } = one.certificate;
    const link = await linkTo(number, participant(one.person.email), 2);
    expect(await linkTo(number, AGENCY)).toBe(await linkTo(number, AGENCY, 24));
    expect(await textOf(await pdf(link, null))).toContain(number);
    expect(await textOf(await pdf(`${link}&lang=en`, null))).toContain('Issued to');
    const other = await journeys.certified();
    for (const made of [
      link.replace(number, other.certificate.number),
      link.replace('version=1', 'version=2'),
      link.replace(/until=\d/, 'until=9'),
      link.replace(/&signature=.*/, ''),
    ])
      expect((await get(made, null)).status).toBe(401);
    app.clock.set('2026-03-10T13:00:00Z');
    const ended = await get(link, null);
    expect(ended.status).toBe(410);
    expect(await ended.text()).toContain('Linket gælder ikke længere');
    app.clock.set(NOW);
    const far = await app.ask(AGENCY, `{ certificate(number: "${number}") { pdfUrl(hours: 169) } }`);
    expect(far.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  describe('a course without certification', () => {
    it('has a course certificate once it is completed: of the same kind of number, and nobody is certified by it', async () => {
      app.clock.set('2025-01-20T10:00:00Z');
      const engagement = await journeys.engagement();
      const cohortId = await journeys.cohort(journeys.programmeKey, 'INTRO');
      const days: string[] = [];
      for (const [index, date] of ['2025-03-03', '2025-03-04', '2025-03-05', '2025-03-06'].entries())
        days.push(...(await journeys.days(cohortId, 'COURSE_DAY', index + 1, [date])));
      const person = await journeys.person('Ida Ny');
      const enrolmentId = await journeys.enrol(engagement, person.id, { cohortId, trackKey: 'INTRO' });
      app.clock.set(NOW);
      for (const courseDayId of days) {
        const entries = ['AM', 'PM'].map((part) => ({ enrolmentId, part, state: 'PRESENT' }));
        await journeys.succeed(PROVIDER, 'attendanceRecord', { courseDayId, entries }, 'courseDay { id }');
      }
      expect(await journeys.issue(enrolmentId)).toMatchObject({
        code: 'REQUIREMENTS_UNMET',
        unmet: [{ kind: 'SUPERVISION' }],
      });
      await journeys.dispense(enrolmentId, 'SUPERVISION');
      const { certificate } = await journeys.succeed(
        PROVIDER,
        'certificateIssue',
        { enrolmentId },
        'certificate { number kind title issuedOn provider status }',
      );
      expect(certificate).toMatchObject({
        kind: 'COURSE',
        title: 'Kursusbevis: Introduktionskursus',
        issuedOn: TODAY,
        provider: 'substans',
        status: 'VALID',
      });
      expect(await journeys.verify(certificate.number)).toMatchObject({
        status: 'VALID',
        holderName: 'Ida Ny',
        title: 'Kursusbevis: Introduktionskursus',
      });
      const paper = await textOf(
        await pdf(`/certificates/${certificate.number}.pdf`, participant(person.email)),
      );
      expect(paper).toContain('som har gennemført Introduktionskursus');
      expect(paper).toContain('8 af 8 halve dage');
      expect(paper).toContain('Fritaget for kravet om supervision');
      expect((await journeys.enrolment(enrolmentId)).progress).toMatchObject({
        certified: false,
        completed: true,
      });
      const counts = `query($code: String!, $programme: String!) {
        certifiedWorkforce(municipalityCode: $code, trackKey: "INTRO", programmeKey: $programme) { persons }
        certificationStatus(filter: { municipalityCode: $code }, groupBy: [TRACK]) { trackKey certified } }`;
      const expectUncertified = async () =>
        expect(
          await journeys.ask(AGENCY, counts, {
            code: engagement.municipality,
            programme: journeys.programmeKey,
          }),
        ).toMatchObject({
          certifiedWorkforce: { persons: 0 },
          certificationStatus: [{ trackKey: 'INTRO', certified: 0 }],
        });
      await expectUncertified();

      expect(await journeys.issue(enrolmentId)).toMatchObject({ code: 'DUPLICATE' });
      const begun = { enrolmentId, seminarDays: days } as never;
      await journeys.correctAttendance(begun, 3, 'PM');
      expect(await journeys.verify(certificate.number)).toMatchObject({ status: 'REVIEW_REQUIRED' });
      await journeys.correctAttendance(begun, 3, 'PM', 'PRESENT');
      await expectUncertified();
      const erased = { personId: person.id, reason: 'Indsigelse', dryRun: false, objectionUpheld: true };
      await journeys.succeed(AGENCY, 'personErase', erased, 'erasureId');
      await expectUncertified();
    });
  });

  describe('a whole certification day', () => {
    /** So many people of one cohort on one day, all with a passed attempt; the one at `lacking` misses a half-day. */
    async function day(people: number, lacking: number, nameOfFirst = 'Deltager 01') {
      const first = await journeys.begin({ name: nameOfFirst });
      const others: string[] = [];
      let engagement = first.engagement;
      app.clock.set('2025-01-20T10:00:00Z');
      for (let index = 2; index <= people; index += 1) {
        // Six seats in each municipality.
        if ((index - 1) % 6 === 0) engagement = await journeys.engagement();
        const person = await journeys.person(`Deltager ${String(index).padStart(2, '0')}`);
        others.push(await journeys.enrol(engagement, person.id, { cohortId: first.cohortId }));
      }
      app.clock.set(NOW);
      const ids = [first.enrolmentId, ...others];
      for (const [index, courseDayId] of first.seminarDays.entries()) {
        const entries = ids.flatMap((enrolmentId, at) =>
          ['AM', 'PM'].map((part) => ({
            enrolmentId,
            part,
            state: at === lacking - 1 && index === 4 && part === 'PM' ? 'ABSENT' : 'PRESENT',
          })),
        );
        await journeys.succeed(PROVIDER, 'attendanceRecord', { courseDayId, entries }, 'courseDay { id }');
      }
      for (const enrolmentId of ids) await journeys.attempt(first.first, enrolmentId);
      return { ...first, ids };
    }

    const issueAll = (courseDayId: string, dryRun = false, roles = PROVIDER) =>
      journeys.act(roles, 'certificatesIssue', { courseDayId, dryRun }, ROWS);

    it('issues everybody’s by itself: what number 17 of 24 lacks is said, and holds up nobody else', async () => {
      const { first, ids, ...begun } = await day(24, 17);
      const preview = await issueAll(first, true);
      expect(preview).toMatchObject({ issued: 23, already: 0, refused: 1, failed: 0 });
      expect(preview.rows[16]).toEqual({
        enrolment: { person: { name: 'Deltager 17' } },
        outcome: 'REFUSED',
        code: 'REQUIREMENTS_UNMET',
        certificate: null,
        unmet: [{ kind: 'ATTENDANCE' }],
      });
      expect(preview.rows.every((row: any) => row.certificate === null)).toBe(true);
      const nothing =
        '{ certificateEvents(from: "2025-01-01", to: "2026-12-31", filter: { cohortId: "ID" }) { totalCount } }';
      const count = async () =>
        (await journeys.ask(AGENCY, nothing.replace('ID', begun.cohortId))).certificateEvents.totalCount;
      expect(await count()).toBe(0);

      const done = await issueAll(first);
      expect(done).toMatchObject({ issued: 23, already: 0, refused: 1, failed: 0, courseDay: { id: first } });
      expect(new Set(done.rows.flatMap((row: any) => row.certificate?.number ?? [])).size).toBe(23);
      expect(await count()).toBe(23);
      const logged = await app.store.queryOne<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM audit_event v JOIN certificate c ON c.id = v.subject_id
        JOIN enrolment e ON e.id = c.enrolment_id
        WHERE v.action = 'certificateIssue' AND e.cohort_id = ${begun.cohortId}`);
      expect(Number(logged?.n)).toBe(23);

      const again = await issueAll(first);
      expect(again).toMatchObject({ issued: 0, already: 23, refused: 1, failed: 0 });
      expect(again.rows.map((row: any) => row.certificate)).toEqual(
        done.rows.map((row: any) => row.certificate),
      );
      await journeys.dispense(ids[16]!, 'ATTENDANCE');
      await journeys.revoke(done.rows[0].certificate.number);
      expect(await issueAll(first)).toMatchObject({ issued: 1, already: 23, refused: 0 });
    });

    if (MANY > 0)
      it(`takes so long for ${MANY}`, async () => {
        const { first } = await day(MANY, 0);
        const now = () => ({ wall: performance.now(), cpu: process.cpuUsage() });
        const begin = now();
        expect(await issueAll(first)).toMatchObject({ issued: MANY });
        const issued = now();
        const response = await get(`/course-days/${first}/certificates.zip`, PROVIDER);
        const { byteLength } = await response.arrayBuffer();
        const printed = now();
        const each = (from: ReturnType<typeof now>, to: ReturnType<typeof now>) => {
          const wall = to.wall - from.wall;
          const cpu = (to.cpu.user + to.cpu.system - from.cpu.user - from.cpu.system) / 1000;
          return `${Math.round(wall)} ms, ${(wall / MANY).toFixed(1)} ms each with ${(cpu / MANY).toFixed(1)} ms of processor time`;
        };
        process.stdout.write(
          `${MANY} certificates: issued in ${each(begin, issued)}; printed and packed in ${each(issued, printed)}; ${byteLength} bytes\n`,
        );
      }, 600_000);

    it('is for the provider of the day and the agency, and for certification days only', async () => {
      const one = await day(1, 0);
      for (const roles of [OTHER_PROVIDER])
        expect(await issueAll(one.first, true, roles)).toMatchObject({ code: 'NOT_FOUND' });
      expect(await issueAll(one.seminarDays[0]!, true)).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'courseDayId', message: 'is not a certification day' }],
      });
      const query = `mutation($id: ID!) { certificatesIssue(input: { courseDayId: $id }) { __typename } }`;
      const answer = await app.ask(coordinator(one.engagement.municipality), query, { id: one.first });
      expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    });

    it('comes as one ZIP file, which says who has none and why, for those whom one may see', async () => {
      const name = '王 \u{13E3} 小明';
      const { first, ...begun } = await day(8, 2, name);
      const { rows } = await issueAll(first);
      const issued = rows.find((row: any) => row.enrolment.person.name === name).certificate.number;
      const path = `/course-days/${first}/certificates.zip`;
      const response = await get(path, PROVIDER);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
      expect(response.headers.get('content-disposition')).toBe(
        'attachment; filename="certifikater-2026-02-02.zip"',
      );
      expect([response.headers.get('x-certificates'), response.headers.get('x-missing')]).toEqual(['7', '1']);
      const files = unzip(Buffer.from(await response.arrayBuffer()));
      expect([...files.keys()][0]).toBe('oversigt.csv');
      expect([...files.keys()].slice(1)).toHaveLength(7);
      const manifest = files.get('oversigt.csv')!.toString('utf8');
      expect(manifest).toContain('"";"Deltager 02";"";"Ikke udstedt";"');
      expect(manifest).toContain('Mangler');
      for (const [file, bytes] of files)
        if (file.endsWith('.pdf')) {
          expect(manifest).toContain(file);
          expect(await textOf(bytes)).toContain(file.replace('.pdf', ''));
        }
      const note = '\u{FFFD} står for tegn, som skrifttyperne her ikke har: U+13E3.';
      expect(manifest).toContain(`"${name}";"${issued}";"Gyldigt";"${note}"`);
      const alone = await get(`/certificates/${issued}.pdf`, PROVIDER);
      expect(alone.headers.get('x-missing-characters')).toBe('U+13E3');
      const text = await textOf(Buffer.from(await alone.arrayBuffer()));
      expect(text).toContain('王 \u{FFFD} 小明');
      expect(text).toContain(note);

      const own = await get(`${path}?lang=en`, coordinator(begun.engagement.municipality));
      expect([own.headers.get('x-certificates'), own.headers.get('x-missing')]).toEqual(['5', '1']);
      await own.arrayBuffer();
      for (const roles of [OTHER_PROVIDER, [{ role: 'EVALUATOR' }] satisfies RoleClaim[]])
        expect((await get(path, roles)).status).toBe(404);
      expect((await get(path, null)).status).toBe(401);
      expect((await get(`/course-days/${begun.seminarDays[0]}/certificates.zip`, PROVIDER)).status).toBe(404);
    });
  });
});

function unzip(bytes: Buffer): Map<string, Buffer> {
  return new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, Buffer.from(content)]));
}
