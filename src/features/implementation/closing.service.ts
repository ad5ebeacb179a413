import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { ANCHORING } from '../../domain/phases.js';
import { duplicate, invalidInput, invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { EngagementClosureEntity } from '../../storage/implementation.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { Dossier } from './dossier.js';
import type { EngagementCloseInput } from './dto/phase.model.js';
import { Finder } from './finder.js';

/** The end of an engagement (A8). */
@Injectable()
export class ClosingService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: Finder,
  ) {}

  /**
   * V35: where the programme has an anchoring phase, it ends with an approved anchoring plan and not before. Answers the
   * id of the engagement.
   */
  async close(actor: Actor, input: EngagementCloseInput): Promise<string> {
    return this.unitOfWork.run(async () => {
      const action = 'engagementClose';
      const { engagement, dossier } = await this.finder.engagement(actor, action, input.engagementId);
      const on = input.on ?? this.clock.today();
      if (on > this.clock.today()) throw invalidInput({ path: 'on', message: 'must not be in the future' });
      if (on < engagement.startsOn)
        throw invalidInput({ path: 'on', message: 'must not be before the start of the engagement' });
      const { closure } = dossier;
      const reason = input.reason ?? null;
      if (closure !== null && reason === null)
        throw invalidInput({ path: 'reason', message: 'is needed: this engagement is closed already' });
      requireAnchored(dossier.openOn(on));
      const recordedAt = this.clock.now();
      if (closure !== null) await this.supersede(closure.recordId, recordedAt);
      await this.store.insert(EngagementClosureEntity, {
        id: newId('fact'),
        engagementId: engagement.id,
        closedOn: on,
        reason,
        recordedAt,
        recordedBy: actor.subject,
        supersededAt: null,
      });
      await this.audit.record(actor, {
        action,
        subjectId: engagement.id,
        before: closure === null ? null : { closedOn: closure.closedOn },
        after: { closedOn: on },
        reason,
      });
      return engagement.id;
    });
  }

  private async supersede(id: string, at: string): Promise<void> {
    const changed = await this.store.change(
      sql`UPDATE engagement_closure SET superseded_at = ${at} WHERE id = ${id} AND superseded_at IS NULL`,
    );
    if (changed !== 1)
      throw duplicate('Somebody else has just changed this. Look again before you repeat it.', []);
  }
}

function requireAnchored(dossier: Dossier): void {
  const phases = dossier.phaseAnswers();
  if (phases.every((phase) => phase.key !== ANCHORING)) return;
  const current = phases.find((phase) => phase.status === 'CURRENT')?.key ?? 'NOT_BEGUN';
  if ((dossier.newest('ANCHORING_PLAN')?.approvedOn ?? null) === null)
    throw invalidState('The newest anchoring plan has to be there and approved by that day.', current, [
      'planDocumentAdd',
      'planDocumentApprove',
    ]);
  if (current !== ANCHORING)
    throw invalidState('An engagement is closed from its anchoring phase.', current, [ANCHORING]);
}
