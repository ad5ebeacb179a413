/** A value of a file that people write, together with its place, so that every refusal can say where and why. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** A file that is refused: `path` is the place in it (`tracks.INTRO.quota.max`), empty for the whole file. */
export class FileError extends Error {
  constructor(
    readonly file: string,
    readonly path: string,
    readonly reason: string,
  ) {
    super([file, path, reason].filter((part) => part !== '').join(': '));
    this.name = 'FileError';
  }
}

const IDENTIFIER = /^[A-Z][A-Z0-9_]*$/;

/** Reads JSON with comments and trailing commas; refuses syntax errors by line, and keys that are given twice. */
export function parseJsonc(file: string, bytes: Uint8Array): Field {
  const text = decode(file, bytes);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const error = errors[0];
  if (tree === undefined || error !== undefined) {
    const line = text.slice(0, error?.offset).split('\n').length;
    const reason = error === undefined ? 'the file is empty' : printParseErrorCode(error.error);
    throw new FileError(file, '', `line ${line}: ${reason}`);
  }
  return new Field(file, [], valueOf(file, [], tree));
}

export class Field {
  constructor(
    private readonly file: string,
    private readonly keys: readonly string[],
    private readonly value: unknown,
  ) {}

  /** The last key of the place, such as the `INTRO` of `tracks.INTRO`. */
  get key(): string {
    return this.keys.at(-1) ?? '';
  }

  refusal(reason: string): FileError {
    return new FileError(this.file, this.keys.join('.'), reason);
  }

  /** The field at a path below, `quota.max`. One that is not there has no value. */
  at(path: string): Field {
    return path.split('.').reduce<Field>((field, key) => field.child(key), this);
  }

  /** Whether the file says anything, be it `null`, at a path. */
  has(path: string): boolean {
    return this.at(path).value !== undefined;
  }

  /** An object with all the required keys and none that is unknown; answers a getter for them. */
  object<R extends string, O extends string = never>(
    required: readonly R[],
    optional: readonly O[] = [],
  ): (key: R | O) => Field {
    const known: readonly string[] = [...required, ...optional];
    for (const entry of this.entries()) {
      if (!known.includes(entry.key)) throw entry.refusal(`unknown key; known here: ${known.join(', ')}`);
    }
    for (const key of required) if (!this.has(key)) throw this.at(key).refusal('is missing');
    return (key) => this.at(key);
  }

  /** The fields of an object, in the order of the file. */
  entries(): Field[] {
    if (!isObject(this.value)) throw this.refusal('must be an object');
    return Object.keys(this.value).map((key) => this.child(key));
  }

  list<T>(read: (item: Field) => T): T[] {
    if (!Array.isArray(this.value)) throw this.refusal('must be a list');
    return this.value.map((_, index) => read(this.child(String(index))));
  }

  /** A list that is not empty, or one value alone. */
  oneOrMore<T>(read: (item: Field) => T): T[] {
    if (!Array.isArray(this.value)) return [read(this)];
    if (this.value.length === 0) throw this.refusal('must name at least one');
    return this.list(read);
  }

  orNull<T>(read: (field: Field) => T): T | null {
    return this.value === null ? null : read(this);
  }

  /** For optional keys: undefined where the file does not have it. */
  ifGiven<T>(read: (field: Field) => T): T | undefined {
    return this.value === undefined ? undefined : read(this);
  }

  text(): string {
    if (typeof this.value !== 'string' || this.value.trim() === '') throw this.refusal('must be a text');
    return this.value;
  }

  /** A text such as `MEETING_LEADER`, which may stand in paths and in the API. */
  identifier(): string {
    return this.checkIdentifier(this.text());
  }

  /** The key that this field stands under, where the file chooses it. */
  ownIdentifier(): string {
    return this.checkIdentifier(this.key);
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') throw this.refusal('must be true or false');
    return this.value;
  }

  /** A whole number, not below `least` nor above `most`. */
  count(least = 1, most = Number.MAX_SAFE_INTEGER): number {
    if (!Number.isSafeInteger(this.value)) throw this.refusal('must be a whole number');
    const count = this.value as number;
    if (count < least) throw this.refusal(`${count} is below ${least}`);
    if (count > most) throw this.refusal(`${count} is above ${most}`);
    return count;
  }

  /** A text, a number, true or false. */
  scalar(): string | number | boolean {
    if (!['string', 'number', 'boolean'].includes(typeof this.value))
      throw this.refusal('must be a text, a number, true or false');
    return this.value as string | number | boolean;
  }

  oneOf<const T extends string | number | boolean>(values: readonly T[], why?: string): T {
    const found = values.find((value) => value === this.value);
    if (found !== undefined) return found;
    const allowed = `${JSON.stringify(this.value)} must be ${values.join(' or ')}`;
    throw this.refusal(why === undefined ? allowed : `${allowed}: ${why}`);
  }

  private checkIdentifier(text: string): string {
    if (!IDENTIFIER.test(text)) throw this.refusal(`"${text}" must be capitals, digits and underscores`);
    return text;
  }

  private child(key: string): Field {
    return new Field(this.file, [...this.keys, key], childValue(this.value, key));
  }
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(file, '', 'is not UTF-8');
  }
}

/** The plain value of a syntax tree; objects have no prototype, so that every key in them comes from the file. */
function valueOf(file: string, keys: readonly string[], node: Node): unknown {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map((item, index) => valueOf(file, [...keys, `${index}`], item));
  if (node.type !== 'object') return node.value;
  const object = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of children.map((property) => property.children ?? [])) {
    if (name === undefined || value === undefined) continue;
    const place = [...keys, String(name.value)];
    if (String(name.value) in object) throw new FileError(file, place.join('.'), 'is given twice');
    object[String(name.value)] = valueOf(file, place, value);
  }
  return object;
}

function childValue(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(key) ? (value[Number(key)] as unknown) : undefined;
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
