/** What must hold of a claim: as a file says it, and asked of a token. */
import type { Field } from '../../config/field.js';
import type { ClaimPath, Condition } from './settings.js';

const TESTS = ['is', 'contains', 'hasWord'] as const;

/** A name, dots and slashes included; or a list of names, each inside the one before. */
export function readClaim(field: Field): ClaimPath {
  return field.oneOrMore((name) => name.text());
}

export function readCondition(field: Field): Condition {
  const read = field.object(['claim'], TESTS);
  const [test, ...others] = TESTS.filter((each) => field.has(each));
  if (test === undefined || others.length > 0)
    throw field.refusal('must have one of these: is, contains, hasWord');
  return {
    claim: readClaim(read('claim')),
    test,
    value: test === 'hasWord' ? read(test).text() : read(test).scalar(),
  };
}

/** What a verified token says. */
export type Payload = Readonly<Record<string, unknown>>;

/** The value of a claim; undefined where the token has none. */
export function valueAt(payload: Payload, path: ClaimPath): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
        ? (value as Payload)[name]
        : undefined,
    payload,
  );
}

/** The texts of a claim that is one or a list of them; whole numbers count as their digits. */
export function textsAt(payload: Payload, path: ClaimPath): string[] {
  const value = valueAt(payload, path);
  return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each) =>
    typeof each === 'string' ? [each] : Number.isSafeInteger(each) ? [String(each)] : [],
  );
}

export function holds(payload: Payload, { claim, test, value }: Condition): boolean {
  const found = valueAt(payload, claim);
  switch (test) {
    case 'is':
      return found === value;
    case 'contains':
      return Array.isArray(found) ? found.includes(value) : found === value;
    case 'hasWord':
      return typeof found === 'string' && found.split(' ').includes(String(value));
  }
}
