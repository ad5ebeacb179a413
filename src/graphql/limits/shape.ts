import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** How large a document is, whatever it asks for; fragments count wherever they are used, each time. */
export interface Shape {
  /** Fields inside fields. */
  readonly depth: number;
  /** Fields under another name. */
  readonly aliases: number;
  readonly fields: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, fields: 0 };
/** A document may be so large that the figures leave what JSON can say. */
export const LARGEST = Number.MAX_SAFE_INTEGER;

/** Of the largest operation of a document, which need not be a valid one. */
export function shapeOf(document: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

  /** Each fragment is gone through once, however often it is used; one that leads back to itself is not valid. */
  const known = new Map<string, Shape>();
  const ofFragment = (name: string): Shape => {
    let shape = known.get(name);
    if (shape === undefined) {
      known.set(name, NOTHING);
      shape = ofSelections(fragments.get(name)?.selectionSet);
      known.set(name, shape);
    }
    return shape;
  };

  const ofSelections = (set: SelectionSetNode | undefined): Shape => {
    let { depth, aliases, fields } = NOTHING;
    for (const selection of set?.selections ?? []) {
      const own = selection.kind === Kind.FIELD ? 1 : 0;
      const within =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSelections(selection.selectionSet);
      depth = Math.max(depth, own + within.depth);
      aliases += within.aliases + (selection.kind === Kind.FIELD && selection.alias ? 1 : 0);
      fields += within.fields + own;
    }
    return { depth, aliases: Math.min(aliases, LARGEST), fields: Math.min(fields, LARGEST) };
  };

  const shapes = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? ofSelections(definition.selectionSet) : NOTHING,
  );
  const most = (figure: keyof Shape) => Math.max(0, ...shapes.map((shape) => shape[figure]));
  return { depth: most('depth'), aliases: most('aliases'), fields: most('fields') };
}
