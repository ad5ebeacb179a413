import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { invalidInput, type InputProblem } from '../../domain/refusal.js';
import { newId } from '../../storage/ids.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { SupervisionLeaderEntity } from '../../storage/supervision.entity.js';
import { SupervisorRepository } from './supervisor.repository.js';

/** Writes who is to lead a meeting, or led it; several may. Nothing is overwritten (Decision 2). Inside a unit of work. */
@Injectable()
export class LeaderRecords {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly supervisors: SupervisorRepository,
  ) {}

  /** Now these, in place of those before; null = as before. Answers both, by name, for the log. */
  async set(
    actor: Actor,
    meeting: LedMeeting,
    supervisorIds: readonly string[] | null,
  ): Promise<{ before: string[]; after: string[] }> {
    const current = await this.supervisors.leadersOf([meeting.id]);
    const before = current.map((leader) => leader.id);
    if (supervisorIds === null) return { before, after: before };
    const kept = new Set(before);
    await this.requireFit(meeting, supervisorIds, kept);
    const recordedAt = this.clock.now();
    const gone = before.filter((id) => !supervisorIds.includes(id));
    if (gone.length > 0)
      await this.store.change(sql`UPDATE supervision_leader SET superseded_at = ${recordedAt}
        WHERE meeting_id = ${meeting.id} AND superseded_at IS NULL AND supervisor_id IN ${among(gone)}`);
    const fresh = supervisorIds.filter((id) => !kept.has(id));
    const stamp = { recordedAt, recordedBy: actor.subject, supersededAt: null };
    await this.store.insert(
      SupervisionLeaderEntity,
      fresh.map((supervisorId) => ({ id: newId('fact'), meetingId: meeting.id, supervisorId, ...stamp })),
    );
    return { before, after: [...supervisorIds] };
  }

  /** Each once, of the group's provider; whoever is no longer active leads no coming meeting. */
  private async requireFit(
    meeting: LedMeeting,
    ids: readonly string[],
    kept: ReadonlySet<string>,
  ): Promise<void> {
    const known = new Map((await this.supervisors.find(ids)).map((row) => [row.id, row]));
    const problems = ids.flatMap((id, index): InputProblem[] => {
      const path = `supervisorIds.${index}`;
      const supervisor = known.get(id);
      if (ids.indexOf(id) < index) return [{ path, message: 'is named already' }];
      const foreign = meeting.providerId !== null && supervisor?.providerId !== meeting.providerId;
      if (supervisor === undefined || foreign)
        return [{ path, message: 'is not a supervisor of the group’s provider' }];
      return supervisor.active || kept.has(id) || meeting.startsAt <= this.clock.now()
        ? []
        : [{ path, message: 'is no longer active' }];
    });
    if (problems.length > 0) throw invalidInput(...problems);
  }
}

export interface LedMeeting {
  readonly id: string;
  /** Of the group; null where none is named: then a supervisor of any provider will do. */
  readonly providerId: string | null;
  readonly startsAt: string;
}
