import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';

/** How one setting is read from the environment. */
export interface Setting {
  name: string;
  /** Turns the text into the value; what is no such value comes back as it was, for the validation to refuse. */
  read?: (text: string) => unknown;
  /** How a wrong value is repeated to the reader. */
  show?: (text: string) => string;
}

export const wholeNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
export const yesOrNo = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text);

/** A setting that is a whole number; `message` says what is allowed. */
export function WholeNumber(least: number, most: number, message: string): PropertyDecorator {
  return applyDecorators(Min(least, { message }), Max(most, { message }), IsInt({ message }));
}
