import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { danishSortKey } from '../../domain/danish.js';
import type { OrganisationType } from '../../domain/employment.js';
import { groupBy } from '../../domain/group-by.js';
import type { Capacity } from '../../domain/programme.js';
import { Store } from '../../storage/store.js';
import { EngagementRepository, type EngagementRow } from '../engagement/index.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import { BreakdownGrouping, ParticipantBreakdown, ParticipantBreakdownRow } from './dto/breakdown.model.js';

interface Place {
  readonly programmeKey: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
}

interface Seated {
  readonly personId: string;
  readonly capacity: Capacity;
  readonly seatKind: string;
  readonly unit: string | null;
  readonly organisationType: OrganisationType | null;
  readonly role: string | null;
}

/** Who the municipality sends (Q19). Each seat belongs to exactly one job, so that nobody is counted in two departments (V36). */
@Injectable()
export class BreakdownView {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    private readonly engagements: EngagementRepository,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  async of(
    actor: Actor,
    place: Place,
    grouping: readonly BreakdownGrouping[],
  ): Promise<ParticipantBreakdown> {
    this.rulebook.requireTrack(this.rulebook.requireProgramme(place.programmeKey), place.trackKey);
    this.municipalities.require(place.municipalityCode, 'municipalityCode');
    const own = reaches(reachOf(actor, 'participantBreakdown'), {
      municipalityCodes: [place.municipalityCode],
    });
    const engagement = own ? await this.engagement(place) : null;
    const seated = engagement === null ? [] : await this.seated(place, engagement);
    const groups = [...groupBy(seated, (each) => keyOf(each, grouping)).values()];
    const people = (rows: readonly Seated[]) => new Set(rows.map((row) => row.personId)).size;
    return Object.assign(new ParticipantBreakdown(), {
      persons: people(seated),
      partners: people(seated.filter((each) => each.capacity === 'PARTNER')),
      counted: people(seated.filter((each) => each.seatKind !== 'UNCOUNTED')),
      limit: engagement === null ? null : this.limit(place, engagement),
      rows: groups
        .map((rows) => ({
          row: toRow(rows, grouping, people(rows)),
          key: keyOf(rows[0] as Seated, grouping),
        }))
        .sort((a, b) => b.row.persons - a.row.persons || (a.key < b.key ? -1 : 1))
        .map(({ row }) => row),
    });
  }

  private async seated(place: Place, engagement: EngagementRow): Promise<Seated[]> {
    return this.store.query(sql`
      SELECT e.person_id, e.capacity, s.kind AS seat_kind, f.unit, f.organisation_type, f.role
      FROM enrolment e
      JOIN seat s ON s.id = e.seat_id
      JOIN affiliation f ON f.id = e.affiliation_id
      WHERE e.engagement_id = ${engagement.id} AND e.municipality_code = ${place.municipalityCode}
        AND e.track_key = ${place.trackKey} ORDER BY e.id`);
  }

  /** The one that began last; before the first has begun, the first to come. */
  private async engagement({ programmeKey, municipalityCode }: Place): Promise<EngagementRow | null> {
    const today = this.clock.today();
    const all = await this.engagements.findOfProgramme(programmeKey, [municipalityCode]);
    const inOrder = all.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
    return inOrder.findLast((each) => each.startsOn <= today) ?? inOrder[0] ?? null;
  }

  private limit({ trackKey }: Place, { programmeKey, ruleVersion }: EngagementRow): number | null {
    return this.rulebook.track(programmeKey, ruleVersion, trackKey).quota?.limit ?? null;
  }
}

/** The same for everybody in one row. */
function keyOf(row: Seated, grouping: readonly BreakdownGrouping[]): string {
  const by = (each: BreakdownGrouping, text: string | null) =>
    grouping.includes(each) ? (text === null ? '\uffff' : danishSortKey(text)) : '';
  return [
    by(BreakdownGrouping.UNIT, row.unit),
    by(BreakdownGrouping.ORGANISATION_TYPE, row.organisationType),
    by(BreakdownGrouping.ROLE, row.role),
    by(BreakdownGrouping.CAPACITY, row.capacity),
  ].join('\u0001');
}

/** Spelled as the first of them is. */
function toRow(
  rows: readonly Seated[],
  grouping: readonly BreakdownGrouping[],
  persons: number,
): ParticipantBreakdownRow {
  const [first] = rows;
  const by = <V>(each: BreakdownGrouping, value: V | undefined) =>
    grouping.includes(each) ? (value ?? null) : null;
  return Object.assign(new ParticipantBreakdownRow(), {
    unit: by(BreakdownGrouping.UNIT, first?.unit),
    organisationType: by(BreakdownGrouping.ORGANISATION_TYPE, first?.organisationType),
    role: by(BreakdownGrouping.ROLE, first?.role),
    capacity: by(BreakdownGrouping.CAPACITY, first?.capacity),
    persons,
  });
}
