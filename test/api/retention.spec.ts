/** Who may be erased, who is left alone, and what the periods of retention propose (domain.md section 7). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { Holder, invite } from '../support/account.js';
import type { Client } from '../support/client.js';
import { School } from '../support/school.js';

const ERASED = 'dryRun erasureId goes { table rows } undecided { id kind } person { id name email erasedAt }';
const PROPOSED =
  '{ retentionProposals(first: 100) { totalCount nodes { id rule dueSince goes stays { table rows } person { id name } } } }';

let school: School;
let agency: Client;
let municipality = '';
let number = 0;

beforeAll(async () => {
  school = await School.open('2025-01-01T08:00:00Z');
  agency = school.agency;
});
afterAll(() => school.app.close());
beforeEach(async () => {
  school.app.clock.set('2025-01-01T08:00:00Z');
  await school.begin();
  municipality = school.home;
});

const newName = () =>
  `Frida ${'abcdefghij'.charAt(number % 10)}${'klmnopqrst'.charAt(Math.floor(number++ / 10))}sen`;
const erase = (personId: string, more: object = {}) =>
  agency.act('personErase', { personId, reason: 'Efter eget ønske', dryRun: false, ...more }, ERASED);
const personOf = async (enrolmentId: string): Promise<string> =>
  (await agency.query('query($id: ID!) { enrolment(id: $id) { person { id } } }', { id: enrolmentId }))
    .enrolment.person.id;
const leave = (enrolmentId: string) =>
  agency.succeed('enrolmentWithdraw', { enrolmentId, on: '2025-01-01' }, '__typename');
const proposed = async (): Promise<any[]> => (await agency.query(PROPOSED)).retentionProposals.nodes;

describe('a person is erased', () => {
  it('not while they are enrolled', async () => {
    const enrolmentId = await school.enrol(newName());
    const personId = await personOf(enrolmentId);
    expect(await erase(personId)).toMatchObject({ code: 'INVALID_STATE', from: 'OPEN' });
    await leave(enrolmentId);
    expect(await erase(personId)).toMatchObject({ person: { name: 'Slettet person', email: null } });
  });

  it('not by somebody of a municipality or a provider, and not somebody who is not there', async () => {
    const personId = await school.person(newName(), { municipalityCode: municipality });
    for (const client of [school.coordinator(municipality), school.substans]) {
      const input = { personId, reason: 'x', dryRun: false };
      const { errors } = await school.app.ask(
        client === school.substans
          ? [{ role: 'PROVIDER', provider: 'substans' }]
          : [{ role: 'COORDINATOR', municipality }],
        'mutation($input: PersonEraseInput!) { personErase(input: $input) { __typename } }',
        { input },
      );
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    expect(await erase('per_0')).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('not with a reason that names them, as the reason stays', async () => {
    const name = newName();
    const personId = await school.person(name, { phone: '+45 21 22 23 24' });
    for (const reason of [
      `${name} vil det`,
      'FRIDA bad om det',
      'Ring 21222324',
      `Svar til frida.${name.slice(6)}@kommune.example`,
    ])
      expect([reason, await erase(personId, { reason })]).toEqual([
        reason,
        expect.objectContaining({
          code: 'INVALID_INPUT',
          problems: [expect.objectContaining({ path: 'reason' })],
        }),
      ]);
  });

  it('not by a dry run, which says what would go', async () => {
    const name = newName();
    const personId = await school.person(name);
    const answer = await erase(personId, { dryRun: true });
    expect(answer).toMatchObject({ dryRun: true, erasureId: null, person: { name, erasedAt: null } });
    expect(answer.goes).toEqual(
      expect.arrayContaining([
        { table: 'person', rows: 1 },
        { table: 'audit_event', rows: 2 },
      ]),
    );
    expect(await school.app.store.query(sql`SELECT name FROM person WHERE id = ${personId}`)).toEqual([
      { name },
    ]);
    expect(await erase(personId)).toMatchObject({ goes: answer.goes });
  });

  it('also in the name that the account under their address goes by', async () => {
    const email = 'frida.konto@kommune.example';
    const personId = await school.person(newName(), { email });
    const roles = [{ role: 'AGENCY' }];
    const account = await invite(school.app, [{ role: 'ADMIN' }], email, roles, 'Frida Konto');
    await Holder.accepting(school.app, account);
    const nameKept = () =>
      school.app.store.query(sql`SELECT name FROM actor WHERE subject = ${`account:${account.id}`}`);
    expect(await nameKept()).toEqual([{ name: 'Frida Konto' }]);
    await erase(personId);
    expect(await nameKept()).toEqual([{ name: 'Slettet person' }]);
  });

  it('and another of the same name loses nothing, unless people say that it is the same one', async () => {
    const name = newName();
    const [one, other] = [
      await school.person(name),
      await school.person(name, { email: 'en.anden@kommune.example' }),
    ];
    const supervisor = async (email: string | null) => {
      const { providers } = await agency.query('{ providers { id key } }');
      const providerId = providers.find((each: any) => each.key === 'substans').id;
      const made = await agency.succeed(
        'supervisorRegister',
        { providerId, name, email },
        'supervisor { id }',
      );
      return made.supervisor.id as string;
    };
    const namesake = await supervisor(null);
    const own = await supervisor(`${name.toLowerCase().replaceAll(' ', '.')}@kommune.example`);
    const rowsOf = async () =>
      school.app.store.query(sql`SELECT p.*, (SELECT string_agg(v.after, '' ORDER BY v.id) FROM audit_event v
        WHERE v.subject_id = p.id) AS log FROM person p WHERE p.id = ${other}`);
    const before = await rowsOf();
    const { undecided } = await erase(one, { dryRun: true });
    expect(undecided).toEqual([{ id: namesake, kind: 'SUPERVISOR' }]);
    await erase(one);
    expect(await rowsOf()).toEqual(before);
    const supervisors = await school.app.store.query<{ id: string; name: string }>(
      sql`SELECT id, name FROM supervisor`,
    );
    expect(supervisors.find((each) => each.id === own)?.name).toBe('Slettet person');
    expect(supervisors.find((each) => each.id === namesake)?.name).toBe(name);
    expect(await erase(other, { alsoErase: ['sup_0'] })).toMatchObject({ code: 'INVALID_INPUT' });
    await erase(other, { alsoErase: [namesake] });
    expect(await school.app.store.query(sql`SELECT name FROM supervisor WHERE id = ${namesake}`)).toEqual([
      { name: 'Slettet person' },
    ]);
  });

  it('with the name that they signed in under, and is not named again by a token that still holds', async () => {
    const name = newName();
    const enrolmentId = await school.enrol(name);
    const personId = await personOf(enrolmentId);
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@kommune.example`;
    const claims = {
      subject: `idp|${email.length}${number}`,
      name,
      roles: [
        { role: 'PARTICIPANT' as const, email },
        { role: 'COORDINATOR' as const, municipality },
      ],
    };
    const register = (who: string) =>
      school.app.askAs(
        claims,
        'mutation($input: PersonRegisterInput!) { personRegister(input: $input) { __typename } }',
        {
          input: { name: who, municipalityCode: municipality },
        },
      );
    await register('Karl Krog');
    const named = async () =>
      school.app.store.query(sql`SELECT name FROM actor WHERE subject = ${claims.subject}`);
    expect(await named()).toEqual([{ name }]);
    await leave(enrolmentId);
    await erase(personId);
    await school.app.askAs(
      { ...claims, name: `${name} Igen` },
      'mutation($input: PersonRegisterInput!) { personRegister(input: $input) { __typename } }',
      {
        input: { name: 'Lis Lund', municipalityCode: municipality },
      },
    );
    expect(await named()).toEqual([{ name: 'Slettet person' }]);
  });

  it('with the registration that was merged into theirs', async () => {
    const [keepId, mergeId] = [await school.person(newName()), await school.person(newName())];
    await agency.succeed('personMerge', { keepId, mergeId, reason: 'Samme' }, '__typename');
    await erase(mergeId);
    expect(
      await school.app.store.query(sql`SELECT DISTINCT name FROM person WHERE id IN (${keepId}, ${mergeId})`),
    ).toEqual([{ name: 'Slettet person' }]);
  });
});

describe('the periods of retention', () => {
  it('propose whoever never got a seat after 12 months, and whoever took part 24 months after the end', async () => {
    const contact = await school.person(newName());
    const took = await school.person(newName(), { municipalityCode: '163' });
    const { engagement } = await agency.succeed(
      'engagementOpen',
      { programmeKey: 'HERLEV_2017', municipalityCodes: ['163'], startsOn: '2025-01-01' },
      'engagement { id }',
    );
    const engagementId = engagement.id;
    const { member } = await agency.succeed(
      'teamMemberAdd',
      { engagementId, personId: took, role: 'LEADER', from: '2025-01-01' },
      'member { id }',
    );
    const ids = async () =>
      (await proposed()).map(({ id }) => id).filter((id) => [contact, took].includes(id));
    school.app.clock.set('2025-12-31T22:59:00Z');
    expect(await ids()).toEqual([]);
    school.app.clock.set('2026-01-01T08:00:00Z');
    expect(await ids()).toEqual([contact]);
    const end = { memberId: member.id, on: '2026-01-01', reason: 'Nyt arbejde' };
    await agency.succeed('teamMemberEnd', end, '__typename');
    school.app.clock.set('2030-01-01T08:00:00Z');
    // Nobody has said that the engagement is over.
    expect(await ids()).toEqual([contact]);
    await agency.succeed('engagementClose', { engagementId }, '__typename');
    school.app.clock.set('2031-12-31T08:00:00Z');
    expect(await ids()).toEqual([contact]);
    school.app.clock.set('2032-01-01T08:00:00Z');
    expect(await ids()).toEqual([contact, took]);
    expect((await proposed()).filter(({ id }) => [contact, took].includes(id))).toMatchObject([
      { rule: 'CONTACT', dueSince: '2026-01-01', stays: [] },
      { rule: 'DETAIL', dueSince: '2032-01-01', stays: [{ table: 'team_membership', rows: 2 }] },
    ]);
  });

  it('are kept to by whoever is named and why; what is not due any more is refused and told', async () => {
    const [due, enrolled] = [await school.person(newName()), await school.enrol(newName())];
    const busy = await personOf(enrolled);
    school.app.clock.set('2026-06-01T08:00:00Z');
    expect((await proposed()).map(({ id }) => id)).toContain(due);
    const input = { proposalIds: [due, busy, 'per_0'], reason: 'Fristen er udløbet' };
    const { run } = await agency.succeed(
      'retentionApprove',
      input,
      'run { id approvedAt approvedBy reason erased outcomes { proposalId erasureId refusal } }',
    );
    expect(run).toMatchObject({ approvedBy: 'Test', reason: input.reason, erased: 1 });
    expect(run.outcomes).toEqual([
      { proposalId: due, erasureId: expect.any(String), refusal: null },
      { proposalId: busy, erasureId: null, refusal: expect.any(String) },
      { proposalId: 'per_0', erasureId: null, refusal: 'No such proposal.' },
    ]);
    expect((await proposed()).map(({ id }) => id)).not.toContain(due);
    const { retentionRuns } = await agency.query('{ retentionRuns { nodes { id erased } } }');
    expect(retentionRuns.nodes).toEqual([{ id: run.id, erased: 1 }]);
  });
});
