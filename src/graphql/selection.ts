/** What a request asks of a field. */
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Answers whether nothing is asked of a field but what stands at these paths (`attendance.attendedHalfDays`), so that no more
 * need be worked out. Worked out once for all rows of a list.
 */
export function asksOnlyFor(...paths: readonly string[]): (info: GraphQLResolveInfo) => boolean {
  const allowed = new Set(['__typename', ...paths]);
  const known = new WeakMap<readonly FieldNode[], boolean>();

  return ({ fieldNodes, fragments }) => {
    const within = (set: SelectionSetNode | undefined, before: string): boolean =>
      (set?.selections ?? []).every((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD)
          return within(fragments[selection.name.value]?.selectionSet, before);
        if (selection.kind === Kind.INLINE_FRAGMENT) return within(selection.selectionSet, before);
        const name = selection.name.value;
        return selection.selectionSet === undefined
          ? allowed.has(name === '__typename' ? name : before + name)
          : within(selection.selectionSet, `${before}${name}.`);
      });
    let only = known.get(fieldNodes);
    if (only === undefined) {
      only = fieldNodes.every((node) => within(node.selectionSet, ''));
      known.set(fieldNodes, only);
    }
    return only;
  };
}
