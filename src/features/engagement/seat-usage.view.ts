import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf, reaches } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { asOf, type AsOf, type AsOfInput } from '../../graphql/as-of.js';
import { all } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import type { SeatUsage } from './dto/engagement.model.js';
import { municipalityCodesOf } from './engagement.mapper.js';
import { EngagementRepository } from './engagement.repository.js';
import { SeatService } from './seat.service.js';

/** Seats per municipality and track: what coordinators and the agency look at first (Q17). */
@Injectable()
export class SeatUsageView {
  constructor(
    private readonly store: Store,
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
    private readonly rulebook: Rulebook,
    private readonly municipalities: MunicipalityDirectory,
    private readonly clock: Clock,
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
    const rows = await this.store.query<{ id: string; code: string }>(sql`
      SELECT n.id, m.municipality_code AS code FROM engagement n
      JOIN engagement_municipality m ON m.engagement_id = n.id
      JOIN municipality y ON y.code = m.municipality_code
      WHERE ${all(conditions)} ORDER BY y.sort_key, n.starts_on, n.id`);
    return this.usage(actor, 'seatUsage', rows, trackKey, point);
  }

  async ofEngagement(actor: Actor, engagementId: string, trackKey: string | null): Promise<SeatUsage[]> {
    const rows = await this.store.query<{ id: string; code: string }>(sql`
      SELECT m.engagement_id AS id, m.municipality_code AS code FROM engagement_municipality m
      JOIN municipality y ON y.code = m.municipality_code
      WHERE m.engagement_id = ${engagementId} ORDER BY y.sort_key`);
    return this.usage(actor, 'engagement', rows, trackKey);
  }

  private async usage(
    actor: Actor,
    operation: 'seatUsage' | 'engagement',
    rows: readonly { id: string; code: string }[],
    trackKey: string | null,
    point: AsOf | null = null,
  ): Promise<SeatUsage[]> {
    const reach = reachOf(actor, operation);
    const visible = rows.filter((row) => reaches(reach, { municipalityCodes: [row.code] }));
    const everything = { ...reach, everything: true };
    const engagements = await this.engagements.findVisible(everything, [
      ...new Set(visible.map((row) => row.id)),
    ]);
    const byId = new Map(engagements.map((engagement) => [engagement.id, engagement]));
    const places = visible.flatMap((row) => {
      const engagement = byId.get(row.id);
      if (engagement === undefined || !municipalityCodesOf(engagement).includes(row.code)) return [];
      return this.seats
        .places(engagement, row.code)
        .filter((place) => trackKey === null || place.trackKey === trackKey);
    });
    return places.length === 0 ? [] : this.seats.usage(places, point);
  }
}
