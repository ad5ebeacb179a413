import { Module } from '@nestjs/common';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { SupervisionModule } from '../supervision/index.js';
import {
  AgendaItemFields,
  EnrolmentAgendaFields,
  OverdueRegistrationFields,
  PersonAgendaFields,
} from './agenda.fields.js';
import { AppointmentsLoader } from './agenda.loader.js';
import { AgendaResolver } from './agenda.resolver.js';
import { OverdueRepository } from './overdue.repository.js';
import { OverdueRegistrations } from './overdue.service.js';
import { ScheduleRepository } from './schedule.repository.js';
import { ScheduleService } from './schedule.service.js';

@Module({
  imports: [CohortModule, EnrolmentModule, MunicipalityModule, SupervisionModule],
  providers: [
    ScheduleRepository,
    ScheduleService,
    AppointmentsLoader,
    OverdueRepository,
    OverdueRegistrations,
    AgendaResolver,
    EnrolmentAgendaFields,
    PersonAgendaFields,
    AgendaItemFields,
    OverdueRegistrationFields,
  ],
  exports: [ScheduleService],
})
export class AgendaModule {}
