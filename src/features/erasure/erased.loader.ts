import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { BatchLoader, inOrder } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** When people were erased; null of those who were not. Load it only for people that are visible. */
@Injectable()
export class ErasedLoader extends BatchLoader<string | null> {
  constructor(private readonly store: Store) {
    super();
  }

  protected async batch(_context: RequestContext, personIds: readonly string[]) {
    const rows = await this.store.query<{ id: string; recordedAt: string }>(sql`
      SELECT s.id, e.recorded_at FROM erasure_subject s JOIN erasure e ON e.id = s.erasure_id
      WHERE s.id IN ${among(personIds)}`);
    return inOrder(
      personIds,
      rows,
      (row) => row.id,
      (row) => row.recordedAt,
    );
  }
}
