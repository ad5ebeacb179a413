import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { SupervisionMeetingEntity } from '../../storage/supervision.entity.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import type { SupervisionMeetingCancelInput, SupervisionMeetingPlanInput } from './dto/supervision.inputs.js';
import { requireMeets } from './group-closing.rules.js';
import { LeaderRecords } from './leader.records.js';
import { requireMeetingTimes } from './meeting-times.js';
import { MeetingRepository, type MeetingRow } from './meeting.repository.js';
import { MeetingReview, type ReviewedMeeting } from './meeting.review.js';
import { SupervisionService } from './supervision.service.js';

/** Lays meetings into the calendar, and takes them off it. */
@Injectable()
export class MeetingPlanning {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: SupervisionService,
    private readonly meetings: MeetingRepository,
    private readonly municipalities: MunicipalityDirectory,
    private readonly review: MeetingReview,
    private readonly leaders: LeaderRecords,
  ) {}

  /** Warns of a host outside the group (R10), and of what else its members do at the same time (V13). */
  async plan(actor: Actor, input: SupervisionMeetingPlanInput): Promise<ReviewedMeeting> {
    return this.unitOfWork.run(async () => {
      const group = await this.finder.requireOwnGroup(actor, 'supervisionMeetingPlan', input.groupId);
      const { startsAt, endsAt } = input;
      requireMeetingTimes(startsAt, endsAt, 'endsAt');
      requireMeets(group, startsAt);
      const host = input.hostMunicipalityCode ?? null;
      if (host !== null) this.municipalities.require(host, 'hostMunicipalityCode');
      const meeting = {
        id: newId('supervisionMeeting'),
        groupId: group.id,
        plannedStartsAt: startsAt,
        plannedEndsAt: endsAt,
        hostMunicipalityCode: host,
        venue: input.venue ?? null,
        status: 'PLANNED',
        reason: null,
        cancelledAt: null,
      };
      await this.store.insert(SupervisionMeetingEntity, {
        ...meeting,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      const led = { id: meeting.id, providerId: group.providerId, startsAt };
      const { after: supervisorIds } = await this.leaders.set(actor, led, input.supervisorIds ?? null);
      await this.audit.record(actor, {
        action: 'supervisionMeetingPlan',
        subjectId: meeting.id,
        after: { ...meeting, supervisorIds },
      });
      return this.review.ofPlan(meeting.id);
    });
  }

  /** Only while it is planned: a meeting that was held is corrected, never cancelled. */
  async cancel(actor: Actor, input: SupervisionMeetingCancelInput): Promise<MeetingRow> {
    return this.unitOfWork.run(async () => {
      const meeting = await this.finder.requireOwnMeeting(actor, 'supervisionMeetingCancel', input.meetingId);
      if (meeting.status !== 'PLANNED')
        throw invalidState(
          meeting.status === 'HELD'
            ? 'This meeting was held. Correct who was there with supervisionCorrect instead.'
            : 'This meeting is cancelled already.',
          meeting.status,
          meeting.status === 'HELD' ? ['supervisionCorrect'] : [],
        );
      await this.store
        .change(sql`UPDATE supervision_meeting SET status = 'CANCELLED', reason = ${input.reason}, cancelled_at = ${this.clock.now()}
        WHERE id = ${meeting.id} AND status = 'PLANNED'`);
      await this.audit.record(actor, {
        action: 'supervisionMeetingCancel',
        subjectId: meeting.id,
        before: { status: 'PLANNED' },
        after: { status: 'CANCELLED' },
        reason: input.reason,
      });
      return this.meetings.again(meeting.id);
    });
  }
}
