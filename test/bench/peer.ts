/** The five requests as a user of PostGraphile would ask them, and its answers in the words of the product's schema. */
import { cursorOf } from './raw/page.js';
import type { BenchRequest, Workload, WorkloadName } from './workloads.js';

/** Read from an answer as its query asked for it. */
type Read = any;

const QUERIES: Readonly<Record<WorkloadName, string>> = {
  W1: `query W1($id: String!) { enrolmentByRowId(rowId: $id) { rowId status progressByEnrolmentId {
    requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missedHalfDays { nodes { courseDayId part startsAt } }
    targetMinutes creditedMinutes remainingMinutes plannedMinutes certified completed } } }`,
  W2: `query W2($programme: String!) { certificationStatusOfAll { nodes { programmeKey trackKey code name persons enrolled
    certified completed withdrawn supervisionMinutes supervisionTargetMinutes attendedHalfDays requiredHalfDays } }
    seatUsageOf(programme: $programme) { nodes { code trackKey seatLimit granted held free cumulativePersons waiting } } }`,
  W3: `query W3($provider: String!, $trackKey: String!, $sortKey: String!, $id: String!) { enrolmentsTaught(
    providerKey: $provider, trackKey: $trackKey, afterSortKey: $sortKey, afterId: $id, first: 50) {
    nodes { rowId status personByPersonId { rowId name sortKey } municipalityByMunicipalityCode { code name }
      progressByEnrolmentId { attendedHalfDays requiredHalfDays creditedMinutes targetMinutes remainingMinutes } }
    pageInfo { hasNextPage } } }`,
  W4: 'mutation W4($input: RecordSheetInput!) { recordSheet(input: $input) { result { rowId status } } }',
  W5: 'query W5 { __typename }',
};

/** The same, asked of PostGraphile. */
export function forPeer(workload: Workload, programmeKey: string): Workload {
  const { name, requests } = workload;
  return { ...workload, requests: requests.map((request) => peerRequest(name, request, programmeKey)) };
}

function peerRequest(
  name: WorkloadName,
  { headers, body }: BenchRequest,
  programmeKey: string,
): BenchRequest {
  const { variables } = JSON.parse(body) as { variables: Read };
  const provider = headers['x-provider'];
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: QUERIES[name],
      operationName: name,
      variables: variablesOf(name, variables, provider, programmeKey),
    }),
  };
}

function variablesOf(name: WorkloadName, given: Read, provider: string | undefined, programme: string) {
  if (name === 'W1') return { id: given.id };
  if (name === 'W2') return { programme };
  if (name === 'W3') {
    const [sortKey, id] = JSON.parse(Buffer.from(given.after, 'base64url').toString()) as string[];
    return { provider, trackKey: given.trackKey, sortKey, id };
  }
  if (name !== 'W4') return {};
  const { courseDayId, entries } = given.input;
  const absent = entries.map((entry: Read) => entry.enrolmentId);
  return { input: { providerKey: provider, dayId: courseDayId, absent } };
}

/** What PostGraphile says, as the product would say it: of W1 without the outlook and the requirements, which no row keeps. */
const TOLD: Readonly<Record<WorkloadName, (data: Read) => unknown>> = {
  W1: ({ enrolmentByRowId: { rowId, status, progressByEnrolmentId: kept } }) => ({
    enrolment: {
      ...{ id: rowId, status },
      progress: {
        attendance: {
          requiredHalfDays: kept.requiredHalfDays,
          heldHalfDays: kept.heldHalfDays,
          attendedHalfDays: kept.attendedHalfDays,
          madeUpHalfDays: kept.madeUpHalfDays,
          missed: kept.missedHalfDays.nodes.map(({ courseDayId, part, startsAt }: Read) => ({
            ...{ id: `${courseDayId}:${part}`, part, startsAt },
          })),
        },
        supervision: { ...hours(kept), plannedMinutes: kept.plannedMinutes },
        certified: kept.certified === 1,
        completed: kept.completed === 1,
      },
    },
  }),
  W2: ({ certificationStatusOfAll, seatUsageOf }) => ({
    certificationStatus: certificationStatusOfAll.nodes.map(({ code, name, ...row }: Read) => ({
      ...row,
      municipality: { code, name },
    })),
    seatUsage: seatUsageOf.nodes.map(({ code, seatLimit, ...row }: Read) => ({
      ...row,
      limit: seatLimit,
      municipality: { code },
    })),
  }),
  W3: ({ enrolmentsTaught: { nodes, pageInfo } }) => {
    const last = nodes.at(-1);
    return {
      enrolments: {
        nodes: nodes.map(({ rowId, status, ...node }: Read) => {
          const { attendedHalfDays, requiredHalfDays, ...kept } = node.progressByEnrolmentId;
          const { creditedMinutes, remainingMinutes } = hours(kept);
          return {
            ...{ id: rowId, status, municipality: node.municipalityByMunicipalityCode },
            person: { id: node.personByPersonId.rowId, name: node.personByPersonId.name },
            progress: {
              attendance: { attendedHalfDays, requiredHalfDays },
              supervision: { creditedMinutes, remainingMinutes },
            },
          };
        }),
        pageInfo: {
          hasNextPage: pageInfo.hasNextPage,
          endCursor: last === undefined ? null : cursorOf(last.personByPersonId.sortKey, last.rowId),
        },
      },
    };
  },
  W4: ({ recordSheet: { result } }) => ({
    attendanceRecord: { courseDay: { id: result.rowId, status: result.status } },
  }),
  W5: (data) => data,
};

/** Nothing to reach is kept as 0. */
function hours({ creditedMinutes, targetMinutes, remainingMinutes }: Read) {
  const none = targetMinutes === 0;
  return {
    creditedMinutes,
    targetMinutes: none ? null : targetMinutes,
    remainingMinutes: none ? null : remainingMinutes,
  };
}

/** Its answer as the product would give it. */
export function asTheProduct(name: WorkloadName, answer: Read): unknown {
  return { data: TOLD[name](answer.data) };
}

/** What of the reference's answer PostGraphile is asked for. */
export function askedOfPeer(name: WorkloadName, answer: Read): unknown {
  if (name !== 'W1') return answer;
  const { progress, ...enrolment } = answer.data.enrolment;
  const { attendance, supervision, certified, completed } = progress;
  const { outlook: _, ...minutes } = supervision;
  return {
    data: {
      enrolment: { ...enrolment, progress: { attendance, supervision: minutes, certified, completed } },
    },
  };
}
