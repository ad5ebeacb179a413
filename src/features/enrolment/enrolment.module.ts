import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { CohortModule } from '../cohort/index.js';
import { EngagementModule } from '../engagement/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { PersonModule } from '../person/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { CohortAssignment } from './cohort-assignment.service.js';
import { EnrolmentChanges } from './enrolment.changes.js';
import {
  CohortEnrolmentFields,
  EnrolmentFields,
  PersonEnrolmentFields,
  ReplacementFields,
} from './enrolment.fields.js';
import { EnrolmentHolders } from './enrolment.holders.js';
import { EnrolmentLoader, EnrolmentsOfPersonLoader, ReplacementLoader } from './enrolment.loader.js';
import { EnrolmentRepository } from './enrolment.repository.js';
import { EnrolmentResolver } from './enrolment.resolver.js';
import { EnrolmentService } from './enrolment.service.js';
import { EnrolmentWarnings } from './enrolment.warnings.js';
import { FreedSeats } from './freed-seats.js';
import { LeavingService } from './leaving.service.js';
import { NameList } from './name-list.js';
import { ReplacementService } from './replacement.service.js';
import { SeatReuseRepository } from './seat-reuse.repository.js';
import { SeatReuseFields, SeatReuseLoader, SeatReuseResolver } from './seat-reuse.resolver.js';
import { SeatReuseRules } from './seat-reuse.rules.js';
import { SeatReuseService } from './seat-reuse.service.js';
import { SeatingService } from './seating.service.js';
import { WhoTaught } from './who-taught.js';

@Module({
  imports: [CohortModule, EngagementModule, MunicipalityModule, PersonModule, ProgrammeModule],
  providers: [
    EnrolmentRepository,
    EnrolmentChanges,
    EnrolmentHolders,
    EnrolmentService,
    EnrolmentWarnings,
    SeatingService,
    LeavingService,
    ReplacementService,
    CohortAssignment,
    FreedSeats,
    NameList,
    WhoTaught,
    SeatReuseRepository,
    SeatReuseRules,
    SeatReuseService,
    SeatReuseLoader,
    SeatReuseResolver,
    SeatReuseFields,
    EnrolmentLoader,
    EnrolmentsOfPersonLoader,
    ReplacementLoader,
    EnrolmentResolver,
    EnrolmentFields,
    ReplacementFields,
    PersonEnrolmentFields,
    CohortEnrolmentFields,
  ],
  exports: [
    EnrolmentRepository,
    EnrolmentService,
    EnrolmentChanges,
    EnrolmentHolders,
    EnrolmentLoader,
    LeavingService,
    EnrolmentsOfPersonLoader,
    SeatingService,
    FreedSeats,
    NameList,
    WhoTaught,
  ],
})
export class EnrolmentModule {
  constructor(nodes: NodeRegistry, loader: EnrolmentLoader) {
    nodes.register('enr', async (context, id) => loader.load(context, id));
  }
}
