/** Checks a property of histories; a history that breaks it is made smaller, and told in words. */
import fc from 'fast-check';
import { history, type History } from './history.js';
import { PATH, PATIENCE_MS, SEED } from './tally.js';

/** `tell` answers the story of what is wrong with a history, or nothing. The report is empty where nothing is. */
export async function storyOfBreach(
  count: number,
  tell: (each: History) => Promise<string | null>,
): Promise<string> {
  const stories = new Map<History, string>();
  const result = await fc.check(
    fc.asyncProperty(history, async (each) => {
      const story = await tell(each);
      if (story !== null) stories.set(each, story);
      return story === null;
    }),
    { numRuns: count, seed: SEED, path: PATH, interruptAfterTimeLimit: PATIENCE_MS },
  );
  if (!result.failed) return '';
  const smallest = result.counterexample?.[0];
  const story = smallest === undefined ? undefined : stories.get(smallest);
  return `ORACLE_SEED=${result.seed} ORACLE_PATH=${result.counterexamplePath}\n${story ?? String(result.errorInstance)}`;
}
