/** The audit suite of the GraphQL-over-HTTP specification, by the people who write it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type AuditResult, serverAudits } from 'graphql-http';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** As every client must that asks with GET: without it a page of somebody else's could. */
const marked: typeof fetch = (url, init) =>
  fetch(url, { ...init, headers: { ...init?.headers, 'apollo-require-preflight': 'true' } });

it('GraphQL over HTTP: every MUST is kept', async () => {
  const url = `${await app.app.getUrl()}/graphql`;
  const results: AuditResult[] = [];
  for (const audit of serverAudits({ url, fetchFn: marked })) results.push(await audit.fn());
  const not = (status: AuditResult['status']) =>
    results.flatMap((result) =>
      result.status === status && 'reason' in result ? [`${result.name}: ${result.reason}`] : [],
    );
  const kept = results.filter(({ status }) => status === 'ok').length;
  process.stdout.write(
    [
      `GraphQL over HTTP: ${results.length} audits, ${kept} kept, ${not('error').length} MUST, ${not('warn').length} SHOULD and ${not('notice').length} MAY not kept`,
      ...not('warn'),
      ...not('notice'),
      '',
    ].join('\n'),
  );
  expect(results.length).toBeGreaterThan(50);
  expect(not('error')).toEqual([]);
});
