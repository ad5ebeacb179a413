import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { addDays, type LocalDate } from '../../domain/calendar.js';
import { duplicate, invalidState, notFound, type Refused } from '../../domain/refusal.js';
import { lastDayOfLogDue } from '../../domain/retention.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { type Cut, cutUpTo, shortenLog, unsealedSince } from '../../storage/audit-shortening.js';
import { SHORTENS, type Shortening } from '../../storage/audit-shortenings.js';
import { verifyLog } from '../../storage/audit-verify.js';
import { Audit } from '../../storage/audit.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import {
  type RetentionAuditApproveInput,
  RetentionAuditProposal,
  RetentionAuditRun,
} from './dto/retention-audit.dto.js';

type RunRow = Omit<Shortening, 'recordedBy' | 'toId'> & { readonly name: string | null };

/**
 * The log of changes is kept for a time (domain.md section 7). Nothing is taken off it by itself: only what a named person
 * approves, and no more of it than is older than the period and as it was sealed.
 */
@Injectable()
export class RetentionAuditService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {}

  async proposal(actor: Actor): Promise<RetentionAuditProposal> {
    if (!reachOf(actor, 'retentionAuditProposal').everything) throw notFound('proposal');
    const due = this.lastDayDue();
    const unsealed = await unsealedSince(this.store);
    const waits = unsealed !== null && unsealed <= due;
    const cut = unsealed === '' ? null : await cutUpTo(this.store, waits ? addDays(unsealed, -1) : due);
    return Object.assign(new RetentionAuditProposal(), {
      keptFrom: addDays(due, 1),
      ...(cut ?? { from: null, upTo: null, days: 0, events: 0, seals: 0 }),
    });
  }

  async runs(actor: Actor, page: PageArgs): Promise<Connection<RetentionAuditRun>> {
    if (!reachOf(actor, 'retentionAuditRuns').everything) throw notFound('run');
    return readPage(
      page,
      [{ expression: sql`r.sequence`, rowKey: 'sequence' }],
      async (after, orderBy, limit) =>
        this.store.query<RunRow>(sql`
          SELECT r.id, r.up_to, r.events, r.seals, r.sequence, r.hash, r.reason, r.recorded_at, a.name
          FROM audit_shortening r LEFT JOIN actor a ON a.subject = r.recorded_by
          WHERE ${after} ORDER BY ${orderBy} LIMIT ${limit}`),
      async () => {
        const row = await this.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM audit_shortening`);
        return Number(row?.n ?? 0);
      },
      toRun,
    );
  }

  /** A dry run does all of it and takes it back. What goes is looked at once more before: nobody can do so afterwards. */
  async approve(
    actor: Actor,
    { upTo, reason, dryRun }: RetentionAuditApproveInput,
  ): Promise<{ run: RetentionAuditRun; filesCleaned: boolean | null }> {
    if (!reachOf(actor, 'retentionAuditApprove').everything) throw notFound('proposal');
    const looked = await this.cut(upTo);
    await this.requireWhole(looked);
    const work = async () => {
      const cut = await this.cut(upTo);
      if (cut.from !== looked.from || cut.anchor.hash !== looked.anchor.hash) throw meanwhile();
      return this.shorten(actor, cut, reason);
    };
    if (dryRun) return { run: await this.unitOfWork.preview(work), filesCleaned: null };
    const run = await this.unitOfWork.run(work);
    const tables = ['audit_event', 'audit_about', 'audit_seal'];
    return { run, filesCleaned: await this.store.clean(tables) };
  }

  private async shorten(actor: Actor, cut: Cut, reason: string): Promise<RetentionAuditRun> {
    const order = { cut, reason, recordedBy: actor.subject };
    const { id, recordedAt, told } = await shortenLog(this.store, this.clock, order);
    await this.audit.record(actor, { action: SHORTENS, subjectId: id, after: told, reason });
    const { upTo, events, seals, anchor } = cut;
    const { sequence, hash } = anchor;
    return toRun({ id, upTo, events, seals, sequence, hash, reason, recordedAt, name: actor.name });
  }

  private async cut(upTo: LocalDate): Promise<Cut> {
    const due = this.lastDayDue();
    if (upTo > due)
      throw invalidState(`The log of changes is kept from ${addDays(due, 1)} on.`, 'WITHIN_RETENTION', []);
    const unsealed = await unsealedSince(this.store);
    if (unsealed !== null && unsealed <= upTo)
      throw invalidState(
        'Not all of these days is sealed yet. Servers seal once a minute; npm run audit:verify does so at once.',
        'NOT_SEALED',
        [],
      );
    const cut = await cutUpTo(this.store, upTo);
    if (cut === null)
      throw invalidState('Nothing in the log of changes is as old as that.', 'NOTHING_DUE', []);
    return cut;
  }

  /** What was changed behind the back of the program must not be out of sight because it was removed. */
  private async requireWhole({ anchor }: Cut): Promise<void> {
    const { findings, beginning } = await verifyLog(this.store, { upToSeal: anchor.sequence + 1 });
    if (findings.length === 0 && beginning.length === 0) return;
    const where = beginning.length > 0 ? 'at its beginning' : `seal ${findings[0]?.seal}`;
    throw invalidState(
      `The log of changes is not as it was sealed (${where}). Find out why before any of it goes: npm run audit:verify.`,
      'NOT_AS_SEALED',
      [],
    );
  }

  private lastDayDue(): LocalDate {
    return lastDayOfLogDue(this.clock.today(), this.env);
  }
}

function meanwhile(): Refused {
  return duplicate('Somebody else has just shortened the log. Look at what is proposed now.', []);
}

function toRun({ sequence, hash, recordedAt, name, ...row }: RunRow): RetentionAuditRun {
  return Object.assign(new RetentionAuditRun(), {
    ...row,
    ...{ approvedAt: recordedAt, approvedBy: name, lastSeal: sequence, head: hash },
  });
}
