import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { HalfDayRef } from '../../domain/attendance.js';
import type { RequestContext } from '../../graphql/context.js';
import { CourseDay, KnownCourseDayLoader, CourseHalfDay, toHalfDay } from '../cohort/index.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { toRow, toWarning } from './attendance.mapper.js';
import { AttendanceWarnings } from './attendance.warnings.js';
import { AttendanceRecordPayload } from './dto/attendance.inputs.js';
import { AttendanceRow, AttendanceWarningItem } from './dto/attendance.model.js';
import { SheetLoader } from './sheet.loader.js';

@Resolver(() => CourseDay)
export class CourseDaySheetFields {
  constructor(
    private readonly sheets: SheetLoader,
    private readonly enrolments: EnrolmentLoader,
  ) {}

  @ResolveField(() => [AttendanceRow], {
    description:
      'Everybody who was in the cohort on this day, morning and afternoon, and guests who made up; by name, as far as you may see them. Empty for a cancelled day.',
  })
  async sheet(@Parent() day: CourseDay, @Context() context: RequestContext): Promise<AttendanceRow[]> {
    const lines = await this.sheets.load(context, day.id);
    const ids = [...new Set(lines.map((line) => line.enrolmentId))];
    const visible = await this.enrolments.loadVisible(context, ids);
    const enrolmentOf = new Map(visible.map((enrolment) => [enrolment.id, enrolment]));
    return lines.flatMap((line) => {
      const enrolment = enrolmentOf.get(line.enrolmentId);
      return enrolment === undefined ? [] : [toRow(day, enrolment, line)];
    });
  }
}

@Resolver(() => AttendanceRow)
export class AttendanceRowFields {
  constructor(private readonly courseDays: KnownCourseDayLoader) {}

  @ResolveField(() => CourseHalfDay, {
    nullable: true,
    description: 'The half-day by which this one was made up; null where it was not.',
  })
  async madeUpBy(
    @Parent() row: AttendanceRow,
    @Context() context: RequestContext,
  ): Promise<CourseHalfDay | null> {
    return this.halfDay(context, row.madeUpByRef);
  }

  @ResolveField(() => CourseHalfDay, {
    nullable: true,
    description: 'Of a guest: the missed half-day this one makes up for; null for everybody else.',
  })
  async makesUp(
    @Parent() row: AttendanceRow,
    @Context() context: RequestContext,
  ): Promise<CourseHalfDay | null> {
    return this.halfDay(context, row.makesUpRef);
  }

  private async halfDay(context: RequestContext, ref: HalfDayRef | null): Promise<CourseHalfDay | null> {
    const day = ref === null ? null : await this.courseDays.load(context, ref.courseDayId);
    return ref === null || day === null ? null : toHalfDay(day, ref.part);
  }
}

@Resolver(() => AttendanceRecordPayload)
export class AttendanceRecordPayloadFields {
  constructor(private readonly warningsOf: AttendanceWarnings) {}

  @ResolveField(() => [AttendanceWarningItem], {
    description: 'About everybody on the sheet, as it is now.',
  })
  async warnings(@Parent() { day, courseDay }: AttendanceRecordPayload): Promise<AttendanceWarningItem[]> {
    return (await this.warningsOf.of(day)).map((warning) => toWarning(courseDay, warning));
  }
}

@Resolver(() => AttendanceWarningItem)
export class AttendanceWarningFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() item: AttendanceWarningItem,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, item.enrolmentId);
  }
}
