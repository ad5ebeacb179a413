import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { PlanDocumentApprovalEntity, PlanDocumentEntity } from '../../storage/implementation.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { Dossier } from './dossier.js';
import type { PlanDocumentAddInput, PlanDocumentApproveInput } from './dto/plan-document.model.js';
import { Finder } from './finder.js';

/** Links to plan documents, version by version, and their approval (R31, A13). */
@Injectable()
export class PlanDocumentService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: Finder,
  ) {}

  /** Answers the id of the version. It supersedes the one before, which stays readable; it is not approved yet. */
  async add(actor: Actor, input: PlanDocumentAddInput): Promise<string> {
    return this.unitOfWork.run(async () => {
      const action = 'planDocumentAdd';
      const { engagement, dossier } = await this.finder.engagement(actor, action, input.engagementId);
      const date = input.date ?? this.clock.today();
      if (date > this.clock.today())
        throw invalidInput({ path: 'date', message: 'must not be in the future' });
      const newest = dossier.newest(input.type);
      const document = {
        id: newId('planDocument'),
        engagementId: engagement.id,
        type: input.type,
        version: (newest?.version ?? 0) + 1,
        title: input.title,
        link: input.link,
        datedOn: date,
        ...ownerOf(dossier, input),
      };
      const recordedAt = this.clock.now();
      if (newest !== undefined) await this.supersede(newest.id, recordedAt);
      await this.store.insert(PlanDocumentEntity, {
        ...document,
        recordedAt,
        recordedBy: actor.subject,
        supersededAt: null,
      });
      await this.audit.record(actor, {
        action,
        subjectId: engagement.id,
        before: newest === undefined ? null : { documentId: newest.id, version: newest.version },
        after: document,
      });
      return document.id;
    });
  }

  /** Only of the newest version, and once: what is approved is a text, and another text needs its own approval. */
  async approve(actor: Actor, input: PlanDocumentApproveInput): Promise<string> {
    return this.unitOfWork.run(async () => {
      const action = 'planDocumentApprove';
      const opened = await this.finder.containing(actor, action, input.documentId, 'plan document');
      const { engagement, dossier } = opened;
      const document = dossier.documents.find((each) => each.id === input.documentId);
      if (document === undefined) throw notFound('plan document');
      if (dossier.newest(document.type)?.id !== document.id)
        throw invalidState('There is a newer version of this document.', 'SUPERSEDED', []);
      if (document.approvedOn !== null)
        throw invalidState('This version is approved already.', 'APPROVED', ['planDocumentAdd']);
      const approvedOn = input.on ?? this.clock.today();
      if (approvedOn > this.clock.today())
        throw invalidInput({ path: 'on', message: 'must not be in the future' });
      if (approvedOn < document.date)
        throw invalidInput({ path: 'on', message: 'must not be before the date of the document' });
      await this.store.insert(PlanDocumentApprovalEntity, {
        documentId: document.id,
        approvedOn,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, {
        action,
        subjectId: engagement.id,
        after: { documentId: document.id, type: document.type, version: document.version, approvedOn },
      });
      return document.id;
    });
  }

  private async supersede(id: string, at: string): Promise<void> {
    const changed = await this.store.change(
      sql`UPDATE plan_document SET superseded_at = ${at} WHERE id = ${id} AND superseded_at IS NULL`,
    );
    if (changed !== 1)
      throw duplicate('Somebody else has just added a version. Look again before you repeat it.', []);
  }
}

/** A member of the team, or a text. */
function ownerOf(
  dossier: Dossier,
  { ownerMemberId, ownerText }: PlanDocumentAddInput,
): Pick<PlanDocumentEntity, 'ownerPersonId' | 'ownerText'> {
  if ((ownerMemberId == null) === (ownerText == null))
    throw invalidInput({ path: 'ownerMemberId', message: 'or ownerText is needed, and not both' });
  if (ownerMemberId == null) return { ownerPersonId: null, ownerText: ownerText ?? null };
  const member = dossier.team.find((each) => each.id === ownerMemberId);
  if (member === undefined) throw notFound('member of the team');
  return { ownerPersonId: member.personId, ownerText: null };
}
