import { Module } from '@nestjs/common';
import { CertificationModule } from '../certification/index.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgressModule } from '../progress/index.js';
import { AlternativeMakeUps } from './alternative-make-up.service.js';
import { AttendanceCorrection } from './attendance-correction.service.js';
import {
  AttendanceRecordPayloadFields,
  AttendanceRowFields,
  AttendanceWarningFields,
  CourseDaySheetFields,
} from './attendance.fields.js';
import { AttendanceRecords } from './attendance.records.js';
import { AttendanceRepository } from './attendance.repository.js';
import { AttendanceResolver } from './attendance.resolver.js';
import { AttendanceService } from './attendance.service.js';
import { AttendanceWarnings } from './attendance.warnings.js';
import { CourseDayChanges } from './course-day-changes.service.js';
import { CourseDayResolver } from './course-day.resolver.js';
import { MakeUpRepository } from './make-up.repository.js';
import { MakeUpResolver } from './make-up.resolver.js';
import { MakeUpService } from './make-up.service.js';
import { MissedHalfDays } from './missed-half-days.js';
import { SheetLoader } from './sheet.loader.js';

@Module({
  imports: [CertificationModule, CohortModule, EnrolmentModule, ProgressModule],
  providers: [
    AttendanceRepository,
    MakeUpRepository,
    AttendanceRecords,
    AttendanceWarnings,
    MakeUpService,
    MissedHalfDays,
    AlternativeMakeUps,
    AttendanceService,
    AttendanceCorrection,
    CourseDayChanges,
    SheetLoader,
    AttendanceResolver,
    MakeUpResolver,
    CourseDayResolver,
    CourseDaySheetFields,
    AttendanceRowFields,
    AttendanceWarningFields,
    AttendanceRecordPayloadFields,
  ],
})
export class AttendanceModule {}
