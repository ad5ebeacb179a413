import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { addDays, type LocalDate } from '../../domain/calendar.js';
import { danishSortKey } from '../../domain/danish.js';
import { existsOn, successorOn, type MunicipalityRecord } from '../../domain/municipality.js';
import { invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { MunicipalitySuccessionEntity } from '../../storage/authority.entity.js';
import { newId } from '../../storage/ids.js';
import { MunicipalityEntity } from '../../storage/reference.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { municipalityId } from './dto/municipality.model.js';
import type { MunicipalityReinstateInput, MunicipalitySucceedInput } from './dto/municipality-succeed.dto.js';
import { MunicipalityDirectory } from './municipality.directory.js';
import { SuccessionRepository, type SuccessionRow } from './succession.repository.js';

/** Later than any day that is written down. */
const NEVER = '9999-12-31' as LocalDate;

/** Municipalities that merge or get another code (L28). Old records keep the old code; nothing of them is rewritten. */
@Injectable()
export class SuccessionService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly directory: MunicipalityDirectory,
    private readonly successions: SuccessionRepository,
  ) {}

  /** A second record about the same municipality corrects the first one, which is kept. */
  async succeed(actor: Actor, input: MunicipalitySucceedInput): Promise<void> {
    const { code, successorCode, firstDay, reason } = input;
    if (code === successorCode)
      throw invalidInput({ path: 'successorCode', message: 'must be another municipality' });
    await this.unitOfWork.run(async () => {
      const all = await this.directory.current();
      const ending = this.directory.require(code, 'code');
      if (ending.validFrom !== null && ending.validFrom >= firstDay)
        throw invalidInput({ path: 'firstDay', message: 'must be after the first day of the municipality' });
      await this.requireSuccessor(all, input);
      const current = await this.successions.current();
      if (successorOn(successorCode, current, NEVER) === code)
        throw invalidInput({ path: 'successorCode', message: 'is itself part of this municipality' });
      const earlier = current.find((each) => each.code === code);
      const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
      if (earlier !== undefined) await this.supersede(earlier, stamp.recordedAt);
      await this.store.insert(MunicipalitySuccessionEntity, {
        id: newId('fact'),
        code,
        successorCode,
        firstDay,
        reason,
        ...stamp,
        supersededAt: null,
      });
      await this.keepInStep(code, addDays(firstDay, -1), successorCode);
      await this.audit.record(actor, {
        action: 'municipalitySucceed',
        subjectId: municipalityId(code),
        before: earlier === undefined ? null : textOf(earlier),
        after: { successorCode, firstDay },
        reason,
      });
    });
    await this.directory.current();
  }

  /** Takes back what was recorded: the municipality goes on as if nothing had been said. */
  async reinstate(actor: Actor, { code, reason }: MunicipalityReinstateInput): Promise<void> {
    this.directory.require(code, 'code');
    await this.unitOfWork.run(async () => {
      const earlier = (await this.successions.current()).find((each) => each.code === code);
      if (earlier === undefined)
        throw invalidState('This municipality is not recorded as ended.', 'EXISTING', [
          'municipalitySucceed',
        ]);
      await this.supersede(earlier, this.clock.now());
      await this.keepInStep(code, null, null);
      await this.audit.record(actor, {
        action: 'municipalityReinstate',
        subjectId: municipalityId(code),
        before: textOf(earlier),
        reason,
      });
    });
  }

  /** It exists on its first day as the successor; or it is founded then, with a name of its own. */
  private async requireSuccessor(
    all: readonly MunicipalityRecord[],
    { successorCode, successorName, firstDay }: MunicipalitySucceedInput,
  ): Promise<void> {
    const known = all.find((record) => record.code === successorCode);
    if (known === undefined) {
      if (successorName == null)
        throw invalidInput({
          path: 'successorCode',
          message: 'is not the code of a Danish municipality; a new one needs its `successorName`',
        });
      await this.store.insert(MunicipalityEntity, {
        code: successorCode,
        name: successorName,
        sortKey: danishSortKey(successorName),
        validFrom: firstDay,
        validTo: null,
        successorCode: null,
      });
      return;
    }
    if (successorName != null && successorName !== known.name)
      throw invalidInput({
        path: 'successorName',
        message: 'is for a new municipality; this code is in use',
      });
    // One that was founded as a successor begins with whatever becomes part of it first.
    if (!existsOn({ ...known, validFrom: null }, firstDay))
      throw invalidInput({ path: 'successorCode', message: 'does not exist on that day' });
  }

  private async supersede(earlier: SuccessionRow, at: string): Promise<void> {
    await this.store.change(
      sql`UPDATE municipality_succession SET superseded_at = ${at} WHERE id = ${earlier.id} AND superseded_at IS NULL`,
    );
  }

  /** The municipality's own row says the same as the latest record, and a founded one begins with its first predecessor. */
  private async keepInStep(
    code: string,
    validTo: LocalDate | null,
    successorCode: string | null,
  ): Promise<void> {
    await this.store.change(
      sql`UPDATE municipality SET valid_to = ${validTo}, successor_code = ${successorCode} WHERE code = ${code}`,
    );
    await this.store.change(sql`
      UPDATE municipality SET valid_from = COALESCE((SELECT MIN(s.first_day) FROM municipality_succession s
        WHERE s.successor_code = municipality.code AND s.superseded_at IS NULL), ${NEVER})
      WHERE valid_from IS NOT NULL`);
  }
}

function textOf({ successorCode, firstDay }: SuccessionRow) {
  return { successorCode, firstDay };
}
