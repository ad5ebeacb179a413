import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Length, ValidateBy } from 'class-validator';
import { NoCpr } from '../../../graphql/validation.js';

/** A web address that somebody can open: http or https, a host, and neither a name nor a password for it. */
export function WebLink(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Length(1, 2_000, { message: 'must have 1 to 2000 characters' }),
    ValidateBy({
      name: 'webLink',
      validator: {
        validate: (value) => typeof value === 'string' && isWebLink(value),
        defaultMessage: () => 'must be a web address that begins with https:// or http://',
      },
    }),
    NoCpr(),
  );
}

function isWebLink(text: string): boolean {
  if (!/^https?:\/\/[^\s]+$/i.test(text)) return false;
  try {
    const { hostname, username, password } = new URL(text);
    return hostname !== '' && username === '' && password === '';
  } catch {
    return false;
  }
}
