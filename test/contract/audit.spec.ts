/** V44: every change is logged with who, when, old, new and reason: each mutation of the API is called once and looked up. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import { SYSTEM } from '../../src/access/actor.js';
import { WRITES } from '../../src/access/operations.js';
import type { RoleClaim } from '../../src/access/token.js';
import { ACT_WORDS } from '../../src/features/history/act-words.js';
import { startApp, type TestApp } from '../support/app.js';
import { ELSEWHERE, EXAMPLES, type Example, type Known } from '../support/audit-examples.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];

interface Logged {
  id: number;
  recordedAt: string;
  recordedBy: string;
  action: string;
  subjectId: string;
  before: string | null;
  after: string | null;
  reason: string | null;
}

describe('V44: every change is logged with who, when, old, new and reason', () => {
  let app: TestApp;
  const log: { example: Example; input: any; from: string; to: string; entries: Logged[] }[] = [];
  const lastId = async () =>
    Number((await app.store.queryOne<{ id: number }>(sql`SELECT MAX(id) AS id FROM audit_event`))?.id ?? 0);
  const entriesAfter = (id: number) =>
    app.store.query<Logged>(sql`SELECT id, recorded_at, recorded_by, action, subject_id, before, after, reason
      FROM audit_event WHERE id > ${id} ORDER BY id`);
  const run = async (act: string, input: object, selection: string) => {
    const type = act.charAt(0).toUpperCase() + act.slice(1);
    const source = `mutation($input: ${type}Input!) { ${act}(input: $input) {
      ... on ${type}Payload { ${selection} } ... on DomainError { code message } } }`;
    const answer = await app.ask(AGENCY, source, { input });
    return { errors: answer.errors, payload: answer.data?.[act] };
  };

  beforeAll(async () => {
    app = await startApp('2026-01-10T12:00:00Z');
    const known: Known = {};
    for (const example of EXAMPLES) {
      if (example.on !== undefined) app.clock.set(example.on);
      const [mark, from] = [await lastId(), app.clock.now()];
      const input: any = example.input(known);
      const { errors, payload } = await run(example.act, input, example.selection);
      if (errors !== undefined || 'code' in payload)
        throw new Error(`${example.act}: ${JSON.stringify(errors ?? payload)}`);
      example.keep?.(payload, known);
      log.push({ example, input, from, to: app.clock.now(), entries: await entriesAfter(mark) });
    }
  });
  afterAll(() => app.close());

  it('every mutation has an example here, or a spec of its own that looks into the log', () => {
    const exampled = new Set<string>(EXAMPLES.map((example) => example.act));
    const elsewhere = WRITES.filter((act) => {
      const spec = ELSEWHERE[act];
      if (spec === undefined) return false;
      const text = readFileSync(new URL(`../../${spec}`, import.meta.url), 'utf8');
      return text.includes(act) && /audit_event|history/.test(text);
    });
    expect(WRITES.filter((act) => !exampled.has(act) && !elsewhere.includes(act))).toEqual([]);
  });

  it('who and when: each entry that an act leaves is of whoever did it, at the time', () => {
    for (const { from, to, entries } of log)
      for (const entry of entries) {
        // A seat that became free is offered by the system itself.
        const by = entry.action === 'seatOfferMake' ? SYSTEM.subject : `test:${JSON.stringify(AGENCY)}`;
        expect([entry.action, entry.recordedBy]).toEqual([entry.action, by]);
        expect(entry.recordedAt > from && entry.recordedAt < to).toBe(true);
      }
  });

  it.each([...new Set(EXAMPLES.map((example) => example.act))])('%s: what, old, new and reason', (act) => {
    for (const { example, input, entries } of log.filter((each) => each.example.act === act)) {
      const own = entries.filter((entry) => entry.action === act);
      expect(own.length).toBeGreaterThan(0);
      for (const entry of entries) {
        expect(entry.subjectId).toMatch(/^[a-z]{3}_\w+$/);
        // It says what is new or what was there, and they are not the same.
        expect(Object.keys(JSON.parse(entry.after ?? entry.before ?? '{}')).length).toBeGreaterThan(0);
        expect(entry.after).not.toBe(entry.before);
      }
      if (example.changes)
        expect(own.some((entry) => Object.keys(JSON.parse(entry.before ?? '{}')).length > 0)).toBe(true);
      if (input.reason !== undefined) expect(own.map((entry) => entry.reason)).toContain(input.reason);
    }
  });

  it('every act that the log names is called something in the history', () => {
    const acts = new Set(log.flatMap(({ entries }) => entries.map((entry) => entry.action)));
    expect([...acts].filter((act) => ACT_WORDS[act] === undefined)).toEqual([]);
  });

  it('what is refused leaves nothing', async () => {
    const mark = await lastId();
    const again = EXAMPLES.find((example) => example.act === 'providerRegister');
    const { payload } = await run('providerRegister', again?.input({}) ?? {}, 'provider { id }');
    expect(payload).toHaveProperty('code');
    expect(await entriesAfter(mark)).toEqual([]);
  });
});
