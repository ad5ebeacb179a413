import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { duplicate } from '../../domain/refusal.js';
import { newId } from '../../storage/ids.js';
import {
  EngagementMeetingAttendanceEntity,
  EngagementMeetingRecordEntity,
} from '../../storage/implementation.entity.js';
import { Store } from '../../storage/store.js';
import type { AttendanceRow, MeetingRow, StatusTexts } from './dossier.repository.js';

export const NO_TEXTS: StatusTexts = {
  planStatus: null,
  adjustments: null,
  challenges: null,
  sparring: null,
  maintenance: null,
};

type MeetingRecord = Omit<MeetingRow, 'recordId' | 'id' | 'engagementId' | 'kind'>;
export type AttendanceEntry = Omit<AttendanceRow, 'recordId' | 'meetingId'>;

/** Writes what is known of a meeting and of those who were there; nothing is overwritten. Inside a unit of work. */
@Injectable()
export class MeetingRecords {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async write(
    actor: Actor,
    meetingId: string,
    supersedes: string | null,
    record: MeetingRecord,
  ): Promise<void> {
    const recordedAt = this.clock.now();
    if (supersedes !== null) {
      const changed = await this.store.change(sql`
        UPDATE engagement_meeting_record SET superseded_at = ${recordedAt}
        WHERE id = ${supersedes} AND superseded_at IS NULL`);
      requireOne(changed);
    }
    const { date, datePrecision, status, venue, reason } = record;
    const { planStatus, adjustments, challenges, sparring, maintenance } = record;
    await this.store.insert(EngagementMeetingRecordEntity, {
      id: newId('fact'),
      meetingId,
      date,
      datePrecision,
      status,
      venue,
      planStatus,
      adjustments,
      challenges,
      sparring,
      maintenance,
      reason,
      recordedAt,
      recordedBy: actor.subject,
      supersededAt: null,
    });
  }

  async writeAttendance(
    actor: Actor,
    meetingId: string,
    superseded: readonly string[],
    entries: readonly AttendanceEntry[],
    reason: string | null,
  ): Promise<void> {
    const recordedAt = this.clock.now();
    for (const id of superseded) {
      const changed = await this.store.change(sql`
        UPDATE engagement_meeting_attendance SET superseded_at = ${recordedAt}
        WHERE id = ${id} AND superseded_at IS NULL`);
      requireOne(changed);
    }
    if (entries.length === 0) return;
    await this.store.insert(
      EngagementMeetingAttendanceEntity,
      entries.map((entry) => ({
        id: newId('fact'),
        meetingId,
        ...entry,
        reason,
        recordedAt,
        recordedBy: actor.subject,
        supersededAt: null,
      })),
    );
  }
}

function requireOne(changed: number): void {
  if (changed !== 1)
    throw duplicate('Somebody else has just changed this. Look again before you repeat it.', []);
}
