import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { EngagementMeetingEntity } from '../../storage/implementation.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { MeetingRow } from './dossier.repository.js';
import type {
  EngagementMeetingCancelInput,
  EngagementMeetingPlanInput,
  EngagementMeetingRescheduleInput,
} from './dto/meeting.inputs.js';
import { Finder } from './finder.js';
import { MeetingRecords, NO_TEXTS } from './meeting.records.js';

/** When the meetings of an engagement are to be: planned as roughly as the date is known (R21), moved, cancelled (A6). */
@Injectable()
export class MeetingPlanning {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: Finder,
    private readonly records: MeetingRecords,
  ) {}

  /** Answers the id of the meeting. */
  async plan(actor: Actor, input: EngagementMeetingPlanInput): Promise<string> {
    return this.unitOfWork.run(async () => {
      const action = 'engagementMeetingPlan';
      const { engagement } = await this.finder.engagement(actor, action, input.engagementId);
      const id = newId('engagementMeeting');
      await this.store.insert(EngagementMeetingEntity, {
        id,
        engagementId: engagement.id,
        kind: input.kind,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      const plan = {
        ...NO_TEXTS,
        date: input.date,
        datePrecision: input.datePrecision ?? ('DAY' as const),
        status: 'PLANNED' as const,
        venue: input.venue ?? null,
        reason: null,
      };
      await this.records.write(actor, id, null, plan);
      await this.audit.record(actor, {
        action,
        subjectId: engagement.id,
        after: { meetingId: id, kind: input.kind, date: plan.date, datePrecision: plan.datePrecision },
      });
      return id;
    });
  }

  async reschedule(actor: Actor, input: EngagementMeetingRescheduleInput): Promise<string> {
    return this.replace(actor, 'engagementMeetingReschedule', input.meetingId, (meeting) => ({
      ...meeting,
      date: input.date,
      datePrecision: input.datePrecision ?? 'DAY',
      venue: input.venue ?? meeting.venue,
      reason: input.reason ?? null,
    }));
  }

  async cancel(actor: Actor, input: EngagementMeetingCancelInput): Promise<string> {
    return this.replace(actor, 'engagementMeetingCancel', input.meetingId, (meeting) => ({
      ...meeting,
      status: 'CANCELLED',
      reason: input.reason,
    }));
  }

  /** Only of a meeting that is planned; the earlier plan is kept. */
  private async replace(
    actor: Actor,
    action: 'engagementMeetingReschedule' | 'engagementMeetingCancel',
    meetingId: string,
    change: (meeting: MeetingRow) => MeetingRow,
  ): Promise<string> {
    return this.unitOfWork.run(async () => {
      const { engagement, meeting } = await this.finder.meeting(actor, action, meetingId);
      if (meeting.status !== 'PLANNED')
        throw invalidState(
          'Only a meeting that is planned can be moved or cancelled.',
          meeting.status,
          meeting.status === 'HELD' ? ['engagementMeetingHold'] : ['engagementMeetingPlan'],
        );
      const next = change(meeting);
      await this.records.write(actor, meeting.id, meeting.recordId, next);
      await this.audit.record(actor, {
        action,
        subjectId: engagement.id,
        before: planOf(meeting),
        after: planOf(next),
        reason: next.reason,
      });
      return meeting.id;
    });
  }
}

function planOf({ id, date, datePrecision, status }: MeetingRow) {
  return { meetingId: id, date, datePrecision, status };
}
