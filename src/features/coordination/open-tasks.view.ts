import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { addMonths, copenhagenDate, type Instant } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { predecessorsOn } from '../../domain/municipality.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { EngagementRepository, SeatService, type EngagementRow } from '../engagement/index.js';
import { DossierLoader, toMilestone, type Dossier } from '../implementation/index.js';
import { MunicipalityDirectory, SuccessionRepository } from '../municipality/index.js';
import { OpenTask, OpenTaskKind } from './dto/open-task.model.js';

interface Waiting {
  readonly id: string;
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
  /** Of the seat that is offered; else null. */
  readonly expiresAt: Instant | null;
  readonly kind: 'SEAT_OFFERED' | 'WAITING_WHILE_SEATS_FREE' | 'WITHOUT_COHORT' | 'LEAVER_HOLDS_SEAT';
}

/**
 * What waits for a coordinator, worked out from the facts each time, so that a successor finds the same list (L26). Of the
 * municipality and of those that are part of it today (L28); engagements that are over, or that it has left (L21), have none.
 */
@Injectable()
export class OpenTasksView {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly municipalities: MunicipalityDirectory,
    private readonly successions: SuccessionRepository,
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
    private readonly dossiers: DossierLoader,
  ) {}

  /** None for a municipality that the actor does not speak for. */
  async ofMunicipality(context: RequestContext, municipalityCode: string): Promise<OpenTask[]> {
    const { code } = this.municipalities.require(municipalityCode, 'municipalityCode');
    const reach = reachOf(actorOf(context), 'openTasks');
    if (!reaches(reach, { municipalityCodes: [code] })) return [];
    const today = this.clock.today();
    const codes = [code, ...predecessorsOn(code, await this.successions.current(), today)];
    const rows = await this.store.query<{ id: string; code: string }>(sql`
      SELECT n.id, m.municipality_code AS code FROM engagement n
      JOIN engagement_municipality m ON m.engagement_id = n.id
      WHERE m.municipality_code IN ${among(codes)} AND n.starts_on <= ${today}
        AND NOT EXISTS (SELECT 1 FROM engagement_withdrawal w WHERE w.engagement_id = n.id
          AND w.municipality_code = m.municipality_code AND w.valid_on <= ${today})
      ORDER BY n.starts_on, n.id`);
    const everything = { ...reach, everything: true };
    const ids = [...new Set(rows.map((row) => row.id))];
    const found = await this.engagements.findVisible(everything, ids);
    const byId = new Map(found.map((engagement) => [engagement.id, engagement]));
    const dossiers = new Map(
      await Promise.all(
        found.map(async (each) => [each.id, await this.dossiers.load(context, each, null)] as const),
      ),
    );
    const people = await this.ofPeople(byId, await this.waiting(ids, codes));
    const ofEngagements = rows.flatMap((row) => {
      const dossier = dossiers.get(row.id);
      if (dossier === undefined || dossier.isOver()) return [];
      return [...(people.get(placeOf(row.id, row.code)) ?? []), ...ofDossier(row.id, row.code, dossier)];
    });
    return [...ofEngagements, ...(await this.corrections(codes))];
  }

  /** What people want corrected that the municipality is to answer for. */
  private async corrections(codes: readonly string[]): Promise<OpenTask[]> {
    const rows = await this.store.query<{ municipalityCode: string; count: number; first: Instant }>(sql`
      SELECT r.municipality_code, COUNT(*) AS count, MIN(r.recorded_at) AS first FROM correction_request r
      WHERE r.municipality_code IN ${among(codes)} AND r.answered_at IS NULL
      GROUP BY r.municipality_code ORDER BY r.municipality_code`);
    return rows.map(({ municipalityCode, count, first }) =>
      taskOf({
        kind: OpenTaskKind.CORRECTION_REQUESTED,
        municipalityCode,
        engagementId: null,
        count: Number(count),
        // Within a month (GDPR art. 12).
        dueOn: addMonths(copenhagenDate(first), 1),
      }),
    );
  }

  /** In the order in which people were enrolled. */
  private async waiting(engagementIds: readonly string[], codes: readonly string[]): Promise<Waiting[]> {
    return this.store.query(sql`
      SELECT e.id, e.engagement_id, e.municipality_code, e.track_key,
        o.expires_at, CASE WHEN o.id IS NOT NULL THEN 'SEAT_OFFERED'
          WHEN e.status = 'WAITLISTED' THEN 'WAITING_WHILE_SEATS_FREE'
          WHEN e.status IN ('CONFIRMED', 'ACTIVE', 'ON_LEAVE') THEN 'WITHOUT_COHORT'
          ELSE 'LEAVER_HOLDS_SEAT' END AS kind
      FROM enrolment e
      LEFT JOIN seat_offer o ON o.enrolment_id = e.id AND o.ended_at IS NULL AND e.status = 'WAITLISTED'
      WHERE e.engagement_id IN ${among(engagementIds)} AND e.municipality_code IN ${among(codes)}
        AND (e.status = 'WAITLISTED'
          OR (e.status IN ('CONFIRMED', 'ACTIVE', 'ON_LEAVE') AND e.cohort_id IS NULL)
          OR (e.status = 'WITHDRAWN' AND e.seat_id IS NOT NULL))
      ORDER BY e.recorded_at, e.id`);
  }

  /** By engagement and municipality. Those who wait are a task when a seat is free, and count as far as there are seats. */
  private async ofPeople(
    engagements: ReadonlyMap<string, EngagementRow>,
    rows: readonly Waiting[],
  ): Promise<Map<string, OpenTask[]>> {
    const groups = [
      ...groupBy(rows, (row) =>
        JSON.stringify([placeOf(row.engagementId, row.municipalityCode), row.trackKey, row.kind]),
      ).values(),
    ].flatMap((own) => {
      const [first] = own;
      const engagement = engagements.get(first?.engagementId ?? '');
      return first === undefined || engagement === undefined ? [] : [{ first, engagement, own }];
    });
    const usage = await this.seats.usage(
      groups.map(({ first, engagement }) =>
        this.seats.place(engagement, first.municipalityCode, first.trackKey),
      ),
    );
    const tasks = groups
      .map(({ first, own }, index) => {
        const { engagementId, municipalityCode, trackKey } = first;
        const free =
          first.kind === 'WAITING_WHILE_SEATS_FREE' ? (usage[index]?.free ?? own.length) : own.length;
        const [expiresAt] = own.flatMap((row) => row.expiresAt ?? []).sort();
        return taskOf({
          engagementId,
          municipalityCode,
          trackKey,
          kind: OpenTaskKind[first.kind],
          count: Math.min(free, own.length),
          enrolmentIds: own.map((row) => row.id),
          dueOn: expiresAt === undefined ? null : copenhagenDate(expiresAt),
        });
      })
      .filter((task) => task.count > 0);
    return groupBy(tasks, (task) => placeOf(task.engagementId ?? '', task.municipalityCode));
  }
}

function ofDossier(engagementId: string, municipalityCode: string, dossier: Dossier): OpenTask[] {
  const about = { municipalityCode, engagementId };
  const tasks: OpenTask[] = [];
  const overdue = dossier.milestonesIn(0).filter((milestone) => milestone.overdue);
  if (overdue.length > 0)
    tasks.push(
      taskOf({
        ...about,
        kind: OpenTaskKind.MILESTONE_OVERDUE,
        count: overdue.length,
        dueOn: overdue[0]?.dueOn ?? null,
        milestones: overdue.map((milestone) => toMilestone(milestone, dossier)),
      }),
    );
  const kickOff = dossier.kickOff();
  if (kickOff !== null && !kickOff.complete)
    tasks.push(taskOf({ ...about, kind: OpenTaskKind.KICK_OFF_INCOMPLETE, count: kickOff.missing.length }));
  const team = dossier.teamToday();
  if (team.length === 0) tasks.push(taskOf({ ...about, kind: OpenTaskKind.TEAM_MISSING }));
  else if (team.every((member) => member.role !== 'PROJECT_LEADER'))
    tasks.push(taskOf({ ...about, kind: OpenTaskKind.PROJECT_LEADER_MISSING }));
  return tasks;
}

function taskOf(
  values: Pick<OpenTask, 'kind' | 'municipalityCode' | 'engagementId'> & Partial<OpenTask>,
): OpenTask {
  return Object.assign(new OpenTask(), {
    count: 1,
    enrolmentIds: [],
    trackKey: null,
    dueOn: null,
    milestones: [],
    ...values,
  });
}

const placeOf = (engagementId: string, municipalityCode: string) => `${engagementId} ${municipalityCode}`;
