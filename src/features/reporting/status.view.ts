import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { hasRole, reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { danishSortKey } from '../../domain/danish.js';
import { municipalityCode, regionOn, successorOn } from '../../domain/municipality.js';
import { findTrack } from '../../domain/programme.js';
import { invalidInput } from '../../domain/refusal.js';
import { all, among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory, SuccessionRepository } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import { asOf, ProgressService, type AsOfInput, type ProgressAnswer } from '../progress/index.js';
import {
  CertificationStatusRow,
  MunicipalityBasis,
  StatusGrouping,
  type StatusFilter,
} from './dto/status.model.js';

/** Fewer people than this could be recognised by an outside evaluator. */
const SMALLEST_ROW_FOR_EVALUATORS = 5;

interface Group {
  readonly programmeKey: string | null;
  readonly trackKey: string | null;
  readonly municipalityCode: string | null;
  readonly region: string | null;
  readonly year: number | null;
}

/** Under which code an enrolment's municipality is reported. */
type Reported = (code: string) => string;

/**
 * The agency's question, answered from the facts by the same rulebook that answers each participant, for today or for
 * any day and state of knowledge (V38). Totals of the rows are the totals of the enrolments.
 */
@Injectable()
export class StatusView {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly municipalities: MunicipalityDirectory,
    private readonly successions: SuccessionRepository,
    private readonly rulebook: Rulebook,
  ) {}

  /** One row for each combination of the grouping that has anybody in it. */
  async rows(
    actor: Actor,
    filter: StatusFilter,
    groupBy: readonly StatusGrouping[],
    at: AsOfInput | null,
    basis: MunicipalityBasis,
  ): Promise<CertificationStatusRow[]> {
    const point = asOf(at, this.clock);
    const wanted = this.checked(filter);
    // A coming day has the regions of that day, and of everything else what is known today.
    const regionsOn = at?.validOn ?? point.validOn;
    const { reported, answers } = await this.store.report(async () => {
      const own = await this.reportedBy(basis, at, regionsOn);
      const ids = await this.enrolmentIds(actor, wanted, own);
      return { reported: own.reported, answers: await this.progress.answers(ids, point) };
    });
    const groups = new Map<string, { group: Group; answers: ProgressAnswer[] }>();
    for (const answer of answers.values()) {
      const code = reported(answer.enrolment.municipalityCode);
      if (!isAskedFor(actor, wanted, answer, code)) continue;
      const region = this.region(code, regionsOn);
      const counts = answer.holdsSeat || answer.status === 'WITHDRAWN' || answer.status === 'REPLACED';
      if (!counts || (filter.region && filter.region !== region)) continue;
      const group = groupOf(answer, code, region, groupBy);
      const key = JSON.stringify(group);
      const entry = groups.get(key);
      if (entry === undefined) groups.set(key, { group, answers: [answer] });
      else entry.answers.push(answer);
    }
    const shown = [...groups.values()].filter((entry) => mayBeShown(actor, entry.answers));
    return this.inOrder(shown.map((entry) => toRow(entry.group, entry.answers)));
  }

  /** A slip in a key must not read as "nobody": refused, naming the field. Regions come and go and are not checked. */
  private checked(filter: StatusFilter): StatusFilter {
    const { programmeKey, trackKey, municipalityCode: code } = filter;
    if (programmeKey != null) this.rulebook.requireProgramme(programmeKey, 'filter.programmeKey');
    if (trackKey != null && !this.rulebook.all().some((each) => findTrack(each, trackKey) !== undefined))
      throw invalidInput({ path: 'filter.trackKey', message: 'is not a track of any programme' });
    if (code == null) return filter;
    const record = this.municipalities.require(municipalityCode(code) ?? code, 'filter.municipalityCode');
    return { ...filter, municipalityCode: record.code };
  }

  /**
   * L28: by the code of the record, or by that of the municipality that it is part of now, and so on along the chain. Now
   * is the day of the report's own knowledge, so that the same report later has the same rows (V38); or the coming day
   * that is asked about.
   */
  private async reportedBy(
    basis: MunicipalityBasis,
    at: AsOfInput | null,
    validOn: LocalDate,
  ): Promise<{ reported: Reported; codes: readonly string[] }> {
    if (basis === MunicipalityBasis.AS_THEN) return { reported: (code) => code, codes: [] };
    const today = at?.knownAt == null ? this.clock.today() : copenhagenDate(at.knownAt);
    const now = today < validOn ? validOn : today;
    const successions =
      at?.knownAt == null ? await this.successions.current() : await this.successions.knownAt(at.knownAt);
    return {
      reported: (code) => successorOn(code, successions, now),
      codes: successions.map((each) => each.code),
    };
  }

  /** Those that may be asked for: whose seat somebody was on at the time is known only from the answer (L5). */
  private async enrolmentIds(
    actor: Actor,
    filter: StatusFilter,
    { reported, codes }: { reported: Reported; codes: readonly string[] },
  ): Promise<string[]> {
    const reach = reachOf(actor, 'certificationStatus');
    const onSeatsOf = (own: readonly string[]) =>
      sql`EXISTS (SELECT 1 FROM enrolment_change c WHERE c.enrolment_id = e.id AND c.municipality_code IN ${among(own)})`;
    const conditions = reach.everything ? [] : [onSeatsOf(reach.municipalityCodes)];
    if (filter.programmeKey) conditions.push(sql`e.programme_key = ${filter.programmeKey}`);
    if (filter.trackKey) conditions.push(sql`e.track_key = ${filter.trackKey}`);
    const { municipalityCode: wanted } = filter;
    if (wanted) conditions.push(onSeatsOf([wanted, ...codes].filter((code) => reported(code) === wanted)));
    const rows = await this.store.query<{ id: string }>(
      sql`SELECT e.id FROM enrolment e WHERE ${all(conditions)}`,
    );
    return rows.map((row) => row.id);
  }

  private region(municipalityCode: string, on: LocalDate): string {
    return regionOn(this.municipalities.require(municipalityCode, 'municipalityCode'), on) ?? '';
  }

  /** Programme, track, region, municipality in Danish order, year. */
  private inOrder(rows: CertificationStatusRow[]): CertificationStatusRow[] {
    const name = (code: string | null) => (code === null ? '' : (this.municipalities.find(code)?.name ?? ''));
    return rows
      .map((row) => ({
        row,
        key: [
          row.programmeKey ?? '',
          row.trackKey ?? '',
          danishSortKey(row.region ?? ''),
          danishSortKey(name(row.municipalityCode)),
          String(row.year ?? ''),
        ].join('\u0000'),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ row }) => row);
  }
}

function isAskedFor(
  actor: Actor,
  filter: StatusFilter,
  { enrolment }: ProgressAnswer,
  code: string,
): boolean {
  const reach = reachOf(actor, 'certificationStatus');
  return (
    (!filter.municipalityCode || filter.municipalityCode === code) &&
    reaches(reach, { municipalityCodes: [enrolment.municipalityCode] })
  );
}

function groupOf(
  answer: ProgressAnswer,
  code: string,
  region: string,
  groupBy: readonly StatusGrouping[],
): Group {
  const by = (grouping: StatusGrouping) => groupBy.includes(grouping);
  const { enrolment, seatedOn } = answer;
  return {
    programmeKey: by(StatusGrouping.PROGRAMME) ? enrolment.programmeKey : null,
    trackKey: by(StatusGrouping.TRACK) ? enrolment.trackKey : null,
    municipalityCode: by(StatusGrouping.MUNICIPALITY) ? code : null,
    region: by(StatusGrouping.REGION) ? region : null,
    year: by(StatusGrouping.YEAR) && seatedOn !== null ? Number(seatedOn.slice(0, 4)) : null,
  };
}

function toRow(group: Group, answers: readonly ProgressAnswer[]): CertificationStatusRow {
  const seated = answers.filter((answer) => answer.holdsSeat);
  const sum = (value: (answer: ProgressAnswer) => number | null) =>
    seated.reduce((total, answer) => total + (value(answer) ?? 0), 0);
  return Object.assign(new CertificationStatusRow(), group, {
    persons: personsOn(answers),
    enrolled: seated.length,
    certified: seated.filter((answer) => answer.certified).length,
    completed: seated.filter((answer) => answer.completed).length,
    withdrawn: answers.filter((answer) => answer.status === 'WITHDRAWN').length,
    replaced: answers.filter((answer) => answer.status === 'REPLACED').length,
    supervisionMinutes: sum((answer) => answer.supervision.creditedMinutes),
    supervisionTargetMinutes: sum((answer) => answer.supervision.targetMinutes),
    attendedHalfDays: sum((answer) => answer.attendance.attendedHalfDays),
    madeUpHalfDays: sum((answer) => answer.attendance.madeUpHalfDays),
    requiredHalfDays: sum((answer) => answer.attendance.requiredHalfDays),
  });
}

/**
 * A row that is small enough to point at somebody is for those alone who may see the people in it anyway: the agency, and
 * the coordinator of everybody in it (Q39, V39).
 */
function mayBeShown(actor: Actor, answers: readonly ProgressAnswer[]): boolean {
  const own = (code: string) =>
    actor.grants.some((grant) => grant.role === 'COORDINATOR' && grant.municipalityCode === code);
  return (
    hasRole(actor, 'AGENCY', 'ADMIN') ||
    answers.every((answer) => own(answer.enrolment.municipalityCode)) ||
    personsOn(answers) >= SMALLEST_ROW_FOR_EVALUATORS
  );
}

/** Unique persons on a seat (V28). */
function personsOn(answers: readonly ProgressAnswer[]): number {
  return new Set(answers.filter((answer) => answer.holdsSeat).map((answer) => answer.enrolment.personId))
    .size;
}
