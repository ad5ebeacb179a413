import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reaches, reachOf, type Reach } from '../../access/policy.js';
import { personVisible } from '../../access/visibility.js';
import { Clock } from '../../config/clock.js';
import { danishSortKey } from '../../domain/danish.js';
import { isStaffLeader } from '../../domain/employment.js';
import { OPEN, SEATED } from '../../domain/enrolment.js';
import { groupBy } from '../../domain/group-by.js';
import type { Capacity } from '../../domain/programme.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { LeadershipDayState, LeaderWithoutLeadershipDay } from './dto/leaders.model.js';

interface Question {
  readonly programmeKey: string;
  readonly municipalityCode: string;
  readonly trackKey: string;
}

interface Place {
  readonly personId: string;
  readonly municipalityCode: string | null;
  readonly organisation: string | null;
  readonly unit: string | null;
}
type Seat = Place & { readonly capacity: Capacity; readonly seated: number };
type Leader = Place & { readonly sortKey: string };

/**
 * Q22: who is expected at the leadership day and has not had it. The sources name the target group and no list (R16), so
 * it is derived from what is known: departments, job titles and seats.
 */
@Injectable()
export class LeadersView {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly rulebook: Rulebook,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  /** In Danish order of the names. */
  async of(actor: Actor, question: Question): Promise<LeaderWithoutLeadershipDay[]> {
    this.rulebook.requireTrack(this.rulebook.requireProgramme(question.programmeKey), question.trackKey);
    this.municipalities.require(question.municipalityCode, 'municipalityCode');
    const reach = reachOf(actor, 'leadersWithoutLeadershipDay');
    if (!reaches(reach, { municipalityCodes: [question.municipalityCode] })) return [];
    const seats = await this.seats(question);
    const staff = seats.filter((seat) => seat.capacity !== 'LEADER' && Boolean(seat.seated));
    const enrolledLeaders = seats.filter((seat) => seat.capacity === 'LEADER').map((seat) => seat.personId);
    const leaders = await this.leaders(reach, question, staff, enrolledLeaders);
    const staffAt = groupBy(staff, departmentOf);
    const days = await this.leadershipDays(question, [...leaders.keys()]);
    return [...leaders.values()].flatMap((places) => {
      const led = places.map((place) => {
        const all = staffAt.get(departmentOf(place)) ?? [];
        return { place, staff: all.filter((each) => each.personId !== place.personId) };
      });
      const people = new Set(led.flatMap(({ staff }) => staff.map((each) => each.personId)));
      const personId = places[0]?.personId ?? '';
      const own = days.get(personId) ?? [];
      if (people.size === 0 || own.some(hasHadTheDay)) return [];
      const open = own.find((answer) => answer.status !== null && OPEN.includes(answer.status));
      const units = led.flatMap(({ place, staff }) => (staff.length > 0 ? (place.unit ?? []) : []));
      return Object.assign(new LeaderWithoutLeadershipDay(), {
        personId,
        enrolmentId: open?.enrolment.id ?? null,
        units: [...new Set(units)],
        staff: people.size,
        state: open === undefined ? LeadershipDayState.NOT_ENROLLED : LeadershipDayState.NOT_ATTENDED,
      });
    });
  }

  /** Everybody enrolled for the municipality on the programme's other tracks, with the job that the seat belongs to. */
  private async seats({ programmeKey, municipalityCode, trackKey }: Question): Promise<Seat[]> {
    return this.store.query(sql`
      SELECT e.person_id, f.municipality_code, f.organisation, f.unit, e.capacity,
        CASE WHEN e.track_key <> ${trackKey} AND e.status IN ${among(SEATED)} THEN 1 ELSE 0 END AS seated
      FROM enrolment e JOIN affiliation f ON f.id = e.affiliation_id
      WHERE e.programme_key = ${programmeKey} AND e.municipality_code = ${municipalityCode}
        AND e.status IN ${among(OPEN)} ORDER BY e.id`);
  }

  /** By person, in Danish order: the jobs that last today of those who lead, as far as the actor may see them. */
  private async leaders(
    reach: Reach,
    { municipalityCode }: Question,
    staff: readonly Seat[],
    enrolled: readonly string[],
  ): Promise<Map<string, Leader[]>> {
    const today = this.clock.today();
    const partners = staff.flatMap((seat) =>
      seat.municipalityCode === null ? (seat.organisation ?? []) : [],
    );
    const rows = await this.store.query<Leader & { role: string | null }>(sql`
      SELECT f.person_id, f.municipality_code, f.organisation, f.unit, f.role, p.sort_key
      FROM affiliation f JOIN person p ON p.id = f.person_id
      WHERE (f.municipality_code = ${municipalityCode} OR f.person_id IN ${among(enrolled)}
          OR (f.municipality_code IS NULL AND f.organisation IN ${among(partners)}))
        AND (f.valid_from IS NULL OR f.valid_from <= ${today}) AND (f.valid_to IS NULL OR f.valid_to > ${today})
        AND ${personVisible(reach, sql`p`)}
      ORDER BY p.sort_key, p.id, f.id`);
    const leading = rows.filter(
      ({ personId, role }) => enrolled.includes(personId) || (role !== null && isStaffLeader(role)),
    );
    return groupBy(leading, (row) => row.personId);
  }

  private async leadershipDays(
    { programmeKey, trackKey }: Question,
    personIds: readonly string[],
  ): Promise<Map<string, ProgressAnswer[]>> {
    const rows = await this.store.query<{ id: string }>(sql`
      SELECT id FROM enrolment WHERE person_id IN ${among(personIds)} AND programme_key = ${programmeKey}
        AND track_key = ${trackKey} ORDER BY id`);
    const answers = await this.progress.answers(
      rows.map((row) => row.id),
      asOf(null, this.clock),
    );
    return groupBy([...answers.values()], (answer) => answer.enrolment.personId);
  }
}

/** Staff and leader meet in it. Partner staff have no municipality: theirs is their own organisation’s (R16). */
function departmentOf({ municipalityCode, organisation, unit }: Place): string {
  const text = (value: string | null) => (value === null ? '' : danishSortKey(value));
  return JSON.stringify([municipalityCode, municipalityCode === null ? text(organisation) : '', text(unit)]);
}

/** Attended or made up as much as the track asks for; where it states no days, completed by hand. */
function hasHadTheDay({ attendance, completed }: ProgressAnswer): boolean {
  const { requiredHalfDays, attendedHalfDays, madeUpHalfDays } = attendance;
  return requiredHalfDays === null ? completed : attendedHalfDays + madeUpHalfDays >= requiredHalfDays;
}
