import { Injectable } from '@nestjs/common';
import { type GivenRole, mayGive } from '../../access/account-giving.js';
import type { Actor } from '../../access/actor.js';
import { invalidInput } from '../../domain/refusal.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { ProviderService } from '../provider/index.js';
import { AccountRecords } from './account.records.js';
import type { AccountRoleInput } from './dto/account.dto.js';

/** The roles that somebody wants to give, as far as they are theirs to give. */
@Injectable()
export class AccountScope {
  constructor(
    private readonly records: AccountRecords,
    private readonly municipalities: MunicipalityDirectory,
    private readonly providers: ProviderService,
  ) {}

  /** Each once. Refuses a role without its scope, and one that is for others to give. */
  async given(actor: Actor, email: string, roles: readonly AccountRoleInput[]): Promise<GivenRole[]> {
    const seats = roles.some(({ role }) => role === 'PARTICIPANT') ? await this.records.seatsOf(email) : null;
    const given = new Map<string, GivenRole>();
    for (const [index, input] of roles.entries()) {
      const path = `roles.${index}`;
      const { role, municipalityCode = null, providerId = null } = input;
      if ((role === 'COORDINATOR') !== (municipalityCode !== null))
        throw invalidInput({ path: `${path}.municipalityCode`, message: 'goes with COORDINATOR' });
      if ((role === 'PROVIDER') !== (providerId !== null))
        throw invalidInput({ path: `${path}.providerId`, message: 'goes with PROVIDER' });
      if (municipalityCode !== null)
        this.municipalities.require(municipalityCode, `${path}.municipalityCode`);
      if (providerId !== null && (await this.providers.find(providerId)) === null)
        throw invalidInput({ path: `${path}.providerId`, message: 'is not yours to give' });
      const one: GivenRole = { role, municipalityCode, providerId, seatsOf: seats?.seatsOf ?? [] };
      const known = role !== 'PARTICIPANT' || seats?.registered === true;
      if (!known || !mayGive(actor, one)) throw invalidInput({ path, message: 'is not yours to give' });
      given.set(keyOf(one), one);
    }
    return [...given.values()];
  }
}

/** The same for the same role with the same scope. */
export function keyOf({ role, municipalityCode, providerId }: GivenRole): string {
  return [role, municipalityCode ?? providerId].join(' ').trim();
}
