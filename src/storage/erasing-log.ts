/** Takes out of the log of changes what it says of a person; who did what to which id, and when, stays. */
import sql, { type Sql } from 'sql-template-tag';
import { invalidState } from '../domain/refusal.js';
import { namesHash, type ErasedFromLog, LogErasures } from './audit-erasures.js';
import {
  digestOf,
  eventsBetween,
  type Seal,
  type SealedEvent,
  SEALED_EVENTS,
  SealHash,
  sealsWhere,
} from './audit-seal.js';
import { ErasedRowEntity, AuditRestatementEntity } from './erasure.entity.js';
import { ID_PREFIXES } from './ids.js';
import type { Belongings } from './personal-data.js';
import { among } from './sql.js';
import type { Store } from './store.js';

export interface Emptied extends ErasedFromLog {
  /** The acts that the emptied events are of. */
  readonly acts: readonly Pick<SealedEvent, 'recordedAt' | 'recordedBy' | 'action'>[];
}

/** Acts that are logged with what many share, and are about one person all the same. */
const ABOUT_ONE = ['teamMemberAdd', 'teamMemberEnd'];
const ABOUT_COORDINATORS = ['coordinatorEnd', 'coordinatorReinstate'];
/** Subjects that many share. What is logged of them says who was there by their ids alone. */
const SHARED: readonly string[] = [
  ID_PREFIXES.engagement,
  ID_PREFIXES.cohort,
  ID_PREFIXES.courseDay,
  ID_PREFIXES.supervisionGroup,
  ID_PREFIXES.supervisionMeeting,
  ID_PREFIXES.enrolment,
  ID_PREFIXES.person,
  ID_PREFIXES.certificate,
  ID_PREFIXES.provider,
  ID_PREFIXES.supervisor,
  'mun',
  'prg',
];

/** Inside a unit of work, while the erasure has not ended. `holders`: whatever they can have been called by as a coordinator. */
export async function emptyLog(
  store: Store,
  erasureId: string,
  whose: Belongings,
  holders: readonly string[],
): Promise<Emptied> {
  const events = await eventsAbout(store, whose, holders);
  const unsalted = await sealsOf(
    store,
    events.filter(({ salt }) => salt === null),
  );
  for (const seal of unsalted) await requireWhole(store, seal);
  await store.insert(
    ErasedRowEntity,
    events.map((event) => ({
      tableName: 'audit_event',
      rowKey: String(event.id),
      erasureId,
      digest: digestOf(event),
    })),
  );
  await store.change(sql`
    UPDATE audit_event SET before = NULL, after = NULL, reason = NULL, salt = NULL WHERE id IN (
      SELECT CAST(r.row_key AS bigint) FROM erased_row r
      WHERE r.erasure_id = ${erasureId} AND r.table_name = 'audit_event')`);
  const restated: { seal: number; hash: string }[] = [];
  for (const seal of unsalted) restated.push({ seal: seal.sequence, hash: await hashOf(store, seal) });
  await store.insert(
    AuditRestatementEntity,
    restated.map(({ seal, hash }) => ({ sequence: seal, erasureId, hash })),
  );
  return {
    erasureId,
    events: events.length,
    names: await namesHash(store, erasureId),
    restated,
    acts: events.map(({ recordedAt, recordedBy, action }) => ({ recordedAt, recordedBy, action })),
  };
}

/** What says something of them: logged of something that is theirs alone, or about nobody else. */
async function eventsAbout(
  store: Store,
  whose: Belongings,
  holders: readonly string[],
): Promise<SealedEvent[]> {
  const { personIds, enrolmentIds, certificateIds, supervisorIds, assessedIds, documentIds, accountIds } =
    whose;
  const own = [
    ...[...personIds, ...enrolmentIds, ...certificateIds],
    ...[...supervisorIds, ...assessedIds, ...accountIds],
  ];
  const named = among([...personIds, ...enrolmentIds, ...certificateIds]);
  const shared = sql`substr(f.subject_id, 1, 3) IN ${among(SHARED)}`;
  const found = await select(
    store,
    sql`(v.subject_id IN ${among(own)}
    OR v.subject_id IN (SELECT f.subject_id FROM audit_about b JOIN audit_event f ON f.id = b.event_id
      WHERE b.about_id IN ${named} AND NOT (${shared}))
    OR v.subject_id IN (SELECT f.subject_id FROM audit_kept_about f WHERE f.about_id IN ${named} AND NOT (${shared}))
    OR (v.action IN ${among(ABOUT_ONE)}
      AND v.id IN (SELECT b.event_id FROM audit_about b WHERE b.about_id IN ${named})))`,
  );
  const coordinators = await select(store, sql`v.action IN ${among(ABOUT_COORDINATORS)}`);
  const documents = documentIds.length === 0 ? [] : await select(store, sql`v.action = 'planDocumentAdd'`);
  return [
    ...found,
    ...coordinators.filter(({ before, after }) =>
      [before, after].some((said) =>
        holders.includes(String(read(said)['coordinator']).trim().toLowerCase()),
      ),
    ),
    ...documents.filter(({ after }) => documentIds.includes(String(read(after)['id']))),
  ].sort((one, other) => one.id - other.id);
}

async function select(store: Store, condition: Sql): Promise<SealedEvent[]> {
  const full = sql`(v.before IS NOT NULL OR v.after IS NOT NULL OR v.reason IS NOT NULL)`;
  const rows = await store.query<SealedEvent>(sql`${SEALED_EVENTS}
    WHERE ${condition} AND ${full} AND v.action <> 'personErase'`);
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

function read(said: string | null): Record<string, unknown> {
  return (JSON.parse(said ?? '{}') ?? {}) as Record<string, unknown>;
}

async function sealsOf(store: Store, events: readonly SealedEvent[]): Promise<Seal[]> {
  const seals = new Map<number, Seal>();
  for (const { id } of events) {
    const known = [...seals.values()].some((seal) => seal.fromId <= id && id <= seal.toId);
    if (known) continue;
    const seal = await store.queryOne<Seal>(sealsWhere(sql`from_id <= ${id} AND to_id >= ${id} LIMIT 1`));
    if (seal !== null) seals.set(seal.sequence, seal);
  }
  return [...seals.values()];
}

/** What was changed behind the back of the program must not look right because somebody was erased. */
async function requireWhole(store: Store, seal: Seal): Promise<void> {
  const found = await hashOf(store, seal);
  if (found === seal.hash || (await LogErasures.read(store)).isRestated(seal.sequence, found)) return;
  throw invalidState(
    `The log of changes is not as it was sealed (seal ${seal.sequence}). Find out why before anybody is erased: npm run audit:verify.`,
    'NOT_AS_SEALED',
    [],
  );
}

async function hashOf(store: Store, seal: Seal): Promise<string> {
  const hash = new SealHash(seal.previousHash);
  for (const event of await store.query<SealedEvent>(
    eventsBetween(seal.fromId - 1, seal.toId, seal.events + 1),
  ))
    hash.add(event);
  return hash.of(seal);
}
