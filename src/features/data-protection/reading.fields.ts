import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import sql, { type Sql } from 'sql-template-tag';
import { reaches, reachOf } from '../../access/policy.js';
import type { LocalDate } from '../../domain/calendar.js';
import { type Connection, PageArgs, readPage } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Role } from '../../graphql/role.js';
import { nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { Person } from '../person/index.js';
import { Reading, ReadingConnection } from './dto/reading.model.js';

interface ReadingRow {
  readonly day: LocalDate;
  readonly recordedBy: string;
  readonly field: string;
  readonly personId: string;
  readonly roles: string;
  readonly reader: string;
}

@Resolver(() => Person)
export class ReadingFields {
  constructor(private readonly store: Store) {}

  @ResolveField(() => ReadingConnection, {
    description:
      'Who read about the person outside of what their own work has them read every day: the agency and administrators. Oldest first. For the person themself and the agency; none for others.',
  })
  async readings(
    @Parent() { id }: Person,
    @Context() context: RequestContext,
    @Args() page: PageArgs,
  ): Promise<Connection<Reading>> {
    const condition = reaches(reachOf(actorOf(context), 'personExport'), { personIds: [id] })
      ? sql`(r.person_id = ${id} OR r.person_id IN (SELECT m.merged_id FROM person_merge m
          WHERE m.kept_id = ${id} AND m.superseded_at IS NULL))`
      : sql`1 = 0`;
    return readPage(
      page,
      [
        { expression: sql`r.day`, rowKey: 'day' },
        { expression: sql`r.recorded_by`, rowKey: 'recordedBy' },
        { expression: sql`r.field`, rowKey: 'field' },
        { expression: sql`r.person_id`, rowKey: 'personId' },
      ],
      (after, orderBy, limit) => this.page(condition, after, orderBy, limit),
      () => this.count(condition),
      toReading,
    );
  }

  private async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<ReadingRow[]> {
    return this.store.query(sql`
      SELECT r.day, r.recorded_by, r.field, r.person_id, r.roles, ${nameBehind(sql`r.recorded_by`)} AS reader
      FROM reading r WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
  }

  private async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM reading r WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }
}

function toReading({ day, field, reader, roles }: ReadingRow): Reading {
  const known = roles.split(' ').filter((role): role is Role => Object.hasOwn(Role, role));
  return Object.assign(new Reading(), { reader, roles: known, on: day, field });
}
