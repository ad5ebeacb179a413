import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { addMonths, type LocalDate } from '../../domain/calendar.js';
import { successorOn } from '../../domain/municipality.js';
import type { Programme } from '../../domain/programme.js';
import { duplicate, invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { EngagementEntity, EngagementMunicipalityEntity } from '../../storage/reference.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { MunicipalityDirectory, SuccessionRepository } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import type { Engagement, EngagementFilter, SeatUsage } from './dto/engagement.model.js';
import type { EngagementOpenInput, SeatGrantInput } from './dto/engagement-open.dto.js';
import { EngagementMapper, municipalityCodesOf, takingPart } from './engagement.mapper.js';
import { EngagementRepository, type EngagementRow } from './engagement.repository.js';
import { SeatService } from './seat.service.js';

@Injectable()
export class EngagementService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly engagements: EngagementRepository,
    private readonly seats: SeatService,
    private readonly rulebook: Rulebook,
    private readonly municipalities: MunicipalityDirectory,
    private readonly successions: SuccessionRepository,
    private readonly mapper: EngagementMapper,
  ) {}

  /** Newest start first is what the agency looks for; within a day in the order they were opened. */
  async list(actor: Actor, filter: EngagementFilter, page: PageArgs): Promise<Connection<Engagement>> {
    const condition = this.engagements.matching(reachOf(actor, 'engagements'), filter);
    return readPage(
      page,
      [
        { expression: sql`n.starts_on`, rowKey: 'startsOn' },
        { expression: sql`n.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.engagements.page(condition, after, orderBy, limit),
      () => this.engagements.count(condition),
      (row) => this.mapper.toModel(row),
    );
  }

  /** The engagement if the actor may use the operation on a municipality of it; else as if it did not exist. */
  async require(
    actor: Actor,
    operation: Operation,
    engagementId: string,
    municipalityCode: string,
  ): Promise<EngagementRow> {
    const reach = reachOf(actor, operation);
    const [engagement] = await this.engagements.findVisible(reach, [engagementId]);
    if (engagement === undefined) throw notFound('engagement');
    if (!municipalityCodesOf(engagement).includes(municipalityCode)) {
      this.municipalities.require(municipalityCode, 'municipalityCode');
      throw invalidInput({ path: 'municipalityCode', message: 'does not take part in this engagement' });
    }
    if (!reaches(reach, { municipalityCodes: [municipalityCode] })) throw notFound('engagement');
    return engagement;
  }

  /** The municipality of an engagement that has only one; else the input must name it. */
  async onlyMunicipality(actor: Actor, operation: Operation, engagementId: string): Promise<string> {
    const reach = reachOf(actor, operation);
    const [engagement] = await this.engagements.findVisible(reach, [engagementId]);
    if (engagement === undefined) throw notFound('engagement');
    const codes = municipalityCodesOf(engagement).filter((code) =>
      reaches(reach, { municipalityCodes: [code] }),
    );
    const [only] = codes;
    if (codes.length !== 1 || only === undefined)
      throw invalidInput({
        path: 'municipalityCode',
        message: 'is needed: several municipalities take part',
      });
    return only;
  }

  /**
   * Opens an engagement under the programme's latest rule set and brings its seats into being. A municipality takes part
   * in a programme once at a time: a second engagement in the same period would double its quota (V1), also under another
   * code. Refuses a municipality that does not exist on the first day (L28).
   */
  async open(actor: Actor, input: EngagementOpenInput): Promise<EngagementRow> {
    await this.rulebook.refresh();
    const programme = this.rulebook.requireProgramme(input.programmeKey);
    const codes = input.municipalityCodes.map(
      (code, index) => this.municipalities.require(code, `municipalityCodes.${index}`).code,
    );
    return this.unitOfWork.run(async () => {
      for (const [index, code] of codes.entries())
        await this.municipalities.requireOn(code, `municipalityCodes.${index}`, input.startsOn);
      const overlapping = await this.overlapping(programme, codes, input.startsOn);
      if (overlapping.length > 0)
        throw duplicate(
          'One of the municipalities already takes part in this programme in the same period.',
          overlapping.map((row) => row.id),
        );
      const engagement = {
        id: newId('engagement'),
        programmeKey: programme.key,
        ruleVersion: programme.version,
        startsOn: input.startsOn,
      };
      await this.store.insert(EngagementEntity, {
        ...engagement,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      await this.store.insert(
        EngagementMunicipalityEntity,
        codes.map((municipalityCode) => ({ engagementId: engagement.id, municipalityCode })),
      );
      const row = { ...engagement, municipalities: codes.join(' '), withdrawals: null };
      await this.seats.open(actor, row, codes);
      await this.audit.record(actor, { action: 'engagementOpen', subjectId: engagement.id, after: row });
      return row;
    });
  }

  /**
   * Engagements of the programme, in the same period, of any of the municipalities, whatever their codes: two codes are one
   * municipality when they are by today, or on the first day on which both engagements run (L28). What is opened before a
   * merger keeps its own quota.
   */
  private async overlapping(
    programme: Programme,
    codes: readonly string[],
    startsOn: LocalDate,
  ): Promise<EngagementRow[]> {
    const successions = await this.successions.current();
    const merged = successions.flatMap(({ code, successorCode }) => [code, successorCode]);
    const others = await this.engagements.findOfProgramme(programme.key, [...codes, ...merged]);
    return others.filter((other) => {
      const otherStartsOn = other.startsOn as LocalDate;
      const { months } = this.rulebook.version(other.programmeKey, other.ruleVersion);
      const first = later(startsOn, otherStartsOn);
      if (first >= addMonths(startsOn, programme.months) || first >= addMonths(otherStartsOn, months))
        return false;
      const on = later(first, this.clock.today());
      const taken = takingPart(other).map((code) => successorOn(code, successions, on));
      return codes.some((code) => taken.includes(successorOn(code, successions, on)));
    });
  }

  /**
   * One more seat above the limit; this is how the agency acknowledges a 25th intro participant (V4). Where people wait
   * it is offered to the first of them.
   */
  async grantSeat(actor: Actor, input: SeatGrantInput): Promise<SeatUsage> {
    const engagement = await this.require(actor, 'seatGrant', input.engagementId, input.municipalityCode);
    const place = this.seats.place(engagement, input.municipalityCode, input.trackKey);
    if (this.seats.track(place).quota === null)
      throw invalidState('This track has no limit, so there is nothing to grant above it.', 'NO_LIMIT', []);
    await this.unitOfWork.run(async () => {
      const seatId = await this.seats.grant(actor, place, input.reason);
      await this.audit.record(actor, {
        action: 'seatGrant',
        subjectId: engagement.id,
        after: { seatId, municipalityCode: input.municipalityCode, trackKey: place.trackKey },
        reason: input.reason,
      });
      await this.seats.passOn(place);
    });
    const [usage] = await this.seats.usage([place]);
    if (usage === undefined) throw notFound('engagement');
    return usage;
  }
}

function later(one: LocalDate, other: LocalDate): LocalDate {
  return one > other ? one : other;
}
