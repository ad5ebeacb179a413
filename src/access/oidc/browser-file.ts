/** The part of OIDC_CONFIG that says how people sign in with a browser. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JWK } from 'jose';
import type { Field } from '../../config/field.js';
import { readCondition } from './conditions.js';
import { ALGORITHMS, type BrowserSettings, type Condition } from './settings.js';

/** Where secrets are: in the environment, or in files that are named from the folder of the settings. */
export interface Secrets {
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** `require` holds unless ID tokens have conditions of their own. */
export function readBrowser(
  field: Field,
  require: readonly Condition[],
  { environment, folder }: Secrets,
): BrowserSettings {
  const read = field.object(['clientId', 'label'], ['secretFrom', 'keyFile', 'scopes', 'require']);
  if (field.has('secretFrom') && field.has('keyFile'))
    throw field.refusal(
      'must have either secretFrom or keyFile, or neither where the provider asks for no proof',
    );
  const label = read('label').object(['da', 'en']);
  return {
    clientId: read('clientId').text(),
    proof:
      read('secretFrom').ifGiven((name) => readSecret(name, environment)) ??
      read('keyFile').ifGiven((file) => readKey(file, folder)) ??
      null,
    scopes: readScopes(read('scopes')),
    label: { da: label('da').text(), en: label('en').text() },
    require: read('require').ifGiven((conditions) => conditions.list(readCondition)) ?? require,
  };
}

function readScopes(field: Field): string[] {
  const scopes = field.ifGiven((given) => given.list((scope) => scope.text())) ?? [
    'openid',
    'profile',
    'email',
  ];
  if (!scopes.includes('openid')) throw field.refusal('must have openid');
  return scopes;
}

/** The file names the place of the secret, and is no secret itself. */
function readSecret(field: Field, environment: NodeJS.ProcessEnv): { secret: string } {
  const name = field.text();
  const secret = environment[name]?.trim() ?? '';
  if (secret === '') throw field.refusal(`the environment variable ${name} is not set`);
  return { secret };
}

function readKey(field: Field, folder: string): { key: JWK } {
  const key = keyIn(field, resolve(folder, field.text()));
  const { kty, d, alg } = key;
  if (kty === undefined || kty === 'oct' || d === undefined || !ALGORITHMS.some((each) => each === alg))
    throw field.refusal(
      `must name a file with a private key as JWK, with an "alg" of ${ALGORITHMS.join(', ')}`,
    );
  return { key };
}

function keyIn(field: Field, file: string): JWK {
  try {
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as JWK) };
  } catch (error) {
    throw field.refusal(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'it is no JSON'}`);
  }
}
