import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { type Operation, READS } from '../../access/operations.js';
import { POLICIES, reaches, reachOf } from '../../access/policy.js';
import { invalidInput } from '../../domain/refusal.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { ProviderService } from '../provider/index.js';
import type { MachineTokenIssueInput } from './dto/machine-token.dto.js';

export interface Scope {
  readonly municipalityCode: string | null;
  readonly providerId: string | null;
}

/** `node` finds anything by its id; tokens, and what people want corrected, are no business of programs. */
const NOT_FOR_MACHINES: readonly Operation[] = ['node', 'machineTokens', 'correctionRequests'];

/** How far a new token reaches: one municipality or provider, and questions that its role may ask. */
@Injectable()
export class MachineTokenScope {
  constructor(
    private readonly municipalities: MunicipalityDirectory,
    private readonly providers: ProviderService,
  ) {}

  /** Refuses a scope that is not the asker's own, and operations that change something or are not the role's. */
  async of(actor: Actor, input: MachineTokenIssueInput): Promise<Scope> {
    const scope = await this.owner(actor, input);
    const policy = POLICIES[scope.municipalityCode === null ? 'PROVIDER' : 'COORDINATOR'];
    const problems = input.operations.flatMap((name, index) => {
      const operation = READS.find((read) => read === name);
      const known =
        operation !== undefined && policy[operation] !== undefined && !NOT_FOR_MACHINES.includes(operation);
      return known
        ? []
        : [{ path: `operations.${index}`, message: 'is nothing that such a program can read' }];
    });
    if (problems.length > 0) throw invalidInput(...problems);
    return scope;
  }

  private async owner(actor: Actor, input: MachineTokenIssueInput): Promise<Scope> {
    const { municipalityCode = null, providerId = null } = input;
    if ((municipalityCode === null) === (providerId === null))
      throw invalidInput({ path: 'municipalityCode', message: 'name either it or providerId' });
    if (municipalityCode === null)
      return {
        municipalityCode,
        providerId: await this.providers.owning(actor, 'machineTokenIssue', providerId),
      };
    const { code } = this.municipalities.require(municipalityCode, 'municipalityCode');
    if (!reaches(reachOf(actor, 'machineTokenIssue'), { municipalityCodes: [code] }))
      throw invalidInput({ path: 'municipalityCode', message: 'is not your own' });
    return { municipalityCode: code, providerId: null };
  }
}
