import { type DocumentNode, Lexer, parse, Source, TokenKind } from 'graphql';
import type { Env } from '../../config/env.js';
import { overLimit } from '../../traffic/refusals.js';
import { shapeOf } from './shape.js';

/** How many documents are remembered to be of allowed size, and how long such a one may be. */
const REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 10_000;

/**
 * Refuses a document by its size before anything else is done with it. It must not wait until the document is validated,
 * because what makes validation slow, one field asked for again and again, is just what is refused here.
 */
export class ShapeLimits {
  private readonly allowed = new Set<string>();

  constructor(
    private readonly env: Env,
    private readonly measure = shapeOf,
  ) {}

  /** Anything that is no document is left to be refused by those who read it. */
  assert(source: unknown): void {
    if (typeof source !== 'string' || this.allowed.has(source)) return;
    const document = this.read(source);
    if (document === null) return;
    const { queryMaxDepth, queryMaxAliases, queryMaxFields } = this.env;
    const { depth, aliases, fields } = this.measure(document);
    if (depth > queryMaxDepth) throw overLimit('QUERY_TOO_DEEP', queryMaxDepth, depth);
    if (aliases > queryMaxAliases) throw overLimit('QUERY_HAS_TOO_MANY_ALIASES', queryMaxAliases, aliases);
    if (fields > queryMaxFields) throw overLimit('QUERY_HAS_TOO_MANY_FIELDS', queryMaxFields, fields);
    if (source.length > LONGEST_REMEMBERED) return;
    this.allowed.add(source);
    const [oldest] = this.allowed;
    if (this.allowed.size > REMEMBERED && oldest !== undefined) this.allowed.delete(oldest);
  }

  /** Null for what cannot be read. */
  private read(source: string): DocumentNode | null {
    const { queryMaxTokens } = this.env;
    try {
      return parse(source, { noLocation: true, maxTokens: queryMaxTokens });
    } catch {
      if (isLonger(source, queryMaxTokens))
        throw overLimit('QUERY_TOO_LONG', queryMaxTokens, queryMaxTokens + 1);
      return null;
    }
  }
}

function isLonger(source: string, tokens: number): boolean {
  const lexer = new Lexer(new Source(source));
  try {
    for (let count = 0; count <= tokens; count += 1) if (lexer.advance().kind === TokenKind.EOF) return false;
    return true;
  } catch {
    return false;
  }
}
