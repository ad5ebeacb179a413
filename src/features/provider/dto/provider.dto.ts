import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { Matches } from 'class-validator';
import { Node } from '../../../graphql/node.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText, NoCpr } from '../../../graphql/validation.js';

@ObjectType({
  implements: () => [Node],
  description:
    'A training provider (kompetenceleverandør); `key` is its short stable name, as in `substans`.',
})
export class Provider extends Node {
  @Field(() => String) key!: string;
  @Field(() => String) name!: string;
}

@InputType()
export class ProviderRegisterInput {
  @Field(() => String, { description: 'Short and stable: a to z, digits and hyphens, as in `substans`.' })
  @Matches(/^[a-z0-9][a-z0-9-]{0,49}$/, {
    message: 'must be 1 to 50 characters of a to z, digits and hyphens, beginning with a letter or digit',
  })
  @NoCpr()
  key!: string;

  @Field(() => String) @FreeText(200) name!: string;
}

@ObjectType()
export class ProviderRegisterPayload {
  @Field(() => Provider) provider!: Provider;
}

export const ProviderRegisterResult = resultUnion('ProviderRegisterResult', ProviderRegisterPayload);
