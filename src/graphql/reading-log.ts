import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import { Unavailable } from '../storage/failure.js';
import type { RequestContext } from './context.js';

/** What was done stands; only the answer is kept back. */
const AFTER_A_CHANGE =
  'What you did was saved, but the answer tells about people, and that it was read could not be recorded. Look whether it was saved before you repeat it.';
const INSTEAD_OF_AN_ANSWER =
  'The answer tells about people, and that it was read could not be recorded: the database takes no changes at the moment. Try again later.';

/**
 * Writes down who read about whom before the answer leaves. What cannot be recorded is not told: the whole answer gives
 * way to UNAVAILABLE.
 */
export function readingLog(logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, operation, response }) {
          try {
            await contextValue.readings?.save();
          } catch (error) {
            logger.error({ err: error }, 'who read about people could not be recorded');
            const changed = operation?.operation === 'mutation';
            const reason = changed ? 'UNCERTAIN' : error instanceof Unavailable ? error.reason : 'BUSY';
            const message = changed ? AFTER_A_CHANGE : INSTEAD_OF_AN_ANSWER;
            response.body = {
              kind: 'single',
              singleResult: {
                data: null,
                errors: [{ message, extensions: { code: 'UNAVAILABLE', reason } }],
              },
            };
          }
        },
      };
    },
  };
}
