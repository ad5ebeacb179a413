/** Controls: a comparison that does not notice a mistake proves nothing. Each is made on purpose, in the second implementation. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SLIPS } from './model/slips.js';
import { history } from './support/history.js';
import { compare, play, type Played } from './support/play.js';
import { Stage } from './support/stage.js';

/** The same ones each time, so that the controls cannot pass or fail by luck. */
const SEED = 20260124;
const HISTORIES = 6;

describe('the comparison of the two implementations', () => {
  const stage = new Stage();
  const played: Played[] = [];

  beforeAll(async () => {
    for (const each of fc.sample(history, { seed: SEED, numRuns: HISTORIES })) {
      const { app, number, codes } = await stage.next();
      played.push(await play(app, number, codes, each));
    }
  }, 240_000);
  afterAll(() => stage.close());

  it('finds nothing where there is no mistake', () => {
    expect(played.flatMap((each) => compare(each))).toEqual([]);
  });

  it.each(SLIPS)(`finds a mistake within ${HISTORIES} histories: %s`, (slip) => {
    expect(played.flatMap((each) => compare(each, slip))).not.toEqual([]);
  });
});
