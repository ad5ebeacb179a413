/**
 * The numbers, checked by a second implementation (test/oracle/model) that shares nothing with the product, over random
 * two-year histories of thirty people. `npm run test:oracle` is the long form.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { history, type History } from './support/history.js';
import { compare, inWords, play } from './support/play.js';
import { Stage } from './support/stage.js';
import { histories, PATIENCE_MS, SEED, Tally } from './support/tally.js';

describe('progress, worked out twice', () => {
  const stage = new Stage();
  const tally = new Tally();
  afterAll(async () => {
    tally.print('Two implementations');
    await stage.close();
  });

  const differencesIn = async (each: History) => {
    const { app, number, codes } = await stage.next();
    const played = await play(app, number, codes, each);
    return { played, found: compare(played) };
  };

  it(
    'agrees on every figure of everybody, on any day, by what was known at any time',
    async () => {
      const result = await fc.check(
        fc.asyncProperty(history, async (each) => {
          const { played, found } = await differencesIn(each);
          tally.add('histories', 1);
          tally.add('acts accepted', played.world.accepted);
          tally.add('refused', played.world.refused);
          tally.add('points in time', played.looks.length);
          tally.add('figures compared', played.figures);
          tally.add('differences', found.length);
          return found.length === 0;
        }),
        { numRuns: histories(25), seed: SEED, interruptAfterTimeLimit: PATIENCE_MS },
      );
      let report = '';
      if (result.counterexample !== null) {
        const { played, found } = await differencesIn(result.counterexample[0]);
        report = `ORACLE_SEED=${result.seed}\n${inWords(played, found)}`;
      } else if (result.failed) report = `ORACLE_SEED=${result.seed}\n${String(result.errorInstance)}`;
      expect(report).toBe('');
    },
    PATIENCE_MS + 60_000,
  );
});
