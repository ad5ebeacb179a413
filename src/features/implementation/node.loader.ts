import { Injectable } from '@nestjs/common';
import { notFound } from '../../domain/refusal.js';
import type { RequestContext } from '../../graphql/context.js';
import { EngagementLoader } from '../engagement/index.js';
import type { Dossier } from './dossier.js';
import { DossierLoader, SideVisibleLoader, type ReadingOperation } from './dossier.loader.js';
import { DossierRepository } from './dossier.repository.js';
import type { EngagementMeeting } from './dto/meeting.model.js';
import type { PlanDocument } from './dto/plan-document.model.js';
import type { TeamMember } from './dto/team.model.js';
import { toDocument, toMeeting, toTeamMember } from './mappers.js';

/** One member, meeting or document by its id; null when it is not there or not for the actor to see. */
@Injectable()
export class ImplementationNodes {
  constructor(
    private readonly engagements: EngagementLoader,
    private readonly visible: SideVisibleLoader,
    private readonly dossiers: DossierLoader,
    private readonly repository: DossierRepository,
  ) {}

  async member(context: RequestContext, id: string): Promise<TeamMember | null> {
    const dossier = await this.dossier(context, 'teamMember', id);
    const row = dossier?.team.find((each) => each.id === id);
    return row === undefined ? null : toTeamMember(row);
  }

  async meeting(context: RequestContext, id: string): Promise<EngagementMeeting | null> {
    const dossier = await this.dossier(context, 'engagementMeeting', id);
    const row = dossier?.meetings.find((each) => each.id === id);
    return dossier === null || row === undefined ? null : toMeeting(row, dossier);
  }

  async document(context: RequestContext, id: string): Promise<PlanDocument | null> {
    const dossier = await this.dossier(context, 'planDocument', id);
    const row = dossier?.documents.find((each) => each.id === id);
    return dossier === null || row === undefined ? null : toDocument(row, dossier);
  }

  private async dossier(
    context: RequestContext,
    operation: ReadingOperation,
    id: string,
  ): Promise<Dossier | null> {
    const engagementId = await this.repository.engagementOf(id);
    if (engagementId === null || !(await this.visible.may(context, operation, engagementId))) return null;
    const engagement = await this.engagements.load(context, engagementId);
    return engagement === null ? null : this.dossiers.load(context, engagement, null);
  }
}

/** What an act has just made. */
export function present<T>(made: T | null, what: string): T {
  if (made === null) throw notFound(what);
  return made;
}
