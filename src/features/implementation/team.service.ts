import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { duplicate, invalidInput } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { TeamMembershipEntity } from '../../storage/implementation.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { EngagementRow } from '../engagement/index.js';
import { PersonService } from '../person/index.js';
import type { TeamRow } from './dossier.repository.js';
import type { TeamMemberAddInput, TeamMemberEndInput } from './dto/team.model.js';
import { Finder } from './finder.js';

type Membership = Omit<TeamRow, 'recordId'>;

/** Who is in the implementation team, in which role, from and to which day (A11). Never derived from participants. */
@Injectable()
export class TeamService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly finder: Finder,
    private readonly people: PersonService,
  ) {}

  /** Answers the id of the membership. One person may have several roles, each of them once at a time. */
  async add(actor: Actor, input: TeamMemberAddInput): Promise<string> {
    return this.unitOfWork.run(async () => {
      const action = 'teamMemberAdd';
      const { engagement, dossier } = await this.finder.engagement(actor, action, input.engagementId);
      const municipalityCode = municipalityOf(actor, engagement, input.municipalityCode ?? null);
      const person = await this.people.requireForSeat(actor, input.personId);
      const from = input.from ?? this.clock.today();
      const to = input.to ?? null;
      if (to !== null && to < from)
        throw invalidInput({ path: 'to', message: 'must not be before the first day' });
      const member: Membership = {
        id: newId('teamMember'),
        engagementId: engagement.id,
        personId: person.id,
        municipalityCode,
        role: input.role,
        from,
        to,
      };
      refuseSecond(dossier.team, member);
      await this.insert(actor, member, null);
      await this.audit.record(actor, { action, subjectId: engagement.id, after: member });
      return member.id;
    });
  }

  /** Answers the membership as it was recorded last. The earlier record is kept. */
  async end(actor: Actor, input: TeamMemberEndInput): Promise<Membership> {
    return this.unitOfWork.run(async () => {
      const action = 'teamMemberEnd';
      const { dossier, member } = await this.finder.member(actor, action, input.memberId);
      const { recordId, ...before } = member;
      const reason = input.reason ?? null;
      const mistake = input.addedByMistake ?? false;
      if (mistake && reason === null)
        throw invalidInput({ path: 'reason', message: 'is needed for a mistake' });
      const to = input.on ?? this.clock.today();
      if (!mistake && to < member.from)
        throw invalidInput({ path: 'on', message: 'must not be before the first day in the team' });
      const after: Membership = { ...before, to };
      await this.supersede(recordId);
      if (!mistake) {
        refuseSecond(dossier.team, after);
        await this.insert(actor, after, reason);
      }
      await this.audit.record(actor, {
        action,
        subjectId: member.engagementId,
        before,
        after: mistake ? null : after,
        reason,
      });
      return mistake ? before : after;
    });
  }

  private async insert(actor: Actor, member: Membership, reason: string | null): Promise<void> {
    const { id, from, to, ...rest } = member;
    await this.store.insert(TeamMembershipEntity, {
      id: newId('fact'),
      memberId: id,
      ...rest,
      validFrom: from,
      validTo: to,
      reason,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
      supersededAt: null,
    });
  }

  private async supersede(recordId: string): Promise<void> {
    const changed = await this.store.change(
      sql`UPDATE team_membership SET superseded_at = ${this.clock.now()} WHERE id = ${recordId} AND superseded_at IS NULL`,
    );
    if (changed !== 1)
      throw duplicate('Somebody else has just changed this. Look again before you repeat it.', []);
  }
}

/** For which municipality: the one that is named, or the only one that the actor speaks for. */
function municipalityOf(actor: Actor, engagement: EngagementRow, named: string | null): string {
  const reach = reachOf(actor, 'teamMemberAdd');
  const all = engagement.municipalities.split(' ');
  const own = all.filter((code) => reaches(reach, { municipalityCodes: [code] }));
  const [only] = own;
  if (named === null) {
    if (own.length === 1 && only !== undefined) return only;
    throw invalidInput({ path: 'municipalityCode', message: 'is needed: several municipalities take part' });
  }
  if (own.includes(named)) return named;
  const message = all.includes(named) ? 'is not your municipality' : 'does not take part in this engagement';
  throw invalidInput({ path: 'municipalityCode', message });
}

/** The same person in the same role twice at a time. */
function refuseSecond(team: readonly TeamRow[], member: Membership): void {
  const far = '9999-12-31' as LocalDate;
  const second = team.find(
    (each) =>
      each.id !== member.id &&
      each.personId === member.personId &&
      each.role === member.role &&
      each.from <= (member.to ?? far) &&
      member.from <= (each.to ?? far),
  );
  if (second !== undefined)
    throw duplicate('This person is in the team in this role already at that time.', [second.id]);
}
