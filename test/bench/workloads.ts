/** What is measured: five requests, each asked by whom it is for. */
import type BetterSqlite3 from 'better-sqlite3';
import { signToken, type RoleClaim } from '../../src/access/token.js';
import { PROGRAMME } from './data-plan.js';
import { cursorOf } from './raw/page.js';
import { pageStarts, participants, unrecordedSheets } from './samples.js';
import { SECRET } from './servers.js';

export const WORKLOADS = ['W1', 'W2', 'W3', 'W4', 'W5'] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

export interface BenchRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Workload {
  readonly name: WorkloadName;
  /** Asked one after the other, and again from the beginning unless they write. */
  readonly requests: readonly BenchRequest[];
  readonly writes: boolean;
}

const PARTICIPANTS = 400;
const PAGES_PER_LIST = 10;

const QUERIES: Readonly<Record<WorkloadName, string>> = {
  W1: `query W1($id: ID!) { enrolment(id: $id) { id status progress {
    attendance { requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missed { id part startsAt } }
    supervision { targetMinutes creditedMinutes remainingMinutes plannedMinutes outlook }
    requirements { kind state explanation } certified completed } } }`,
  W2: `query W2 { certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY]) { programmeKey trackKey
    municipality { code name } persons enrolled certified completed withdrawn supervisionMinutes
    supervisionTargetMinutes attendedHalfDays requiredHalfDays }
    seatUsage(programmeKey: "${PROGRAMME}") { municipality { code } trackKey limit granted held free cumulativePersons waiting } }`,
  W3: `query W3($after: String, $trackKey: String!) { enrolments(filter: { programmeKey: "${PROGRAMME}", trackKey: $trackKey },
    first: 50, after: $after) { nodes { id status person { id name } municipality { code name } progress {
      attendance { attendedHalfDays requiredHalfDays } supervision { creditedMinutes remainingMinutes } } }
    pageInfo { hasNextPage endCursor } } }`,
  W4: `mutation W4($input: AttendanceRecordInput!) { attendanceRecord(input: $input) {
    ... on AttendanceRecordPayload { courseDay { id status } } ... on DomainError { code message } } }`,
  W5: 'query W5 { __typename }',
};

type Variables = Record<string, unknown>;

/** Reads from the data whom and what to ask about. */
export async function readWorkloads(db: BetterSqlite3.Database): Promise<Map<WorkloadName, Workload>> {
  const tokens = new Map<string, string>();
  const request = async (
    name: WorkloadName,
    role: RoleClaim,
    variables: Variables = {},
    provider?: string,
  ): Promise<BenchRequest> => {
    const subject = `bench:${provider ?? JSON.stringify(role)}`;
    const token =
      tokens.get(subject) ?? (await signToken({ subject, name: 'Benchmark', roles: [role] }, SECRET));
    tokens.set(subject, token);
    return {
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        // The reference does not read tokens.
        ...(provider === undefined ? {} : { 'x-provider': provider }),
      },
      body: JSON.stringify({ query: QUERIES[name], operationName: name, variables }),
    };
  };
  const asProvider = (name: WorkloadName, key: string, variables: Variables) =>
    request(name, { role: 'PROVIDER', provider: key }, variables, key);
  const all = async (each: readonly Promise<BenchRequest>[]) => Promise.all(each);
  const lists = {
    W1: await all(
      participants(db, PARTICIPANTS).map(({ email, enrolmentId }) =>
        request('W1', { role: 'PARTICIPANT', email }, { id: enrolmentId }),
      ),
    ),
    W2: [await request('W2', { role: 'AGENCY' })],
    W3: await all(
      pageStarts(db, PAGES_PER_LIST).map(({ providerKey, trackKey, sortKey, enrolmentId }) =>
        asProvider('W3', providerKey, { trackKey, after: cursorOf(sortKey, enrolmentId) }),
      ),
    ),
    W4: await all(
      unrecordedSheets(db).map(({ providerKey, courseDayId, enrolmentId }) =>
        asProvider('W4', providerKey, {
          input: { courseDayId, default: 'PRESENT', entries: [{ enrolmentId, state: 'ABSENT' }] },
        }),
      ),
    ),
    W5: [await request('W5', { role: 'AGENCY' })],
  };
  return new Map(
    WORKLOADS.map((name) => [name, { name, requests: shuffled(lists[name]), writes: name === 'W4' }]),
  );
}

/** One request of the agency outside of the workloads. */
export async function agencyRequest(query: string, variables: Variables): Promise<BenchRequest> {
  const claims = { subject: 'bench:agency', name: 'Benchmark', roles: [{ role: 'AGENCY' as const }] };
  const authorization = `Bearer ${await signToken(claims, SECRET)}`;
  return {
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables }),
  };
}

/** In an order that has neighbours far apart, the same each time. */
function shuffled<T>(list: readonly T[]): T[] {
  const step = 7_919;
  const { length } = list;
  if (length === 0 || length % step === 0) return [...list];
  return list.map((each, index) => list[(index * step) % length] ?? each);
}
