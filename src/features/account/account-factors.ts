import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { needsSecondFactor } from '../../access/account-giving.js';
import { AccountSecrets, type SecondFactor } from '../../access/account-secrets.js';
import type { Role } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { AccountRecoveryCodeEntity } from '../../storage/account.entity.js';
import { Store } from '../../storage/store.js';

/** The second factor of an account, and what stands in for it. */
@Injectable()
export class AccountFactors {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly env: Env,
    private readonly secrets: AccountSecrets,
  ) {}

  isNeededFor(roles: readonly Role[]): boolean {
    return needsSecondFactor(roles, this.env.secondFactorForAll);
  }

  /** See AccountSecrets.offered. */
  offered(occasion: string, email: string): SecondFactor {
    return this.secrets.offered(occasion, email);
  }

  stepOf(secret: string, code: string): number | null {
    return this.secrets.stepOf(secret, code, Date.parse(this.clock.now()));
  }

  /**
   * Inside a unit of work. Answers new recovery codes; those before open nothing any more, nor does the code that
   * confirmed this factor, nor whatever is signed in.
   */
  async replace(accountId: string, secret: string, step: number): Promise<string[]> {
    await this.store.change(sql`
      UPDATE account SET totp_secret = ${this.secrets.seal(secret, accountId)}, totp_step = ${step},
        token_version = token_version + 1 WHERE id = ${accountId}`);
    await this.store.change(sql`DELETE FROM account_recovery_code WHERE account_id = ${accountId}`);
    const codes = this.secrets.newRecoveryCodes();
    await this.store.insert(
      AccountRecoveryCodeEntity,
      codes.map((code) => ({ accountId, codeHash: this.secrets.hashOfRecoveryCode(code, accountId) })),
    );
    return codes;
  }

  /** Inside a unit of work. A code is accepted once, and none that is older than one that was accepted. */
  async accept(accountId: string, sealed: string, code: string): Promise<boolean> {
    const secret = this.secrets.open(sealed, accountId);
    const step = secret === null ? null : this.stepOf(secret, code);
    if (step === null) return false;
    const accepted = await this.store.change(sql`
      UPDATE account SET totp_step = ${step}
      WHERE id = ${accountId} AND (totp_step IS NULL OR totp_step < ${step})`);
    return accepted === 1;
  }

  /** Inside a unit of work. Once for each code. */
  async acceptRecoveryCode(accountId: string, code: string): Promise<boolean> {
    const hash = this.secrets.hashOfRecoveryCode(code, accountId);
    const used = await this.store.change(sql`
      DELETE FROM account_recovery_code WHERE account_id = ${accountId} AND code_hash = ${hash}`);
    return used === 1;
  }
}
