/** Reads OIDC_CONFIG, the file that says which identity providers are trusted, and with what. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../config/env.js';
import { FileError, parseJsonc, type Field } from '../../config/field.js';
import type { Role } from '../actor.js';
import { readBrowser, type Secrets } from './browser-file.js';
import { readClaim, readCondition } from './conditions.js';
import { readCeiling, readRule } from './roles-file.js';
import {
  ALGORITHMS,
  type Assurance,
  isTrustedUrl,
  type IssuerSettings,
  type Level,
  LEVELS,
} from './settings.js';

const REQUIRED = ['issuer', 'audience', 'algorithms', 'assurance', 'mayGive', 'rules'] as const;
const OPTIONAL = [
  'tokenIssuer',
  'tokenType',
  'clockToleranceSeconds',
  'maxLifetimeMinutes',
  'subject',
  'name',
  'email',
  'require',
  'browser',
] as const;
const DAY_MINUTES = 24 * 60;

/** How NSIS levels are written: as in the standard, or as addresses. */
const LEVEL_WORDS: readonly (readonly [string, Level])[] = [
  ['Low', 'LOW'],
  ['Substantial', 'SUBSTANTIAL'],
  ['High', 'HIGH'],
  ['https://data.gov.dk/concept/core/nsis/Low', 'LOW'],
  ['https://data.gov.dk/concept/core/nsis/Substantial', 'SUBSTANTIAL'],
  ['https://data.gov.dk/concept/core/nsis/High', 'HIGH'],
];

/** Throws a ConfigError with the first fault of each provider: the place in the file, and what is wrong there. */
export function loadIssuers(file: string, environment: NodeJS.ProcessEnv = process.env): IssuerSettings[] {
  const secrets = { environment, folder: dirname(file) };
  const problems: FileError[] = [];
  const attempt = <T>(read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problems.push(error);
      return [];
    }
  };
  const [root] = attempt(() => parseJsonc(file, contentOf(file)));
  const [issuers = []] =
    root === undefined ? [] : attempt(() => root.object(['issuers'])('issuers').entries());
  const settings = issuers.flatMap((field) => attempt(() => readIssuer(field, secrets)));
  attempt(() => root && checkApart(settings, root));
  if (root !== undefined && issuers.length === 0 && problems.length === 0)
    problems.push(root.at('issuers').refusal('must name at least one identity provider'));
  if (problems.length === 0) return settings;
  const lines = problems.map((problem) => `  OIDC_CONFIG: ${problem.message}`);
  throw new ConfigError(`These settings are wrong:\n${lines.join('\n')}`);
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new FileError(file, '', `cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** A token names its issuer once, and that decides whose keys and rules hold. */
function checkApart(settings: readonly IssuerSettings[], root: Field): void {
  const seen = new Map<string, string>();
  for (const { key, tokenIssuer } of settings) {
    const other = seen.get(tokenIssuer);
    if (other !== undefined) throw root.at(`issuers.${key}`).refusal(`has the same token issuer as ${other}`);
    seen.set(tokenIssuer, key);
  }
}

function readIssuer(field: Field, secrets: Secrets): IssuerSettings {
  const read = field.object(REQUIRED, OPTIONAL);
  const issuer = readUrl(read('issuer'));
  const ceiling = readCeiling(read('mayGive'));
  const rules = read('rules').list((rule) => readRule(rule, ceiling));
  if (rules.length === 0)
    throw read('rules').refusal('must have at least one rule: nobody would have a role');
  const require = read('require').ifGiven((conditions) => conditions.list(readCondition)) ?? [];
  return {
    key: field.ownIdentifier(),
    issuer,
    tokenIssuer: read('tokenIssuer').ifGiven((value) => value.text()) ?? issuer,
    audiences: read('audience').oneOrMore((audience) => audience.text()),
    algorithms: read('algorithms').oneOrMore((algorithm) => algorithm.oneOf(ALGORITHMS)),
    tokenType: read('tokenType').ifGiven((value) => value.text()) ?? null,
    clockToleranceSeconds: read('clockToleranceSeconds').ifGiven((value) => value.count(0, 300)) ?? 30,
    maxLifetimeMinutes:
      read('maxLifetimeMinutes').ifGiven((value) => value.count(1, DAY_MINUTES)) ?? DAY_MINUTES,
    claims: {
      subject: read('subject').ifGiven(readClaim) ?? ['sub'],
      name: read('name').ifGiven(readClaim) ?? ['name'],
      email: read('email').ifGiven(readClaim) ?? ['email'],
    },
    require,
    assurance: readAssurance(read('assurance'), ceiling.roles),
    ceiling,
    rules,
    browser: read('browser').ifGiven((browser) => readBrowser(browser, require, secrets)) ?? null,
  };
}

function readUrl(field: Field): string {
  const text = field.text();
  if (!isTrustedUrl(text)) throw field.refusal('must be an https address; http only on this machine');
  const { search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '')
    throw field.refusal('must have no query, fragment or user');
  return text;
}

function readAssurance(field: Field, given: ReadonlySet<Role>): Assurance {
  const read = field.object(['minimum'], ['claim', 'words', 'assumed', 'byRole']);
  if (field.has('claim') === field.has('assumed'))
    throw field.refusal('must have either the claim that says the level, or the level that is assumed');
  if (field.has('words') && field.has('assumed')) throw read('words').refusal('goes with claim');
  const minimum = read('minimum').oneOf(LEVELS);
  const byRole = read('byRole').ifGiven((roles) =>
    roles.entries().map((entry) => {
      const role = [...given].find((each) => each === entry.key);
      if (role === undefined) throw entry.refusal('is no role that mayGive names');
      const level = entry.oneOf(LEVELS);
      if (LEVELS.indexOf(level) < LEVELS.indexOf(minimum))
        throw entry.refusal(`${level} is below the minimum, ${minimum}`);
      return [role, level] as const;
    }),
  );
  const words = read('words').ifGiven((entries) =>
    entries.entries().map((entry) => [entry.key, entry.oneOf(LEVELS)] as const),
  );
  return {
    source:
      read('claim').ifGiven((claim) => ({ claim: readClaim(claim), words: new Map(words ?? LEVEL_WORDS) })) ??
      read('assumed').oneOf(LEVELS),
    minimum,
    byRole: new Map(byRole),
  };
}
