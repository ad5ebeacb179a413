/** The example is told on any day. What it comes to is the same on both databases (demo.spec.ts). */
import { describe, expect, it } from '@jest/globals';
import { isEmpty, seedDemo } from '../../src/demo/seed.js';
import type { Instant } from '../../src/domain/calendar.js';
import { freshDatabase } from '../support/database.js';
import { openCore } from '../support/schema-contents.js';

const SEEDING_MS = 120_000;

describe('on any day', () => {
  it(
    'L1: somebody who missed a half-day and left is not asked to make it up: the example is told all the same',
    async () => {
      const database = await freshDatabase();
      const core = await openCore(database, '2025-12-01T12:00:00.000Z' as Instant);
      try {
        await seedDemo(core);
        expect(await isEmpty(core.store)).toBe(false);
      } finally {
        await core.store.close();
        await database.drop();
      }
    },
    SEEDING_MS,
  );
});
