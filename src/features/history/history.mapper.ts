import { SYSTEM, type Actor } from '../../access/actor.js';
import { differenceOf } from '../../domain/history.js';
import { Role } from '../../graphql/role.js';
import { namedIn } from '../../storage/audit-about.js';
import { ID_PREFIXES } from '../../storage/ids.js';
import { HistoryChange, HistoryDetail, HistoryEntry, Recorder } from './dto/history.model.js';
import type { RecordRow } from './history.repository.js';

/**
 * What a reader learns nothing from: the subject's own id, sort keys, the certificate's basis as it is stored, and what an
 * erasure or a shortening of the log proves itself by.
 */
const UNREADABLE = ['id', 'sortKey', 'searchText', 'pool', 'snapshot', 'log', 'rows'];

export function toEntry(row: RecordRow, actor: Actor): HistoryEntry {
  const [before, after] = [read(row.before), read(row.after)];
  const { changed, same } = differenceOf(before, after);
  const readable = ({ field }: { field: string }) => !UNREADABLE.includes(field.split('.', 1)[0] ?? '');
  return Object.assign(new HistoryEntry(), {
    id: `log_${row.id}`,
    at: row.recordedAt,
    recordedBy: toRecorder(row, actor),
    act: row.action,
    subjectId: row.subjectId,
    namedEnrolmentIds: namedIn({ subjectId: '', before, after }).filter(isEnrolment),
    changes: changed
      .filter(readable)
      .map(({ field, before: from, after: to }) => Object.assign(new HistoryChange(), { field, from, to })),
    details: same
      .filter(readable)
      .map(({ field, value }) => Object.assign(new HistoryDetail(), { field, held: value })),
    reason: row.reason,
  });
}

export function isEnrolment(id: string): boolean {
  return id.startsWith(`${ID_PREFIXES.enrolment}_`);
}

function toRecorder(row: RecordRow, actor: Actor): Recorder {
  const system = row.recordedBy === SYSTEM.subject;
  return Object.assign(new Recorder(), {
    name: system ? SYSTEM.name : row.name,
    roles: system ? [] : (row.roles ?? '').split(' ').filter(isRole),
    system,
    you: row.recordedBy === actor.subject,
  });
}

function isRole(word: string): word is Role {
  return Object.hasOwn(Role, word);
}

function read(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
