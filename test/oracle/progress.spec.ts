/**
 * The numbers, checked by a second implementation (test/oracle/model) that shares nothing with the product, over random
 * two-year histories of thirty people. `npm run test:oracle` is the long form.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { storyOfBreach } from './support/check.js';
import { countedTwice } from './support/counted.js';
import { Dice } from './support/dice.js';
import { compare, inWords, play } from './support/play.js';
import { Stage } from './support/stage.js';
import { histories, PATIENCE_MS, Tally } from './support/tally.js';

const TITLE = 'Two implementations';

describe('progress, worked out twice', () => {
  const stage = new Stage();
  const tally = new Tally();
  afterAll(async () => {
    tally.print(TITLE);
    await stage.close();
  });

  it(
    'agrees on every figure of everybody, on any day, by what was known at any time',
    async () => {
      const story = await storyOfBreach(histories(), async (each) => {
        const { app, number, codes } = await stage.next();
        const played = await play(app, number, codes, each);
        const found = compare(played);
        tally.add('histories', 1);
        tally.add('acts accepted', played.world.accepted);
        tally.add('refused', played.world.refused);
        tally.add('points in time', played.looks.length);
        tally.add('figures compared', played.figures);
        tally.add('differences', found.length);
        tally.tellHowFar(TITLE);
        const { apart, fromKept } = await countedTwice(played, new Dice(each.dice));
        tally.add('told of a past day from what is kept', fromKept);
        return found.length + apart.length === 0 ? null : [inWords(played, found), ...apart].join('\n');
      });
      expect(story).toBe('');
    },
    PATIENCE_MS + 60_000,
  );
});
