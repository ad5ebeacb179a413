import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { statusOnReopening, type EnrolmentStatus } from '../../domain/enrolment.js';
import { groupBy } from '../../domain/group-by.js';
import { covers, shortfallOf, type Shortfall } from '../../domain/shortfall.js';
import { Store } from '../../storage/store.js';
import { EnrolmentChanges, EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService, type ProgressAnswer, type WorkedOut } from '../progress/index.js';
import { CertificateEvents, type CertificateHead } from './certificate.events.js';

/**
 * What follows from a fact, in the same transaction as the fact: how the enrolments stand, the step to ACTIVE and
 * COMPLETED, and a review of certificates that would not be issued as things stand now.
 */
@Injectable()
export class Settlement {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly enrolments: EnrolmentRepository,
    private readonly changes: EnrolmentChanges,
    private readonly events: CertificateEvents,
  ) {}

  /**
   * Inside a unit of work, after the facts of these enrolments were written. Nothing follows any more for who was erased.
   * `known` says how some of them stand now; the others are worked out from the facts.
   */
  async settle(
    actor: Actor,
    enrolmentIds: readonly string[],
    known?: ReadonlyMap<string, WorkedOut>,
  ): Promise<ReadonlyMap<string, ProgressAnswer>> {
    const now = asOf(null, this.clock);
    const worked = await this.progress.workOut(enrolmentIds, now, known);
    const answers = new Map([...worked].map(([id, { answer }]) => [id, answer]));
    const stepping = [...worked].filter(([, { standing, answer }]) => nextStatus(standing.status, answer));
    const enrolments = await this.enrolmentsOf(stepping.map(([id]) => id));
    const open = new Map([...answers].map(([id, answer]) => [id, shortfallOf(answer)]));
    const certificates = await this.certificatesOf(
      [...worked].flatMap(([id, { standing }]) => (standing.issued && open.get(id)?.length ? [id] : [])),
    );
    const moved: string[] = [];
    for (const [id, answer] of answers) {
      const enrolment = enrolments.get(id);
      const stepped = enrolment !== undefined && (await this.step(actor, enrolment, answer));
      const reviewed = await this.review(actor, id, open.get(id) ?? [], certificates.get(id) ?? []);
      if (stepped || reviewed) moved.push(id);
    }
    const anew = await this.progress.workOut(moved, now);
    await this.progress.keep([...new Map([...worked, ...anew]).values()], now);
    return answers;
  }

  private async enrolmentsOf(ids: readonly string[]): Promise<ReadonlyMap<string, EnrolmentRow>> {
    const rows = ids.length === 0 ? [] : await this.enrolments.find(ids);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async certificatesOf(ids: readonly string[]): Promise<ReadonlyMap<string, CertificateHead[]>> {
    const heads = ids.length === 0 ? [] : await this.events.findOfEnrolments(ids);
    return groupBy(heads, (certificate) => certificate.enrolmentId);
  }

  private async step(
    actor: Actor,
    enrolment: EnrolmentRow,
    { begun, completed }: ProgressAnswer,
  ): Promise<boolean> {
    const { id, status } = enrolment;
    const reopens = status === 'COMPLETED' && !completed;
    if (reopens && (await this.isErased(id))) return false;
    // What was withdrawn since is not among the facts any more, and the course has begun all the same.
    const everBegun = begun || (reopens && (await this.enrolments.everBegan(id)));
    const next = nextStatus(status, { begun: everBegun, completed });
    if (next === null) return false;
    await this.changes.change(actor, enrolment, {
      action: 'settlement',
      status: next.status,
      validOn: this.clock.today(),
      reason: next.reason,
    });
    return true;
  }

  private async isErased(enrolmentId: string): Promise<boolean> {
    const gone = await this.store.queryOne(
      sql`SELECT 1 AS gone FROM erasure_subject WHERE id = ${enrolmentId}`,
    );
    return gone !== null;
  }

  /**
   * V25: put under review, never revoked; a named person decides (L22). What such a person has decided on is not brought
   * up again, and what is over by its date is left alone.
   */
  private async review(
    actor: Actor,
    enrolmentId: string,
    open: Shortfall,
    certificates: readonly CertificateHead[],
  ): Promise<boolean> {
    const today = this.clock.today();
    let reviewed = false;
    for (const certificate of certificates) {
      const { number, status, validUntil } = certificate;
      if (status !== 'VALID' || (validUntil !== null && validUntil < today)) continue;
      if (await this.isErased(enrolmentId)) break;
      const decided = await this.events.decidedOn(number);
      if (decided.some((shortfall) => covers(shortfall, open))) continue;
      await this.events.append(actor, certificate, {
        kind: 'REVIEW_REQUIRED',
        validOn: today,
        reason: 'A requirement is open after issue that would have blocked it',
      });
      reviewed = true;
    }
    return reviewed;
  }
}

/**
 * ACTIVE from the first record of their course, whatever becomes of that; COMPLETED while nothing that blocks completion is
 * open; as before when something is again (V25).
 */
function nextStatus(
  status: EnrolmentStatus | null,
  { begun, completed }: Pick<ProgressAnswer, 'begun' | 'completed'>,
): { status: EnrolmentStatus; reason: string } | null {
  const running = status === 'CONFIRMED' || status === 'ACTIVE';
  if (running && completed) return { status: 'COMPLETED', reason: 'Every requirement for completion is met' };
  if (status === 'COMPLETED' && !completed)
    return { status: statusOnReopening(begun), reason: 'A requirement for completion is open again' };
  return status === 'CONFIRMED' && begun ? { status: 'ACTIVE', reason: 'The course has begun' } : null;
}
