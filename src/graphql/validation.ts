/** What is checked of an input before a service sees it. */
import { applyDecorators, ValidationPipe, type ValidationError } from '@nestjs/common';
import { Field } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { IsOptional, Length, Matches, ValidateBy } from 'class-validator';
import { containsCpr } from '../domain/cpr.js';
import { invalidInput, Refused, type InputProblem } from '../domain/refusal.js';

/** Line breaks and tabs apart, nothing that cannot be seen. */
const NO_CONTROL_CHARACTERS = /^(?:\P{Cc}|[\t\n\r])*$/u;
const CPR_RULE = 'noCpr';

/** Refuses what looks like a CPR number, wherever text comes in (domain.md section 7). */
export function NoCpr(): PropertyDecorator {
  return ValidateBy({
    name: CPR_RULE,
    validator: {
      validate: (value) => typeof value !== 'string' || !containsCpr(value),
      defaultMessage: () => 'looks like a CPR number; they are not stored here',
    },
  });
}

/** Text that a person wrote: trimmed, not empty, of limited length, without control characters or a CPR number. */
export function FreeText(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim().normalize('NFC') : value,
    ),
    Length(1, max, { message: `must have 1 to ${max} characters` }),
    Matches(NO_CONTROL_CHARACTERS, { message: 'must not have control characters' }),
    NoCpr(),
  );
}

/** The same, where nothing at all is allowed too; an empty text counts as nothing. */
export function OptionalFreeText(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && value.trim() === '' ? null : value,
    ),
    IsOptional(),
    FreeText(max),
  );
}

/** The key under which a client may send the same input again. */
export function IdempotencyKey(): PropertyDecorator {
  return applyDecorators(
    Field(() => String, {
      nullable: true,
      description: 'Chosen by the client, 1 to 100 characters. The same key and input again writes nothing.',
    }),
    IsOptional(),
    Length(1, 100, { message: 'must have 1 to 100 characters' }),
  );
}

/** Validates every argument; what is wrong reaches the client as a typed refusal that names each field. */
export function inputValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    forbidUnknownValues: false,
    exceptionFactory: (errors) => {
      const problems = errors.flatMap((error) => problemsOf(error, ''));
      const cpr = problems.find((problem) => problem.rule === CPR_RULE);
      if (cpr !== undefined)
        return new Refused({ code: 'CONTAINS_CPR', message: cpr.message, path: cpr.path });
      return invalidInput(...problems.map(({ path, message }) => ({ path, message })));
    },
  });
}

function problemsOf(error: ValidationError, parent: string): (InputProblem & { rule: string })[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ path, message, rule }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, path))];
}
