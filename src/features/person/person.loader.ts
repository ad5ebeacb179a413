import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Affiliation, Person } from './dto/person.model.js';
import { PersonRepository, type AffiliationRow, type JobsAt, type PersonRow } from './person.repository.js';

/** Null for people that the actor may not see. */
@Injectable()
export class PersonLoader extends BatchLoader<Person | null> {
  constructor(private readonly people: PersonRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.people.findVisible(reachOf(actorOf(context), 'person'), ids);
    return inOrder(ids, rows, (row) => row.askedId, toPerson);
  }
}

/** By person, day and state of knowledge. Load it only for people that are visible. */
@Injectable()
export class AffiliationsLoader extends BatchLoader<Affiliation[]> {
  constructor(private readonly people: PersonRepository) {
    super();
  }

  async of(context: RequestContext, personId: string, at: JobsAt): Promise<Affiliation[]> {
    const point = { on: at.on ?? null, knownAt: at.knownAt ?? null };
    return this.load(context, JSON.stringify([point, personId]));
  }

  protected async batch(_context: RequestContext, keys: readonly string[]) {
    const wanted = keys.map((key) => JSON.parse(key) as [JobsAt, string]);
    const found = new Map<string, AffiliationRow[]>();
    for (const point of new Set(wanted.map(([at]) => JSON.stringify(at)))) {
      const personIds = wanted.flatMap(([at, id]) => (JSON.stringify(at) === point ? [id] : []));
      const rows = await this.people.affiliationsOf(personIds, JSON.parse(point) as JobsAt);
      const groups = grouped(personIds, rows, (row) => row.personId);
      personIds.forEach((id, index) => found.set(`${point}${id}`, groups[index] ?? []));
    }
    return wanted.map(([at, id]) => (found.get(`${JSON.stringify(at)}${id}`) ?? []).map(toAffiliation));
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

export function toPerson({ id, name, email, phone }: Omit<PersonRow, 'sortKey'>): Person {
  return Object.assign(new Person(), { id, name, email, phone });
}

export function toAffiliation({ personId: _, ...row }: AffiliationRow): Affiliation {
  return Object.assign(new Affiliation(), row);
}
