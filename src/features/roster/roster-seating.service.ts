import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { danishSortKey } from '../../domain/danish.js';
import { isMunicipal } from '../../domain/employment.js';
import { invalidInput } from '../../domain/refusal.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { SeatPlace } from '../engagement/index.js';
import { EnrolmentRepository, SeatingService } from '../enrolment/index.js';
import { PersonRepository, PersonService, type PersonRow, type Workplace } from '../person/index.js';
import { RosterOutcome } from './dto/roster.dto.js';
import type { RosterValues } from './roster-file.js';

/** What a row came to. */
export interface RosterSeat {
  readonly outcome: RosterOutcome;
  readonly personId: string;
  readonly enrolmentId: string;
}

/** Finds or registers the person of a row and gives them a seat. Inside a unit of work. */
@Injectable()
export class RosterSeating {
  constructor(
    private readonly store: Store,
    private readonly personRepository: PersonRepository,
    private readonly people: PersonService,
    private readonly enrolments: EnrolmentRepository,
    private readonly seating: SeatingService,
  ) {}

  async seat(
    actor: Actor,
    place: SeatPlace,
    cohortId: string | null,
    values: RosterValues,
  ): Promise<RosterSeat> {
    const known = await this.find(place, values);
    if (known !== null) {
      const open = await this.enrolments.findOpen(known.id, place.engagement.programmeKey, place.trackKey);
      const here =
        open?.engagementId === place.engagement.id && open.municipalityCode === place.municipalityCode;
      if (open !== null && here && open.seatId !== null)
        return { outcome: RosterOutcome.UNCHANGED, personId: known.id, enrolmentId: open.id };
    }
    const workplace = {
      municipalityCode: worksElsewhere(values) ? null : place.municipalityCode,
      organisation: values.organisation,
      organisationType: values.organisationType,
      unit: values.unit,
      role: values.role,
    };
    const person = known ?? (await this.register(actor, values, workplace));
    if (known !== null) await this.addWorkplace(actor, known, workplace);
    const { enrolment } = await this.seating.seat(actor, 'rosterImport', place, {
      personId: person.id,
      capacity: values.capacity,
      cohortId,
      waitlist: false,
      priority: null,
      on: null,
    });
    return { outcome: RosterOutcome.ACCEPTED, personId: person.id, enrolmentId: enrolment.id };
  }

  /** Which of these people exist outside the running transaction. */
  async existingPeople(personIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.store.query<{ id: string }>(
      sql`SELECT id FROM person WHERE id IN ${among(personIds)}`,
    );
    return new Set(rows.map((row) => row.id));
  }

  /** By address; without one, by name among those enrolled at this very place. */
  private async find(place: SeatPlace, values: RosterValues): Promise<PersonRow | null> {
    if (values.email === null) return this.enrolments.findPersonAt(place, danishSortKey(values.name));
    const person = await this.personRepository.findByEmail(values.email);
    const names = person === null ? [] : [person.sortKey, person.registeredKey];
    if (person !== null && !names.includes(danishSortKey(values.name)))
      throw invalidInput({ path: 'email', message: 'belongs to a person with another name' });
    return person;
  }

  private async register(actor: Actor, values: RosterValues, workplace: Workplace): Promise<PersonRow> {
    const { name, email, phone } = values;
    return this.people.create(actor, { name, email, phone }, workplace);
  }

  private async addWorkplace(actor: Actor, person: PersonRow, workplace: Workplace): Promise<void> {
    const { municipalityCode, organisation, organisationType, unit, role } = workplace;
    const known = await this.personRepository.affiliationsOf([person.id]);
    const same = known.some(
      (each) =>
        each.municipalityCode === municipalityCode &&
        (organisation === null || each.organisation === organisation) &&
        (organisationType === null || each.organisationType === organisationType) &&
        (unit === null || each.unit === unit) &&
        (role === null || each.role === role),
    );
    if (!same) await this.people.affiliate(actor, person.id, workplace);
  }
}

/** Partner staff work elsewhere, but for those of the municipality's own kinds; only the seat is the municipality's (L19). */
function worksElsewhere({ capacity, organisationType }: RosterValues): boolean {
  return organisationType === null ? capacity === 'PARTNER' : !isMunicipal(organisationType);
}
