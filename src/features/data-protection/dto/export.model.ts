import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Instant } from '../../../domain/calendar.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { TellsOf } from '../../../graphql/tells-of.js';

@ObjectType({ description: 'One kind of records in the export of a person.' })
export class PersonExportSection {
  @Field(() => String, { description: 'Under which it stands in `document`, e.g. `attendance`.' })
  key!: string;
  @Field(() => String, { description: 'E.g. `Fremmøde`.' }) title!: string;
  @Field(() => Int, { description: 'How many records there are.' }) count!: number;
}

@ObjectType({
  description:
    'Everything that is stored about one person (GDPR art. 15). To download it: GET /persons/{id}/export.json or export.pdf.',
})
export class PersonExport {
  @Field(() => ID) personId!: string;
  @Field(() => DateTimeScalar) takenAt!: Instant;
  @Field(() => [PersonExportSection], { description: 'Also those in which nothing is stored.' })
  sections!: PersonExportSection[];
  @TellsOf('personId')
  @Field(() => String, {
    description:
      'JSON: `{ format, personId, takenAt, takenBy, sections: { [key]: { title, records: [{ [field]: value }] } } }`. Days and instants as elsewhere in this schema; an id `xId` is followed by `x`, what it is called in words.',
  })
  document!: string;
}
