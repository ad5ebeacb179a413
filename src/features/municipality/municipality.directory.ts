import { Injectable, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import { danishSortKey } from '../../domain/danish.js';
import { existsOn, type MunicipalityRecord } from '../../domain/municipality.js';
import { invalidInput } from '../../domain/refusal.js';
import { Unavailable } from '../../storage/failure.js';
import { MunicipalityEntity } from '../../storage/reference.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Municipality, municipalityId } from './dto/municipality.model.js';
import { municipalityRecords } from './reference.js';

interface MunicipalityRow extends Omit<MunicipalityRecord, 'regions'> {
  /** The municipality that it was founded from; null for those of the reference list. */
  readonly predecessorCode: string | null;
}

/**
 * The municipalities, by code. Names and regions are the same for everybody and are kept in memory. When one begins and
 * ends is read from the database each time, so that a merger is known at once in every process (L28).
 */
@Injectable()
export class MunicipalityDirectory implements OnModuleInit {
  private readonly byCode = new Map(municipalityRecords().map((record) => [record.code, record]));

  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Adds municipalities that this database does not know yet. */
  async onModuleInit(): Promise<void> {
    await this.unitOfWork.run(async () => {
      const known = await this.store.query<{ code: string }>(sql`SELECT code FROM municipality`);
      const codes = new Set(known.map((row) => row.code));
      const missing = municipalityRecords().filter((record) => !codes.has(record.code));
      await this.store.insert(
        MunicipalityEntity,
        missing.map(({ code, name, validFrom, validTo, successorCode }) => ({
          code,
          name,
          sortKey: danishSortKey(name),
          validFrom,
          validTo,
          successorCode,
        })),
      );
    });
    await this.current();
  }

  find(code: string): MunicipalityRecord | undefined {
    return this.byCode.get(code);
  }

  /** The same, also for one that another process has founded a moment ago. */
  async lookUp(code: string): Promise<MunicipalityRecord | undefined> {
    return this.byCode.get(code) ?? (await this.current()).find((record) => record.code === code);
  }

  /** The record of a code that an input names; refuses one that does not exist, naming the field. */
  require(code: string, path: string): MunicipalityRecord {
    const record = this.byCode.get(code);
    if (record === undefined)
      throw invalidInput({ path, message: 'is not the code of a Danish municipality' });
    return record;
  }

  /** L28: refuses, too, one that does not exist on the day: not yet, or not any more. */
  async requireOn(code: string, path: string, date: LocalDate): Promise<MunicipalityRecord> {
    const record = (await this.current()).find((each) => each.code === code) ?? this.require(code, path);
    if (!existsOn(record, date))
      throw invalidInput({
        path,
        message:
          record.validTo !== null && record.validTo < date
            ? `has ended: after ${record.validTo} it is part of another municipality`
            : `does not exist before ${record.validFrom}`,
      });
    return record;
  }

  /** In Danish alphabetical order. */
  async existingOn(date: LocalDate): Promise<readonly MunicipalityRecord[]> {
    return (await this.current()).filter((record) => existsOn(record, date));
  }

  /** All of them as the database has them now, in Danish alphabetical order; those that are new here are learnt. */
  async current(): Promise<readonly MunicipalityRecord[]> {
    const rows = await this.store.query<MunicipalityRow>(sql`
      SELECT y.code, y.name, y.valid_from, y.valid_to, y.successor_code,
        (SELECT s.code FROM municipality_succession s WHERE s.successor_code = y.code AND y.valid_from IS NOT NULL
          ORDER BY s.recorded_at, s.id LIMIT 1) AS predecessor_code
      FROM municipality y ORDER BY y.sort_key, y.code`);
    const byCode = new Map(rows.map((row) => [row.code, row]));
    return rows.map(({ predecessorCode: _, ...row }) => {
      const record = { ...row, regions: this.regionsOf(row.code, byCode) };
      if (!this.byCode.has(record.code)) this.byCode.set(record.code, record);
      return record;
    });
  }

  /** The GraphQL type; codes come from foreign keys, so they exist. */
  model(code: string): Municipality {
    const record = this.byCode.get(code);
    if (record !== undefined) return toModel(record);
    // Another process has founded it since this one started: learn it, and let the request be sent again.
    void this.current().catch(() => undefined);
    throw new Unavailable('BUSY');
  }

  /** A municipality that was founded here lies where the one lay that it came from. */
  private regionsOf(code: string, rows: ReadonlyMap<string, MunicipalityRow>): MunicipalityRecord['regions'] {
    const known = this.byCode.get(code)?.regions;
    if (known !== undefined) return known;
    const predecessor = rows.get(code)?.predecessorCode ?? null;
    return predecessor === null ? [] : this.regionsOf(predecessor, rows);
  }
}

export function toModel(record: Pick<MunicipalityRecord, 'code' | 'name'>): Municipality {
  return Object.assign(new Municipality(), {
    id: municipalityId(record.code),
    code: record.code,
    name: record.name,
  });
}
