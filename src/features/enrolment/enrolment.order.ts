import sql, { type Sql } from 'sql-template-tag';
import type { OrderKey } from '../../graphql/connection.js';
import { EnrolmentOrder } from './dto/enrolment.model.js';

/** Where a list has what most orders end in: in the enrolments and their people, or along an index of both. */
export interface Columns {
  readonly personKey: Sql;
  readonly id: Sql;
}

/** These orders use figures that are kept for today alone. */
export const FIGURES_OF_TODAY = [EnrolmentOrder.SUPERVISION_MINUTES, EnrolmentOrder.ATTENDED_HALF_DAYS];

const KEYS = {
  municipalityKey: sql`y.sort_key`,
  recordedAt: sql`e.recorded_at`,
  creditedMinutes: sql`COALESCE(g.credited_minutes, 0)`,
  attendedHalfDays: sql`COALESCE(g.attended_half_days, 0)`,
};

type Key = keyof typeof KEYS | 'personKey';

const ORDERS: Readonly<Record<EnrolmentOrder, readonly Key[]>> = {
  PERSON_NAME: ['personKey'],
  MUNICIPALITY: ['municipalityKey', 'personKey'],
  CREATED_AT: ['recordedAt'],
  SUPERVISION_MINUTES: ['creditedMinutes', 'personKey'],
  ATTENDED_HALF_DAYS: ['attendedHalfDays', 'personKey'],
};

export function isByName(order: EnrolmentOrder): boolean {
  return ORDERS[order][0] === 'personKey';
}

/** What an order goes by, in the end by the ids. */
export function keysOf(order: EnrolmentOrder, { personKey, id }: Columns): OrderKey[] {
  const named = { ...KEYS, personKey };
  const keys = ORDERS[order].map((rowKey) => ({ expression: named[rowKey], rowKey }));
  return [...keys, { expression: id, rowKey: 'id' }];
}
