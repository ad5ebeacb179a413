import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { SupervisionEarlierPlanEntity } from '../../storage/supervision.entity.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import type { SupervisionMeetingRescheduleInput } from './dto/supervision.inputs.js';
import { requireMeets } from './group-closing.rules.js';
import { LeaderRecords } from './leader.records.js';
import { requireMeetingTimes } from './meeting-times.js';
import { MeetingRepository, type MeetingRow } from './meeting.repository.js';
import { MeetingReview, type ReviewedMeeting } from './meeting.review.js';
import { SupervisionService } from './supervision.service.js';

/** Plans a meeting anew. The earlier plan stays, so that what was planned at any time can be told again (V38). */
@Injectable()
export class MeetingRescheduling {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: SupervisionService,
    private readonly meetings: MeetingRepository,
    private readonly municipalities: MunicipalityDirectory,
    private readonly leaders: LeaderRecords,
    private readonly review: MeetingReview,
  ) {}

  /** Times only while it is planned. Where it was and who led it can be put right afterwards; neither affects credit (V14). */
  async reschedule(actor: Actor, input: SupervisionMeetingRescheduleInput): Promise<ReviewedMeeting> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisionMeetingReschedule';
      const meeting = await this.finder.requireOwnMeeting(actor, action, input.meetingId);
      const after = this.read(meeting, input);
      const before = planOf(meeting);
      if (JSON.stringify(after) !== JSON.stringify(before))
        await this.replan(actor, meeting, after, input.reason);
      const led = { ...meeting, startsAt: meeting.startedAt ?? after.startsAt };
      const supervisors = await this.leaders.set(actor, led, input.supervisorIds ?? null);
      await this.audit.record(actor, {
        action,
        subjectId: meeting.id,
        before: { ...before, supervisorIds: supervisors.before },
        after: { ...after, supervisorIds: supervisors.after },
        reason: input.reason,
      });
      return meeting.status === 'PLANNED' ? this.review.ofPlan(meeting.id) : this.review.ofRecord(meeting.id);
    });
  }

  private read(meeting: MeetingRow, input: SupervisionMeetingRescheduleInput): Plan {
    if (meeting.status === 'CANCELLED')
      throw invalidState('This meeting was cancelled: plan another one.', 'CANCELLED', [
        'supervisionMeetingPlan',
      ]);
    const { startsAt, endsAt, hostMunicipalityCode: host, venue, supervisorIds } = input;
    if (!startsAt && !endsAt && !host && !venue && !supervisorIds)
      throw invalidInput({ path: 'startsAt', message: 'or something else must change' });
    if (meeting.status === 'HELD' && (startsAt || endsAt))
      throw invalidState('This meeting was held: its plan is over.', 'HELD', ['supervisionCorrect']);
    if (host) this.municipalities.require(host, 'hostMunicipalityCode');
    const now = planOf(meeting);
    const plan = {
      startsAt: startsAt ?? now.startsAt,
      endsAt: endsAt ?? now.endsAt,
      hostMunicipalityCode: host ?? now.hostMunicipalityCode,
      venue: venue ?? now.venue,
    };
    requireMeetingTimes(plan.startsAt, plan.endsAt, endsAt ? 'endsAt' : 'startsAt');
    if (meeting.status === 'PLANNED') requireMeets(meeting, plan.startsAt);
    return plan;
  }

  private async replan(actor: Actor, meeting: MeetingRow, plan: Plan, reason: string): Promise<void> {
    await this.store.insert(SupervisionEarlierPlanEntity, {
      id: newId('fact'),
      meetingId: meeting.id,
      ...planOf(meeting),
      reason,
      recordedAt: await this.meetings.plannedSince(meeting.id),
      supersededAt: this.clock.now(),
      supersededBy: actor.subject,
    });
    const changed = await this.store.change(sql`UPDATE supervision_meeting
      SET planned_starts_at = ${plan.startsAt}, planned_ends_at = ${plan.endsAt},
        host_municipality_code = ${plan.hostMunicipalityCode}, venue = ${plan.venue}
      WHERE id = ${meeting.id} AND status = ${meeting.status}`);
    if (changed !== 1) throw new Error('A meeting that was found could not be planned anew');
  }
}

type Plan = ReturnType<typeof planOf>;

function planOf({ plannedStartsAt, plannedEndsAt, hostMunicipalityCode, venue }: MeetingRow) {
  return { startsAt: plannedStartsAt, endsAt: plannedEndsAt, hostMunicipalityCode, venue };
}
