import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { PersonMergeEntity } from '../../storage/identity.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { BelongingsService } from './belongings.js';
import type { PersonMergeInput, PersonUnmergeInput } from './dto/merge.dto.js';
import { Consequences } from './consequences.js';
import { MergeRepository, type MergeRow, type Moved } from './merge.repository.js';

/**
 * One person who was registered twice becomes one, and two again when that was a mistake (L25). Whose everything was is
 * superseded, never changed: an answer as known before the merge stays exactly as it was (V28, V38).
 */
@Injectable()
export class MergeService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly merges: MergeRepository,
    private readonly belongings: BelongingsService,
    private readonly consequences: Consequences,
  ) {}

  /** Refused where the two could not be one person: what stands in the way is named, to be cleared up first. */
  async merge(actor: Actor, { keepId, mergeId, reason }: PersonMergeInput): Promise<MergeRow> {
    return this.unitOfWork.run(async () => {
      await this.requireMergeable(actor, keepId, mergeId);
      const moved = await this.belongings.of(mergeId);
      await this.belongings.give(actor, moved, keepId, reason);
      const reviews = await this.consequences.settle(actor, [keepId]);
      const record: Moved = {
        enrolmentIds: moved.enrolments.map((enrolment) => enrolment.id),
        affiliationIds: moved.affiliations.map((affiliation) => affiliation.id),
        reviews,
      };
      const id = newId('personMerge');
      await this.store.insert(PersonMergeEntity, {
        id,
        keptId: keepId,
        mergedId: mergeId,
        moved: JSON.stringify(record),
        reason,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        supersededAt: null,
      });
      await this.record(actor, 'personMerge', { id, keptId: keepId, mergedId: mergeId }, record, reason);
      return this.require(id);
    });
  }

  /** Moves back exactly what the merge moved; what came to the kept person later stays there. */
  async unmerge(actor: Actor, input: PersonUnmergeInput): Promise<MergeRow> {
    return this.unitOfWork.run(async () => {
      const merge = await this.requireStanding(actor, input);
      const { keptId, mergedId } = merge;
      const moved = JSON.parse(merge.moved) as Moved;
      const back = await this.belongings.find(moved.enrolmentIds, moved.affiliationIds);
      await this.belongings.give(actor, back, mergedId, input.reason);
      for (const personId of [keptId, mergedId])
        await this.belongings.mendSeats(actor, 'personUnmerge', personId, input.reason);
      await this.store.change(sql`UPDATE person_merge SET superseded_at = ${this.clock.now()}
        WHERE id = ${merge.id} AND superseded_at IS NULL`);
      await this.consequences.settle(actor, [keptId, mergedId]);
      await this.consequences.takeBack(actor, moved.reviews, input.reason);
      await this.record(actor, 'personUnmerge', merge, moved, input.reason);
      return this.require(merge.id);
    });
  }

  private async requireMergeable(actor: Actor, keepId: string, mergeId: string): Promise<void> {
    const found = reachOf(actor, 'personMerge').everything
      ? await this.merges.registrations([keepId, mergeId])
      : [];
    if (!found.includes(keepId) || !found.includes(mergeId)) throw notFound('person');
    if (keepId === mergeId) throw invalidInput({ path: 'mergeId', message: 'is the person to keep' });
    const [goneAlready] = (await this.merges.findStanding(mergeId)).filter(
      (each) => each.mergedId === mergeId,
    );
    if (goneAlready !== undefined) throw duplicate('This registration was merged already.', [goneAlready.id]);
    const [keptIsGone] = (await this.merges.findStanding(keepId)).filter((each) => each.mergedId === keepId);
    if (keptIsGone !== undefined)
      throw duplicate('The registration to keep was merged into another one.', [keptIsGone.id]);
    const others = await this.merges.findStanding(mergeId);
    if (others.length > 0)
      throw duplicate(
        'Others were merged into this one. Keep it and merge the other, or take those merges back first.',
        others.map((each) => each.id),
      );
    const open = await this.merges.openOnSameTrack(keepId, mergeId);
    if (open.length > 0) throw duplicate('Both are enrolled on the same track of a programme.', open);
    const certificates = await this.merges.sameTitle(keepId, mergeId);
    if (certificates.length > 0) throw duplicate('Both hold the same certificate.', certificates);
  }

  private async requireStanding(actor: Actor, input: PersonUnmergeInput): Promise<MergeRow> {
    const { mergeId = null, personId = null } = input;
    if ((mergeId === null) === (personId === null))
      throw invalidInput({ path: 'mergeId', message: 'or personId is needed, and not both' });
    const found = !reachOf(actor, 'personUnmerge').everything
      ? []
      : mergeId !== null
        ? await this.merges.find([mergeId])
        : (await this.merges.findStanding(personId ?? '')).filter((each) => each.mergedId === personId);
    const [merge] = found;
    if (merge === undefined) throw notFound('merge');
    if (merge.supersededAt !== null)
      throw invalidState('This merge was taken back already.', 'UNDONE', ['personMerge']);
    return merge;
  }

  private async require(id: string): Promise<MergeRow> {
    const [row] = await this.merges.find([id]);
    if (row === undefined) throw notFound('merge');
    return row;
  }

  /** In the history of both people, and of everything that went from one to the other. */
  private async record(
    actor: Actor,
    action: string,
    { id, keptId, mergedId }: Pick<MergeRow, 'id' | 'keptId' | 'mergedId'>,
    { enrolmentIds, affiliationIds, reviews }: Moved,
    reason: string,
  ): Promise<void> {
    const [from, to] = action === 'personMerge' ? [mergedId, keptId] : [keptId, mergedId];
    const after = { mergeId: id, keptId, mergedId, enrolmentIds, affiliationIds, reviews };
    await this.audit.record(
      actor,
      ...[keptId, mergedId].map((subjectId) => ({ action, subjectId, after, reason })),
      ...enrolmentIds.map((subjectId) => ({
        action,
        subjectId,
        before: { personId: from },
        after: { personId: to },
        reason,
      })),
    );
  }
}
