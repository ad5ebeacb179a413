import sql from 'sql-template-tag';
import type { Store } from '../storage/store.js';

/**
 * What a person who starts the server for the first time needs to know: where to go, and how to sign in: in the example
 * as each role with a token, elsewhere with an account, of which the first is made by a command.
 */
export async function welcome(
  store: Store,
  url: string,
  { explorer, tokens }: { explorer: boolean; tokens: boolean },
): Promise<string> {
  const place = [
    '',
    `  Forløb is running at ${url}`,
    ...(explorer ? [`  Open ${url}/graphql in a browser to ask questions.`] : []),
    '',
  ];
  if (!tokens) return [...place, ...(await firstAccount(store))].join('\n');
  const provider = await store.queryOne<{ key: string }>(sql`SELECT key FROM provider ORDER BY key LIMIT 1`);
  const participant = await store.queryOne<{ email: string }>(sql`
    SELECT p.email FROM person p JOIN enrolment e ON e.person_id = p.id
    WHERE p.email IS NOT NULL AND e.track_key = 'MEETING_LEADER' ORDER BY p.sort_key LIMIT 1`);
  const coordinator = await store.queryOne<{ code: string }>(
    sql`SELECT municipality_code AS code FROM engagement_municipality ORDER BY municipality_code DESC LIMIT 1`,
  );
  const token = (options: string) => `    npm run --silent token -- ${options}`;
  return [
    ...place,
    '  Sign in with a token in the header `Authorization: Bearer TOKEN`. These commands print one:',
    token('--role agency'),
    token(`--role provider --provider ${provider?.key ?? 'KEY'}`),
    token(`--role coordinator --municipality ${coordinator?.code ?? '621'}`),
    token(`--role participant --email ${participant?.email ?? 'X'}`),
    token('--role evaluator'),
    token('--role admin'),
    '',
  ].join('\n');
}

/** Nothing where somebody has been invited already. */
async function firstAccount(store: Store): Promise<string[]> {
  const account = await store.queryOne(sql`SELECT 1 FROM account LIMIT 1`);
  if (account !== null) return [];
  return [
    '  Nobody has an account yet. This command prints a link to the first one:',
    '    npm run --silent account -- --invite YOU@EXAMPLE.DK --role admin',
    '',
  ];
}
