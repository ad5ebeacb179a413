import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { type Reach, reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { invalidInput, notFound } from '../../domain/refusal.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { Audit } from '../../storage/audit.js';
import { CohortEntity } from '../../storage/course.entity.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EngagementRepository, type EngagementRow } from '../engagement/index.js';
import { Rulebook } from '../programme/index.js';
import { ProviderService } from '../provider/index.js';
import { toCohort } from './cohort.loader.js';
import { CohortRepository, type CohortRow } from './cohort.repository.js';
import type { CohortOpenInput } from './dto/cohort.inputs.js';
import type { Cohort, CohortFilter } from './dto/cohort.model.js';

@Injectable()
export class CohortService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly cohorts: CohortRepository,
    private readonly engagements: EngagementRepository,
    private readonly providers: ProviderService,
    private readonly rulebook: Rulebook,
  ) {}

  async list(actor: Actor, filter: CohortFilter, page: PageArgs): Promise<Connection<Cohort>> {
    const condition = this.cohorts.matching(reachOf(actor, 'cohorts'), filter);
    return readPage(
      page,
      [
        { expression: sql`c.name`, rowKey: 'name' },
        { expression: sql`c.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.cohorts.page(condition, after, orderBy, limit),
      () => this.cohorts.count(condition),
      toCohort,
    );
  }

  /** The cohort if the actor runs it: its provider, or whoever reaches everything. Else as if it did not exist. */
  async requireOwn(actor: Actor, operation: Operation, cohortId: string): Promise<CohortRow> {
    const reach = reachOf(actor, operation);
    const [cohort] = await this.cohorts.findVisible(reach, [cohortId]);
    if (cohort === undefined || !reaches(reach, { providerIds: [cohort.providerId] }))
      throw notFound('cohort');
    return cohort;
  }

  /** Opened by the provider itself, or by the agency for one. */
  async open(actor: Actor, input: CohortOpenInput): Promise<CohortRow> {
    const programme = this.rulebook.requireProgramme(input.programmeKey);
    const track = this.rulebook.requireTrack(programme, input.trackKey);
    const providerId = await this.providers.owning(actor, 'cohortOpen', input.providerId ?? null);
    const engagement = await this.engagementOf(reachOf(actor, 'cohortOpen'), input, programme.key);
    const cohort = {
      id: newId('cohort'),
      programmeKey: programme.key,
      ruleVersion: engagement?.ruleVersion ?? programme.version,
      trackKey: track.key,
      name: input.name,
      providerId,
      engagementId: engagement?.id ?? null,
    };
    await this.unitOfWork.run(async () => {
      await this.store.insert(CohortEntity, {
        ...cohort,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, { action: 'cohortOpen', subjectId: cohort.id, after: cohort });
    });
    return cohort;
  }

  /** An engagement that a provider is asked to teach may not be visible to it yet, so it is looked up for everybody. */
  private async engagementOf(
    reach: Reach,
    input: CohortOpenInput,
    programmeKey: string,
  ): Promise<EngagementRow | null> {
    if (!input.engagementId) return null;
    const [engagement] = await this.engagements.findVisible({ ...reach, everything: true }, [
      input.engagementId,
    ]);
    if (engagement?.programmeKey !== programmeKey)
      throw invalidInput({ path: 'engagementId', message: 'is not an engagement in this programme' });
    return engagement;
  }
}
