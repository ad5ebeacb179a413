import { Module } from '@nestjs/common';
import { CertificationModule } from '../certification/index.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgressModule } from '../progress/index.js';
import { AttendanceCorrection } from './attendance-correction.service.js';
import { AttendanceRowFields, AttendanceWarningFields, CourseDaySheetFields } from './attendance.fields.js';
import { AttendanceRecords } from './attendance.records.js';
import { AttendanceRepository } from './attendance.repository.js';
import { AttendanceResolver } from './attendance.resolver.js';
import { AttendanceService } from './attendance.service.js';
import { AttendanceWarnings } from './attendance.warnings.js';
import { MakeUpService } from './make-up.service.js';
import { SheetLoader } from './sheet.loader.js';

@Module({
  imports: [CertificationModule, CohortModule, EnrolmentModule, ProgressModule],
  providers: [
    AttendanceRepository,
    AttendanceRecords,
    AttendanceWarnings,
    MakeUpService,
    AttendanceService,
    AttendanceCorrection,
    SheetLoader,
    AttendanceResolver,
    CourseDaySheetFields,
    AttendanceRowFields,
    AttendanceWarningFields,
  ],
})
export class AttendanceModule {}
