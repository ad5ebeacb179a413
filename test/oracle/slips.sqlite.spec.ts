/** Controls: a comparison that does not notice a mistake proves nothing. Each is made on purpose, in the second implementation. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SLIPS } from './model/slips.js';
import { history } from './support/history.js';
import { compare, play, type Played } from './support/play.js';
import { Stage } from './support/stage.js';

/** The same ones each time, so that the controls cannot pass or fail by luck. */
const SEED = 20260124;
const DRAWN = 30;
/** Of those drawn, few in which every mistake shows: rare ones need a revoked certificate, or meetings outside the period. */
const CHOSEN = [4, 8, 9, 12];

describe('the comparison of the two implementations', () => {
  const stage = new Stage();
  const played: Played[] = [];

  beforeAll(async () => {
    const drawn = fc.sample(history, { seed: SEED, numRuns: DRAWN });
    for (const each of drawn.filter((_, index) => CHOSEN.includes(index))) {
      const { app, number, codes } = await stage.next();
      played.push(await play(app, number, codes, each));
    }
  }, 240_000);
  afterAll(() => stage.close());

  it('finds nothing where there is no mistake', () => {
    expect(played.flatMap((each) => compare(each))).toEqual([]);
  });

  it.each(SLIPS)('finds a mistake: %s', (slip) => {
    expect(played.flatMap((each) => compare(each, slip))).not.toEqual([]);
  });
});
