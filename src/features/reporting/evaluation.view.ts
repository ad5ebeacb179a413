import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Pseudonyms } from '../../access/pseudonyms.js';
import { Clock } from '../../config/clock.js';
import { groupBy } from '../../domain/group-by.js';
import { regionOn } from '../../domain/municipality.js';
import { SMALLEST_CELL, tellableCells } from '../../domain/small-cells.js';
import { type Connection, pageOf, type PageArgs } from '../../graphql/connection.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import { asOf, type ProgressAnswer } from '../progress/index.js';
import { EvaluationRow } from './dto/evaluation.model.js';
import { isCounted, StatusView } from './status.view.js';

/**
 * The evaluator's question (H5, Q39): attendance and completion of everybody in a programme, without names. Answered for
 * today alone, because two days side by side would tell who came and who went.
 */
@Injectable()
export class EvaluationView {
  constructor(
    private readonly clock: Clock,
    private readonly status: StatusView,
    private readonly municipalities: MunicipalityDirectory,
    private readonly rulebook: Rulebook,
    private readonly pseudonyms: Pseudonyms,
  ) {}

  /** By track and pseudonym, which is an order that tells nothing. What is kept back is the same on every page. */
  async page(actor: Actor, programmeKey: string, page: PageArgs): Promise<Connection<EvaluationRow>> {
    this.rulebook.requireProgramme(programmeKey, 'programmeKey');
    const reach = reachOf(actor, 'evaluationTable');
    const { counted } = await this.status.ask(reach, { programmeKey }, [asOf(null, this.clock)]);
    const tracks = groupBy((counted[0] ?? []).filter(isCounted), (answer) => answer.enrolment.trackKey);
    const rows = [...tracks.values()]
      .filter((answers) => peopleIn(answers).size >= SMALLEST_CELL)
      .flatMap((answers) => this.rowsOf(answers));
    const ofEach = groupBy(rows, (row) => `${row.trackKey} ${row.pseudonym}`);
    return pageOf(
      page,
      [...ofEach]
        .flatMap(([key, own]) => own.map((node, index) => ({ key: `${key} ${index}`, node })))
        .sort((one, other) => (one.key < other.key ? -1 : 1)),
    );
  }

  /** Those of one track. A municipality is told only where its region is, and both only where enough people are left. */
  private rowsOf(answers: readonly ProgressAnswer[]): EvaluationRow[] {
    const today = this.clock.today();
    const codeOf = ({ enrolment }: ProgressAnswer) => enrolment.municipalityCode;
    const regionOf = (answer: ProgressAnswer) =>
      regionOn(this.municipalities.require(codeOf(answer), 'municipalityCode'), today) ?? '';
    const regions = tellable(answers, regionOf);
    const inRegions = [...groupBy(answers, regionOf)].filter(([region]) => regions.has(region));
    const codes = new Set(inRegions.flatMap(([, within]) => [...tellable(within, codeOf)]));
    return answers.map((answer) =>
      this.row(
        answer,
        regions.has(regionOf(answer)) ? regionOf(answer) : null,
        codes.has(codeOf(answer)) ? codeOf(answer) : null,
      ),
    );
  }

  private row(answer: ProgressAnswer, region: string | null, municipalityCode: string | null): EvaluationRow {
    const { enrolment, status, attendance, supervision, certified, completed } = answer;
    const { personId, programmeKey, trackKey } = enrolment;
    return Object.assign(new EvaluationRow(), {
      pseudonym: this.pseudonyms.of(programmeKey)(personId),
      programmeKey,
      trackKey,
      region,
      municipalityCode,
      left: status === 'WITHDRAWN' || status === 'REPLACED',
      attendedHalfDays: attendance.attendedHalfDays,
      madeUpHalfDays: attendance.madeUpHalfDays,
      requiredHalfDays: attendance.requiredHalfDays,
      supervisionMinutes: supervision.creditedMinutes,
      supervisionTargetMinutes: supervision.targetMinutes,
      certified,
      completed,
    });
  }
}

function peopleIn(answers: readonly ProgressAnswer[]): ReadonlySet<string> {
  return new Set(answers.map((answer) => answer.enrolment.personId));
}

function tellable(answers: readonly ProgressAnswer[], cellOf: (answer: ProgressAnswer) => string) {
  const cells = groupBy(answers, cellOf);
  return tellableCells(new Map([...cells].map(([cell, within]) => [cell, peopleIn(within)])));
}
