import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { toCorrectionEffect } from '../certification/index.js';
import { toCourseDay } from '../cohort/index.js';
import { toEnrolment } from '../enrolment/index.js';
import { AttendanceCorrection } from './attendance-correction.service.js';
import { toWarning } from './attendance.mapper.js';
import { AttendanceService } from './attendance.service.js';
import {
  AttendanceCorrectInput,
  AttendanceCorrectPayload,
  AttendanceCorrectResult,
  AttendanceRecordInput,
  AttendanceRecordPayload,
  AttendanceRecordResult,
} from './dto/attendance.inputs.js';

@Resolver()
export class AttendanceResolver {
  constructor(
    private readonly attendance: AttendanceService,
    private readonly correction: AttendanceCorrection,
    private readonly clock: Clock,
  ) {}

  @Access('attendanceRecord')
  @Mutation(() => AttendanceRecordResult, {
    description:
      'The day’s sheet: `default` for everyone not named, exceptions in `entries`. The same key twice writes once.',
  })
  async attendanceRecord(@Context() context: RequestContext, @Args('input') input: AttendanceRecordInput) {
    const day = await this.attendance.record(actorOf(context), input);
    return Object.assign(new AttendanceRecordPayload(), {
      day,
      courseDay: toCourseDay(day, this.clock.now()),
    });
  }

  @Access('attendanceCorrect')
  @Mutation(() => AttendanceCorrectResult, {
    description:
      'One record was wrong; the old one stays as history with the reason. A certificate that rests on it is put under review, never revoked (V25). `dryRun` first says what would change, and for whom.',
  })
  async attendanceCorrect(@Context() context: RequestContext, @Args('input') input: AttendanceCorrectInput) {
    const { enrolment, day, effects, othersAffected, warnings } = await this.correction.correct(
      actorOf(context),
      input,
    );
    const courseDay = toCourseDay(day, this.clock.now());
    return Object.assign(new AttendanceCorrectPayload(), {
      enrolment: toEnrolment(enrolment),
      effects: effects.map(toCorrectionEffect),
      othersAffected,
      warnings: warnings.map((warning) => toWarning(courseDay, warning)),
    });
  }
}
