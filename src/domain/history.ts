/** What an entry of the log says changed, field by field. */

export type Plain = string | number | boolean;
export type FieldValue = Plain | readonly Plain[] | null;

export interface FieldChange {
  /** The path of the field, as in `status` or `place.unit`. */
  readonly field: string;
  /** Null = nothing was there. */
  readonly before: FieldValue;
  /** Null = nothing is there any more. */
  readonly after: FieldValue;
}

export interface Difference {
  readonly changed: readonly FieldChange[];
  /** What was and is the same, and says what the change is about; without empty fields. */
  readonly same: readonly { readonly field: string; readonly value: Exclude<FieldValue, null> }[];
}

/**
 * Old against new: every field that differs, in the order in which the new state names them, those that went last. Fields
 * inside others are named by their path; a list of simple values is one value.
 */
export function differenceOf(before: unknown, after: unknown): Difference {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const changed: FieldChange[] = [];
  const same: { field: string; value: Exclude<FieldValue, null> }[] = [];
  for (const field of new Set([...now.keys(), ...old.keys()])) {
    const [from, to] = [old.get(field) ?? null, now.get(field) ?? null];
    if (!equal(from, to)) changed.push({ field, before: from, after: to });
    else if (to !== null) same.push({ field, value: to });
  }
  return { changed, same };
}

function fieldsOf(value: unknown, path = ''): Map<string, FieldValue> {
  if (isPlain(value) || value === null || isPlainList(value))
    return new Map(path === '' ? [] : [[path, value]]);
  if (typeof value !== 'object') return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, each]) => [...fieldsOf(each, path === '' ? key : `${path}.${key}`)]),
  );
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isPlainList(value: unknown): value is readonly Plain[] {
  return Array.isArray(value) && value.every(isPlain);
}

function equal(one: FieldValue, other: FieldValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
