import { createReader, createWriter } from './data-source.js';
import { Store } from './store.js';

/** Opens the database of a file, brought up to date; a new file is a new, empty database. */
export async function openStore(databasePath: string): Promise<Store> {
  const writer = await createWriter(databasePath).initialize();
  await writer.runMigrations({ transaction: 'all' });
  const reader = await createReader(databasePath).initialize();
  return new Store(writer, reader);
}
