/** Everything that can be found wrong after a fault. */
import type { Env } from '../../../src/config/env.js';
import { type Inspection, inspect, storageProblems } from './inspection.js';
import { violations } from './invariants.js';
import type { Ledger } from './ledger.js';
import { ask } from './request.js';

export interface Findings {
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** There, but not whole. */
  readonly halfApplied: readonly string[];
}

export const NOTHING: Findings = { lost: [], halfApplied: [] };

export async function findings(env: Env, ledger: Ledger): Promise<Findings> {
  return inspect(env, async (database) => {
    const found = await findingsIn(database, ledger);
    await ledger.remember(database);
    return found;
  });
}

export async function findingsIn(database: Inspection, ledger: Ledger): Promise<Findings> {
  return {
    lost: await ledger.missing(database),
    halfApplied: [...(await storageProblems(database)), ...(await violations(database))],
  };
}

const PROGRESS = `query ($id: ID!) { cohort(id: $id) { enrolments(first: 100) { nodes {
  id progress(asOf: { knownAt: "2099-12-31T00:00:00Z" }) { attendance { attendedHalfDays } supervision { creditedMinutes } } } } } }`;

/** Whom the kept figures say something else of than the program works out from the facts; of the latest cohorts, or of all. */
export async function wrongFigures(env: Env, url: string, token: string, latest = 1_000): Promise<string[]> {
  return inspect(env, async (database) => {
    const wrong: string[] = [];
    const kept = await database.rows<Record<'id' | 'figures', string>>(`
      SELECT enrolment_id AS id, attended_half_days || '/' || credited_minutes AS figures FROM progress`);
    const figures = new Map(kept.map((row) => [row.id, row.figures]));
    const cohorts = await database.rows<{ id: string }>(
      `SELECT id FROM cohort ORDER BY id DESC LIMIT ${latest}`,
    );
    for (const { id } of cohorts) {
      const answer = await ask(url, token, PROGRESS, { id });
      if (answer.kind !== 'DONE') return [JSON.stringify(answer)];
      for (const { id: enrolmentId, progress } of answer.payload.cohort.enrolments.nodes) {
        const now = `${progress.attendance.attendedHalfDays}/${progress.supervision.creditedMinutes}`;
        const before = figures.get(enrolmentId) ?? '0/0';
        if (now !== before) wrong.push(`${enrolmentId}: kept ${before}, worked out ${now}`);
      }
    }
    return wrong;
  });
}
