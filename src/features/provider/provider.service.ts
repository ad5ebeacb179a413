import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reaches, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidInput } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { ProviderEntity } from '../../storage/reference.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import type { ProviderRegisterInput } from './dto/provider.dto.js';

export interface ProviderRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

/** Training providers. Their names are no secret among those who are signed in. */
@Injectable()
export class ProviderService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<ProviderRow[]> {
    return this.store.query<ProviderRow>(sql`SELECT id, key, name FROM provider ORDER BY key`);
  }

  async find(id: string): Promise<ProviderRow | null> {
    return this.store.queryOne<ProviderRow>(sql`SELECT id, key, name FROM provider WHERE id = ${id}`);
  }

  /**
   * The provider that something new belongs to: the one an input names, or the asking provider itself; null when the
   * agency names none. Refuses one that is not registered, or not the asker's own.
   */
  async owning(actor: Actor, operation: Operation, named: string | null): Promise<string | null> {
    const reach = reachOf(actor, operation);
    const id = named ?? (reach.everything ? null : (reach.providerIds[0] ?? null));
    if (id !== null && (await this.find(id)) === null)
      throw invalidInput({ path: 'providerId', message: 'is not a registered provider' });
    if (!reaches(reach, { providerIds: [id] }))
      throw invalidInput({ path: 'providerId', message: 'is not your own' });
    return id;
  }

  /** Refuses a key that is taken. */
  async register(actor: Actor, input: ProviderRegisterInput): Promise<ProviderRow> {
    return this.unitOfWork.run(async () => {
      const taken = await this.store.query<{ id: string }>(
        sql`SELECT id FROM provider WHERE key = ${input.key}`,
      );
      if (taken.length > 0)
        throw duplicate(
          'A provider with this key is registered already.',
          taken.map((row) => row.id),
        );
      const provider = { id: newId('provider'), key: input.key, name: input.name };
      await this.store.insert(ProviderEntity, {
        ...provider,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
      });
      await this.audit.record(actor, { action: 'providerRegister', subjectId: provider.id, after: provider });
      return provider;
    });
  }
}
