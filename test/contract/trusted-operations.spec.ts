/** Operations that are agreed on beforehand can be named by their hash, and can be all that is run. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv } from '../../src/config/env.js';
import { TrustedOperations } from '../../src/graphql/trusted-operations.js';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';
import { bearer, type HttpAnswer, post } from '../support/http.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const WHO = 'query Who { viewer { name } }';
const PAGE =
  'query Page($n: Int) { cohorts(first: $n) { nodes { enrolments(first: $n) { nodes { person { name enrolments { id } } } } } } }';
const STRANGE = '{ providers { key } }';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const named = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } },
});
const codeOf = ({ errors }: HttpAnswer) => errors?.[0]?.extensions['code'];

describe('trusted operations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forloeb-trusted-'));
  const write = (content: unknown): string => {
    const file = join(folder, `${hashOf(JSON.stringify(content))}.json`);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const file = write({ [hashOf(WHO)]: WHO, [hashOf(PAGE)]: PAGE });
  let agency: Record<string, string>;
  let open: TestApp;
  let strict: TestApp;

  beforeAll(async () => {
    agency = { authorization: await bearer(AGENCY) };
    open = await startApp(undefined, { settings: { TRUSTED_OPERATIONS: file } });
    strict = await startApp(undefined, {
      settings: { TRUSTED_OPERATIONS: file, ONLY_TRUSTED_OPERATIONS: 'true' },
    });
  });
  afterAll(async () => {
    await open.close();
    await strict.close();
    rmSync(folder, { recursive: true });
  });

  it('are run when they are named, by POST and by GET, and held to the same limits', async () => {
    for (const app of [open, strict]) {
      expect((await post(app, named(WHO), agency)).data).toEqual({ viewer: { name: 'Test' } });
      const search = new URLSearchParams({ extensions: JSON.stringify(named(WHO).extensions) });
      const got = await fetch(`${await app.app.getUrl()}/graphql?${search}`, {
        headers: { ...agency, 'apollo-require-preflight': '1' },
      });
      expect(await got.json()).toEqual({ data: { viewer: { name: 'Test' } } });
      const dear = await post(app, { ...named(PAGE), variables: { n: 100 } }, agency);
      expect([dear.status, codeOf(dear)]).toEqual([400, 'QUERY_TOO_COSTLY']);
    }
  });

  it('come from the file alone: no client can add one', async () => {
    const added = await post(open, { query: STRANGE, ...named(STRANGE) }, agency);
    expect(added.data).toEqual({ providers: [] });
    const asked = await post(open, named(STRANGE), agency);
    expect([asked.data, codeOf(asked)]).toEqual([undefined, 'PERSISTED_QUERY_NOT_FOUND']);
    const mistaken = await post(open, { query: STRANGE, ...named(WHO) }, agency);
    expect([mistaken.status, mistaken.data]).toEqual([400, undefined]);
  });

  it('are all that is run, where a setting says so', async () => {
    expect((await post(strict, { query: WHO }, agency)).data).toEqual({ viewer: { name: 'Test' } });
    const change = 'mutation { providerRegister(input: { key: "one", name: "One" }) { __typename } }';
    for (const query of [STRANGE, change, `${WHO} `, '{ __schema { types { name } } }', '']) {
      const answer = await post(strict, { query }, agency);
      expect([answer.status, codeOf(answer), answer.data]).toEqual([403, 'OPERATION_NOT_TRUSTED', undefined]);
    }
    const both = await post(strict, { query: STRANGE, ...named(STRANGE) }, agency);
    expect(codeOf(both)).toBe('OPERATION_NOT_TRUSTED');
    expect(codeOf(await post(strict, named(STRANGE), agency))).toBe('PERSISTED_QUERY_NOT_FOUND');
    const search = new URLSearchParams({ query: STRANGE });
    const got = await fetch(`${await strict.app.getUrl()}/graphql?${search}`, {
      headers: { ...agency, 'apollo-require-preflight': '1' },
    });
    expect(got.status).toBe(403);
  });

  it('are not offered without a file', async () => {
    const app = await startApp();
    expect(codeOf(await post(app, named(WHO), agency))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    await app.close();
  });

  it.each([
    ['is not there', join(folder, 'nowhere.json'), 'cannot be read'],
    ['is no JSON', write('{'), 'cannot be read'],
    ['is a list', write([WHO]), 'must be one JSON object'],
    ['is empty', write({}), 'has no operation'],
    ['has a text under the hash of another', write({ [hashOf(WHO)]: PAGE }), hashOf(WHO)],
  ])('a file that %s is refused at start', (_, path, reason) => {
    expect(() => TrustedOperations.read(loadEnv({ TRUSTED_OPERATIONS: path }))).toThrow(reason);
  });
});
