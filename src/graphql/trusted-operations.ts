import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApolloServerOptions } from '@apollo/server';
import { ConfigError, type Env } from '../config/env.js';
import { notTrusted } from '../traffic/refusals.js';
import type { RequestContext } from './context.js';

type PersistedQueries = ApolloServerOptions<RequestContext>['persistedQueries'];

/** What Apollo puts before a hash. */
const PREFIX = 'apq:';

/**
 * The operations that a client may name by the SHA-256 of their text instead of sending it. They come from a file alone:
 * no client can add one. By a setting they are the only ones that are run.
 */
export class TrustedOperations {
  private readonly texts: ReadonlySet<string>;

  constructor(
    private readonly byHash: ReadonlyMap<string, string>,
    private readonly only: boolean,
  ) {
    this.texts = new Set(byHash.values());
  }

  /** Reads TRUSTED_OPERATIONS; a ConfigError says what is wrong with the file. */
  static read(env: Env): TrustedOperations {
    const file = env.trustedOperations;
    return new TrustedOperations(
      file === undefined ? new Map() : operationsIn(file),
      env.onlyTrustedOperations,
    );
  }

  /** Refuses a text that is not among them, where nothing else is run; one that is named only is looked up later. */
  assert(source: unknown): void {
    if (this.only && source !== undefined && !this.texts.has(source as string)) throw notTrusted();
  }

  get persistedQueries(): PersistedQueries {
    if (this.byHash.size === 0) return false;
    return {
      cache: {
        get: async (key) => this.byHash.get(key.slice(PREFIX.length)),
        set: async () => undefined,
        delete: async () => false,
      },
    };
  }
}

function operationsIn(file: string): ReadonlyMap<string, string> {
  const problem = (what: string) => new ConfigError(`TRUSTED_OPERATIONS: ${file} ${what}`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw problem(`cannot be read: ${(error as Error).message}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw problem('must be one JSON object, from hashes to operations');
  const operations = Object.entries(content);
  if (operations.length === 0) throw problem('has no operation');
  for (const [hash, text] of operations)
    if (typeof text !== 'string' || createHash('sha256').update(text).digest('hex') !== hash)
      throw problem(`has ${hash}, which is not the SHA-256 of its operation in small hexadecimal digits`);
  return new Map(operations as [string, string][]);
}
