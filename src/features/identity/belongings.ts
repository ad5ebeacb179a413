import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { EnrolmentHolders, EnrolmentRepository, type EnrolmentRow } from '../enrolment/index.js';
import { AffiliationRecords, PersonRepository, type AffiliationRow } from '../person/index.js';

/** The enrolments and jobs of one registration. */
export interface Belongings {
  readonly enrolments: readonly EnrolmentRow[];
  readonly affiliations: readonly AffiliationRow[];
}

/** Moves what one registration has to another one and back; what was known before stays known. Inside a unit of work. */
@Injectable()
export class BelongingsService {
  constructor(
    private readonly enrolments: EnrolmentRepository,
    private readonly holders: EnrolmentHolders,
    private readonly people: PersonRepository,
    private readonly records: AffiliationRecords,
  ) {}

  async of(personId: string): Promise<Belongings> {
    return {
      enrolments: await this.enrolments.findOfPeople([personId]),
      affiliations: await this.people.affiliationsOf([personId]),
    };
  }

  async find(enrolmentIds: readonly string[], affiliationIds: readonly string[]): Promise<Belongings> {
    return {
      enrolments: await this.enrolments.find(enrolmentIds),
      affiliations: await this.people.affiliations(affiliationIds),
    };
  }

  async give(
    actor: Actor,
    { enrolments, affiliations }: Belongings,
    personId: string,
    reason: string,
  ): Promise<void> {
    await this.holders.give(actor, enrolments, personId);
    await this.records.give(actor, affiliations, personId, reason);
  }

  /**
   * After two people were parted: a seat that was given meanwhile can belong to a job that went with the other one. It
   * gets the same job under its own person (V36).
   */
  async mendSeats(actor: Actor, action: string, personId: string, reason: string): Promise<void> {
    const { enrolments, affiliations } = await this.of(personId);
    const own = [...affiliations];
    const astray = enrolments.filter((each) => !own.some((job) => job.id === each.affiliationId));
    for (const enrolment of astray) {
      const [job] = await this.people.affiliations([enrolment.affiliationId]);
      if (job === undefined) throw new Error('An enrolment without its affiliation');
      const { id: _, ...details } = job;
      let twin = own.find((each) => sameJob(each, job));
      if (twin === undefined) {
        twin = await this.records.begin(actor, action, { ...details, personId }, reason);
        own.push(twin);
      }
      await this.holders.seatAt(actor, [enrolment], twin.id);
    }
  }
}

function sameJob(one: AffiliationRow, other: AffiliationRow): boolean {
  const keys = [
    'municipalityCode',
    'organisation',
    'organisationType',
    'unit',
    'role',
    'validFrom',
    'validTo',
  ] as const;
  return keys.every((key) => one[key] === other[key]);
}
