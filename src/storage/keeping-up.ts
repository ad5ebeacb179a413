import { Repeatedly } from '../config/repeatedly.js';
import { Unavailable } from './failure.js';

/** Keeps up what is kept beside the facts. While the database is away there is nothing to keep up, and everybody else says so. */
export function keepingUp(
  catchUp: () => Promise<unknown>,
  logger: { warn(error: unknown): void },
): Repeatedly {
  return new Repeatedly(catchUp, (error) => {
    if (!(error instanceof Unavailable)) logger.warn(error);
  });
}
