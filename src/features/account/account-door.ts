import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { type AccountHolder, Accounts } from '../../access/accounts.js';
import { Passwords } from '../../access/passwords.js';
import { Clock } from '../../config/clock.js';
import { instantOfMs } from '../../domain/calendar.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { AccountFactors } from './account-factors.js';
import { AccountRecords } from './account.records.js';
import { AccountEventKind } from './dto/account-event.dto.js';

/** So many may be wrong one after another; each further one makes the wait twice as long. */
const FREE_FAILURES = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;
const CODE = /^[\d\s]{6,9}$/;

interface Kept {
  readonly id: string;
  readonly passwordHash: string;
  readonly totpSecret: string | null;
  readonly tokenVersion: number;
}

/** What somebody types to show who they are; `code` is from the app, or one of the recovery codes. */
export interface Typed {
  readonly password: string;
  readonly code: string;
}

/**
 * Where passwords and codes are tried. Each try is counted in the database before it is looked at, so that tries at the
 * same time, in whichever process, are never more than those allowed. Whoever is refused is never told why: that there is
 * no such account, that it is locked and that something was wrong look the same and take as long.
 */
@Injectable()
export class AccountDoor {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly accounts: Accounts,
    private readonly factors: AccountFactors,
    private readonly records: AccountRecords,
  ) {}

  /** Null when it is refused. */
  async signIn(email: string, typed: Typed): Promise<AccountHolder | null> {
    const kept = await this.store.queryOne<Kept>(sql`
      SELECT id, password_hash, totp_secret, token_version FROM account
      WHERE email = ${email.trim().toLowerCase()} AND ended_at IS NULL AND password_hash IS NOT NULL`);
    const failures = kept === null ? null : await this.count(kept.id);
    const right = await this.passwords.matches(kept?.passwordHash ?? null, typed.password);
    const holder =
      kept !== null && failures !== null && right && (await this.hasRole(kept))
        ? await this.open(kept, typed.code)
        : null;
    if (holder === null) await this.refuse(kept?.id ?? null, failures);
    return holder;
  }

  /** Whether somebody who is signed in, or has a link, knows the password of the account as well. */
  async knowsPassword(accountId: string, password: string): Promise<boolean> {
    const kept = await this.store.queryOne<Kept>(sql`
      SELECT id, password_hash FROM account
      WHERE id = ${accountId} AND ended_at IS NULL AND password_hash IS NOT NULL`);
    const failures = kept === null ? null : await this.count(accountId);
    const right = await this.passwords.matches(kept?.passwordHash ?? null, password);
    if (right && failures !== null) await this.unitOfWork.run(() => this.forgive(accountId));
    else await this.refuse(accountId, failures);
    return right && failures !== null;
  }

  /** Null when it is locked; else how many tries there were since the last good one, with this one. */
  private async count(accountId: string): Promise<number | null> {
    return this.unitOfWork.run(async () => {
      const now = this.clock.now();
      const counted = await this.store.change(sql`
        UPDATE account SET failures = failures + 1
        WHERE id = ${accountId} AND (locked_until IS NULL OR locked_until <= ${now})`);
      if (counted === 0) return null;
      const row = await this.store.queryOne<{ failures: number }>(
        sql`SELECT failures FROM account WHERE id = ${accountId}`,
      );
      const failures = Number(row?.failures ?? 0);
      if (failures >= FREE_FAILURES) {
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures - FREE_FAILURES, 20));
        const until = instantOfMs(Date.parse(now) + wait);
        await this.store.change(sql`UPDATE account SET locked_until = ${until} WHERE id = ${accountId}`);
      }
      return failures;
    });
  }

  /** Inside a unit of work. */
  private async forgive(accountId: string): Promise<void> {
    await this.store.change(
      sql`UPDATE account SET failures = 0, locked_until = NULL WHERE id = ${accountId}`,
    );
  }

  private async refuse(accountId: string | null, failures: number | null): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.records.note(AccountEventKind.SIGN_IN_FAILED, accountId, null);
      if (failures !== null && failures >= FREE_FAILURES)
        await this.records.note(AccountEventKind.LOCKED, accountId, null);
    });
  }

  private async hasRole({ id, tokenVersion }: Kept): Promise<boolean> {
    return (await this.accounts.claimsOf(id, tokenVersion)) !== null;
  }

  /** Null when the code does not do. */
  private async open(kept: Kept, code: string): Promise<AccountHolder | null> {
    return this.unitOfWork.run(async () => {
      if (kept.totpSecret !== null && !(await this.acceptCode(kept.id, kept.totpSecret, code))) return null;
      await this.forgive(kept.id);
      await this.records.note(AccountEventKind.SIGNED_IN, kept.id, null);
      return { accountId: kept.id, version: Number(kept.tokenVersion) };
    });
  }

  private async acceptCode(accountId: string, sealed: string, code: string): Promise<boolean> {
    if (CODE.test(code.trim())) return this.factors.accept(accountId, sealed, code);
    const used = await this.factors.acceptRecoveryCode(accountId, code);
    if (used) await this.records.note(AccountEventKind.RECOVERY_CODE_USED, accountId, null);
    return used;
  }
}
