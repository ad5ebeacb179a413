import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { danishSortKey } from '../../domain/danish.js';
import { invalidInput, Refused, type Refusal } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EngagementService, SeatService, type SeatPlace } from '../engagement/index.js';
import { RosterOutcome, type RosterImportInput } from './dto/roster.dto.js';
import { refusalProblem } from './refusal-problem.js';
import { parseRoster, type ParsedRow, type RosterProblem } from './roster-file.js';
import { RosterSeating } from './roster-seating.service.js';

/** What happened to one row, or would happen. */
export interface RosterRowResult {
  readonly line: number;
  readonly outcome: RosterOutcome;
  readonly problems: readonly (Omit<RosterProblem, 'code'> & { readonly code: Refusal['code'] })[];
  readonly personId: string | null;
  readonly enrolmentId: string | null;
}

/**
 * A whole list at once. A refused row never stops the others; the run is one transaction, so that a fault midway leaves
 * nothing behind. A dry run does exactly the same and is then rolled back.
 */
@Injectable()
export class RosterService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly engagements: EngagementService,
    private readonly seats: SeatService,
    private readonly seating: RosterSeating,
  ) {}

  async import(actor: Actor, input: RosterImportInput): Promise<readonly RosterRowResult[]> {
    const municipalityCode =
      input.municipalityCode ??
      (await this.engagements.onlyMunicipality(actor, 'rosterImport', input.engagementId));
    const engagement = await this.engagements.require(
      actor,
      'rosterImport',
      input.engagementId,
      municipalityCode,
    );
    const place = this.seats.place(engagement, municipalityCode, input.trackKey);
    const file = parseRoster(input.file);
    if (!file.ok) throw fileRefused(file.problem);
    const work = async () => {
      const rows = await this.rows(actor, place, input.cohortId ?? null, file.rows);
      const accepted = rows.filter((row) => row.outcome === RosterOutcome.ACCEPTED).length;
      await this.audit.record(actor, {
        action: 'rosterImport',
        subjectId: engagement.id,
        after: { municipalityCode, trackKey: place.trackKey, rows: rows.length, accepted },
      });
      return rows;
    };
    if (!input.dryRun) return this.unitOfWork.run(work);
    const rows = await this.unitOfWork.preview(work);
    const kept = await this.seating.existingPeople(rows.flatMap((row) => row.personId ?? []));
    return rows.map((row) => ({
      ...row,
      personId: row.personId !== null && kept.has(row.personId) ? row.personId : null,
      enrolmentId: row.outcome === RosterOutcome.ACCEPTED ? null : row.enrolmentId,
    }));
  }

  private async rows(
    actor: Actor,
    place: SeatPlace,
    cohortId: string | null,
    rows: readonly ParsedRow[],
  ): Promise<RosterRowResult[]> {
    const seen = new Set<string>();
    const results: RosterRowResult[] = [];
    for (const row of rows) {
      const { line, problems, values } = row;
      const nobody = { line, problems, personId: null, enrolmentId: null };
      if (problems.length > 0) {
        results.push({ ...nobody, outcome: RosterOutcome.REFUSED });
        continue;
      }
      const identity = values.email ?? danishSortKey(values.name);
      if (seen.has(identity)) {
        results.push({ ...nobody, outcome: RosterOutcome.DUPLICATE });
        continue;
      }
      seen.add(identity);
      results.push(await this.row(actor, place, cohortId, row));
    }
    return results;
  }

  private async row(
    actor: Actor,
    place: SeatPlace,
    cohortId: string | null,
    { line, values }: ParsedRow,
  ): Promise<RosterRowResult> {
    try {
      const seated = await this.unitOfWork.attempt(() => this.seating.seat(actor, place, cohortId, values));
      return { line, problems: [], ...seated };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const outcome =
        error.refusal.code === 'NEEDS_ACKNOWLEDGEMENT'
          ? RosterOutcome.NEEDS_ACKNOWLEDGEMENT
          : RosterOutcome.REFUSED;
      return { line, outcome, problems: [refusalProblem(error.refusal)], personId: null, enrolmentId: null };
    }
  }
}

function fileRefused(problem: RosterProblem): Refused {
  if (problem.code === 'CONTAINS_CPR')
    return new Refused({ code: 'CONTAINS_CPR', message: problem.message.en, path: 'file' });
  return invalidInput({ path: 'file', message: problem.message.en });
}
