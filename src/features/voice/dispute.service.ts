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
import { DisputeAnswerEntity, DisputeEntity } from '../../storage/voice.entity.js';
import { ScheduleService } from '../agenda/index.js';
import { EnrolmentService } from '../enrolment/index.js';
import { DisputeRepository, type DisputeRow } from './dispute.repository.js';
import type { AttendanceDisputeInput, DisputeAnswerInput } from './dto/dispute.dto.js';
import { RecordRepository } from './record.repository.js';
import { isAbout, readSubject, subjectsOf, subjectText, type Subject } from './subject.js';

const EVERYTHING = { everything: true, municipalityCodes: [], providerIds: [], personIds: [] };

/**
 * A participant says that a record about them is wrong or missing; whoever runs the day or the meeting answers. A dispute
 * changes no record by itself, and both what was said and the answer stay.
 */
@Injectable()
export class DisputeService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
    private readonly schedule: ScheduleService,
    private readonly disputes: DisputeRepository,
    private readonly records: RecordRepository,
  ) {}

  /** About a record, or about one that is missing for something that is over. One open dispute about each. */
  async raise(actor: Actor, input: AttendanceDisputeInput): Promise<DisputeRow> {
    return this.unitOfWork.run(async () => {
      const subject = readSubject(input);
      const { id: enrolmentId } = await this.enrolments.require(
        actor,
        'attendanceDispute',
        input.enrolmentId,
      );
      const record = await this.records.current(enrolmentId, subject);
      if (record === null) await this.requireOver(enrolmentId, subject);
      const open = await this.disputes.ofEnrolments(EVERYTHING, [enrolmentId]);
      if (open.some((each) => each.answeredAt === null && isAbout(each, subject)))
        throw duplicate('An earlier dispute about this is still open.', []);
      const row = {
        id: newId('dispute'),
        enrolmentId,
        ...subject,
        attendanceId: subject.courseDayId === null ? null : (record?.id ?? null),
        presenceId: subject.courseDayId === null ? (record?.id ?? null) : null,
        statement: input.text,
      };
      await this.store.insert(DisputeEntity, {
        ...row,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        answeredAt: null,
      });
      await this.audit.record(actor, {
        action: 'attendanceDispute',
        subjectId: enrolmentId,
        after: { disputeId: row.id, ...subjectText(subject), text: input.text },
      });
      return this.again(row.id);
    });
  }

  /** CORRECTED is refused while the record says what it said when the dispute was raised: correct it first. */
  async answer(actor: Actor, input: DisputeAnswerInput): Promise<DisputeRow> {
    return this.unitOfWork.run(async () => {
      const dispute = await this.disputes.find(reachOf(actor, 'disputeAnswer'), input.disputeId);
      if (dispute === null) throw notFound('dispute');
      if (dispute.answeredAt !== null)
        throw invalidState('This dispute was answered already.', 'ANSWERED', []);
      if (input.decision === 'CORRECTED' && !(await this.isCorrected(dispute)))
        throw invalidState('The record is as it was when this was raised. Correct it first.', 'UNCHANGED', [
          dispute.meetingId === null ? 'attendanceCorrect' : 'supervisionCorrect',
        ]);
      const at = this.clock.now();
      const changed = await this.store.change(
        sql`UPDATE dispute SET answered_at = ${at} WHERE id = ${dispute.id} AND answered_at IS NULL`,
      );
      if (changed !== 1) throw invalidState('This dispute was answered already.', 'ANSWERED', []);
      await this.store.insert(DisputeAnswerEntity, {
        disputeId: dispute.id,
        decision: input.decision,
        answer: input.text,
        recordedAt: at,
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, {
        action: 'disputeAnswer',
        subjectId: dispute.enrolmentId,
        before: { disputeId: dispute.id, ...subjectText(dispute), text: dispute.statement },
        after: { decision: input.decision },
        reason: input.text,
      });
      return this.again(dispute.id);
    });
  }

  /** Whether what is recorded says something else than it did: another record with the same content is no correction. */
  private async isCorrected(dispute: DisputeRow): Promise<boolean> {
    const { meetingId, attendanceId, presenceId } = dispute;
    const now = await this.records.current(dispute.enrolmentId, dispute);
    const then = attendanceId !== null ? await this.records.attendanceById(attendanceId) : null;
    const thenPresent = presenceId !== null ? await this.records.presenceById(presenceId) : null;
    if (now === null) return false;
    if (now.says !== (then ?? thenPresent)?.says) return true;
    return meetingId !== null && (await this.records.timesRecordedSince(meetingId, dispute.recordedAt));
  }

  /** The refusal looks the same for what is not there, and for what the person was not expected at. */
  private async requireOver(enrolmentId: string, subject: Subject): Promise<void> {
    const path = subject.meetingId === null ? 'halfDayId' : 'meetingId';
    const appointments = await this.schedule.appointments([enrolmentId], { from: null, to: null });
    const subjects = (appointments.get(enrolmentId) ?? []).flatMap(subjectsOf);
    const found = subjects.find((each) => isAbout(each, subject));
    if (found === undefined)
      throw invalidInput({
        path,
        message: 'is not something that this person was expected at or has a record of',
      });
    if (found.endsAt > this.clock.now())
      throw invalidState('This is not over, and nothing is recorded yet.', 'AHEAD', ['apologySend']);
  }

  private async again(id: string): Promise<DisputeRow> {
    const row = await this.disputes.find(EVERYTHING, id);
    if (row === null) throw new Error('A dispute that was written is gone');
    return row;
  }
}
