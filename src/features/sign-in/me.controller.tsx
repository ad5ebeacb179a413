import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import sql from 'sql-template-tag';
import { ActorResolver } from '../../access/actor-resolver.js';
import type { Grant, Role } from '../../access/actor.js';
import { Env } from '../../config/env.js';
import { copenhagenDate, copenhagenTime, formatDanishDate, type Instant } from '../../domain/calendar.js';
import type { Texts } from '../../domain/programme.js';
import { languageOf, type Language } from '../../pages/language.js';
import { Layout } from '../../pages/layout.js';
import { PageErrors } from '../../pages/page-errors.filter.js';
import { sendPage } from '../../pages/send.js';
import { signedIn } from '../../pages/signed-in.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { SignOutForm } from './sign-out-form.js';

const TITLE: Texts = { da: 'Din adgang', en: 'Your access' };
const NAME: Texts = { da: 'Navn', en: 'Name' };
const ROLES: Texts = { da: 'Roller', en: 'Roles' };
const NO_ROLE: Texts = { da: 'Ingen: din rolle her er ophørt.', en: 'None: your role here has ended.' };
const UNTIL: Texts = { da: 'Logget ind til', en: 'Signed in until' };
const UNKNOWN: Texts = { da: 'ikke kendt her endnu', en: 'not known here yet' };

const ROLE_NAMES: Readonly<Record<Role, Texts>> = {
  AGENCY: { da: 'Styrelsen', en: 'The agency' },
  PROVIDER: { da: 'Kursusudbyder', en: 'Training provider' },
  COORDINATOR: { da: 'Kommunal koordinator', en: 'Municipal coordinator' },
  PARTICIPANT: { da: 'Deltager', en: 'Participant' },
  EVALUATOR: { da: 'Evaluator', en: 'Evaluator' },
  ADMIN: { da: 'Administrator', en: 'Administrator' },
};

/** Who somebody is here, with which roles, and until when. */
@Controller()
@UseFilters(PageErrors)
export class MeController {
  constructor(
    private readonly env: Env,
    private readonly actors: ActorResolver,
    private readonly municipalities: MunicipalityDirectory,
    private readonly store: Store,
  ) {}

  @Get('me')
  async me(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { actor, session } = await signedIn(this.actors, request);
    const language = languageOf(request);
    const roles = await Promise.all(actor.grants.map((grant) => this.named(grant, language)));
    void sendPage(
      reply,
      <Layout request={request} title={TITLE}>
        <dl>
          <dt>{NAME[language]}</dt>
          <dd>{actor.name}</dd>
          <dt>{ROLES[language]}</dt>
          {roles.length === 0 ? (
            <dd>{NO_ROLE[language]}</dd>
          ) : (
            roles.map((role) => <dd key={role}>{role}</dd>)
          )}
          {session !== undefined && (
            <>
              <dt>{UNTIL[language]}</dt>
              <dd>{this.until(session.endsAt, language)}</dd>
            </>
          )}
        </dl>
        {session !== undefined && <SignOutForm language={language} />}
      </Layout>,
    );
  }

  private async named(grant: Grant, language: Language): Promise<string> {
    const scope = await this.scopeOf(grant);
    const role = ROLE_NAMES[grant.role][language];
    return scope === undefined ? role : `${role}: ${scope ?? UNKNOWN[language]}`;
  }

  /** Null where a role is for something that this database does not know, undefined where it is for nothing in particular. */
  private async scopeOf(grant: Grant): Promise<string | null | undefined> {
    switch (grant.role) {
      case 'COORDINATOR':
        return (await this.municipalities.lookUp(grant.municipalityCode))?.name ?? null;
      case 'PROVIDER': {
        const row = await this.store.queryOne<{ name: string }>(
          sql`SELECT name FROM provider WHERE id = ${grant.providerId}`,
        );
        return row?.name ?? null;
      }
      case 'PARTICIPANT':
        return grant.personId === null ? null : undefined;
      default:
        return undefined;
    }
  }

  private until(endsAt: Instant, language: Language): string {
    const [date, time] = [formatDanishDate(copenhagenDate(endsAt)), copenhagenTime(endsAt)];
    const minutes = this.env.sessionIdleMinutes;
    return language === 'da'
      ? `${date} kl. ${time}, eller til du ikke har brugt siden i ${minutes} minutter`
      : `${date} at ${time}, or until you have done nothing for ${minutes} minutes`;
  }
}
