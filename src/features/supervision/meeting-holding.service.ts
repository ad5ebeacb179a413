import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { copenhagenDate } from '../../domain/calendar.js';
import { Idempotency } from '../../storage/idempotency.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { SupervisionMeetingHoldInput } from './dto/presence.inputs.js';
import { GroupRepository } from './group.repository.js';
import { MeetingRecords } from './meeting.records.js';
import type { MeetingRow } from './meeting.repository.js';
import { MeetingReview, type ReviewedMeeting } from './meeting.review.js';
import { everybodyElse, readSheet, type PresenceEntry } from './presence-sheet.js';
import { PresenceRecords } from './presence.records.js';
import { SupervisionService } from './supervision.service.js';

/** A meeting took place: who was there, from when to when. Everybody is credited their own minutes, or nothing is written. */
@Injectable()
export class MeetingHolding {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly finder: SupervisionService,
    private readonly groups: GroupRepository,
    private readonly meetings: MeetingRecords,
    private readonly presences: PresenceRecords,
    private readonly review: MeetingReview,
  ) {}

  /** The same key and input again writes nothing, and answers as it is now. */
  async hold(actor: Actor, input: SupervisionMeetingHoldInput): Promise<ReviewedMeeting> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisionMeetingHold';
      const meeting = await this.finder.requireOwnMeeting(actor, action, input.meetingId);
      if (await this.idempotency.answeredBefore(actor, action, input.idempotencyKey, input))
        return this.review.ofRecord(meeting.id);
      await this.meetings.hold(actor, meeting, input);
      await this.presences.write(actor, {
        action,
        meetingId: meeting.id,
        entries: await this.read(meeting, input),
        supersedes: [],
        reason: null,
        acceptOverlap: input.acceptOverlap ?? false,
      });
      return this.review.ofRecord(meeting.id);
    });
  }

  /** Membership is judged on the day that the meeting took place. */
  private async read(
    { id, groupId }: MeetingRow,
    input: SupervisionMeetingHoldInput,
  ): Promise<PresenceEntry[]> {
    const on = copenhagenDate(input.startedAt);
    const named = input.presences ?? [];
    const ids = named.map((said) => said.enrolmentId);
    const entries = readSheet(named, await this.groups.participants(groupId, ids, on));
    if (!input.allPresent) return entries;
    const members = await this.groups.membersOn([groupId], on);
    return [...entries, ...everybodyElse(members, entries, await this.presences.leftOut(id))];
  }
}
