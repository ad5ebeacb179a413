import { Injectable } from '@nestjs/common';
import { Context, ResolveField, Resolver } from '@nestjs/graphql';
import sql from 'sql-template-tag';
import { addDays, type LocalDate } from '../../domain/calendar.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { LocalDateScalar } from '../../graphql/scalars.js';
import { Store } from '../../storage/store.js';
import { HistoryEntryConnection } from './dto/history.model.js';

/** The first day that the log is kept of, once a request; null where all of it is. */
@Injectable()
export class KeptFromLoader extends BatchLoader<LocalDate | null> {
  constructor(private readonly store: Store) {
    super();
  }

  async of(context: RequestContext): Promise<LocalDate | null> {
    return this.load(context, 'log');
  }

  protected async batch(_context: RequestContext, keys: readonly string[]) {
    const row = await this.store.queryOne<{ upTo: LocalDate | null }>(
      sql`SELECT MAX(up_to) AS up_to FROM audit_shortening`,
    );
    const upTo = row?.upTo ?? null;
    return keys.map(() => (upTo === null ? null : addDays(upTo, 1)));
  }
}

@Resolver(() => HistoryEntryConnection)
export class KeptFromFields {
  constructor(private readonly days: KeptFromLoader) {}

  @ResolveField(() => LocalDateScalar, {
    nullable: true,
    description:
      'The first day that the log is kept of: what was recorded before it was removed after its period, and is not among these entries. Null where nothing was removed.',
  })
  async keptFrom(@Context() context: RequestContext): Promise<LocalDate | null> {
    return this.days.of(context);
  }
}
