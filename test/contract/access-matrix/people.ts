/** Who is asking, whom each of them may know, and how an answer is searched for anybody else. */
import sql, { raw } from 'sql-template-tag';
import type { Role } from '../../../src/access/actor.js';
import type { Claims } from '../../../src/access/token.js';
import type { TestApp } from '../../support/app.js';
import type { Selection } from './paths.js';
import { isPlumbing } from './paths.js';
import {
  CAST,
  emailOf,
  OWN_MUNICIPALITY,
  phoneOf,
  signedIn,
  type Things,
  type Who,
  type World,
} from './cast.js';

export interface Asker {
  readonly claims: Claims | null;
  /** Those that the role is there for: of everybody else it is told nothing. */
  readonly mayKnow: readonly Who[];
  /** What is nobody of theirs: by the name of an input's field, an id of it. */
  readonly foreign: (world: World) => readonly Things[];
  /** What is theirs to act upon where it is not the same thing for every role. */
  readonly instead?: (world: World) => Things;
}

/** What belongs to one person alone, also where the cohort and the group are shared (V39). */
const PERSONAL = [
  ...['enrolmentId', 'personId', 'affiliationId', 'leaveId', 'apologyId', 'disputeId'],
  ...['makeUpId', 'dispensationId', 'number', 'certificateId', 'offerId', 'correctionRequestId'],
];
const OF_THE_SCHOOL = [
  ...['cohortId', 'courseDayId', 'halfDayId', 'groupId', 'meetingId', 'heldMeetingId'],
  ...['certificationDayId', 'supervisorId'],
];
const OF_THE_ENGAGEMENT = [
  'engagementId',
  'memberId',
  'documentId',
  'engagementMeetingId',
  'mergeId',
  'accountId',
];

const only = (things: Things, ...names: string[]): Things =>
  Object.fromEntries(names.flatMap((name) => (things[name] === undefined ? [] : [[name, things[name]]])));
/** What nobody of the askers' own has to do with. */
export const elsewhere = ({ borte, chef }: World): Things => ({
  ...only(borte, ...PERSONAL),
  ...only(chef, ...OF_THE_SCHOOL, ...OF_THE_ENGAGEMENT),
});

const EVERYBODY = Object.keys(CAST) as Who[];
const NOTHING = () => [];

export const ASKERS: Readonly<Record<Role | 'nobody', Asker>> = {
  nobody: { claims: null, mayKnow: [], foreign: NOTHING },
  AGENCY: {
    claims: signedIn('Styrelsens Konsulent', { role: 'AGENCY' }),
    mayKnow: EVERYBODY,
    foreign: NOTHING,
  },
  ADMIN: { claims: signedIn('Driftens Vagt', { role: 'ADMIN' }), mayKnow: EVERYBODY, foreign: NOTHING },
  PROVIDER: {
    claims: signedIn('Egen Udbyder', { role: 'PROVIDER', provider: 'egen' }),
    mayKnow: ['ene', 'kollega', 'faelles', 'vejleder'],
    foreign: (world) => [only(world.ude, ...PERSONAL), elsewhere(world)],
    instead: ({ ene }) => ({ correctionRequestId: ene['providersRequestId'] ?? '' }),
  },
  COORDINATOR: {
    claims: signedIn('Egen Koordinator', { role: 'COORDINATOR', municipality: OWN_MUNICIPALITY }),
    // Both providers teach somebody of theirs, so both supervisors meet them.
    mayKnow: ['ene', 'kollega', 'ude', 'venter', 'leder', 'vejleder', 'andenVejleder'],
    foreign: (world) => [only(world.faelles, ...PERSONAL), elsewhere(world)],
  },
  PARTICIPANT: {
    claims: signedIn(CAST.ene, { role: 'PARTICIPANT', email: emailOf('ene') }),
    mayKnow: ['ene', 'vejleder'],
    foreign: (world) => [only(world.kollega, ...PERSONAL), elsewhere(world)],
  },
  EVALUATOR: { claims: signedIn('Ekstern Evaluator', { role: 'EVALUATOR' }), mayKnow: [], foreign: NOTHING },
};

/** Whom a text shows. */
export type Marks = (text: string) => Who[];

/** By names, addresses, numbers and the ids of everything that is recorded about one person alone. */
export async function marksOf({ store }: TestApp, world: World): Promise<Marks> {
  const ids = new Map<string, Who>();
  for (const who of EVERYBODY) ids.set(world[who]['personId'] ?? '', who);
  const tables = await store.query<{ table: string; column: string }>(sql`
    SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' ORDER BY m.name`);
  const having = (column: string) =>
    tables.filter((each) => each.column === column).map((each) => each.table);
  // Enrolments before what is recorded about enrolments.
  for (const owner of ['person_id', 'enrolment_id'])
    for (const table of having(owner).filter((each) => having('id').includes(each))) {
      const rows = await store.query<{ id: string; owner: string | null }>(
        sql`SELECT id, ${raw(owner)} AS owner FROM ${raw(table)}`,
      );
      for (const row of rows) {
        const who = ids.get(row.owner ?? '');
        if (who !== undefined) ids.set(String(row.id), who);
      }
    }
  for (const who of EVERYBODY) if (world[who]['number']) ids.set(world[who]['number'], who);
  const words = EVERYBODY.flatMap((who) =>
    [CAST[who], emailOf(who), phoneOf(who)].map((word) => [word.toLowerCase(), who] as const),
  );
  return (text) => {
    const exact = ids.get(text);
    const lower = text.toLowerCase();
    const named = words.filter(([word]) => lower.includes(word)).map(([, who]) => who);
    return exact === undefined ? named : [exact, ...named];
  };
}

/** Job titles and reasons that the builder marks with a name, so that it is found where they are shown. */
const MARKED_TEXT = /(Stilling for|Det handler om) (Egen|Fremmed) \p{L}+/gu;

/** Whose name, address or phone stands in an answer; of those who are registered as people. */
export function namedIn(data: unknown): Who[] {
  const text = (JSON.stringify(data) ?? '').replaceAll(MARKED_TEXT, '').toLowerCase();
  return EVERYBODY.filter((who) => who !== 'vejleder' && who !== 'andenVejleder').filter((who) =>
    [CAST[who], emailOf(who), phoneOf(who)].some((word) => text.includes(word.toLowerCase())),
  );
}

/** Called for each place in an answer that shows somebody: the field, and the nearest one that answers an object. */
export type Seen = (who: Who, leaf: string, holder: string | null) => void;

export function search(
  value: unknown,
  below: Selection,
  marks: Marks,
  seen: Seen,
  holder: string | null = null,
) {
  if (Array.isArray(value)) {
    for (const each of value) search(each, below, marks, seen, holder);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const step = below.get(key);
    if (step === undefined) continue;
    for (const text of leavesOf(inner)) for (const who of marks(text)) seen(who, step.path, holder);
    search(inner, step.below, marks, seen, isPlumbing(step.path) ? holder : step.path);
  }
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(leavesOf) : [];
}
