/** Where people work, from and to a day, and what of their courses that leaves as it is. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { startApp, type TestApp } from '../support/app.js';
import { HOUSING, Town } from '../support/town.js';

const KOLDING = '621';
const VEJLE = '630';
const AFFILIATION = 'id municipalityCode organisation organisationType unit role validFrom validTo';
const JOBS = `query($id: ID!, $on: LocalDate, $knownAt: DateTime) {
  person(id: $id) { affiliations(on: $on, knownAt: $knownAt) { ${AFFILIATION} } } }`;

describe('people over time', () => {
  let app: TestApp;
  let town: Town;
  let engagementId: string;
  let vejle: string;
  const leaders = () => ({ engagementId, municipalityCode: KOLDING, trackKey: 'MEETING_LEADER' });
  const intro = () => ({ engagementId, municipalityCode: KOLDING, trackKey: 'INTRO' });
  const jobs = async (id: string, at: object = {}, client = town.agency) =>
    (await client.query(JOBS, { id, ...at })).person?.affiliations;
  const units = async (id: string, at: object = {}) =>
    (await jobs(id, at)).map((job: { unit: string }) => job.unit);
  const enrolment = async (id: string) =>
    (
      await town.agency.query(
        `query($id: ID!) { enrolment(id: $id) { status holdsSeat municipality { code } seatAffiliation { id unit }
          progress { supervision { creditedMinutes } } } }`,
        { id },
      )
    ).enrolment;

  beforeAll(async () => {
    app = await startApp('2026-11-22T12:00:00Z');
    town = new Town(app);
    engagementId = await town.engagement(HOUSING, [KOLDING]);
    vejle = await town.engagement(HOUSING, [VEJLE]);
  });
  afterAll(() => app.close());

  describe('L4: another department in the same municipality', () => {
    it('is one act: one job ends, the next begins; seat and hours are as they were', async () => {
      const person = await town.person('Lis Afdeling', {
        municipalityCode: KOLDING,
        unit: 'Socialpsykiatri',
        role: 'Pædagog',
      });
      const enrolmentId = await town.enrol(leaders(), person);
      const group = await town.group('MEETING_LEADER', 'Afdelingsskift', [enrolmentId]);
      await town.meet(group, '2026-10-01', 8, 11, [{ enrolmentId }]);
      const before = await enrolment(enrolmentId);
      expect(before.progress.supervision.creditedMinutes).toBe(180);

      const [old] = await jobs(person);
      const input = { affiliationId: old.id, on: '2026-11-01', unit: 'Bostøtten', reason: 'Omorganisering' };
      const answer = await town
        .coordinator(KOLDING)
        .succeed(
          'affiliationChange',
          input,
          `ended { ${AFFILIATION} } begun { ${AFFILIATION} } moved { id }`,
        );
      expect(answer.ended).toEqual({ ...old, validTo: '2026-11-01' });
      expect(answer.begun).toEqual({
        ...old,
        id: expect.any(String),
        unit: 'Bostøtten',
        validFrom: '2026-11-01',
      });
      expect(answer.moved).toEqual([]);
      expect(await enrolment(enrolmentId)).toEqual(before);
      expect(await units(person, { on: '2026-10-31' })).toEqual(['Socialpsykiatri']);
      expect(await units(person, { on: '2026-11-01' })).toEqual(['Bostøtten']);
      expect(await units(person)).toEqual(['Socialpsykiatri', 'Bostøtten']);
    });

    it('takes the seat along when that is asked for, and there is still exactly one seat affiliation (V36)', async () => {
      const person = await town.person('Lars Tager', { municipalityCode: KOLDING, unit: 'A' });
      const enrolmentId = await town.enrol(intro(), person);
      const [old] = await jobs(person);
      const { begun, moved } = await town.agency.succeed(
        'affiliationChange',
        { affiliationId: old.id, on: '2026-11-01', unit: 'B', moveSeats: true },
        'begun { id } moved { id seatAffiliation { id unit } }',
      );
      expect(moved).toEqual([{ id: enrolmentId, seatAffiliation: { id: begun.id, unit: 'B' } }]);
      const rows = await app.store.query(sql`
        SELECT affiliation_id, superseded_at IS NULL AS current FROM enrolment_person
        WHERE enrolment_id = ${enrolmentId} ORDER BY recorded_at`);
      expect(rows.map((row: any) => [row.affiliationId, Boolean(row.current)])).toEqual([
        [old.id, false],
        [begun.id, true],
      ]);
    });

    it('needs something new, and a job that has not ended by then', async () => {
      const person = await town.person('Lone Uændret', { municipalityCode: KOLDING, unit: 'A' });
      const [old] = await jobs(person);
      const change = (more: object) =>
        town.agency.act(
          'affiliationChange',
          { affiliationId: old.id, on: '2026-11-01', ...more },
          'begun { id }',
        );
      expect(await change({ unit: 'A' })).toMatchObject({ code: 'INVALID_INPUT' });
      await town.agency.succeed(
        'affiliationEnd',
        { affiliationId: old.id, on: '2026-10-01' },
        'affiliation { id }',
      );
      expect(await change({ unit: 'B' })).toMatchObject({ code: 'INVALID_STATE', from: 'ENDED' });
      expect(await units(person)).toEqual(['A']);
    });
  });

  describe('L5: a move to another municipality', () => {
    it('ends the one job and adds the other; the seat stays where it was given', async () => {
      const person = await town.person('Mia Flytter', { municipalityCode: KOLDING });
      const enrolmentId = await town.enrol(intro(), person);
      const [old] = await jobs(person);
      await town
        .coordinator(KOLDING)
        .succeed(
          'affiliationEnd',
          { affiliationId: old.id, on: '2026-12-01', reason: 'Nyt job' },
          `affiliation { ${AFFILIATION} }`,
        );
      const { affiliation } = await town.agency.succeed(
        'affiliationAdd',
        {
          personId: person,
          municipalityCode: VEJLE,
          organisationType: 'MUNICIPALITY',
          unit: 'Bostøtte',
          from: '2026-12-01',
        },
        `affiliation { ${AFFILIATION} } person { id }`,
      );
      expect(affiliation).toMatchObject({
        municipalityCode: VEJLE,
        organisationType: 'MUNICIPALITY',
        validTo: null,
      });
      const codes = async (on: string) =>
        (await jobs(person, { on })).map((job: { municipalityCode: string }) => job.municipalityCode);
      expect(await codes('2026-11-30')).toEqual([KOLDING]);
      expect(await codes('2026-12-01')).toEqual([VEJLE]);
      expect(await enrolment(enrolmentId)).toMatchObject({
        holdsSeat: true,
        municipality: { code: KOLDING },
      });
    });

    it('an end is recorded once, and corrected with a reason; what was known before stays known (V38)', async () => {
      const person = await town.person('Eva Bliver', { municipalityCode: KOLDING, unit: 'A' });
      const [job] = await jobs(person);
      const end = { affiliationId: job.id, on: '2027-01-01' };
      await town.agency.succeed('affiliationEnd', end, 'affiliation { id }');
      const knownAt = app.clock.now();
      expect(await town.agency.act('affiliationEnd', end, 'affiliation { id }')).toMatchObject({
        code: 'INVALID_STATE',
        from: 'ENDED',
        allowed: ['affiliationCorrect'],
      });
      const correction = { affiliationId: job.id, from: '2020-01-01', reason: 'Blev alligevel' };
      await town.agency.succeed('affiliationCorrect', correction, 'affiliation { id }');
      expect(await jobs(person)).toMatchObject([{ validFrom: '2020-01-01', validTo: null }]);
      expect(await jobs(person, { knownAt })).toMatchObject([{ validFrom: null, validTo: '2027-01-01' }]);
      expect(await units(person, { on: '2027-02-01' })).toEqual(['A']);
      expect(await units(person, { on: '2027-02-01', knownAt })).toEqual([]);
      expect(await units(person, { on: '2019-12-31' })).toEqual([]);
      const trace = await app.store.query<{ action: string; reason: string | null }>(
        sql`SELECT action, reason FROM audit_event WHERE subject_id = ${person} ORDER BY id`,
      );
      expect(trace.slice(2)).toEqual([
        { action: 'affiliationEnd', reason: null },
        { action: 'affiliationCorrect', reason: 'Blev alligevel' },
      ]);
    });

    it('a job has at least one day', async () => {
      const person = await town.person('Ib Baglæns', { municipalityCode: KOLDING });
      const { affiliation } = await town.agency.succeed(
        'affiliationAdd',
        { personId: person, municipalityCode: KOLDING, from: '2026-05-01' },
        'affiliation { id }',
      );
      const end = (on: string) =>
        town.agency.act('affiliationEnd', { affiliationId: affiliation.id, on }, 'affiliation { validTo }');
      expect(await end('2026-05-01')).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'on' }] });
      expect(await end('2026-05-02')).toMatchObject({ affiliation: { validTo: '2026-05-02' } });
      const correct = { affiliationId: affiliation.id, from: '2026-06-01', to: '2026-05-01', reason: 'r' };
      expect(await town.agency.act('affiliationCorrect', correct, 'affiliation { id }')).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'to' }],
      });
    });
  });

  describe('V36: several jobs at the same time, one seat affiliation', () => {
    it('the seat moves to another of the person’s own jobs, and to nobody else’s', async () => {
      const person = await town.person('To Job', { municipalityCode: KOLDING, unit: 'Dag' });
      const enrolmentId = await town.enrol(intro(), person);
      const { affiliation } = await town
        .coordinator(KOLDING)
        .succeed(
          'affiliationAdd',
          { personId: person, unit: 'Aften', role: 'Vikar' },
          `affiliation { ${AFFILIATION} }`,
        );
      expect(affiliation).toMatchObject({ municipalityCode: KOLDING, unit: 'Aften' });
      expect(await units(person, { on: '2026-11-22' })).toEqual(['Dag', 'Aften']);
      const set = (affiliationId: string, client = town.coordinator(KOLDING)) =>
        client.act(
          'enrolmentSeatAffiliationSet',
          { enrolmentId, affiliationId },
          'enrolment { seatAffiliation { unit } holdsSeat }',
        );
      expect((await enrolment(enrolmentId)).seatAffiliation.unit).toBe('Dag');
      expect(await set(affiliation.id)).toMatchObject({
        enrolment: { seatAffiliation: { unit: 'Aften' }, holdsSeat: true },
      });
      const [others] = await jobs(await town.person('En Anden', { municipalityCode: KOLDING }));
      expect(await set(others.id)).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'affiliationId' }],
      });
      expect(await set(affiliation.id, town.coordinator(VEJLE))).toMatchObject({ code: 'NOT_FOUND' });
      expect((await enrolment(enrolmentId)).seatAffiliation.unit).toBe('Aften');
    });

    it('a new seat belongs to a job that has not ended', async () => {
      const person = await town.person('Ny Plads', { municipalityCode: KOLDING, unit: 'Forladt' });
      const [old] = await jobs(person);
      await town.agency.succeed(
        'affiliationEnd',
        { affiliationId: old.id, on: '2026-06-01' },
        'affiliation { id }',
      );
      await town.agency.succeed(
        'affiliationAdd',
        { personId: person, municipalityCode: VEJLE, unit: 'Nyt sted', from: '2026-06-01' },
        'affiliation { id }',
      );
      const enrolmentId = await town.enrol(intro(), person);
      expect((await enrolment(enrolmentId)).seatAffiliation.unit).toBe('Nyt sted');
    });
  });

  describe('L19: partner staff', () => {
    it('a regional employee takes a seat of the hosting municipality; only that one reads them (V39)', async () => {
      const kolding = town.coordinator(KOLDING);
      const { person } = await kolding.succeed(
        'personRegister',
        {
          name: 'Rita Region',
          organisation: 'Region Syddanmark',
          organisationType: 'PSYCHIATRY',
          unit: 'Afsnit 2',
        },
        `person { id affiliations { ${AFFILIATION} } }`,
      );
      expect(person.affiliations).toMatchObject([{ municipalityCode: null, organisationType: 'PSYCHIATRY' }]);
      const free = async () =>
        (
          await town.agency.query(
            `{ seatUsage(programmeKey: "${HOUSING}", municipalityCode: "${KOLDING}", trackKey: "INTRO") { held } }`,
          )
        ).seatUsage[0].held;
      const before = await free();
      const { enrolment: seated } = await kolding.succeed(
        'enrolmentConfirm',
        { ...intro(), personId: person.id, capacity: 'PARTNER' },
        'enrolment { id municipality { code } seatAffiliation { organisation } }',
      );
      expect(seated).toMatchObject({
        municipality: { code: KOLDING },
        seatAffiliation: { organisation: 'Region Syddanmark' },
      });
      expect(await free()).toBe(before + 1);

      const READ = `query($person: ID!, $enrolment: ID!) {
        person(id: $person) { name } enrolment(id: $enrolment) { id }
        node(id: $person) { id } people(search: "Rita Region") { nodes { name } } }`;
      const variables = { person: person.id, enrolment: seated.id };
      expect(await kolding.query(READ, variables)).toMatchObject({
        person: { name: 'Rita Region' },
        enrolment: { id: seated.id },
      });
      expect(await town.coordinator(VEJLE).query(READ, variables)).toEqual({
        person: null,
        enrolment: null,
        node: null,
        people: { nodes: [] },
      });
    });

    it('the coordinator of the seat keeps the job of a regional employee up to date, another one does not', async () => {
      const person = await town.person('Rune Region', { organisation: 'Region', organisationType: 'REGION' });
      await town.enrol(intro(), person, { capacity: 'PARTNER' });
      const [job] = await jobs(person);
      const change = { affiliationId: job.id, on: '2026-11-01', unit: 'Afsnit 3' };
      expect(await town.coordinator(VEJLE).act('affiliationChange', change, 'begun { id }')).toMatchObject({
        code: 'NOT_FOUND',
      });
      const { begun } = await town
        .coordinator(KOLDING)
        .succeed(
          'affiliationChange',
          { ...change, moveSeats: true },
          `begun { ${AFFILIATION} } moved { id }`,
        );
      expect(begun).toMatchObject({ municipalityCode: null, unit: 'Afsnit 3', organisationType: 'REGION' });
    });

    it('V39: who works in Vejle on a seat of Kolding: Vejle sees its employee, and nothing of the seat', async () => {
      const person = await town.person('Vera Vejle', { municipalityCode: VEJLE });
      const enrolmentId = await town.enrol(intro(), person, { capacity: 'PARTNER' });
      const READ = `query($person: ID!, $enrolment: ID!) {
        person(id: $person) { name enrolments { id } } enrolment(id: $enrolment) { id }
        enrolments(filter: { personId: $person }) { nodes { id } } }`;
      const variables = { person, enrolment: enrolmentId };
      expect(await town.coordinator(VEJLE).query(READ, variables)).toEqual({
        person: { name: 'Vera Vejle', enrolments: [] },
        enrolment: null,
        enrolments: { nodes: [] },
      });
      expect(await town.coordinator(KOLDING).query(READ, variables)).toEqual({
        person: { name: 'Vera Vejle', enrolments: [{ id: enrolmentId }] },
        enrolment: { id: enrolmentId },
        enrolments: { nodes: [{ id: enrolmentId }] },
      });
      // The job is Vejle's to end, the seat affiliation Kolding's to set.
      const [job] = await jobs(person);
      const end = { affiliationId: job.id, on: '2026-12-01' };
      expect(await town.coordinator(KOLDING).act('affiliationEnd', end, 'affiliation { id }')).toMatchObject({
        code: 'NOT_FOUND',
      });
      await town.coordinator(VEJLE).succeed('affiliationEnd', end, 'affiliation { id }');
      const set = { enrolmentId, affiliationId: job.id };
      expect(
        await town.coordinator(VEJLE).act('enrolmentSeatAffiliationSet', set, 'enrolment { id }'),
      ).toMatchObject({ code: 'NOT_FOUND' });
    });

    it('a list says what kind of organisation somebody works for; only municipal ones are in the municipality', async () => {
      const file = Buffer.from(
        [
          'Navn;E-mail;Arbejdsplads;Organisationstype;Rolle',
          'Jo Center;jo.center@vejle.example;Jobcenter Vejle;Jobcenter;partner',
          'Psy Kiatri;psy@region.example;Region Syddanmark;Psykiatri;partner',
          'Kom Mune;kom@vejle.example;Vejle Kommune;;medarbejder',
        ].join('\r\n'),
      ).toString('base64');
      const { rows } = await town
        .coordinator(VEJLE)
        .succeed(
          'rosterImport',
          { engagementId: vejle, trackKey: 'INTRO', file, dryRun: false },
          `rows { outcome person { affiliations { municipalityCode organisationType } } }`,
        );
      expect(rows.map((row: any) => row.person.affiliations)).toEqual([
        [{ municipalityCode: VEJLE, organisationType: 'JOB_CENTRE' }],
        [{ municipalityCode: null, organisationType: 'PSYCHIATRY' }],
        [{ municipalityCode: VEJLE, organisationType: null }],
      ]);
    });
  });

  describe('what is not one’s own', () => {
    it('V39: a coordinator adds jobs in the own municipality, to people that they may see', async () => {
      const stranger = await town.person('Fremmed Vejle', { municipalityCode: VEJLE });
      const add = (input: object) =>
        town.coordinator(KOLDING).act('affiliationAdd', input, 'affiliation { id }');
      expect(await add({ personId: stranger })).toMatchObject({ code: 'NOT_FOUND' });
      const own = await town.person('Egen Kolding', { municipalityCode: KOLDING });
      expect(await add({ personId: own, municipalityCode: VEJLE })).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'municipalityCode' }],
      });
      expect(await add({ personId: own, municipalityCode: '999' })).toMatchObject({ code: 'INVALID_INPUT' });
      expect(await jobs(stranger, {}, town.coordinator(KOLDING))).toBeUndefined();
      expect(await add({ personId: own, unit: '010190-1234' })).toMatchObject({
        code: 'CONTAINS_CPR',
        path: 'unit',
      });
      expect(await jobs(own)).toHaveLength(1);
    });

    it('V39: whoever left for a seat elsewhere is read no more by the municipality that they left', async () => {
      const person = await town.person('Flyttet Fra Vejle', { municipalityCode: VEJLE });
      const read = async () =>
        (await town.coordinator(VEJLE).query('query($id: ID!) { person(id: $id) { name } }', { id: person }))
          .person;
      const [job] = await jobs(person);
      await town
        .coordinator(VEJLE)
        .succeed('affiliationEnd', { affiliationId: job.id, on: '2026-06-01' }, 'affiliation { id }');
      // Until then the end of the job can still be corrected there.
      expect(await read()).toEqual({ name: 'Flyttet Fra Vejle' });
      await town.agency.succeed(
        'affiliationAdd',
        { personId: person, municipalityCode: KOLDING, from: '2026-06-01' },
        'affiliation { id }',
      );
      await town.enrol(intro(), person);
      expect(await read()).toBeNull();
    });

    it('V44: the database keeps what was known of jobs and seats', async () => {
      const rows = await app.store.query<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM enrolment e WHERE NOT EXISTS (SELECT 1 FROM enrolment_person w
          WHERE w.enrolment_id = e.id AND w.superseded_at IS NULL AND w.person_id = e.person_id
            AND w.affiliation_id = e.affiliation_id)`);
      expect(Number(rows[0]?.n)).toBe(0);
      const jobsAstray = await app.store.query<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM affiliation f WHERE NOT EXISTS (SELECT 1 FROM affiliation_period q
          WHERE q.affiliation_id = f.id AND q.superseded_at IS NULL AND q.person_id = f.person_id
            AND COALESCE(q.valid_from, '') = COALESCE(f.valid_from, '')
            AND COALESCE(q.valid_to, '') = COALESCE(f.valid_to, ''))`);
      expect(Number(jobsAstray[0]?.n)).toBe(0);
    });
  });
});
