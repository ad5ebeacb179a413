import { Injectable } from '@nestjs/common';
import type { MunicipalityRecord } from '../../domain/municipality.js';
import { BatchLoader, inOrder } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { MunicipalityDirectory } from './municipality.directory.js';

/** By code: since when and until when it exists, as the database has it now. */
@Injectable()
export class MunicipalityStandingLoader extends BatchLoader<MunicipalityRecord | null> {
  constructor(private readonly directory: MunicipalityDirectory) {
    super();
  }

  protected async batch(_context: RequestContext, codes: readonly string[]) {
    return inOrder(
      codes,
      await this.directory.current(),
      (record) => record.code,
      (record) => record,
    );
  }
}
