import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { FIRST_PRIORITY, LAST_PRIORITY } from '../../../domain/waiting-list.js';

const message = `must be a whole number from ${FIRST_PRIORITY} to ${LAST_PRIORITY}`;

/** A small whole number: who goes first on a waiting list. */
export function WaitingPriority(): PropertyDecorator {
  return applyDecorators(
    IsInt({ message }),
    Min(FIRST_PRIORITY, { message }),
    Max(LAST_PRIORITY, { message }),
  );
}
