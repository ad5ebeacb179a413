import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { asHolder } from '../../access/coordinators.js';
import { Clock } from '../../config/clock.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { CoordinatorChangeEntity } from '../../storage/authority.entity.js';
import { nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import type { CoordinatorEndInput, CoordinatorReinstateInput } from './dto/coordinator.dto.js';

export interface CoordinatorChangeRow {
  readonly holder: string;
  readonly municipalityCode: string;
  readonly sequence: number;
  readonly kind: 'ENDED' | 'REINSTATED';
  readonly validOn: LocalDate;
  readonly reason: string;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
}

type NewChange = Pick<CoordinatorChangeRow, 'kind' | 'validOn' | 'reason'>;

/** When coordinators stop speaking for a municipality (L26). What access makes of it is in access/coordinators.ts. */
@Injectable()
export class CoordinatorService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  /** A second end replaces the day of the first one, which is kept. */
  async end(actor: Actor, input: CoordinatorEndInput): Promise<CoordinatorChangeRow> {
    return this.change(actor, 'coordinatorEnd', input, () => ({
      kind: 'ENDED',
      validOn: input.on ?? this.clock.today(),
      reason: input.reason,
    }));
  }

  /** At once. Only what a signed token says comes back: nobody becomes a coordinator by this. */
  async reinstate(actor: Actor, input: CoordinatorReinstateInput): Promise<CoordinatorChangeRow> {
    return this.change(actor, 'coordinatorReinstate', input, (latest) => {
      if (latest?.kind !== 'ENDED')
        throw invalidState('This role is not recorded as ended.', latest?.kind ?? 'NOTHING_RECORDED', [
          'coordinatorEnd',
        ]);
      return { kind: 'REINSTATED', validOn: this.clock.today(), reason: input.reason };
    });
  }

  /** Newest first; of one municipality, or of all. */
  async list(municipalityCode: string | null): Promise<CoordinatorChangeRow[]> {
    if (municipalityCode !== null) this.municipalities.require(municipalityCode, 'municipalityCode');
    const condition = municipalityCode === null ? sql`1 = 1` : sql`municipality_code = ${municipalityCode}`;
    return this.store.query(sql`
      SELECT holder, municipality_code, sequence, kind, valid_on, reason, recorded_at,
        ${nameBehind(sql`coordinator_change.recorded_by`)} AS recorded_by
      FROM coordinator_change WHERE ${condition} ORDER BY recorded_at DESC, holder, municipality_code`);
  }

  private async change(
    actor: Actor,
    action: 'coordinatorEnd' | 'coordinatorReinstate',
    input: { coordinator: string; municipalityCode: string },
    decide: (latest: CoordinatorChangeRow | null) => NewChange,
  ): Promise<CoordinatorChangeRow> {
    const { code } = this.municipalities.require(input.municipalityCode, 'municipalityCode');
    const holder = asHolder(input.coordinator);
    return this.unitOfWork.run(async () => {
      const latest = await this.store.queryOne<CoordinatorChangeRow>(sql`
        SELECT * FROM coordinator_change WHERE holder = ${holder} AND municipality_code = ${code}
        ORDER BY sequence DESC LIMIT 1`);
      const row: CoordinatorChangeRow = {
        holder,
        municipalityCode: code,
        sequence: Number(latest?.sequence ?? 0) + 1,
        ...decide(latest),
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      };
      await this.store.insert(CoordinatorChangeEntity, row);
      await this.audit.record(actor, {
        action,
        subjectId: `mun_${code}`,
        before: latest === null ? null : textOf(latest),
        after: textOf(row),
        reason: row.reason,
      });
      return { ...row, recordedBy: actor.name };
    });
  }
}

function textOf({ holder, kind, validOn }: CoordinatorChangeRow) {
  return { coordinator: holder, kind, on: validOn };
}
