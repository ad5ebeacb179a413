import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { hasDays, isMunicipal, type Period } from '../../domain/employment.js';
import { invalidInput, invalidState, notFound } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentRepository } from '../enrolment/index.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { AffiliationRecords, PersonRepository, PersonService, type AffiliationRow } from '../person/index.js';
import type {
  AffiliationAddInput,
  AffiliationCorrectInput,
  AffiliationEndInput,
} from './dto/affiliation.inputs.js';

/** Where people work, from and to a day: what was known before stays known (L4, L5, V36, V38). */
@Injectable()
export class AffiliationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PersonService,
    private readonly repository: PersonRepository,
    private readonly records: AffiliationRecords,
    private readonly enrolments: EnrolmentRepository,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  /** Another job, beside those there are. */
  async add(actor: Actor, input: AffiliationAddInput): Promise<AffiliationRow> {
    const municipalityCode = this.municipalityFor(actor, input);
    return this.unitOfWork.run(async () => {
      const person = await this.people.requireForSeat(actor, input.personId);
      return this.records.begin(actor, 'affiliationAdd', {
        personId: person.id,
        municipalityCode,
        organisation: input.organisation ?? null,
        organisationType: input.organisationType ?? null,
        unit: input.unit ?? null,
        role: input.role ?? null,
        validFrom: input.from ?? null,
      });
    });
  }

  /** Seats, days and hours are untouched: only where the person works changes (L4, L5). */
  async end(actor: Actor, { affiliationId, on, reason }: AffiliationEndInput): Promise<AffiliationRow> {
    return this.unitOfWork.run(async () => {
      const affiliation = await this.requireOwn(actor, 'affiliationEnd', affiliationId);
      if (affiliation.validTo !== null)
        throw invalidState('This job has an end already; affiliationCorrect says another one.', 'ENDED', [
          'affiliationCorrect',
        ]);
      const period = requireDays({ validFrom: affiliation.validFrom, validTo: on }, 'on');
      return this.records.revise(actor, 'affiliationEnd', affiliation, period, reason ?? null);
    });
  }

  async correct(
    actor: Actor,
    { affiliationId, from, to, reason }: AffiliationCorrectInput,
  ): Promise<AffiliationRow> {
    return this.unitOfWork.run(async () => {
      const affiliation = await this.requireOwn(actor, 'affiliationCorrect', affiliationId);
      const period = requireDays({ validFrom: from ?? null, validTo: to ?? null }, 'to');
      return this.records.revise(actor, 'affiliationCorrect', affiliation, period, reason);
    });
  }

  /**
   * The affiliation if it is in a municipality of the actor's own; one in no municipality if an own seat belongs to it
   * (L19). Else as if it did not exist.
   */
  async requireOwn(actor: Actor, operation: Operation, id: string): Promise<AffiliationRow> {
    const reach = reachOf(actor, operation);
    const [affiliation] = await this.repository.affiliations([id]);
    if (affiliation === undefined) throw notFound('affiliation');
    const { municipalityCode, personId } = affiliation;
    const seats = municipalityCode === null ? await this.enrolments.findOfPeople([personId]) : [];
    const municipalityCodes =
      municipalityCode === null
        ? seats.filter((seat) => seat.affiliationId === id).map((seat) => seat.municipalityCode)
        : [municipalityCode];
    if (!reaches(reach, { municipalityCodes })) throw notFound('affiliation');
    return affiliation;
  }

  private municipalityFor(actor: Actor, input: AffiliationAddInput): string | null {
    const reach = reachOf(actor, 'affiliationAdd');
    const type = input.organisationType ?? null;
    const fallback =
      reach.everything || (type !== null && !isMunicipal(type)) ? null : reach.municipalityCodes[0];
    const code = input.municipalityCode === undefined ? (fallback ?? null) : input.municipalityCode;
    if (code === null) return null;
    this.municipalities.require(code, 'municipalityCode');
    if (!reaches(reach, { municipalityCodes: [code] }))
      throw invalidInput({ path: 'municipalityCode', message: 'is not your municipality' });
    return code;
  }
}

/** A period that has at least one day in it. */
export function requireDays(period: Period, path: string): Period {
  if (!hasDays(period)) throw invalidInput({ path, message: 'must be after the first day there' });
  return period;
}
