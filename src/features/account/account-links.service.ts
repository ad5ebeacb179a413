import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { hashOfLink, type SecondFactor } from '../../access/account-secrets.js';
import type { Role } from '../../access/actor.js';
import { type PasswordProblem, passwordProblem, Passwords } from '../../access/passwords.js';
import { Clock } from '../../config/clock.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { AccountDoor } from './account-door.js';
import { AccountFactors } from './account-factors.js';
import { AccountRecords } from './account.records.js';
import { AccountEventKind } from './dto/account-event.dto.js';

/** What a link that opens shows to whoever has it. */
export interface Opened {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly purpose: 'INVITATION' | 'SECOND_FACTOR';
  readonly needsSecondFactor: boolean;
  readonly offered: SecondFactor;
}

/** What was typed wrong: by the field. `password` WRONG is one that is not that of the account. */
export interface LinkProblems {
  readonly password?: PasswordProblem | 'WRONG';
  readonly repeated?: 'DIFFERENT';
  readonly code?: 'MISSING' | 'WRONG';
}

interface Typed {
  readonly password: string;
  readonly repeated: string;
  readonly code: string;
}

/** `codes` are the recovery codes, shown this once; none without a second factor. */
export type Accepted = { readonly codes: readonly string[] } | { readonly problems: LinkProblems } | null;

/** What somebody does who was given a link. */
@Injectable()
export class AccountLinks {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly door: AccountDoor,
    private readonly factors: AccountFactors,
    private readonly records: AccountRecords,
  ) {}

  /** Null for a link that was used, taken back or is over, and for one that never was: they look alike. */
  async open(secret: string): Promise<Opened | null> {
    const rows = await this.store.query<Omit<Opened, 'offered'> & { role: Role }>(sql`
      SELECT a.id AS account_id, a.name, a.email, k.purpose, r.role
      FROM account_link k JOIN account a ON a.id = k.account_id AND a.ended_at IS NULL
      JOIN account_role r ON r.account_id = a.id AND r.superseded_at IS NULL
      WHERE k.secret_hash = ${hashOfLink(secret)} AND k.superseded_at IS NULL AND k.ends_at > ${this.clock.now()}`);
    const [first] = rows;
    if (first === undefined) return null;
    const { accountId, name, email, purpose } = first;
    const needed = this.factors.isNeededFor(rows.map(({ role }) => role));
    return {
      ...{ accountId, name, email, purpose },
      needsSecondFactor: needed || purpose === 'SECOND_FACTOR',
      offered: this.factors.offered(`link ${hashOfLink(secret)} ${secret}`, email),
    };
  }

  /** Null when the link does not open any more, also when somebody else was faster. */
  async accept(secret: string, typed: Typed): Promise<Accepted> {
    const opened = await this.open(secret);
    if (opened === null) return null;
    const step = this.factors.stepOf(opened.offered.secret, typed.code);
    const problems = await this.problems(opened, typed, step);
    if (Object.keys(problems).length > 0) return { problems };
    const { accountId, purpose } = opened;
    const hash = purpose === 'INVITATION' ? await this.passwords.hash(typed.password) : null;
    return this.unitOfWork.run(async () => {
      const used = await this.store.change(sql`
        UPDATE account_link SET superseded_at = ${this.clock.now()}
        WHERE secret_hash = ${hashOfLink(secret)} AND superseded_at IS NULL`);
      if (used === 0) return null;
      if (hash !== null)
        await this.store.change(sql`UPDATE account SET password_hash = ${hash} WHERE id = ${accountId}`);
      const codes = step === null ? [] : await this.factors.replace(accountId, opened.offered.secret, step);
      const by = { subject: `account:${accountId}`, name: opened.name };
      const isNew = purpose === 'INVITATION';
      await this.records.write(by, isNew ? AccountEventKind.ACTIVATED : AccountEventKind.SECOND_FACTOR_SET, {
        action: isNew ? 'accountActivate' : 'accountSecondFactorSet',
        subjectId: accountId,
        after: { secondFactor: step !== null },
      });
      return { codes };
    });
  }

  private async problems(opened: Opened, typed: Typed, step: number | null): Promise<LinkProblems> {
    const { purpose, accountId } = opened;
    const missing = typed.code.trim() === '';
    const code = missing ? (opened.needsSecondFactor ? 'MISSING' : null) : step === null ? 'WRONG' : null;
    if (purpose === 'SECOND_FACTOR') {
      const right = await this.door.knowsPassword(accountId, typed.password);
      return { ...(!right && { password: 'WRONG' as const }), ...(code !== null && { code }) };
    }
    const password = passwordProblem(typed.password, opened);
    const repeated = typed.password === typed.repeated ? null : ('DIFFERENT' as const);
    return {
      ...(password !== null && { password }),
      ...(repeated !== null && { repeated }),
      ...(code !== null && { code }),
    };
  }
}
