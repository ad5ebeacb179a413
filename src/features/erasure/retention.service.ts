import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { addMonths, type LocalDate } from '../../domain/calendar.js';
import { invalidInput, invalidState, notFound, Refused } from '../../domain/refusal.js';
import { retentionEnd } from '../../domain/retention.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { Audit } from '../../storage/audit.js';
import { RetentionRunEntity } from '../../storage/erasure.entity.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { BelongingsRepository } from './belongings.repository.js';
import {
  type RetentionApproveInput,
  RetentionOutcome,
  RetentionProposal,
  RetentionRule,
  RetentionRun,
} from './dto/retention.dto.js';
import { ErasureService, type ErasureOutcome } from './erasure.service.js';
import { RetentionRepository, type RunRow } from './retention.repository.js';

/** What every proposal would take; the figures of what stays are each person’s own. */
const GOES = [
  'Name, address and phone',
  'Organisation, unit and job title of every job',
  'Every reason, remark, answer, dispute and description written about them',
  'The name on certificates; their numbers go on answering (V26)',
  'What the log of changes says of them; that something was changed, when and by whom, stays',
];

/** Proposes whom nothing is kept of for a reason any more; only what a named person approves is done. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
    private readonly kept: RetentionRepository,
    private readonly people: BelongingsRepository,
    private readonly erasures: ErasureService,
  ) {}

  async proposals(actor: Actor, page: PageArgs): Promise<Connection<RetentionProposal>> {
    if (!reachOf(actor, 'retentionProposals').everything) throw notFound('proposal');
    const condition = this.kept.due(this.limits());
    return readPage(
      page,
      [{ expression: sql`p.id`, rowKey: 'id' }],
      (after, orderBy, limit) => this.kept.page(condition, after, orderBy, limit),
      () => this.kept.count(condition),
      ({ id }) => Object.assign(new RetentionProposal(), { id, personId: id, goes: GOES }),
    );
  }

  /** The rule that kept it longest, and since when it does not any more. */
  async reasonOf(personId: string): Promise<{ rule: RetentionRule; dueSince: LocalDate }> {
    const ids = (await this.people.registrations(personId)).map(({ id }) => id);
    if (ids.length === 0) throw notFound('proposal');
    const end = retentionEnd(await this.kept.keptOf(ids), this.env);
    if (end === null || end.dueSince > this.clock.today())
      throw invalidState('Something of this person is still kept for a reason.', 'WITHIN_RETENTION', []);
    return { rule: RetentionRule[end.rule], dueSince: end.dueSince };
  }

  async whatStays(personId: string): Promise<{ table: string; rows: number }[]> {
    const whose = await this.people.belongings(await this.people.registrations(personId), []);
    return this.people.whatStays(whose);
  }

  async runs(actor: Actor, page: PageArgs): Promise<Connection<RetentionRun>> {
    if (!reachOf(actor, 'retentionRuns').everything) throw notFound('run');
    return readPage(
      page,
      [{ expression: sql`r.id`, rowKey: 'id' }],
      (after, orderBy, limit) => this.kept.runs(after, orderBy, limit),
      () => this.kept.countRuns(),
      toRun,
    );
  }

  /** Each of them by itself: one that is not due any more is refused, told in the run, and holds up nobody else. */
  async approve(actor: Actor, { proposalIds, reason }: RetentionApproveInput): Promise<RetentionRun> {
    if (!reachOf(actor, 'retentionApprove').everything) throw notFound('proposal');
    const twice = proposalIds.findIndex((id, index) => proposalIds.indexOf(id) < index);
    if (twice >= 0) throw invalidInput({ path: `proposalIds.${twice}`, message: 'is named already' });
    const { run, erased } = await this.unitOfWork.run(async () => {
      const erased: ErasureOutcome[] = [];
      const outcomes: RetentionOutcome[] = [];
      for (const proposalId of proposalIds) {
        const { erasureId = null, ...outcome } = await this.execute(actor, proposalId, reason);
        if (outcome.done !== null) erased.push(outcome.done);
        outcomes.push({ proposalId, erasureId, refusal: outcome.refusal });
      }
      const row = { id: newId('retentionRun'), outcome: JSON.stringify(outcomes), reason };
      const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
      await this.store.insert(RetentionRunEntity, { ...row, ...stamp });
      await this.audit.record(actor, {
        action: 'retentionApprove',
        subjectId: row.id,
        after: { proposed: proposalIds.length, erased: erased.length },
        reason,
      });
      return { run: toRun({ ...row, ...stamp, name: actor.name }), erased };
    });
    await this.erasures.cleanAfter(erased);
    return run;
  }

  private async execute(
    actor: Actor,
    personId: string,
    reason: string,
  ): Promise<{ erasureId?: string; done: ErasureOutcome | null; refusal: string | null }> {
    try {
      const done = await this.unitOfWork.attempt(async () => {
        await this.reasonOf(personId);
        return this.erasures.eraseOne(actor, { personId, reason });
      });
      return { erasureId: done.erasureId, done, refusal: null };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { done: null, refusal: error.message };
    }
  }

  private limits() {
    const today = this.clock.today();
    return {
      certificate: addMonths(today, -12 * this.env.certificateYears),
      detail: addMonths(today, -this.env.detailMonths),
      contact: addMonths(today, -this.env.contactMonths),
    };
  }
}

function toRun(row: RunRow): RetentionRun {
  const outcomes = JSON.parse(row.outcome) as RetentionOutcome[];
  return Object.assign(new RetentionRun(), {
    id: row.id,
    approvedAt: row.recordedAt,
    approvedBy: row.name,
    reason: row.reason,
    erased: outcomes.filter(({ erasureId }) => erasureId !== null).length,
    outcomes: outcomes.map((outcome) => Object.assign(new RetentionOutcome(), outcome)),
  });
}
