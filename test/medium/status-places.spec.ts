/** Where certificates stand in the status lists: one place each, drawn at random, never given twice, whoever asks at once. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { Clock } from '../../src/config/clock.js';
import { LIST_LENGTH, StatusPlaces } from '../../src/features/credential/status-places.js';
import { CertificateEntity } from '../../src/storage/certification.entity.js';
import { openStore } from '../../src/storage/open-store.js';
import { CredentialStatusPlaceEntity } from '../../src/storage/status-list.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { Attempts } from '../support/schema-attempt.js';
import { fill } from '../support/schema-filling.js';
import { certificate, statusPlace } from '../support/schema-rows.js';

/** SQLite belongs to one process; on PostgreSQL there are three. */
const PROCESSES = onSqlite ? 1 : 3;
const AT_ONCE = 24;

class ShortLists extends StatusPlaces {
  protected override readonly full = 40;
}

let database: TestDatabase;
let stores: Store[];
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  stores = await Promise.all(Array.from({ length: PROCESSES }, () => openStore(database.env)));
  store = stores[0]!;
  await fill(store);
  const others = Array.from({ length: 200 }, (_, n) =>
    certificate(n + 10, { status: (['REVOKED', 'REPLACED'] as const)[n % 2]! }),
  );
  await new UnitOfWork(store).run(async () => store.insert(CertificateEntity, others));
});
afterAll(async () => {
  await Promise.all(stores.map((each) => each.close()));
  await database.drop();
});

/** Each process draws by `dice`: left out, as in production. */
const places = (dice?: (count: number) => Uint8Array) =>
  stores.map((each) => {
    const bytes = dice ?? ((count: number) => crypto.getRandomValues(new Uint8Array(count)));
    return new StatusPlaces(each, new UnitOfWork(each), { bytes }, new Clock());
  });
/** The place of each, asked of one process after the other, all at once. */
const atOnce = async (ids: readonly string[], dice?: (count: number) => Uint8Array) => {
  const asked = places(dice);
  return Promise.all(ids.map(async (id, turn) => asked[turn % asked.length]!.of(id)));
};
const rows = async (...ids: string[]) =>
  (
    await store.query<{ certificateId: string }>(sql`SELECT certificate_id FROM credential_status_place`)
  ).filter((row) => ids.includes(row.certificateId)).length;
const different = (found: readonly { list: number; place: number }[]) =>
  new Set(found.map(({ list, place }) => `${list} ${place}`)).size;

describe('a place', () => {
  it('is drawn when it is first needed and stays', async () => {
    const [first] = await atOnce(['cer_10']);
    expect(first).toEqual({ list: 1, place: expect.any(Number) });
    expect(first!.place).toBeLessThan(LIST_LENGTH);
    expect(await atOnce(['cer_10', 'cer_10'])).toEqual([first, first]);
  });

  it('is one and the same for all who ask for a certificate at once', async () => {
    for (const id of ['cer_11', 'cer_12', 'cer_13', 'cer_14']) {
      const found = await atOnce(Array<string>(AT_ONCE).fill(id));
      expect(different(found)).toBe(1);
      expect(await rows(id)).toBe(1);
    }
  });

  it('is another one for each certificate, also where chance gives all of them the same', async () => {
    const ids = Array.from({ length: AT_ONCE }, (_, n) => `cer_${n + 20}`);
    let draws = 0;
    // Every number as often as there are certificates.
    const dull = () => {
      draws += 1;
      return Uint8Array.of(0, 0, Math.floor(draws / AT_ONCE));
    };
    const found = await atOnce(ids, dull);
    expect(different(found)).toBe(AT_ONCE);
    expect(await rows(...ids)).toBe(AT_ONCE);
  });

  it('is not given when chance is broken, and nothing is saved', async () => {
    const { place } = (await atOnce(['cer_10']))[0]!;
    const same = () => Uint8Array.of(place >> 16, (place >> 8) & 255, place & 255);
    await expect(atOnce(['cer_60'], same)).rejects.toThrow('No free place');
    expect(await rows('cer_60')).toBe(0);
  });

  it('is anywhere in the list', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `cer_${n + 70}`);
    const found = (await atOnce(ids)).map(({ place }) => place);
    for (let eighth = 0; eighth < 8; eighth += 1)
      expect(found.some((place) => Math.floor((place * 8) / LIST_LENGTH) === eighth)).toBe(true);
  });
});

describe('the database', () => {
  it('refuses a second certificate in a place, a second place for a certificate, and a place outside', async () => {
    const attempt = new Attempts(store);
    const insert = (row: ReturnType<typeof statusPlace>) => attempt.insert(CredentialStatusPlaceEntity, row);
    expect(await insert(statusPlace('cer_200', 100_000))).toBe('accepted');
    expect(await insert(statusPlace('cer_200', 7))).toBe(
      'DUPLICATE: unique credential_status_place (list, place)',
    );
    expect(await insert(statusPlace('cer_200', 7, 2))).toBe('accepted');
    expect(await insert(statusPlace('cer_1', 100_001))).toMatch(/^DUPLICATE: .*certificate_id/);
    expect(await insert(statusPlace('cer_200', LIST_LENGTH))).toBe('check credential_status_place_inside');
    expect(await insert(statusPlace('cer_200', -1))).toBe('check credential_status_place_inside');
  });
});

describe('a list', () => {
  it('tells of those that are revoked or replaced, or under review, and of nobody else', async () => {
    const under = certificate(300, { status: 'REVIEW_REQUIRED', title: 'Andet' });
    await new UnitOfWork(store).run(async () => store.insert(CertificateEntity, under));
    const [review] = await atOnce(['cer_300']);
    const [asked] = places();
    expect(await asked!.told(1, 'suspension')).toEqual([review!.place]);
    const revoked = await asked!.told(1, 'revocation');
    const [valid, revokedOne] = await atOnce(['cer_1', 'cer_10']);
    expect(revoked).toContain(revokedOne!.place);
    expect(revoked).not.toContain(valid!.place);
    expect(await asked!.told(2, 'revocation')).toEqual([]);
  });

  it('that is half full is followed by the next one', async () => {
    const full = await freshDatabase();
    const own = await openStore(full.env);
    await fill(own);
    const work = new UnitOfWork(own);
    const many = Array.from({ length: 60 }, (_, n) => certificate(n + 10, { status: 'REVOKED' }));
    await work.run(async () => own.insert(CertificateEntity, many));
    const bytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
    const asked = new ShortLists(own, work, { bytes }, new Clock());
    // One stands in it already.
    for (let n = 0; n < 39; n += 1) expect((await asked.of(`cer_${n + 10}`)).list).toBe(1);
    expect(await asked.newestList()).toBe(1);
    expect((await asked.of('cer_60')).list).toBe(2);
    expect(await asked.newestList()).toBe(2);
    expect((await asked.of('cer_10')).list).toBe(1);
    await own.close();
    await full.drop();
  });
});
