import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { containsCpr } from '../../domain/cpr.js';
import { OPEN, SEATED } from '../../domain/enrolment.js';
import { findTrack, type Programme } from '../../domain/programme.js';
import { containsCprNumber, invalidInput, invalidState } from '../../domain/refusal.js';
import { ProgrammeFileError, readProgramme } from '../../programmes/reader.js';
import { Audit } from '../../storage/audit.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Settlement } from '../certification/index.js';
import { EnrolmentChanges, EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import { Rulebook } from '../programme/index.js';
import type { EnrolmentRulesMoveInput, RuleSetPublishInput } from './dto/rule-set.dto.js';
import { RuleSimulations, type Simulation } from './simulation.service.js';

/** New rules, and who goes by them: published with a look at their effect first, and nobody is moved without a decision (V40). */
@Injectable()
export class RuleSetService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    private readonly simulations: RuleSimulations,
    private readonly enrolments: EnrolmentService,
    private readonly changes: EnrolmentChanges,
    private readonly settlement: Settlement,
  ) {}

  /**
   * New engagements start under it from now on; enrolments and engagements that there are keep theirs. Refuses a file
   * with a fault, a version that is not the next one, and one without a track that somebody is on.
   */
  async publish(
    actor: Actor,
    input: RuleSetPublishInput,
  ): Promise<{ programme: Programme; simulation: Simulation }> {
    const programme = readFile(input.file);
    const work = async () => {
      const simulation = await this.simulations.of(await this.openEnrolments(programme), programme);
      await this.rulebook.publishNext(programme);
      await this.audit.record(actor, {
        action: 'ruleSetPublish',
        subjectId: `prg_${programme.key}`,
        after: { version: programme.version },
        reason: input.reason,
      });
      return { programme, simulation };
    };
    if (input.dryRun) return this.unitOfWork.preview(work);
    const published = await this.unitOfWork.run(work);
    await this.rulebook.refresh();
    return published;
  }

  /** From today on; what went before stays as it was answered then (V38). */
  async move(actor: Actor, input: EnrolmentRulesMoveInput): Promise<Simulation> {
    await this.rulebook.refresh();
    const work = async () => {
      const rows: EnrolmentRow[] = [];
      for (const id of input.enrolmentIds)
        rows.push(await this.enrolments.require(actor, 'enrolmentRulesMove', id));
      const programme = this.target(rows, input.version);
      const simulation = await this.simulations.of(input.enrolmentIds, programme);
      for (const row of rows)
        await this.changes.change(actor, row, {
          action: 'enrolmentRulesMove',
          ruleVersion: programme.version,
          validOn: this.clock.today(),
          reason: input.reason,
        });
      await this.settlement.settle(actor, input.enrolmentIds);
      return simulation;
    };
    return input.dryRun ? this.unitOfWork.preview(work) : this.unitOfWork.run(work);
  }

  private target(rows: readonly EnrolmentRow[], version: number): Programme {
    const [key, ...others] = new Set(rows.map((row) => row.programmeKey));
    if (key === undefined || others.length > 0)
      throw invalidInput({ path: 'enrolmentIds', message: 'must be of one programme' });
    const programme = this.rulebook.findVersion(key, version);
    if (programme === undefined)
      throw invalidInput({ path: 'version', message: `is not a published version of ${key}` });
    rows.forEach((row, index) => {
      const path = `enrolmentIds.${index}`;
      if (!SEATED.includes(row.status))
        throw invalidState(
          `${path}: only somebody who holds a seat can go by other rules.`,
          row.status,
          SEATED,
        );
      if (row.ruleVersion === version) throw invalidInput({ path, message: 'goes by this version already' });
      if (findTrack(programme, row.trackKey) === undefined)
        throw invalidInput({ path, message: 'is on a track that these rules do not have' });
    });
    return programme;
  }

  /** Oldest first. Refuses rules that leave somebody without their track. */
  private async openEnrolments(programme: Programme): Promise<string[]> {
    const rows = await this.store.query<{ id: string; trackKey: string }>(sql`
      SELECT id, track_key FROM enrolment
      WHERE programme_key = ${programme.key} AND status IN ${among(OPEN)} ORDER BY recorded_at, id`);
    const missing = rows.find((row) => findTrack(programme, row.trackKey) === undefined);
    if (missing !== undefined)
      throw invalidInput({
        path: 'file',
        message: `tracks: must still have ${missing.trackKey}, which people are on`,
      });
    return rows.map((row) => row.id);
  }
}

function readFile(file: Uint8Array): Programme {
  if (containsCpr(Buffer.from(file).toString('utf8'))) throw containsCprNumber('file');
  try {
    return readProgramme(file);
  } catch (error) {
    if (!(error instanceof ProgrammeFileError)) throw error;
    throw invalidInput({
      path: 'file',
      message: [error.path, error.reason].filter((part) => part !== '').join(': '),
    });
  }
}
