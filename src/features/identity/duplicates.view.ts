import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { personVisible } from '../../access/visibility.js';
import { notFound } from '../../domain/refusal.js';
import { notMerged } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { PersonRepository, toPerson, type PersonRow } from '../person/index.js';
import { DuplicateSign, PersonDuplicate } from './dto/merge.dto.js';

const MOST = 50;

/** Who else may be the same person (L25): a hint for people to decide on, as far as the actor may see. */
@Injectable()
export class DuplicatesView {
  constructor(
    private readonly store: Store,
    private readonly people: PersonRepository,
  ) {}

  /** Those with most signs first, then by name. */
  async of(actor: Actor, personId: string): Promise<PersonDuplicate[]> {
    const reach = reachOf(actor, 'personDuplicates');
    const [person] = await this.people.findVisible(reach, [personId]);
    if (person === undefined) throw notFound('person');
    const mailbox = person.email?.split('@')[0]?.replace(/[\\%_]/g, '\\$&') ?? null;
    const digits = digitsOf(person.phone);
    const rows = await this.store.query<PersonRow>(sql`
      SELECT p.id, p.name, p.email, p.phone, p.sort_key FROM person p
      WHERE p.id <> ${person.id} AND ${notMerged(sql`p`)} AND ${personVisible(reach, sql`p`)}
        AND (p.sort_key = ${person.sortKey} OR p.email LIKE ${mailbox === null ? '' : `${mailbox}@%`} ESCAPE '\\'
          OR (${digits} <> '' AND REPLACE(REPLACE(p.phone, ' ', ''), '+45', '') = ${digits}))
      ORDER BY p.sort_key, p.id LIMIT ${MOST}`);
    return rows
      .map((row) =>
        Object.assign(new PersonDuplicate(), { person: toPerson(row), signs: signs(person, row) }),
      )
      .sort((one, other) => other.signs.length - one.signs.length);
  }
}

function signs(person: PersonRow, other: PersonRow): DuplicateSign[] {
  const found: DuplicateSign[] = [];
  if (person.sortKey === other.sortKey) found.push(DuplicateSign.SAME_NAME);
  if (person.email !== null && person.email.split('@')[0] === other.email?.split('@')[0])
    found.push(DuplicateSign.SAME_MAILBOX);
  if (digitsOf(person.phone) !== '' && digitsOf(person.phone) === digitsOf(other.phone))
    found.push(DuplicateSign.SAME_PHONE);
  return found;
}

/** As they are written here: without spaces and the country’s own code. */
function digitsOf(phone: string | null): string {
  return (phone ?? '').replaceAll(' ', '').replace('+45', '');
}
