import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf, type Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { danishSortKey } from '../../domain/danish.js';
import { municipalityCode, regionOn } from '../../domain/municipality.js';
import { findTrack } from '../../domain/programme.js';
import { invalidInput } from '../../domain/refusal.js';
import { knowsEverything } from '../../graphql/as-of.js';
import { all, among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import {
  asOf,
  ProgressService,
  Tally,
  type AsOf,
  type AsOfInput,
  type CountedAnswer,
  type ProgressAnswer,
} from '../progress/index.js';
import {
  CertificationStatusRow,
  MunicipalityBasis,
  StatusGrouping,
  type StatusFilter,
} from './dto/status.model.js';
import { AS_THEN, MunicipalityBases, type Basis } from './municipality-bases.js';
import { countedFor, placesFor, seesOnlyTotals, type Within } from './for-the-asker.js';
import type { Place, PlaceOf } from './places.js';
import { groupOf, isAskedFor, isCounted, StatusRows } from './status-rows.js';

/** What a report rests on. */
export interface Asked {
  /** The filter, with its codes as they are stored. */
  readonly filter: StatusFilter;
  /** The enrolments that are for the asker to see today. */
  readonly visible: readonly string[];
  /** At each point, by enrolment id, whoever's seat it was then. */
  readonly answers: readonly ReadonlyMap<string, ProgressAnswer>[];
  /** At each point, those that a report counts for the asker. */
  readonly counted: readonly (readonly ProgressAnswer[])[];
}

/** The groupings that the sums are kept by. */
const FINEST = [StatusGrouping.PROGRAMME, StatusGrouping.TRACK, StatusGrouping.MUNICIPALITY];

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
    private readonly bases: MunicipalityBases,
    private readonly rulebook: Rulebook,
    private readonly tallied: Tally,
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
    // A coming day has the regions of that day, and of everything else what is known today.
    const regionsOn = at?.validOn ?? point.validOn;
    return this.store.report(async () => {
      const by = await this.bases.of(basis, at, regionsOn);
      const reach = reachOf(actor, 'certificationStatus');
      const placeOf = this.places(regionsOn, by);
      if (!seesOnlyTotals(actor, reach)) {
        const added = await this.addedUp(reach, filter, groupBy, point, by, regionsOn);
        if (added !== null) return added;
        const wanted = this.checked(filter);
        const rows = new StatusRows(wanted, groupBy, placeOf);
        for await (const part of this.parts(reach, wanted, point, by)) rows.add(part);
        return this.inOrder(rows.rows());
      }
      if (basis !== MunicipalityBasis.AS_THEN)
        throw invalidInput({
          path: 'municipalities',
          message: 'is AS_THEN for evaluators: both side by side would point at the few who were merged',
        });
      if (at !== null)
        throw invalidInput({
          path: 'asOf',
          message: 'is not for evaluators: two days side by side would tell who came and who went',
        });
      const wanted = this.checked(filter);
      const everybody = await this.everybody(reach, {}, point, by);
      return this.tally(everybody, wanted, groupBy, placesFor(actor, everybody, placeOf));
    });
  }

  /**
   * By what is known now, for who sees everybody, and by programme, track and municipality at least, from the sums that are
   * kept: a person is then on one row only (V28). Null where the enrolments themselves have to be asked.
   */
  private async addedUp(
    reach: Reach,
    filter: StatusFilter,
    groupBy: readonly StatusGrouping[],
    point: AsOf,
    by: Basis,
    regionsOn: LocalDate,
  ): Promise<CertificationStatusRow[] | null> {
    const isFine =
      FINEST.every((grouping) => groupBy.includes(grouping)) && !groupBy.includes(StatusGrouping.YEAR);
    if (!knowsEverything(point) || !reach.everything || by !== AS_THEN || !isFine) return null;
    const wanted = this.checked(filter);
    const rows = await this.tallied.rows(point);
    if (rows === null) return null;
    return this.inOrder(
      rows.flatMap((row) => {
        const { programmeKey, trackKey, municipalityCode } = row;
        const region = this.regionOf(municipalityCode, regionsOn);
        const place = { municipalityCode, region, year: null };
        if (!isAskedFor({ programmeKey, trackKey }, place, wanted)) return [];
        const group = groupOf({ programmeKey, trackKey }, place, groupBy);
        return Object.assign(new CertificationStatusRow(), row, group);
      }),
    );
  }

  /** Whom a report tells the asker of. */
  async everybody(
    reach: Reach,
    filter: StatusFilter,
    point: AsOf,
    by: Basis = AS_THEN,
  ): Promise<CountedAnswer[]> {
    return this.store.report(async () => {
      const everybody: CountedAnswer[] = [];
      for await (const part of this.parts(reach, this.checked(filter), point, by))
        everybody.push(...part.filter(isCounted));
      return everybody;
    });
  }

  /** What a report counts of the enrolments within reach, as many at a time as need little memory. */
  private async *parts(reach: Reach, wanted: StatusFilter, point: AsOf, by: Basis) {
    const { ids, counts } = await this.askedAbout(reach, wanted, by);
    for await (const part of this.progress.counted(ids, point)) yield part.filter(counts);
  }

  /** The rows themselves are gone when the answers come. */
  private async askedAbout(reach: Reach, wanted: StatusFilter, by: Basis) {
    const rows = await this.within(reach, wanted, by);
    return { ids: rows.map((row) => row.id), counts: countedFor(reach, wanted, by, rows) };
  }

  /** Everything about the enrolments within reach at each point, from as many statements however many there are. */
  async ask(
    reach: Reach,
    filter: StatusFilter,
    points: readonly AsOf[],
    by: Basis = AS_THEN,
  ): Promise<Asked> {
    const wanted = this.checked(filter);
    return this.store.report(async () => {
      const rows = await this.within(reach, wanted, by);
      const ids = rows.map((row) => row.id);
      const answers: ReadonlyMap<string, ProgressAnswer>[] = [];
      for (const point of points) answers.push(await this.progress.answers(ids, point));
      const counts = countedFor(reach, wanted, by, rows);
      return {
        filter: wanted,
        visible: rows.filter((row) => Number(row.visible)).map((row) => row.id),
        answers,
        counted: answers.map((each) => [...each.values()].filter(counts)),
      };
    });
  }

  /** The rows that these answers add up to where the places say that they belong; the filter is one that was asked with. */
  tally(
    answers: readonly CountedAnswer[],
    filter: StatusFilter,
    groupBy: readonly StatusGrouping[],
    placeOf: PlaceOf,
  ): CertificationStatusRow[] {
    const rows = new StatusRows(filter, groupBy, placeOf);
    rows.add(answers);
    return this.inOrder(rows.rows());
  }

  /** Where everybody is, with the regions of a day. */
  places(regionsOn: LocalDate, by: Basis = AS_THEN): PlaceOf {
    const known = new Map<string, Omit<Place, 'year'>>();
    const placeOf = (code: string) => {
      const reported = by.reported(code);
      const place = { municipalityCode: reported, region: this.regionOf(reported, regionsOn) };
      known.set(code, place);
      return place;
    };
    return ({ enrolment: { municipalityCode: code }, seatedOn }) => ({
      year: seatedOn === null ? null : Number(seatedOn.slice(0, 4)),
      ...(known.get(code) ?? placeOf(code)),
    });
  }

  private regionOf(code: string, on: LocalDate): string {
    return regionOn(this.municipalities.require(code, 'municipalityCode'), on) ?? '';
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

  /** In the order of the people. Those that may be asked about: on a seat within reach today or earlier, or taught by a provider within reach. */
  private async within(reach: Reach, filter: StatusFilter, by: Basis): Promise<Within[]> {
    const e = sql`e`;
    const onSeatsOf = (codes: readonly string[]) =>
      sql`EXISTS (SELECT 1 FROM enrolment_change c WHERE c.enrolment_id = e.id AND c.municipality_code IN ${among(codes)})`;
    const visible = enrolmentVisible(reach, e);
    const taught = enrolmentVisible({ ...reach, everything: false, municipalityCodes: [], personIds: [] }, e);
    const conditions = reach.everything ? [] : [sql`(${onSeatsOf(reach.municipalityCodes)} OR ${visible})`];
    if (filter.programmeKey) conditions.push(sql`e.programme_key = ${filter.programmeKey}`);
    if (filter.trackKey) conditions.push(sql`e.track_key = ${filter.trackKey}`);
    const { municipalityCode: wanted } = filter;
    if (wanted)
      conditions.push(onSeatsOf([wanted, ...by.codes].filter((code) => by.reported(code) === wanted)));
    return this.store.query(sql`
      SELECT e.id, CASE WHEN ${visible} THEN 1 ELSE 0 END AS visible, CASE WHEN ${taught} THEN 1 ELSE 0 END AS taught
      FROM enrolment e WHERE ${all(conditions)} ORDER BY e.person_id, e.id`);
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
