import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { copenhagenDate } from '../../domain/calendar.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CorrectionEffects, type Effects } from '../certification/index.js';
import type { SupervisionCorrectInput } from './dto/presence.inputs.js';
import { GroupRepository } from './group.repository.js';
import { recordOf } from './meeting.records.js';
import { MeetingReview, type ReviewedMeeting } from './meeting.review.js';
import { readCorrection } from './presence-sheet.js';
import { PresenceRecords, type NewRecords } from './presence.records.js';
import { PresenceRepository } from './presence.repository.js';
import { SupervisionService } from './supervision.service.js';

/** Corrects who was at a held meeting. The earlier record stays, with who, when and why (Decision 2, A18). */
@Injectable()
export class PresenceCorrection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly finder: SupervisionService,
    private readonly groups: GroupRepository,
    private readonly presences: PresenceRepository,
    private readonly records: PresenceRecords,
    private readonly review: MeetingReview,
    private readonly effects: CorrectionEffects,
  ) {}

  /**
   * Somebody who was forgotten is added, and somebody absent was there after all, under the same rule of membership
   * (V16). What follows, follows for everybody whose minutes change. A dry run does all of it and takes it back, and
   * answers with the same effects.
   */
  async correct(actor: Actor, input: SupervisionCorrectInput): Promise<ReviewedMeeting & Effects> {
    const correction = async () => {
      const action = 'supervisionCorrect';
      const meeting = await this.finder.requireOwnMeeting(actor, action, input.meetingId);
      const { startedAt } = recordOf(meeting);
      const earlier = await this.presences.find(meeting.id, input.enrolmentId);
      const [participant] = await this.groups.participants(
        meeting.groupId,
        [input.enrolmentId],
        copenhagenDate(startedAt),
      );
      const records: NewRecords = {
        action,
        meetingId: meeting.id,
        entries: [readCorrection(input, earlier, participant)],
        supersedes: earlier === null ? [] : [earlier],
        reason: input.reason,
        acceptOverlap: input.acceptOverlap ?? false,
      };
      const people = await this.presences.peopleAt(meeting.id, input.enrolmentId);
      const effects = await this.effects.around(actor, people, () => this.records.write(actor, records));
      return { ...(await this.review.ofRecord(meeting.id)), ...effects };
    };
    return input.dryRun ? this.unitOfWork.preview(correction) : this.unitOfWork.run(correction);
  }
}
