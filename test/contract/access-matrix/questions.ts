/** What the arguments of the schema are filled with: a new argument that is required needs a line here. */
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql';
import type { Fill } from './paths.js';
import type { Things } from './cast.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
/** When everybody was on their seats, and nothing else had happened. */
const THEN = { day: '"2026-02-10"', instant: '"2026-02-10T00:00:00Z"' };

/** Which thing the `id` of a root field is. */
const ID_OF: Readonly<Record<string, string>> = {
  courseDay: 'courseDayId',
  cohort: 'cohortId',
  engagement: 'engagementId',
  engagementMeeting: 'engagementMeetingId',
  enrolment: 'enrolmentId',
  node: 'nodeId',
  person: 'personId',
  planDocument: 'documentId',
  supervisionGroup: 'groupId',
  supervisionMeeting: 'heldMeetingId',
  teamMember: 'memberId',
};

const VALUES: Readonly<Record<string, string>> = {
  key: `"${PROGRAMME}"`,
  programmeKey: `"${PROGRAMME}"`,
  trackKey: '"MEETING_LEADER"',
  knownAt: THEN.instant,
  from: '"2026-01-01"',
  to: '"2026-12-31"',
  on: '"2026-03-10"',
  days: '365',
};

/** The name of the thing that an argument of a root field stands for; null for what names nothing of anybody's. */
export function thingOf(field: string, argument: GraphQLArgument): string | null {
  if (argument.name === 'id') return ID_OF[field] ?? 'id';
  if (argument.name === 'code') return 'municipalityCode';
  return argument.name in VALUES ? null : argument.name;
}

function listOfAll(type: GraphQLInputType): string | null {
  const named = getNamedType(type);
  if (!isListType(getNullableType(type)) || !isEnumType(named)) return null;
  return `[${named
    .getValues()
    .map((each) => each.name)
    .join(', ')}]`;
}

/** Required arguments alone; `then` also sends the question back to an earlier day. */
export function filledWith(things: Things, then = false): Fill {
  return (owner, argument) => {
    const { name } = argument;
    if (owner === 'Enrolment.ifMissed') return name === 'meetingId' ? `"${things['meetingId']}"` : null;
    if (then && name === 'asOf') return `{ validOn: ${THEN.day}, knownAt: ${THEN.instant} }`;
    if (then && name === 'knownAt') return THEN.instant;
    // As many as there can be here: what a question may cost is reckoned from the size of its pages.
    if (name === 'first' && !owner.endsWith('.history')) return '20';
    // Else two who ask the same would be told of different moments.
    if (owner === 'Query.changesSince' && name === 'until') return '"2026-03-09T12:00:00Z"';
    if (!isRequiredArgument(argument)) return null;
    const field = owner.split('.')[1] ?? '';
    const thing = thingOf(field, argument) ?? name;
    if (things[thing] !== undefined) return JSON.stringify(things[thing]);
    const value = VALUES[name] ?? listOfAll(argument.type);
    if (value === null) throw new Error(`${owner}: what is "${name}"? Say it in access-matrix/questions.ts.`);
    return value;
  };
}

/** An id of the same kind that names nothing. */
export function unknownLike(id: string): string {
  return id.startsWith('FL-') ? 'FL-0000-0000-0' : id.replace(/_[0-9a-f]+/, `_${'0'.repeat(32)}`);
}
