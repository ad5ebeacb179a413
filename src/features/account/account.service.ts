import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { type GivenRole, mayGive } from '../../access/account-giving.js';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { reachOf } from '../../access/policy.js';
import { accountVisible } from '../../access/visibility.js';
import { Clock } from '../../config/clock.js';
import { duplicate, invalidState, notFound } from '../../domain/refusal.js';
import { AccountEntity, AccountRoleEntity } from '../../storage/account.entity.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { AccountRecords, type AccountRow } from './account.records.js';
import { AccountScope, keyOf } from './account.scope.js';
import { AccountEventKind } from './dto/account-event.dto.js';
import type { AccountInviteInput, AccountRolesChangeInput } from './dto/account.dto.js';

interface OnAccount {
  readonly accountId: string;
  readonly reason: string;
}

/** Who has an account, given and taken by others. What its owner does is in own-account.service.ts. */
@Injectable()
export class AccountService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly records: AccountRecords,
    private readonly scope: AccountScope,
  ) {}

  /** The link is in the answer and nowhere else. Refuses an address that has an account. */
  async invite(actor: Actor, input: AccountInviteInput): Promise<{ account: AccountRow; link: string }> {
    const { email, name } = input;
    const given = await this.scope.given(actor, email, input.roles);
    return this.unitOfWork.run(async () => {
      const taken = await this.store.queryOne(
        sql`SELECT 1 FROM account WHERE email = ${email} AND ended_at IS NULL`,
      );
      if (taken !== null) throw duplicate('There is an account with this e-mail address already.', []);
      const id = newId('account');
      await this.store.insert(AccountEntity, {
        id,
        email,
        name,
        passwordHash: null,
        totpSecret: null,
        totpStep: null,
        tokenVersion: 0,
        failures: 0,
        lockedUntil: null,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        endedAt: null,
      });
      await this.addRoles(actor, id, given);
      const { link } = await this.records.newLink(id, 'INVITATION', actor);
      const after = { roles: given.map(keyOf) };
      await this.records.write(actor, AccountEventKind.INVITED, {
        action: 'accountInvite',
        subjectId: id,
        after,
      });
      return { account: await this.byId(id), link };
    });
  }

  /** An invitation that was not accepted opens nothing any more, and the address is free again. */
  async revokeInvitation(actor: Actor, { accountId, reason }: OnAccount): Promise<AccountRow> {
    return this.unitOfWork.run(async () => {
      const account = await this.require(actor, 'accountInvitationRevoke', accountId);
      if (account.activated) throw invalidState('It was accepted.', 'ACTIVE', ['accountEnd']);
      await this.close(accountId);
      await this.records.write(actor, AccountEventKind.INVITATION_REVOKED, {
        ...{ action: 'accountInvitationRevoke', subjectId: accountId, reason },
        ...{ before: { ended: false }, after: { ended: true } },
      });
      return this.byId(accountId);
    });
  }

  /** Holds from the next request on. Roles that are not the actor's to give stay. */
  async changeRoles(actor: Actor, input: AccountRolesChangeInput): Promise<AccountRow> {
    const { accountId, reason } = input;
    const known = await this.visible(actor, 'accountRolesChange', accountId);
    const given = await this.scope.given(actor, known.email, input.roles);
    return this.unitOfWork.run(async () => {
      const { roles } = await this.visible(actor, 'accountRolesChange', accountId);
      const wanted = new Set(given.map(keyOf));
      const gone = roles.filter((role) => mayGive(actor, role) && !wanted.has(keyOf(role)));
      const had = new Set(roles.map(keyOf));
      const added = given.filter((role) => !had.has(keyOf(role)));
      if (gone.length + added.length === 0)
        throw invalidState('These are its roles already.', 'UNCHANGED', []);
      for (const role of gone)
        await this.store.change(sql`
          UPDATE account_role SET superseded_at = ${this.clock.now()}
          WHERE id = ${role.id} AND superseded_at IS NULL`);
      await this.addRoles(actor, accountId, added);
      const account = await this.byId(accountId);
      await this.records.write(actor, AccountEventKind.ROLES_CHANGED, {
        ...{ action: 'accountRolesChange', subjectId: accountId, reason },
        ...{ before: { roles: roles.map(keyOf) }, after: { roles: account.roles.map(keyOf) } },
      });
      return account;
    });
  }

  /** At once, in every process (L26). The address is free again for another account. */
  async end(actor: Actor, { accountId, reason }: OnAccount): Promise<AccountRow> {
    return this.unitOfWork.run(async () => {
      await this.require(actor, 'accountEnd', accountId);
      await this.close(accountId);
      await this.records.write(actor, AccountEventKind.ENDED, {
        ...{ action: 'accountEnd', subjectId: accountId, reason },
        ...{ before: { ended: false }, after: { ended: true } },
      });
      return this.byId(accountId);
    });
  }

  async unlock(actor: Actor, { accountId, reason }: OnAccount): Promise<AccountRow> {
    return this.unitOfWork.run(async () => {
      const { lockedUntil } = await this.require(actor, 'accountUnlock', accountId);
      if (lockedUntil === null || lockedUntil <= this.clock.now())
        throw invalidState('It is not locked.', 'OPEN', []);
      await this.store.change(
        sql`UPDATE account SET failures = 0, locked_until = NULL WHERE id = ${accountId}`,
      );
      await this.records.write(actor, AccountEventKind.UNLOCKED, {
        ...{ action: 'accountUnlock', subjectId: accountId, reason },
        ...{ before: { locked: true }, after: { locked: false } },
      });
      return this.byId(accountId);
    });
  }

  /** From now on it opens nothing that needs a second factor, until the person has set up another. */
  async resetSecondFactor(
    actor: Actor,
    { accountId, reason }: OnAccount,
  ): Promise<{ account: AccountRow; link: string }> {
    return this.unitOfWork.run(async () => {
      const { activated, secondFactor } = await this.require(actor, 'accountSecondFactorReset', accountId);
      if (!activated)
        throw invalidState('The invitation was not accepted yet.', 'INVITED', ['accountInvitationRevoke']);
      await this.store.change(sql`
        UPDATE account SET totp_secret = NULL, totp_step = NULL, token_version = token_version + 1
        WHERE id = ${accountId}`);
      await this.store.change(sql`DELETE FROM account_recovery_code WHERE account_id = ${accountId}`);
      const { link } = await this.records.newLink(accountId, 'SECOND_FACTOR', actor);
      await this.records.write(actor, AccountEventKind.SECOND_FACTOR_RESET, {
        ...{ action: 'accountSecondFactorReset', subjectId: accountId, reason },
        ...{ before: { secondFactor, link: false }, after: { secondFactor: false, link: true } },
      });
      return { account: await this.byId(accountId), link };
    });
  }

  private async addRoles(actor: Actor, accountId: string, roles: readonly GivenRole[]): Promise<void> {
    await this.store.insert(
      AccountRoleEntity,
      roles.map(({ role, municipalityCode, providerId }) => ({
        id: newId('fact'),
        accountId,
        role,
        municipalityCode,
        providerId,
        recordedAt: this.clock.now(),
        recordedBy: actor.subject,
        supersededAt: null,
      })),
    );
  }

  /** One that lasts, and of which the actor may see something. */
  private async visible(actor: Actor, operation: Operation, accountId: string): Promise<AccountRow> {
    const own = accountVisible(reachOf(actor, operation), sql`a`);
    const [account] = await this.records.find(sql`a.id = ${accountId} AND ${own}`);
    if (account === undefined) throw notFound('account');
    if (account.endedAt !== null) throw invalidState('It has ended.', 'ENDED', ['accountInvite']);
    return account;
  }

  /** One whose every role is the actor's to give: nobody else locks it, opens it or ends it. */
  private async require(actor: Actor, operation: Operation, accountId: string): Promise<AccountRow> {
    const account = await this.visible(actor, operation, accountId);
    if (!account.roles.every((role) => mayGive(actor, role)))
      throw invalidState('It has roles that are for others to give.', 'HAS_OTHER_ROLES', [
        'accountRolesChange',
      ]);
    return account;
  }

  private async byId(id: string): Promise<AccountRow> {
    const [account] = await this.records.find(sql`a.id = ${id}`);
    if (account === undefined) throw notFound('account');
    return account;
  }

  private async close(accountId: string): Promise<void> {
    await this.store.change(sql`
      UPDATE account SET ended_at = ${this.clock.now()}, password_hash = NULL, totp_secret = NULL, totp_step = NULL,
        token_version = token_version + 1 WHERE id = ${accountId}`);
    await this.store.change(sql`DELETE FROM account_recovery_code WHERE account_id = ${accountId}`);
    await this.records.endLinks(accountId);
  }
}
