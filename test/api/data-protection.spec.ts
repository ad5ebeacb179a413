/**
 * What people can ask for about themselves: all that is stored, who read it, and to have it corrected (GDPR art. 12-16).
 * @jest-environment node
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { signToken, type RoleClaim } from '../../src/access/token.js';
import { Unavailable } from '../../src/storage/failure.js';
import { SECRET } from '../support/app.js';
import type { Client } from '../support/client.js';
import { onSqlite } from '../support/database.js';
import { readPdf, tagsOf } from '../support/pdf.js';
import { halfDay, School, type Cohort } from '../support/school.js';

const NOW = '2025-03-01T08:00:00Z';
const READINGS = `readings { totalCount nodes { reader roles on field } }`;
const CORRECTION = `correctionRequest { id recordId text open decision answer requestedAt answeredAt
  municipality { code } provider { name } person { name } }`;

let school: School;
let cohort: Cohort;
/** Anna is taught by Substans and employed in the first municipality; Bo in the other. */
const ids: Record<'anna' | 'bo', { enrolmentId: string; personId: string; email: string }> = {} as never;
let anna: Client;

beforeAll(async () => {
  school = await School.open();
  cohort = await school.cohort(school.substans);
  for (const [who, name, municipalityCode] of [
    ['anna', 'Anna Ask', school.home],
    ['bo', 'Bo Birk', school.other],
  ] as const) {
    const enrolmentId = await school.enrol(name, { municipalityCode, cohortId: cohort.id });
    const { enrolment } = await school
      .as({ role: 'ADMIN' })
      .query('query ($id: ID!) { enrolment(id: $id) { person { id } } }', { id: enrolmentId });
    const email = `${name.toLowerCase().replace(' ', '.')}@kommune.example`;
    ids[who] = { enrolmentId, personId: enrolment.person.id, email };
  }
  anna = school.participant('Anna Ask');
});
afterAll(() => school.app.close());

const rows = async (personId: string) =>
  school.app.store.query<any>(
    sql`SELECT day, recorded_by, field, roles FROM reading WHERE person_id = ${personId} ORDER BY day, field`,
  );
const somebody = (subject: string, ...roles: RoleClaim[]) => ({ subject, name: `Navn ${subject}`, roles });
async function ask(claims: ReturnType<typeof somebody>, query: string, variables: object = {}) {
  const answer = await school.app.askAs(claims, query, { ...variables });
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

describe('who read about a person', () => {
  const consultant = somebody('idp|consultant', { role: 'AGENCY' });
  const about = { id: () => ids.bo.personId };

  it('is kept of the agency, once for each reader, person, root field and day, by the name of the field', async () => {
    school.app.clock.set(NOW);
    const before = (await rows(about.id())).length;
    const query = `query ($id: ID!) { one: person(id: $id) { name } ...List }
      fragment List on Query { two: enrolments { nodes { person { email } } } }`;
    await ask(consultant, query, { id: about.id() });
    await ask(consultant, query, { id: about.id() });
    const own = (await rows(about.id())).slice(before);
    expect(own.filter((row) => row.recordedBy === 'idp|consultant')).toEqual([
      { day: '2025-03-01', recordedBy: 'idp|consultant', field: 'enrolments', roles: 'AGENCY' },
      { day: '2025-03-01', recordedBy: 'idp|consultant', field: 'person', roles: 'AGENCY' },
    ]);
    school.app.clock.set('2025-03-02T08:00:00Z');
    await ask(consultant, query, { id: about.id() });
    expect((await rows(about.id())).filter((row) => row.recordedBy === 'idp|consultant')).toHaveLength(4);
  });

  it('is shown to the person and to the agency, page by page, and to nobody else', async () => {
    const page = `query ($id: ID!, $after: String) { person(id: $id) {
      readings(first: 3, after: $after) { nodes { reader on field roles } pageInfo { endCursor } } } }`;
    const self = somebody('idp|bo', { role: 'PARTICIPANT', email: ids.bo.email });
    const seen: any[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { person }: any = await ask(self, page, { id: about.id(), after });
      seen.push(...person.readings.nodes);
      after = person.readings.pageInfo.endCursor;
      more = person.readings.nodes.length > 0;
    }
    expect(seen).toHaveLength((await rows(about.id())).length);
    expect(seen).toContainEqual({
      reader: 'Navn idp|consultant',
      on: '2025-03-01',
      field: 'enrolments',
      roles: ['AGENCY'],
    });
    const query = `query ($id: ID!) { person(id: $id) { name ${READINGS} } }`;
    const { person } = await ask(consultant, query, { id: about.id() });
    expect(person.readings.totalCount).toBeGreaterThanOrEqual(4);
    for (const other of [school.coordinator(school.other), school.substans])
      expect((await other.query(query, { id: about.id() })).person.readings).toEqual({
        totalCount: 0,
        nodes: [],
      });
  });

  it('is not kept where somebody reads as their work has it: providers, coordinators, people themselves', async () => {
    const before = await rows(about.id());
    const query = `query ($id: ID!) { person(id: $id) { name email history { totalCount } } }`;
    const self = school.as({ role: 'PARTICIPANT', email: ids.bo.email }, { role: 'AGENCY' });
    for (const by of [school.coordinator(school.other), school.substans, school.participant('Bo Birk'), self])
      expect((await by.query(query, { id: about.id() })).person.name).toBe('Bo Birk');
    expect(await rows(about.id())).toEqual(before);
  });

  it('is not kept of ids, figures and totals', async () => {
    const reader = somebody('idp|figures', { role: 'AGENCY' });
    await ask(
      reader,
      `{ enrolments { totalCount nodes { id status person { id } } } people { totalCount }
      certificationStatus(groupBy: [TRACK]) { trackKey enrolled } }`,
    );
    expect((await rows(about.id())).filter((row) => row.recordedBy === 'idp|figures')).toEqual([]);
  });

  it('is kept of histories, certificates, searches and refusals, too', async () => {
    const reader = somebody('idp|curious', { role: 'ADMIN' });
    const { personId } = ids.bo;
    await ask(reader, 'query ($id: ID!) { enrolment(id: $id) { history { nodes { at } } } }', {
      id: ids.bo.enrolmentId,
    });
    await ask(reader, '{ people(search: "birk") { nodes { name } } }');
    await ask(
      reader,
      '{ changesSince(knownAt: "2024-01-01T00:00:00Z") { records(first: 100) { nodes { changes { after } } } } }',
    );
    await ask(
      reader,
      `mutation ($input: PersonRegisterInput!) { personRegister(input: $input) {
      ... on Duplicate { existing { ... on Person { name } } } } }`,
      {
        input: { name: 'Bo Birk', email: ids.bo.email },
      },
    );
    const kept = (await rows(personId)).filter((row) => row.recordedBy === 'idp|curious');
    expect(kept.map((row) => row.field)).toEqual(['changesSince', 'enrolment', 'people', 'personRegister']);
    expect(kept.every((row) => row.roles === 'ADMIN')).toBe(true);
  });

  describe('is written before anybody is told', () => {
    const NAMES = '{ people(first: 50) { nodes { name } } }';
    /** How many statements were written about readings. */
    async function writing(work: () => Promise<unknown>, fail?: Unavailable): Promise<number> {
      const { change } = school.app.store;
      let statements = 0;
      school.app.store.change = async (statement) => {
        if (!/INTO reading\b/.test(statement.sql)) return change.call(school.app.store, statement);
        statements += 1;
        if (fail !== undefined) throw fail;
        return change.call(school.app.store, statement);
      };
      try {
        await work();
      } finally {
        school.app.store.change = change;
      }
      return statements;
    }

    it('in one statement for a request, and in none for what is kept already', async () => {
      const reader = somebody('idp|hot', { role: 'AGENCY' });
      expect(await writing(() => ask(reader, NAMES))).toBe(1);
      expect(await writing(() => ask(reader, NAMES))).toBe(0);
    });

    it('and what cannot be kept is not told: UNAVAILABLE, with the reason; without names it is answered', async () => {
      const reader = somebody('idp|blocked', { role: 'AGENCY' });
      await writing(async () => {
        const refused = await school.app.askAs(reader, NAMES);
        expect(refused.data).toBeNull();
        expect(refused.errors?.map((each) => each.extensions)).toEqual([
          { code: 'UNAVAILABLE', reason: 'READ_ONLY' },
        ]);
        const { people } = await ask(reader, '{ people { totalCount nodes { id } } }');
        expect(people.nodes.length).toBeGreaterThan(1);
      }, new Unavailable('READ_ONLY'));
      expect(await rows(about.id())).not.toContainEqual(
        expect.objectContaining({ recordedBy: 'idp|blocked' }),
      );
      // Nothing was remembered as kept that is not.
      expect(await writing(() => ask(reader, NAMES))).toBe(1);
    });

    it('of a change it says that it was saved', async () => {
      const reader = somebody('idp|renaming', { role: 'AGENCY' });
      const rename = `mutation ($input: PersonRenameInput!) { personRename(input: $input) {
        ... on PersonRenamePayload { person { name } } } }`;
      const input = { personId: ids.bo.personId, name: 'Bo Birkelund', reason: 'Gift' };
      await writing(async () => {
        const refused = await school.app.askAs(reader, rename, { input });
        expect(refused.data).toBeNull();
        expect(refused.errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE', reason: 'UNCERTAIN' });
        expect(refused.errors?.[0]?.message).toContain('was saved');
      }, new Unavailable('FULL'));
      expect(
        (await school.participant('Bo Birk').query('{ viewer { person { name } } }')).viewer.person.name,
      ).toBe('Bo Birkelund');
    });
  });
});

describe('what somebody wants corrected (art. 16)', () => {
  const request = (by: Client, input: object) => by.act('correctionRequest', input, CORRECTION);
  const tasks = async (municipalityCode: string, by = school.coordinator(municipalityCode)) =>
    (
      await by.query(
        `query ($code: String!) { openTasks(municipalityCode: $code) {
        kind count dueOn engagement { id } municipality { code } } }`,
        { code: municipalityCode },
      )
    ).openTasks.filter((task: any) => task.kind === 'CORRECTION_REQUESTED');
  const open = async (by: Client) =>
    (await by.query('{ correctionRequests(filter: { open: true }) { nodes { id text } } }'))
      .correctionRequests.nodes;
  const mine = async () =>
    (
      await anna.query(
        `query ($id: ID!) { person(id: $id) { affiliations { id } correctionRequests { id open decision answer }
        history(first: 100) { nodes { act reason changes { field after } details { field value } } } } }`,
        {
          id: ids.anna.personId,
        },
      )
    ).person;

  it('about a job is for the coordinator: an open task, a month to answer, and an answer that stays', async () => {
    school.app.clock.set('2025-01-31T08:00:00Z');
    const [job] = (await mine()).affiliations;
    const input = { personId: ids.anna.personId, recordId: job.id, text: 'Jeg er flyttet til Bostøtte Nord' };
    const { correctionRequest: made } = await request(anna, input);
    expect(made).toMatchObject({
      recordId: job.id,
      open: true,
      decision: null,
      municipality: { code: school.home },
      provider: null,
      person: { name: 'Anna Ask' },
    });
    expect(await tasks(school.home)).toEqual([
      {
        kind: 'CORRECTION_REQUESTED',
        count: 1,
        dueOn: '2025-02-28',
        engagement: null,
        municipality: { code: school.home },
      },
    ]);
    expect(await tasks(school.other)).toEqual([]);
    const coordinator = school.coordinator(school.home);
    expect(await open(coordinator)).toEqual([{ id: made.id, text: 'Jeg er flyttet til Bostøtte Nord' }]);
    for (const other of [school.coordinator(school.other), school.substans, school.participant('Bo Birk')]) {
      expect(await open(other)).toEqual([]);
    }
    expect(await request(anna, input)).toMatchObject({ code: 'DUPLICATE' });
    const answer = { correctionRequestId: made.id, decision: 'CARRIED_OUT', text: 'Rettet' };
    expect(await school.substans.act('correctionAnswer', answer, CORRECTION)).toMatchObject({
      code: 'NOT_FOUND',
    });
    const answered = await coordinator.succeed('correctionAnswer', answer, CORRECTION);
    expect(answered.correctionRequest).toMatchObject({
      open: false,
      decision: 'CARRIED_OUT',
      answer: 'Rettet',
    });
    expect(await coordinator.act('correctionAnswer', answer, CORRECTION)).toMatchObject({
      code: 'INVALID_STATE',
      from: 'ANSWERED',
    });
    expect(await tasks(school.home)).toEqual([]);
    const seen = await mine();
    expect(seen.correctionRequests).toEqual([
      { id: made.id, open: false, decision: 'CARRIED_OUT', answer: 'Rettet' },
    ]);
    const acts = seen.history.nodes.filter((entry: any) => entry.act.startsWith('correction'));
    expect(acts.map((entry: any) => entry.act)).toEqual(['correctionRequest', 'correctionAnswer']);
    // What was said is for those who ask and who answer, not for all who read the history.
    expect(JSON.stringify(acts)).not.toMatch(/Bostøtte Nord|Rettet/);
  });

  it('about a supervision group is for its provider, about the name for the agency', async () => {
    const groupId = await school.group(school.substans, [ids.anna.enrolmentId, ids.bo.enrolmentId]);
    const { personId } = ids.anna;
    const group = await request(anna, { personId, recordId: groupId, text: 'Jeg er i gruppe 2' });
    expect(group.correctionRequest).toMatchObject({ provider: { name: 'substans' }, municipality: null });
    expect(await open(school.substans)).toEqual([
      { id: group.correctionRequest.id, text: 'Jeg er i gruppe 2' },
    ]);
    expect(await open(school.fonden)).toEqual([]);
    const name = await request(anna, { personId, text: 'Ask med aa' });
    expect(name.correctionRequest).toMatchObject({ recordId: personId, provider: null, municipality: null });
    expect(await open(school.coordinator(school.home))).toEqual([]);
    const answer = {
      correctionRequestId: name.correctionRequest.id,
      decision: 'REFUSED',
      text: 'Som i passet',
    };
    expect(await school.coordinator(school.home).act('correctionAnswer', answer, CORRECTION)).toMatchObject({
      code: 'NOT_FOUND',
    });
    const refused = await school.agency.succeed('correctionAnswer', answer, CORRECTION);
    expect(refused.correctionRequest).toMatchObject({ decision: 'REFUSED', answer: 'Som i passet' });
    // Answered, the same can be asked again.
    expect(await request(anna, { personId, text: 'Se venligst igen' })).toHaveProperty(
      'correctionRequest.open',
      true,
    );
  });

  it('about who was there is a dispute: it points there', async () => {
    const recordId = halfDay(cohort.days[0], 'AM');
    expect(await request(anna, { personId: ids.anna.personId, recordId, text: 'Jeg var der' })).toMatchObject(
      {
        code: 'INVALID_STATE',
        allowed: ['attendanceDispute'],
      },
    );
  });

  it('is refused about others, about what is not there, and with a CPR number in it', async () => {
    const { personId } = ids.anna;
    const text = 'Forkert';
    for (const input of [
      { personId: ids.bo.personId, text },
      { personId: 'per_0', text },
      { personId, recordId: ids.bo.enrolmentId, text },
      { personId, recordId: ids.bo.personId, text },
      { personId, recordId: 'enr_0', text },
      { personId, recordId: 'xxx_0', text },
    ])
      expect(await request(anna, input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await request(anna, { personId, text: 'Mit nummer er 010190-1234' })).toMatchObject({
      code: 'CONTAINS_CPR',
    });
  });
});

describe('all that is stored about a person (art. 15)', () => {
  const get = async (claims: ReturnType<typeof somebody> | null, personId: string, kind = 'json') => {
    const headers: Record<string, string> =
      claims === null ? {} : { authorization: `Bearer ${await signToken(claims, SECRET)}` };
    return fetch(`${await school.app.app.getUrl()}/persons/${personId}/export.${kind}`, { headers });
  };
  const self = () => somebody('idp|anna', { role: 'PARTICIPANT', email: ids.anna.email });

  it('is downloaded by themselves: a file that nobody keeps, with what things are called', async () => {
    school.app.clock.set('2025-02-11T18:00:00Z');
    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    const response = await get(self(), ids.anna.personId);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="forloeb-${ids.anna.personId}.json"`,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const all: any = await response.json();
    expect(all).toMatchObject({
      format: 'forloeb.person.1',
      personId: ids.anna.personId,
      takenBy: 'Navn idp|anna',
    });
    expect(all.sections.person.records).toMatchObject([{ name: 'Anna Ask', email: ids.anna.email }]);
    expect(all.sections.attendance.title).toBe('Fremmøde');
    expect(all.sections.attendance.records).toHaveLength(2);
    expect(all.sections.attendance.records[0]).toMatchObject({
      courseDay: 'seminar 1, dag 1',
      date: '2025-02-11',
      state: 'PRESENT',
      recordedBy: 'Test',
    });
    expect(all.sections.readings.records.length).toBeGreaterThan(0);
    expect(all.sections.log.records.map((each: any) => each.action)).toContain('personRegister');
  });

  // The same on every database, and slow.
  if (onSqlite)
    it('is read as a document, tagged for screen readers, in Danish or in English', async () => {
      for (const [query, language, words] of [
        ['', 'da', ['Det er registreret om dig', 'Fremmøde', 'til stede', 'seminar 1, dag 1', '11.02.2025']],
        ['?locale=en', 'en', ['What is stored about you', 'Attendance', 'present', '2025-02-11']],
      ] as const) {
        const response = await get(self(), ids.anna.personId, `pdf${query}`);
        expect(response.headers.get('content-type')).toBe('application/pdf');
        expect(response.headers.get('content-disposition')).toBe(
          `attachment; filename="forloeb-${ids.anna.personId}.pdf"`,
        );
        expect(response.headers.get('cache-control')).toBe('no-store');
        const pdf = await readPdf(Buffer.from(await response.arrayBuffer()));
        for (const word of ['Anna Ask', ids.anna.email, ...words]) expect(pdf.text).toContain(word);
        expect(pdf.text).not.toMatch(/Bo Birk|\b(per|enr|day)_/);
        expect(pdf.info['Language']).toBe(language);
        expect(tagsOf(pdf)).toEqual(expect.arrayContaining(['H1', 'H2', 'H3', 'Table', 'TH', 'TD']));
      }
    });

  it('names nobody else: what names several is told without what it says', async () => {
    const text = await (await get(self(), ids.anna.personId)).text();
    expect(text).toContain('Navngiver også andre');
    expect(text).not.toMatch(/Bo Birk|bo\.birk/);
    expect(text).not.toContain(ids.bo.personId);
    expect(text).not.toContain(ids.bo.enrolmentId);
  });

  it('is the same through the API', async () => {
    const query = `query ($id: ID!) { personExport(personId: $id) { personId sections { key title count } document } }`;
    const { personExport } = await ask(self(), query, { id: ids.anna.personId });
    const document = JSON.parse(personExport.document);
    expect(Object.keys(document.sections)).toEqual(personExport.sections.map((each: any) => each.key));
    const sum = personExport.sections.find((each: any) => each.key === 'attendance');
    expect(sum).toEqual({ key: 'attendance', title: 'Fremmøde', count: 2 });
  });

  it('Q16: has the sign-ins that are known to be theirs, whoever asks and under whichever of them', async () => {
    const by = (subject: string) => somebody(subject, { role: 'PARTICIPANT', email: ids.anna.email });
    await ask(
      by('idp|anna-at-home'),
      `mutation ($input: CorrectionRequestInput!) { correctionRequest(input: $input) { ... on DomainError { code } } }`,
      { input: { personId: ids.anna.personId, recordId: ids.anna.enrolmentId, text: 'Se venligst efter' } },
    );
    const [own, ...others] = await Promise.all(
      [by('idp|anna-at-home'), by('idp|anna-at-work'), somebody('idp|onbehalf', { role: 'AGENCY' })].map(
        async (claims) => {
          const all: any = await (await get(claims, ids.anna.personId)).json();
          return all.sections.signIns.records;
        },
      ),
    );
    expect(own).toContainEqual(
      expect.objectContaining({ subject: 'idp|anna-at-home', name: 'Navn idp|anna-at-home' }),
    );
    for (const other of others) expect(other).toEqual(own);
  });

  it('is taken by the agency on their behalf, which is kept as a reading', async () => {
    const agency = somebody('idp|onbehalf', { role: 'AGENCY' });
    expect((await get(agency, ids.anna.personId)).status).toBe(200);
    expect(await rows(ids.anna.personId)).toContainEqual(
      expect.objectContaining({ recordedBy: 'idp|onbehalf', field: 'personExport' }),
    );
  });

  it('is not there for coordinators, providers and others; nobody gets it without signing in', async () => {
    const bodies = new Set<string>();
    for (const claims of [
      somebody('c', { role: 'COORDINATOR', municipality: school.home }),
      somebody('p', { role: 'PROVIDER', provider: 'substans' }),
      somebody('b', { role: 'PARTICIPANT', email: ids.bo.email }),
      somebody('e', { role: 'EVALUATOR' }),
    ]) {
      const response = await get(claims, ids.anna.personId);
      expect(response.status).toBe(404);
      expect((await get(claims, ids.anna.personId, 'pdf')).status).toBe(404);
      bodies.add(await response.text());
    }
    const missing = await get(self(), 'per_0');
    expect(missing.status).toBe(404);
    expect([...bodies]).toEqual([await missing.text()]);
    expect((await get(null, ids.anna.personId)).status).toBe(401);
  });
});
