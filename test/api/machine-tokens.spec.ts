/** Programs of municipalities and training providers read with tokens of their own. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { HOUSING, Town } from '../support/town.js';

const KOLDING = '621';
const ODENSE = '461';
const TOKEN =
  'machineToken { id name operations lastDay status lastUsedOn recordedBy municipality { code } provider { key } }';
const SEATS = `{ seatUsage(programmeKey: "${HOUSING}", municipalityCode: "${KOLDING}") { trackKey held } }`;
const REFUSED = { code: 'UNAUTHENTICATED', reason: 'INVALID_TOKEN' };

describe('tokens for programs', () => {
  let database: TestDatabase;
  let app: TestApp;
  /** Another process on the same database. */
  let other: TestApp;
  let town: Town;
  beforeAll(async () => {
    database = await freshDatabase();
    app = await startApp('2026-11-22T12:00:00Z', { database });
    other = await startApp('2026-11-22T12:00:00Z', { database });
    town = new Town(app);
    await town.engagement(HOUSING, [KOLDING]);
    await town.person('Mia', { municipalityCode: KOLDING });
    await town.person('Ole', { municipalityCode: ODENSE });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
    await database.drop();
  });

  const input = (more: object = {}) => ({
    name: 'HR-system',
    municipalityCode: KOLDING,
    operations: ['seatUsage', 'people'],
    lastDay: '2026-12-31',
    ...more,
  });
  const issue = (
    more: object = {},
    who = town.coordinator(KOLDING),
  ): Promise<{ token: string; machineToken: any }> =>
    who.succeed('machineTokenIssue', input(more), `token ${TOKEN}`);
  const refusalOf = async (token: string, query: string, at = app) =>
    (await at.askWith(token, query)).errors?.[0]?.extensions;

  it('are issued by a coordinator for the own municipality, and read what they name there', async () => {
    const { token, machineToken } = await issue();
    expect(machineToken).toMatchObject({
      name: 'HR-system',
      operations: ['seatUsage', 'people'],
      lastDay: '2026-12-31',
      status: 'VALID',
      lastUsedOn: null,
      recordedBy: 'Test',
      municipality: { code: KOLDING },
      provider: null,
    });
    expect((await app.askWith(token, SEATS)).data.seatUsage.length).toBeGreaterThan(0);
    expect(await app.askWith(token, '{ people { nodes { name } } }')).toEqual({
      data: { people: { nodes: [{ name: 'Mia' }] } },
    });
  });

  it('open no other question, no mutation, nothing by its id and no list of tokens', async () => {
    const { token, machineToken } = await issue({ operations: ['seatUsage'] });
    const closed = [
      '{ people { totalCount } }',
      '{ viewer { name } }',
      '{ machineTokens { id } }',
      `{ node(id: "${machineToken.id}") { id } }`,
      'mutation { personRegister(input: { name: "X" }) { __typename } }',
      `mutation { machineTokenRevoke(input: { machineTokenId: "${machineToken.id}", reason: "x" }) { __typename } }`,
    ];
    for (const query of closed) expect(await refusalOf(token, query)).toEqual({ code: 'FORBIDDEN' });
    const both = await app.askWith(token, SEATS.replace(/ }$/, ' people { totalCount } }'));
    expect(both).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('of a provider read its cohorts, and are for the agency to issue', async () => {
    const providerId = await town.provider();
    const more = { municipalityCode: null, providerId, operations: ['cohorts'] };
    const { token } = await issue(more, town.agency);
    expect((await app.askWith(token, '{ cohorts { totalCount } }')).errors).toBeUndefined();
    const own = await town.coordinator(KOLDING).act('machineTokenIssue', input(more), '__typename');
    expect(own.problems).toEqual([{ path: 'providerId', message: 'is not your own' }]);
  });

  it.each<[string, object, string]>([
    ['for another municipality', { municipalityCode: ODENSE }, 'municipalityCode'],
    ['for nobody', { municipalityCode: null }, 'municipalityCode'],
    ['for two', { providerId: 'pro_1' }, 'municipalityCode'],
    ['without an operation', { operations: [] }, 'operations'],
    ['with the same operation twice', { operations: ['people', 'people'] }, 'operations'],
    ['with one that changes something', { operations: ['people', 'personRegister'] }, 'operations.1'],
    ['with one that the role has not', { operations: ['coordinatorChanges'] }, 'operations.0'],
    ['with one that does not exist', { operations: ['constructor'] }, 'operations.0'],
    ['with what finds anything', { operations: ['node'] }, 'operations.0'],
    ['that are over', { lastDay: '2026-11-21' }, 'lastDay'],
    ['that last too long', { lastDay: '2027-11-25' }, 'lastDay'],
    ['without a name', { name: ' ' }, 'name'],
  ])('are not issued %s', async (_, more, path) => {
    const answer = await town.coordinator(KOLDING).act('machineTokenIssue', input(more), '__typename');
    expect(answer).toMatchObject({ __typename: 'InvalidInput', problems: [{ path }] });
  });

  it('are stored nowhere, and stand in no log', async () => {
    const { token, machineToken } = await issue();
    const secret = token.slice(-43);
    const rows = await app.store.query<{ secretHash: string }>(
      sql`SELECT secret_hash FROM machine_token WHERE id = ${machineToken.id}`,
    );
    expect(rows[0]?.secretHash).toMatch(/^[0-9a-f]{64}$/);
    const logged = await app.store.query<{ after: string }>(
      sql`SELECT after FROM audit_event WHERE subject_id = ${machineToken.id}`,
    );
    expect(logged.map((row) => JSON.parse(row.after))).toEqual([
      {
        name: 'HR-system',
        municipalityCode: KOLDING,
        providerId: null,
        operations: ['seatUsage', 'people'],
        lastDay: '2026-12-31',
      },
    ]);
    expect(JSON.stringify([rows, logged])).not.toContain(secret);
  });

  it('work until the end of their last day', async () => {
    const { token } = await issue({ lastDay: '2026-11-22' });
    app.clock.set('2026-11-22T22:59:00Z');
    expect((await app.askWith(token, SEATS)).errors).toBeUndefined();
    app.clock.set('2026-11-22T23:00:00Z');
    expect(await refusalOf(token, SEATS)).toEqual(REFUSED);
    const { machineTokens } = await town.coordinator(KOLDING).query('{ machineTokens { status lastDay } }');
    expect(machineTokens[0]).toEqual({ status: 'EXPIRED', lastDay: '2026-11-22' });
    app.clock.set('2026-11-22T12:00:00Z');
  });

  it('that are revoked open nothing any more, at once and in every process', async () => {
    const { token, machineToken } = await issue();
    for (const each of [app, other]) expect((await each.askWith(token, SEATS)).errors).toBeUndefined();
    const revoke = { machineTokenId: machineToken.id, reason: 'Systemet er lukket' };
    const stranger = await town.coordinator(ODENSE).act('machineTokenRevoke', revoke, '__typename');
    expect(stranger.code).toBe('NOT_FOUND');
    const { machineToken: revoked } = await town
      .coordinator(KOLDING)
      .succeed('machineTokenRevoke', revoke, 'machineToken { status revokedReason revokedAt }');
    expect(revoked).toMatchObject({ status: 'REVOKED', revokedReason: 'Systemet er lukket' });
    for (const each of [app, other]) expect(await refusalOf(token, SEATS, each)).toEqual(REFUSED);
    const again = await town.agency.act('machineTokenRevoke', revoke, '__typename');
    expect(again).toMatchObject({ code: 'INVALID_STATE', from: 'REVOKED' });
  });

  it('are listed with the day of their last use, for whoever may revoke them', async () => {
    const { token, machineToken } = await issue({ name: 'Dashboard' });
    const used = async () => {
      await app.app.get(UnitOfWork).idle();
      const { machineTokens } = await town.coordinator(KOLDING).query('{ machineTokens { id lastUsedOn } }');
      return machineTokens.find((each: { id: string }) => each.id === machineToken.id)?.lastUsedOn;
    };
    expect(await used()).toBeNull();
    await app.askWith(token, SEATS);
    expect(await used()).toBe('2026-11-22');
    app.clock.set('2026-11-24T12:00:00Z');
    await Promise.all([1, 2, 3].map(() => app.askWith(token, SEATS)));
    expect(await used()).toBe('2026-11-24');
    const [row] = await app.store.query<{ uses: number }>(
      sql`SELECT COUNT(*) AS uses FROM machine_token_use WHERE machine_token_id = ${machineToken.id}`,
    );
    expect(Number(row?.uses)).toBe(1);
    const all = await town.agency.query('{ machineTokens { recordedBy } }');
    expect(new Set(all.machineTokens.map((each: { recordedBy: string }) => each.recordedBy))).toEqual(
      new Set(['Test']),
    );
    const elsewhere = await town.coordinator(ODENSE).query('{ machineTokens { id } }');
    expect(elsewhere.machineTokens).toEqual([]);
    const none = await town.agency.query('{ machineTokens(municipalityCode: "461") { id } }');
    expect(none.machineTokens).toEqual([]);
    app.clock.set('2026-11-22T12:00:00Z');
  });

  it('that are made up or changed are refused', async () => {
    const { token } = await issue();
    const made = ['forloeb_machine_', `forloeb_machine_${'A'.repeat(43)}`, `${token}A`, token.slice(0, -1)];
    for (const each of made) expect(await refusalOf(each, SEATS)).toEqual(REFUSED);
  });
});
