import { Injectable, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import { danishSortKey } from '../../domain/danish.js';
import { existsOn, type MunicipalityRecord } from '../../domain/municipality.js';
import { invalidInput } from '../../domain/refusal.js';
import { MunicipalityEntity } from '../../storage/reference.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Municipality, municipalityId } from './dto/municipality.model.js';
import { municipalityRecords } from './reference.js';

/** The municipalities, by code. Reference data: the same for everybody, kept in the database for its foreign keys. */
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
  }

  find(code: string): MunicipalityRecord | undefined {
    return this.byCode.get(code);
  }

  /** The record of a code that an input names; refuses one that does not exist, naming the field. */
  require(code: string, path: string): MunicipalityRecord {
    const record = this.byCode.get(code);
    if (record === undefined)
      throw invalidInput({ path, message: 'is not the code of a Danish municipality' });
    return record;
  }

  /** In Danish alphabetical order. */
  existingOn(date: LocalDate): readonly MunicipalityRecord[] {
    return municipalityRecords().filter((record) => existsOn(record, date));
  }

  /** The GraphQL type; codes come from foreign keys, so they exist. */
  model(code: string): Municipality {
    const record = this.byCode.get(code);
    if (record === undefined) throw new Error(`Unknown municipality code ${code}`);
    return toModel(record);
  }
}

export function toModel(record: MunicipalityRecord): Municipality {
  return Object.assign(new Municipality(), {
    id: municipalityId(record.code),
    code: record.code,
    name: record.name,
  });
}
