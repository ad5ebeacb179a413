/** Danish letters in order and in search: what domain/danish.ts says is what the database answers, whichever it is. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { danishSortKey, searchText, searchTokens } from '../../src/domain/danish.js';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const COLLATOR = new Intl.Collator('da', { sensitivity: 'base' });

/** In Danish alphabetical order: æ ø å last, aa as å, case and other accents not seen, signs before letters. */
const IN_ORDER = [
  '100 % Sikker_Navn',
  'Aksel Back\\slash',
  'anders Æbelø',
  'Anders Åbenrå',
  'Bo_Kim',
  'BoXKim',
  'Holm',
  'Holm Andersen',
  'Holm-Larsen',
  'Holmgaard',
  'Joel Ødegård',
  'Morten Ågård',
  'René Çelik',
  'RENE DAM',
  'Søren Nygaard',
  'Søren Nygård-Bech',
  'Ülkü Yıldız',
  'Zoë Lund',
  'Ærø Petersen',
  'Øllegaard Friis',
  'Aabenraa Kirk',
  'Aage Møller',
  'Ågot Holm',
  'Åse Kjær',
];

const LETTERS = [...'aaaabdefgiklmnorstuvyæøåÆØÅAOEéèáäöüëçñßıłþð', '%', '_', '\\', '𐐀', 'Ａ', 'Ж'];
const word = fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 7 }).map((all) => all.join(''));
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
/** The same names in every run, so that a failure can be told again. */
const MORE = fc.sample(name, { numRuns: 70, seed: 20261122 });

const SEARCH = `query($search: String, $first: Int, $after: String) {
  people(search: $search, first: $first, after: $after) {
    totalCount nodes { id name } pageInfo { hasNextPage endCursor } } }`;

interface Person {
  readonly id: string;
  readonly name: string;
}

/** As both databases compare texts: by their bytes. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('Danish letters', () => {
  let app: TestApp;
  let everybody: Person[];

  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await app.ask(AGENCY, query, variables);
    expect(errors).toBeUndefined();
    return data;
  };
  const page = async (variables: { search?: string; first?: number; after?: string }) => {
    const { people } = await ask(SEARCH, variables);
    return people as {
      totalCount: number;
      nodes: Person[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
  const found = async (search: string) => (await page({ search, first: 100 })).nodes.map((each) => each.name);

  beforeAll(async () => {
    app = await startApp();
    everybody = [];
    const client = new Client(app, AGENCY);
    for (const each of [...IN_ORDER.toReversed(), ...MORE]) {
      const { person } = await client.succeed('personRegister', { name: each }, 'person { id name }');
      everybody.push(person);
    }
  });
  afterAll(() => app.close());

  /** Everybody in the order that the sort key gives; those of one key in that of their ids. */
  const inOrder = () =>
    everybody.toSorted(
      (a, b) => byBytes(danishSortKey(a.name), danishSortKey(b.name)) || byBytes(a.id, b.id),
    );

  describe('in order', () => {
    it('municipalities: … Ærø, Aabenraa, Aalborg, Aarhus last (section 6)', async () => {
      const { municipalities } = await ask('{ municipalities { name } }');
      const names: string[] = municipalities.map((each: { name: string }) => each.name);
      expect(names.slice(-4)).toEqual(['Ærø', 'Aabenraa', 'Aalborg', 'Aarhus']);
      expect(names).toEqual(names.toSorted(COLLATOR.compare));
      const rows = await app.store.query<{ name: string }>(
        sql`SELECT name FROM municipality ORDER BY sort_key`,
      );
      expect(rows.map((row) => row.name)).toEqual(names);
    });

    it('people, as a Danish reader expects', async () => {
      const listed = (await page({ first: 100 })).nodes.map((each) => each.name);
      expect(listed.filter((each) => IN_ORDER.includes(each))).toEqual(IN_ORDER);
    });

    it('people of any name, page by page: nobody twice, nobody left out', async () => {
      const listed: Person[] = [];
      for (let after: string | undefined; ;) {
        const { nodes, pageInfo } = await page({ first: 7, after });
        listed.push(...nodes);
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(listed).toEqual(inOrder());
    });
  });

  describe('in a search', () => {
    it.each([
      ['aa', 'å'],
      ['aagaard', 'ågård'],
      ['moeller', 'møller'],
      ['moller', 'Møller'],
      ['SOEREN', 'søren'],
      ['soren', 'SØREN'],
      ['rené', 'rene'],
      ['aebeloe', 'æbelø'],
      ['yildiz', 'Yıldız'],
      ['celik', 'çelik'],
    ])('%s finds whom %s finds', async (one, other) => {
      const names = await found(one);
      expect(names).not.toEqual([]);
      expect(await found(other)).toEqual(names);
    });

    it.each([
      ['100 %', ['100 % Sikker_Navn']],
      ['r_n', ['100 % Sikker_Navn']],
      ['bo_kim', ['Bo_Kim']],
      ['bo%kim', []],
      ['k\\slash', ['Aksel Back\\slash']],
      ['nygaard', ['Søren Nygaard', 'Søren Nygård-Bech']],
      ['holm åg', ['Ågot Holm']],
      ['odegard', ['Joel Ødegård']],
    ])('%s finds %j: %% _ and \\ are letters', async (search, names) => {
      expect((await found(search)).filter((each) => IN_ORDER.includes(each))).toEqual(names);
    });

    it('any words find those whom the rule says, in order', async () => {
      const texts = fc.constantFrom(...IN_ORDER, ...MORE);
      const piece = fc
        .tuple(texts, fc.nat({ max: 12 }), fc.nat({ max: 4 }), fc.boolean())
        .map(([text, from, length, upper]) => {
          const part = [...text].slice(from, from + length).join('');
          return upper ? part.toUpperCase() : part;
        });
      const query = fc.array(fc.oneof(piece, word), { maxLength: 3 }).map((parts) => parts.join(' '));
      await fc.assert(
        fc.asyncProperty(query, async (search) => {
          const expected = inOrder().filter((each) =>
            searchTokens(search).every((token) => searchText(each.name, '').includes(token)),
          );
          const { nodes, totalCount } = await page({ search, first: 100 });
          expect(nodes).toEqual(expected);
          expect(totalCount).toBe(expected.length);
        }),
        { numRuns: 200 },
      );
    });

    it.each(['\u0007', '\ud800', '\uffff', '\u0000', 'a\u0000b'])(
      'a sign that no name has (%j) finds nobody, or is refused',
      async (search) => {
        const { data, errors } = await app.ask(AGENCY, SEARCH, { search, first: 100 });
        const codes = errors?.map((error) => error.extensions['code']);
        expect(codes ?? data.people.nodes).toEqual(codes === undefined ? [] : ['BAD_USER_INPUT']);
      },
    );
  });
});
