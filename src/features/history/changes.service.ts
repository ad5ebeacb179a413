import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import { municipalityCode, regionOn } from '../../domain/municipality.js';
import { invalidInput } from '../../domain/refusal.js';
import { type Connection, pageOf, type PageArgs } from '../../graphql/connection.js';
import { among } from '../../storage/sql.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { asOf, type AsOf, type ProgressAnswer } from '../progress/index.js';
import { StatusGrouping, StatusView, type StatusFilter } from '../reporting/index.js';
import { movedAnswers, movedRows } from './changes.mapper.js';
import { ChangesSince, type Moved, type MovedAnswer } from './dto/changes.model.js';
import type { HistoryEntry } from './dto/history.model.js';
import { HistoryService } from './history.service.js';
import { recordConcerns } from './record-conditions.js';

const ROWS = [StatusGrouping.PROGRAMME, StatusGrouping.TRACK, StatusGrouping.MUNICIPALITY];

/** Two states of knowledge about the same day. */
interface Question {
  readonly knownAt: Instant;
  readonly until: Instant | null;
  readonly validOn: LocalDate | null;
  readonly filter: StatusFilter;
}

/**
 * What has changed since a report (Q36, V38): the records made in between, and what they moved. Both reports are worked out
 * by the rulebook that worked out the first one, so nothing is missed and nothing is made up.
 */
@Injectable()
export class ChangesService {
  constructor(
    private readonly clock: Clock,
    private readonly status: StatusView,
    private readonly history: HistoryService,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  since(actor: Actor, { knownAt, until, validOn, filter }: Question): ChangesSince {
    if (until !== null && until < knownAt)
      throw invalidInput({ path: 'until', message: 'is before `knownAt`' });
    const day = validOn ?? copenhagenDate(knownAt);
    const then = asOf({ validOn: day, knownAt }, this.clock);
    // What had been held is the same in both: only what was known of it differs.
    const now: AsOf = { ...asOf({ validOn: day, knownAt: until }, this.clock), at: then.at, isNow: false };
    let moved: Promise<Moved> | undefined;
    return Object.assign(new ChangesSince(), {
      knownAt,
      until: until ?? this.clock.now(),
      validOn: then.validOn,
      filter,
      moved: () => (moved ??= this.moved(actor, filter, then, now)),
    });
  }

  /** In the order in which they were recorded. */
  async records(actor: Actor, changes: ChangesSince, page: PageArgs): Promise<Connection<HistoryEntry>> {
    const { knownAt, until } = changes;
    const between = sql`v.recorded_at > ${knownAt} AND v.recorded_at <= ${until}`;
    return this.history.list(
      actor,
      'changesSince',
      [between, recordConcerns(sql`v`, await this.enrolmentsOf(changes))],
      page,
    );
  }

  async answers(changes: ChangesSince, page: PageArgs): Promise<Connection<MovedAnswer>> {
    const { answers } = await changes.moved();
    return pageOf(
      page,
      answers.map((node) => ({ key: node.enrolmentId, node })),
    );
  }

  private async moved(actor: Actor, filter: StatusFilter, then: AsOf, now: AsOf): Promise<Moved> {
    const reach = reachOf(actor, 'changesSince');
    const asked = await this.status.ask(reach, filter, [then, now]);
    const [before, after] = asked.answers;
    const places = this.status.places(then.validOn);
    const tally = (answers: readonly ProgressAnswer[] = []) =>
      this.status.tally(answers, asked.filter, ROWS, places);
    const { region, municipalityCode: code } = asked.filter;
    const isAskedFor = (answer: ProgressAnswer | undefined) => {
      const place = answer?.enrolment.municipalityCode;
      return (
        place !== undefined &&
        (!code || code === place) &&
        (!region || this.regionOf(place, then.validOn) === region)
      );
    };
    const pairs = asked.visible
      .map((id) => ({ before: before?.get(id), after: after?.get(id) }))
      .filter((pair) => isAskedFor(pair.before) || isAskedFor(pair.after));
    return {
      answers: movedAnswers(pairs),
      rows: movedRows(tally(asked.counted[0]), tally(asked.counted[1])),
    };
  }

  /** The filter as conditions on an enrolment `e`. */
  private async enrolmentsOf({ filter, validOn }: ChangesSince): Promise<Sql[]> {
    const { programmeKey, trackKey, municipalityCode: code, region } = filter;
    const conditions: Sql[] = [];
    if (programmeKey) conditions.push(sql`e.programme_key = ${programmeKey}`);
    if (trackKey) conditions.push(sql`e.track_key = ${trackKey}`);
    if (code) conditions.push(onSeatsOf([municipalityCode(code) ?? code]));
    if (region) {
      const existing = await this.municipalities.existingOn(validOn);
      const inRegion = existing
        .filter((record) => regionOn(record, validOn) === region)
        .map((record) => record.code);
      conditions.push(onSeatsOf(inRegion));
    }
    return conditions;
  }

  private regionOf(code: string, on: LocalDate): string | null {
    return regionOn(this.municipalities.require(code, 'municipalityCode'), on);
  }
}

/** On a seat of theirs today or earlier (L5). */
function onSeatsOf(codes: readonly string[]): Sql {
  return sql`EXISTS (SELECT 1 FROM enrolment_change c
    WHERE c.enrolment_id = e.id AND c.municipality_code IN ${among(codes)})`;
}
