import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { type Reach, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { invalidInput, type InputProblem } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { SupervisionGroupEntity } from '../../storage/supervision.entity.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { Rulebook } from '../programme/index.js';
import { CohortRepository } from '../cohort/index.js';
import { ProviderService } from '../provider/index.js';
import type { SupervisionGroupFormInput, SupervisionGroupWarning } from './dto/supervision.inputs.js';
import type { GroupRow } from './group.repository.js';
import { MembershipRecords } from './membership.records.js';
import { groupWarnings, membershipProblem } from './membership.rules.js';

/** Forms supervision groups. A group belongs to one track, so its minutes can only ever credit that one (V15). */
@Injectable()
export class GroupFormation {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentRepository,
    private readonly providers: ProviderService,
    private readonly cohorts: CohortRepository,
    private readonly rulebook: Rulebook,
    private readonly memberships: MembershipRecords,
  ) {}

  /** By the provider itself, or by the agency for one. Members are in it from its beginning. */
  async form(
    actor: Actor,
    input: SupervisionGroupFormInput,
  ): Promise<{ group: GroupRow; warnings: SupervisionGroupWarning[] }> {
    const reach = reachOf(actor, 'supervisionGroupForm');
    const programme = this.rulebook.requireProgramme(input.programmeKey);
    const track = this.rulebook.requireTrack(programme, input.trackKey);
    if (track.supervision === null)
      throw invalidInput({ path: 'trackKey', message: 'is a track without supervision' });
    const named = await this.providers.owning(actor, 'supervisionGroupForm', input.providerId ?? null);
    return this.unitOfWork.run(async () => {
      const members = await this.requireMembers(reach, input);
      const providerId = named ?? (await this.teachingProvider(members));
      const { programmeKey, trackKey, name } = input;
      const formed = { id: newId('supervisionGroup'), programmeKey, trackKey, name, providerId };
      const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
      await this.store.insert(SupervisionGroupEntity, { ...formed, ...stamp });
      await this.memberships.begin(
        actor,
        formed.id,
        members.map((member) => member.id),
      );
      await this.audit.record(actor, {
        action: 'supervisionGroupForm',
        subjectId: formed.id,
        after: { ...formed, enrolmentIds: members.map((member) => member.id) },
      });
      return { group: { ...formed, closedAfter: null }, warnings: groupWarnings(track, members) };
    });
  }

  /** Where the agency names no provider: the one whose cohorts the members are in, if it is one alone. */
  private async teachingProvider(members: readonly EnrolmentRow[]): Promise<string | null> {
    const cohortIds = [...new Set(members.flatMap((member) => member.cohortId ?? []))];
    const cohorts = await this.cohorts.find(cohortIds);
    const [providerId, ...others] = new Set(cohorts.map((cohort) => cohort.providerId));
    return others.length === 0 ? (providerId ?? null) : null;
  }

  /** Refuses, all at once, those who cannot be members; who is out of reach reads like who does not exist. */
  private async requireMembers(reach: Reach, input: SupervisionGroupFormInput): Promise<EnrolmentRow[]> {
    const visible = await this.enrolments.findVisible(reach, input.enrolmentIds);
    const byId = new Map(visible.map((enrolment) => [enrolment.id, enrolment]));
    const problems: InputProblem[] = [];
    const members: EnrolmentRow[] = [];
    for (const [index, id] of input.enrolmentIds.entries()) {
      const enrolment = byId.get(id);
      if (enrolment === undefined) {
        problems.push({ path: `enrolmentIds.${index}`, message: 'is not an enrolment that you can see' });
        continue;
      }
      const message =
        input.enrolmentIds.indexOf(id) < index ? 'is named already' : membershipProblem(enrolment, input);
      if (message === null) members.push(enrolment);
      else problems.push({ path: `enrolmentIds.${index}`, message });
    }
    if (problems.length > 0) throw invalidInput(...problems);
    return members;
  }
}
