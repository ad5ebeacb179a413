/** Checks a property of histories; one that breaks it is told in words at once, then made smaller and told again. */
import fc from 'fast-check';
import { history, type History } from './history.js';
import { PATH, PATIENCE_MS, SEED } from './tally.js';

/** `tell` answers the story of what is wrong with a history, or nothing. The report is empty where nothing is. */
export async function storyOfBreach(
  count: number,
  tell: (each: History) => Promise<string | null>,
): Promise<string> {
  const stories = new Map<History, string>();
  const seed = SEED ?? Math.trunc(Math.random() * 2 ** 31);
  let drawn = -1;
  const result = await fc.check(
    fc.asyncProperty(history, async (each) => {
      const story = await tell(each);
      if (stories.size === 0) drawn += 1;
      // Making it smaller takes long, and may be cut off.
      if (story !== null && stories.size === 0)
        process.stdout.write(`${replay(seed, PATH ?? String(drawn))}\n${story}\n`);
      if (story !== null) stories.set(each, story);
      return story === null;
    }),
    { numRuns: count, seed, path: PATH, interruptAfterTimeLimit: PATIENCE_MS },
  );
  if (!result.failed) return '';
  const smallest = result.counterexample?.[0];
  const story = smallest === undefined ? undefined : stories.get(smallest);
  return `${replay(result.seed, result.counterexamplePath)}\n${story ?? String(result.errorInstance)}`;
}

/** What plays the same history again. */
function replay(seed: number, path: string | null): string {
  return `ORACLE_SEED=${seed} ORACLE_PATH=${path}`;
}
