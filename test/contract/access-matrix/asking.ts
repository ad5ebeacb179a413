/** Asks every question as everybody, and keeps who was shown where. */
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Answer, TestApp } from '../../support/app.js';
import { Paths, sourceOf, type Fill, type Selection } from './paths.js';
import { ASKERS, namedIn, search, type Marks } from './people.js';
import type { Column } from './table.js';
import type { Who, World } from './cast.js';

/** What one question came to. */
export interface Told {
  readonly answer: Answer;
  /** The code of the first error, if the question failed as a whole. */
  readonly code: string | null;
}

/** Nobody; people that the role is there for; also others. */
export type Shown = 'nobody' | 'own' | 'others';

export class Inquiry {
  /** By `Type.field` and role: whether anybody was shown there, and whether somebody that the role may not know. */
  readonly shown = new Map<string, Map<Column, Shown>>();
  /** Everybody who was shown to a role. */
  readonly met = new Map<Column, Set<Who>>();
  /** Who was shown to whom, where it was not theirs to see. */
  readonly strangers = new Set<string>();
  /** Whom the answers to those who reach everybody named, by who asked, root field and person. */
  readonly named = new Set<string>();
  /** Questions that did not end in an answer or a refusal. */
  readonly broken = new Set<string>();
  asked = 0;

  constructor(
    readonly app: TestApp,
    readonly schema: GraphQLSchema,
    readonly world: World,
    private readonly marks: Marks,
  ) {}

  selection(root: GraphQLObjectType, field: GraphQLField<unknown, unknown>, fill: Fill, deepest?: number) {
    return new Paths(this.schema, fill).from(root, field, deepest);
  }

  async put(
    column: Column,
    kind: 'query' | 'mutation',
    selection: Selection,
    act?: { readonly type: string; readonly input: object },
  ): Promise<Told> {
    const { claims, mayKnow } = ASKERS[column];
    this.asked += 1;
    const header = act === undefined ? kind : `${kind} ($input: ${act.type}!)`;
    const [text, variables] = [`${header}${sourceOf(selection)}`, act && { input: act.input }];
    const answer = await (claims === null
      ? this.app.ask(null, text, variables)
      : this.app.askAs(claims, text, variables));
    const root = [...selection.values()][0]?.path ?? '';
    if (claims !== null && ['AGENCY', 'ADMIN'].includes(column))
      for (const who of namedIn(answer.data))
        this.named.add(`${claims.subject} ${root.split('.')[1]} ${who}`);
    search(answer.data, selection, this.marks, (who, leaf, holder) => {
      const known = mayKnow.includes(who);
      this.met.set(column, (this.met.get(column) ?? new Set()).add(who));
      for (const path of [leaf, holder ?? root]) this.note(path, column, known ? 'own' : 'others');
      if (!known) this.strangers.add(`${column}: ${who} in ${leaf}, below ${holder ?? root}, from ${root}`);
    });
    visit(answer.data, selection, (path) => this.note(path, column, 'nobody'));
    for (const error of answer.errors ?? [])
      if (!['FORBIDDEN', 'UNAUTHENTICATED', 'BAD_USER_INPUT'].includes(String(error.extensions?.['code'])))
        this.broken.add(`${column} ${root}: ${error.message} ${JSON.stringify(error).slice(0, 300)}`);
    const code = answer.errors?.[0]?.extensions['code'];
    return { answer, code: code === undefined ? null : String(code) };
  }

  private note(path: string, column: Column, what: Shown): void {
    const row = this.shown.get(path) ?? new Map<Column, Shown>();
    const before = row.get(column);
    if (before === undefined || before === 'nobody' || what === 'others') row.set(column, what);
    this.shown.set(path, row);
  }
}

/** Each place of the selection that the answer has a value for. */
function visit(value: unknown, below: Selection, reached: (path: string) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(each, below, reached);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const step = below.get(key);
    if (step === undefined) continue;
    reached(step.path);
    visit(inner, step.below, reached);
  }
}
