/** Lists in the order of names: whose people are in them, and where, as names and registrations change. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { danishSortKey } from '../../src/domain/danish.js';
import type { Client } from '../support/client.js';
import { School } from '../support/school.js';

const LIST = `query($filter: EnrolmentFilter, $first: Int, $after: String, $asOf: AsOfInput) {
  enrolments(filter: $filter, first: $first, after: $after, asOf: $asOf) {
    totalCount nodes { id person { name } } pageInfo { hasNextPage endCursor } } }`;

let school: School;
const ids = new Map<string, string>();
const enrol = async (name: string, options: object) => ids.set(name, await school.enrol(name, options));
const personOf = async (name: string): Promise<string> =>
  (
    await school.agency.query('query($id: ID!) { enrolment(id: $id) { person { id } } }', {
      id: ids.get(name),
    })
  ).enrolment.person.id;
beforeAll(async () => {
  school = await School.open();
  const leaders = await school.cohort(school.substans);
  const others = await school.cohort(school.fonden);
  const intro = await school.cohort(school.substans, [['2025-02-01']], {
    trackKey: 'INTRO',
    type: 'COURSE_DAY',
  });
  for (const name of ['Kåre Holm', 'Bo Dahl', 'Kære Friis']) await enrol(name, { cohortId: leaders.id });
  await enrol('Anna Lund', { cohortId: others.id });
  for (const name of ['Køj Kjær', 'Carla Vind'])
    await enrol(name, { cohortId: intro.id, trackKey: 'INTRO', municipalityCode: school.other });
  await enrol('Dan Uden Hold', { municipalityCode: school.other });
});
afterAll(() => school.app.close());

const list = async (as: Client, variables: Record<string, unknown> = {}) =>
  (await as.query(LIST, variables)).enrolments;
const names = async (as: Client, filter: object = {}, asOf: object | null = null) => {
  const { nodes, totalCount } = await list(as, { filter, asOf });
  expect(totalCount).toBe(nodes.length);
  return nodes.map((node: any) => node.person.name);
};
const TAUGHT = ['Bo Dahl', 'Carla Vind', 'Kære Friis', 'Køj Kjær', 'Kåre Holm'];

describe('enrolments in the order of names', () => {
  it('V39: a provider has those that it teaches, of one track or of all', async () => {
    expect(await names(school.substans)).toEqual(TAUGHT);
    expect(await names(school.substans, { trackKey: 'INTRO' })).toEqual(['Carla Vind', 'Køj Kjær']);
    expect(await names(school.substans, { programmeKey: 'AD_MYNDIGHED' })).toEqual([]);
    expect(await names(school.substans, { status: ['WITHDRAWN'] })).toEqual([]);
    expect(await names(school.fonden)).toEqual(['Anna Lund']);
  });

  it('the agency has all, of one track or of all', async () => {
    expect(await names(school.agency)).toEqual([
      ...['Anna Lund', 'Bo Dahl', 'Carla Vind', 'Dan Uden Hold', 'Kære Friis', 'Køj Kjær', 'Kåre Holm'],
    ]);
    expect(await names(school.agency, { trackKey: 'INTRO' })).toEqual(['Carla Vind', 'Køj Kjær']);
  });

  it.each([
    ['two providers', () => [provider('substans'), provider('fonden')], ['Anna Lund', ...TAUGHT]],
    ['one provider, named twice', () => [provider('substans'), provider('substans')], TAUGHT],
    [
      'a provider and a municipality',
      () => [provider('substans'), { role: 'COORDINATOR', municipality: school.other }],
      ['Bo Dahl', 'Carla Vind', 'Dan Uden Hold', 'Kære Friis', 'Køj Kjær', 'Kåre Holm'],
    ],
    [
      'a provider who takes part',
      () => [provider('fonden'), { role: 'PARTICIPANT', email: 'bo.dahl@kommune.example' }],
      ['Anna Lund', 'Bo Dahl'],
    ],
  ])('whoever reads as %s has each of them once', async (_who, roles, expected) => {
    expect(await names(school.as(...(roles() as Parameters<typeof school.as>)))).toEqual(expected);
  });

  it('come in pages without gap or repeat, and a cursor of a name and an id goes on after it', async () => {
    const found: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { nodes, pageInfo } = await list(school.substans, { first: 2, after });
      found.push(...nodes.map((node: any) => node.person.name));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(found).toEqual(TAUGHT);
    const cursor = (name: string) =>
      Buffer.from(JSON.stringify([danishSortKey(name), ids.get(name)])).toString('base64url');
    for (const as of [school.substans, school.agency]) {
      const { nodes } = await list(as, { after: cursor('Kære Friis') });
      expect(nodes.map((node: any) => node.person.name)).toEqual(['Køj Kjær', 'Kåre Holm']);
    }
  });

  it('a new name has another place, and so has whom a registration was merged into (L25)', async () => {
    await school.agency.succeed(
      'personRename',
      { personId: await personOf('Bo Dahl'), name: 'Karl Dahl', reason: 'Nyt navn' },
      'person { id }',
    );
    expect(await names(school.substans, { trackKey: 'MEETING_LEADER' })).toEqual([
      ...['Karl Dahl', 'Kære Friis', 'Kåre Holm'],
    ]);
    const [keepId, mergeId] = [await personOf('Carla Vind'), await personOf('Kåre Holm')];
    await school.agency.succeed('personMerge', { keepId, mergeId, reason: 'Samme' }, 'person { id }');
    const merged = ['Carla Vind', 'Carla Vind', 'Karl Dahl', 'Kære Friis', 'Køj Kjær'];
    expect(await names(school.substans)).toEqual(merged);
    expect(await names(school.substans, {}, { validOn: '2025-01-01' })).toEqual(merged);
    await school.agency.succeed('personUnmerge', { personId: mergeId, reason: 'To' }, 'kept { id }');
    expect(await names(school.substans)).toEqual([
      ...['Carla Vind', 'Karl Dahl', 'Kære Friis', 'Køj Kjær', 'Kåre Holm'],
    ]);
  });

  it('nothing of them is left under a name that nobody has any more', async () => {
    const rows = await school.app.store.query<{ personKey: string }>(
      sql`SELECT DISTINCT person_key FROM enrolment_listing`,
    );
    expect(rows.map((row) => row.personKey)).not.toContain(danishSortKey('Bo Dahl'));
    expect(rows).toHaveLength(7);
  });
});

function provider(key: string) {
  return { role: 'PROVIDER', provider: key };
}
