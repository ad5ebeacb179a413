import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { ApologyAcknowledgementEntity, ApologyEntity } from '../../storage/voice.entity.js';
import { ScheduleService } from '../agenda/index.js';
import { EnrolmentService } from '../enrolment/index.js';
import { ApologyRepository, type ApologyRow } from './apology.repository.js';
import type { ApologyAcknowledgeInput, ApologySendInput, ApologyWithdrawInput } from './dto/apology.dto.js';
import { RecordRepository } from './record.repository.js';
import { isAbout, readSubject, subjectsOf, subjectText, type Subject } from './subject.js';

/**
 * Apologies for what is ahead: that somebody will not come, never why (L10). Nothing is recorded by an apology; it keeps
 * “all present” from making the person present (Decision 3).
 */
@Injectable()
export class ApologyService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
    private readonly schedule: ScheduleService,
    private readonly apologies: ApologyRepository,
    private readonly records: RecordRepository,
  ) {}

  /** By the participant, or by the coordinator for somebody on an own seat. One apology that holds for each date. */
  async send(actor: Actor, input: ApologySendInput): Promise<ApologyRow> {
    return this.unitOfWork.run(async () => {
      const subject = readSubject(input);
      const { id: enrolmentId } = await this.enrolments.require(actor, 'apologySend', input.enrolmentId);
      const begins = await this.beginningOf(enrolmentId, subject);
      if (begins === null)
        throw invalidInput({
          path: pathOf(subject),
          message: 'is not something that this person is expected at',
        });
      if (begins <= this.clock.now())
        throw invalidState('This has begun: an apology is for a date that is ahead.', 'BEGUN', []);
      if ((await this.records.current(enrolmentId, subject)) !== null)
        throw invalidState('This is recorded already. If the record is wrong, dispute it.', 'RECORDED', [
          'attendanceDispute',
        ]);
      const sent = await this.apologies.ofEnrolments(EVERYTHING, [enrolmentId]);
      if (sent.some((each) => each.withdrawnAt === null && isAbout(each, subject)))
        throw duplicate('An apology for this has been sent already.', []);
      const row = { id: newId('apology'), enrolmentId, ...subject };
      await this.store.insert(ApologyEntity, {
        ...row,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        withdrawnAt: null,
      });
      await this.audit.record(actor, {
        action: 'apologySend',
        subjectId: enrolmentId,
        after: { apologyId: row.id, ...subjectText(subject) },
      });
      return this.again(row.id);
    });
  }

  /** Until it begins: the person comes after all. The apology stays as history. */
  async withdraw(actor: Actor, input: ApologyWithdrawInput): Promise<ApologyRow> {
    return this.unitOfWork.run(async () => {
      const apology = await this.apologies.find(reachOf(actor, 'apologyWithdraw'), input.apologyId);
      if (apology === null) throw notFound('apology');
      const begins = await this.beginningOf(apology.enrolmentId, apology);
      if (begins !== null && begins <= this.clock.now())
        throw invalidState('This has begun: what was sent before it stands.', 'BEGUN', []);
      const changed = await this.store.change(sql`
        UPDATE apology SET withdrawn_at = ${this.clock.now()} WHERE id = ${apology.id} AND withdrawn_at IS NULL`);
      if (changed !== 1) throw invalidState('This apology was withdrawn already.', 'WITHDRAWN', []);
      await this.audit.record(actor, {
        action: 'apologyWithdraw',
        subjectId: apology.enrolmentId,
        before: { apologyId: apology.id, ...subjectText(apology) },
      });
      return this.again(apology.id);
    });
  }

  /** The provider of the day or the meeting has seen it; once. Both stay. */
  async acknowledge(actor: Actor, input: ApologyAcknowledgeInput): Promise<ApologyRow> {
    return this.unitOfWork.run(async () => {
      const apology = await this.apologies.find(reachOf(actor, 'apologyAcknowledge'), input.apologyId);
      if (apology === null) throw notFound('apology');
      if (apology.withdrawnAt !== null)
        throw invalidState('This apology was withdrawn: the person comes after all.', 'WITHDRAWN', []);
      if (apology.acknowledgedAt !== null) throw duplicate('This apology was acknowledged already.', []);
      const answer = input.text ?? null;
      await this.store.insert(ApologyAcknowledgementEntity, {
        apologyId: apology.id,
        answer,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, {
        action: 'apologyAcknowledge',
        subjectId: apology.enrolmentId,
        after: { apologyId: apology.id, text: answer },
      });
      return this.again(apology.id);
    });
  }

  /** Null for what the person is not expected at. */
  private async beginningOf(enrolmentId: string, subject: Subject): Promise<string | null> {
    const appointments = await this.schedule.appointments([enrolmentId], { from: null, to: null });
    const subjects = (appointments.get(enrolmentId) ?? []).flatMap(subjectsOf);
    return subjects.find((each) => isAbout(each, subject))?.startsAt ?? null;
  }

  private async again(id: string): Promise<ApologyRow> {
    const row = await this.apologies.find(EVERYTHING, id);
    if (row === null) throw new Error('An apology that was written is gone');
    return row;
  }
}

const EVERYTHING = { everything: true, municipalityCodes: [], providerIds: [], personIds: [] };

function pathOf({ meetingId }: Subject): string {
  return meetingId === null ? 'halfDayId' : 'meetingId';
}
