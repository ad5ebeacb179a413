import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { danishSortKey } from '../../domain/danish.js';
import { duplicate, invalidInput, notFound } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { SupervisorEntity } from '../../storage/supervision.entity.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { ProviderService } from '../provider/index.js';
import type { SupervisorChangeInput, SupervisorRegisterInput } from './dto/supervisor.dto.js';
import { SupervisorRepository, type SupervisorRow } from './supervisor.repository.js';

/** Who supervises for a provider: name and work address, nothing more (domain.md section 7). */
@Injectable()
export class SupervisorService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly providers: ProviderService,
    private readonly supervisors: SupervisorRepository,
  ) {}

  /** By name. `active` null = all. */
  async list(
    actor: Actor,
    { providerId, active }: { providerId: string | null; active: boolean | null },
  ): Promise<SupervisorRow[]> {
    return this.supervisors.findVisible(reachOf(actor, 'supervisors'), [
      ...(providerId === null ? [] : [sql`s.provider_id = ${providerId}`]),
      ...(active === null ? [] : [active ? sql`s.active` : sql`NOT s.active`]),
    ]);
  }

  /** Refuses a work address that a supervisor of the provider has already. */
  async register(actor: Actor, input: SupervisorRegisterInput): Promise<SupervisorRow> {
    const action = 'supervisorRegister';
    const providerId = await this.providers.owning(actor, action, input.providerId ?? null);
    if (providerId === null)
      throw invalidInput({ path: 'providerId', message: 'must name the provider of the supervisor' });
    return this.unitOfWork.run(async () => {
      const email = input.email ?? null;
      await this.requireFree(providerId, email, null);
      const details = { providerId, name: input.name, email, active: true };
      const supervisor = { id: newId('supervisor'), ...details, sortKey: danishSortKey(input.name) };
      const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
      await this.store.insert(SupervisorEntity, { ...supervisor, ...stamp });
      await this.audit.record(actor, { action, subjectId: supervisor.id, after: details });
      return supervisor;
    });
  }

  /** What they led stays theirs, whatever they are called and whether they are still active. */
  async change(actor: Actor, input: SupervisorChangeInput): Promise<SupervisorRow> {
    return this.unitOfWork.run(async () => {
      const action = 'supervisorChange';
      const own = sql`s.id = ${input.supervisorId}`;
      const [before] = await this.supervisors.findVisible(reachOf(actor, action), [own]);
      if (before === undefined) throw notFound('supervisor');
      const name = input.name ?? before.name;
      const email = input.email ?? before.email;
      const active = input.active ?? before.active;
      await this.requireFree(before.providerId, email, before.id);
      const sortKey = danishSortKey(name);
      await this.store
        .change(sql`UPDATE supervisor SET name = ${name}, sort_key = ${sortKey}, email = ${email},
        active = ${active ? sql`true` : sql`false`} WHERE id = ${before.id}`);
      await this.audit.record(actor, {
        action,
        subjectId: before.id,
        before: { name: before.name, email: before.email, active: before.active },
        after: { name, email, active },
      });
      return { ...before, name, sortKey, email, active };
    });
  }

  private async requireFree(providerId: string, email: string | null, self: string | null): Promise<void> {
    const taken = email === null ? null : await this.supervisors.findByEmail(providerId, email);
    if (taken !== null && taken.id !== self)
      throw duplicate('A supervisor with this e-mail address is registered already.', [taken.id]);
  }
}
