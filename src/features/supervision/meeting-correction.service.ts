import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { copenhagenDate } from '../../domain/calendar.js';
import { invalidInput } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CorrectionEffects, type Effects } from '../certification/index.js';
import type { SupervisionMeetingCorrectInput } from './dto/presence.inputs.js';
import { GroupRepository } from './group.repository.js';
import { MeetingRecords, recordOf } from './meeting.records.js';
import type { MeetingRow } from './meeting.repository.js';
import { MeetingReview, type ReviewedMeeting } from './meeting.review.js';
import { requireMembersStill } from './presence-sheet.js';
import { movedWith } from './presence-times.js';
import { PresenceRecords } from './presence.records.js';
import { PresenceRepository } from './presence.repository.js';
import { SupervisionService } from './supervision.service.js';

/**
 * Corrects when a held meeting took place, its breaks and who led it; who was there stays, and for how long if it was
 * another day (Decision 2, L2, L3, A18).
 */
@Injectable()
export class MeetingCorrection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly finder: SupervisionService,
    private readonly groups: GroupRepository,
    private readonly presences: PresenceRepository,
    private readonly meetings: MeetingRecords,
    private readonly records: PresenceRecords,
    private readonly review: MeetingReview,
    private readonly effects: CorrectionEffects,
  ) {}

  /**
   * What follows, follows for everybody whose minutes change. A dry run does all of it and takes it back, and answers with
   * the same effects.
   */
  async correct(actor: Actor, input: SupervisionMeetingCorrectInput): Promise<ReviewedMeeting & Effects> {
    const correction = async () => {
      requireSomething(input);
      const meeting = await this.finder.requireOwnMeeting(
        actor,
        'supervisionMeetingCorrect',
        input.meetingId,
      );
      const people = await this.presences.peopleAt(meeting.id);
      const effects = await this.effects.around(actor, people, () =>
        this.records.whenTimesChange(actor, meeting.id, input.acceptOverlap ?? false, () =>
          this.write(actor, meeting, input),
        ),
      );
      return { ...(await this.review.ofRecord(meeting.id)), ...effects };
    };
    return input.dryRun ? this.unitOfWork.preview(correction) : this.unitOfWork.run(correction);
  }

  /** On another day, the members are those of that day, and whoever came late or left early did so on that day. */
  private async write(
    actor: Actor,
    meeting: MeetingRow,
    input: SupervisionMeetingCorrectInput,
  ): Promise<void> {
    const before = recordOf(meeting);
    const enrolmentIds = await this.presences.enrolmentsAt(meeting.id);
    const after = await this.meetings.correct(actor, meeting, input, enrolmentIds);
    const present = await this.presences.presentAt(meeting.id);
    const on = copenhagenDate(after.startedAt);
    if (on !== copenhagenDate(before.startedAt)) {
      const ids = present.map((each) => each.enrolmentId);
      requireMembersStill(present, await this.groups.participants(meeting.groupId, ids, on));
    }
    await this.records.insert(actor, {
      action: 'supervisionMeetingCorrect',
      meetingId: meeting.id,
      entries: movedWith({ before, after }, present),
      supersedes: present,
      reason: input.reason,
    });
  }
}

function requireSomething(input: SupervisionMeetingCorrectInput): void {
  const { startedAt, endedAt, breakMinutes, supervisorIds } = input;
  if (
    [startedAt, endedAt, breakMinutes, supervisorIds].every((given) => given === null || given === undefined)
  )
    throw invalidInput({
      path: 'input',
      message: 'says nothing new: give `startedAt`, `endedAt`, `breakMinutes` or `supervisorIds`',
    });
}
