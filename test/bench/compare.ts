/** A benchmark that does not read the answers measures nothing: everybody that is measured must say the same. */
import { isDeepStrictEqual } from 'node:util';
import { PROGRAMME } from './data-plan.js';
import { ask, PATIENCE_MS } from './load.js';
import { asTheProduct, askedOfPeer, forPeer } from './peer.js';
import { openRaw } from './raw/database.js';
import type { Server, ServerKind } from './servers.js';
import type { BenchRequest, Workload } from './workloads.js';

export interface Compared {
  /** How many of the requests were asked: fewer than wanted where they take too long. */
  readonly used: number;
  /** The fastest answer of each, in milliseconds. */
  readonly fastest: ReadonlyMap<ServerKind, number>;
}

/** Throws at the first answer that differs, or is none. Reads are asked again from the beginning. */
export async function compare(
  workload: Workload,
  { product, raw, peer }: { readonly product: Server; readonly raw: Server; readonly peer: Server | null },
  count: number,
): Promise<Compared> {
  const { name, requests, writes } = workload;
  const ofPeer = forPeer(workload, PROGRAMME).requests;
  const fastest = new Map<ServerKind, number>();
  const timed = async (kind: ServerKind, server: Server, request: BenchRequest): Promise<Answered> => {
    const began = performance.now();
    const answered = await ask(server, request);
    fastest.set(kind, Math.min(fastest.get(kind) ?? Infinity, performance.now() - began));
    return answered;
  };
  const until = performance.now() + PATIENCE_MS;
  let used = 0;
  for (; used < count && performance.now() < until; used += 1) {
    const place = writes ? used : used % requests.length;
    const [request, peerRequest] = [requests[place], ofPeer[place]];
    if (request === undefined || peerRequest === undefined) break;
    const theirs = await timed('raw', raw, request);
    same('product', request, await timed('product', product, request), theirs.answer);
    if (peer === null) continue;
    const { status, answer } = await timed('postgraphile', peer, peerRequest);
    const said = isData({ status, answer }) ? asTheProduct(name, answer) : answer;
    same('postgraphile', peerRequest, { status, answer: said }, askedOfPeer(name, theirs.answer));
  }
  return { used, fastest };
}

interface Answered {
  readonly status: number;
  readonly answer: unknown;
}

function isData({ status, answer }: Answered): boolean {
  return status === 200 && typeof answer === 'object' && answer !== null && !('errors' in answer);
}

function same(kind: ServerKind, request: BenchRequest, ours: Answered, reference: unknown): void {
  if (isData(ours) && isDeepStrictEqual(ours.answer, reference)) return;
  throw new Error(
    [
      `${kind} and the reference differ.`,
      `request:   ${request.body}`,
      ...firstDifference(ours.answer, reference),
    ].join('\n'),
  );
}

/** What a sheet leaves behind: the records, what the log says of them, and the figures that follow. */
const WRITTEN: readonly string[] = [
  `SELECT enrolment_id, course_day_id, part, state, notified, makes_up_course_day_id, reason, superseded_at FROM attendance
   WHERE recorded_by LIKE 'bench:%' ORDER BY course_day_id, enrolment_id, part`,
  `SELECT recorded_by, action, subject_id, before, after, reason FROM audit_event
   WHERE recorded_by LIKE 'bench:%' AND action = 'attendanceRecord' ORDER BY subject_id, after`,
  `SELECT g.enrolment_id, g.attended_half_days, g.credited_minutes FROM progress g WHERE g.enrolment_id IN (SELECT enrolment_id FROM attendance
   WHERE recorded_by LIKE 'bench:%') ORDER BY g.enrolment_id`,
];

/** The rows that the same sheets have left in the database of one and in that of the reference. */
export async function compareRows(kind: ServerKind, url: string, rawUrl: string): Promise<void> {
  const [ours, theirs] = [openRaw(url), openRaw(rawUrl)];
  try {
    for (const text of WRITTEN) {
      const [a, b] = [await ours.ask(text), await theirs.ask(text)];
      if (a.length === 0 || !isDeepStrictEqual(a, b))
        throw new Error(
          [`W4: ${kind} and the reference have written different rows.`, text, ...firstDifference(a, b)].join(
            '\n',
          ),
        );
    }
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
  }
}

/** Where two answers part, and what each has there. */
function firstDifference(ours: unknown, theirs: unknown, path = 'answer'): string[] {
  if (isDeepStrictEqual(ours, theirs)) return [];
  if (typeof ours === 'object' && typeof theirs === 'object' && ours !== null && theirs !== null)
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const inside = firstDifference(
        (ours as Record<string, unknown>)[key],
        (theirs as Record<string, unknown>)[key],
        `${path}.${key}`,
      );
      if (inside.length > 0) return inside;
    }
  return [
    `at ${path}`,
    `measured:  ${JSON.stringify(ours)?.slice(0, 600)}`,
    `reference: ${JSON.stringify(theirs)?.slice(0, 600)}`,
  ];
}
