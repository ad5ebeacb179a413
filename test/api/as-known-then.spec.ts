/** What is asked by what was known at an instant reads the same whenever it is asked (V38), also where no day is named. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { HOUSING, Town } from '../support/town.js';

let app: TestApp;
let town: Town;
beforeAll(async () => {
  app = await startApp('2026-01-20T09:00:00Z');
  town = new Town(app);
});
afterAll(() => app.close());

/** Asks at an instant, and again a year later. */
async function askedTwice(instant: string, question: () => Promise<unknown>) {
  app.clock.set(instant);
  const then = await question();
  app.clock.set(instant.replace('2026', '2027'));
  return { first: then, later: await question() };
}

describe('by what was known then', () => {
  const KNOWN = '2026-03-05T09:00:00Z';

  it('V38: an engagement has the same phases, milestones and team', async () => {
    app.clock.set('2026-03-01T09:00:00Z');
    const engagementId = await town.engagement(HOUSING, ['615'], '2026-01-01');
    const personId = await town.person('Tove Team', { municipalityCode: '615' });
    const member = { engagementId, personId, role: 'LEADER', from: '2026-02-01', to: '2026-05-01' };
    await town.agency.succeed('teamMemberAdd', member, 'member { id }');
    const { first, later } = await askedTwice(KNOWN, async () => {
      const data = await town.agency.query(
        `query($id: ID!) { engagement(id: $id) { currentPhase(asOf: { knownAt: "${KNOWN}" }) { key }
          phases(asOf: { knownAt: "${KNOWN}" }) { key status }
          milestones(asOf: { knownAt: "${KNOWN}" }) { kind dueOn overdue } team(knownAt: "${KNOWN}") { id } } }`,
        { id: engagementId },
      );
      return data.engagement;
    });
    expect(first).toMatchObject({ team: [{ id: expect.any(String) }] });
    expect(later).toEqual(first);
  });

  it('V38: a supervision group has the same members', async () => {
    app.clock.set('2026-03-01T09:00:00Z');
    const engagementId = await town.engagement(HOUSING, ['773'], '2026-01-01');
    const place = { engagementId, municipalityCode: '773', trackKey: 'INTRO' };
    const enrolmentId = await town.enrol(place, await town.person('Gudrun Gruppe'));
    const groupId = await town.group('INTRO', 'Gruppe G', [enrolmentId]);
    const leaving = { groupId, enrolmentId, on: '2026-06-01', reason: 'Andet arbejde' };
    await town.agency.succeed('supervisionGroupLeave', leaving, '__typename');
    const { first, later } = await askedTwice(KNOWN, async () => {
      const query = `query($id: ID!) { supervisionGroup(id: $id) { members(knownAt: "${KNOWN}") { id } } }`;
      return (await town.agency.query(query, { id: groupId })).supervisionGroup.members;
    });
    expect(first).toEqual([{ id: enrolmentId }]);
    expect(later).toEqual(first);
  });

  it.each(['', 'on: "2026-10-01",'])(
    'V38, Q21: the certified people of a municipality are the same (%s)',
    async (on) => {
      app.clock.set('2026-03-01T09:00:00Z');
      const municipalityCode = on === '' ? '630' : '621';
      const engagementId = await town.engagement(HOUSING, [municipalityCode], '2026-01-01');
      const personId = await town.person('Cecilie Certificeret', { municipalityCode });
      const place = { engagementId, municipalityCode, trackKey: 'MEETING_LEADER' };
      await town.certify(await town.enrol(place, personId));
      const { person } = await town.agency.query(
        'query($id: ID!) { person(id: $id) { affiliations { id } } }',
        { id: personId },
      );
      const leaving = { affiliationId: person.affiliations[0].id, on: '2026-09-01' };
      await town.agency.succeed('affiliationEnd', leaving, 'affiliation { id }');
      const { first, later } = await askedTwice(KNOWN, async () => {
        const data = await town.agency.query(
          `query($code: String!) { certifiedWorkforce(${on} trackKey: "MEETING_LEADER", municipalityCode: $code,
            knownAt: "${KNOWN}") { on basis persons elsewhere
            municipalities { certified certifiedToday leaving expiring joining } } }`,
          { code: municipalityCode },
        );
        return data.certifiedWorkforce;
      });
      expect(first).toMatchObject({ municipalities: [{ certifiedToday: 1 }] });
      expect(later).toEqual(first);
    },
  );
});

describe('a municipality and the people of its team', () => {
  it('V39: it reads nobody who was put into it by mistake, or has left it and sits on a seat of another one', async () => {
    app.clock.set('2026-03-10T09:00:00Z');
    const own = await town.engagement(HOUSING, ['751'], '2026-03-01');
    const other = await town.engagement(HOUSING, ['740'], '2026-03-01');
    const coordinator = town.coordinator('751');
    const read = async (id: string) =>
      (await coordinator.query('query($id: ID!) { person(id: $id) { name } }', { id })).person;
    const inTeam = async (name: string) => {
      const personId = await town.person(name, { municipalityCode: '740' });
      await town.enrol({ engagementId: other, municipalityCode: '740', trackKey: 'INTRO' }, personId);
      expect(await read(personId)).toBeNull();
      const member = {
        engagementId: own,
        municipalityCode: '751',
        personId,
        role: 'LEADER',
        from: '2026-03-10',
      };
      const added = await town.agency.succeed('teamMemberAdd', member, 'member { id }');
      expect(await read(personId)).toEqual({ name });
      return { personId, memberId: added.member.id };
    };
    const [wrong, gone] = [await inTeam('Vera Viborg'), await inTeam('Lars Langgaard')];
    const mistake = { memberId: wrong.memberId, addedByMistake: true, reason: 'Forkert person' };
    await town.agency.succeed('teamMemberEnd', mistake, '__typename');
    await town.agency.succeed('teamMemberEnd', { memberId: gone.memberId, on: '2026-03-10' }, '__typename');
    expect([await read(wrong.personId), await read(gone.personId)]).toEqual([null, null]);
    const rename = { personId: wrong.personId, name: 'Omdøbt af en anden', reason: 'Fejl' };
    expect(await coordinator.act('personRename', rename, 'person { name }')).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
