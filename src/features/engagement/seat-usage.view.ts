import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf, reaches } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { asOf, type AsOf, type AsOfInput } from '../../graphql/as-of.js';
import { all } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import type { SeatUsage } from './dto/engagement.model.js';
import { EngagementRepository } from './engagement.repository.js';
import { SeatService } from './seat.service.js';

/** Seats per municipality and track: what coordinators and the agency look at first (Q17). */
@Injectable()
export class SeatUsageView {
  constructor(
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
    private readonly rulebook: Rulebook,
    private readonly municipalities: MunicipalityDirectory,
    private readonly clock: Clock,
    private readonly store: Store,
  ) {}

  /** One row per engagement, municipality and track, in Danish alphabetical order of the municipalities. */
  async ofProgramme(
    actor: Actor,
    programmeKey: string,
    municipalityCode: string | null,
    trackKey: string | null,
    at: AsOfInput | null = null,
  ): Promise<SeatUsage[]> {
    const point = at === null ? null : asOf(at, this.clock);
    const programme = this.rulebook.requireProgramme(programmeKey);
    if (trackKey !== null) this.rulebook.requireTrack(programme, trackKey);
    if (municipalityCode !== null) this.municipalities.require(municipalityCode, 'municipalityCode');
    const conditions = [sql`n.programme_key = ${programmeKey}`];
    if (municipalityCode !== null) conditions.push(sql`m.municipality_code = ${municipalityCode}`);
    // An engagement that nobody had recorded yet had no seats.
    if (point !== null)
      conditions.push(sql`n.recorded_at <= ${point.knownAt} AND n.recorded_at <= ${point.at}`);
    return this.usage(actor, 'seatUsage', all(conditions), trackKey, point);
  }

  async ofEngagement(actor: Actor, engagementId: string, trackKey: string | null): Promise<SeatUsage[]> {
    return this.usage(actor, 'engagement', sql`n.id = ${engagementId}`, trackKey);
  }

  private async usage(
    actor: Actor,
    operation: 'seatUsage' | 'engagement',
    condition: Sql,
    trackKey: string | null,
    point: AsOf | null = null,
  ): Promise<SeatUsage[]> {
    const reach = reachOf(actor, operation);
    return this.store.atOneMoment(async () => {
      const places = (await this.engagements.byMunicipality(condition))
        .filter(({ municipalityCode }) => reaches(reach, { municipalityCodes: [municipalityCode] }))
        .flatMap((engagement) => this.seats.places(engagement, engagement.municipalityCode))
        .filter((place) => trackKey === null || place.trackKey === trackKey);
      return places.length === 0 ? [] : this.seats.usage(places, point);
    });
  }
}
