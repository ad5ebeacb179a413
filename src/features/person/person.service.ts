import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { containsCpr } from '../../domain/cpr.js';
import { danishSortKey, searchText } from '../../domain/danish.js';
import { isMunicipal, lastsOn, type OrganisationType } from '../../domain/employment.js';
import { containsCprNumber, duplicate, invalidInput, notFound } from '../../domain/refusal.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { PersonEntity } from '../../storage/people.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { AffiliationRecords } from './affiliation.records.js';
import type { Person } from './dto/person.model.js';
import type { PersonRegisterInput } from './dto/person-register.dto.js';
import { toPerson } from './person.loader.js';
import { PersonRepository, type AffiliationRow, type PersonRow } from './person.repository.js';

export interface PersonDetails {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export interface Workplace {
  readonly municipalityCode: string | null;
  readonly organisation: string | null;
  readonly organisationType: OrganisationType | null;
  readonly unit: string | null;
  readonly role: string | null;
}

@Injectable()
export class PersonService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly people: PersonRepository,
    private readonly affiliations: AffiliationRecords,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  /** In Danish alphabetical order. Nobody is found by a CPR number, and none is to be sent here (domain.md section 7). */
  async search(actor: Actor, search: string | null, page: PageArgs): Promise<Connection<Person>> {
    if (containsCpr(search ?? '')) throw containsCprNumber('search');
    const condition = this.people.matching(reachOf(actor, 'people'), search);
    return readPage(
      page,
      [
        { expression: sql`p.sort_key`, rowKey: 'sortKey' },
        { expression: sql`p.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.people.page(condition, after, orderBy, limit),
      () => this.people.count(condition),
      toPerson,
    );
  }

  /**
   * Somebody who can be given a seat: a person the actor may see, or one who belongs to no municipality yet, as after the
   * agency has registered them. Anybody else looks as if they did not exist.
   */
  async requireForSeat(actor: Actor, personId: string): Promise<PersonRow> {
    const [visible] = await this.people.findVisible(reachOf(actor, 'person'), [personId]);
    const person = visible ?? (await this.people.findUnattached(personId));
    if (person === null) throw notFound('person');
    return person;
  }

  /** Refuses an address that somebody has already; answers others of the same name as a hint (L25). */
  async register(
    actor: Actor,
    input: PersonRegisterInput,
  ): Promise<{ person: PersonRow; sameName: PersonRow[] }> {
    const reach = reachOf(actor, 'personRegister');
    const organisationType = input.organisationType ?? null;
    // Partner staff of a coordinator's seat: nobody's municipality until they get the seat (L19).
    const outside = organisationType !== null && !isMunicipal(organisationType);
    const municipalityCode =
      input.municipalityCode ?? (reach.everything || outside ? null : (reach.municipalityCodes[0] ?? null));
    if (municipalityCode !== null) this.municipalities.require(municipalityCode, 'municipalityCode');
    const own = municipalityCode === null ? outside : reach.municipalityCodes.includes(municipalityCode);
    if (!reach.everything && !own)
      throw invalidInput({ path: 'municipalityCode', message: 'is not your municipality' });
    return this.unitOfWork.run(async () => {
      const sameName = await this.people.findByName(reachOf(actor, 'people'), input.name);
      const details = { name: input.name, email: input.email ?? null, phone: input.phone ?? null };
      const person = await this.create(actor, details, {
        municipalityCode,
        organisation: input.organisation ?? null,
        organisationType,
        unit: input.unit ?? null,
        role: input.role ?? null,
      });
      return { person, sameName };
    });
  }

  /** Inside a unit of work. The person with a first affiliation; refuses an address that is taken. */
  async create(actor: Actor, details: PersonDetails, workplace: Workplace): Promise<PersonRow> {
    const taken = details.email === null ? null : await this.people.findByEmail(details.email);
    if (taken !== null)
      throw duplicate('Somebody with this e-mail address is registered already.', [taken.id]);
    const person = { id: newId('person'), ...details, sortKey: danishSortKey(details.name) };
    await this.store.insert(PersonEntity, {
      ...person,
      searchText: searchText(details.name, details.email ?? ''),
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    });
    await this.audit.record(actor, { action: 'personRegister', subjectId: person.id, after: details });
    await this.affiliate(actor, person.id, workplace);
    return person;
  }

  /** Inside a unit of work. */
  async affiliate(actor: Actor, personId: string, workplace: Workplace): Promise<AffiliationRow> {
    return this.affiliations.begin(actor, 'affiliation', { personId, ...workplace });
  }

  /**
   * Inside a unit of work. The affiliation that a seat of a municipality belongs to (V36): of the jobs that have not
   * ended, the person's own there, else the latest one; where all have ended, the same among those; where there is none,
   * a new one with nothing but the municipality.
   */
  async seatAffiliation(actor: Actor, personId: string, municipalityCode: string): Promise<AffiliationRow> {
    const all = await this.people.affiliationsOf([personId]);
    const today = this.clock.today();
    const lasting = all.filter(({ validTo }) => lastsOn({ validFrom: null, validTo }, today));
    const candidates = lasting.length > 0 ? lasting : all;
    return (
      candidates.findLast((affiliation) => affiliation.municipalityCode === municipalityCode) ??
      candidates.at(-1) ??
      this.affiliate(actor, personId, {
        municipalityCode,
        organisation: null,
        organisationType: null,
        unit: null,
        role: null,
      })
    );
  }
}
