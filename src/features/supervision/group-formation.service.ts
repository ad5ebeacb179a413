import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { type Reach, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { SEATED } from '../../domain/enrolment.js';
import type { Track } from '../../domain/programme.js';
import { invalidInput, type InputProblem } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { GroupMemberEntity, SupervisionGroupEntity } from '../../storage/supervision.entity.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { Rulebook } from '../programme/index.js';
import { CohortRepository } from '../cohort/index.js';
import { ProviderService } from '../provider/index.js';
import { SupervisionGroupWarning, type SupervisionGroupFormInput } from './dto/supervision.inputs.js';
import type { GroupRow } from './group.repository.js';

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
      const group = { id: newId('supervisionGroup'), programmeKey, trackKey, name, providerId };
      const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
      await this.store.insert(SupervisionGroupEntity, { ...group, ...stamp });
      await this.store.insert(
        GroupMemberEntity,
        members.map((member) => ({
          id: newId('fact'),
          groupId: group.id,
          enrolmentId: member.id,
          validFrom: null,
          validTo: null,
          ...stamp,
        })),
      );
      await this.audit.record(actor, {
        action: 'supervisionGroupForm',
        subjectId: group.id,
        after: { ...group, enrolmentIds: members.map((member) => member.id) },
      });
      return { group, warnings: warningsAbout(track, members) };
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
        input.enrolmentIds.indexOf(id) < index
          ? 'is named already'
          : enrolment.programmeKey !== input.programmeKey || enrolment.trackKey !== input.trackKey
            ? 'is enrolled on another track'
            : !SEATED.includes(enrolment.status)
              ? `holds no seat: ${enrolment.status}`
              : null;
      if (message === null) members.push(enrolment);
      else problems.push({ path: `enrolmentIds.${index}`, message });
    }
    if (problems.length > 0) throw invalidInput(...problems);
    return members;
  }
}

/** R09: cross-municipal where people are to be certified; the intro and youth courses are supervised locally (Y4). */
function warningsAbout(track: Track, members: readonly EnrolmentRow[]): SupervisionGroupWarning[] {
  const municipalities = new Set(members.map((member) => member.municipalityCode));
  return track.certification !== null && municipalities.size < 2
    ? [SupervisionGroupWarning.FEWER_THAN_TWO_MUNICIPALITIES]
    : [];
}
