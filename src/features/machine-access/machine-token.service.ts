import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { newMachineToken } from '../../access/machine-tokens.js';
import { reachOf } from '../../access/policy.js';
import { machineTokenVisible } from '../../access/visibility.js';
import { Clock } from '../../config/clock.js';
import { addDays, type Instant, type LocalDate } from '../../domain/calendar.js';
import { invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { MachineTokenEntity, MachineTokenRevocationEntity } from '../../storage/machine.entity.js';
import { nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { MachineTokenIssueInput, MachineTokenRevokeInput } from './dto/machine-token.dto.js';
import { MachineTokenScope } from './machine-token.scope.js';

export interface MachineTokenRow {
  readonly id: string;
  readonly name: string;
  readonly municipalityCode: string | null;
  readonly providerId: string | null;
  readonly operations: string;
  readonly lastDay: LocalDate;
  readonly recordedAt: Instant;
  /** By name. */
  readonly recordedBy: string;
  readonly lastUsedOn: LocalDate | null;
  readonly revokedAt: Instant | null;
  readonly revokedReason: string | null;
}

const LONGEST_DAYS = 366;

/** Tokens for programs: issued, listed and revoked. What one opens is in access/machine-tokens.ts. */
@Injectable()
export class MachineTokenService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly scopes: MachineTokenScope,
  ) {}

  /** The token is in the answer and nowhere else. */
  async issue(actor: Actor, input: MachineTokenIssueInput): Promise<{ row: MachineTokenRow; token: string }> {
    const scope = await this.scopes.of(actor, input);
    this.requireSoon(input.lastDay);
    const { token, hash } = newMachineToken();
    const stored = {
      id: newId('machineToken'),
      name: input.name,
      ...scope,
      operations: input.operations.join(' '),
      lastDay: input.lastDay,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    };
    await this.unitOfWork.run(async () => {
      await this.store.insert(MachineTokenEntity, { ...stored, secretHash: hash });
      await this.audit.record(actor, {
        action: 'machineTokenIssue',
        subjectId: stored.id,
        after: { name: stored.name, ...scope, operations: input.operations, lastDay: stored.lastDay },
      });
    });
    return {
      row: { ...stored, recordedBy: actor.name, lastUsedOn: null, revokedAt: null, revokedReason: null },
      token,
    };
  }

  /** Newest first, also those that are over; of one municipality, or all that are the asker's to see. */
  async list(actor: Actor, municipalityCode: string | null): Promise<MachineTokenRow[]> {
    const own = machineTokenVisible(reachOf(actor, 'machineTokens'), sql`t`);
    return this.find(
      municipalityCode === null ? own : sql`${own} AND t.municipality_code = ${municipalityCode}`,
    );
  }

  /** At once, in every process. */
  async revoke(actor: Actor, input: MachineTokenRevokeInput): Promise<MachineTokenRow> {
    const own = sql`t.id = ${input.machineTokenId} AND ${machineTokenVisible(reachOf(actor, 'machineTokenRevoke'), sql`t`)}`;
    return this.unitOfWork.run(async () => {
      const [row] = await this.find(own);
      if (row === undefined) throw notFound('machine token');
      if (row.revokedAt !== null) throw invalidState('It is revoked already.', 'REVOKED', []);
      const revokedAt = this.clock.now();
      await this.store.insert(MachineTokenRevocationEntity, {
        machineTokenId: row.id,
        reason: input.reason,
        recordedAt: revokedAt,
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, {
        action: 'machineTokenRevoke',
        subjectId: row.id,
        before: { revoked: false },
        after: { revoked: true },
        reason: input.reason,
      });
      return { ...row, revokedAt, revokedReason: input.reason };
    });
  }

  private requireSoon(lastDay: LocalDate): void {
    const today = this.clock.today();
    if (lastDay < today) throw invalidInput({ path: 'lastDay', message: 'has passed' });
    if (lastDay > addDays(today, LONGEST_DAYS))
      throw invalidInput({ path: 'lastDay', message: 'must be at most a year ahead' });
  }

  private async find(condition: Sql): Promise<MachineTokenRow[]> {
    return this.store.query<MachineTokenRow>(sql`
      SELECT t.id, t.name, t.municipality_code, t.provider_id, t.operations, t.last_day, t.recorded_at,
        ${nameBehind(sql`t.recorded_by`)} AS recorded_by,
        u.used_on AS last_used_on, r.recorded_at AS revoked_at, r.reason AS revoked_reason
      FROM machine_token t
      LEFT JOIN machine_token_use u ON u.machine_token_id = t.id
      LEFT JOIN machine_token_revocation r ON r.machine_token_id = t.id
      WHERE ${condition} ORDER BY t.recorded_at DESC, t.id DESC`);
  }
}
