import DataLoader from 'dataloader';
import { assertInTime, type RequestContext } from './context.js';

const MAX_BATCH = 1_000;

/** Loads many by key with one question, once per request (architecture.md habit 8). What is out of reach loads as null. */
export abstract class BatchLoader<V> {
  /** One answer per key, in the order of the keys. */
  protected abstract batch(context: RequestContext, keys: readonly string[]): Promise<V[]>;

  async load(context: RequestContext, key: string): Promise<V> {
    return this.loader(context).load(key);
  }

  async loadMany(context: RequestContext, keys: readonly string[]): Promise<V[]> {
    return Promise.all(keys.map((key) => this.load(context, key)));
  }

  /** For what a list has read already. */
  prime(context: RequestContext, key: string, value: V): void {
    this.loader(context).prime(key, value);
  }

  private loader(context: RequestContext): DataLoader<string, V> {
    let loader = context.loaders.get(this) as DataLoader<string, V> | undefined;
    if (loader === undefined) {
      loader = new DataLoader(
        async (keys) => {
          assertInTime(context);
          return this.batch(context, keys);
        },
        { maxBatchSize: MAX_BATCH },
      );
      context.loaders.set(this, loader);
    }
    return loader;
  }
}

/** Rows in the order of the keys; null where there is none. */
export function inOrder<R, V>(
  keys: readonly string[],
  rows: readonly R[],
  keyOf: (row: R) => string,
  toValue: (row: R) => V,
): (V | null)[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => {
    const row = found.get(key);
    return row === undefined ? null : toValue(row);
  });
}

/** All rows of each key, in their own order. */
export function grouped<R>(keys: readonly string[], rows: readonly R[], keyOf: (row: R) => string): R[][] {
  const groups = new Map<string, R[]>(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  return keys.map((key) => groups.get(key) ?? []);
}
