import { Injectable } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import sql from 'sql-template-tag';
import { reachOf } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import { danishSortKey } from '../../domain/danish.js';
import type { Texts } from '../../domain/programme.js';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { Person } from '../person/index.js';

/** By person: the names of the providers of the courses and groups that they are or were in, in Danish order. */
@Injectable()
export class ProvidersOfPersonLoader extends BatchLoader<string[]> {
  constructor(private readonly store: Store) {
    super();
  }

  protected async batch(context: RequestContext, personIds: readonly string[]) {
    const visible = enrolmentVisible(reachOf(actorOf(context), 'enrolment'), sql`e`);
    const rows = await this.store.query<{ personId: string; name: string }>(sql`
      SELECT e.person_id, o.name FROM enrolment e JOIN enrolment_change x ON x.enrolment_id = e.id
        JOIN cohort c ON c.id = x.cohort_id JOIN provider o ON o.id = c.provider_id
        WHERE e.person_id IN ${among(personIds)} AND ${visible}
      UNION
      SELECT e.person_id, o.name FROM enrolment e JOIN group_member m ON m.enrolment_id = e.id
        JOIN supervision_group g ON g.id = m.group_id JOIN provider o ON o.id = g.provider_id
        WHERE e.person_id IN ${among(personIds)} AND ${visible}`);
    const inOrder = rows.toSorted((a, b) => (danishSortKey(a.name) < danishSortKey(b.name) ? -1 : 1));
    return grouped(personIds, inOrder, (row) => row.personId).map((own) => own.map((row) => row.name));
  }
}

@Resolver(() => Person)
export class CorrectionAdviceFields {
  constructor(private readonly providers: ProvidersOfPersonLoader) {}

  @ResolveField(() => String, {
    description: 'How to have an error in what is stored corrected, and by whom (Q16).',
  })
  async correctionAdvice(
    @Parent() person: Person,
    @Context() context: RequestContext,
    @Args('locale', LOCALE) locale: string | null,
  ): Promise<string> {
    return localized(advice(await this.providers.load(context, person.id)), locale);
  }
}

function advice(providers: readonly string[]): Texts {
  const who = {
    da: providers.length === 0 ? 'Kompetenceleverandøren' : providers.join(' og '),
    en: providers.length === 0 ? 'The training provider' : providers.join(' and '),
  };
  return {
    da: `Er dit fremmøde registreret forkert, så gør indsigelse med attendanceDispute. ${who.da} svarer, og både registreringen, indsigelsen og svaret bevares. Er andet forkert, så bed om rettelse med correctionRequest: kommunens koordinator svarer for arbejdssted og tilmelding, ${who.da} for certifikat og supervisionsgruppe, styrelsen for navn, mailadresse og telefon.`,
    en: `If your attendance is recorded wrongly, dispute it with attendanceDispute. ${who.en} answers, and the record, the dispute and the answer are all kept. If anything else is wrong, ask for a correction with correctionRequest: the coordinator of the municipality answers for workplaces and enrolments, ${who.en} for certificates and supervision groups, the agency for name, e-mail address and phone.`,
  };
}
