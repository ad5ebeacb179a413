/** Since when requirements are open, over random histories: found by leaping on the server, day by day in the model. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { storyOfBreach } from './support/check.js';
import { playToTheEnd } from './support/play.js';
import { sinceInModel, sinceOnServer } from './support/since.js';
import { Stage } from './support/stage.js';
import { histories, PATIENCE_MS, Tally } from './support/tally.js';

/** A history with its 700 days takes as long as several. */
const PART = 0.05;

describe('since when', () => {
  const stage = new Stage();
  const tally = new Tally();
  afterAll(async () => {
    tally.print('Since when');
    await stage.close();
  });

  it(
    'every requirement of everybody has been open is what going back day by day says',
    async () => {
      const story = await storyOfBreach(histories(PART), async (each) => {
        const { app, number, codes } = await stage.next();
        const world = await playToTheEnd(app, number, codes, each);
        const server = await sinceOnServer(world);
        const model = sinceInModel(world);
        tally.add('histories', 1);
        tally.add('open requirements', model.size);
        const wrong = [...new Set([...server.keys(), ...model.keys()])].filter(
          (key) => server.get(key) !== model.get(key),
        );
        const lines = wrong.map((key) => `${key}: server ${server.get(key)}, model ${model.get(key)}`);
        return wrong.length === 0 ? null : [...world.log, '', ...lines].join('\n');
      });
      expect(story).toBe('');
    },
    PATIENCE_MS + 60_000,
  );
});
