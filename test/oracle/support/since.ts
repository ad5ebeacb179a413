/** Since when requirements are open: the server's answer, and that of going back day by day in the second implementation. */
import { asOf } from '../model/as-of.js';
import { plusDays } from '../model/dates.js';
import type { Day } from '../model/facts.js';
import { decided } from '../model/belonging.js';
import { progressOf, type State } from '../model/progress.js';
import { askFor } from './requests.js';
import type { World } from './world.js';

const OPEN: readonly State[] = ['PENDING', 'AT_RISK', 'IMPOSSIBLE'];

/** `since` by person and requirement, in the same words on both sides. */
export type Since = ReadonlyMap<string, string>;

export async function sinceOnServer(world: World): Promise<Since> {
  world.app.clock.set(world.now);
  const engagements = [...new Set(world.places.map((place) => place.engagement))];
  const data = await askFor(
    world.app,
    `{ ${engagements
      .map(
        (id, n) =>
          `e${n}: enrolments(filter: { engagementId: "${id}" }, first: 100) { nodes { id openRequirements { since requirement { kind state } } } }`,
      )
      .join('\n')} }`,
    {},
  );
  const found = new Map<string, string>();
  for (const { nodes } of Object.values<any>(data))
    for (const { id, openRequirements } of nodes)
      for (const { since, requirement } of openRequirements)
        found.set(`${world.nameOf(id)} ${requirement.kind}`, `${requirement.state} since ${since}`);
  return found;
}

export function sinceInModel(world: World): Since {
  const found = new Map<string, string>();
  const going = statesOn(world, world.today);
  for (const [key, state] of going) if (!OPEN.includes(state)) going.delete(key);
  for (let day = world.today; going.size > 0; day = plusDays(day, -1)) {
    const before = statesOn(world, plusDays(day, -1));
    for (const [key, state] of going)
      if (before.get(key) !== state) {
        found.set(key, `${state} since ${day}`);
        going.delete(key);
      }
  }
  return found;
}

function statesOn(world: World, day: Day): Map<string, State> {
  const as = asOf(world.facts, day, world.now);
  const states = new Map<string, State>();
  for (const person of as.known.people.values())
    if (decided(person.enrolled, as))
      for (const [kind, state] of Object.entries(progressOf(as, person).states))
        states.set(`${world.nameOf(person.enrolled.id)} ${kind}`, state);
  return states;
}
