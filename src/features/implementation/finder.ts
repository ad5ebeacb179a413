import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { notFound } from '../../domain/refusal.js';
import { EngagementRepository, type EngagementRow } from '../engagement/index.js';
import { asOf } from '../../graphql/as-of.js';
import type { Dossier } from './dossier.js';
import { DossierLoader, readFacts } from './dossier.loader.js';
import {
  DossierRepository,
  type AttendanceRow,
  type MeetingRow,
  type TeamRow,
} from './dossier.repository.js';

/** An engagement that an actor may change something about, with everything that surrounds it now. */
export interface Opened {
  readonly engagement: EngagementRow;
  readonly dossier: Dossier;
}

/** What an input names, if the actor may use the operation on it; else as if it did not exist. Inside a unit of work. */
@Injectable()
export class Finder {
  constructor(
    private readonly engagements: EngagementRepository,
    private readonly repository: DossierRepository,
    private readonly dossiers: DossierLoader,
    private readonly clock: Clock,
  ) {}

  async engagement(actor: Actor, operation: Operation, id: string, what = 'engagement'): Promise<Opened> {
    const [engagement] = await this.engagements.findVisible(reachOf(actor, operation), [id]);
    if (engagement === undefined) throw notFound(what);
    const facts = await readFacts(this.repository, [id], asOf(null, this.clock).knownAt);
    const own = facts.get(id);
    if (own === undefined) throw notFound(what);
    return { engagement, dossier: this.dossiers.of(engagement, own, this.clock.today()) };
  }

  /** Of the own municipality: those of the others are for their coordinators (V39). */
  async member(actor: Actor, operation: Operation, id: string): Promise<Opened & { member: TeamRow }> {
    const opened = await this.containing(actor, operation, id, 'member of the team');
    const member = opened.dossier.team.find((each) => each.id === id);
    const own =
      member !== undefined &&
      reaches(reachOf(actor, operation), { municipalityCodes: [member.municipalityCode] });
    if (!own) throw notFound('member of the team');
    return { ...opened, member };
  }

  async meeting(
    actor: Actor,
    operation: Operation,
    id: string,
  ): Promise<Opened & { meeting: MeetingRow; attendance: readonly AttendanceRow[] }> {
    const opened = await this.containing(actor, operation, id, 'meeting');
    const meeting = opened.dossier.meetings.find((each) => each.id === id);
    if (meeting === undefined) throw notFound('meeting');
    return { ...opened, meeting, attendance: opened.dossier.attendeesOf(id) };
  }

  async containing(actor: Actor, operation: Operation, id: string, what: string): Promise<Opened> {
    const engagementId = await this.repository.engagementOf(id);
    if (engagementId === null) throw notFound(what);
    return this.engagement(actor, operation, engagementId, what);
  }
}
