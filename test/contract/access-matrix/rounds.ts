/** The rounds of questions: every root field as every role, about own things, others' and what is not there. */
import type { GraphQLField, GraphQLInputObjectType } from 'graphql';
import { getNamedType, getNullableType, isListType, isRequiredArgument } from 'graphql';
import type { Inquiry, Told } from './asking.js';
import { actWith } from './acts.js';
import { DEEPEST, fieldsOf, type Fill } from './paths.js';
import { ASKERS, elsewhere } from './people.js';
import { filledWith, thingOf, unknownLike } from './questions.js';
import { COLUMNS, type Column } from './table.js';
import { emailOf, FOREIGN_MUNICIPALITY, type Things } from './cast.js';

type Field = GraphQLField<unknown, unknown>;

/** What a root field came to for a role, and where an id of others did not answer as one that names nothing. */
export interface Reached {
  readonly cells: Map<string, Partial<Record<Column, string>>>;
  readonly telltale: string[];
}

/** These reach everybody, so that the first answer is as good as what is below it. */
const REACH_ALL: readonly Column[] = ['AGENCY', 'ADMIN'];
/** Lists of everything there is, which are asked as of an earlier day as well. */
const ALSO_THEN = ['enrolments', 'supervisionGroups'];
/** Every type has a root of its own beside `node`; of tasks there are lists upon lists. */
const LESS_DEEP: Readonly<Record<string, number>> = { node: 0, openTasks: 4 };
/** What leaves little to do for others comes last, and whoever reaches everything after those who do not. */
const ENDING = /(Cancel|Withdraw|Replace|End|Close|Revoke|Transfer|Leave|Merge)$/;
/** Where one who reaches everybody is told that the other has read. */
const TELLING_WHO_READ = ['person', 'personExport'];
/** An export says when and by whom it was taken. */
const WHEN_TAKEN = /(\\?")taken(At|By)\1: ?\1[^"\\]*\1/g;
const DENIED = ['FORBIDDEN', 'UNAUTHENTICATED'];

export async function askQueries(inquiry: Inquiry): Promise<Reached> {
  const reached: Reached = { cells: new Map(), telltale: [] };
  const query = inquiry.schema.getQueryType()!;
  for (const field of fieldsOf(query)) {
    const path = `Query.${field.name}`;
    const ask = async (column: Column, things: Things, deepest: number, then = false) =>
      inquiry.put(column, 'query', inquiry.selection(query, field, filledWith(things, then), deepest));
    const [far, deep] = [foreignFor(inquiry, field), LESS_DEEP[field.name] ?? DEEPEST];
    const farther = async (column: Column) =>
      JSON.stringify((await ask(column, far, 1)).answer.data).replaceAll(WHEN_TAKEN, '');
    // Whoever asks is on record from then on: first let everybody who will be.
    for (const column of TELLING_WHO_READ.includes(field.name) ? REACH_ALL : []) await farther(column);
    // Who reaches everything is measured by the other who does.
    const [agencys, administrators] = [await farther('AGENCY'), await farther('ADMIN')];
    await ask('AGENCY', ownOf(inquiry, field)[0] ?? {}, 2);
    for (const column of COLUMNS) {
      const first = await ask(column, ownOf(inquiry, field)[0] ?? {}, 0);
      if (first.code !== null && DENIED.includes(first.code)) {
        note(reached, path, column, 'refused');
        continue;
      }
      const same = (await farther(column)) === (column === 'AGENCY' ? administrators : agencys);
      const less = column === 'EVALUATOR' && isListType(getNullableType(field.type)) ? 'totals' : 'own';
      note(reached, path, column, same ? 'all' : isEmpty(first) ? 'nothing' : less);
      if (REACH_ALL.includes(column)) continue;
      for (const things of ownOf(inquiry, field)) await ask(column, things, deep);
      if (ALSO_THEN.includes(field.name)) await ask(column, inquiry.world.ene, deep, true);
      for (const [thing, id] of same ? [] : othersIds(inquiry, column, field)) {
        const theirs = await ask(column, { ...inquiry.world.ene, [thing]: id }, Math.min(deep, 1));
        const nobodys = await ask(
          column,
          { ...inquiry.world.ene, [thing]: unknownLike(id) },
          Math.min(deep, 1),
        );
        compare(reached, `${path} ${column} ${thing}`, [theirs, nobodys], id);
      }
    }
  }
  return reached;
}

/** First everything that must be refused, as everybody; then what each may do with what is their own. */
export async function askMutations(inquiry: Inquiry): Promise<Reached> {
  const reached: Reached = { cells: new Map(), telltale: [] };
  const mutation = inquiry.schema.getMutationType()!;
  const ask = async (column: Column, field: Field, things: Things) => {
    const type = getNamedType(field.args[0]!.type) as GraphQLInputObjectType;
    const { input, named } = actWith(field.name, type, things);
    const selection = inquiry.selection(mutation, field, inputOr(filledWith(things)), 1);
    return { named, told: await inquiry.put(column, 'mutation', selection, { type: type.name, input }) };
  };
  const { ene, venter, leder } = inquiry.world;
  const newcomers = { newcomerId: venter['personId'] ?? '', otherNewcomerId: leder['personId'] ?? '' };
  const own: Things = { ...ene, ...newcomers };
  const doing: { column: Column; field: Field }[] = [];
  for (const field of fieldsOf(mutation)) {
    const names = actWith(field.name, getNamedType(field.args[0]!.type) as GraphQLInputObjectType, own).named;
    for (const column of COLUMNS) {
      const nothing = Object.fromEntries(names.map((name) => [name, unknownLike(own[name] ?? '')]));
      const { told } = await ask(column, field, { ...own, ...nothing });
      if (told.code !== null && DENIED.includes(told.code)) {
        note(reached, `Mutation.${field.name}`, column, 'refused');
        continue;
      }
      doing.push({ column, field });
      // That an address is taken must not tell whose it is.
      if (field.name === 'personRegister')
        for (const who of ['faelles', 'borte'] as const)
          await ask(column, field, { ...own, email: emailOf(who) });
      for (const foreign of ASKERS[column].foreign(inquiry.world))
        for (const thing of names) {
          const id = foreign[thing.endsWith('ewcomerId') ? 'personId' : thing];
          if (id === undefined) continue;
          const theirs = await ask(column, field, { ...own, [thing]: id });
          const nobodys = await ask(column, field, { ...own, [thing]: unknownLike(id) });
          compare(reached, `Mutation.${field.name} ${column} ${thing}`, [theirs.told, nobodys.told], id);
        }
    }
  }
  for (const { column, field } of doing.sort((a, b) => turnOf(a) - turnOf(b))) {
    const { told } = await ask(column, field, { ...own, ...ASKERS[column].instead?.(inquiry.world) });
    const word = isEmpty(told) ? 'nothing' : REACH_ALL.includes(column) ? 'all' : 'own';
    note(reached, `Mutation.${field.name}`, column, word);
  }
  return reached;
}

function turnOf({ column, field }: { column: Column; field: Field }): number {
  return (ENDING.test(field.name) ? 2 : 0) + (REACH_ALL.includes(column) ? 1 : 0);
}

function inputOr(fill: Fill): Fill {
  return (owner, argument) => (owner.startsWith('Mutation.') ? '$input' : fill(owner, argument));
}

function note({ cells }: Reached, path: string, column: Column, word: string): void {
  cells.set(path, { ...cells.get(path), [column]: word });
}

function compare({ telltale }: Reached, where: string, [theirs, nobodys]: readonly [Told, Told], id: string) {
  const text = ({ answer }: Told) =>
    JSON.stringify(answer).replaceAll(id, '<id>').replaceAll(unknownLike(id), '<id>');
  if (text(theirs) !== text(nobodys))
    telltale.push(`${where}: ${text(theirs).slice(0, 300)} / ${text(nobodys).slice(0, 300)}`);
}

/** The things that a root field is asked about, one question for each. */
function ownOf({ world }: Inquiry, field: Field): Things[] {
  if (field.name === 'waitingList') return [world.venter];
  if (field.name !== 'node') return [world.ene];
  return nodeIds(world.ene).map((nodeId) => ({ ...world.ene, nodeId }));
}

function nodeIds(things: Things): string[] {
  const ids = Object.entries(things).filter(([name]) => name.endsWith('Id') && !name.includes('alfDay'));
  return [...new Set(ids.map(([, id]) => id))];
}

/** The same question about what is far from everybody but the agency. */
function foreignFor({ world }: Inquiry, field: Field): Things {
  if (field.name === 'waitingList') return world.ny;
  const nodeId = world.chef['mergeId'] ?? '';
  const { meetingId = '' } = world.borte;
  return { ...world.ene, ...elsewhere(world), nodeId, meetingId, municipalityCode: FOREIGN_MUNICIPALITY };
}

/** Ids of others that the field can be asked about. */
function othersIds({ world }: Inquiry, column: Column, field: Field): [string, string][] {
  const wanted = field.args.filter(isRequiredArgument).flatMap((each) => thingOf(field.name, each) ?? []);
  return ASKERS[column]
    .foreign(world)
    .flatMap((things) =>
      wanted.flatMap((thing): [string, string][] =>
        thing === 'nodeId'
          ? nodeIds(things).map((id) => [thing, id])
          : things[thing] === undefined
            ? []
            : [[thing, things[thing]]],
      ),
    );
}

/** Neither an answer nor a refusal that says more than that there is nothing. */
function isEmpty({ answer, code }: Told): boolean {
  const value = Object.values(answer.data ?? {})[0] as any;
  if (code !== null || value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return value.totalCount === 0 || value.__typename === 'NotFound';
}
