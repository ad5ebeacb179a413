import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { type AccountHolder, accountIdOf } from '../../access/accounts.js';
import type { SecondFactor } from '../../access/account-secrets.js';
import type { Actor } from '../../access/actor.js';
import { type PasswordProblem, passwordProblem, Passwords } from '../../access/passwords.js';
import { notFound } from '../../domain/refusal.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { AccountDoor } from './account-door.js';
import { AccountFactors } from './account-factors.js';
import { AccountRecords, type AccountRow } from './account.records.js';
import { AccountEventKind } from './dto/account-event.dto.js';

/** What somebody who is signed in with an account does with it. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly door: AccountDoor,
    private readonly factors: AccountFactors,
    private readonly records: AccountRecords,
  ) {}

  /** Null for whoever signed in otherwise. */
  async find(actor: Actor): Promise<AccountRow | null> {
    const id = accountIdOf(actor);
    return id === null ? null : ((await this.records.find(sql`a.id = ${id}`))[0] ?? null);
  }

  /** Everything else that was signed in is signed out; what is answered takes the place of what this was asked with. */
  async changePassword(
    actor: Actor,
    current: string,
    next: string,
  ): Promise<AccountHolder | { current: 'WRONG' } | { next: PasswordProblem }> {
    const account = await this.require(actor);
    const problem = passwordProblem(next, account);
    if (problem !== null) return { next: problem };
    if (!(await this.door.knowsPassword(account.id, current))) return { current: 'WRONG' };
    const hash = await this.passwords.hash(next);
    return this.unitOfWork.run(async () => {
      await this.store.change(sql`UPDATE account SET password_hash = ${hash} WHERE id = ${account.id}`);
      return this.signedOut(actor, account.id, 'accountPasswordChange', AccountEventKind.PASSWORD_CHANGED);
    });
  }

  /** Also what this is asked with, in every process at once. */
  async signOutEverywhere(actor: Actor): Promise<AccountRow> {
    const account = await this.require(actor);
    await this.unitOfWork.run(() =>
      this.signedOut(actor, account.id, 'accountSignOutEverywhere', AccountEventKind.SIGNED_OUT_EVERYWHERE),
    );
    return account;
  }

  /** What would take the place of the second factor: the same until it is taken. */
  async offer(actor: Actor): Promise<SecondFactor> {
    const account = await this.require(actor);
    return this.factors.offered(`account ${account.id} ${await this.version(account.id)}`, account.email);
  }

  /** Another second factor, with new recovery codes. */
  async setSecondFactor(
    actor: Actor,
    password: string,
    code: string,
  ): Promise<{ holder: AccountHolder; codes: string[] } | { password: 'WRONG' } | { code: 'WRONG' }> {
    const account = await this.require(actor);
    const { secret } = await this.offer(actor);
    const step = this.factors.stepOf(secret, code);
    if (step === null) return { code: 'WRONG' };
    if (!(await this.door.knowsPassword(account.id, password))) return { password: 'WRONG' };
    return this.unitOfWork.run(async () => {
      const codes = await this.factors.replace(account.id, secret, step);
      const kind = AccountEventKind.SECOND_FACTOR_SET;
      return { holder: await this.signedOut(actor, account.id, 'accountSecondFactorSet', kind), codes };
    });
  }

  /** Inside a unit of work. Counts the version up, and answers what holds from now on. */
  private async signedOut(
    actor: Actor,
    accountId: string,
    action: string,
    kind: AccountEventKind,
  ): Promise<AccountHolder> {
    await this.store.change(
      sql`UPDATE account SET token_version = token_version + 1 WHERE id = ${accountId}`,
    );
    await this.records.write(actor, kind, { action, subjectId: accountId, after: { signedOut: true } });
    return { accountId, version: await this.version(accountId) };
  }

  private async version(accountId: string): Promise<number> {
    const row = await this.store.queryOne<{ tokenVersion: number }>(
      sql`SELECT token_version FROM account WHERE id = ${accountId}`,
    );
    return Number(row?.tokenVersion);
  }

  private async require(actor: Actor): Promise<AccountRow> {
    const account = await this.find(actor);
    if (account === null) throw notFound('account');
    return account;
  }
}
