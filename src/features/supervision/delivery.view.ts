import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { copenhagenInstant, addDays, type Instant, type LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { invalidInput } from '../../domain/refusal.js';
import { meetingMinutes } from '../../domain/credit.js';
import { all, among, currentAt } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { SupervisorRepository, type SupervisorRow } from './supervisor.repository.js';

export interface DeliveryPeriod {
  readonly from: LocalDate;
  /** Last day. */
  readonly to: LocalDate;
  readonly providerId: string | null;
  /** By what had been recorded then; null = now. */
  readonly knownAt: Instant | null;
}

export interface DeliveredMeeting {
  readonly meetingId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly minutes: number;
}

export interface Delivery {
  readonly meetings: readonly DeliveredMeeting[];
  readonly led: readonly {
    readonly supervisor: SupervisorRow;
    readonly meetings: readonly DeliveredMeeting[];
  }[];
  readonly withoutSupervisor: readonly DeliveredMeeting[];
}

interface LedRow {
  readonly meetingId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly breakMinutes: number;
  readonly supervisorId: string | null;
}

/** Evidence of delivery: which meetings were held in a period, and who led them (Q9, A17). Nothing planned counts. */
@Injectable()
export class DeliveryView {
  constructor(
    private readonly store: Store,
    private readonly supervisors: SupervisorRepository,
  ) {}

  async of(actor: Actor, period: DeliveryPeriod): Promise<Delivery> {
    if (period.to < period.from) throw invalidInput({ path: 'to', message: 'must not be before `from`' });
    const rows = await this.rows(actor, period);
    const byMeeting = groupBy(rows, (row) => row.meetingId);
    const meetings = new Map([...byMeeting].map(([id, [first]]) => [id, toDelivered(first as LedRow)]));
    const led = groupBy(
      rows.filter((row) => row.supervisorId !== null),
      (row) => row.supervisorId ?? '',
    );
    const meetingsOf = (own: readonly LedRow[]) => own.flatMap((row) => meetings.get(row.meetingId) ?? []);
    const supervisors = await this.supervisors.find([...led.keys()]);
    return {
      meetings: [...meetings.values()],
      led: supervisors.map((supervisor) => ({
        supervisor,
        meetings: meetingsOf(led.get(supervisor.id) ?? []),
      })),
      withoutSupervisor: meetingsOf(rows.filter((row) => row.supervisorId === null)),
    };
  }

  /** In the order of the calendar, one row for each who led a meeting. */
  private async rows(actor: Actor, { from, to, providerId, knownAt }: DeliveryPeriod): Promise<LedRow[]> {
    const reach = reachOf(actor, 'supervisionDelivery');
    const current = (alias: 'r' | 'l') => {
      const name = alias === 'r' ? sql`r` : sql`l`;
      return knownAt === null ? sql`${name}.superseded_at IS NULL` : currentAt(name, knownAt);
    };
    const conditions = [
      current('r'),
      sql`r.started_at >= ${copenhagenInstant(from, '00:00')}`,
      sql`r.started_at < ${copenhagenInstant(addDays(to, 1), '00:00')}`,
      ...(reach.everything ? [] : [sql`g.provider_id IN ${among(reach.providerIds)}`]),
      ...(providerId === null ? [] : [sql`g.provider_id = ${providerId}`]),
    ];
    return this.store.query(sql`
      SELECT r.meeting_id, r.started_at, r.ended_at, r.break_minutes, l.supervisor_id
      FROM supervision_record r
      JOIN supervision_meeting t ON t.id = r.meeting_id
      JOIN supervision_group g ON g.id = t.group_id
      LEFT JOIN supervision_leader l ON l.meeting_id = r.meeting_id AND ${current('l')}
      WHERE ${all(conditions)}
      ORDER BY r.started_at, r.meeting_id`);
  }
}

function toDelivered({ meetingId, startedAt, endedAt, breakMinutes }: LedRow): DeliveredMeeting {
  const minutes = meetingMinutes({ startedAt, endedAt, breakMinutes: Number(breakMinutes) });
  return { meetingId, startedAt, endedAt, minutes };
}
