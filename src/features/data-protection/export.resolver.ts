import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { LOCALE } from '../../graphql/locale.js';
import { PersonExport, PersonExportSection } from './dto/export.model.js';
import { ExportService } from './export.service.js';

@Resolver(() => PersonExport)
export class ExportResolver {
  constructor(private readonly exports: ExportService) {}

  @Access('personExport')
  @Query(() => PersonExport, {
    nullable: true,
    description:
      'What is stored about me, all of it? For the person themself, and for the agency on their behalf. Null when there is nobody, or nobody for you to see.',
  })
  async personExport(
    @Context() context: RequestContext,
    @Args('personId', { type: () => ID }) personId: string,
    @Args('locale', LOCALE) locale: string | null,
  ): Promise<PersonExport | null> {
    const found = await this.exports.of(actorOf(context), personId, locale);
    if (found === null) return null;
    const sections = Object.entries(found.sections).map(([key, { title, records }]) =>
      Object.assign(new PersonExportSection(), { key, title, count: records.length }),
    );
    return Object.assign(new PersonExport(), {
      personId: found.personId,
      takenAt: found.takenAt,
      sections,
      document: JSON.stringify(found, null, 2),
    });
  }
}
