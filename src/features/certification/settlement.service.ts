import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { statusOnReopening, type EnrolmentStatus } from '../../domain/enrolment.js';
import { covers, shortfallOf } from '../../domain/shortfall.js';
import { Store } from '../../storage/store.js';
import { EnrolmentChanges, EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { CertificateEvents } from './certificate.events.js';

/**
 * What follows from a fact, in the same transaction as the fact: the figures that lists are ordered by, the step to
 * ACTIVE and COMPLETED, and a review of certificates that would not be issued as things stand now.
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

  /** Inside a unit of work, after the facts of these enrolments were written. Nothing follows any more for who was erased. */
  async settle(actor: Actor, enrolmentIds: readonly string[]): Promise<ReadonlyMap<string, ProgressAnswer>> {
    const ids = [...new Set(enrolmentIds)];
    const answers = await this.progress.answers(ids, asOf(null, this.clock));
    for (const enrolment of await this.enrolments.find(ids)) {
      const answer = answers.get(enrolment.id);
      if (answer === undefined) continue;
      await this.keepFigures(enrolment.id, answer);
      await this.step(actor, enrolment, answer);
      await this.review(actor, enrolment, answer);
    }
    return answers;
  }

  private async keepFigures(enrolmentId: string, answer: ProgressAnswer): Promise<void> {
    const attended = answer.attendance.attendedHalfDays;
    const credited = answer.supervision.creditedMinutes;
    await this.store.change(sql`
      INSERT INTO progress (enrolment_id, attended_half_days, credited_minutes)
      VALUES (${enrolmentId}, ${attended}, ${credited})
      ON CONFLICT (enrolment_id) DO UPDATE
        SET attended_half_days = excluded.attended_half_days, credited_minutes = excluded.credited_minutes`);
  }

  private async step(actor: Actor, enrolment: EnrolmentRow, answer: ProgressAnswer): Promise<void> {
    const next = nextStatus(enrolment.status, answer);
    if (next === null || (enrolment.status === 'COMPLETED' && (await this.isErased(enrolment.id)))) return;
    await this.changes.change(actor, enrolment, {
      action: 'settlement',
      status: next.status,
      validOn: this.clock.today(),
      reason: next.reason,
    });
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
  private async review(actor: Actor, enrolment: EnrolmentRow, answer: ProgressAnswer): Promise<void> {
    const open = shortfallOf(answer);
    if (open.length === 0) return;
    const today = this.clock.today();
    for (const certificate of await this.events.findOfEnrolment(enrolment.id)) {
      const { number, status, validUntil } = certificate;
      if (status !== 'VALID' || (validUntil !== null && validUntil < today)) continue;
      if (await this.isErased(enrolment.id)) return;
      const decided = await this.events.decidedOn(number);
      if (decided.some((shortfall) => covers(shortfall, open))) continue;
      await this.events.append(actor, certificate, {
        kind: 'REVIEW_REQUIRED',
        validOn: today,
        reason: 'A requirement is open after issue that would have blocked it',
      });
    }
  }
}

/** ACTIVE from the first record of their course; COMPLETED while nothing that blocks completion is open; as before when something is again (V25). */
function nextStatus(
  status: EnrolmentStatus,
  answer: ProgressAnswer,
): { status: EnrolmentStatus; reason: string } | null {
  const { begun, completed } = answer;
  const running = status === 'CONFIRMED' || status === 'ACTIVE';
  if (running && completed) return { status: 'COMPLETED', reason: 'Every requirement for completion is met' };
  if (status === 'COMPLETED' && !completed)
    return { status: statusOnReopening(begun), reason: 'A requirement for completion is open again' };
  return status === 'CONFIRMED' && begun ? { status: 'ACTIVE', reason: 'The course has begun' } : null;
}
