import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Pseudonyms } from '../../access/pseudonyms.js';
import { Clock } from '../../config/clock.js';
import { groupBy } from '../../domain/group-by.js';
import { type Connection, pageOf, type PageArgs } from '../../graphql/connection.js';
import { Rulebook } from '../programme/index.js';
import { asOf, type CountedAnswer } from '../progress/index.js';
import { EvaluationRow } from './dto/evaluation.model.js';
import { type Place, placesWithoutPeople } from './places.js';
import { StatusView } from './status.view.js';

/**
 * The evaluator's question (H5, Q39): attendance and completion of everybody in a programme, without names. Answered for
 * today alone, because two days side by side would tell who came and who went.
 */
@Injectable()
export class EvaluationView {
  constructor(
    private readonly clock: Clock,
    private readonly status: StatusView,
    private readonly rulebook: Rulebook,
    private readonly pseudonyms: Pseudonyms,
  ) {}

  /** By track and pseudonym, which is an order that tells nothing. What is kept back is the same on every page. */
  async page(actor: Actor, programmeKey: string, page: PageArgs): Promise<Connection<EvaluationRow>> {
    this.rulebook.requireProgramme(programmeKey, 'programmeKey');
    const reach = reachOf(actor, 'evaluationTable');
    const everybody = await this.status.everybody(reach, { programmeKey }, asOf(null, this.clock));
    const placeOf = placesWithoutPeople(everybody, this.status.places(this.clock.today()));
    const rows = everybody.flatMap((answer) => {
      const place = placeOf(answer);
      return place === null ? [] : [this.row(answer, place)];
    });
    const ofEach = groupBy(rows, (row) => `${row.trackKey} ${row.pseudonym}`);
    return pageOf(
      page,
      [...ofEach]
        .flatMap(([key, own]) => own.map((node, index) => ({ key: `${key} ${index}`, node })))
        .sort((one, other) => (one.key < other.key ? -1 : 1)),
    );
  }

  private row(answer: CountedAnswer, { region, municipalityCode }: Place): EvaluationRow {
    const { enrolment, left, attendance, supervision, certified, completed } = answer;
    const { personId, programmeKey, trackKey } = enrolment;
    return Object.assign(new EvaluationRow(), {
      pseudonym: this.pseudonyms.of(programmeKey)(personId),
      programmeKey,
      trackKey,
      region,
      municipalityCode,
      left: left !== null,
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
