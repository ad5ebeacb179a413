/** Fields that tell who somebody is: where they are answered to somebody outside their own work, it is kept. */
import { Extensions } from '@nestjs/graphql';
import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { ID_PREFIXES } from '../storage/ids.js';
import type { RequestContext } from './context.js';

const PERSON = `${ID_PREFIXES.person}_`;

type Field = GraphQLField<unknown, RequestContext>;
type Object = Readonly<Record<string, unknown>>;

/** The field tells who a person is: their name, address, phone, or what happened to them. `holder` has their id. */
export const TellsOf = (holder: string) => Extensions({ tellsOf: holder });

/** For fields that find out only when they are asked whom they tell of. */
export function noteReading({ readings }: RequestContext, info: GraphQLResolveInfo, personId: string): void {
  readings?.note(responseNameOf(info), personId);
}

/** Has every field with `TellsOf` note whom it told about. */
export function notingReadings(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()) as Field[]) {
      const holder = field.extensions['tellsOf'];
      if (roots.includes(type))
        before(field, (_, { readings }, info) => readings?.asked(responseNameOf(info), field.name));
      if (typeof holder === 'string')
        before(field, (source, context, info) => {
          const personId = (source as Object)[holder];
          if (typeof personId === 'string' && personId.startsWith(PERSON))
            noteReading(context, info, personId);
        });
    }
  }
  return schema;
}

type Before = (source: unknown, context: RequestContext, info: GraphQLResolveInfo) => void;

function before(field: Field, first: Before): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    if (context.readings != null) first(source, context, info);
    return resolve(source, args, context, info);
  };
}

/** Of the root field that a field stands in. */
function responseNameOf({ path }: GraphQLResolveInfo): string {
  let step = path;
  while (step.prev !== undefined) step = step.prev;
  return String(step.key);
}
