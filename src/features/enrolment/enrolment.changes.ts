import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { ENROLMENT_TRANSITIONS, mayBecome, type EnrolmentStatus } from '../../domain/enrolment.js';
import type { Capacity } from '../../domain/programme.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { EnrolmentChangeEntity, EnrolmentEntity } from '../../storage/people.entity.js';
import { othersHadUntil } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { EnrolmentHolders } from './enrolment.holders.js';
import type { EnrolmentRow } from './enrolment.repository.js';

/** What changes about an enrolment, from a day on; what is left out stays. */
export interface Change {
  readonly action: string;
  readonly status?: EnrolmentStatus;
  readonly capacity?: Capacity;
  /** Whose seat it is, and of which engagement (L5). */
  readonly engagementId?: string;
  readonly municipalityCode?: string;
  readonly affiliationId?: string;
  readonly continuesAsGuest?: boolean;
  /** The rules it goes by (V40). */
  readonly ruleVersion?: number;
  readonly seatId?: string | null;
  readonly cohortId?: string | null;
  /** First day in the cohort, where it was stated. */
  readonly cohortFrom?: string | null;
  readonly validOn: string;
  readonly reason?: string | null;
}

/** An enrolment that begins. */
export type NewEnrolment = Omit<EnrolmentRow, 'id' | 'onLeave' | 'continuesAsGuest'>;

/** Writes enrolments: every change is a new row, and the enrolment shows the latest (Decision 2). Inside a unit of work. */
@Injectable()
export class EnrolmentChanges {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly holders: EnrolmentHolders,
  ) {}

  async create(
    actor: Actor,
    enrolment: NewEnrolment,
    change: Pick<Change, 'action' | 'cohortFrom' | 'validOn'>,
  ): Promise<EnrolmentRow> {
    const row = { id: newId('enrolment'), ...enrolment, continuesAsGuest: false };
    await this.requireNobodyElse(row, change.validOn);
    await this.store.insert(EnrolmentEntity, { ...row, ...this.stamp(actor) });
    await this.holders.begin(actor, row);
    await this.append(actor, row, 1, { ...change, reason: null });
    await this.audit.record(actor, { action: change.action, subjectId: row.id, after: row });
    return { ...row, onLeave: false };
  }

  /** Refuses a step that the table of states does not have. */
  async change(actor: Actor, enrolment: EnrolmentRow, change: Change): Promise<EnrolmentRow> {
    const status = change.status ?? enrolment.status;
    if (status !== enrolment.status && !mayBecome(enrolment.status, status))
      throw invalidState(
        `From ${enrolment.status} this is not possible.`,
        enrolment.status,
        ENROLMENT_TRANSITIONS[enrolment.status],
      );
    const { action: _, cohortFrom: stated, validOn, reason, ...fields } = change;
    const row: EnrolmentRow = { ...enrolment, ...given(fields), status };
    if (row.seatId !== enrolment.seatId) await this.requireNobodyElse(row, validOn);
    const last = await this.store.queryOne<{ sequence: number; cohortFrom: string | null }>(sql`
      SELECT sequence, cohort_from FROM enrolment_change WHERE enrolment_id = ${row.id}
      ORDER BY sequence DESC LIMIT 1`);
    const cohortFrom = change.cohortId === undefined ? (last?.cohortFrom ?? null) : (stated ?? null);
    await this.store.change(sql`
      UPDATE enrolment SET status = ${row.status}, capacity = ${row.capacity}, seat_id = ${row.seatId},
        cohort_id = ${row.cohortId}, engagement_id = ${row.engagementId}, municipality_code = ${row.municipalityCode},
        affiliation_id = ${row.affiliationId}, rule_version = ${row.ruleVersion},
        continues_as_guest = ${row.continuesAsGuest}
      WHERE id = ${row.id}`);
    if (row.affiliationId !== enrolment.affiliationId) await this.holders.record(actor, [row]);
    await this.append(actor, row, Number(last?.sequence ?? 0) + 1, { validOn, reason, cohortFrom });
    await this.audit.record(actor, {
      action: change.action,
      subjectId: row.id,
      before: figures(enrolment),
      after: { ...figures(row), validOn },
      reason: reason ?? null,
    });
    return row;
  }

  /** On no day has a seat two holders (V2), also when it is recorded late who had it. */
  private async requireNobodyElse({ id, seatId }: Pick<EnrolmentRow, 'id' | 'seatId'>, from: string) {
    if (seatId === null) return;
    const last = await this.store.queryOne<{ hadUntil: LocalDate | null }>(
      sql`SELECT ${othersHadUntil(sql`${seatId}`, sql`${id}`)} AS had_until`,
    );
    const hadUntil = last?.hadUntil ?? null;
    if (hadUntil !== null && from < hadUntil)
      throw invalidInput({
        path: 'on',
        message: `must not be before ${hadUntil}: somebody else had the seat until then`,
      });
  }

  private async append(
    actor: Actor,
    row: Omit<EnrolmentRow, 'onLeave'>,
    sequence: number,
    change: Pick<Change, 'cohortFrom' | 'validOn' | 'reason'>,
  ): Promise<void> {
    await this.store.insert(EnrolmentChangeEntity, {
      enrolmentId: row.id,
      sequence,
      engagementId: row.engagementId,
      municipalityCode: row.municipalityCode,
      ruleVersion: row.ruleVersion,
      capacity: row.capacity,
      continuesAsGuest: row.continuesAsGuest,
      status: row.status,
      seatId: row.seatId,
      cohortId: row.cohortId,
      cohortFrom: change.cohortFrom ?? null,
      validOn: change.validOn,
      reason: change.reason ?? null,
      ...this.stamp(actor),
    });
  }

  private stamp(actor: Actor) {
    return { recordedAt: this.clock.now(), recordedBy: actor.subject };
  }
}

/** Without what was left out: a field without a value is one that stays. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** What a change may change. */
function figures(row: EnrolmentRow) {
  const { status, capacity, seatId, cohortId } = row;
  const { engagementId, municipalityCode, ruleVersion, continuesAsGuest } = row;
  return {
    status,
    capacity,
    seatId,
    cohortId,
    engagementId,
    municipalityCode,
    ruleVersion,
    continuesAsGuest,
  };
}
