import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Affiliation, Person } from './dto/person.model.js';
import { PersonRepository, type AffiliationRow, type PersonRow } from './person.repository.js';

/** Null for people that the actor may not see. */
@Injectable()
export class PersonLoader extends BatchLoader<Person | null> {
  constructor(private readonly people: PersonRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.people.findVisible(reachOf(actorOf(context), 'person'), ids);
    return inOrder(ids, rows, (row) => row.id, toPerson);
  }
}

/** By person. Load it only for people that are visible. */
@Injectable()
export class AffiliationsLoader extends BatchLoader<Affiliation[]> {
  constructor(private readonly people: PersonRepository) {
    super();
  }

  protected async batch(_context: RequestContext, personIds: readonly string[]) {
    const rows = await this.people.affiliationsOf(personIds);
    return grouped(personIds, rows, (row) => row.personId).map((each) => each.map(toAffiliation));
  }
}

/** By id. Load it only for enrolments that are visible. */
@Injectable()
export class AffiliationLoader extends BatchLoader<Affiliation | null> {
  constructor(private readonly people: PersonRepository) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const rows = await this.people.affiliations(ids);
    return inOrder(ids, rows, (row) => row.id, toAffiliation);
  }
}

export function toPerson(row: PersonRow): Person {
  return Object.assign(new Person(), { id: row.id, name: row.name, email: row.email, phone: row.phone });
}

function toAffiliation({ personId: _, ...row }: AffiliationRow): Affiliation {
  return Object.assign(new Affiliation(), row);
}
