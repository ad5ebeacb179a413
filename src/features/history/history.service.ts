import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reachOf } from '../../access/policy.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { all } from '../../storage/sql.js';
import type { HistoryEntry } from './dto/history.model.js';
import { toEntry } from './history.mapper.js';
import { HistoryRepository } from './history.repository.js';
import { recordsOf, recordVisible } from './record-conditions.js';

/** Timelines over the log (V44), oldest first: only entries whose subject the actor may see (V39). */
@Injectable()
export class HistoryService {
  constructor(private readonly records: HistoryRepository) {}

  /** Ask it only about an enrolment that is visible. */
  async ofEnrolment(actor: Actor, id: string, page: PageArgs): Promise<Connection<HistoryEntry>> {
    return this.list(actor, 'enrolment', [recordsOf(sql`v`, sql`SELECT ${id}`)], page);
  }

  /** Ask it only about a certificate that is visible. */
  async ofCertificate(actor: Actor, id: string, page: PageArgs): Promise<Connection<HistoryEntry>> {
    return this.list(actor, 'certificate', [recordsOf(sql`v`, sql`SELECT ${id}`)], page);
  }

  /** The person and every enrolment of theirs. Ask it only about somebody who is visible. */
  async ofPerson(actor: Actor, id: string, page: PageArgs): Promise<Connection<HistoryEntry>> {
    const owners = sql`SELECT ${id} UNION SELECT ho.id FROM enrolment ho WHERE ho.person_id = ${id}`;
    return this.list(actor, 'person', [recordsOf(sql`v`, owners)], page);
  }

  /** What fulfils the conditions and may be seen with an operation, in the order in which it was recorded. */
  async list(
    actor: Actor,
    operation: Operation,
    conditions: readonly Sql[],
    page: PageArgs,
  ): Promise<Connection<HistoryEntry>> {
    const condition = all([...conditions, recordVisible(reachOf(actor, operation), sql`v`)]);
    return readPage(
      page,
      [
        { expression: sql`v.recorded_at`, rowKey: 'recordedAt' },
        { expression: sql`v.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.records.page(condition, after, orderBy, limit),
      () => this.records.count(condition),
      (row) => toEntry(row, actor),
    );
  }
}
