/** Finding people, and registering each of them once. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { AffiliationEntity } from '../../src/storage/people.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const KOLDING: RoleClaim[] = [{ role: 'COORDINATOR', municipality: '621' }];

interface Page {
  nodes: { name: string; email: string | null }[];
  edges: { cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

describe('people', () => {
  let app: TestApp;
  const register = async (input: Record<string, unknown>, roles = AGENCY) => {
    const answer = await app.ask(
      roles,
      `mutation($input: PersonRegisterInput!) { personRegister(input: $input) { __typename
        ... on PersonRegisterPayload { person { id name email phone affiliations {
            municipalityCode organisation unit role validFrom validTo } } sameName { id } }
        ... on Duplicate { code message existing { id __typename ... on Person { name } } }
        ... on InvalidInput { code problems { path message } }
        ... on ContainsCpr { code message path } } }`,
      { input },
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.personRegister;
  };
  const ask = (roles: RoleClaim[], variables: Record<string, unknown>) =>
    app.ask(
      roles,
      `query($search: String, $first: Int, $after: String) { people(search: $search, first: $first, after: $after) {
        nodes { name email } edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      variables,
    );
  const page = async (variables: Record<string, unknown>, roles = AGENCY): Promise<Page> => {
    const answer = await ask(roles, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data.people;
  };
  const names = async (search: string) => (await page({ search })).nodes.map((person) => person.name);

  describe('in a search', () => {
    beforeAll(async () => {
      app = await startApp();
      for (const [name, email] of [
        ['Åse Kjær', 'aase.kjaer@kolding.example'],
        ['Aage Sørensen', null],
        ['Søren Nygård', 'sn@kolding.example'],
        ['Sören Lindqvist', null],
        ['Soren Madsen', null],
        ['Jørgen Møller-Bech', 'JMB@Kolding.Example'],
        ['Zoë Ærø', null],
        ['100 % Sikker_Navn', null],
        ['Anne Marie Holm', null],
      ])
        await register({ name, email });
    });
    afterAll(() => app.close());

    it('aa finds å and å finds aa', async () => {
      expect(await names('aase')).toEqual(['Åse Kjær']);
      expect(await names('åse')).toEqual(['Åse Kjær']);
      expect(await names('åge')).toEqual(['Aage Sørensen']);
      expect(await names('nygaard')).toEqual(['Søren Nygård']);
      expect(await names('nygard')).toEqual(['Søren Nygård']);
    });

    it('ø, oe and o find ø, and so does ö', async () => {
      for (const search of ['søren', 'soeren', 'soren', 'SØREN', 'sören'])
        expect(await names(`${search} nyg`)).toEqual(['Søren Nygård']);
      expect(await names('møller')).toEqual(['Jørgen Møller-Bech']);
      expect(await names('moller')).toEqual(['Jørgen Møller-Bech']);
      expect((await names('soren')).sort()).toEqual(
        ['Aage Sørensen', 'Soren Madsen', 'Søren Nygård', 'Sören Lindqvist'].sort(),
      );
    });

    it('æ and ae find each other; other accents do not matter', async () => {
      expect(await names('kjaer')).toEqual(['Åse Kjær']);
      expect(await names('zoe ærø')).toEqual(['Zoë Ærø']);
      expect(await names('zoë aeroe')).toEqual(['Zoë Ærø']);
    });

    it('case does not matter, nor the order of the words, nor spaces', async () => {
      expect(await names('  HOLM   anne ')).toEqual(['Anne Marie Holm']);
      expect(await names('holm anne peter')).toEqual([]);
    });

    it('the e-mail address is found, whole or in part, in any case', async () => {
      expect(await names('jmb@kolding.example')).toEqual(['Jørgen Møller-Bech']);
      expect(await names('JMB@')).toEqual(['Jørgen Møller-Bech']);
      expect(await names('kolding.example')).toHaveLength(3);
      expect((await page({ search: 'jmb' })).nodes[0]?.email).toBe('jmb@kolding.example');
    });

    it('% and _ are letters like any other', async () => {
      expect(await names('%')).toEqual(['100 % Sikker_Navn']);
      expect(await names('sikker_navn')).toEqual(['100 % Sikker_Navn']);
      expect(await names('a_e')).toEqual([]);
      expect(await names("' OR 1=1 --")).toEqual([]);
    });

    it('an empty search finds everybody', async () => {
      for (const search of ['', '  ', null]) expect((await page({ search })).nodes).toHaveLength(9);
      expect((await page({})).nodes).toHaveLength(9);
    });
  });

  describe('on pages', () => {
    const FIRST = ['Aksel', 'Birthe', 'Christian', 'Dorthe', 'Erik', 'Freja'];
    const LAST = [
      'Aagaard',
      'Åkjær',
      'Ærø',
      'Østergaard',
      'Andersen',
      'Zacho',
      'Wøhlk',
      'Vester',
      'Yde',
      'Öberg',
    ];
    const ALL = LAST.flatMap((last) => FIRST.map((first) => `${last}, ${first}`));
    const ORDERED = [
      'Andersen',
      'Vester',
      'Wøhlk',
      'Yde',
      'Zacho',
      'Ærø',
      'Öberg',
      'Østergaard',
      'Aagaard',
      'Åkjær',
    ];

    beforeAll(async () => {
      app = await startApp();
      for (const name of [...ALL].reverse()) await register({ name });
      // Two of the same name stay apart, whatever page they fall on.
      await register({ name: 'Zacho, Freja' });
      await register({ name: 'zacho, freja' });
    });
    afterAll(() => app.close());

    const expected = ORDERED.flatMap((last) => FIRST.map((first) => `${last}, ${first}`));

    it('stand in Danish order: æ, ø, å last, aa as å', async () => {
      const { nodes } = await page({ first: 100 });
      expect(
        nodes.map((person) => person.name).filter((name, index, all) => all.indexOf(name) === index),
      ).toEqual([...expected.slice(0, 30), 'zacho, freja', ...expected.slice(30)]);
    });

    it.each([1, 7, 31, 61])('a page of %i has no gap and no repeat', async (first) => {
      const found: string[] = [];
      const ids = new Set<string>();
      let after: string | null = null;
      let more = true;
      while (more) {
        const answer: Page = await page({ first, after });
        expect(answer.pageInfo.hasPreviousPage).toBe(after !== null);
        expect(answer.pageInfo.startCursor).toBe(answer.edges[0]?.cursor);
        expect(answer.pageInfo.endCursor).toBe(answer.edges.at(-1)?.cursor);
        expect(answer.nodes).toHaveLength(Math.min(first, 62 - found.length));
        found.push(...answer.nodes.map((person) => person.name));
        for (const edge of answer.edges) ids.add(edge.cursor);
        after = answer.pageInfo.endCursor;
        more = answer.pageInfo.hasNextPage;
      }
      expect(ids.size).toBe(62);
      expect(found).toHaveLength(62);
      expect(found.filter((name) => name.toLowerCase() !== 'zacho, freja')).toEqual(
        expected.filter((name) => name !== 'Zacho, Freja'),
      );
    });

    it('totalCount is all that match, not only this page', async () => {
      const answer = await app.ask(
        AGENCY,
        '{ all: people(first: 1) { totalCount } some: people(search: "zacho", first: 1) { totalCount nodes { id } } }',
      );
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toMatchObject({ all: { totalCount: 62 }, some: { totalCount: 8 } });
    });

    it('somebody who is registered between two pages moves nobody', async () => {
      const first = await page({ first: 30 });
      await register({ name: 'Aaaa Først, alligevel sidst' });
      await register({ name: 'Abel, Før' });
      const second = await page({ first: 40, after: first.pageInfo.endCursor });
      const seen = [...first.nodes, ...second.nodes].map((person) => person.name);
      expect(seen.filter((name) => ALL.includes(name)).filter((n, i, all) => all.indexOf(n) === i)).toEqual(
        expected,
      );
      expect(seen).not.toContain('Abel, Før');
      expect(seen).toContain('Aaaa Først, alligevel sidst');
    });

    it('are 50 when nothing is said, and at most 100', async () => {
      expect((await page({})).nodes).toHaveLength(50);
      for (const first of [101, 0, -1, 20000]) {
        const { data, errors } = await ask(AGENCY, { first });
        expect(data).toBeNull();
        expect(errors?.[0]).toMatchObject({
          message: expect.stringContaining('first'),
          extensions: { code: 'BAD_USER_INPUT', reason: 'INVALID_INPUT', problems: [{ path: 'first' }] },
        });
      }
      expect((await ask(AGENCY, { first: 101 })).errors?.[0]?.message).toContain('100');
    });

    it('an end that is not one is refused', async () => {
      const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      for (const after of [
        'x',
        'not a cursor',
        encoded([1]),
        encoded({ a: 1 }),
        encoded([null, null]),
        encoded('ab'),
      ]) {
        const { errors } = await ask(AGENCY, { after });
        expect(errors?.[0]).toMatchObject({
          extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'after', message: expect.any(String) }] },
        });
      }
    });
  });

  describe('being registered', () => {
    beforeAll(async () => {
      app = await startApp();
      await app.ask(
        AGENCY,
        `mutation { engagementOpen(input: { programmeKey: "AD_BOSTOETTE_2019", municipalityCodes: ["621"],
          startsOn: "2026-01-15" }) { __typename } }`,
      );
    });
    afterAll(() => app.close());

    it('keep what was given, trimmed, and where they work', async () => {
      const { person, sameName } = await register({
        name: '  Mette Holst ',
        email: ' Mette.Holst@Kolding.Example ',
        phone: '76 12 34 56',
        organisation: 'Kolding Kommune',
        unit: 'Bostøtten',
        role: 'Socialpædagog',
        municipalityCode: '621',
      });
      expect(person).toEqual({
        id: expect.stringMatching(/^per_/),
        name: 'Mette Holst',
        email: 'mette.holst@kolding.example',
        phone: '76 12 34 56',
        affiliations: [
          {
            municipalityCode: '621',
            organisation: 'Kolding Kommune',
            unit: 'Bostøtten',
            role: 'Socialpædagog',
            validFrom: null,
            validTo: null,
          },
        ],
      });
      expect(sameName).toEqual([]);
    });

    it('L25: an address that somebody has is refused, in any case, and says who has it', async () => {
      const first = await register({ name: 'Lone Bak', email: 'lone@kolding.example' });
      const again = await register({ name: 'Lone B.', email: 'LONE@kolding.example' });
      expect(again).toEqual({
        __typename: 'Duplicate',
        code: 'DUPLICATE',
        message: expect.not.stringContaining('lone'),
        existing: [{ id: first.person.id, __typename: 'Person', name: 'Lone Bak' }],
      });
      expect(await names('lone')).toHaveLength(1);
    });

    it('L25: two registrations of one address at the same moment leave one person', async () => {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => register({ name: 'Per Lund', email: 'per.lund@kolding.example' })),
      );
      expect(answers.map((answer) => answer.__typename).sort()).toEqual([
        'Duplicate',
        'Duplicate',
        'Duplicate',
        'Duplicate',
        'PersonRegisterPayload',
      ]);
      expect(await names('per.lund')).toHaveLength(1);
    });

    it('V39: a coordinator learns that an address is taken, but not by whom elsewhere', async () => {
      await register({ name: 'Nina Vig', email: 'nina@vejle.example', municipalityCode: '630' });
      const answer = await register({ name: 'Nina V', email: 'nina@vejle.example' }, KOLDING);
      expect(answer).toMatchObject({ __typename: 'Duplicate', existing: [] });
    });

    it('L25: others of the same name are pointed out, as far as they may be seen', async () => {
      const first = await register({ name: 'Kim Dam', municipalityCode: '621' });
      const elsewhere = await register({ name: 'KIM DAM', municipalityCode: '630' });
      expect(elsewhere.sameName).toEqual([{ id: first.person.id }]);
      const own = await register({ name: 'Kim Dam' }, KOLDING);
      expect(own.sameName).toEqual([{ id: first.person.id }]);
    });

    it('Decision 8: a CPR number is refused wherever it is written, and not repeated', async () => {
      for (const [path, text] of [
        ['name', 'Ida 010190-1234'],
        ['phone', '0101901234'],
        ['organisation', 'Kolding 010190 1234'],
        ['unit', '010190–1234'],
        ['role', 'Leder (010190-1234)'],
      ] as const) {
        const answer = await register({ name: 'Ida Bech', [path]: text });
        expect(answer).toEqual({
          __typename: 'ContainsCpr',
          code: 'CONTAINS_CPR',
          message: expect.any(String),
          path,
        });
        expect(answer.message).not.toContain('1234');
      }
      expect(await names('ida')).toEqual([]);
    });

    it('an e-mail address that is a CPR number is refused too', async () => {
      const answer = await register({ name: 'Ida Bech', email: '010190-1234@kolding.example' });
      expect(answer.__typename).toBe('ContainsCpr');
    });

    it('what is missing or too long is named, field by field', async () => {
      const answer = await register({
        name: ' ',
        email: 'no address',
        phone: '1'.repeat(41),
        role: 'x\u0007y',
        municipalityCode: '62',
      });
      expect(answer.code).toBe('INVALID_INPUT');
      expect(answer.problems.map((problem: { path: string }) => problem.path).sort()).toEqual(
        ['email', 'municipalityCode', 'name', 'phone', 'role'].sort(),
      );
      const unknown = await register({ name: 'Bo', municipalityCode: '999' });
      expect(unknown.problems).toEqual([{ path: 'municipalityCode', message: expect.any(String) }]);
    });

    it('by a coordinator: in the own municipality, and in no other', async () => {
      const own = await register({ name: 'Eva Friis' }, KOLDING);
      expect(own.person.affiliations).toMatchObject([{ municipalityCode: '621' }]);
      const other = await register({ name: 'Eva Friis', municipalityCode: '630' }, KOLDING);
      expect(other).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'municipalityCode' }] });
    });

    it('V44: leaves a trace with who and when', async () => {
      const { person } = await register({ name: 'Ulla Friis', email: 'ulla@kolding.example' });
      const trace = await app.store.query<{ action: string; recordedBy: string }>(
        sql`SELECT action, recorded_by FROM audit_event WHERE subject_id = ${person.id} ORDER BY id`,
      );
      expect(trace.map((event) => event.action)).toEqual(['personRegister', 'affiliation']);
      expect(trace.every((event) => event.recordedBy.startsWith('test:'))).toBe(true);
    });

    it('V36: two overlapping part-time jobs, one seat, one seat affiliation', async () => {
      const { person } = await register({
        name: 'Ove To Job',
        municipalityCode: '630',
        organisation: 'Vejle',
      });
      await app.app.get(UnitOfWork).run(async () =>
        app.store.insert(
          AffiliationEntity,
          ['Kolding, dag', 'Kolding, aften'].map((organisation, index) => ({
            id: `aff_ove${index}`,
            personId: person.id,
            municipalityCode: '621',
            organisation,
            unit: null,
            role: null,
            validFrom: '2026-01-01',
            validTo: null,
            recordedAt: '2026-11-22T12:00:00.000Z',
            recordedBy: 'test',
          })),
        ),
      );
      const { data } = await app.ask(AGENCY, '{ engagements { nodes { id } } }');
      const confirmed = await app.ask(
        AGENCY,
        `mutation($engagement: ID!, $person: ID!) { enrolmentConfirm(input: { engagementId: $engagement,
          municipalityCode: "621", trackKey: "INTRO", personId: $person }) { ... on EnrolmentConfirmPayload {
            enrolment { id municipality { code } seatAffiliation { organisation municipalityCode validTo }
              person { affiliations { organisation validTo } } } } } }`,
        { engagement: data.engagements.nodes[0].id, person: person.id },
      );
      const { enrolment } = confirmed.data.enrolmentConfirm;
      expect(enrolment.person.affiliations).toHaveLength(3);
      expect(enrolment.seatAffiliation).toMatchObject({ municipalityCode: '621', validTo: null });
      const rows = await app.store.query(
        sql`SELECT affiliation_id FROM enrolment WHERE person_id = ${person.id}`,
      );
      expect(rows).toEqual([{ affiliationId: expect.stringMatching(/^aff_ove/) }]);
    });
  });
});
