import {
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { Base64Scalar } from '../scalars.js';

/** The mutations whose input has file content somewhere in it. */
export function fieldsWithFiles(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  return new Set(
    fields
      .filter((field) => field.args.some((argument) => holdsFile(argument.type, new Set())))
      .map((field) => field.name),
  );
}

export function carriesFile(operation: OperationDefinitionNode, uploads: ReadonlySet<string>): boolean {
  return operation.selectionSet.selections.some(
    (selection) => selection.kind === Kind.FIELD && uploads.has(selection.name.value),
  );
}

function holdsFile(type: GraphQLInputType, seen: Set<string>): boolean {
  const named = getNamedType(type);
  if (named.name === Base64Scalar.name) return true;
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some((field) => holdsFile(field.type, seen));
}
