import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

describe('reference data over HTTP', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('V41: Herlev moves from Region Hovedstaden to Region Østdanmark on 1 January 2027', async () => {
    const answer = await app.ask(
      [{ role: 'AGENCY' }],
      `{
      municipalities { name }
      municipality(code: "0163") { id code name displayName before: region(on: "2026-12-31") after: region(on: "2027-01-01") }
    }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.municipality).toMatchObject({
      code: '163',
      name: 'Herlev',
      before: 'Region Hovedstaden',
      after: 'Region Østdanmark',
    });
    const names = answer.data.municipalities.map((each: { name: string }) => each.name);
    expect(names).toHaveLength(98);
    expect(names.slice(-3)).toEqual(['Aabenraa', 'Aalborg', 'Aarhus']);
  });

  it('a provider key can be taken once', async () => {
    const register = `mutation { providerRegister(input: { key: "substans", name: "Substans" }) {
      __typename ... on ProviderRegisterPayload { provider { id key } }
      ... on Duplicate { code message existing { id __typename } } } }`;
    const first = await app.ask([{ role: 'AGENCY' }], register);
    expect(first.errors).toBeUndefined();
    const { id } = first.data.providerRegister.provider;
    const second = await app.ask([{ role: 'AGENCY' }], register);
    expect(second.data.providerRegister).toMatchObject({
      __typename: 'Duplicate',
      code: 'DUPLICATE',
      existing: [{ id, __typename: 'Provider' }],
    });
    const bad = await app.ask(
      [{ role: 'AGENCY' }],
      `mutation { providerRegister(input: { key: "Not ok", name: "010190-1234" }) {
      __typename ... on DomainError { code message } ... on ContainsCpr { path } } }`,
    );
    expect(bad.data.providerRegister).toMatchObject({ __typename: 'ContainsCpr', path: 'name' });
    const blank = await app.ask(
      [{ role: 'AGENCY' }],
      `mutation { providerRegister(input: { key: "Not ok", name: " " }) {
      __typename ... on InvalidInput { problems { path message } } } }`,
    );
    expect(blank.data.providerRegister.problems.map((p: { path: string }) => p.path)).toEqual([
      'key',
      'name',
    ]);
  });

  it('nobody gets in without a token, and no role further than its policy', async () => {
    const nobody = await app.ask(null, '{ programmes { key } }');
    expect(nobody.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    const participant = await app.ask(
      [{ role: 'PARTICIPANT', email: 'a@b.example' }],
      `mutation {
      providerRegister(input: { key: "x", name: "x" }) { __typename } }`,
    );
    expect(participant.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
