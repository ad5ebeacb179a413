import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { BatchLoader, inOrder } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { Provider } from './dto/provider.dto.js';
import type { ProviderRow } from './provider.service.js';

@Injectable()
export class ProviderLoader extends BatchLoader<Provider | null> {
  constructor(private readonly store: Store) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const rows = await this.store.query<ProviderRow>(
      sql`SELECT id, key, name FROM provider WHERE id IN ${among(ids)}`,
    );
    return inOrder(ids, rows, (row) => row.id, toProvider);
  }
}

export function toProvider(row: ProviderRow): Provider {
  return Object.assign(new Provider(), row);
}
