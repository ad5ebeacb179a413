import type { ExternalContextCreator } from '@nestjs/core/helpers/external-context-creator.js';

/** Types that input validation leaves as they are. */
const NOT_VALIDATED: readonly unknown[] = [undefined, String, Boolean, Number, Array, Object, Buffer, Date];
const PIPES = '__pipes__';

/** What a parameter of a method asks for: `GqlParamtype`, which the framework keeps to itself. */
enum Kind {
  PARENT = 0,
  CONTEXT = 1,
  INFO = 2,
  ARGUMENTS = 3,
}
/** As the framework's decorators note it, under `KIND:INDEX`. */
type Parameters = Readonly<Record<string, { index: number; data?: unknown; pipes?: readonly unknown[] }>>;

/** From what a resolver is called with to one parameter of the method. */
type Read = (parent: unknown, args: Record<string, unknown>, context: unknown, info: unknown) => unknown;
type Create = ExternalContextCreator['create'];

/**
 * Has the methods of fields called as they stand. The framework sends each parameter of each call through its pipes, some
 * twenty promises for one field of one row, although guards and interceptors are off for fields and there is nothing to
 * validate in a parent or a plain value. Whatever is validated, and every root field, goes the usual way.
 */
export function callFieldsDirectly(creator: ExternalContextCreator): void {
  const usual = creator.create.bind(creator);
  const create = (...given: globalThis.Parameters<Create>): Read => {
    const [instance, method, name, metadataKey = '', , , , options, kind] = given;
    const bare = options?.guards === false && options.interceptors === false && options.filters === false;
    const reads =
      bare && (kind as string) === 'graphql' ? readsOf(instance, method, name, metadataKey) : null;
    if (reads === null) return usual(...given);
    return (parent, args, context, info) =>
      method.apply(
        instance,
        reads.map((read) => read(parent, args, context, info)),
      );
  };
  creator.create = create as Create;
}

/** Null where a parameter has to be worked on before the method sees it. */
function readsOf(instance: object, method: object, name: string, metadataKey: string): Read[] | null {
  if ([method, instance.constructor].some((place) => Reflect.hasMetadata(PIPES, place))) return null;
  const parameters: Parameters = Reflect.getMetadata(metadataKey, instance.constructor, name) ?? {};
  const types: readonly unknown[] = Reflect.getMetadata('design:paramtypes', instance, name) ?? [];
  const reads: Read[] = [];
  for (const [key, { index, data, pipes = [] }] of Object.entries(parameters)) {
    const kind = Number(key.split(':', 1)[0]);
    const read = readOf(kind, data);
    const validated = kind === Kind.ARGUMENTS && !NOT_VALIDATED.includes(types[index]);
    if (read === null || validated || pipes.length > 0) return null;
    reads[index] = read;
  }
  return Array.from(reads, (read) => read ?? (() => undefined));
}

/** Null for a part of the parent or the context, and for decorators of other kinds. */
function readOf(kind: number, data: unknown): Read | null {
  if (kind === Kind.ARGUMENTS)
    return typeof data === 'string' ? (_parent, args) => args[data] : (_parent, args) => args;
  if (data !== undefined) return null;
  switch (kind) {
    case Kind.PARENT:
      return (parent) => parent;
    case Kind.CONTEXT:
      return (_parent, _args, context) => context;
    case Kind.INFO:
      return (_parent, _args, _context, info) => info;
    default:
      return null;
  }
}
