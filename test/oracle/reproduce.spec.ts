/** V38 over random histories of records and corrections: what was reported along the way comes out the same at the end. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { storyOfBreach } from './support/check.js';
import { playAndReport } from './support/play.js';
import { Stage } from './support/stage.js';
import { histories, PATIENCE_MS, Tally } from './support/tally.js';

/** A history with its reports takes as long as several. */
const PART = 0.05;

describe('any date', () => {
  const stage = new Stage();
  const tally = new Tally();
  afterAll(async () => {
    tally.print('Reports asked for again');
    await stage.close();
  });

  it(
    'V38: every report is reproduced exactly from the end state by its day and what was known',
    async () => {
      const story = await storyOfBreach(histories(PART), async (each) => {
        const { app, number, codes } = await stage.next();
        const { world, reports } = await playAndReport(app, number, codes, each);
        tally.add('histories', 1);
        tally.add('reports', reports.length);
        const wrong = reports.find(({ first, again }) => JSON.stringify(first) !== JSON.stringify(again));
        if (wrong === undefined) return null;
        return [
          ...world.log,
          '',
          ...firstDifferences(wrong.first, wrong.again, JSON.stringify(wrong.point)),
        ].join('\n');
      });
      expect(story).toBe('');
    },
    PATIENCE_MS + 60_000,
  );
});

/** Where two answers differ, by the way to it. */
function firstDifferences(then: unknown, again: unknown, way: string): string[] {
  if (JSON.stringify(then) === JSON.stringify(again)) return [];
  if (typeof then !== 'object' || typeof again !== 'object' || then === null || again === null)
    return [`${way}: ${JSON.stringify(then)}, and at the end ${JSON.stringify(again)}`];
  const keys = [...new Set([...Object.keys(then), ...Object.keys(again)])];
  return keys
    .flatMap((key) =>
      firstDifferences(
        (then as Record<string, unknown>)[key],
        (again as Record<string, unknown>)[key],
        `${way} ${key}`,
      ),
    )
    .slice(0, 20);
}
