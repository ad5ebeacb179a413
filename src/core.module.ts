import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccountSecrets } from './access/account-secrets.js';
import { Accounts } from './access/accounts.js';
import { ActorResolver } from './access/actor-resolver.js';
import { MachineTokens } from './access/machine-tokens.js';
import type { IssuerSettings } from './access/oidc/settings.js';
import { SignInCookie } from './access/oidc/sign-in-cookie.js';
import { Passwords } from './access/passwords.js';
import { Readings } from './access/readings.js';
import { Pseudonyms } from './access/pseudonyms.js';
import { SessionHolders } from './access/session-holders.js';
import { Sessions } from './access/sessions.js';
import { SignedLinks } from './access/signed-links.js';
import { SignIn } from './access/sign-in.js';
import { Clock } from './config/clock.js';
import { Env } from './config/env.js';
import { NodeRegistry } from './graphql/node.js';
import { TrustedOperations } from './graphql/trusted-operations.js';
import { PROGRAMME_FOLDER } from './programmes/reader.js';
import { Audit } from './storage/audit.js';
import { Idempotency } from './storage/idempotency.js';
import { Store } from './storage/store.js';
import { UnitOfWork } from './storage/unit-of-work.js';
import { RateLimits } from './traffic/rate-limits.js';

/** What main.ts, the command line tools and the tests hand in. */
export interface Core {
  readonly env: Env;
  readonly clock: Clock;
  readonly store: Store;
  readonly authSecret: string;
  readonly logger: Logger;
  /** Where the programme files are; left out, those that ship with the product. */
  readonly programmeFolder?: string;
  /** Outside identity providers; left out, none. */
  readonly issuers?: readonly IssuerSettings[];
}

export const LOGGER = Symbol('LOGGER');
export const PROGRAMMES = Symbol('PROGRAMMES');

/** What every feature may ask for. */
@Global()
@Module({})
export class CoreModule {
  static register(core: Core, rates: RateLimits, trusted: TrustedOperations): DynamicModule {
    const { env, authSecret, issuers = [] } = core;
    const localSecret = env.localTokens ? authSecret : null;
    const signIn = new SignIn({ localSecret, issuers }, core.logger);
    const unitOfWork = new UnitOfWork(core.store);
    const machines = new MachineTokens(core.store, unitOfWork, core.clock, core.logger);
    const audit = new Audit(core.store, core.clock);
    const secrets = new AccountSecrets(core.authSecret);
    const accounts = new Accounts(core.store, core.clock, secrets, env.secondFactorForAll);
    const holders = new SessionHolders(issuers, accounts);
    const sessions = new Sessions(env, core.clock, core.store, unitOfWork, holders, core.logger);
    const providers = [
      { provide: Env, useValue: core.env },
      { provide: Clock, useValue: core.clock },
      { provide: Store, useValue: core.store },
      { provide: RateLimits, useValue: rates },
      { provide: TrustedOperations, useValue: trusted },
      { provide: LOGGER, useValue: core.logger },
      { provide: PROGRAMMES, useValue: core.programmeFolder ?? PROGRAMME_FOLDER },
      { provide: UnitOfWork, useValue: unitOfWork },
      { provide: Audit, useValue: audit },
      { provide: Idempotency, useValue: new Idempotency(core.store, core.clock) },
      { provide: SignIn, useValue: signIn },
      { provide: SignInCookie, useValue: new SignInCookie(env.origin, authSecret) },
      { provide: Accounts, useValue: accounts },
      { provide: AccountSecrets, useValue: secrets },
      { provide: Passwords, useValue: new Passwords(env) },
      { provide: Sessions, useValue: sessions },
      {
        provide: ActorResolver,
        useValue: new ActorResolver(core.store, signIn, machines, accounts, sessions, core.clock),
      },
      { provide: Readings, useValue: new Readings(core.store, unitOfWork, audit, core.clock) },
      { provide: Pseudonyms, useValue: new Pseudonyms(core.authSecret) },
      { provide: SignedLinks, useValue: new SignedLinks(core.authSecret, env.origin, core.clock) },
      NodeRegistry,
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
