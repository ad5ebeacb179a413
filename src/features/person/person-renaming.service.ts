import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { danishSortKey, searchText } from '../../domain/danish.js';
import { invalidInput, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { PersonRenameInput } from './dto/person-rename.dto.js';
import { PersonRepository, type PersonRow } from './person.repository.js';

/** A person is called something else (L16). Certificates keep the name they were issued with until they are reissued (V24). */
@Injectable()
export class PersonRenaming {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly people: PersonRepository,
  ) {}

  /** The earlier name stays in the log. */
  async rename(actor: Actor, input: PersonRenameInput): Promise<PersonRow> {
    return this.unitOfWork.run(async () => {
      const [person] = await this.people.findVisible(reachOf(actor, 'personRename'), [input.personId]);
      if (person === undefined) throw notFound('person');
      const { name, reason } = input;
      if (name === person.name) throw invalidInput({ path: 'name', message: 'is the name already' });
      const sortKey = danishSortKey(name);
      await this.store.change(sql`
        UPDATE person SET name = ${name}, sort_key = ${sortKey}, search_text = ${searchText(name, person.email ?? '')}
        WHERE id = ${person.id}`);
      await this.audit.record(actor, {
        action: 'personRename',
        subjectId: person.id,
        before: { name: person.name },
        after: { name },
        reason,
      });
      return { ...person, name, sortKey };
    });
  }
}
