/** Writes the schema to schema.gql, sorted; with --check only says whether the file still agrees with the code. */
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { authSecret } from '../config/auth-secret.js';
import { Clock } from '../config/clock.js';
import { loadEnv } from '../config/env.js';
import { createLogger } from '../config/logger.js';
import { createApp } from '../create-app.js';
import { openStore } from '../storage/open-store.js';

const FILE = new URL('../../../schema.gql', import.meta.url);

/** The schema comes from a whole server on an empty database of its own, which never listens. */
async function schemaText(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'forloeb-schema-'));
  try {
    const env = loadEnv({
      NODE_ENV: 'test',
      DATABASE_URL: `sqlite:${join(folder, 'schema.sqlite')}`,
      LOG_LEVEL: 'error',
    });
    const store = await openStore(env);
    const app = await createApp({
      env,
      clock: new Clock(),
      store,
      authSecret: authSecret(env),
      logger: createLogger(env),
    });
    const { schema } = app.get(GraphQLSchemaHost);
    await app.close();
    await store.close();
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first line that differs, for the message. */
function firstDifference(expected: string, found: string): string {
  const there = found.split('\n');
  const lines = expected.split('\n');
  const index = lines.findIndex((line, n) => line !== there[n]);
  const at = index < 0 ? lines.length : index;
  return `line ${at + 1}: the file has ${JSON.stringify(there[at] ?? '')}, the code ${JSON.stringify(lines[at] ?? '')}`;
}

function fileText(): string {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const text = await schemaText();
if (!values.check) {
  writeFileSync(FILE, text);
  console.log('schema.gql is written.');
} else if (fileText() !== text) {
  console.error(
    `schema.gql does not agree with the code (${firstDifference(text, fileText())}).\n` +
      'Run "npm run schema:print" and look at what changed for clients.',
  );
  process.exitCode = 1;
}
