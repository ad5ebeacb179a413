import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Instant } from '../../domain/calendar.js';
import type { Capacity } from '../../domain/programme.js';
import { DEFAULT_PRIORITY, type Waiting } from '../../domain/waiting-list.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export type OfferOutcome = 'ACCEPTED' | 'DECLINED' | 'EXPIRED' | 'WITHDRAWN';

export interface SeatOfferRow {
  readonly id: string;
  readonly seatId: string;
  readonly enrolmentId: string;
  readonly recordedAt: Instant;
  readonly expiresAt: Instant;
  readonly outcome: OfferOutcome | null;
  readonly endedAt: Instant | null;
}

/** Somebody who waits, and where. */
export interface WaitingRow extends Waiting {
  readonly engagementId: string;
  readonly programmeKey: string;
  /** Of the engagement. */
  readonly ruleVersion: number;
  readonly municipalityCode: string;
  readonly trackKey: string;
  readonly capacity: Capacity;
  readonly lastLostAt: Instant | null;
  readonly hasOffer: boolean;
}

/** A place as rows name it. */
interface PlaceRow {
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
}

const OFFER = sql`o.id, o.seat_id, o.enrolment_id, o.recorded_at, o.expires_at, o.outcome, o.ended_at`;

@Injectable()
export class SeatOfferRepository {
  constructor(private readonly store: Store) {}

  async find(ids: readonly string[]): Promise<SeatOfferRow[]> {
    return this.store.query(sql`SELECT ${OFFER} FROM seat_offer o WHERE o.id IN ${among(ids)}`);
  }

  /** Newest first. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<SeatOfferRow[]> {
    return this.store
      .query(sql`SELECT ${OFFER} FROM seat_offer o WHERE o.enrolment_id IN ${among(enrolmentIds)}
      ORDER BY o.recorded_at DESC, o.id DESC`);
  }

  /** The offer that stands, whatever the time is. */
  async standing(enrolmentId: string): Promise<SeatOfferRow | null> {
    return this.store.queryOne(sql`SELECT ${OFFER} FROM seat_offer o
      WHERE o.enrolment_id = ${enrolmentId} AND o.ended_at IS NULL`);
  }

  /** Offers of a pool that have run out and still stand. */
  async runOut(pool: string, now: string): Promise<SeatOfferRow[]> {
    return this.store.query(sql`SELECT ${OFFER} FROM seat s JOIN seat_offer o ON o.seat_id = s.id
      WHERE s.pool = ${pool} AND o.ended_at IS NULL AND o.expires_at < ${now} ORDER BY o.expires_at, o.id`);
  }

  /** Whether one was ended: it may have been by somebody else. */
  async end(id: string, outcome: OfferOutcome, endedAt: string, endedBy: string): Promise<boolean> {
    const ended = await this.store.change(sql`UPDATE seat_offer
      SET outcome = ${outcome}, ended_at = ${endedAt}, ended_by = ${endedBy} WHERE id = ${id} AND ended_at IS NULL`);
    return ended > 0;
  }

  async priorityOf(enrolmentId: string): Promise<number> {
    const row = await this.store.queryOne<{ priority: number }>(sql`SELECT priority FROM waiting_priority
      WHERE enrolment_id = ${enrolmentId} AND superseded_at IS NULL`);
    return Number(row?.priority ?? DEFAULT_PRIORITY);
  }

  async supersedePriority(enrolmentId: string, supersededAt: string): Promise<void> {
    await this.store.change(sql`UPDATE waiting_priority SET superseded_at = ${supersededAt}
      WHERE enrolment_id = ${enrolmentId} AND superseded_at IS NULL`);
  }

  /** Everybody who waits on a track of a programme. */
  async waitingInProgramme(programmeKey: string, trackKey: string): Promise<WaitingRow[]> {
    return this.waiting(sql`e.programme_key = ${programmeKey} AND e.track_key = ${trackKey}`);
  }

  /** Everybody who waits on a track of an engagement, in any of its municipalities. */
  async waitingInEngagement(engagementId: string, trackKey: string): Promise<WaitingRow[]> {
    return this.waiting(sql`e.engagement_id = ${engagementId} AND e.track_key = ${trackKey}`);
  }

  /** Of the given enrolments those that wait, and everybody who waits on the same tracks of the same programmes. */
  async waitingBeside(enrolmentIds: readonly string[]): Promise<WaitingRow[]> {
    return this.waiting(sql`EXISTS (SELECT 1 FROM enrolment x WHERE x.id IN ${among(enrolmentIds)}
      AND x.status = 'WAITLISTED' AND x.programme_key = e.programme_key AND x.track_key = e.track_key)`);
  }

  /** Where an offer has run out, or somebody waits without one beside a seat that nobody holds: what a sweep looks into. */
  async placesToLookInto(now: string): Promise<PlaceRow[]> {
    return this.store.query(sql`
      SELECT DISTINCT e.engagement_id, e.municipality_code, e.track_key FROM enrolment e
      WHERE EXISTS (SELECT 1 FROM seat_offer o
          WHERE o.enrolment_id = e.id AND o.ended_at IS NULL AND o.expires_at < ${now})
        OR (e.status = 'WAITLISTED'
          AND NOT EXISTS (SELECT 1 FROM seat_offer o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL)
          AND EXISTS (SELECT 1 FROM seat s JOIN engagement n ON n.id = s.engagement_id
            WHERE n.programme_key = e.programme_key AND s.track_key = e.track_key AND s.kind <> 'UNCOUNTED'
              AND NOT EXISTS (SELECT 1 FROM enrolment h WHERE h.seat_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM seat_offer o WHERE o.seat_id = s.id AND o.ended_at IS NULL)
              AND NOT EXISTS (SELECT 1 FROM seat_closing x WHERE x.seat_id = s.id)))
      ORDER BY e.engagement_id, e.municipality_code, e.track_key`);
  }

  private async waiting(condition: Sql): Promise<WaitingRow[]> {
    const rows = await this.store.query<WaitingRow>(sql`
      SELECT e.id, e.engagement_id, e.municipality_code, e.track_key, e.capacity, n.programme_key, n.rule_version,
        COALESCE(w.priority, ${DEFAULT_PRIORITY}) AS priority,
        COALESCE((SELECT MIN(c.recorded_at) FROM enrolment_change c
          WHERE c.enrolment_id = e.id AND c.status = 'WAITLISTED'), e.recorded_at) AS since,
        (SELECT MAX(CASE o.outcome WHEN 'EXPIRED' THEN o.expires_at ELSE o.ended_at END) FROM seat_offer o
          WHERE o.enrolment_id = e.id AND o.outcome IN ('EXPIRED', 'DECLINED')) AS last_lost_at,
        EXISTS (SELECT 1 FROM seat_offer o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL) AS has_offer
      FROM enrolment e JOIN engagement n ON n.id = e.engagement_id
      LEFT JOIN waiting_priority w ON w.enrolment_id = e.id AND w.superseded_at IS NULL
      WHERE e.status = 'WAITLISTED' AND ${condition}
        AND NOT EXISTS (SELECT 1 FROM engagement_withdrawal g
          WHERE g.engagement_id = e.engagement_id AND g.municipality_code = e.municipality_code)`);
    return rows.map((row) => ({ ...row, priority: Number(row.priority), hasOffer: Boolean(row.hasOffer) }));
  }
}
