import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DomainErrorCode } from '../../graphql/errors.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Person, PersonLoader } from '../person/index.js';
import {
  RosterImportInput,
  RosterImportPayload,
  RosterImportResult,
  RosterProblem,
  RosterRow,
} from './dto/roster.dto.js';
import { RosterService, type RosterRowResult } from './roster.service.js';

@Resolver()
export class RosterResolver {
  constructor(private readonly rosters: RosterService) {}

  @Access('rosterImport')
  @Mutation(() => RosterImportResult, {
    description:
      'A whole list at once, from a spreadsheet’s CSV. With `dryRun` nothing is written and every row says what would happen.',
  })
  async rosterImport(@Context() context: RequestContext, @Args('input') input: RosterImportInput) {
    const rows = await this.rosters.import(actorOf(context), input);
    return Object.assign(new RosterImportPayload(), { rows: rows.map(toRow) });
  }
}

@Resolver(() => RosterRow)
export class RosterRowFields {
  constructor(
    private readonly people: PersonLoader,
    private readonly enrolments: EnrolmentLoader,
  ) {}

  @ResolveField(() => Person, {
    nullable: true,
    description:
      'Null for rows that were not accepted, and in a dry run for people who are not registered yet.',
  })
  async person(@Parent() row: RosterRow, @Context() context: RequestContext): Promise<Person | null> {
    return row.personId === null ? null : this.people.load(context, row.personId);
  }

  @ResolveField(() => Enrolment, {
    nullable: true,
    description: 'Null for rows that were not accepted, and in a dry run.',
  })
  async enrolment(@Parent() row: RosterRow, @Context() context: RequestContext): Promise<Enrolment | null> {
    return row.enrolmentId === null ? null : this.enrolments.load(context, row.enrolmentId);
  }
}

@Resolver(() => RosterProblem)
export class RosterProblemFields {
  @ResolveField(() => String)
  message(@Parent() problem: RosterProblem, @Args('locale', LOCALE) locale: string | null): string {
    return localized(problem.texts, locale);
  }
}

function toRow(row: RosterRowResult): RosterRow {
  return Object.assign(new RosterRow(), {
    ...row,
    problems: row.problems.map(({ column, code, message }) =>
      Object.assign(new RosterProblem(), { column, code: DomainErrorCode[code], texts: message }),
    ),
  });
}
