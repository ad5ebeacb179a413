import { Injectable } from '@nestjs/common';
import { copenhagenDate } from '../../domain/calendar.js';
import { ConflictRepository } from './conflict.repository.js';
import { SupervisionMeetingWarning } from './dto/supervision.inputs.js';
import { GroupRepository } from './group.repository.js';
import { MeetingRepository, type MeetingRow } from './meeting.repository.js';

/** A meeting as it is after a change, and what about it is worth a second look. Nothing here refuses anything. */
export interface ReviewedMeeting {
  readonly meeting: MeetingRow;
  readonly warnings: SupervisionMeetingWarning[];
}

@Injectable()
export class MeetingReview {
  constructor(
    private readonly meetings: MeetingRepository,
    private readonly groups: GroupRepository,
    private readonly conflicts: ConflictRepository,
  ) {}

  /** About those who are members on the planned day: a host outside the group (R10), and what else they do then (V13). */
  async ofPlan(meetingId: string): Promise<ReviewedMeeting> {
    const meeting = await this.meetings.again(meetingId);
    const times = { startsAt: meeting.plannedStartsAt, endsAt: meeting.plannedEndsAt };
    const members = await this.groups.membersOn([meeting.groupId], copenhagenDate(times.startsAt));
    const personIds = members.map((member) => member.personId);
    const host = meeting.hostMunicipalityCode;
    const outside = host !== null && members.every((member) => member.municipalityCode !== host);
    const onCourse = await this.conflicts.courseDayPlanned(personIds, times);
    const elsewhere = await this.conflicts.meetingPlanned(personIds, meeting.id, times);
    return {
      meeting,
      warnings: [
        ...(outside ? [SupervisionMeetingWarning.HOST_OUTSIDE_GROUP] : []),
        ...(onCourse ? [SupervisionMeetingWarning.OVERLAPS_COURSE_DAY] : []),
        ...(elsewhere ? [SupervisionMeetingWarning.OVERLAPS_MEETING] : []),
      ],
    };
  }

  /** About those who were there: at a course at the same time (V13), or on leave (L9). */
  async ofRecord(meetingId: string): Promise<ReviewedMeeting> {
    const meeting = await this.meetings.again(meetingId);
    const on = copenhagenDate(meeting.startedAt ?? meeting.plannedStartsAt);
    const onCourse = await this.conflicts.courseDayAttended(meetingId);
    const onLeave = await this.conflicts.presentOnLeave(meetingId, on);
    return {
      meeting,
      warnings: [
        ...(onCourse ? [SupervisionMeetingWarning.OVERLAPS_COURSE_DAY] : []),
        ...(onLeave ? [SupervisionMeetingWarning.DURING_LEAVE] : []),
      ],
    };
  }
}
